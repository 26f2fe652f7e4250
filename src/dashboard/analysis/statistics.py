"""Statistics: each one object that says where it applies, how it is computed and how it is said.

The registry is open: whoever registers another object has it tabulated, drawn, compared over the
years and exported, without a word about it anywhere else. The estimators themselves are in
`dashboard.estimates`; here a tally's values become what they take.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np

from dashboard.analysis.variance import Counted
from dashboard.codebook import Choice, Kind, Question
from dashboard.errors import DashboardError, unknown
from dashboard.estimates.numeric import DETRACTORS_TO, PROMOTERS_FROM, borda_points
from dashboard.estimates.sums import Estimates, Floats, Sums
from dashboard.responses.tally import Tally

SHARE_KINDS = {Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.MATRIX, Kind.NUMBER}
POINTS = 0.03
"""No change of a share is marked that is smaller than three points."""

# The bands, in percent, in which the spread of an allocation is drawn: none, four quarters, all.
SPREAD = ("0%", "1–25%", "26–50%", "51–75%", "76–99%", "100%")

Unit = Literal["percent", "question"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Statistic:
    """What is computed from the answers to a question.

    `name` is its code, `words` say what it is, `method` names its entry in
    `dashboard.estimates.methods.METHODS`. It is the mean of `numbers`, or the share whose value
    is in a `box` (1 inside, 0 outside), both given along the value axis with NaN for answers that
    have none; or whatever `compute` makes of what was counted. Of a box the base is who answered,
    or with `of_answers` who gave a value at all. With `each_choice` there is a number for every
    choice of an item, else one for the item.

    Numbers in `percent` are fractions of 1, others have the question's unit. They are written
    `per_hundred`, with their sign where they lie around nought (`signed`), with `ends` that have
    names; `held` says how files hold them. Intervals end at the `limits`, which no such number can
    go beyond: no value is given up by that. Changes below the `floor` are never marked.
    `not_over_cases` says why it means nothing where use cases count. `sql` makes of a value and a
    weight, both SQL, the SQL of the number over all answers that stand for numbers; an unweighted
    view has an empty weight.
    """

    name: str
    words: str
    method: str
    applies_to: Callable[[Question], bool]
    numbers: Callable[[Tally], Floats] | None = None
    box: Callable[[Tally], Floats] | None = None
    compute: Callable[[Tally, Counted], Estimates] | None = None
    of_answers: bool = False
    each_choice: bool = False
    spread: bool = False
    not_over_cases: str = ""
    volume: bool = False
    unit: Unit = "question"
    per_hundred: bool = False
    signed: bool = False
    ends: tuple[str, str] | tuple[()] = ()
    limits: tuple[float, float] | None = None
    held: str = ""
    floor: float = 0.0
    sql: Callable[[str, str], str] | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def counts_people(self) -> bool:
        """Whether some of its numbers are shares of people, each with their count."""
        return self.each_choice or self.box is not None or self.spread

    def of(self, tally: Tally, counted: Counted) -> Estimates:
        """The statistic of a tally."""
        found = self._computed(tally, counted)
        if self.limits is None:
            return found
        return within(found, *self.limits)

    def _computed(self, tally: Tally, counted: Counted) -> Estimates:
        if self.compute is not None:
            return self.compute(tally, counted)
        if self.box is not None:
            return counted.boxes(self.box(tally), of_answers=self.of_answers)
        if self.numbers is None:
            raise DashboardError(f"The statistic {self.name!r} does not say how it is computed.")
        return counted.ratios(self.numbers(tally))


def within(found: Estimates, least: float, most: float) -> Estimates:
    """Estimates whose intervals end where the number itself must: no value is given up by that."""
    return replace(found, low=np.maximum(found.low, least), high=np.minimum(found.high, most))


_registry: dict[str, Statistic] = {}
STATISTICS: Mapping[str, Statistic] = MappingProxyType(_registry)
"""All statistics by name; of a question the first that applies is the usual one."""


def register(statistic: Statistic) -> Statistic:
    """Make a statistic known; DashboardError where its name is taken."""
    if statistic.name in _registry:
        raise DashboardError(f"There is a statistic {statistic.name!r} already.")
    _registry[statistic.name] = statistic
    return statistic


def statistic_named(name: str) -> Statistic:
    """The statistic of a name; DashboardError where there is none."""
    if name not in _registry:
        raise DashboardError(unknown("statistic", name, _registry))
    return _registry[name]


def statistics_of(question: Question) -> tuple[Statistic, ...]:
    """The statistics a question has, the usual one first."""
    return tuple(one for one in _registry.values() if one.applies_to(question))


def has_shares(question: Question) -> bool:
    """Whether a question's answers are choices, so that shares describe them."""
    return question.kind in SHARE_KINDS and question.is_coded


def scale_points(question: Question) -> dict[str, float]:
    """The number each choice of a scale stands for: its value, else its place from 1."""
    points = [choice for choice in question.choices if not (choice.outside or choice.other)]
    if question.kind is not Kind.SCALE and any(choice.value is None for choice in points):
        return {}
    return {
        choice.id: float(place if choice.value is None else choice.value)
        for place, choice in enumerate(points, start=1)
    }


def bands_of(question: Question) -> tuple[list[int], Floats]:
    """The places of the bands along the value axis, ascending, and their edges (bands, 2)."""
    choices = question.choices
    bands = sorted(
        (i for i, choice in enumerate(choices) if choice.is_band),
        key=lambda i: _start(choices[i]),
    )
    edges = np.array([[choices[i].low, choices[i].high] for i in bands], dtype=np.float64)
    return bands, edges


def bands_of_percent(tally: Tally, cells: Sums) -> Sums:
    """Respondents in each band of `SPREAD`, along the last axis."""
    percent = tally.values
    edges = [percent <= 0, *((percent > low) & (percent <= low + 25) for low in (0, 25, 50, 75))]
    edges[-1] = edges[-1] & (percent < 100)
    bands = np.stack([*edges, percent >= 100]).astype(np.float64)
    return cells.map(lambda part: np.einsum("...v,bv->...b", part, bands))


def points_of(tally: Tally) -> Floats:
    """The numbers along the value axis: NaN where a choice stands for none."""
    if not tally.question.choices:
        return tally.values
    points = scale_points(tally.question)
    return np.array([points.get(choice.id, np.nan) for choice in tally.question.choices])


def recommended(rating: Floats) -> Floats:
    """100 for a rating of 9 or 10, -100 for 0 to 6, 0 between; NaN where there is none."""
    points = 100.0 * (rating >= PROMOTERS_FROM) - 100.0 * (rating <= DETRACTORS_TO)
    return np.where(np.isfinite(rating), points, np.nan)


def _start(band: Choice) -> float:
    return float("-inf") if band.low is None else band.low


def _is_plain_number(question: Question) -> bool:
    return question.kind is Kind.NUMBER and not question.choices


def _is_rated(question: Question) -> bool:
    """Whether one answer a row is a step of a scale, each with its number."""
    scale = question.kind in (Kind.SCALE, Kind.MATRIX) and not question.multiple
    return scale and bool(scale_points(question))


def _is_zero_to_ten(question: Question) -> bool:
    return _is_rated(question) and set(scale_points(question).values()) == set(range(11))


def _of_kind(kind: Kind) -> Callable[[Question], bool]:
    return lambda question: question.kind is kind


def mean_sql(value: str, weight: str) -> str:
    """SQL of a mean over the lines of a part."""
    if not weight:
        return f"avg({value})"
    term = value if value.isidentifier() else f"({value})"
    return f"sum({weight} * {term}) / sum({weight})"


def _median(tally: Tally, counted: Counted) -> Estimates:
    if not tally.question.choices:
        return counted.medians(tally.values)
    return counted.banded_medians(*bands_of(tally.question))


def highest_points(question: Question) -> list[float]:
    """The points of a scale that count as its top: two, never more than half of the scale."""
    points = sorted(set(scale_points(question).values()))
    return points[-min(2, max(1, len(points) // 2)) :]


def _two_highest(tally: Tally) -> Floats:
    points = points_of(tally)
    highest = highest_points(tally.question)
    return np.where(np.isfinite(points), np.isin(points, highest), np.nan)


def _placed(tally: Tally) -> Floats:
    most = tally.question.pick or len(tally.question.choices)
    rank = tally.values[:, 0]
    return ((rank >= 1) & (rank <= most)).astype(np.float64)


def _borda(tally: Tally, counted: Counted) -> Estimates:
    # How many objects could be ranked differs by year where a choice was added or retired.
    objects = [len(tally.question.offered(year)) for year in tally.years]
    ranks, ranked = tally.values[:, 0], tally.values[:, 1]
    points = np.stack([borda_points(ranks, ranked, count) for count in objects])
    return counted.ratios(points[:, None, None, :])


def _maxdiff(tally: Tally, counted: Counted) -> Estimates:
    times = tally.values[:, 1]
    return counted.ratios(tally.values[:, 0], np.where(times > 0, times, np.nan))


SHARE = register(
    Statistic(
        name="share",
        words="Share giving the answer",
        method="share",
        applies_to=has_shares,
        compute=lambda _, counted: counted.shares(),
        each_choice=True,
        unit="percent",
        floor=POINTS,
    )
)
MEDIAN = register(
    Statistic(
        name="median",
        words="Median",
        method="median",
        applies_to=lambda question: (
            _is_plain_number(question)
            or (has_shares(question) and any(choice.is_band for choice in question.choices))
        ),
        compute=_median,
    )
)
MEAN = register(
    Statistic(
        name="mean",
        words="Average",
        method="mean",
        applies_to=lambda question: _is_plain_number(question) or _is_rated(question),
        numbers=points_of,
        sql=mean_sql,
    )
)
TOP2 = register(
    Statistic(
        name="top2",
        words="% giving one of the two highest ratings",
        method="top2",
        applies_to=_is_rated,
        box=_two_highest,
        of_answers=True,
        unit="percent",
        floor=POINTS,
    )
)
RECOMMEND = register(
    Statistic(
        name="recommend",
        words="Recommend score: % giving 9 or 10 minus % giving 0 to 6",
        method="recommend",
        applies_to=_is_zero_to_ten,
        numbers=lambda tally: recommended(points_of(tally)),
        signed=True,
        ends=("0 to 6", "9 or 10"),
        limits=(-100, 100),
        held="points, -100 to 100",
        floor=100 * POINTS,
    )
)
ALLOCATION = register(
    Statistic(
        name="allocation",
        words="Average percentage per respondent",
        method="allocation",
        applies_to=_of_kind(Kind.ALLOCATION),
        numbers=lambda tally: tally.values / 100,
        limits=(0, 1),
        spread=True,
        unit="percent",
        floor=POINTS,
    )
)
VOLUME = register(
    Statistic(
        name="volume",
        words="% of all use cases, weighted by each respondent's number of use cases",
        method="volume",
        applies_to=_of_kind(Kind.ALLOCATION),
        numbers=lambda tally: tally.values / 100,
        limits=(0, 1),
        not_over_cases=(
            "A volume lets respondents count by how many use cases they have. In the use-case view "
            "every use case counts once already, so there it would count them twice; ask for the "
            "statistic 'allocation'."
        ),
        volume=True,
        unit="percent",
        floor=POINTS,
    )
)
BORDA = register(
    Statistic(
        name="borda",
        words="Average rank score (100 = always first)",
        method="borda",
        applies_to=_of_kind(Kind.RANKING),
        compute=_borda,
        limits=(0, 1),
        per_hundred=True,
        held="0 to 1",
        floor=POINTS,
    )
)
FIRST = register(
    Statistic(
        name="first",
        words="% ranking it first",
        method="first",
        applies_to=_of_kind(Kind.RANKING),
        box=lambda tally: (tally.values[:, 0] == 1).astype(np.float64),
        unit="percent",
        floor=POINTS,
    )
)
TOPK = register(
    Statistic(
        name="topk",
        words="% ranking it at all",
        method="topk",
        applies_to=_of_kind(Kind.RANKING),
        box=_placed,
        unit="percent",
        floor=POINTS,
    )
)
MAXDIFF = register(
    Statistic(
        name="maxdiff",
        words="Best–worst score: % of times picked as most minus % picked as least",
        method="maxdiff",
        applies_to=_of_kind(Kind.MAXDIFF),
        compute=_maxdiff,
        limits=(-1, 1),
        per_hundred=True,
        signed=True,
        ends=("picked as least", "picked as most"),
        held="-1 to 1",
        floor=POINTS,
    )
)
