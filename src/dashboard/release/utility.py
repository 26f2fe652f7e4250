"""The utility of a release: every default figure, before and after values were withheld.

Only rows that the release changed can differ, so this compares the numbers that readers see, as the
dashboard computes them. Its findings contain no number of fewer than k people, nor the difference
of two: withheld answers could be computed from those.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from dashboard.analysis.results import Result, usual_results
from dashboard.codebook import Codebook, Question, Year
from dashboard.estimates.sums import Bools
from dashboard.query.selection import Query
from dashboard.responses import load_responses

STILL_OFFERED = 0.8
"""The share of a breakdown's percentages that must still be shown."""
ROUNDING = 1e-9
AT_ONCE = 20
"""Questions counted in one statement: all at once would take the memory of a small server."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """How many shares by one key attribute were shown of the answers, and still are."""

    before: int
    after: int

    @property
    def kept(self) -> float:
        """The part that is still shown."""
        return self.after / self.before if self.before else 1.0


@dataclass(frozen=True, kw_only=True)
class Utility:
    """The effect of a release on one year's figures.

    `outside` counts shown shares that are outside their own interval of the original answers, out
    of `shares`; `moved` are the questions with such a share, or whose largest share or mean moved
    by more than its standard error. `offered` is by key attribute and excludes sensitive questions.
    `lost` are the questions without any result left.
    """

    shares: int
    outside: int
    moved: tuple[str, ...]
    lost: tuple[str, ...]
    offered: Mapping[str, Offered]

    def faults(self, declared: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Findings that need a reason in `privacy: moved`, by question."""
        for code in self.moved:
            if code not in declared:
                yield (
                    code,
                    "the release moves it by more than its standard error, or out of its own "
                    "interval. Declare it under 'privacy: moved' with a reason, or have less "
                    "withheld.",
                )
        for code, one in self.offered.items():
            if one.kept < STILL_OFFERED and code not in declared:
                yield (
                    code,
                    f"of {one.before:,} shares by it only {one.after:,} are still shown; at least "
                    f"{STILL_OFFERED:.0%} must be. Join small choices of the key attributes, or "
                    "declare it under 'privacy: moved' with a reason.",
                )


def compare_figures(
    codebook: Codebook, imported: Path, released: Path, years: Sequence[Year]
) -> dict[Year, Utility]:
    """Each year's figures of the imported and of the released folder, compared.

    Raises DashboardError where one of the two cannot be loaded.
    """
    before = load_responses(codebook, imported, more_columns=True)
    after = load_responses(codebook, released)
    view = Query(years=tuple(sorted(years)))
    counted = {year: _Count() for year in view.years}
    published = [
        question
        for question in codebook.questions.values()
        if question.published and set(question.asked) & set(view.years)
    ]
    for by in (None, *(codebook.questions[code] for code in codebook.key_attributes)):
        asked = [q for q in published if by is None or after.stand_together(q, by)]
        query = replace(view, by=None if by is None else by.id)
        for some in (asked[at : at + AT_ONCE] for at in range(0, len(asked), AT_ONCE)):
            was_shown, is_shown = (usual_results(one, some, query) for one in (before, after))
            for code, was in was_shown.items():
                for y, year in enumerate(view.years):
                    if year in was.question.asked and (by is None or year in by.asked):
                        counted[year].add(was, is_shown[code], y, by)
    return {year: found.done() for year, found in counted.items()}


@dataclass
class _Count:
    """The findings about one year, collected question by question."""

    shares: int = 0
    outside: int = 0
    moved: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    offered: dict[str, Offered] = field(default_factory=dict)

    def add(self, was: Result, now: Result, y: int, by: Question | None) -> None:
        """Compare one question's numbers in the year at a place."""
        code = was.question.id
        before, after = (np.isfinite(one.estimates.estimate[y]) for one in (was, now))
        stray = _outside(was, now, y)
        self.outside += int(stray.sum())
        self.shares += int(after.sum())
        # A few answers of a sensitive question hide the rare ones; its bounds tell how few.
        plain = by is None and not was.question.sensitive
        if stray.any() or (plain and _moved(was, now, y)):
            self.moved.add(code)
        if by is None and before.any() and not after.any():
            self.lost.add(code)
        # Answers to a sensitive question are withheld at the request of the survey.
        if by is not None and was.each_choice and not was.question.sensitive:
            known = self.offered.get(by.id, Offered(before=0, after=0))
            self.offered[by.id] = Offered(
                before=known.before + int(before.sum()), after=known.after + int(after.sum())
            )

    def done(self) -> Utility:
        return Utility(
            shares=self.shares,
            outside=self.outside,
            moved=tuple(sorted(self.moved)),
            lost=tuple(sorted(self.lost)),
            offered=self.offered,
        )


def _outside(was: Result, now: Result, y: int) -> Bools:
    """Which numbers shown lie so far off that their interval misses what was answered."""
    before, after = was.estimates.estimate[y], now.estimates
    low, high = after.low[y], after.high[y]
    with np.errstate(invalid="ignore"):
        stray: Bools = (before < low - ROUNDING) | (before > high + ROUNDING)
    shown: Bools = np.isfinite(after.estimate[y])
    return stray & shown


def _moved(was: Result, now: Result, y: int) -> bool:
    """Whether the largest share of a distribution, or a score, moved by more than its error."""
    before, after = was.estimates, now.estimates
    with np.errstate(invalid="ignore"):
        change = np.abs(after.estimate[y] - before.estimate[y])
        far = change > before.standard_error[y] + ROUNDING
    if was.each_choice:
        largest = np.nan_to_num(before.estimate[y], nan=-1.0).argmax(axis=-1)
        far = np.take_along_axis(far, largest[..., None], axis=-1)
    return bool(far.any())


def utility_faults(codebook: Codebook, found: Mapping[Year, Utility]) -> Iterator[str]:
    """Why a release must not be published as it is, in sentences."""
    for year, one in found.items():
        for code, says in one.faults(codebook.privacy.moved):
            yield f"  {year}: {code}: {says}"
