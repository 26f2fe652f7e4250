"""Shapes of values that tell who somebody is: addresses, numbers, handles, ids, moments."""

import re

from dashboard.importing.excel_damage import MONTH_OF

_BYTE = r"(25[0-5]|2[0-4]\d|1?\d?\d)"
_CLOCK = r"\d{1,2}:\d\d"
# The hour as other languages write it: 10h30, 10.30 Uhr, 10時30分, 10시 30분.
_ANY_CLOCK = (
    r"(?<!\d)\d{1,2}(:[0-5]\d|h[0-5]\d|[.:][0-5]\d ?uhr| ?uhr\b|[時点] ?[0-5]?\d?分?|"
    r"시( [0-5]?\d분)?)"
)
_MONTH = rf"({'|'.join(sorted(MONTH_OF, key=len, reverse=True))})\w{{0,3}}\.?"
_DAY_OF_MONTH = rf"\d{{1,2}}\.?( de)?[- ]{_MONTH}|{_MONTH} \d{{1,2}}"
_YEAR = r"(19|20)\d\d"
# A day in words: "1. März 2025", "Sat, Mar 1, 2025", "01-Mar-25", "2025年3月1日".
_WRITTEN_DAY = (
    rf"(\w+\.?,? )?({_DAY_OF_MONTH})(,? (de )?|-){_YEAR}( г\\.?)?|\d{{1,2}}-[a-z]{{3}}-\d\d|"
    r"\d{4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일]|\d{4}\. \d{1,2}\. \d{1,2}\.?"
)
_MIXED = r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])"
_NETWORKS = (
    r"(linkedin|github|gitlab|bitbucket|twitter|facebook|instagram|medium|kaggle|huggingface|x)\."
    r"(com|org|co)(/in|/pub|/company)?|t\.me|wa\.me|orcid\.org|keybase\.io|discord\.gg|"
    r"xing\.com/profile|stackoverflow\.com/users|reddit\.com/u(ser)?|researchgate\.net/profile|"
    r"(youtube|tiktok)\.com(?=/@)|mastodon\.\w+(?=/@)"
)
_STREETS = r"(street|road|avenue|boulevard|lane|square|drive|terrace)"
_ROADS = r"(rue|avenue|boulevard|chemin|impasse|allée)"
_PLACES = r"(calle|avenida|paseo|rua|travessa|viale|piazza|ulica|ul\.|улица|ул\.|проспект)"
_CHATS = r"(skype|telegram|whatsapp|wechat|line|line id|signal|matrix|viber|icq|kakao|insta\w*)"
_PEOPLE = r"(student|employee|staff|personnel|personal|badge|matrikel|mat\.?-?|imei|emp|stud)"
_INTRODUCED = (
    r"\b([Cc]all me|[Mm]y name is|[Nn]ame: ?|I am called|[Rr]egards|[Ss]incerely|[Aa]sk for|"
    r"Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?)[,:]? [A-Z]\w+"
)
# A cell that is a moment of answering and nothing else, also a time of day alone, or seconds or
# milliseconds since 1970; and one that is a day.
MOMENT = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T ]\d{1,2}(:\d\d)*.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4},? "
    rf"\d{{1,2}}:\d\d.*|\d{{1,2}}:\d\d(:\d\d)?( ?[ap]m)?|1[67]\d{{8}}(\d{{3}})?|{_ANY_CLOCK}|"
    rf"(?=.*(?<!\d){_YEAR}(?!\d)).*\d\D.*{_ANY_CLOCK}.*",
    re.IGNORECASE,
)
DAY = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|{_WRITTEN_DAY}",
    re.IGNORECASE,
)
VALUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (what, re.compile(pattern, re.IGNORECASE))
    for what, pattern in (
        ("an e-mail address", r"[\w.+-]+@[\w-]+(\.[\w-]+)+|^\s*[\w.+-]+@\w[\w-]+\s*$"),
        (
            "an e-mail address",
            r"[\w.+-]+ ?[\[({<] ?(at|@|a|bei) ?[\])}>] ?\w+|\b[\w.+-]+ at [\w-]+ (dot|\.) \w+|"
            r"(?-i:^\s*[a-z][\w.+-]+ at [\w-]+\.[a-z]{2,4}\s*$)",
        ),
        ("an IP address", rf"(?<![\d.v]){_BYTE}(\.{_BYTE}){{3}}(?![\d.])"),
        ("an IP address", r"(?<![:\w])([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![:\w])"),
        ("an IP address", r"(?<![:\w])([0-9a-f]{1,4}:){1,6}(:[0-9a-f]{1,4}){1,6}(?![:\w])"),
        ("a network id", r"(?<![:\w-])([0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![:\w-])"),
        ("a network id", r"\b(?=[0-9a-f.]*\d)[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b"),
        ("an IBAN", r"\b[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){3,7}( ?[A-Z0-9]{1,3})?\b"),
        ("a response id", r"\bR_[A-Za-z0-9]{15,17}\b"),
        ("an id", r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b"),
        ("an id", rf"\b{_MIXED}[0-9a-f]{{10,64}}\b"),
        # Letters and digits by turns, as in made-up keys.
        ("an id", r"(?-i:(?<!\w)(?=[\w-]{10,}(?!\w))([A-Za-z]+\d+[_-]?){3,}[A-Za-z]*(?!\w))"),
        ("an id", r"(?-i:^\s*([A-Z]{1,2}\d{6,9}[A-Z]?|(?!\d+000)\d{11,20})\s*$)"),
        ("an id", r"(?-i:\b[0-9A-HJKMNP-TV-Z]{26}\b)|\bdevice[-_ ]?(id)?[-_: ]*[0-9a-f]{6,}\b"),
        ("an id", rf"\b{_PEOPLE}[-_. ]*(no|nr|number|nummer|id)?[-_.: #]*\d{{4,}}\b"),
        ("a date and time", rf"\b\d{{4}}[-/.]\d\d?[-/.]\d\d?(T\d\d|,? {_CLOCK})"),
        ("a date and time", rf"\b\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{2,4}},? {_CLOCK}"),
        ("a date and time", rf"(?=.*(?<!\d){_YEAR}(?!\d)).*\d\D.*{_ANY_CLOCK}"),
        (
            "a date and time",
            r"(?<!\d)20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T?[0-2]\d[0-5]\d([0-5]\d)?Z?(?!\d)",
        ),
        ("a date and time", r"^\s*1[5-9]\d{8}(\d{3})?\s*$(?<!000000)"),
        ("a date", rf"^\s*({_WRITTEN_DAY})\s*$"),
        ("a date", r"^\s*\d{4}[-/.]\d\d?[-/.]\d\d?\s*$|^\s*\d\d?[-/.]\d\d?[-/.]\d{4}\s*$"),
        ("an address", rf"\b\d{{1,5}}[a-z]? ([\w.]+ ){{1,3}}{_STREETS}\b(?! \w+ing\b)"),
        ("an address", r"\b\w+(straße|strasse|gasse|weg|str\.) ?\d+ ?[a-z]?\b"),
        ("an address", r"(?-i:^\s*[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\s*$)"),
        ("an address", rf"\b\d{{1,4}}( ?(bis|ter|[a-c]))?,? {_ROADS} (de |du |des |la |l')?\w+"),
        ("an address", rf"(?<!\w){_PLACES} [\w'. ]+,? \d+\b"),
        ("an address", r"\b\w{3,}(straat|laan|gatan|vägen|katu|gade|plein|gracht) ?\d+\b"),
        ("an address", r"(?-i:^\s*(D-)?(?!\d{2}000)\d{5} [A-ZÄÖÜÉ][a-zà-ÿ]{2,}\s*$)|^\s*D-\d{5}\b"),
        ("an address", r"[都道府県].{1,8}[市区町村].*\d|[省市].{1,8}[区县].*\d+号"),
        ("a name", rf"(?-i:{_INTRODUCED})"),
        ("a profile", rf"\b({_NETWORKS})/@?[\w.-]{{2,}}|^/?(in|u|user)/[\w.-]{{2,}}$"),
        ("an account", r"^\s*[\w.]{2,32}#\d{4}\s*$|^\s*@\w[\w.]+\s*$|^\s*[\w-]+\.bsky\.social\s*$"),
        ("an account", rf"(?<!\w){_CHATS}( id| name)?\s*[:=]\s*@?\w*[\d_.@]?\w+|^live:\S+$"),
        ("an account", r"(?<!\w)@[\w.-]+(@|:)[\w-]+(\.\w+)+"),
        ("a card number", r"(?<![\d-])\d{4}([ -])\d{4}\1\d{4}\1\d{3}[\dxX](?![\d-])"),
        ("a social security number", r"^\s*\d{3}-\d{2}-\d{4}\s*$"),
        ("a wallet", r"\b0x[0-9a-f]{40}\b"),
        ("a browser", r"\bMozilla/\d"),
        ("a place on the map", r"(?<![\d.])-?\d{1,2}\.\d{3,},\s*-?\d{1,3}\.\d{3,}"),
        ("a place on the map", r"\d{1,2}\.\d{2,}\s*°?\s*[NS]\b.{0,3}\d{1,3}\.\d{2,}\s*°?\s*[EW]\b"),
        ("a place on the map", r"\d{1,3}\s*°\s*\d{1,2}\s*['\u2032].*[NSEW]|\bgeo:-?\d"),
        ("a web address", r"\b(https?://|www\.)\S+|\b[\w-]+\.(com|org|net|io|dev|ai|de|uk|fr)\b"),
        ("a handle", r"(?<!\w)@\w{2,}"),
        ("a phone number", r"(?<![\w.])\+?\(?\d(?:[\s().-]*\d){8,14}(?![\w.])"),
    )
)  # fmt: skip


# Kinds that no label of a declared choice may have; product names look like web addresses.
IN_LABELS = frozenset(
    {
        *("an e-mail address", "an IP address", "a network id", "an IBAN", "a response id"),
        *("an id", "a date and time", "a date", "an address", "a name", "a place on the map"),
        *("a profile", "a card number", "a social security number", "a wallet", "a browser"),
        "an account",
    }
)
# Numbers to call, in the shapes that no amount and no range has.
PHONE = re.compile(
    r"(?<![\w.])(\+|00)\d(?:[\s().-]*\d){8,14}(?![\w.])|\(\d{3}\) ?\d{3}[ -]\d{4}(?!\d)|"
    r"^\s*(0\d([ .-]\d{2}){4}|\d{3}([.-])\d{3}\4\d{4}|0\d{2,4}[-/ ]\d{5,9})\s*$|"
    # Without signs: a leading zero, or the prefix of mobile numbers in several countries.
    r"^\s*(0[1-9]\d{8,9}|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|[6-9](?!0+$)\d{9}|0\d{1,3}-\d{3,4}-\d{4}|"
    r"[78][ -]?\(?9\d\d\)?[ -]?\d{3}[ -]?\d\d[ -]?\d\d|0\d{4} \d{6})\s*$|"
    r"\b(tel|phone|mobile|cell|handy|whatsapp|signal)\b\.?:? ?\+?\d[\d ()/-]{5,}"
)
# A Polish postal code, "02-677", which is written like a range; no range has a leading zero.
POLISH_POSTAL = re.compile(r"\d{2}-\d{3}")
LEADING_ZERO = re.compile(r"(?<!\d)0\d")
_MAIL_HOSTS = r"(gmail|googlemail|outlook|hotmail|yahoo|icloud|proton|gmx|example)"
CODES = (
    ("an e-mail address", re.compile(rf"_{_MAIL_HOSTS}_(com|org|net|de|me|uk|fr)$|_at_\w+_\w+$")),
    ("a phone number", re.compile(r"(?<![a-z0-9])[a-z]?_?(0\d{9,10}|[1-9]\d{10,12})(?!\d)")),
    (
        "a profile",
        re.compile(r"(linkedin|github|gitlab|twitter|facebook|instagram)_com_\w+|^t_me_"),
    ),
    ("a date and time", re.compile(r"(?<!\d)\d{4}_\d\d_\d\d_?t?_?\d\d(?!\d{3})")),
    ("an IP address", re.compile(r"(?<!\d)\d{2,3}(_[12]?\d?\d){3}(?![\d_])")),
    ("an id", re.compile(rf"(?<![a-z0-9]){_MIXED}[0-9a-f]{{10,64}}(?![a-z0-9])")),
)
