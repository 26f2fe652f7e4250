"""Figures of stories: numbers one can check, words that fit, nothing drawn that may not be."""

import re
from typing import Any

import pytest
from conftest import asking

from dashboard.analysis.results import Result, results
from dashboard.analysis.statistics import TOP2
from dashboard.figures import View
from dashboard.figures.composite.scatter import scatter
from dashboard.figures.composite.side_by_side import side_by_side
from dashboard.figures.composite.stacks import ranked_stacks, stacks
from dashboard.figures.composite.telling import Part
from dashboard.figures.plain_text import plain
from dashboard.query.selection import Query, select

from .conftest import YEARS, Loaded

NARROW = pytest.mark.parametrize("narrow", [False, True])


def view_of(loaded: Loaded, query: Query, narrow: bool = False) -> View:
    return View(codebook=loaded[0], query=query, narrow=narrow)


def shares_of(loaded: Loaded, code: str, *years: int, by: str | None = None) -> Result:
    book, responses = loaded
    segment = book.questions[by] if by else None
    return results(
        responses, [book.questions[code]], asking(select(book, years or [2024]), segment)
    )[code]


@NARROW
def test_columns_stand_in_the_order_of_the_first(big: Loaded, narrow: bool) -> None:
    parts = [Part(heading="Use it", found=shares_of(big, "tools")),
             Part(heading="Used it", found=shares_of(big, "tools", 2023))]  # fmt: skip
    view = view_of(big, select(big[0], [2024]), narrow)
    figure = side_by_side(parts, view, id="x", title="X", measure="Share", what="Tool")
    plain(figure)
    first = [row for row in figure.table.rows if row[1] == "Use it"]
    body = [float(str(row[2])) for row in first[:-2]]
    assert body == sorted(body, reverse=True)
    assert [row[0] for row in first[-2:]] == ["Something else", "None of these"]
    assert "Use it" in figure.base
    assert "Used it" in figure.base


def test_steps_keep_their_order_and_are_numbered(big: Loaded) -> None:
    part = Part(heading="Take it", found=shares_of(big, "tools"))
    view = view_of(big, select(big[0], [2024]))
    figure = side_by_side(
        [part], view, id="x", title="X", measure="Share", what="Step", keep_order=True,
        numbered=True,
    )  # fmt: skip
    texts = [text for trace in figure.data if trace.get("mode") == "text" for text in trace["text"]]
    assert any(text.startswith("1. ") for text in texts)
    labels = [choice.label for choice in big[0].questions["tools"].choices]
    assert any(text.startswith("None of these") for text in texts)
    assert [row[0] for row in figure.table.rows] == labels


def _gray_and_others(dots: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The names of gray dots and of all others; hollow ones have their color around them."""
    fills, rings = dots["marker"]["color"], dots["marker"]["line"]["color"]
    found: tuple[list[str], list[str]] = [], []
    for fill, ring, hover in zip(fills, rings, dots["hovertext"], strict=True):
        found["muted" not in (fill, ring)].append(hover.partition("<br>")[0])
    return found


@NARROW
def test_a_scatter_names_each_dot_beside_it_or_draws_it_gray_and_names_it_below(
    big: Loaded, narrow: bool
) -> None:
    now, before = (Part(heading=h, found=shares_of(big, "many", y))
                   for h, y in (("Now", 2024), ("Before", 2023)))  # fmt: skip
    codes = [f"t{n}" for n in range(40)]
    view = view_of(big, select(big[0], [2024]), narrow)
    figure = scatter(now, before, view, id="x", title="X", what="Tool", only=codes)
    assert figure is not None
    plain(figure)
    dots = next(trace for trace in figure.data if trace.get("mode") == "markers")
    assert len(dots["x"]) == len(figure.table.rows) / 2
    written = {text.replace("<br>", " ").replace("\u00a0", " ").strip()
               for trace in figure.data if trace.get("mode") == "text"
               for text in trace["text"]}  # fmt: skip
    gray, others = _gray_and_others(dots)
    assert not written & {*gray}
    assert {*others} <= written
    assert f"{len(gray)} gray dots: " in figure.note
    few = scatter(now, before, view, id="x", title="X", what="Tool", only=codes[:12])
    assert few is not None
    gray, _ = _gray_and_others(next(t for t in few.data if t.get("mode") == "markers"))
    assert len(gray) <= 5
    assert all(re.search(rf"Gray dots: .*\b{name}\b", few.note) for name in gray)
    [start, end] = figure.layout["xaxis"]["range"]
    assert start <= min(dots["x"])
    assert end - start < 1.04
    assert scatter(now, before, view, id="x", title="X", what="Tool", only=codes[:3]) is None


@NARROW
def test_stacks_add_up_to_the_whole_and_say_where_years_differ(big: Loaded, narrow: bool) -> None:
    result = shares_of(big, "age", *YEARS)
    figure = stacks(result, view_of(big, select(big[0], YEARS), narrow), id="x", title="X")
    plain(figure)
    by_year: dict[object, float] = {}
    for row in figure.table.rows:
        by_year[row[1]] = by_year.get(row[1], 0) + float(str(row[2]))
    assert by_year == {str(year): pytest.approx(1) for year in YEARS}
    assert "not alike" not in figure.note


def test_stacks_by_group_have_a_row_for_each(big: Loaded) -> None:
    result = shares_of(big, "age", by="persona")
    figure = stacks(result, view_of(big, select(big[0], [2024])), id="x", title="X")
    plain(figure)
    assert {row[1] for row in figure.table.rows} == {"Builder", "Keeper", "Seer"}


def test_problems_are_ranked_by_their_two_highest_answers(big: Loaded) -> None:
    book, responses = big
    query = select(book, [2024])
    result = shares_of(big, "views")
    top = results(responses, [book.questions["views"]], query, TOP2)["views"]
    figure = ranked_stacks(result, top, view_of(big, query), id="x", title="X")
    plain(figure)
    shown = list(dict.fromkeys(row[0] for row in figure.table.rows))
    share = {item.label: float(top.estimates.estimate[0, 0, i])
             for i, item in enumerate(top.items) if item}  # fmt: skip
    assert shown == sorted(share, key=lambda label: -share[label])
    assert "Right: “Agree” or “Strongly agree”, excluding “Don't know”" in figure.note


def test_the_key_of_stacks_has_as_many_columns_as_fit(big: Loaded) -> None:
    view = view_of(big, select(big[0], [2024]), narrow=True)
    figure = stacks(shares_of(big, "age", by="persona"), view, id="x", title="X")
    [words] = [trace for trace in figure.data if trace.get("mode") == "text"]
    labels = {choice.label for choice in big[0].questions["age"].choices}
    places = [y for y, text in zip(words["y"], words["text"], strict=True) if text in labels]
    assert len(places) == len(labels)
    assert len(set(places)) < len(places)


def test_a_stack_of_ranges_does_not_name_a_share_at_its_right(big: Loaded) -> None:
    book, responses = big
    query = select(book, [2024], {"persona": ["p2"]})
    shares = results(responses, [book.questions["views"]], query)["views"]
    top = results(responses, [book.questions["views"]], query, TOP2)["views"]
    figure = ranked_stacks(shares, top, view_of(big, query), id="x", title="X")
    assert "Right: n." in figure.note
    assert "Strongly agree" not in figure.note
