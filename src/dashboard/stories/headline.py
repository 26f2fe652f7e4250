"""The headline of a topic's page and the part that shows it, decided together.

The strongest news of the topic; among groups the surest difference; else what the first leading
part says that has something to say. A headline never tells what the figure below it does not show.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple, TypeVar

import numpy as np

from dashboard.analysis.changes import least_of
from dashboard.analysis.group_sentences import nameable
from dashboard.analysis.results import Result
from dashboard.analysis.sentences import lead, mix_in_words
from dashboard.codebook import Question, Topic
from dashboard.errors import DashboardError, contained
from dashboard.figures import Figure
from dashboard.figures.words import lowered
from dashboard.query.url import COMPARE_YEARS
from dashboard.stories.catalogue import Listing
from dashboard.stories.front_page import topic_news
from dashboard.stories.news import News, Rank
from dashboard.stories.ordered_answers import in_every_year
from dashboard.stories.outlines import outline_of
from dashboard.stories.sensitivity_words import evidence_in_words
from dashboard.stories.story import Make, Story, Told
from dashboard.stories.view import Desk

Part = Question | Story
Kind = TypeVar("Kind")


class Said(NamedTuple):
    """A sentence, and what it rests on; empty where that needs no more words."""

    text: str
    evidence: str = ""


def hero_of(
    desk: Desk, topic: Topic, leading: Sequence[Part], rest: Sequence[Part]
) -> tuple[Part | None, Said]:
    """The part that a page begins with and what it says: of the leading parts, of the rest, or new.

    None, with what the topic is about, where nothing can be said.
    """
    if desk.chosen.by is not None:
        return _among_groups(desk, topic, leading)
    news = _or_none("The news of the topic", lambda: topic_news(desk, topic))
    if news is not None:
        return _part_of(desk, news, leading), _said_of_news(desk, news)
    declared = outline_of(topic).lead
    # Who answered is no news, unless it is what the topic is said to be about.
    who = {*desk.codebook.who_answered} - {*declared}
    parts = [
        *leading,
        *(part for part in rest if shown_by(part)[0] in declared),
        *(part for part in rest if isinstance(part, Question)),
    ]
    parts = [part for part in parts if shown_by(part)[0] not in who]
    # A sentence of the codebook's own says more than a figure's first number.
    for say in (_led, _first_number):
        for part in parts:
            said = _or_none("A leading sentence", partial(say, desk, part))
            if said is not None:
                return part, said
    return None, Said(topic.lead)


def shown_by(part: Part) -> tuple[str, ...]:
    """The questions that a part draws."""
    return part.needs if isinstance(part, Story) else (part.id,)


def drawn_at_first(
    desk: Desk, story: Story, made: Callable[[str, Make], Told | None]
) -> list[Figure]:
    """The figures of a story before a reader chooses anything, each as `made` by its id."""
    listing = Listing()
    story.tell(desk, listing)
    told = [made(id, make) for id, make in listing.figures.items()]
    return [one.figure for one in told if one is not None]


def said_of_question(desk: Desk, question: Question) -> Said | None:
    """What leads in a question's figure; among groups, who differs most or that nobody does."""
    if desk.chosen.by is not None:
        return _difference(desk, question)
    return _led(desk, question) or _first_number(desk, question)


def _led(desk: Desk, part: Part) -> Said | None:
    """The leading answer that a part shows of the people in view, in the codebook's sentence."""
    if isinstance(part, Story) and part.says is not None and (text := part.says(desk)):
        return Said(text)
    if isinstance(part, Story) and not part.leads:
        return None
    found = _of_view(desk, part)
    told = lead(found, desk.family_of(found.question)) if found is not None else None
    return Said(told) if told else None


def _first_number(desk: Desk, part: Part) -> Said | None:
    """The first number of a part's figure; none over the years, where it would be a change."""
    found = _of_view(desk, part)
    if found is None or desk.chosen.address.compare is not None:
        return None
    if isinstance(part, Question):
        return _highlighted(desk.figure(found))
    if part.moves:
        return None
    figures = drawn_at_first(desk, part, lambda _, make: make())
    return _highlighted(figures[0]) if figures else None


def _of_view(desk: Desk, part: Part) -> Result | None:
    """The first result of a part; None where it leaves a filter out, by its own question."""
    found = _result(desk, desk.question(shown_by(part)[0]))
    return found if found is not None and desk.of_view([found]) else None


def _highlighted(figure: Figure) -> Said | None:
    """The first number of a figure in a sentence."""
    told = figure.highlight
    return None if told is None else Said(f"{told.sentence}.", told.evidence)


def _result(desk: Desk, question: Question) -> Result | None:
    found = desk.each([question])[question.id]
    return None if isinstance(found, DashboardError) else found


def _or_none(what: str, make: Callable[[], Kind | None]) -> Kind | None:
    found = contained(what, make)
    return None if isinstance(found, DashboardError) else found


# ---- news ------------------------------------------------------------------------------------


def _part_of(desk: Desk, news: News, leading: Sequence[Part]) -> Part:
    """The leading story that shows a piece of news, else its question: a change over the years."""
    about, stories = news.question, [part for part in leading if isinstance(part, Story)]
    compared = desk.chosen.address.compare is not None
    if news.change is None:
        shows = (one for one in stories if about.id in one.needs and about.id not in one.opens)
        return next(shows, about)
    if compared:
        return _opening(about, stories)
    moves = (one for one in stories if news.rank is Rank.CHANGE and about.id in one.moves)
    return next(moves, in_every_year(about.id, about.title))


def _opening(question: Question, parts: Sequence[Part]) -> Part:
    """The story among some parts that opens a question, begun with it; else the question itself."""
    for part in parts:
        if isinstance(part, Story) and part.begun is not None and question.id in part.opens:
            return part.begun(question.id)
    return question


def _said_of_news(desk: Desk, news: News) -> Said:
    if desk.chosen.address.compare == COMPARE_YEARS and news.step and news.change:
        pair = news.step.first, news.step.second
        mixed = desk.mixes([news.question.topic], pair).get((news.question.id, news.step))
        if mixed is not None:
            news = replace(news, evidence=f"{news.evidence}; {mix_in_words(mixed, news.change)}")
    return Said(f"{news.headline}.", evidence_in_words(desk, news))


# ---- groups ----------------------------------------------------------------------------------


def _among_groups(desk: Desk, topic: Topic, leading: Sequence[Part]) -> tuple[Part | None, Said]:
    """The question with the surest difference of a group; else the first that was compared."""
    surest = _or_none("The surest difference", lambda: _surest(desk, topic))
    questions = [part for part in leading if isinstance(part, Question)]
    for question in [surest, *questions] if surest else questions:
        said = _or_none("A difference", partial(_difference, desk, question))
        if said is not None:
            return _opening(question, leading), said
    return None, Said(topic.lead)


def _surest(desk: Desk, topic: Topic) -> Question | None:
    """The question of a topic in which a group differs most surely; None where none may be told."""
    by = desk.chosen.by
    asked = [one.id for one in topic.questions if one.published and desk.year in one.asked]
    found = desk.associations(asked[:1])
    circular = by.worked_out_from if by is not None else ()
    tests = sum(int(np.isfinite(one.others.p_value).sum()) for one in found)
    best = [
        (float(np.max(least_of(one.others, tests)[one.told & nameable(one)])), -n)
        for n, one in enumerate(found)
        if (one.told & nameable(one)).any() and one.question.id not in circular
    ]
    return found[-max(best)[1]].question if best else None


def _difference(desk: Desk, question: Question) -> Said | None:
    """The largest difference of a group that a question's figure tells, or that it tells none.

    None where its groups were not tested.
    """
    found = _result(desk, question)
    if found is None or found.by is None:
        return None
    if (told := desk.figure(found).highlight) is not None:
        return Said(f"{told.sentence}.", f"{told.number} {told.evidence}")
    by = lowered(found.by.title)
    tested = [
        one for (code, _), one in desk.apart((question.topic,)).items() if code == question.id
    ]
    if not any(np.isfinite(one.changes.p_value).any() for one in tested):
        return None
    if any(one.marked.any() for one in tested):
        return Said(f"{question.title}: some differences by {by} are flagged, but none is certain.")
    return Said(f"{question.title}: no significant differences by {by}.")
