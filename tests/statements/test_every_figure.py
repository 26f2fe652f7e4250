"""Every figure of every page: the SQL that goes with it gives the numbers it was drawn from."""

from collections.abc import Iterable, Mapping

import duckdb
import pytest
from plain_duckdb import CODEBOOK, holds, lines

from dashboard.analysis.source import Source
from dashboard.exports.sql.figure_sql import sql_of
from dashboard.query.url import Address
from dashboard.responses import Responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import default_figures
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

# Questions alone stand in test_every_question.py, in all kinds of view.
VIEWS: list[Mapping[str, object]] = [{}, {"compare": "year"}]


def figures_of(responses: Responses, view: Mapping[str, object]) -> Iterable[tuple[Source, ...]]:
    """What each figure that a view shows by itself was drawn from."""
    asked = Address(year=max(CODEBOOK.years), **view)  # type: ignore[arg-type]
    chosen = choices_of(responses, asked)
    desk = Desk(responses=responses, chosen=chosen, cache=Cache())
    for one in default_figures(desk).values():
        if one.id not in CODEBOOK.questions and (told := one.make()) is not None:
            assert told.figure.found, f"{one.id} does not say what it was drawn from"
            yield told.figure.found


@pytest.mark.parametrize("view", VIEWS)
def test_the_sql_of_a_story_gives_all_its_numbers(
    view: Mapping[str, object], responses: Responses, plain: duckdb.DuckDBPyConnection
) -> None:
    seen = 0
    for found in figures_of(responses, view):
        seen += sum(holds(plain, responses, one) for one in found)
        for sql in sql_of(responses, found).split("\n\n"):
            assert lines(plain, sql)
    assert seen
