"""Comparisons in words: what changed between two years, which groups stand out."""

from collections.abc import Iterable, Sequence

import numpy as np

from dashboard.analysis.association import Association
from dashboard.analysis.view_changes import Followed, Step, ViewChanges
from dashboard.codebook import Question, Year
from dashboard.estimates.change import adjusted, marks
from dashboard.estimates.mix import MixAdjusted

MOST = 6


def changes_in_words(
    changes: ViewChanges,
    mixes: Sequence[MixAdjusted | None],
    pair: tuple[Year, Year],
    most: int = MOST,
) -> list[str]:
    """The changes between two years that the view marks, the largest first, each with its interval.

    `mixes` go with `changes.of_shares()`. A marked change that vanishes when the earlier year's mix
    of people is held fixed is told so.
    """
    followed = changes.of_shares()
    steps = [[step for step in one.changes if step[2:] == pair] for one in followed]
    with_mix = [
        {} if mix is None else _mixes(one, mix, of_pair)
        for one, mix, of_pair in zip(followed, mixes, steps, strict=True)
    ]
    judged = adjusted([np.array([p for _, p in of_one.values()]) for of_one in with_mix])
    found = []
    for one, of_pair, of_one, p in zip(followed, steps, with_mix, judged, strict=True):
        mixed = {
            step: (change, bool(marks(change, of_step)))
            for (step, (change, _)), of_step in zip(of_one.items(), p, strict=True)
        }
        found += [
            (abs(one.changes[step].change), _change(one, step, mixed.get(step)))
            for step in of_pair
            if one.changes[step].marked
        ]
    return _first(found, most)


def _mixes(
    one: Followed, mix: MixAdjusted, steps: Sequence[Step]
) -> dict[Step, tuple[float, float]]:
    """Change and p-value with the mix held fixed, where there are such."""
    at = {step: (0, *one.places[step]) for step in steps}
    return {
        step: (float(mix.change[place]), float(mix.p_value[place]))
        for step, place in at.items()
        if not np.isnan(mix.change[place])
    }


def _change(one: Followed, step: Step, mix: tuple[float, bool] | None) -> str:
    change = one.changes[step]
    text = (
        f"{_answer(one.found.question, (0, *one.places[step]))}: {_points(change.change)} points "
        f"(95 % interval {_points(change.low)} to {_points(change.high)})"
    )
    if mix is None:
        return text
    with_mix = f"{_points(mix[0])} with the mix of people of {step.first}"
    if not mix[1]:
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
