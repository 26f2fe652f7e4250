"""Rows of a file that are not answers: notes at its end, and repeated rows."""

import re
from collections.abc import Mapping, Sequence

from dashboard.errors import listed, shown
from dashboard.importing.identifying_names import telling_words
from dashboard.importing.numerals import number

MOST_NOTES = 5
FEWEST_ROWS = 10
FEWEST_COLUMNS = 3
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")


def shape(text: str) -> str:
    """A text with all numbers and words alike: "10/3/2023" is "9/9/9"."""
    return _LETTERS.sub("a", _DIGITS.sub("9", text))


def telling_columns(headers: Sequence[Sequence[str]]) -> list[int]:
    """The columns that tell one respondent from another: of moments, ids and addresses."""
    width = max(map(len, headers))
    return [at for at in range(width) if any(telling_words(row[at]) for row in headers if row[at:])]


def is_note(row: Sequence[str], shapes: Mapping[str, int]) -> bool:
    """Whether a row is one text in the first column, of a form that nothing else there has."""
    alone = len(row) >= FEWEST_COLUMNS and bool(row[0]) and not any(row[1:])
    return alone and number(row[0]) is None and shapes.get(shape(row[0]), 0) == 1


def is_end(notes: Sequence[str], rows: int) -> bool:
    """Whether so few notes may end a table of so many rows."""
    return 0 < len(notes) <= MOST_NOTES and rows >= FEWEST_ROWS


def footer_doubt(notes: Sequence[str]) -> str:
    """The sentence on notes that were taken off the end of a file."""
    if len(notes) == 1:
        return (
            f"the last row holds {shown(notes[0])} and nothing else; it is left out as a note, and "
            "not counted as a respondent"
        )
    texts = listed(list(map(shown, notes)))
    return (
        f"the last {len(notes)} rows hold nothing but {texts}; they "
        "are left out as notes, and not counted as respondents"
    )


def repeats_doubt(times: int, names: Sequence[str]) -> str:
    """The sentence about rows that repeat an earlier one."""
    what = f"{times:,} rows are" if times > 1 else "1 row is"
    counts = "count as respondents of their own" if times > 1 else "counts as another respondent"
    them = "them" if times > 1 else "it"
    return (
        f"{what} the same as an earlier one in every column, {listed(list(map(shown, names)))} "
        f"included, and {counts}; if submitted twice, remove {them} from the file"
    )
