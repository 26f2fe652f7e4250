"""Results: tallies turned into estimates, with what the codebook knows about each number.

One function computes every number that a page, the command line or an export shows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from dashboard.analysis.agreement import is_diverging, net_values
from dashboard.analysis.statistics import (
    SHARE,
    STATISTICS,
    Statistic,
    bands_of_percent,
    statistics_of,
    within,
)
from dashboard.analysis.variance import counted
from dashboard.analysis.withheld import (
    answers_lost,
    bounded,
    given_by_few,
    known_of,
    reached_by_few,
    reasons,
    thin,
    veiled,
)
from dashboard.codebook import Choice, Codebook, Question, Year
from dashboard.errors import DashboardError, listed, unknown
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Bools, Estimates, Floats
from dashboard.query.selection import Merge, Of, Query, Weights
from dashboard.responses import Responses
from dashboard.responses.gaps import gaps_of, not_of_everyone
from dashboard.responses.tally import Tally, items_of, of_segments
from dashboard.responses.year_weights import YearWeights


@dataclass(frozen=True, kw_only=True)
class Result:
    """One statistic of one question for a query.

    The arrays of `estimates` have the axes (year, segment, item), and one more for the choices
    where the statistic has a number for each. `by` is the question whose choices are the
    segments. With use-case weights the numbers speak of use cases, else of respondents. `gaps`
    says in a sentence why a year shows nothing. Of a scale with a neutral middle `net` is the
    share above it less the share below (axes year, segment, item); answers off the scale count
    as neither. `spread`, for allocations alone, holds the shares of respondents in the bands of
    `SPREAD` along one axis more. `weighting` tells what the weights of each year are, where any
    are used. `withheld` says in a sentence, by year, of which segments a release withholds too
    much; `thin` are those (year, segment) that lost the breakdown's answer. `perhaps` are the
    people who may have given each answer besides (axes as in the tally), since what the view asks
    for is withheld of them; an answer that few gave has `at_most` so many. `filtered_by` are the
    questions that the view's filters ask for, and those they are worked out from.
    """

    question: Question
    query: Query
    by: Question | None
    statistic: Statistic
    tally: Tally
    estimates: Estimates
    gaps: Mapping[Year, str]
    net: Estimates | None = None
    spread: Shares | None = None
    weighting: Mapping[Year, YearWeights] = field(default_factory=dict)
    withheld: Mapping[Year, str] = field(default_factory=dict)
    thin: Bools | None = None
    perhaps: Floats | None = None
    at_most: int = 0
    filtered_by: frozenset[str] = frozenset()

    @property
    def shares(self) -> Shares:
        """The estimates of a statistic that is a share."""
        if not isinstance(self.estimates, Shares):
            raise TypeError(f"{self.statistic} of {self.question.id} is no share")
        return self.estimates

    @property
    def each_choice(self) -> bool:
        """Whether there is a number for each choice of an item, rather than one for the item."""
        return self.statistic.each_choice

    @property
    def in_percent(self) -> bool:
        """Whether its numbers are fractions, to be written in percent."""
        return self.statistic.unit == "percent"

    @property
    def unit(self) -> str:
        """The unit its numbers are written with; empty where they have none or are in percent."""
        return "" if self.in_percent else self.question.unit

    @property
    def is_filtered(self) -> bool:
        """Whether the view is filtered by this question, or by what is worked out from it.

        Its answers are then what the filter asked for.
        """
        return self.question.id in self.filtered_by

    @property
    def of(self) -> Of:
        """Whom a share is a share of."""
        return self.query.of

    @property
    def weights(self) -> Weights:
        """With which weights it was counted."""
        return self.query.weights

    @property
    def merge(self) -> Merge:
        """What of the question was counted as one."""
        return self.query.merge(self.question.id)

    @property
    def years(self) -> tuple[Year, ...]:
        """The years along the first axis."""
        return self.tally.years

    @property
    def segments(self) -> tuple[str | None, ...]:
        """The segments along the second axis; (None,) without a breakdown."""
        return self.tally.segments

    @cached_property
    def items(self) -> tuple[Choice | None, ...]:
        """What the third axis stands for: rows, objects ranked or judged; (None,) for neither."""
        return items_of(self.question) or (None,)

    def offered(self, year: Year) -> tuple[int, ...]:
        """Where on the last axis the choices stand that this year offered."""
        choices = self.question.choices
        return tuple([v for v, choice in enumerate(choices) if year in choice.asked])

    def segment_label(self, segment: str | None) -> str:
        """A segment in words; empty without a breakdown."""
        return self.by.choice(segment).label if self.by is not None and segment else ""


def results(
    responses: Responses,
    questions: Sequence[Question],
    query: Query,
    statistic: Statistic | None = None,
) -> dict[str, Result]:
    """A statistic of several questions, by default the usual one of each, by question id.

    They are counted together. What the query merges is counted as one: whoever gave several
    of the choices counts once, parts of an allocation add up.

    Raises DashboardError where a question does not have the statistic, or not with the query's
    weights; and for use-case weights with a question that is not about the one use case
    respondents describe.
    """
    wanted = {question.id: _statistic(question, statistic) for question in questions}
    if query.weights is Weights.USE_CASES:
        check_details(responses.codebook, questions)
        for one in wanted.values():
            if one.not_over_cases:
                raise DashboardError(one.not_over_cases)
    volume = statistic is not None and statistic.volume
    tallies = responses.tally(questions, query, volume=volume, by_cell=True)
    of_people = [question for question in questions if wanted[question.id].counts_people]
    perhaps = responses.perhaps(of_people, query)
    by = responses.breakdown(query)
    shown = by and _in_view(responses.codebook, query, by)
    if by is not None and shown is not None and len(shown.choices) < len(by.choices):
        # Whoever the view leaves out is no group of it, and so neither unasked nor too few.
        kept = [n for n, choice in enumerate(by.choices) if choice in shown.choices]
        tallies = {code: of_segments(tally, kept) for code, tally in tallies.items()}
        perhaps = {code: people[:, kept] for code, people in perhaps.items()}
    return {
        code: _result(responses, tally, query, shown, wanted[code], perhaps.get(code))
        for code, tally in tallies.items()
    }


def _in_view(codebook: Codebook, query: Query, by: Question) -> Question:
    """A breakdown with the choices alone that a filter by the same question leaves in view."""
    for name, codes in query.filters:
        if codebook.filter(name).id == by.id and by.has_one_answer:
            return replace(by, choices=tuple(c for c in by.choices if c.id in codes))
    return by


def usual_results(
    responses: Responses,
    questions: Iterable[Question],
    query: Query,
    statistic: Statistic | None = None,
) -> dict[str, Result]:
    """A statistic of questions, by default the usual one of each, with what of a query fits it."""
    questions = list(questions)
    fitting: dict[Query, list[Question]] = {}
    for question in questions:
        fitting.setdefault(fitted(responses, question, query), []).append(question)
    found: dict[str, Result] = {}
    for one, alike in fitting.items():
        found |= results(responses, alike, one, statistic)
    return {question.id: found[question.id] for question in questions}


def fitted(responses: Responses, question: Question, query: Query) -> Query:
    """A query without what does not fit a question.

    Use cases count only in the details of the one described; a question that is published apart
    from the breakdown is not broken down, nor is one by itself: of the groups that it makes
    it would say nothing. Of a question that not everybody was asked, shares are of those asked
    where the query wants them of everyone.
    """
    if not_of_everyone(responses, question, query):
        query = replace(query, of=Of.ASKED)
    if query.weights is Weights.USE_CASES and question.id not in responses.codebook.details:
        query = replace(query, weights=Weights.NONE)
    by = responses.breakdown(query)
    if by is not None and (by.id == question.id or not responses.stand_together(question, by)):
        query = replace(query, by=None)
    return query


def _result(
    responses: Responses,
    tally: Tally,
    query: Query,
    by: Question | None,
    statistic: Statistic,
    perhaps: Floats | None,
) -> Result:
    """One statistic of what was counted, less what a release withholds."""
    question = tally.question
    if not statistic.each_choice:
        # Only shares of choices are of somebody; other numbers are of whoever gave one.
        query = replace(query, of=Of.ANSWERED)
    gaps = gaps_of(responses, question, query)
    if statistic.volume:
        gaps |= _uncounted(responses, tally)
    if statistic.each_choice:
        allowed = _may_show(tally, by, gaps, query.merge(question.id))
        asked = np.asarray(allowed.any(axis=-1))
    else:
        asked = _asked(tally, by, gaps, query.merge(question.id))
        allowed = np.broadcast_to(asked[..., None], tally.cells.n.shape)
    of_question = counted(tally, responses.weighting.get, allowed, asked, of=query.of)
    estimates = statistic.of(tally, of_question)
    estimates.flag[~(allowed if statistic.each_choice else asked)] = Flag.NOT_ASKED
    missing = thin(responses, tally, by)
    blocked = missing | answers_lost(tally)
    estimates = veiled(estimates, blocked, Flag.WITHHELD)
    most = responses.codebook.privacy.k - 1
    if isinstance(estimates, Shares) and statistic.each_choice:
        few = given_by_few(tally, perhaps)
        estimates = bounded(estimates, few, blocked, most, tally.withheld)
    elif isinstance(estimates, Shares):
        few = reached_by_few(estimates, tally, perhaps)
        estimates = bounded(estimates, few, blocked, most)
    spread = _spread(tally, asked) if statistic.spread else None
    if spread is not None:
        spread = bounded(spread, reached_by_few(spread, tally, perhaps), blocked, most)
    # Of rows counted as one a respondent may have given several answers: no one net score.
    netted = statistic is SHARE and is_diverging(question) and not query.merge(question.id).items
    net = within(of_question.means_of_base(net_values(question)), -1, 1) if netted else None
    return Result(
        question=question,
        query=query,
        by=by,
        statistic=statistic,
        tally=tally,
        estimates=estimates,
        gaps=gaps,
        net=None if net is None else veiled(net, blocked, Flag.WITHHELD),
        spread=None if spread is None else veiled(spread, blocked, Flag.WITHHELD),
        weighting=_weighting(responses, tally, query.weights),
        withheld=reasons(blocked & (known_of(tally) > 0), tally.years, tally.segments, by),
        thin=missing,
        perhaps=perhaps,
        at_most=most,
        filtered_by=_filtered_by(responses.codebook, query),
    )


def _filtered_by(codebook: Codebook, query: Query) -> frozenset[str]:
    asked = [codebook.filter(name) for name in query.where]
    if not asked:
        return frozenset()
    codes = {question.id for question in asked}
    derived = {q.id for q in codebook.questions.values() if q.worked_out_from & codes}
    return frozenset(codes.union(derived, *(question.worked_out_from for question in asked)))


def _statistic(question: Question, wanted: Statistic | None) -> Statistic:
    for one in STATISTICS.values() if wanted is None else (wanted,):
        if one.applies_to(question):
            return one
    if wanted is SHARE:
        raise DashboardError(
            f"{question.id!r} is a question of kind {question.kind} without choices; "
            "shares are not defined for it."
        )
    names = [one.name for one in statistics_of(question)]
    raise DashboardError(
        f"{question.id!r} is of kind {question.kind}. "
        + unknown("statistic for it", wanted.name if wanted else "none", names)
    )


def _uncounted(responses: Responses, tally: Tally) -> dict[Year, str]:
    """The years that did not ask how many use cases a respondent has."""
    entry = responses.codebook.weighting.use_cases
    asked = responses.codebook.questions[entry.count].asked if entry is not None else ()
    return {
        year: f"{year} did not ask how many use cases respondents have."
        for year in tally.years
        if year not in asked
    }


def _spread(tally: Tally, asked: Bools) -> Shares:
    """The shares of respondents in bands of what they allotted."""
    cells = tally.cells.map(lambda part: np.where(asked[..., None], part, 0.0))
    answered = tally.answered.map(lambda part: np.where(asked, part, 0.0))
    bands = bands_of_percent(tally, cells)
    return shares(bands, answered, tally.rows[:, None, None], asked=asked)


def _weighting(responses: Responses, tally: Tally, weights: Weights) -> dict[Year, YearWeights]:
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


def _asked(tally: Tally, by: Question | None, gaps: Mapping[Year, str], merge: Merge) -> Bools:
    """Which items were asked of anybody: by year, segment and item."""
    asked = _asked_of_any(tally) & _segments_asked(tally, by)[:, :, None]
    if among := items_of(tally.question):
        asked &= _asked_together(among, merge.items, tally.years)[:, None]
    asked[[year in gaps for year in tally.years]] = False
    return asked


def _may_show(tally: Tally, by: Question | None, gaps: Mapping[Year, str], merge: Merge) -> Bools:
    """Which cells were asked of anybody: by year, segment, item and choice."""
    choices = _asked_together(tally.question.choices, merge.choices, tally.years)
    return _asked(tally, by, gaps, merge)[..., None] & choices[:, None, None]


def _segments_asked(tally: Tally, by: Question | None) -> Bools:
    """Which segments each year had: those whose answer it offered."""
    if by is None:
        return np.ones((len(tally.years), len(tally.segments)), dtype=bool)
    choices = [by.choice(str(segment)) for segment in tally.segments]
    return _asked_together(choices, (), tally.years)


def _asked_of_any(tally: Tally) -> Bools:
    """Of whom any was asked: by year, segment and item; where nobody is in view, all the same."""
    asked: Bools = (tally.asked.n > 0) | (tally.everyone.n == 0)[..., None]
    return asked


def _asked_together(
    among: Sequence[Choice], counted_as: Sequence[int], years: Sequence[Year]
) -> Bools:
    """Which choices or items each year asked, those counted as another under that one."""
    asked: Bools = np.array([[year in one.asked for one in among] for year in years], dtype=bool)
    if counted_as:
        for place, to in enumerate(counted_as):
            if to != place + 1:
                asked[:, to - 1] |= asked[:, place]
                asked[:, place] = False
    return asked
