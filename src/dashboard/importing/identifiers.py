"""Patterns of what tells who somebody is: the second net below the list of declared columns.

Everything that a release publishes passes through it: ids, titles and wordings of questions, the
headers they read, ids and labels of choices. Whoever drafts a codebook asks here as well.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from dashboard.codebook import Choice, Question

# Words that, in the name of any column, announce an identifier.
_ALWAYS = (
    r"ip ?addr(ess)?|ipaddr|recipient ?(first|last) ?name|recipient ?e ?mail|e ?mail( ?address)?|"
    r"(first|last|full|family|given|sur|nick) ?name|surname|(tele)?phone( ?number)?|mobile ?number|"
    r"post(al)? ?code|zip ?code|(location)?(latitude|longitude)|(response|respondent|collector|"
    r"network|participant|panelist|worker) ?id|external ?(data ?)?reference|user ?agent|ref ?url|"
    r"referr?er|custom ?data( ?\d+)?|start ?date.*|end ?date.*|recorded ?date|submit ?date.*|"
    r"date ?stamp|time ?stamp|group ?time ?\d+|street( ?address)?|mac ?address|"
    r"(submission|completion|finish|entry|recording|interview) ?date( ?time)?|"
    r"(submission|submit|start|end|finish|entry|interview) ?time|"
    r"(started|finished|submitted|completed|created|updated|recorded|answered|received) ?(at|on)|"
    r"(date|time) ?(started|finished|submitted|completed|created|recorded|answered|received)|"
    r"date ?(and|&)? ?time ?(of (submission|answering|completion))?|date ?of ?(submission|entry)|"
    r"session ?(id|key|token)|user ?id|device ?id|contact ?(person|details)|"
    r"date ?of ?birth|birth ?date|passport|iban|ssn|social ?security( ?number)?|"
    r"(employee|staff|student|panel|member|customer|prolific|m ?turk|account) ?(id|number|nr)|"
    r"prolific ?pid|user ?name|initials|dob|birthday|(respondent|participant) ?(no|nr|number|code)|"
    r"access ?code|gclid|fbclid|utm ?(source|medium|campaign|term|content)|orcid( ?id)?|"
    r"(whatsapp|skype|telegram) ?(id|number|name|handle)|linked ?in ?(url|link)|"
    # What forms in other languages call the same.
    r"vor ?name|nach ?name|familien ?name|benutzer ?name|(telefon|handy|mobil)nummer|plz|"
    r"postleitzahl|anschrift|(post|haus)?adresse|ip adresse|adresse ip|geburts(datum|tag)|"
    r"(personal|matrikel|mitglieds|kunden)nummer|zugangs(code|schlüssel)|"
    r"prénom|nom de famille|nom complet|courriel|code postal|date de naissance|"
    r"apellidos?|correo( electrónico)?|código postal|fecha de nacimiento|nombre completo|"
    r"sobrenome|nome completo|data de nascimento|cognome|indirizzo|data di nascita|voornaam|"
    r"achternaam|"
    r"telefoonnummer|geboortedatum|imię( i nazwisko)?|nazwisko|numer telefonu|data urodzenia|"
    r"förnamn|efternamn|fornavn|etternavn|etunimi|sukunimi|puhelinnumero|sähköposti|jméno|příjmení|"
    r"имя|фамилия|фио|(номер )?телефона?|(электронная )?почта|дата рождения|"
    r"姓名|电子邮件|电话号码|手机号|邮箱|氏名|"
    r"お名前|メールアドレス|電話番号|이름|성명|이메일|전화번호"
)
# Words that a survey on tools uses innocently too: the whole name, or with a word for a person's.
_ALONE = (
    r"name|tel|address|zip|postal|token|duration|linkedin|twitter|github|slack|discord|ip|"
    r"nom|nombre|nome|naam|navn|namn|imię|dirección|endereço|straße|strasse|rue|skype|whatsapp|"
    r"telefon|téléphone|teléfono|telefone|telefono"
)
_HANDLE = r"handle|user|user ?name|account|profile|url|link|id"

_ANY_NAME = re.compile(rf"(?<!\w)({_ALWAYS})(?!\w)")
_WHOLE_NAME = re.compile(rf"({_ALONE})( ({_HANDLE}))?|(your|my) ({_ALONE})( ({_HANDLE}))?")
# In a sentence the word alone says little ("by e-mail", "names of columns"): it must be asked for.
_ASKED = (
    r"e ?mail( ?address(es)?)?|(first |last |full |sur ?|nick ?)?name|(tele)?phone( number)?|"
    r"mobile( number)?|(home |postal |street )?address|contact( details| data| information)?|"
    r"linkedin|twitter|github|slack|discord|date of birth|birthday|(post|zip) ?code"
)
_ASKS_FOR = re.compile(
    r"(?<!\w)("
    rf"(your|my)( \w+)? ({_ASKED})|"
    r"(leave|enter|provide|give|tell|type|fill in)( us| me)?( here| below)? "
    rf"(an?|the|us)( \w+)? ({_ASKED})|"
    r"(contact|reach|call|write to|e ?mail|get back to|follow up with) you(?! \w+ by)|"
    r"who are you|what are you called"
    r")(?!\w)"
)
LONG_HEADER = 60

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAKS = re.compile(r"[\W_]+")

_BYTE = r"(25[0-5]|2[0-4]\d|1?\d?\d)"
_CLOCK = r"\d{1,2}:\d\d"
_MIXED = r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])"
_NETWORKS = (
    r"(linkedin|github|gitlab|bitbucket|twitter|facebook|instagram|medium|kaggle|huggingface|x)\."
    r"(com|org|co)(/in|/pub|/company)?|t\.me|wa\.me|orcid\.org"
)
_STREETS = r"(street|road|avenue|boulevard|lane|square|drive|terrace)"
_INTRODUCED = (
    r"\b([Cc]all me|[Mm]y name is|[Nn]ame: ?|I am called|[Rr]egards|[Ss]incerely|[Aa]sk for|"
    r"Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?)[,:]? [A-Z]\w+"
)
_VALUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (what, re.compile(pattern, re.IGNORECASE))
    for what, pattern in (
        ("an e-mail address", r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
        ("an IP address", rf"(?<![\d.]){_BYTE}(\.{_BYTE}){{3}}(?![\d.])"),
        ("an IP address", r"(?<![:\w])([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![:\w])"),
        ("an IP address", r"(?<![:\w])([0-9a-f]{1,4}:){1,6}(:[0-9a-f]{1,4}){1,6}(?![:\w])"),
        ("a network id", r"(?<![:\w-])([0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![:\w-])"),
        ("an IBAN", r"\b[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){3,7}( ?[A-Z0-9]{1,3})?\b"),
        ("a response id", r"\bR_[A-Za-z0-9]{15,17}\b"),
        ("an id", r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b"),
        ("an id", rf"\b{_MIXED}[0-9a-f]{{10,64}}\b"),
        ("a date and time", rf"\b\d{{4}}[-/.]\d\d?[-/.]\d\d?(T\d\d|,? {_CLOCK})"),
        ("a date and time", rf"\b\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{2,4}},? {_CLOCK}"),
        ("a date", r"^\s*\d{4}[-/.]\d\d?[-/.]\d\d?\s*$|^\s*\d\d?[-/.]\d\d?[-/.]\d{4}\s*$"),
        ("an address", rf"\b\d{{1,5}}[a-z]? ([\w.]+ ){{1,3}}{_STREETS}\b(?! \w+ing\b)"),
        ("an address", r"\b\w+(straße|strasse|gasse|weg|str\.) ?\d+ ?[a-z]?\b"),
        ("an address", r"(?-i:^\s*[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\s*$)"),
        ("a name", rf"(?-i:{_INTRODUCED})"),
        ("a profile", rf"\b({_NETWORKS})/@?[\w.-]{{2,}}|^/?(in|u|user)/[\w.-]{{2,}}$"),
        ("a handle", r"^[\w.]{2,32}#\d{4}$"),
        ("a card number", r"(?<![\d-])\d{4}([ -])\d{4}\1\d{4}\1\d{3}[\dxX](?![\d-])"),
        ("a social security number", r"^\s*\d{3}-\d{2}-\d{4}\s*$"),
        ("a wallet", r"\b0x[0-9a-f]{40}\b"),
        ("a browser", r"\bMozilla/\d"),
        ("a place on the map", r"(?<![\d.])-?\d{1,2}\.\d{3,},\s*-?\d{1,3}\.\d{3,}"),
        ("a web address", r"\b(https?://|www\.)\S+|\b[\w-]+\.(com|org|net|io|dev|ai|de|uk|fr)\b"),
        ("a handle", r"(?<!\w)@\w{2,}"),
        ("a phone number", r"(?<![\w.])\+?\(?\d(?:[\s().-]*\d){8,14}(?![\w.])"),
    )
)  # fmt: skip


# What no label of a declared choice may look like; product names look like web addresses.
_IN_LABELS = frozenset(
    {
        *("an e-mail address", "an IP address", "a network id", "an IBAN", "a response id"),
        *("an id", "a date and time", "a date", "an address", "a name", "a place on the map"),
        *("a profile", "a card number", "a social security number", "a wallet", "a browser"),
    }
)
# Numbers to call, in the shapes that no amount and no range has.
_PHONE = re.compile(
    r"(?<![\w.])(\+|00)\d(?:[\s().-]*\d){8,14}(?![\w.])|\(\d{3}\) ?\d{3}[ -]\d{4}(?!\d)|"
    r"^\s*(0\d([ .-]\d{2}){4}|\d{3}([.-])\d{3}\4\d{4}|0\d{2,4}[-/ ]\d{5,9})\s*$"
)
_MAIL_HOSTS = r"(gmail|googlemail|outlook|hotmail|yahoo|icloud|proton|gmx|example)"
_CODES = (
    ("an e-mail address", re.compile(rf"_{_MAIL_HOSTS}_(com|org|net|de|me|uk|fr)$|_at_\w+_\w+$")),
    ("a date and time", re.compile(r"(?<!\d)\d{4}_\d\d_\d\d_?t?_?\d\d(?!\d{3})")),
    ("an id", re.compile(rf"(?<![a-z0-9]){_MIXED}[0-9a-f]{{10,64}}(?![a-z0-9])")),
)

FEWEST_TEXTS = 5
RARELY_FILLED = 0.2


def identifying_name(name: str) -> str | None:
    """The part of a column's name that announces an identifier, or None; only whole words count."""
    for written in (name, _CAMEL.sub(" ", name)):
        words = _words(written)
        if match := _ANY_NAME.search(words):
            return match[0]
        if _WHOLE_NAME.fullmatch(words):
            return words
    return None


def identifying_header(text: str) -> str | None:
    """What a header or a wording asks for that tells who somebody is, or None.

    A short text is taken for a name; of a long one, a sentence, only what it asks for counts.
    """
    found = _ASKS_FOR.search(_words(text))
    if found:
        return found[0]
    return identifying_name(text) if len(text) < LONG_HEADER else None


def identifying_value(text: str) -> str | None:
    """What kind of identifier a text holds, such as "an e-mail address", or None."""
    return next((what for what, pattern in _VALUES if pattern.search(text)), None)


def identifying_label(text: str) -> str | None:
    """What kind of identifier the label of a declared choice holds, or None.

    Stricter than for undeclared answers: "H2O.ai" is no web address, "1000000-5000000" no number
    to call.
    """
    found = (what for what, pattern in _VALUES if what in _IN_LABELS and pattern.search(text))
    return next(found, "a phone number" if _PHONE.search(text) else None)


def identifying_code(code: str) -> str | None:
    """What kind of identifier the id of a choice was made from, or None."""
    return next((what for what, pattern in _CODES if pattern.search(code)), None)


def identifying_values(texts: Iterable[str], declared: Iterable[str]) -> dict[str, str]:
    """One masked example for every kind of identifier among texts that are no declared choice."""
    exempt = {text.casefold().strip() for text in declared}
    found: dict[str, str] = {}
    for text in texts:
        if text.casefold().strip() not in exempt and (what := identifying_value(text)):
            found.setdefault(what, masked(text))
    return found


def identifying_parts(question: Question) -> Iterator[str]:
    """Everything in a question's declaration that tells who somebody is, as sentences; masked.

    What a question is called and reads matters only where its answers are published; what its
    choices say is published with the codebook, whether its answers are or not.
    """
    if question.published:
        names: dict[str, Callable[[str], str | None]] = {
            question.id: identifying_name,
            question.title: identifying_name,
        }
        names |= dict.fromkeys(question.wording.values(), identifying_header)
        names |= dict.fromkeys(_read(question), identifying_header)
        for text, look in names.items():
            if word := look(text):
                yield (
                    f"{question.id}: its name, wording or header says {word!r}, which tells who "
                    "somebody is. Leave it out, or mark it 'published: false'."
                )
                break
    for choice in (*question.choices, *question.items):
        held = next((what for text in _said(choice) if (what := identifying_label(text))), None)
        if held := held or identifying_code(choice.id):
            example = masked(choice.label)
            yield f"{question.id}: a choice holds {held}, such as {example!r}. Leave it out."
            break


def _read(question: Question) -> Iterator[str]:
    """The headers that a question and its parts read."""
    parts: list[Question | Choice] = [question, *question.choices, *question.items]
    for part in parts:
        for headers in part.columns.values():
            yield from headers


def _said(choice: Choice) -> Iterator[str]:
    yield from (choice.label, choice.description, *choice.wording.values())
    for labels in choice.labels.values():
        yield from labels


def free_text(people: Mapping[str, int], asked: int) -> bool:
    """Whether declared choices are in truth what people wrote: few wrote, and no two the same.

    `people` counts who gave each choice, `asked` who was asked.
    """
    given = [n for n in people.values() if n]
    return len(given) >= FEWEST_TEXTS and max(given) == 1 and len(given) <= RARELY_FILLED * asked


def masked(text: str) -> str:
    """A text of which only its first character, its length and its signs can be seen."""
    shown = re.sub(r"\w", "*", text[:30])
    return text[:1] + shown[1:] + ("..." if len(text) > 30 else "")


def _words(text: str) -> str:
    return " ".join(_BREAKS.sub(" ", text).casefold().split())
