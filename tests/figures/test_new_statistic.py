"""A statistic is added in one place: a new one is tabulated, drawn and written as SQL."""

import csv
import io
from dataclasses import replace

import duckdb
import numpy as np
import pytest

from dashboard.__main__ import main
from dashboard.analysis import statistics
from dashboard.analysis.changes import Family
from dashboard.analysis.results import results
from dashboard.analysis.statistics import Statistic, register, statistics_of
from dashboard.analysis.variance import Counted
from dashboard.codebook import Codebook, Kind
from dashboard.errors import DashboardError
from dashboard.estimates.sums import Estimates
from dashboard.exports.sql.figure_sql import statements
from dashboard.figures import View, draw
from dashboard.query.selection import select
from dashboard.responses import Responses
from dashboard.responses.tally import Tally

Loaded = tuple[Codebook, Responses]


def geometric(tally: Tally, counted: Counted) -> Estimates:
    """The exponential of the mean logarithm, its interval likewise."""
    found = counted.ratios(np.log(tally.values))
    low, high = np.exp(found.low), np.exp(found.high)
    mean = np.exp(found.estimate)
    error = mean * found.standard_error
    return replace(found, estimate=mean, low=low, high=high, standard_error=error)


@pytest.fixture
def geometric_mean(monkeypatch: pytest.MonkeyPatch) -> Statistic:
    monkeypatch.setattr(statistics, "_registry", dict(statistics._registry))
    return register(
        Statistic(
            name="geometric_mean",
            words="Geometric mean",
            method="mean",
            applies_to=lambda q: q.kind is Kind.NUMBER and not q.choices,
            compute=geometric,
            sql=lambda value, _: f"exp(avg(ln({value})))",
        )
    )


def expected(book: Codebook, responses: Responses, year: int) -> float:
    tally = responses.tally([book.question("hours")], select(book, [year]))["hours"]
    n = tally.cells.n[0, 0, 0]
    return float(np.exp((n * np.log(tally.values)).sum() / n.sum()))


def test_a_new_statistic_is_tabulated(
    big: Loaded, geometric_mean: Statistic, capsys: pytest.CaptureFixture[str]
) -> None:
    book, responses = big
    words = ["tabulate", "hours", "--statistic", "geometric_mean", "--year", "2024"]
    assert not main([*words, "--data", str(book.folder), "--format", "csv"])
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["statistic"] == "geometric_mean"
    assert float(row["estimate"]) == pytest.approx(expected(book, responses, 2024))
    assert float(row["low"]) < float(row["estimate"]) < float(row["high"])


def test_a_new_statistic_is_drawn_and_has_its_sql(big: Loaded, geometric_mean: Statistic) -> None:
    book, responses = big
    query = select(book, [2024])
    found = results(responses, [book.question("hours")], query, geometric_mean)["hours"]
    figure = draw(found, View(codebook=book, query=query, changes=Family()))
    mean = expected(book, responses, 2024)
    assert "Geometric mean, in hours" in figure.subtitle
    assert any(value == pytest.approx(mean) for row in figure.table.rows for value in row
               if isinstance(value, float))  # fmt: skip
    [sql] = statements(responses, found)
    with duckdb.connect() as plain:
        plain.execute(f"SET file_search_path = '{book.folder}'")
        [line] = plain.execute(sql).fetchall()
    assert line[-1] == pytest.approx(mean)


def test_a_statistic_is_known_to_what_it_applies_to_and_once(
    big: Loaded, geometric_mean: Statistic
) -> None:
    book, responses = big
    assert geometric_mean in statistics_of(book.question("hours"))
    with pytest.raises(DashboardError, match="already"):
        register(geometric_mean)
    with pytest.raises(DashboardError, match="Unknown statistic for it 'geometric_mean'"):
        results(responses, [book.question("mood")], select(book, [2024]), geometric_mean)
