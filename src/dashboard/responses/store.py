"""The responses as the rest of the dashboard meets them: ask for tallies, get no respondent."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from threading import Lock
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.errors import DashboardError
from dashboard.estimates.sums import Floats
from dashboard.query.selection import Selection, Weights
from dashboard.responses.counting import (
    Counting,
    kinds_axis,
    margins_axis,
    perhaps_axis,
    segments_axis,
    survey_weight,
    tally_sql,
    volume_weight,
    where_sql,
    within_axis,
)
from dashboard.responses.filling import fill, fill_cases
from dashboard.responses.schema import withheld_column
from dashboard.responses.sql_names import ANSWERS, NOWHERE, TABLE
from dashboard.responses.tally import (
    CaseTally,
    MarginTally,
    Tally,
    Together,
    apart,
    apart_by_cell,
    apart_by_margin,
    by_kind,
    segments_of,
)
from dashboard.responses.withholding import Thin
from dashboard.responses.year_weights import YearWeights


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
    connection: duckdb.DuckDBPyConnection
    lock: Lock
    # What follows from the codebook alone and takes a while, by whoever wants to keep it.
    memory: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def withheld(self) -> frozenset[str]:
        """The questions some of whose answers are withheld, by `marked` in which year and file."""
        return frozenset(code for code, _, _ in self.marked)

    @property
    def apart(self) -> frozenset[str]:
        """The demographics that stand in files of their own."""
        return frozenset(code for code, _ in self.files)

    def tally(
        self,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None = None,
        weights: Weights = Weights.NONE,
        *,
        volume: bool = False,
        kinds: Sequence[Question] = (),
        within: str | None = None,
        together: Mapping[str, Together] | None = None,
    ) -> dict[str, Tally]:
        """Tallies of several questions in one query, by question id.

        The choices of `by` become segments; they overlap where several could be ticked. `within`
        counts only who is in that segment, too. With
        survey weights, respondents without one are left out. With `volume` a respondent counts
        as often as they have use cases. `kinds` tell respondents apart within each segment: one
        kind for every combination of their choices, none chosen being the first. `together` says
        by question which choices or items are counted as one.
        """
        weight = survey_weight() if weights is Weights.SURVEY else None
        if weights is Weights.USE_CASES:
            raise DashboardError("Use-case weights need a tally of the described cases.")
        self.check(by, weights)
        if volume and self.codebook.weighting.use_cases is None:
            raise DashboardError("The survey does not say how many use cases respondents have.")
        axes = () if by is None else (segments_axis(by),)
        if by is not None and within is not None:
            axes = (*axes, within_axis(by, by.choice(within).id))
        counting = Counting(
            questions=(),
            selection=selection,
            axes=(*axes, *map(kinds_axis, kinds)),
            weight=volume_weight(weight) if volume else weight,
            together=together or {},
            withheld=self.withheld,
        )
        tallies = self._tallies(counting, questions, by)
        if not _overlap(by):
            return tallies
        each = prod(len(kind.choices) + 1 for kind in kinds)
        return {code: apart(tally, each) for code, tally in tallies.items()}

    def perhaps(
        self,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None = None,
        together: Mapping[str, Together] | None = None,
    ) -> dict[str, Floats]:
        """How many may have given each answer besides, by question id; nothing where none may.

        Axes (year, segment, item, value), as in a tally: respondents who may be in view, or in a
        segment, since what the view asks for is withheld of them.
        """
        asked_for = [self.codebook.filter(name) for name in selection.where]
        asked_for += [by] if by is not None else []
        hidden = [withheld_column(q.id) for q in asked_for if q.id in self.withheld]
        if not hidden:
            return {}
        split = by is not None and by.id in self.withheld and by.has_one_answer
        axes = () if by is None else (perhaps_axis(by) if split else segments_axis(by),)
        counting = Counting(
            questions=(), selection=selection, axes=axes, together=together or {}, perhaps=hidden
        )
        found = {}
        for one in self._by_file(counting, questions, by):
            places: tuple[str | None, ...] = (None,) * one.places
            for code, tally in fill(self._count(one), one, places, self.rows).items():
                people = tally.cells.n
                # Whose segment is withheld may be in any; of ticks the first is everyone.
                found[code] = people[:, 1:] + people[:, :1] if split else people
                if _overlap(by):
                    found[code] = people[:, 1:]
        return found

    def is_calibrated(self, years: Iterable[Year]) -> bool:
        """Whether survey weights meet margins in any of these years."""
        found = (self.weighting.get(year) for year in years)
        return any(one is not None and one.calibration is not None for one in found)

    def tally_margins(
        self,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None = None,
        together: Mapping[str, Together] | None = None,
    ) -> dict[str, MarginTally]:
        """Tallies with survey weights, by cell of the margins that these meet."""
        self.check(by, Weights.SURVEY)
        of_years = (of_year.calibration for of_year in self.weighting.values())
        cells = max((len(of_year.w2) for of_year in of_years if of_year is not None), default=1)
        counting = Counting(
            questions=(),
            selection=selection,
            axes=(*(() if by is None else (segments_axis(by),)), margins_axis(cells)),
            weight=survey_weight(),
            together=together or {},
            withheld=self.withheld,
        )
        segments = _places_of(by)
        found = {}
        for code, tally in self._tallies(counting, questions, by).items():
            cells_, asked, answered, everyone = (
                by_kind(part, len(segments))
                for part in (tally.cells, tally.asked, tally.answered, tally.everyone)
            )
            whole = replace(
                tally,
                segments=segments,
                cells=cells_.total(),
                asked=asked.total(),
                answered=answered.total(),
                everyone=everyone.total(),
                withheld=tally.withheld.reshape(len(tally.years), len(segments), -1).sum(axis=-1),
            )
            found[code] = MarginTally(
                tally=whole, cells=cells_, answered=answered, everyone=everyone
            )
        return {k: apart_by_margin(v) for k, v in found.items()} if _overlap(by) else found

    def _tallies(
        self, counting: Counting, questions: Sequence[Question], by: Question | None
    ) -> dict[str, Tally]:
        """Tallies by the places of a counting, each segment as often as there are kinds."""
        each = counting.places // len(_places_of(by))
        segments = tuple(segment for segment in _places_of(by) for _ in range(each))
        tallies: dict[str, Tally] = {}
        for one in self._by_file(counting, questions, by):
            tallies |= fill(self._count(one), one, segments, self.rows)
        return {question.id: tallies[question.id] for question in questions}

    def tally_cases(
        self,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None = None,
        together: Mapping[str, Together] | None = None,
    ) -> dict[str, CaseTally]:
        """Tallies of the use cases that respondents described, by cell of their weights."""
        self.check(by, Weights.USE_CASES)
        for question in questions:
            self.file_of(question, by, selection)
        counting = Counting(
            questions=questions,
            selection=selection,
            axes=() if by is None else (segments_axis(by),),
            cells=max(len(of_year.cells) for of_year in self.weighting.values()),
            together=together or {},
            withheld=self.withheld,
        )
        found = fill_cases(self._count(counting), counting, _places_of(by), self.rows)
        return {k: apart_by_cell(v) for k, v in found.items()} if _overlap(by) else found

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
        """A counting for each file that some of the questions stand in.

        Nobody is counted of what no file has beside all that the view asks for.
        """
        by_file: dict[int | None, list[Question]] = {}
        for question in questions:
            refused = self.refusal(question, by, counting.selection) is not None
            file = None if refused else self.file_of(question, by, counting.selection)
            by_file.setdefault(file, []).append(question)
        for file, asked in by_file.items():
            yield replace(counting, questions=asked, file=NOWHERE if file is None else file)

    def _count(self, counting: Counting) -> dict[str, NDArray[np.generic]]:
        return self.fetch(*tally_sql(self.codebook, counting))

    def stand_together(self, question: Question, by: Question) -> bool:
        """Whether a question is published in one file with a breakdown."""
        if question.id in self.apart:
            return by.id in (question.id, *self.codebook.key_attributes)
        return by.id not in self.apart

    def refusal(self, question: Question, by: Question | None, selection: Selection) -> str | None:
        """Why a demographic published apart cannot be shown in a view, in a sentence, or None.

        It stands beside each key attribute by itself, never beside two of them.
        """
        if question.id not in self.apart:
            return None
        keys = self._keys_of(by, selection)
        if len(keys) < 2:
            return None
        titles = [self.codebook.questions[code].title.lower() for code in keys]
        return (
            f"{question.title} is published beside {' and beside '.join(titles)}, never beside "
            f"{'both' if len(titles) == 2 else 'several'} at once, so that nobody can be told. "
            "Filter or compare by one of them."
        )

    def file_of(
        self, question: Question, by: Question | None, selection: Selection | None = None
    ) -> int:
        """Which file a question stands in; a DashboardError where no file has all of the view."""
        if by is not None and not self.stand_together(question, by):
            apart = by if by.id in self.apart else question
            raise DashboardError(
                f"{question.id!r} cannot be broken down by {by.id!r}: {apart.id!r} is published "
                f"in files of its own, beside {', '.join(self.codebook.key_attributes)} only."
            )
        if question.id not in self.apart:
            return ANSWERS
        if selection is not None and (why := self.refusal(question, by, selection)):
            raise DashboardError(why)
        keys = self._keys_of(by, selection)
        return self.files[question.id, keys[0] if keys else None]

    def _keys_of(self, by: Question | None, selection: Selection | None) -> list[str]:
        """The key attributes that a view needs, by its breakdown and its filters."""
        filters = selection.where if selection is not None else {}
        needed = {self.codebook.filter(name).id for name in filters}
        needed |= {by.id} if by is not None else set()
        return [code for code in self.codebook.key_attributes if code in needed]

    def count(self, selection: Selection) -> dict[Year, int]:
        """How many respondents of each year are in the selection."""
        where, parameters = where_sql(self.codebook, selection)
        found = self.fetch(
            f"SELECT year, count(*) AS n FROM {TABLE} WHERE {where} GROUP BY year", parameters
        )
        counts = dict(zip(found["year"].tolist(), found["n"].tolist(), strict=True))
        return {year: counts.get(year, 0) for year in selection.years}

    def fetch(self, sql: str, parameters: list[object]) -> dict[str, NDArray[np.generic]]:
        """What a counting statement of this package gives, by column; others ask for tallies."""
        # A shared connection gives wrong answers under threads; a cursor for each call does not.
        with self.lock:
            cursor = self.connection.cursor()
        with cursor:
            fetched: dict[str, NDArray[np.generic]] = cursor.execute(sql, parameters).fetchnumpy()
            return fetched


def _overlap(by: Question | None) -> bool:
    """Whether the segments of a breakdown share people."""
    return by is not None and not by.has_one_answer


def _places_of(by: Question | None) -> tuple[str | None, ...]:
    """The places of a breakdown: its segments, where they overlap after everyone."""
    return (None, *segments_of(by)) if _overlap(by) else segments_of(by)
