"""A guess at what a block of columns is, and which of its texts may be choices."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.errors import how_many
from dashboard.importing.drafting.answer_scales import band, inside, known_scale
from dashboard.importing.drafting.blocks import Cells, Part
from dashboard.importing.drafting.naming import LONGEST_TEXT, plain
from dashboard.importing.drafting.personal import FEWEST, is_personal, shared_texts
from dashboard.importing.labels import normalised

# So large a part of what was said has to be said by choices.
LEAST_OFTEN_SAID = 0.7
# Free answers are recognized by the number of answers that only one respondent gave.
WRITTEN_BELOW = 100
_LEAST_TAIL = 5
_TAIL = 0.7


@dataclass(frozen=True)
class Guess:
    """A kind, with choices and items in order, and the reasons where it is a guess.

    `separator` joins the answers in a cell. `spellings` are other texts for a label in the cells.
    `parts` are, for a question of several columns, those that hold one answer each, by the label of
    their choice or item; `ticks` says that their cells only say yes, `write_ins` that rare answers
    count as "other", `several` that a row of a matrix takes several answers. A matrix with a column
    for each choice of each row has them in `grid`, by row and choice, whose names are separated by
    `dash`.
    """

    kind: str
    choices: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    separator: str = ""
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: tuple[tuple[str, Part], ...] = ()
    ticks: bool = False
    write_ins: bool = False
    several: bool = False
    grid: tuple[tuple[str, str, Part], ...] = ()
    dash: str = ""
    why: tuple[str, ...] = ()

    @property
    def columns(self) -> list[Part]:
        """The columns of the question where it has several."""
        return [part for _, part in self.parts] + [part for *_, part in self.grid]


def texts_of(cells: Cells) -> Counter[str]:
    """The texts of a column's cells, each cleaned once, with how often it occurs."""
    found: Counter[str] = Counter()
    for cell, n in Counter(cells).items():
        if cell and (text := plain(cell)):
            found[text] += n
    return found


def likely_choices(counts: Counter[str]) -> list[str]:
    """The texts that may be choices: shared by enough people, or plainly of the same list."""
    fewest = _fewest(counts)
    often = [text for text in shared_texts(counts) if counts[text] >= fewest]
    family = len(inside(often)) and 2 * sum(bool(band(text)) for text in often) > len(often)
    scale = known_scale(often) or ()
    return [
        text
        for text in counts
        if len(text) <= LONGEST_TEXT
        and (
            text in often
            or (family and band(text) and not is_personal(text))
            or normalised(text) in scale
        )
    ]


def _fewest(counts: Counter[str]) -> int:
    """How many people have to have given a text before it may be a choice.

    Where many texts were written by one person each, people could write in what they liked, and
    a few may have written the same: then it takes one answer in a hundred.
    """
    share = sum(counts.values()) // WRITTEN_BELOW
    once = sum(n == 1 for n in counts.values())
    below = sum(n < share for n in counts.values())
    is_tail = once >= _LEAST_TAIL and once >= _TAIL * below
    return max(FEWEST, share + 1) if is_tail else FEWEST


def covered_by(labels: Sequence[str], counts: Counter[str]) -> float:
    return sum(counts[text] for text in labels) / max(sum(counts.values()), 1)


def rare_note(labels: Sequence[str], counts: Counter[str]) -> list[str]:
    rare = sum(n for text, n in counts.items() if text not in labels)
    return [f"{how_many(rare, 'rare answer')} left out"] if rare else []
