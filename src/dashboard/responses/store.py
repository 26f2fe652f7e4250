"""The responses as the rest of the dashboard meets them: ask for tallies, get no respondent."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.errors import DashboardError
from dashboard.estimates.sums import Floats
from dashboard.query.selection import Query, Weights
from dashboard.responses.axes import (
    Axis,
    kinds_axis,
    margins_axis,
    perhaps_axis,
    segments_axis,
    within_axis,
)
from dashboard.responses.counting import (
    Counting,
    survey_weight,
    tally_sql,
    volume_weight,
    where_sql,
)
from dashboard.responses.engines import Engine
from dashboard.responses.filling import fill
from dashboard.responses.schema import withheld_column
from dashboard.responses.sql_names import ANSWERS, NOWHERE, TABLE
from dashboard.responses.tally import Tally, apart, has_found_values, segments_of
from dashboard.responses.withholding import Thin
from dashboard.responses.year_weights import YearWeights

AT_ONCE = 24
"""Questions counted in one statement: what planning takes grows faster than their number."""


@dataclass(frozen=True)
class Responses:
    """The responses of a survey, loaded; ask it for tallies."""

    codebook: Codebook
    years: tuple[Year, ...]
    rows: dict[Year, int]
    weighting: Mapping[Year, YearWeights]
    files: Mapping[tuple[str, str | None], int]
    marked: frozenset[tuple[str, Year, int]]
    thin: Thin
    engine: Engine
    # What follows from the codebook alone and takes a while, by whoever wants to keep it.
    memory: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def withheld(self) -> frozenset[str]:
        """The questions some of whose answers are withheld, by `marked` in which year and file."""
        return frozenset(code for code, _, _ in self.marked)

    @cached_property
    def apart(self) -> frozenset[str]:
        """The demographics that stand in files of their own."""
        return frozenset(code for code, _ in self.files)

    def tally(
        self,
        questions: Sequence[Question],
        query: Query,
        *,
        volume: bool = False,
        by_cell: bool = False,
        kinds: Sequence[Question] = (),
        within: str | None = None,
    ) -> dict[str, Tally]:
        """Tallies of several questions in few statements, by question id.

        The choices of the breakdown become segments; they overlap where several could be ticked.
        `within` counts only who is in that segment, too. With survey weights, respondents without
        one are left out. With `volume` a respondent counts as often as they have use cases.
        `by_cell` splits the tally by cell of the weights where these have a variance of their own;
        `kinds` split it by kind of respondent, one for every combination of their choices, none
        chosen being the first. Use cases are counted by cell only.

        Raises DashboardError for a breakdown that makes no segments, and for weights that no year
        has.
        """
        by, weights = self.breakdown(query), query.weights
        self.check(by, weights)
        counting = Counting(
            questions=(), query=query, segments=_axes(by, within), withheld=self.withheld
        )
        if weights is Weights.USE_CASES:
            if not by_cell:
                raise DashboardError("Use-case weights need a tally of the described cases.")
            for question in questions:
                self.file_of(question, by, query)
            cells = max(len(of_year.cells) for of_year in self.weighting.values())
            counting = replace(counting, cells=cells)
        else:
            if volume and self.codebook.weighting.use_cases is None:
                raise DashboardError("The survey does not say how many use cases respondents have.")
            weight = survey_weight() if weights is Weights.SURVEY else None
            counting = replace(
                counting,
                weight=volume_weight(weight) if volume else weight,
                kinds=tuple(map(kinds_axis, kinds)),
            )
            # Volumes are sums of two weights; their variance takes both as given.
            if by_cell and weight and not volume and self._is_calibrated(query.years):
                counting = replace(counting, kinds=(margins_axis(self._margin_cells()),))
        tallies: dict[str, Tally] = {}
        for one in self._by_file(counting, questions, by):
            found = self.engine.run(*tally_sql(self.codebook, one))
            tallies |= fill(found, one, _places_of(by), self.rows)
        if _overlap(by):
            tallies = {code: apart(tally) for code, tally in tallies.items()}
        return {question.id: tallies[question.id] for question in questions}

    def perhaps(self, questions: Sequence[Question], query: Query) -> dict[str, Floats]:
        """How many may have given each answer besides, by question id; nothing where none may.

        Axes (year, segment, item, value), as in a tally, but where values are found among the
        answers, one for all of them: respondents who may be in view, or in a segment, since what
        the view asks for is withheld of them. If their answer is, too, it may be any.
        """
        by = self.breakdown(query)
        asked_for = [self.codebook.filter(name) for name in query.where]
        asked_for += [by] if by is not None else []
        hidden = [withheld_column(q.id) for q in asked_for if q.id in self.withheld]
        if not hidden:
            return {}
        split = by is not None and by.id in self.withheld and by.has_one_answer
        axes = () if by is None else (perhaps_axis(by) if split else segments_axis(by),)
        counting = Counting(
            questions=(), query=query, segments=axes, withheld=self.withheld, perhaps=hidden
        )
        found = {}
        for one in self._by_file(counting, questions, by):
            places: tuple[str | None, ...] = (None,) * one.places
            tallies = fill(self.engine.run(*tally_sql(self.codebook, one)), one, places, self.rows)
            for code, tally in tallies.items():
                given = tally.cells.n
                if has_found_values(tally.question):
                    given = given.sum(axis=-1, keepdims=True)
                people = given + tally.withheld[..., None, None]
                # Whose segment is withheld may be in any; of ticks the first is everyone.
                found[code] = people[:, 1:] + people[:, :1] if split else people
                if _overlap(by):
                    found[code] = people[:, 1:]
        return found

    def breakdown(self, query: Query) -> Question | None:
        """The question whose choices are a query's segments; DashboardError where unknown."""
        return None if query.by is None else self.codebook.question(query.by)

    def _is_calibrated(self, years: Iterable[Year]) -> bool:
        """Whether survey weights meet margins in any of these years."""
        found = (self.weighting.get(year) for year in years)
        return any(one is not None and one.calibration is not None for one in found)

    def _margin_cells(self) -> int:
        of_years = (of_year.calibration for of_year in self.weighting.values())
        return max((len(of_year.w2) for of_year in of_years if of_year is not None), default=1)

    def check(self, by: Question | None, weights: Weights) -> None:
        """Refuse a breakdown that no segments follow from, and weights that no year has."""
        if by is not None and not (by.has_one_answer or by.kind is Kind.MULTIPLE):
            raise DashboardError(
                f"{by.id!r} cannot break a figure down: it is of kind {by.kind}. "
                "Questions with one answer can, and those where several could be ticked."
            )
        if not any(of_year.has(weights) for of_year in self.weighting.values()):
            words = {Weights.SURVEY: "survey weights", Weights.USE_CASES: "use-case weights"}
            raise DashboardError(f"No year of this survey has {words[weights]}.")

    def _by_file(
        self, counting: Counting, questions: Sequence[Question], by: Question | None
    ) -> Iterator[Counting]:
        """A counting for each file that some of the questions stand in, and so many of them.

        Nobody is counted of what no file has beside all that the view asks for.
        """
        by_file: dict[int | None, list[Question]] = {}
        for question in questions:
            refused = self.refusal(question, by, counting.query) is not None
            file = None if refused else self.file_of(question, by, counting.query)
            by_file.setdefault(file, []).append(question)
        for file, asked in by_file.items():
            for at in range(0, len(asked), AT_ONCE):
                some = asked[at : at + AT_ONCE]
                yield replace(counting, questions=some, file=NOWHERE if file is None else file)

    def stand_together(self, question: Question, by: Question) -> bool:
        """Whether a question is published in one file with a breakdown."""
        if question.id in self.apart:
            return by.id in (question.id, *self.codebook.key_attributes)
        return by.id not in self.apart

    def refusal(self, question: Question, by: Question | None, query: Query) -> str | None:
        """Why a demographic published apart cannot be shown in a view, in a sentence, or None.

        It stands beside each key attribute by itself, never beside two of them, and beside no
        other answer.
        """
        if question.id not in self.apart:
            return None
        asked = [self.codebook.filter(name) for name in query.where]
        others = [one.title for one in asked if one.id not in self.codebook.key_attributes]
        if others:
            return (
                f"{question.title} is published apart from the answers to “{others[0]}” to protect "
                "respondents, so a view of it cannot be filtered by these."
            )
        keys = self._keys_of(by, query)
        if len(keys) < 2:
            return None
        titles = [self.codebook.questions[code].title.lower() for code in keys]
        return (
            f"{question.title} is published beside {' and beside '.join(titles)}, never beside "
            f"{'both' if len(titles) == 2 else 'several'} at once, to protect respondents. "
            "Filter or compare by one of them."
        )

    def file_of(self, question: Question, by: Question | None, query: Query | None = None) -> int:
        """Which file a question stands in; a DashboardError where no file has all of the view."""
        if by is not None and not self.stand_together(question, by):
            apart = by if by.id in self.apart else question
            raise DashboardError(
                f"{question.id!r} cannot be broken down by {by.id!r}: {apart.id!r} is published "
                f"in files of its own, beside {', '.join(self.codebook.key_attributes)} only."
            )
        if question.id not in self.apart:
            return ANSWERS
        if query is not None and (why := self.refusal(question, by, query)):
            raise DashboardError(why)
        keys = self._keys_of(by, query)
        return self.files[question.id, keys[0] if keys else None]

    def _keys_of(self, by: Question | None, query: Query | None) -> list[str]:
        """The key attributes that a view needs, by its breakdown and its filters."""
        filters = query.where if query is not None else {}
        needed = {self.codebook.filter(name).id for name in filters}
        needed |= {by.id} if by is not None else set()
        return [code for code in self.codebook.key_attributes if code in needed]

    def count(self, query: Query) -> dict[Year, int]:
        """How many respondents of each year a query is about."""
        where, parameters = where_sql(self.codebook, query)
        found = self.engine.run(
            f"SELECT year, count(*) AS n FROM {TABLE} WHERE {where} GROUP BY year", parameters
        )
        counts = dict(zip(found["year"].tolist(), found["n"].tolist(), strict=True))
        return {year: counts.get(year, 0) for year in query.years}


def _overlap(by: Question | None) -> bool:
    """Whether the segments of a breakdown share people."""
    return by is not None and not by.has_one_answer


def _axes(by: Question | None, within: str | None) -> tuple[Axis, ...]:
    """The segments of a breakdown, and among them one that everybody counted is in."""
    if by is None:
        return ()
    segments = (segments_axis(by),)
    return segments if within is None else (*segments, within_axis(by, by.choice(within).id))


def _places_of(by: Question | None) -> tuple[str | None, ...]:
    """The places of a breakdown: its segments, where they overlap after everyone."""
    return (None, *segments_of(by)) if _overlap(by) else segments_of(by)
