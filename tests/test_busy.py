"""When the app sends readers to the static site, and where."""

import pytest

from dashboard.errors import DashboardError
from dashboard.web.busy import BUSY, SITE, USUALLY_BUSY, counted, site_to_offer

THERE = {SITE: "https://example.org/survey"}


def test_pages_being_drawn_are_counted_and_forgotten_when_they_end() -> None:
    with counted() as one, counted() as two:
        assert two == one + 1
    with pytest.raises(ZeroDivisionError), counted():
        _ = 1 // 0
    with counted() as again:
        assert again == one


def test_the_site_is_offered_from_as_many_as_the_operator_says() -> None:
    assert site_to_offer(USUALLY_BUSY, THERE) == "https://example.org/survey/"
    assert site_to_offer(USUALLY_BUSY - 1, THERE) == ""
    assert site_to_offer(1, THERE | {BUSY: "1"}) == "https://example.org/survey/"
    assert site_to_offer(100, {}) == ""


@pytest.mark.parametrize(("name", "value"), [(SITE, "example.org"), (BUSY, "many"), (BUSY, "0")])
def test_a_setting_that_says_nothing_is_refused(name: str, value: str) -> None:
    with pytest.raises(DashboardError, match=name):
        site_to_offer(100, THERE | {name: value})
