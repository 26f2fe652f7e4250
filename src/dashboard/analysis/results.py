"""Results: tallies turned into estimates, with what the codebook knows about each number.

One function computes every share that a page, the command line or an export shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.agreement import is_diverging, net_values
from dashboard.analysis.counted import counted_for
from dashboard.analysis.variance import Weighed, stacked
from dashboard.analysis.withheld import bounded, given_by_few, reasons, too_much, veiled
from dashboard.codebook import Choice, Codebook, Kind, Question, Year
from dashboard.errors import DashboardError, listed
from dashboard.estimates.numeric import means, with_the_rest
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Estimates, Floats, Sums
from dashboard.query.selection import Of, Selection, Weights
from dashboard.responses import Responses
from dashboard.responses.gaps import gaps_of
from dashboard.responses.tally import Tally, Together
from dashboard.responses.year_weights import YearWeights

SHARE_KINDS = {Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.MATRIX, Kind.NUMBER}


@dataclass(frozen=True, kw_only=True)
class Result:
    """One question's shares for a view.

    The arrays of `shares` have the axes (year, segment, item, choice); `by` is the question whose
    choices are the segments. With use-case weights they are shares of use cases, else shares of
    respondents. `gaps` says in a sentence why a year shows nothing; `selection` is the one that was
    asked for. `together` says what was counted as one, if anything was. Of a scale with a neutral
    middle `net` is the share above it less the share below (axes year, segment, item); answers off
    the scale count as neither. `weighting` tells what the weights of each year are, where any are
    used. `withheld` says in a sentence, by year, of which segments a release withholds too much.
    """

    question: Question
    selection: Selection
    by: Question | None
    of: Of
    tally: Tally
    shares: Shares
    gaps: Mapping[Year, str]
    weights: Weights = Weights.NONE
    together: Together = field(default_factory=Together)
    net: Estimates | None = None
    weighting: Mapping[Year, YearWeights] = field(default_factory=dict)
    withheld: Mapping[Year, str] = field(default_factory=dict)

    @property
    def years(self) -> tuple[Year, ...]:
        """The years along the first axis."""
        return self.tally.years

    @property
    def segments(self) -> tuple[str | None, ...]:
        """The segments along the second axis; (None,) without a breakdown."""
        return self.tally.segments

    @property
    def items(self) -> tuple[Choice | None, ...]:
        """The rows along the third axis; (None,) where the question has none."""
        return self.question.items or (None,)

    def offered(self, year: Year) -> tuple[int, ...]:
        """Where on the last axis the choices stand that this year offered."""
        codes = {choice.id for choice in self.question.offered(year)}
        return tuple(i for i, choice in enumerate(self.question.choices) if choice.id in codes)

    def segment_label(self, segment: str | None) -> str:
        """A segment in words; empty without a breakdown."""
        return self.by.choice(segment).label if self.by is not None and segment else ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One number as a line of a table; None is an empty cell.

    `estimate` is the number whatever the statistic, `share` the same where it is a share of
    respondents or of use cases; `low` and `high` are the interval of either. In a line about a
    change `year` is the later year, `estimate` the later less the earlier number, and `count`,
    `base` and `share` are empty. Where survey weights are on, `unweighted` is the same number
    without them, with its interval.
    """

    year: Year
    question: str
    item: str
    choice: str
    label: str
    segment: str
    count: int | None
    base: int | None
    share: float | None
    low: float | None
    high: float | None
    effective_base: float | None
    flag: Flag
    statistic: str = "share"
    estimate: float | None = None
    standard_error: float | None = None
    design_effect: float | None = None
    unweighted: float | None = None
    unweighted_low: float | None = None
    unweighted_high: float | None = None


def results(
    responses: Responses,
    questions: Sequence[Question],
    selection: Selection,
    by: Question | None = None,
    of: Of = Of.ANSWERED,
    weights: Weights = Weights.NONE,
    together: Mapping[str, Together] | None = None,
) -> dict[str, Result]:
    """Shares of several questions in one query, by question id.

    `together` says by question which choices or items are counted as one; whoever gave several of
    them counts once.

    Raises DashboardError for a kind of question that has no shares, and for use-case weights with
    a question that is not about the one use case respondents describe.
    """
    for question in questions:
        if not has_shares(question):
            raise DashboardError(
                f"{question.id!r} is a question of kind {question.kind} without choices; "
                "shares are not defined for it."
            )
    if weights is Weights.USE_CASES:
        check_details(responses.codebook, questions)
    counted = counted_for(responses, questions, selection, by, weights, together)
    perhaps = responses.perhaps(questions, selection, by, together)
    found = {}
    for code, tally in counted.tallies.items():
        gaps = gaps_of(responses, tally.question, selection, weights, by)
        as_one = (together or {}).get(code, Together())
        allowed = _may_show(tally, by, gaps, as_one)
        asked = np.asarray(allowed.any(axis=-1))
        # Of rows counted as one a respondent may have given several answers: no one net score.
        netted = is_diverging(tally.question) and not as_one.items
        values = net_values(tally.question) if netted else None
        of_years = counted.of_years(code, allowed, everyone=of is Of.EVERYONE)
        if of_years:
            estimated, net = _weighed(of_years, values, asked)
        else:
            estimated, net = _unweighed(tally, of, allowed, values)
        estimated.flag[~allowed] = Flag.NOT_ASKED
        blocked = too_much(responses, tally, by)
        estimated = veiled(estimated, blocked, Flag.WITHHELD)
        most = responses.codebook.privacy.k - 1
        few = given_by_few(tally, perhaps.get(code))
        few &= ~blocked[..., None, None]
        estimated = bounded(estimated, few, most, tally.withheld)
        if net is not None:
            net = veiled(net, blocked, Flag.WITHHELD)
        found[code] = Result(
            question=tally.question,
            selection=selection,
            by=by,
            of=of,
            tally=tally,
            shares=estimated,
            gaps=gaps,
            weights=weights,
            together=as_one,
            net=net,
            weighting=weighting_of(responses, tally, weights),
            withheld=reasons(
                blocked & (tally.answered.n.max(axis=2) > 0), tally.years, tally.segments, by
            ),
        )
    return found


def _weighed(
    of_years: Sequence[Weighed], values: Floats | None, asked: NDArray[np.bool_]
) -> tuple[Shares, Estimates | None]:
    """Shares and net scores whose weights have a variance of their own."""
    found = stacked([one.shares(asked[at]) for at, one in enumerate(of_years)])
    if values is None:
        return found, None
    nets = [one.means_of_base(values, asked[at]) for at, one in enumerate(of_years)]
    return found, stacked(nets)


def _unweighed(
    tally: Tally, of: Of, allowed: NDArray[np.bool_], values: Floats | None
) -> tuple[Shares, Estimates | None]:
    """Shares and net scores of respondents, their weights taken as given."""
    base = tally.answered
    if of is Of.EVERYONE:
        base = Sums(*(np.broadcast_to(p[:, :, None], tally.asked.n.shape) for p in tally.everyone))
    keep = np.asarray(allowed.any(axis=-1))
    base = Sums(*(np.where(keep, part, 0.0) for part in base))
    cells = Sums(*(np.where(allowed, part, 0.0) for part in tally.cells))
    rows = tally.rows[:, None, None]
    found = shares(cells, base, rows, asked=keep)
    if values is None:
        return found, None
    given = with_the_rest(cells, base)
    return found, means(given, np.append(values, 0.0), rows, asked=keep)


def weighting_of(responses: Responses, tally: Tally, weights: Weights) -> dict[Year, YearWeights]:
    """What is known of the weights of a tally's years; nothing where none are used."""
    if weights is Weights.NONE:
        return {}
    known = responses.weighting
    return {year: known[year] for year in tally.years if year in known}


def check_details(codebook: Codebook, questions: Sequence[Question]) -> None:
    """Refuse to weight by use cases what is not asked of those who describe one."""
    details = codebook.details
    for question in questions:
        if question.id not in details:
            known = [code for code in codebook.questions if code in details]
            raise DashboardError(
                f"{question.id!r} is not about the one use case that respondents describe, so "
                "use-case weights do not apply to it. "
                + (f"They do to {listed(known)}." if known else "The survey has no such question.")
            )


def has_shares(question: Question) -> bool:
    """Whether a question's answers are choices, so that shares describe them."""
    return question.kind in SHARE_KINDS and question.is_coded


def _may_show(
    tally: Tally,
    by: Question | None,
    gaps: Mapping[Year, str],
    together: Together,
) -> NDArray[np.bool_]:
    """Which cells were asked of anybody: by year, segment, item and choice."""
    question = tally.question
    asked = np.zeros(tally.cells.n.shape, dtype=bool)
    for y, year in enumerate(tally.years):
        if year in gaps:
            continue
        choices = _asked_together(question.choices, together.choices, year)
        items = _asked_together(question.items, together.items, year) or [True]
        segments = [
            by is None or (segment is not None and year in by.choice(segment).asked)
            for segment in tally.segments
        ]
        asked[y] = (
            np.array(segments)[:, None, None]
            & np.array(items)[None, :, None]
            & np.array(choices)[None, None, :]
        )
    return asked & (tally.asked.n > 0)[..., None]


def _asked_together(among: Sequence[Choice], counted_as: Sequence[int], year: Year) -> list[bool]:
    """Which choices or items a year asked, those that are counted as another under that one."""
    asked = [False] * len(among)
    for one, place in zip(among, counted_as or range(1, len(among) + 1), strict=True):
        asked[place - 1] |= year in one.asked
    return asked


def rows(result: Result) -> Iterator[Row]:
    """A result's shares line by line; a year that shows nothing gives one line saying so."""
    question, estimated = result.question, result.shares
    for y, year in enumerate(result.years):
        for s, segment in enumerate(result.segments):
            if year in result.gaps:
                yield empty_row(question, year, segment or "")
                continue
            for i, item in enumerate(result.items):
                if item is not None and year not in item.asked:
                    continue
                for v in result.offered(year):
                    choice = question.choices[v]
                    cell = (y, s, i, v)
                    flag = estimated.flag[cell]
                    bare = flag is Flag.NOT_ASKED or estimated.base[cell] < COUNT_FROM
                    yield Row(
                        year=year,
                        question=question.id,
                        item=item.id if item else "",
                        choice=choice.id,
                        label=choice.wording[year],
                        segment=segment or "",
                        count=None if bare else whole(estimated.count[cell]),
                        base=None if bare else whole(estimated.base[cell]),
                        share=number(estimated.share[cell]),
                        low=number(estimated.low[cell]),
                        high=number(estimated.high[cell]),
                        effective_base=None if bare else number(estimated.effective_base[cell]),
                        flag=flag,
                        estimate=number(estimated.share[cell]),
                        standard_error=number(estimated.standard_error[cell]),
                        design_effect=number(estimated.design_effect[cell]),
                    )


def empty_row(question: Question, year: Year, segment: str, statistic: str = "share") -> Row:
    """The line of a year that shows nothing."""
    return Row(
        year=year,
        question=question.id,
        item="",
        choice="",
        label="",
        segment=segment,
        count=None,
        base=None,
        share=None,
        low=None,
        high=None,
        effective_base=None,
        flag=Flag.NOT_ASKED,
        statistic=statistic,
    )


def number(value: float) -> float | None:
    """A number for a table; None where it is unknown or withheld."""
    return None if np.isnan(value) else float(value)


def whole(value: float) -> int | None:
    """A count for a table."""
    return None if np.isnan(value) else round(value)
