"""Another engine counts what DuckDB counts, number for number, over the whole shipped sample."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from case_survey import SURVEY, people, write_cases
from sampling import sampled

from dashboard.analysis.following import merged
from dashboard.codebook import Kind, Question, read_codebook
from dashboard.paths import ROOT
from dashboard.query.selection import Query, Weights
from dashboard.responses import Responses, load_responses
from dashboard.responses.co_occurrence import tally_pairs
from dashboard.responses.engines import Columns, Engine, EngineSettings
from dashboard.responses.paired import tally_paired
from dashboard.responses.schema import RELEASE

AT_ONCE = 40
PAIRS = 20
FILTERS = 3
MARGINS = SURVEY + "  margins: [{question: role, shares: {2024: {x: 0.3, y: 0.7}}}]\n"
SUMS_APART = 1e-12
"""How far sums of weights may be apart, relatively, since they are added up in another order."""


@dataclass
class Both:
    """Runs each statement on two engines, which must agree; counts and years exactly."""

    here: Engine
    there: Engine
    statements: int = 0
    numbers: int = 0
    seen: set[str] = field(default_factory=set)

    def run(self, sql: str, parameters: Sequence[object]) -> Columns:
        one, other = (engine.run(sql, parameters) for engine in (self.here, self.there))
        assert list(one) == list(other)
        exact = [name for name in one if name not in ("w", "w2") and not name.startswith("v")]
        exact += ["value"] * ("value" in one)
        summed = [name for name in one if name not in exact]
        ours, theirs = (self._sorted(found, [*exact, *summed]) for found in (one, other))
        assert ours.shape == theirs.shape, sql
        told = len(exact)
        np.testing.assert_array_equal(ours[:told], theirs[:told], err_msg=sql)
        np.testing.assert_allclose(ours[told:], theirs[told:], rtol=SUMS_APART, err_msg=sql)
        self.statements += 1
        self.numbers += ours.shape[1] * (len(summed) + 1)
        return one

    @staticmethod
    def _sorted(found: Columns, names: Sequence[str]) -> np.ndarray:
        columns = [np.ma.filled(found[name].astype(np.float64), np.nan) for name in names]
        table = np.array(columns)
        return table[:, np.lexsort(table[::-1])]


def both(here: Responses, there: Responses) -> Responses:
    """Responses that every statement is run for twice."""
    return replace(here, engine=Both(here.engine, there.engine))


@pytest.fixture(scope="module")
def sample(
    address: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Responses]:
    """The shipped sample; at the end it is said how many statements ran."""
    codebook = read_codebook(ROOT / "data")
    settings = EngineSettings(address=address, files=str(tmp_path_factory.mktemp("files")))
    found = both(load_responses(codebook), load_responses(codebook, settings=settings))
    yield found
    ran = found.engine
    assert isinstance(ran, Both)
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n{ran.statements} statements ran on the engine, {ran.numbers:,} numbers agree.")


def some(questions: Sequence[Question]) -> Iterator[Sequence[Question]]:
    for at in range(0, len(questions), AT_ONCE):
        yield questions[at : at + AT_ONCE]


def counted(responses: Responses, query: Query, **how: bool) -> int:
    """Count every question that can be counted in a query; how many these are."""
    by = responses.breakdown(query)
    questions = [
        question
        for question in responses.codebook.questions.values()
        if (by is None or responses.stand_together(question, by))
        and not (query.weights is Weights.USE_CASES and question.id in responses.apart)
    ]
    for asked in some(questions):
        responses.tally(asked, query, **how)
    return len(questions)


def filters(responses: Responses) -> list[tuple[str, str]]:
    return [
        (name, choice.id)
        for name, question in responses.codebook.filters.items()
        for choice in question.choices
    ]


def test_every_question_in_every_year(sample: Responses) -> None:
    for years in (sample.years, sample.years[-1:]):
        counted(sample, Query(years=years))
        assert min(sample.count(Query(years=years)).values()) > 0


def test_every_question_by_every_filter(sample: Responses) -> None:
    every = filters(sample)
    chosen = sampled(every, FILTERS)
    assert chosen
    for name, choice in chosen:
        query = Query(years=sample.years, filters=((name, (choice,)),))
        assert counted(sample, query) > 100
        assert sum(sample.count(query).values()) > 0


def test_every_question_by_every_breakdown(sample: Responses) -> None:
    assert sample.codebook.key_attributes
    for code in sample.codebook.key_attributes:
        assert counted(sample, Query(years=sample.years, by=code)) > 100


def test_some_pairs_of_a_filter_and_a_breakdown(sample: Responses) -> None:
    """All pairs would take long; which ones are left is the same in every run."""
    chosen = random.Random(8)
    asked = [q for q in sample.codebook.questions.values() if q.id not in sample.apart]
    views = list(product(filters(sample), sample.codebook.key_attributes, sample.years))
    assert len(views) > PAIRS
    for (name, choice), by, year in chosen.sample(views, PAIRS):
        query = Query(years=(year,), filters=((name, (choice,)),), by=by)
        assert len(sample.tally(chosen.sample(asked, 5), query)) == 5


def test_groups_that_overlap_and_one_group_within(sample: Responses) -> None:
    codebook = sample.codebook
    by = next(q for q in codebook.questions.values() if q.kind is Kind.MULTIPLE)
    query = Query(years=sample.years, by=by.id)
    asked = [q for q in codebook.questions.values() if sample.stand_together(q, by)]
    assert len(sample.tally(asked[:AT_ONCE], query)) > 1
    for choice in by.choices[:2]:
        assert sample.tally(asked[:10], query, within=choice.id)


def test_who_may_be_in_view_of_what_is_withheld(sample: Responses) -> None:
    assert sample.withheld
    for code in (None, *sample.codebook.key_attributes):
        for name, choice in filters(sample)[::6]:
            query = Query(years=sample.years, filters=((name, (choice,)),), by=code)
            asked = [
                q
                for q in sample.codebook.questions.values()
                if code is None or sample.stand_together(q, sample.codebook.questions[code])
            ]
            sample.perhaps(asked[:10], query)


def test_use_cases_and_kinds_of_respondents(sample: Responses) -> None:
    query = Query(years=sample.years, weights=Weights.USE_CASES)
    for by in (None, sample.codebook.key_attributes[0]):
        assert counted(sample, replace(query, by=by), by_cell=True) > 0
    assert counted(sample, Query(years=sample.years), volume=True) > 100
    keys = [sample.codebook.questions[code] for code in sample.codebook.key_attributes]
    apart = [q for q in sample.codebook.questions.values() if q.id not in sample.apart]
    for asked in some(apart):
        sample.tally(asked, Query(years=sample.years), kinds=keys)


def test_answers_counted_as_one_in_every_pair_of_years(sample: Responses) -> None:
    kinds = set()
    for pair in combinations(sample.years, 2):
        found = [
            (question, merge)
            for question in sample.codebook.questions.values()
            if (merge := merged(question, pair))
        ]
        kinds |= {question.kind for question, _ in found}
        query = Query(years=pair, merges=tuple((q.id, merge) for q, merge in found))
        sample.tally([question for question, _ in found], query)
    assert {Kind.MULTIPLE, Kind.MATRIX, Kind.ALLOCATION} <= kinds


def test_ticks_in_pairs_and_percentages_in_pairs(sample: Responses) -> None:
    questions = sample.codebook.questions.values()
    query = Query(years=sample.years)
    ticked = [q for q in questions if q.kind is Kind.MULTIPLE and q.id not in sample.apart]
    for first, second in random.Random(9).sample(list(product(ticked, ticked)), PAIRS):
        tally_pairs(sample, first, second, query)
    split = [q for q in questions if q.kind is Kind.ALLOCATION and q.id not in sample.apart]
    items = {q.id: [item.id for item in q.items] for q in split}
    pairs = [(a, b) for a, b in product(split, split) if a != b and items[a.id] == items[b.id]]
    assert pairs
    for now, later in pairs:
        tally_paired(sample, now, later, query)


def test_survey_weights_with_margins(address: str, tmp_path: Path) -> None:
    rows = [row | {"role": "xy"[at % 3 == 0]} for at, row in enumerate(people())]
    codebook = write_cases(tmp_path / "survey", {2024: rows}, survey=MARGINS)
    (codebook.folder / RELEASE).write_text('{"years": {}}', encoding="utf-8")
    settings = EngineSettings(address=address, files=str(tmp_path))
    found = both(load_responses(codebook), load_responses(codebook, settings=settings))
    query = Query(years=(2024,), weights=Weights.SURVEY)
    counted(found, query)
    counted(found, query, by_cell=True)
    counted(found, query, volume=True)
    assert isinstance(found.engine, Both)
    assert found.engine.numbers > 50
