"""Every figure of every page: its SQL, run as printed on the published files, gives its numbers.

The statements run in a fresh DuckDB started in the data folder. Of every line of the figure's
data the counts and bases must be there to the last person, shares and scores to rounding.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pytest
from plain_duckdb import EXACT, Line, lines, reader

from dashboard.analysis.expectations import Expectations
from dashboard.analysis.lifts import CoUse
from dashboard.analysis.results import Result
from dashboard.analysis.rows import Row, rows
from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.exports.exhibit import Exhibit
from dashboard.exports.figure_export import exhibit_from
from dashboard.stories.catalogue import default_figures
from dashboard.stories.view import Desk

COMPARED = [None, "year", "persona"]

Printed = Callable[[str], list[Line]]
Drawn = Callable[[str | None], list[Exhibit]]


@pytest.fixture(scope="module")
def survey(released_folder: Path) -> AtHand:
    return at_hand(released_folder, {})


@pytest.fixture(scope="module")
def printed(released_folder: Path) -> Iterator[Printed]:
    """What the statements of a figure print, one statement after another."""
    with reader(released_folder) as connection:

        @cache
        def of(statement: str) -> list[Line]:
            return lines(connection, statement)

        def all_of(sql: str) -> list[Line]:
            return [line for one in duckdb.extract_statements(sql) for line in of(one.query)]

        yield all_of


def desk_of(survey: AtHand, compare: str | None) -> Desk:
    more = {} if compare is None else {"compare": compare}
    return survey.desk(survey.address(year=str(survey.newest), **more))


@pytest.fixture(scope="module")
def drawn(survey: AtHand) -> Drawn:
    """All figures of the pages that a view has anything to draw of."""

    @cache
    def of(compare: str | None) -> list[Exhibit]:
        desk, found = desk_of(survey, compare), []
        for one in default_figures(desk).values():
            told = one.make()
            if told is not None:
                found.append(exhibit_from(desk, told, one.heading))
        return found

    return of


@pytest.mark.parametrize("compare", COMPARED)
def test_the_sql_of_every_figure_gives_its_counts_bases_and_shares(
    compare: str | None, drawn: Drawn, printed: Printed
) -> None:
    figures = numbers = 0
    for exhibit in drawn(compare):
        figure = exhibit.figure
        assert exhibit.sql, f"{figure.id} says nothing of where its numbers come from"
        found = printed(exhibit.sql)
        seen = 0
        for one in figure.found:
            match one:
                case Result():
                    seen += every_line_holds(figure.id, rows(one), found)
                case CoUse():
                    seen += holds_together(figure.id, one, found)
                case Expectations():
                    seen += holds_expected(figure.id, one, found)
        # A figure all of whose bases are withheld tells nothing to compare.
        figures += seen > 0
        numbers += seen
    assert figures > 0.9 * len(drawn(compare))
    assert numbers > 10 * figures


def every_line_holds(figure: str, expected: Iterator[Row], found: list[Line]) -> int:
    """Find every line of a result that tells anybody's number; how many there are."""
    by_key: dict[tuple[object, ...], list[Line]] = {}
    for line in found:
        key = (line.get("year"), line.get("segment"), line.get("item", ""), line.get("choice", ""))
        by_key.setdefault(key, []).append(line)
    seen = 0
    for row in expected:
        if not row.base:
            continue
        near = by_key.get((row.year, row.segment, row.item, row.choice), [])
        assert any(gives(line, row) for line in near), (figure, row, near)
        seen += 1
    return seen


def gives(line: Line, row: Row) -> bool:
    """Whether a line that was printed says what a line of a figure's data says."""
    if line.get("statistic", "share") != row.statistic or line["base"] != row.base:
        return False
    if row.count is not None and line["count"] != row.count:
        return False
    value = line["share"] if row.statistic == "share" else line["estimate"]
    return row.estimate is None or value == close(row.estimate)


def holds_together(figure: str, one: CoUse, found: list[Line]) -> int:
    """The same for lifts: who gave both, who answered both, and how many times as likely."""
    by_pair = {
        (line["question"], line["choice"]): line
        for line in found
        if line.get("lift", ...) is not ...
    }
    seen = 0
    for n, (question, choice) in enumerate(one.partners):
        if one.lifts.base[n]:
            line = by_pair[question.id, choice.id]
            assert (line["base"], line["users"]) == (one.lifts.base[n], one.among.base[n]), figure
            for name, values in (
                ("count", one.among.count),
                ("share_among_users", one.among.share),
                ("share_among_all", one.overall.share),
                ("lift", one.lifts.estimate),
            ):
                assert np.isnan(values[n]) or line[name] == close(values[n]), (figure, choice.id)
            seen += 1
    return seen


def holds_expected(figure: str, one: Expectations, found: list[Line]) -> int:
    """The same for what people expect: today, later, and who raised or lowered."""
    by_item = {
        (line["year"], line["item"]): line
        for line in found
        if line.get("mean_later", ...) is not ...
    }
    seen = 0
    for y, year in enumerate(one.years):
        for i, item in enumerate(one.items):
            if not one.now.base[y, i]:
                continue
            line = by_item[year, item.id]
            assert line["base"] == one.now.base[y, i], (figure, item.id)
            for name, of in (
                ("mean_now", one.now),
                ("mean_later", one.later),
                ("change", one.change),
                ("up", one.up),
                ("flat", one.flat),
                ("down", one.down),
            ):
                value = of.estimate[y, i]
                assert np.isnan(value) or line[name] == close(value), (figure, item.id, name)
            seen += 1
    return seen


def close(value: float) -> object:
    """A number up to rounding in its last digits."""
    return pytest.approx(float(value), rel=EXACT, abs=EXACT)


def test_a_statement_reads_nothing_but_the_published_files(
    drawn: Drawn, released_folder: Path
) -> None:
    assert drawn(None)
    for exhibit in drawn(None):
        read = re.findall(r"'([^']*\.parquet)'", exhibit.sql)
        assert read, exhibit.figure.id
        for name in read:
            assert not Path(name).is_absolute()
            assert list(released_folder.glob(name)), name
