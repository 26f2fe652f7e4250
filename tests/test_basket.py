"""A report basket keeps its order, and its link leads to the same figures with the same remarks."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.codebook import Codebook
from dashboard.errors import DashboardError
from dashboard.query.basket import LONGEST_REMARK, MOST, Basket, read_basket, write_basket
from dashboard.query.reference import Reference
from dashboard.query.url import Address

RELEASE = "0a1b2c3d"


def reference(figure: str, **view: object) -> Reference:
    address = Address(year=2024, **view)  # type: ignore[arg-type]
    return Reference(figure, address, RELEASE)


def basket(*figures: str) -> Basket:
    found = Basket()
    for figure in figures:
        found = found.with_figure(reference(figure))
    return found


def order(found: Basket) -> list[str]:
    return [item.reference.figure for item in found.items]


def test_a_figure_is_collected_once() -> None:
    found = basket("used", "mood", "used")
    assert order(found) == ["used", "mood"]
    assert reference("used") in found
    assert reference("used", where={"persona": ("builder",)}) not in found


def test_the_same_figure_in_another_view_is_another_one() -> None:
    found = basket("used").with_figure(reference("used", compare="year"))
    assert order(found) == ["used", "used"]


def test_figures_are_moved_and_stop_at_the_ends() -> None:
    found = basket("used", "mood", "role")
    assert order(found.moved(2, 1)) == ["used", "role", "mood"]
    assert order(found.moved(0, -1)) == ["used", "mood", "role"]
    assert order(found.moved(2, 9)) == ["used", "mood", "role"]
    assert order(found.without(1)) == ["used", "role"]


def test_a_full_report_takes_no_more() -> None:
    found = basket(*(f"figure_{n}" for n in range(MOST)))
    with pytest.raises(DashboardError, match="The report is full: it holds"):
        found.with_figure(reference("one_more"))


def test_a_link_says_the_views_in_plain_codes(tiny: Codebook) -> None:
    view = {"where": {"persona": ("builder", "keeper")}, "compare": "year"}
    found = Basket(title="Tools").with_figure(reference("used", **view)).remarked(0, "As expected")
    text = write_basket(found)
    assert text == (
        "title=Tools~~used;year=2024;persona=builder,keeper;compare=year;v=1;remark=As expected"
    )
    assert read_basket(text, tiny, 2024, RELEASE) == found


WORDS = st.text(string.printable + "~;=&?#äß日🚀", max_size=60).map(str.strip)


@given(title=WORDS, remarks=st.lists(WORDS, max_size=4))
def test_any_words_survive_the_link(tiny: Codebook, title: str, remarks: list[str]) -> None:
    found = Basket(title=title)
    for at, remark in enumerate(remarks):
        found = found.with_figure(reference(f"figure_{at}")).remarked(at, remark)
    assert read_basket(write_basket(found), tiny, 2024, RELEASE) == found


def test_a_report_too_long_for_a_link_says_so() -> None:
    found = basket(*(f"figure_{n}" for n in range(20)))
    for at in range(20):
        found = found.remarked(at, "x" * LONGEST_REMARK)
    with pytest.raises(DashboardError, match="too long for a link"):
        write_basket(found)


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("used;year=1999", "Unknown year '1999'"),
        ("used;year=2024;persona=queen", "queen"),
        ("used;2024", "'2024' is no part of a figure's view"),
        ("us ed;year=2024", "us ed"),
        ("x" * 9000, "longer than any"),
    ],
)
def test_a_link_with_an_unknown_part_is_refused(tiny: Codebook, link: str, says: str) -> None:
    with pytest.raises(DashboardError, match=says):
        read_basket(link, tiny, 2024, RELEASE)
