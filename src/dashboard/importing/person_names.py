"""Texts that look like names of persons, among answers and among the labels of choices."""

import re
from collections.abc import Iterable
from itertools import pairwise

from dashboard.importing.given_names import ALSO_ELSE, GIVEN_NAMES, IN_OTHER_SCRIPTS, NO_PERSONS

_NAME = re.compile(
    r"[A-ZÀ-Ý][\w'’-]+(?: (?:[A-ZÀ-Ý]\.|van|von|de|der|da|di|bin|al))*(?: [A-ZÀ-Ý][\w'’-]+){1,2}"
)
# Endings of family names that other words have next to never, and words between two names.
_FAMILY = re.compile(
    r"\w+[ -]?.* \w+(dóttir|dottir|(?<!le)sson|ović|wicz|wski|wska|escu|shvili|opoulos|enko|"
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
# Signs of a family name before a given one, where no space parts them.
_FAMILY_SIGNS = (1, 2)
_UNPARTED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff가-힣]+")
# A name has no more words, and the second of two has so many letters.
_MOST_WORDS = 3
_SHORTEST = 3
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
    return bool(_NAME.fullmatch(text)) and given in GIVEN_NAMES


def is_one_name(text: str) -> bool:
    """Whether a text by itself is a person's name and nothing else.

    It is a given name alone, in any script, or one with a family name. Names that are also a tool
    or a place ("Julia", "Grace Period"), and names of firms, do not count.
    """
    words = text.strip(" .,!").split()
    plain = " ".join(words).casefold()
    if not words or plain in NO_PERSONS:
        return False
    if len(words) <= _MOST_WORDS and words[0].casefold() in IN_OTHER_SCRIPTS:
        return True
    if _UNPARTED.fullmatch(plain) and any(plain[n:] in IN_OTHER_SCRIPTS for n in _FAMILY_SIGNS):
        return True
    given = re.split(r"[ -]", plain)[0]
    if given not in GIVEN_NAMES or given in ALSO_ELSE:
        return False
    acronym = len(words) > 1 and words[1].isupper() and not text.isupper()
    if acronym or (len(words) > 1 and len(words[1]) < _SHORTEST):
        return False
    cased = text if text != plain and text != text.upper() else plain.title()
    return (len(words) == 1 and plain.replace("-", "").isalpha()) or is_name(cased)


def names_in(text: str) -> str | None:
    """The first two words of a sentence that are a person's name, or the text if it is one."""
    words = [
        word.strip("\"“”'’().,;:?!").removesuffix("'s").removesuffix("’s") for word in text.split()
    ]
    if len(words) <= _MOST_WORDS and is_one_name(" ".join(words)):
        return text
    pairs = pairwise(words)
    found = (f"{one} {two}" for one, two in pairs if one.istitle() and two.istitle())
    return next((pair for pair in found if is_one_name(pair)), None)


def all_names(texts: Iterable[str]) -> bool:
    """Whether texts, taken together, are names of persons: most of them look like names.

    "Julia Lang" alone cannot be told apart from a programming language; in a list it can. Names of
    two or three signs in Chinese, Japanese and Korean are recognized by the family name they begin
    with.
    """
    given = list(texts)
    alike = sum(map(_may_be_name, given))
    return alike >= FEWEST_NAMES and alike > (1 - MOST_OTHERS) * len(given)


def _may_be_name(text: str) -> bool:
    if is_name(text) or is_one_name(text) or text.casefold() in GIVEN_NAMES:
        return True
    words = text.casefold().split()
    lower = len(words) == 2 and words[0] in GIVEN_NAMES and all(map(str.isalpha, words))
    unparted = (_CHINESE, _JAPANESE, _KOREAN, _INITIALS)
    return lower or any(pattern.fullmatch(text) for pattern in unparted)
