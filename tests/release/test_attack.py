"""Attacks on a release, tried: filters against each other, and tools that an outsider knows."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from dashboard.codebook import read_codebook
from dashboard.query.selection import Query, select
from dashboard.release.anonymity import Values
from dashboard.release.attacks import linkage
from dashboard.release.key_columns import NO_ANSWER, Bools, positions, whole
from dashboard.release.privacy_plan import make_plan
from dashboard.release.releasing import ReleaseReport
from dashboard.responses import load_responses

from .conftest import members

Filter = list[set[int] | None]
FILTERED = 0.7


def smallest_difference(values: Values, year: Sequence[int], pairs: int, seed: int = 0) -> int:
    """The fewest people, above none, that two random filters set apart.

    A filter keeps some years and, of some attributes, some choices; what is withheld or was not
    asked no choice keeps. Every other pair differs in one choice only, as a click does. Returns
    0 where no pair sets anybody apart.
    """
    random = np.random.default_rng(seed)
    full = np.column_stack([np.asarray(year), values])
    distinct, counts = np.unique(full, axis=0, return_counts=True)
    options = [np.unique(column) for column in distinct.T]
    options = [some[some >= 0] for some in options]

    def drawn() -> Filter:
        each = (some[random.random(len(some)) < random.random()] for some in options)
        return [set(some.tolist()) if random.random() < FILTERED else None for some in each]

    def clicked(before: Filter) -> Filter:
        place = int(random.integers(len(options)))
        after = list(before)
        one = {int(random.choice(options[place]))} if len(options[place]) else set()
        kept = before[place]
        after[place] = one if kept is None else kept ^ one
        return after

    def people(where: Filter) -> Bools:
        keep = np.ones(len(distinct), dtype=np.bool_)
        for column, some in zip(distinct.T, where, strict=True):
            if some is not None:
                keep &= np.isin(column, list(some))
        return keep

    fewest = 0
    for number in range(pairs):
        one = drawn()
        first, second = people(one), people(clicked(one) if number % 2 else drawn())
        for apart in (first & ~second, second & ~first, first, second):
            if found := int(counts[apart].sum()):
                fewest = min(fewest or found, found)
    return fewest


def crossed(released: ReleaseReport) -> tuple[np.ndarray, list[int]]:
    """Key attributes of both years as positions, and the year of each row."""
    import pyarrow.parquet as pq

    from dashboard.responses.schema import asked_column, withheld_column, year_file

    plan = make_plan(read_codebook(released.to))
    values, years = [], []
    for year in (2023, 2024):
        file = pq.ParquetFile(year_file(released.to, year)).read()
        columns = []
        for question in plan.keys:
            asked = file.column(asked_column(question.id)).to_numpy()
            name = withheld_column(question.id)
            hidden = file.column(name).to_numpy() if name in file.column_names else None
            columns.append(positions(question, whole(file.column(question.id)), asked, hidden))
        values.append(np.column_stack(columns))
        years += [year] * len(file)
    return np.concatenate(values), years


def test_no_two_of_ten_thousand_random_filters_differ_by_fewer_than_k(
    released: ReleaseReport,
) -> None:
    values, years = crossed(released)
    assert smallest_difference(values, years, 10_000) >= 5


def test_the_same_attack_finds_small_groups_in_the_raw_answers() -> None:
    place = {"maker": 0, "player": 1, "other": 2, "small": 0, "large": 1, None: NO_ANSWER}
    place |= {"hill": 0, "dale": 1, "isle": 2}
    raw = np.array([[place[p[code]] for code in ("job", "size", "land")] for p in members()])
    assert 0 < smallest_difference(raw, [2024] * len(raw), 10_000) < 5


def test_the_attack_would_find_one_person_alone() -> None:
    values = np.array([[0, 0]] * 9 + [[0, 1]])
    assert smallest_difference(values, [2024] * 10, 200) == 1


def test_the_counts_that_readers_see_differ_by_k_or_not_at_all(released: ReleaseReport) -> None:
    codebook = read_codebook(released.to)
    responses = load_responses(codebook)
    draw = random.Random(3)

    def filtered() -> Query:
        where = {
            name: [c.id for c in question.choices if draw.random() < 0.5]
            for name, question in codebook.filters.items()
            if draw.random() < 0.6
        }
        return select(codebook, draw.choice([[2023], [2024]]), where)

    for _ in range(60):
        wide = filtered()
        name = draw.choice(list(codebook.filters))
        narrow = select(codebook, wide.years, {**wide.where, name: [
            codebook.filter(name).choices[0].id
        ]})  # fmt: skip
        if name in wide.where and codebook.filter(name).choices[0].id not in wide.where[name]:
            continue
        year = wide.years[0]
        apart = responses.count(wide)[year] - responses.count(narrow)[year]
        assert apart == 0 or apart >= 5
        assert responses.count(narrow)[year] in (0, *range(5, 301))


def test_key_attributes_alone_never_leave_fewer_than_k(released: ReleaseReport) -> None:
    for year in (2023, 2024):
        assert released.check.attacks[year].known.fewest >= 5
        assert released.years[year].raw.fewest < 5


def test_two_tools_single_out_whoever_alone_has_both() -> None:
    values = np.zeros((4, 1), dtype=np.int64)
    axe, saw, fan = np.array([0, 1, 2]), np.array([0, 1, 2, 3]), np.array([0])
    found = linkage(values, [(axe, "axe"), (saw, "saw"), (fan, "fan")])
    # Rows 0, 1 and 2 name two tools. Of row 0's three pairs, two hold the fan.
    assert found.tried == 3
    assert found.share == pytest.approx((2 / 3 + 0 + 0) / 3)
    assert found.fewest == 4


def test_a_withheld_value_keeps_company_with_withheld_values() -> None:
    values = np.array([[NO_ANSWER]] * 5 + [[0]] * 5)
    assert linkage(values, []).fewest == 5
