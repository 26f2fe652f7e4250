"""What an edition changed against the one before it: questions, wordings, routing, answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from dashboard.codebook import Choice, Codebook, Question, Year
from dashboard.codebook.choice_entries import Event
from dashboard.codebook.comparability import Verdict, compare_question


class What(StrEnum):
    """What sort of change it is, as a reader calls it."""

    NEW_QUESTION = "New questions"
    QUESTION_AGAIN = "Questions asked again"
    QUESTION_RETIRED = "Questions no longer asked"
    REWORDED = "Reworded questions"
    ROUTED = "Questions asked of a different group"
    NEW_ANSWER = "New answers"
    ANSWER_RETIRED = "Answers no longer offered"
    ANSWER_RELABELED = "Renamed options"


ABOUT_ANSWERS = {What.NEW_ANSWER, What.ANSWER_RETIRED, What.ANSWER_RELABELED}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change with its reason, empty where the codebook gives none.

    `questions` are the ids of all questions that it concerns: a list of answers may be shared.
    For an answer `title` is its label, else it is the question's title.
    """

    what: What
    title: str
    reason: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """A run of words that two texts share, or that only this one of them has."""

    text: str
    changed: bool


def edition_before(codebook: Codebook, year: Year) -> Year | None:
    """The edition before this one; None for the first."""
    return max((other for other in codebook.years if other < year), default=None)


def changes(codebook: Codebook, year: Year) -> tuple[Change, ...]:
    """Everything that `year` changed in published questions, sorted by what sort of change it is.

    The first edition changed nothing.
    """
    before = edition_before(codebook, year)
    if before is None:
        return ()
    found: dict[tuple[What, str, str, str], Change] = {}
    for question in codebook.questions.values():
        if not question.published:
            continue
        for change in _of_question(question, before, year):
            # An answer that several questions share changes once.
            own = "" if change.what in ABOUT_ANSWERS else question.id
            key = (change.what, change.title, change.reason, own)
            earlier = found[key].questions if key in found else ()
            found[key] = replace(change, questions=(*earlier, question.id))
    order = list(What)
    return tuple(sorted(found.values(), key=lambda change: order.index(change.what)))


def _of_question(question: Question, before: Year, year: Year) -> Iterator[Change]:
    was, now = before in question.asked, year in question.asked
    if now and not was:
        new = min(question.asked) == year
        what = What.NEW_QUESTION if new else What.QUESTION_AGAIN
        yield _change(what, question, _reason(question.added, year))
    if was and not now:
        yield _change(What.QUESTION_RETIRED, question, _reason(question.retired, year))
    if not (was and now):
        return
    if question.wording[before] != question.wording[year]:
        editorial = question.editorial.get(year)
        reason = f"Without change of meaning: {editorial}" if editorial else ""
        yield _change(What.REWORDED, question, reason)
    verdict = compare_question(question, before, year)
    if verdict.verdict is Verdict.BASE_CHANGED:
        yield _change(What.ROUTED, question, verdict.reason)
    for among in (question.choices, question.items):
        yield from _of_answers(question, among, before, year)


def _of_answers(
    question: Question, among: tuple[Choice, ...], before: Year, year: Year
) -> Iterator[Change]:
    for choice in among:
        was, now = before in choice.asked, year in choice.asked
        if now and not was:
            reason = _reason(choice.added, year) or descent(choice, among)
            yield _change(What.NEW_ANSWER, question, reason, choice)
        elif was and not now:
            yield _change(What.ANSWER_RETIRED, question, _reason(choice.retired, year), choice)
        elif was and now and choice.wording.get(before) != choice.wording.get(year):
            reason = f"Until {before}: “{choice.wording.get(before, choice.label)}”."
            yield _change(What.ANSWER_RELABELED, question, reason, choice)


def _change(what: What, question: Question, reason: str, choice: Choice | None = None) -> Change:
    title = question.title if choice is None else choice.label
    return Change(what=what, title=title, reason=reason, questions=(question.id,))


def _reason(event: Event | None, year: Year) -> str:
    return event.reason if event is not None and event.year == year else ""


def descent(choice: Choice, among: Iterable[Choice]) -> str:
    """Which earlier answers a choice stands for or comes from, in a sentence; empty if none."""
    labels = {other.id: f"“{other.label}”" for other in among}
    if choice.renames:
        return f"Takes the place of {labels.get(choice.renames, choice.renames)}."
    if choice.split_from:
        return f"Split from {labels.get(choice.split_from, choice.split_from)}."
    if choice.merges:
        return f"Covers {' and '.join(labels.get(code, code) for code in choice.merges)}."
    return ""


def told_apart(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two wordings as runs of words, those marked that the other does not have."""
    old, new = before.split(), after.split()
    first: list[Piece] = []
    second: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if a < b:
            first.append(Piece(" ".join(old[a:b]), tag != "equal"))
        if c < d:
            second.append(Piece(" ".join(new[c:d]), tag != "equal"))
    return tuple(first), tuple(second)
