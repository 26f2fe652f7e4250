"""Whether findings hold for other respondents, in words: as the release has tested it."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.analysis.following import step_name
from dashboard.codebook import Question
from dashboard.figures.words import listed
from dashboard.query.selection import Of, Weights
from dashboard.stories.news import News, Rank
from dashboard.stories.view import Desk

FOR_ALL = "Checked for all respondents only."


def leads_in_words(desk: Desk, questions: Iterable[Question]) -> str:
    """Whether the leading numbers of a figure's questions hold; empty where nothing was tested."""
    facts = desk.sensitivity
    if not facts:
        return ""
    marks = {q.title: facts["leads"][q.id] for q in questions if q.id in facts["leads"]}
    if not marks:
        return ""
    subject = "The leading number" if len(marks) == 1 else "Leading numbers"
    return _in_words(desk, facts, marks, subject)


def evidence_in_words(desk: Desk, one: News) -> str:
    """What a piece of news rests on, and whether it holds for other respondents.

    Tested was what leads among all respondents, which is not the level of a group.
    """
    if one.rank >= Rank.LEVEL:
        holds = "" if desk.plain.filters else leads_in_words(desk, [one.question])
    else:
        holds = _change(desk, one)
    return ". ".join(part for part in (one.evidence, holds) if part)


def _change(desk: Desk, one: News) -> str:
    """Whether a change since the edition before holds; empty for all that was not tested."""
    facts = desk.sensitivity
    if not facts or one.rank is not Rank.CHANGE or one.step is None:
        return ""
    marks = facts["changes"].get(one.question.id, {})
    name = step_name(one.what, one.step)
    return _in_words(desk, facts, {"": marks[name]}, "") if name in marks else ""


def _in_words(
    desk: Desk, facts: Mapping[str, Any], marks: Mapping[str, list[str] | None], subject: str
) -> str:
    """The marks of findings by their titles, in sentences, the worst first.

    Without a subject sentences begin with what they say of it.
    """
    one = len(marks) == 1
    fails = {title: mark for title, mark in marks.items() if mark}
    untested = [title for title, mark in marks.items() if mark is None]
    said = []
    for title, others in fails.items():
        which = subject if one else f"{subject} to {title}"
        said.append(f"{which} {'does' if one else 'do'} not hold {_whom(desk, facts, others)}.")
    if untested:
        which = subject if one else f"{subject} to {listed(untested)}"
        why = "the sample is too small" if facts["largest"] else "no question tells the channel"
        said.append(f"{which} cannot be tested: {why}.")
    if len(marks) > len(fails) + len(untested):
        which = subject if one or len(fails) + len(untested) == 0 else "The rest"
        verb = "hold" if not one and which != "The rest" else "holds"
        said.append(f"{which} {verb} {_whom(desk, facts, facts['others'])}.")
    plain = desk.plain
    own = (plain.of, plain.weights, desk.chosen.by) != (Of.ANSWERED, Weights.NONE, None)
    if plain.filters or own:
        said.append(FOR_ALL)
    return " ".join(text[:1].upper() + text[1:] for text in map(str.strip, said))


def _whom(desk: Desk, facts: Mapping[str, Any], others: Iterable[str]) -> str:
    channel = desk.codebook.channel
    words = {"finished": "among those who finished the survey", "weighted": "with weights"}
    if channel is not None and facts["largest"]:
        label = desk.codebook.questions[channel].choice(facts["largest"]).label
        words["channel"] = f"without the largest channel ({label})"
    return listed([words[other] for other in others])
