"""What was not compared between two years, and why."""

from collections.abc import Iterator, Sequence

from dashboard.analysis.changes import Family
from dashboard.analysis.following import NET
from dashboard.codebook import Question, Year
from dashboard.codebook.comparability import compare_all, compare_question
from dashboard.figures.words import listed
from dashboard.stories.view import Desk

NAMED = 6
"""Questions that a closing line names; the rest is a number."""


def not_compared(desk: Desk, family: Family, first: Year, second: Year) -> Iterator[str]:
    """What was not compared between two years, and why, a sentence for each reason."""
    published = [q for q in desk.codebook.questions.values() if q.published]
    if once := [q for q in published if (first in q.asked) is not (second in q.asked)]:
        yield f"Asked in one of the two editions only: {_titles(once)}."
    both = [q for q in published if first in q.asked and second in q.asked]
    verdicts = {q.id: compare_question(q, first, second) for q in both}
    reasons: dict[str, list[Question]] = {}
    for question in both:
        if not verdicts[question.id].comparable:
            reasons.setdefault(verdicts[question.id].reason, []).append(question)
    for reason, questions in reasons.items():
        yield f"Not comparable: {_titles(questions)}. {reason}"
    rest = [q for q in both if verdicts[q.id].comparable]
    tested = {code for code, _ in family.followed}
    if parts := [q for q in rest if q.id in tested and _has_gaps(q, first, second)]:
        yield f"Some answers are not comparable, as the options changed: {_titles(parts)}."
    if apart := [q for q in rest if q.id in tested and _withheld(family, q)]:
        yield f"Withheld to protect respondents, or not known of this group: {_titles(apart)}."
    few = [
        one.result.question
        for (_, what), one in family.followed.items()
        if what != NET and one.places and not one.changes and one.result.question not in apart
    ]
    if few:
        yield f"Sample too small for a test: {_titles(few)}."
    if other := [q for q in rest if q.id not in tested]:
        yield (
            "Compared in their own figures only, as they say who answered or have answers in "
            f"bands or steps: {_titles(other)}."
        )


def _has_gaps(question: Question, first: Year, second: Year) -> bool:
    """Whether some answers or rows of a comparable question are not comparable."""
    among = (question.items, question.choices) if question.items else (question.choices,)
    return any(
        not verdict.comparable
        for one in among
        for verdict in compare_all(question, one, first, second).values()
    )


def _withheld(family: Family, question: Question) -> bool:
    """Whether a year of a question shows nothing, or has segments that it withholds."""
    of_question = (one.result for (code, _), one in family.followed.items() if code == question.id)
    return any(result.gaps or result.withheld for result in of_question)


def _titles(questions: Sequence[Question]) -> str:
    titles = list(dict.fromkeys(question.title for question in questions))
    rest = len(titles) - NAMED
    shown = titles if rest <= 1 else [*titles[:NAMED], f"{rest} more"]
    return listed(shown, "and")
