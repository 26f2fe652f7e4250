"""The responses as the rest of the dashboard meets them: ask for tallies, get no respondent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import duckdb
import numpy as np
from numpy.typing import NDArray

from dashboard.codebook import Codebook, Question, Year
from dashboard.errors import DashboardError
from dashboard.responses.counting import (
    Counting,
    choices_axis,
    kinds_axis,
    margins_axis,
    survey_weight,
    tally_sql,
    volume_weight,
    where_sql,
)
from dashboard.responses.filling import fill, fill_cases
from dashboard.responses.names import ANSWERS, TABLE
from dashboard.responses.weighing import YearWeights
from dashboard.selection import Selection
from dashboard.tally import CaseTally, MarginTally, Tally, Together, by_kind, segments_of
from dashboard.weights import Weights


@dataclass(frozen=True)
class Responses:
    """The responses of a survey, loaded; ask it for tallies."""

    codebook: Codebook
    years: tuple[Year, ...]
    rows: dict[Year, int]
    weighting: Mapping[Year, YearWeights]
    apart: Mapping[str, int]
    connection: duckdb.DuckDBPyConnection
    lock: Lock

    def tally(
        self,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None = None,
        weights: Weights = Weights.NONE,
        *,
        volume: bool = False,
        kinds: Sequence[Question] = (),
        together: Mapping[str, Together] | None = None,
    ) -> dict[str, Tally]:
        """Tallies of several questions in one query, by question id.

        `by` names a question with one answer a respondent whose choices become segments. With
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
        axes = tuple(choices_axis(question) for question in (by,) if question is not None)
        counting = Counting(
            questions=(),
            selection=selection,
            axes=(*axes, *map(kinds_axis, kinds)),
            weight=volume_weight(weight) if volume else weight,
            together=together or {},
        )
        return self._tallies(counting, questions, by)

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
        self._check(by, Weights.SURVEY)
        of_years = (of_year.calibration for of_year in self.weighting.values())
        cells = max((len(of_year.w2) for of_year in of_years if of_year is not None), default=1)
        counting = Counting(
            questions=(),
            selection=selection,
            axes=(*(choices_axis(one) for one in (by,) if one is not None), margins_axis(cells)),
            weight=survey_weight(),
            together=together or {},
        )
        segments = segments_of(by)
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
            )
            found[code] = MarginTally(
                tally=whole, cells=cells_, answered=answered, everyone=everyone
            )
        return found

    def _tallies(
        self, counting: Counting, questions: Sequence[Question], by: Question | None
    ) -> dict[str, Tally]:
        """Tallies by the places of a counting, each segment as often as there are kinds."""
        each = counting.places // len(segments_of(by))
        segments = tuple(segment for segment in segments_of(by) for _ in range(each))
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
            self.file_of(question, by)
        counting = Counting(
            questions=questions,
            selection=selection,
            axes=() if by is None else (choices_axis(by),),
            cells=max(len(of_year.cells) for of_year in self.weighting.values()),
            together=together or {},
        )
        return fill_cases(self._count(counting), counting, segments_of(by), self.rows)

    def check(self, by: Question | None, weights: Weights) -> None:
        """Refuse a breakdown by several answers, and weights that no year has."""
        if by is not None and not by.has_one_answer:
            raise DashboardError(f"{by.id!r} cannot break a figure down: it has many answers.")
        if not any(of_year.has(weights) for of_year in self.weighting.values()):
            words = {Weights.SURVEY: "survey weights", Weights.USE_CASES: "use-case weights"}
            raise DashboardError(f"No year of this survey has {words[weights]}.")

    def _by_file(
        self, counting: Counting, questions: Sequence[Question], by: Question | None
    ) -> Iterator[Counting]:
        """A counting for each file that some of the questions stand in."""
        by_file: dict[int, list[Question]] = {}
        for question in questions:
            by_file.setdefault(self.file_of(question, by), []).append(question)
        for file, asked in by_file.items():
            yield replace(counting, questions=asked, file=file)

    def _count(self, counting: Counting) -> dict[str, NDArray[np.generic]]:
        return self.fetch(*tally_sql(self.codebook, counting))

    def file_of(self, question: Question, by: Question | None) -> int:
        """Which file a question stands in; an error where the breakdown stands in another."""
        file = self.apart.get(question.id, ANSWERS)
        if by is None or by.id in self.codebook.key_attributes:
            return file
        if file != self.apart.get(by.id, ANSWERS):
            apart = by if by.id in self.apart else question
            raise DashboardError(
                f"{question.id!r} cannot be broken down by {by.id!r}: {apart.id!r} is published "
                f"in a file of its own, beside {', '.join(self.codebook.key_attributes)} only."
            )
        return file

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
