"""What a story is: told on a stage, which is a page for readers, or a list for those who export."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from dashboard.analysis.rounding import percent
from dashboard.codebook import Question
from dashboard.figures import Figure
from dashboard.figures.table import interval_text
from dashboard.stories.view import Desk, available


@dataclass(frozen=True, kw_only=True)
class Told:
    """A figure, the questions it is about, and which method computed its numbers.

    `holds` says whether what leads in it holds for other respondents; empty where no test was made.
    """

    figure: Figure
    questions: tuple[Question, ...]
    method: str
    holds: str = ""


Make = Callable[[], Told | None]
"""Draws a figure; None where there is nothing to draw it from."""


class Fact(NamedTuple):
    """A number that stands by itself: what it is of, the number, and its uncertainty in words."""

    label: str
    number: str
    uncertainty: str


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """A tool on a card: its share or, without one, its range; the change into the year in words."""

    label: str
    tool: str
    share: float | None
    low: float
    high: float
    change: str
    marked: bool

    @property
    def number(self) -> str:
        """The share, or the range that stands for it."""
        return interval_text(self.low, self.high) if self.share is None else percent(self.share)


@dataclass(frozen=True, kw_only=True)
class Card:
    """A question in a few rows, which leads to the whole of it on a topic's page."""

    title: str
    page: str
    question: str
    rows: tuple[CardRow, ...]
    below: str


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Cards beside each other, under a title: what their numbers are of, and what marks mean."""

    title: str
    subtitle: str
    key: str
    cards: tuple[Card, ...]


class Stage(Protocol):
    """Where a story is told. Figures are made only where the stage wants them."""

    def choose(
        self, key: str, label: str, options: Mapping[str, str], default: str, *, many: bool = False
    ) -> str:
        """The code of one option (labels by code); `many` are too many to stand in a row."""

    def show(self, id: str, make: Make) -> None:
        """Show a figure. What follows a dot in its id are choices: `tools_table.used_tracking`."""

    def say(self, text: str) -> None:
        """A remark between figures."""

    def open(self, key: str, codes: Sequence[str], opened: str) -> str:
        """The one of several questions that is shown whole; empty for none, which cards lead to.

        `opened` is the one that the view looks up.
        """

    def cards(self, grid: Grid) -> None:
        """Cards beside each other, each of which leads to a question."""

    def card(self, title: str, text: str, facts: Sequence[Fact], below: str) -> None:
        """A text with a few numbers that stand by themselves."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """A part of a page that says more than one question's figure.

    `needs` are the questions without which it is not told: then `replaces`, drawn by it
    otherwise, appear as they are. One that is looked up and among those it `opens` it shows whole.
    Without `section` it stands among the leading figures. `charts`
    is how many it draws at most. One that is `plain` steps aside for its questions while a
    comparison is on. Its first figure shows what `leads` in its first question, or the changes of
    all that it `moves` since the edition before, of which it `says` a sentence, or none. `begun`
    makes it begin with one of the questions it `opens`, until a reader chooses another.
    """

    id: str
    title: str
    tell: Callable[[Desk, Stage], None]
    needs: tuple[str, ...]
    replaces: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    section: str = ""
    charts: int = 1
    plain: bool = False
    leads: bool = True
    moves: tuple[str, ...] = ()
    says: Callable[[Desk], str] | None = None
    begun: Callable[[str], "Story"] | None = None

    def fits(self, desk: Desk) -> bool:
        """Whether the survey at hand has, published and asked in the year, what is needed."""
        if self.plain and desk.chosen.address.compare is not None:
            return False
        return all(available(desk, code) for code in self.needs)


def of_one(
    make: Callable[[Desk], Told | None],
    *,
    id: str,
    title: str,
    needs: Sequence[str],
    replaces: Sequence[str] = (),
    section: str = "",
    plain: bool = False,
    leads: bool = True,
) -> Story:
    """A story of one figure, which is called as the story is."""

    def tell(desk: Desk, stage: Stage) -> None:
        stage.show(id, lambda: make(desk))

    return Story(
        id=id,
        title=title,
        tell=tell,
        needs=tuple(needs),
        replaces=tuple(replaces),
        section=section,
        plain=plain,
        leads=leads,
    )
