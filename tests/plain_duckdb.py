"""Run readers' statements as a reader does, and hold them against what the dashboard counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import isclose
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from dashboard.analysis.expectations import Expectations
from dashboard.analysis.lifts import CoUse
from dashboard.analysis.results import Result
from dashboard.analysis.source import Source
from dashboard.analysis.statistics import SPREAD
from dashboard.codebook import Kind, read_codebook
from dashboard.estimates.quantiles import BandedQuantiles
from dashboard.estimates.reliability import COUNT_FROM, Flag
from dashboard.estimates.shares import Shares
from dashboard.exports.sql.figure_sql import co_use_statement, expectations_statement, statements
from dashboard.responses import Responses

CODEBOOK = read_codebook(Path(__file__).parents[1] / "data")

Line = dict[str, Any]
EXACT = 1e-12


@contextmanager
def reader(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A fresh DuckDB that finds files as if it had been started in a folder."""
    with duckdb.connect(config={"file_search_path": str(folder)}) as connection:
        yield connection


def lines(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Line]:
    """What a statement gives, each line by column."""
    found = connection.execute(sql)
    columns = [column[0] for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def same(printed: float, shown: float) -> bool:
    """Whether two numbers differ by no more than sums of numbers do that were added in turn."""
    return isclose(printed, shown, rel_tol=EXACT, abs_tol=EXACT)


def hidden(shares: Shares, cell: tuple[int, ...], line: Line) -> bool:
    """Whether a line has to be empty: what is withheld is so in both, and nothing else is.

    Below the smallest base the dashboard does not tell which of these it is.
    """
    if shares.flag[cell] in (Flag.FEW, Flag.WITHHELD):
        return True
    return shares.base[cell] < COUNT_FROM and line["count"] is None


def gives_the_shares(printed: list[Line], result: Result) -> int:
    """Hold lines against a result: the same ones, counts and bases equal, shares to rounding.

    Counts and bases are compared where the dashboard withholds them, too. The number of lines.
    """
    shares, counted, items = result.shares, result.tally.cells.n, result.items
    expected = {}
    for cell in zip(*np.nonzero(shares.flag != Flag.NOT_ASKED), strict=True):
        if shares.base[cell] > 0:
            y, s, i, v = cell
            item = items[i]
            key = (result.years[y], result.segments[s] or "", item.id if item else "")
            expected[*key, result.question.choices[v].id] = cell
    by_key = {(a["year"], a["segment"], a["item"], a["choice"]): a for a in printed}
    assert len(by_key) == len(printed)
    assert by_key.keys() == expected.keys()
    for key, cell in expected.items():
        line = by_key[key]
        number = None if hidden(shares, cell, line) else counted[cell]
        assert (line["count"], line["base"]) == (number, shares.base[cell]), key
        assert (line["share"] is None) == (number is None), key
        if not np.isnan(shares.share[cell]):
            assert same(line["share"], shares.share[cell]), key
    return len(printed)


def gives_the_scores(printed: list[Line], found: Result) -> int:
    """Hold lines against scores in the same way."""
    estimates, question, items = found.estimates, found.question, found.items
    expected = {}
    for cell in zip(*np.nonzero(estimates.flag != Flag.NOT_ASKED), strict=True):
        y, s, i = cell
        item, year = items[i], found.years[y]
        if estimates.base[cell] > 0 and (item is None or year in item.asked):
            expected[year, found.segments[s] or "", item.id if item else ""] = cell
    is_item = question.kind in (Kind.MATRIX, Kind.ALLOCATION)
    named = "item" if is_item or not question.choices else "choice"
    named = named if items != (None,) else "item"
    by_key = {(a["year"], a["segment"], a[named]): a for a in printed}
    assert len(by_key) == len(printed)
    assert by_key.keys() == expected.keys()
    for key, cell in expected.items():
        line = by_key[key]
        assert line["statistic"] == found.statistic.name
        assert line["base"] == estimates.base[cell], key
        if isinstance(estimates, Shares):
            if estimates.flag[cell] in (Flag.FEW, Flag.WITHHELD):
                assert line["count"] is None, key
            if not np.isnan(estimates.count[cell]):
                assert line["count"] == estimates.count[cell], key
        if isinstance(estimates, BandedQuantiles) and estimates.band[cell] >= 0:
            bands = sorted((c for c in question.choices if c.is_band), key=lambda c: c.low or 0)
            assert is_item or line["choice"] == bands[estimates.band[cell]].id, key
        if estimates.flag[cell] in (Flag.FEW, Flag.WITHHELD):
            assert line["estimate"] is None, key
        if not np.isnan(estimates.estimate[cell]):
            assert same(line["estimate"], estimates.estimate[cell]), key
    return len(printed)


def gives_the_spread(printed: list[Line], found: Result) -> int:
    """Hold lines against the bands in which an allocation's answers lie."""
    assert found.spread is not None
    items = found.items
    by_key = {(a["year"], a["segment"], a["item"], a["choice"]): a for a in printed}
    seen = 0
    for cell in zip(*np.nonzero(found.spread.flag != Flag.NOT_ASKED), strict=True):
        y, s, i, b = cell
        item, year = items[i], found.years[y]
        assert item is not None
        if found.estimates.base[y, s, i] > 0 and year in item.asked:
            line = by_key[year, found.segments[s] or "", item.id, SPREAD[b]]
            assert line["base"] == found.spread.base[cell]
            if found.spread.flag[cell] in (Flag.FEW, Flag.WITHHELD):
                assert (line["count"], line["share"]) == (None, None)
            elif not np.isnan(found.spread.count[cell]):
                assert line["count"] == found.spread.count[cell]
            if not np.isnan(found.spread.share[cell]):
                assert same(line["share"], found.spread.share[cell])
            seen += 1
    assert seen == len(printed)
    return seen


def gives_the_expectations(printed: list[Line], found: Expectations) -> int:
    """Hold lines against what people say of today and of later, in one year."""
    [_] = found.years
    by_item = {line["item"]: line for line in printed}
    for i, item in enumerate(found.items):
        base = found.now.base[0, i]
        if not base:
            assert item.id not in by_item
            continue
        line = by_item.pop(item.id)
        assert line["base"] == base
        numbers = {
            "mean_now": found.now,
            "mean_later": found.later,
            "change": found.change,
            "up": found.up,
            "flat": found.flat,
            "down": found.down,
        }
        for name, of in numbers.items():
            if not np.isnan(of.estimate[0, i]):
                assert same(line[name], of.estimate[0, i]), (item.id, name)
    assert not by_item
    return len(printed)


def gives_the_co_use(printed: list[Line], found: CoUse) -> int:
    """Hold lines against what goes with one choice."""
    by_choice = {(line["question"], line["choice"]): line for line in printed}
    for n, (other, choice) in enumerate(found.partners):
        if not found.lifts.base[n]:
            continue
        line = by_choice.pop((other.id, choice.id))
        assert (line["base"], line["users"]) == (found.lifts.base[n], found.among.base[n])
        numbers = {
            "count": found.among.count,
            "share_among_users": found.among.share,
            "share_among_all": found.overall.share,
            "lift": found.lifts.estimate,
        }
        for name, values in numbers.items():
            if not np.isnan(values[n]):
                assert same(line[name], values[n]), (choice, name)
    assert not by_choice
    return len(printed)


def holds(plain: duckdb.DuckDBPyConnection, responses: Responses, found: Source) -> int:
    """Hold anything a figure is drawn from against its statements; how many those are.

    What shows nothing has no statement.
    """
    if isinstance(found, CoUse):
        gives_the_co_use(lines(plain, co_use_statement(responses, found)), found)
        return 1
    if isinstance(found, Expectations):
        gives_the_expectations(lines(plain, expectations_statement(responses, found)), found)
        return 1
    if set(found.years) <= set(found.gaps):
        assert statements(responses, found) == ()
        return 0
    printed = [lines(plain, sql) for sql in statements(responses, found)]
    if found.each_choice:
        gives_the_shares(printed[0], found)
    else:
        gives_the_scores(printed[0], found)
        if found.spread is not None:
            gives_the_spread(printed[1], found)
    return len(printed)
