"""How groups differ, in words: from all others, and by their answers to a whole question."""

from collections.abc import Sequence

import numpy as np

from dashboard.analysis.changes import least_of
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent
from dashboard.analysis.segments import Association
from dashboard.analysis.sentences import MOST, answer_words, points_words, surest, verb_of
from dashboard.codebook import Choice
from dashboard.estimates.reliability import NORMAL_FROM
from dashboard.estimates.sums import Bools
from dashboard.query.selection import Weights

SINGLE = "A single group is tested against all others by itself, so it may still differ."


def people_of(group: Choice, base: float = NORMAL_FROM) -> str:
    """The people of a group as a sentence names them, and how many where they are few."""
    who = group.people or f"“{group.label}” respondents"
    return f"{round(base)} {who}" if base < NORMAL_FROM else who


def share_of_group(
    result: Result,
    answer: Choice,
    group: Choice,
    shares: tuple[float, float],
    others: str,
    *,
    base: float,
    row: Choice | None = None,
) -> str:
    """A group's share of an answer and that of its `others`, as a sentence without a period.

    It reads well for any label. Of fewer than 100 people it says how many they are.
    """
    own, rest = map(percent, shares)
    cases = result.weights is Weights.USE_CASES
    of = f"use cases of {people_of(group)}" if cases else people_of(group, base)
    about = f" for “{row.label}”" if row is not None else ""
    those = f"those of {others}" if cases else others
    return (
        f"{own} of {of} {verb_of(result)} “{answer.label}”{about}, compared with {rest} of {those}"
    )


def score_of_group(
    subject: str, group: Choice, numbers: tuple[str, str], others: str, *, base: float
) -> str:
    """The same of a score, which its `subject` names."""
    own, rest = numbers
    return f"{subject} is {own} among {people_of(group, base)}, compared with {rest} among {others}"


def nameable(found: Association) -> Bools:
    """Which differences may be news: of a group, a row and an answer that each name something.

    Nobody knows who or what the rest is that "other" stands for. Axes segment, item, choice.
    """
    question = found.question
    named = [
        np.array([one.is_named for one in choices] or [True], dtype=bool)
        for choices in (found.by.choices, question.items, question.choices)
    ]
    groups, rows, answers = named
    able: Bools = groups[:, None, None] & rows[None, :, None] & answers[None, None, :]
    return able


def groups_in_words(found: Sequence[Association], most: int = MOST) -> list[str]:
    """The groups whose share differs most surely from everybody else's, where it may be told."""
    tests = sum(int(np.isfinite(one.others.p_value).sum()) for one in found)
    lines = []
    for one in found:
        least = least_of(one.others, tests)
        lines += [
            (float(least[at]), abs(float(one.others.change[at])), _group(one, at))
            for at in map(tuple, np.argwhere(one.told & nameable(one)))
            if not _is_mirrored(one, at)
        ]
    return surest(lines, most)


def association_in_words(found: Association) -> str:
    """Whether a question's answers go with what makes its groups, as tests of its tables say.

    Each p-value is adjusted over all tables that were tested together. Groups that share people
    make no table.
    """
    by, p = found.by.title, found.adjusted_p
    parts = found.question.choices if found.by_choice else found.question.items
    tested = int(np.isfinite(p).sum())
    if not found.by.has_one_answer:
        return (
            f"No test of association: respondents can be in several groups of “{by}”. Each group "
            "is compared with all others."
        )
    if not tested:
        return f"Not tested for an association with “{by}”: some groups have small samples."
    least = float(np.nanmin(p))
    said = f"Rao–Scott test, adjusted {_p_value(least)}"
    if tested == 1 and len(parts) < 2:
        if found.differs.any():
            return f"Answers differ significantly by “{by}” ({said})."
        return f"No significant association with “{by}” over all groups ({said}). {SINGLE}"
    number, what = int(found.differs.sum()), "answers" if found.by_choice else "rows"
    if not number:
        none = f"None of {tested} {what} tested differs significantly by “{by}”"
        return f"{none} over all groups (least p: {said}). {SINGLE}"
    return f"{number} of {tested} {what} tested differ significantly by “{by}” ({said} at least)."


def _p_value(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.0995 else f"p = {p:.2f}"


def _is_mirrored(one: Association, at: tuple[int, ...]) -> bool:
    """Whether a difference is that of the other of two groups, or answers, with the other sign.

    Of two groups each is all others to the other; of two answers each is what is left of the other.
    """
    change = one.others.change
    groups = np.flatnonzero(np.isfinite(change[:, at[1], at[2]]))
    if len(groups) == 2:
        return bool(change[at] < 0)
    answers = np.flatnonzero(np.isfinite(change[at[0], at[1]]))
    return len(answers) == 2 and not one.by_choice and bool(change[at] < 0)


def _group(one: Association, at: tuple[int, ...]) -> str:
    others = one.others
    group = one.by.choices[at[0]].label
    return (
        f"{answer_words(one.question, at)}: {group} {points_words(others.change[at])} points vs. "
        f"all others (95% interval {points_words(others.low[at])} to "
        f"{points_words(others.high[at])})"
    )
