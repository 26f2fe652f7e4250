"""Cells of joined answers that are hard to tell from single answers."""

from collections import Counter

import pytest

from dashboard.codebook import Kind
from dashboard.importing.drafting.joined import joined
from drafting.conftest import Drafting, rows

TOOLS = ["Drill", "Hammer", "Saw"]


@pytest.mark.parametrize("separator", ["/", " + ", " & ", "・", "،", "، ", ";#", "::"])
def test_answers_joined_by_seldom_signs_are_several(drafted: Drafting, separator: str) -> None:
    cells = ["Hand drill", "Hand drill{}Saw", "Saw", "Hammer{}Plane", "Hand drill{}Hammer{}Plane",
             "Saw{}Plane", "Hammer"]  # fmt: skip
    found = drafted(rows("Which tools?", [cell.replace("{}", separator) for cell in cells], 12))
    assert sorted(found.labels("tools")) == ["Hammer", "Hand drill", "Plane", "Saw"]
    assert found.report.questions["tools"].answered == 84
    assert not found.report.questions["tools"].undeclared


@pytest.mark.parametrize("separator", [", ", "\n", "; "])
def test_pairs_in_either_order_are_joined_though_none_stands_alone(
    drafted: Drafting, separator: str
) -> None:
    pairs = ["Saw{}Drill", "Drill{}Saw", "Hammer{}Saw", "Drill{}Hammer"]
    found = drafted(rows("Which tools?", [pair.replace("{}", separator) for pair in pairs], 10))
    assert found.question("tools").kind is Kind.MULTIPLE
    assert sorted(found.labels("tools")) == TOOLS


def test_pairs_in_one_order_are_marked_where_a_comma_may_be_part_of_them(drafted: Drafting) -> None:
    pairs = ["Hammer, Saw", "Hammer, Drill", "Saw, Drill"]
    found = drafted(rows("Which tools?", pairs, 10))
    assert found.question("tools").kind is Kind.SINGLE
    assert "look like several answers" in found.text
    given = Counter(dict.fromkeys((pair.replace(", ", "\n") for pair in pairs), 10))
    lines = joined(given)
    assert lines is not None
    assert sorted(lines.labels) == TOOLS


@pytest.mark.parametrize("form", ["['{}']", '["{}"]', "{{{}}}"])
def test_an_empty_list_is_no_choice(drafted: Drafting, form: str) -> None:
    sign = form[form.index("{}") - 1] if form[0] == "[" else ""
    some = ["Saw", "Drill", "Hammer", "Saw{},{}Drill", "Hammer{},{}Drill"]
    cells = [form.format(cell.replace("{}", sign)) for cell in some]
    found = drafted(
        rows("Which tools?", [*cells, form.format("").replace('"', "").replace("'", "")], 10)
    )
    assert sorted(found.labels("tools")) == TOOLS
    assert found.report.questions["tools"].answered == 50


@pytest.mark.parametrize(
    "labels",
    [
        ["CI/CD", "Tests", "Neither/nor"],
        ["R & D", "Sales & marketing", "IT"],
        ["Yes, at work", "Yes, at home", "No"],
        ["On and off/rarely", "Daily", "Weekly/monthly"],
    ],
)
def test_signs_within_labels_join_nothing(labels: list[str]) -> None:
    assert joined(Counter(dict.fromkeys(labels, 20))) is None
