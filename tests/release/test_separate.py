"""Demographics published apart: every cell full, every share shown as it was answered."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.release.key_columns import NO_ANSWER, NOT_ASKED, WITHHELD
from dashboard.release.separate import alone, beside

CODES = [NOT_ASKED, NO_ANSWER, 0, 1, 2, 3]


def drawn(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    said = draw.choice(CODES, count, p=[0.1, 0.05, 0.4, 0.25, 0.15, 0.05])
    return said, draw.choice([NO_ANSWER, 0, 1, 2], count, p=[0.03, 0.5, 0.37, 0.1])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 400), st.booleans())
def test_every_cell_is_empty_or_holds_k(seed: int, count: int, sensitive: bool) -> None:
    said, key = drawn(seed, count)
    found = beside(said, key, 5, np.random.default_rng(seed).permutation(count),
                   sensitive=sensitive)  # fmt: skip
    silent = np.where(found.demographic, NO_ANSWER, said)
    shown = np.where(found.key, WITHHELD, key)
    assert min(Counter(zip(silent.tolist(), shown.tolist(), strict=True)).values()) >= 5


def test_what_is_withheld_is_at_least_k_of_two_choices_in_each_segment() -> None:
    for seed in range(20):
        said, key = drawn(seed, 600)
        hidden = beside(said, key, 5, np.random.default_rng(seed).permutation(600)).demographic
        assert hidden.any()
        for segment in np.unique(key):
            mine = said[hidden & (key == segment)]
            assert len(mine) == 0 or (len(mine) >= 5 and len(np.unique(mine)) >= 2)


def test_each_segment_keeps_its_base_and_its_shares() -> None:
    said, key = drawn(3, 800)
    found = beside(said, key, 5, np.arange(800))
    answered = said >= 0
    for segment in (0, 1, 2):
        here = (key == segment) & answered
        kept = here & ~found.key
        assert kept.sum() >= here.sum() - 4
        few = int((found.demographic & here).sum())
        for choice in range(4):
            given_ = int((here & (said == choice)).sum())
            known = int((kept & ~found.demographic & (said == choice)).sum())
            assert known in range(max(given_ - few, 0), given_ + 1)


@pytest.mark.parametrize("gave", [1, 2, 3, 4])
def test_the_number_withheld_does_not_tell_how_small_a_cell_is(gave: int) -> None:
    said = np.array([0] * 60 + [1] * 60 + [2] * gave + [0] * 60 + [1] * 60 + [2] * 30)
    key = np.array([0] * (120 + gave) + [1] * 150)
    hidden = beside(said, key, 5, np.random.default_rng(gave).permutation(len(said))).demographic
    assert hidden[key == 0].sum() == 5
    # Nor does a total less what is shown, from another file, since others are withheld as well.
    assert (said[hidden] == 2).sum() <= 5


@pytest.mark.parametrize("blank", range(8))
@pytest.mark.parametrize("unasked", [0, 1, 4])
def test_where_few_say_nothing_k_answers_of_two_choices_are_withheld(
    blank: int, unasked: int
) -> None:
    for seed in range(10):
        draw = np.random.default_rng(seed)
        said = np.array(
            [0] * 70 + [1] * 10 + [2] * 10 + [NO_ANSWER] * blank + [NOT_ASKED] * unasked
        )
        key, order = draw.choice([0, 1], len(said)), draw.permutation(len(said))
        found = beside(said, key, 5, order)
        by_itself = alone(said, 5, order)
        for hidden in (by_itself, found.demographic):
            gave = said[hidden & (said >= 0)]
            assert len(gave) == 0 or (len(gave) >= 5 and len(np.unique(gave)) >= 2)
        # How many join does not tell how many said nothing.
        assert by_itself[said >= 0].sum() in (0, 5)
        silent = np.where(by_itself, NO_ANSWER, said)
        assert min(Counter(silent.tolist()).values()) >= 5
        assert not 0 < found.key.sum() < 5


def test_a_demographic_alone_is_whole_where_nobody_is_rare() -> None:
    said = np.array([0] * 30 + [1] * 30 + [NO_ANSWER] * 9)
    assert not alone(said, 5, np.arange(69)).any()


def test_a_sensitive_demographic_is_withheld_where_a_segment_tells_it() -> None:
    said = np.array([0] * 40 + [0, 1] * 30)
    key = np.array([0] * 40 + [1] * 60)
    hidden = beside(said, key, 5, np.arange(100), sensitive=True).demographic
    assert hidden[:40].all()
    assert not hidden[40:].any()
