"""What looks like the name of a person, among answers and among the labels of choices."""

import re
from collections.abc import Iterable

_NAME = re.compile(
    r"[A-ZÀ-Ý][\w'’-]+(?: (?:[A-ZÀ-Ý]\.|van|von|de|der|da|di|bin|al))*(?: [A-ZÀ-Ý][\w'’-]+){1,2}"
)
_NAMES = (
    "aaron adam adrian ahmed alan albert alex alexander alexandra ali alice amanda amy "
    "ana andrea andreas andrew angela anita ann anna anne anthony antonio arjun barbara "
    "ben benjamin bernd bill bob brian bruno carlos carmen carol caroline catherine "
    "charles charlotte chen chiara chris christian christina christine christopher clara "
    "claudia craig cristina dan daniel daniela david deborah dennis diana diego dmitri "
    "donald donna dorothy edward elena eli elizabeth ella emily emma eric erik eva fatima "
    "felix fernando francesco francisco frank gabriel gary george giulia giovanni grace "
    "greg hana hannah hans harry heather heidi helen helena henry hiroshi ian igor ines "
    "ingrid irene isabel ivan jack jacob jaime james jan jane janet jason jean jeff "
    "jennifer jens jessica jim joan joao joe johan john jonas jonathan jorge jose joseph "
    "joshua juan julia julian julie jürgen karen karl kate katherine kathrin keith "
    "kenneth kevin kim klaus kumar lars laura lea lena leo leon linda lisa louis luca "
    "lucas luis lukas magnus manuel marco margaret maria marie mario mark marta martin "
    "mary mathias matthew max maya mehmet mei melissa mia michael michelle miguel mike "
    "mohamed mohammed monica muhammad nadia natalia nicholas nicola nicole nina noah olga "
    "oliver olivia omar oscar pablo pamela patricia patrick paul paula pedro peter petra "
    "philip pierre priya rachel rahul ralph raj ravi rebecca richard robert roberto robin "
    "roger ron rosa ruth ryan sam samuel sandra sara sarah scott sean sebastian sergei "
    "sharon simon sofia sophia sophie stefan stephanie stephen steve steven sue susan "
    "svetlana sven tanja thomas tim tom tomas tony ulrich ursula uwe victor victoria "
    "viktor vincent walter wei wendy werner william wolfgang yan yuki yusuf zoe "
    "abdul abdullah adaeze aiko aisha akira alessandro alejandro amina amit anil anjali annika "
    "antonella ayesha beatriz bjorn björn boris camille cecilia chidi chinedu chloe deepak dieter "
    "dimitris dmitry ebba eduardo efua eileen elif emeka emre enrique erika ewa farah fatoumata "
    "fiona florian franziska gabriela giorgos gunnar gustavo haruki haruto hassan hector heike "
    "henrik hussein ibrahim ignacio ikram ines ingeborg isabella jakub javier jin joão jürgen "
    "katarzyna kavita kenji khalid krzysztof kwame lakshmi layla leila leticia lorenzo luciana "
    "maciej magdalena malik manoj marek mariam marcin mateo matteo meera milan minh mohammad "
    "mustafa nasser natasha neha ngozi nikhil nikolai nikos noor nora oleksandr oluwaseun omer "
    "paolo paulo pawel piotr pooja prakash rafael raquel renata ricardo rohan ruben sakura "
    "salma samir sanjay santiago sergio shreya siobhan siobhán sunita suresh takashi tariq "
    "tatiana thandiwe tomasz valentina vijay vikram vladimir wanjiru xochitl yasmin yelena "
    "yosef youssef zainab zbigniew zeynep zuzana "
)
_GIVEN_NAMES = frozenset(_NAMES.split())
# Endings of family names that other words have next to never, and words between two names.
_FAMILY = re.compile(
    r"\w+[ -]?.* \w+(dóttir|dottir|sson|ović|wicz|wski|wska|escu|shvili|opoulos|enko|"
    r"όπουλος|οπούλου|ίδης|άκης|ов|ова|ев|ева|ский|ская|енко|ян)|"
    r"[A-ZÀ-Ý]\w+ (van|von|bin|ibn|binti) (de[nr]? )?[A-ZÀ-Ý]\w+"
)
_PATRONYM = re.compile(r"[А-ЯЁ]\w+ .*\w(ович|евич|овна|евна|ична)( \w+)?|\w+ [А-ЯЁ]\. ?[А-ЯЁ]\.")
# Family names that come first, in letters of Latin.
_FAMILY_FIRST = re.compile(
    r"(Tanaka|Suzuki|Sat[oō]u?|Takahashi|Watanabe|It[oō]u?|Yamamoto|Nakamura|Kobayashi|Kat[oō]u?|"
    r"Yoshida|Yamada|Sasaki|Matsumoto|Inoue|Kimura|Zhang|Huang|Zhao|Zhou|Choi|Jeong) [A-Z][a-z-]+"
)
_VIETNAMESE = re.compile(
    r"(Nguyễn|Nguyen|Trần|Phạm|Hoàng|Huỳnh|Vũ|Võ|Đặng|Bùi|Đỗ|Ngô)( [A-ZÀ-ỸĐ]\w+){1,3}"
)
_ARABIC = re.compile(
    r"(محمد|أحمد|احمد|علي|فاطمة|عبد ?\w+|حسن|حسين|مريم|خالد|يوسف|عمر|سارة|نور)( \w+){1,3}"
)
_INITIALS = re.compile(r"([A-Z]\. ?){1,2} ?[A-Z][a-zà-ÿ'’-]{2,}|[A-Z][a-zà-ÿ'’-]{2,},? [A-Z]\.")
_CHINESE = re.compile(
    r"[王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧程曹袁邓鄧"
    r"许許傅沈曾彭吕呂苏蘇卢盧蒋蔡贾丁魏薛叶葉阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    r"顾侯邵孟龙万段][ ·]?[\u4e00-\u9fff]{1,2}"
)
_JAPANESE = re.compile(
    r"(佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|林|斎藤|"
    r"清水|山崎|森|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|"
    r"坂本|斉藤|福田|太田|西村|藤井|金子|岡本|三浦|中野|原田|たなか|さとう|すずき|タナカ|サトウ|スズキ)"
    r"[ \u3000]?[\u3040-\u30ff\u4e00-\u9fff]{1,3}"
)
_KOREAN = re.compile(r"[김이박최정강조윤장임한오서신권황안송류전홍][ ]?[가-힣]{2}")
_WHOLE_NAMES = (_PATRONYM, _VIETNAMESE, _ARABIC, _FAMILY_FIRST)
# So many labels, and so many of all, look like names before all are taken for such.
FEWEST_NAMES, MOST_OTHERS = 2, 1 / 3


def is_name(text: str) -> bool:
    """Whether a text looks like somebody's name: a common given name, a family name; or turned."""
    last, comma, first = text.partition(", ")
    if comma and "," not in first:
        text = f"{first} {last}"
    if any(pattern.fullmatch(text) for pattern in _WHOLE_NAMES):
        return True
    if _FAMILY.fullmatch(text) and text == text.title().replace(" Van ", " van "):
        return True
    given = re.split(r"[ -]", text)[0].casefold()
    return bool(_NAME.fullmatch(text)) and given in _GIVEN_NAMES


def all_names(texts: Iterable[str]) -> bool:
    """Whether texts, taken together, are the names of persons: most of them look so.

    Of one text alone "Julia Lang" cannot be told from a language; a list can. Names of two or three
    signs in Chinese, Japanese and Korean are known by the family name they begin with.
    """
    given = list(texts)
    alike = sum(map(_may_be_name, given))
    return alike >= FEWEST_NAMES and alike > (1 - MOST_OTHERS) * len(given)


def _may_be_name(text: str) -> bool:
    if is_name(text):
        return True
    words = text.casefold().split()
    lower = len(words) == 2 and words[0] in _GIVEN_NAMES and all(map(str.isalpha, words))
    unparted = (_CHINESE, _JAPANESE, _KOREAN, _INITIALS)
    return lower or any(pattern.fullmatch(text) for pattern in unparted)
