"""Names for what an export holds: ids, titles, and texts without the marks of a web page."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from dashboard.codebook.rules import RESERVED
from dashboard.importing.labels import tidied, without_tags

LONGEST_ID = 40
LONGEST_TITLE = 60
LONGEST_TEXT = 1000
# Words that tell little of a question.
_FILLERS = frozenset(
    {
        *("a", "an", "and", "are", "at", "by", "do", "does", "for", "how", "in", "is", "it"),
        *("many", "much", "of", "on", "or", "the", "to", "what", "which", "who", "with", "you"),
        *("your", "have", "has", "been", "did", "was", "were", "that", "this", "please"),
    }
)
_ASIDE = re.compile(r"\s*\((?:select|choose|check|tick|pick|mark)[^()]*\)", re.IGNORECASE)


def plain(text: str) -> str:
    """A text on one line, without tags, entities and direction marks."""
    return tidied(without_tags(text))


def title_of(text: str) -> str:
    """A heading: the text without what it says on how many to choose, cut at a word."""
    short = _ASIDE.sub("", text).strip() or text
    if len(short) <= LONGEST_TITLE:
        return short
    return short[: LONGEST_TITLE - 3].rsplit(" ", 1)[0].rstrip(" ,;:-(") + "..."


def ids_of(texts: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """Short ids of texts, each once, and none of those that are taken."""
    found: list[str] = []
    used = set(taken)
    for text in texts:
        words = re.findall(r"[a-z0-9]+", _ascii(text).replace("'", ""))
        # A letter at the end is what tells "Tool A" from "Tool B".
        ends = words[-1:] if len(words) > 1 and len(words[-1]) == 1 else []
        telling = [word for word in words if word not in _FILLERS] or words or ["q"]
        telling += [word for word in ends if telling[-1] != word]
        code = ""
        for word in telling:
            if len(code) + len(word) >= LONGEST_ID:
                break
            code = f"{code}_{word}" if code else word
        code = code or telling[0][:LONGEST_ID]
        code = code if code[0].isalpha() else f"n{code}"
        unique, number = code, 2
        while unique in used:
            unique, number = f"{code}_{number}", number + 1
        used.add(unique)
        found.append(unique)
    return found


def question_ids(texts: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """Ids of questions, none of which is the name of a column that a data folder has anyway."""
    short = [_ASIDE.sub("", text) for text in texts]
    return ids_of(short, {*taken, *RESERVED})


def _ascii(text: str) -> str:
    signs = text.casefold().replace("ß", "ss").replace("++", "pp").replace("c#", "csharp")
    return unicodedata.normalize("NFKD", signs).encode("ascii", "ignore").decode()
