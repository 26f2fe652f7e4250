"""Rules of pages: that what a page shows is there, is published, and is of a kind that fits."""

from collections.abc import Iterator, Mapping

from dashboard.codebook.entry_types import Kind
from dashboard.codebook.model import Question
from dashboard.codebook.page_entries import PageEntry, Tools
from dashboard.codebook.yaml_source import Found, Place
from dashboard.errors import listed, unknown


def page_faults(page: PageEntry, questions: Mapping[str, Question]) -> Iterator[Found]:
    """Everything wrong with a topic's page, as places below it and sentences."""
    for n, code in enumerate(page.lead):
        yield from _question_faults(("lead", n), code, frozenset(Kind), questions)
    seen: set[str] = set()
    for n, story in enumerate(page.stories):
        place = ("stories", n)
        for tail, code, fitting in story.questions():
            yield from _question_faults((*place, *tail), code, fitting, questions)
        name = getattr(story, "id", "")
        if name and (name in seen or name in questions):
            what = "a question" if name in questions else "another story"
            yield (
                (*place, "id"),
                f"The id {name!r} is that of {what}; figures need ids of their own.",
            )
        seen.add(name)
        if isinstance(story, Tools) and story.satisfied is not None:
            judged = [part.question for part in story.judged]
            if story.satisfied not in judged:
                yield (
                    (*place, "satisfied"),
                    unknown("question in 'judged'", story.satisfied, judged),
                )


def _question_faults(
    place: Place, code: str, fitting: frozenset[Kind], questions: Mapping[str, Question]
) -> Iterator[Found]:
    question = questions.get(code)
    if question is None:
        yield place, unknown("question", code, questions)
    elif not question.published:
        yield place, f"{code!r} is not published, so no page can show it."
    elif question.kind not in fitting:
        kinds = listed(sorted(fitting))
        yield place, f"{code!r} is of kind {question.kind}; a question here is of kind {kinds}."
