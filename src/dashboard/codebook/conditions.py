"""Conditions on answers, with three outcomes: what rests on a missing answer is unknown (None)."""

from collections.abc import Callable, Sequence

from dashboard.codebook import Choice, Condition, Kind, Question


def answer_test(condition: Condition, question: Question) -> Callable[[object], bool | None]:
    """Whether an answer that was given meets a condition on its question; None where unsure.

    An answer is a code, a list of codes or a number; a condition on a matrix or an allocation is
    asked of the row it names.
    """
    if condition.any_of is not None:
        wanted = frozenset(condition.any_of)
        return lambda answer: (
            not wanted.isdisjoint(answer) if isinstance(answer, list) else answer in wanted
        )
    low, below = condition.span
    if question.kind is not Kind.ALLOCATION and question.choices:
        within = {choice.id: _within(_reach(choice), low, below) for choice in question.choices}
        return lambda answer: within[str(answer)]
    return lambda answer: low <= answer < below if isinstance(answer, int | float) else None


def _reach(choice: Choice) -> tuple[float, float] | None:
    """The numbers a choice stands for, both ends included; None where it stands for none."""
    if choice.is_band:
        return choice.span
    return None if choice.value is None else (choice.value, choice.value)


def _within(reach: tuple[float, float] | None, low: float, below: float) -> bool | None:
    """Whether all of a choice's numbers lie in [low, below); None where only some do."""
    if reach is None:
        return None
    start, end = reach
    if low <= start and (end <= below if start < end else end < below):
        return True
    return False if start >= below or (end <= low if start < end else end < low) else None


def is_answered(answer: object) -> bool:
    """A matrix is answered where at least one of its rows is."""
    if isinstance(answer, dict):
        return any(value is not None for value in answer.values())
    return answer is not None


def all_hold(given: Sequence[bool | None]) -> bool | None:
    """Kleene's "and": false if any is false, else unknown if any is unknown."""
    return False if False in given else None if None in given else True


def any_holds(given: Sequence[bool | None]) -> bool | None:
    """Kleene's "or": true if any is true, else unknown if any is unknown."""
    return True if True in given else None if None in given else False
