"""Comparisons in words: what changed between two years, which groups stand out."""

from collections.abc import Iterable, Sequence

import numpy as np

from dashboard.association import Association
from dashboard.codebook import Question
from dashboard.comparison import Compared
from dashboard.results import Result

MOST = 6


def changes_in_words(compared: Iterable[Compared], most: int = MOST) -> list[str]:
    """The marked changes, the largest first, each with its interval and the part of the mix.

    A marked change that vanishes when the earlier year's mix of people is held fixed is told so.
    """
    found = [
        (abs(float(one.changes.change[at])), _change(one, at))
        for one in compared
        if isinstance(one.found, Result)
        for at in map(tuple, np.argwhere(one.marked))
        if _once(one, at)
    ]
    return _first(found, most)


def _once(one: Compared, at: tuple[int, ...]) -> bool:
    """Whether this is the first of the choices that are counted together here."""
    change = one.changes.change[at]
    return not any(one.changes.change[(*at[:-1], v)] == change for v in range(at[-1]))


def _change(one: Compared, at: tuple[int, ...]) -> str:
    changes = one.changes
    text = (
        f"{_answer(one.question, at)}: {_points(changes.change[at])} points "
        f"(95 % interval {_points(changes.low[at])} to {_points(changes.high[at])})"
    )
    if one.mix is None or np.isnan(one.mix.change[at]):
        return text
    with_mix = f"{_points(one.mix.change[at])} with the mix of people of {one.first}"
    if one.mix_marked is not None and not one.mix_marked[at]:
        return f"{text}; {with_mix}, so it may be due to who answered"
    return f"{text}; {with_mix}"


def groups_in_words(found: Iterable[Association], most: int = MOST) -> list[str]:
    """The groups whose share differs most from everybody else's, where the test marks them."""
    lines = [
        (abs(float(one.others.change[at])), _group(one, at))
        for one in found
        for at in map(tuple, np.argwhere(one.marked))
    ]
    return _first(lines, most)


def _group(one: Association, at: tuple[int, ...]) -> str:
    others = one.others
    group = one.by.choices[at[0]].label
    return (
        f"{group}: {_points(others.change[at])} points against all others in "
        f"{_answer(one.question, at)} "
        f"(95 % interval {_points(others.low[at])} to {_points(others.high[at])})"
    )


def _answer(question: Question, at: Sequence[int]) -> str:
    parts = [question.title]
    if question.items:
        parts.append(question.items[at[1]].label)
    return f"{', '.join(parts)}, “{question.choices[at[2]].label}”"


def _points(change: float) -> str:
    """A difference of shares in whole points, with its sign."""
    whole = round(100 * float(change))
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


def _first(found: list[tuple[float, str]], most: int) -> list[str]:
    ranked = [text for _, text in sorted(found, key=lambda pair: -pair[0])]
    rest = len(ranked) - most
    return ranked[:most] + ([f"And {rest} more, marked in the figures."] if rest > 0 else [])
