"""After the release step, too, intervals cover the truth and changes that are none are not told.

A seeded sample of the surveys of `docs/statistics-check.md`; `SOAK=1` takes all of them.
"""

import pytest
from sampling import SOAK

from .simulation import FEWEST, MANY, Found, simulate

WHOLE = 200
SURVEYS = WHOLE if SOAK else 9
# What a number drawn so often may be off by chance, three standard errors of the sample of a part.
ROOM = 0.0 if SOAK else 0.02


@pytest.fixture(scope="module")
def found() -> Found:
    return simulate(range(SURVEYS))


def test_intervals_cover_the_truth_after_the_release(
    found: Found, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print(
            f"\n{found.surveys} of {WHOLE} simulated surveys: {found.shares:,} intervals, "
            f"{found.coverage:.1%} cover; {found.marked} of {found.views} views marked"
        )
    assert found.surveys == SURVEYS
    assert min(found.bases) < 1.3 * FEWEST
    assert 0.8 * MANY < max(found.bases) <= MANY
    assert 0.93 - ROOM <= found.coverage <= 0.97 + ROOM


def test_what_is_withheld_is_shown_as_no_nought(found: Found) -> None:
    assert found.withheld > 0
    assert found.noughts == 0


def test_changes_that_are_none_are_seldom_marked_or_told(found: Found) -> None:
    assert found.comparisons > 50 * found.surveys
    at_most = 0.05 * found.views + 3 * (0.05 * 0.95 * found.views) ** 0.5 * (SURVEYS < WHOLE)
    assert found.marked <= at_most
    assert found.told <= at_most
    assert found.led <= found.told
