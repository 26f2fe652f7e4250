"""What a topic's page shows of a view, and in what order, wherever it is shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.analysis.group_sentences import groups_in_words
from dashboard.analysis.results import Result
from dashboard.analysis.sentences import changes_in_words
from dashboard.codebook import Question, Topic
from dashboard.estimates.reliability import COUNT_FROM, SHARE_FROM
from dashboard.figures import Figure
from dashboard.figures.context import about_year
from dashboard.figures.layout import NOTHING
from dashboard.figures.words import lowered
from dashboard.query.url import COMPARE_YEARS
from dashboard.stories.headline import Part, Said, hero_of, shown_by
from dashboard.stories.outlines import outline_of
from dashboard.stories.story import Story
from dashboard.stories.view import Desk


@dataclass(frozen=True, kw_only=True)
class TopicView:
    """The headline, the questions that lead, the leading parts, all others, and what was not asked.

    `about` says what the topic is about, where the headline does not. The first part shows what
    the headline says. A question is drawn once: what a story replaces is
    not drawn beside it, and a story that shows one question over the years gives way to the
    question itself.
    """

    headline: Said
    about: str
    telling: tuple[Question, ...]
    leading: tuple[Part, ...]
    rest: tuple[Part, ...]
    absent: tuple[Question, ...]


def topic_view(desk: Desk, topic: Topic) -> TopicView:
    """The parts of a topic's page in a view."""
    published = [question for question in topic.questions if question.published]
    years = set(desk.chosen.query.years)
    shown = [question for question in published if years & set(question.asked)]
    # Of groups that a question makes, its own answers say nothing.
    apart = [one for one in shown if desk.chosen.by is None or one.id != desk.chosen.by.id]
    outline = outline_of(topic)
    told = [story for story in outline.stories if story.fits(desk)]
    replaced = {name for story in told for name in story.replaces}
    by_id = {question.id: question for question in apart}
    telling = [by_id[name] for name in outline.lead if name in by_id] or list(apart[:2])
    comparing = desk.chosen.address.compare is not None
    told = [story for story in told if not (comparing and _of_one_question(story))]
    # In the plain view its answers over the years say more than the newest alone.
    replaced |= {story.needs[0] for story in told if _of_one_question(story)}
    questions = [question for question in telling if question.id not in replaced]
    rest: list[Part] = [story for story in told if story.section]
    rest += [q for q in apart if q not in questions and q.id not in replaced]
    leading: list[Part] = [*(story for story in told if not story.section), *questions]
    hero, headline = hero_of(desk, topic, leading, rest)
    if hero is not None:
        drawn = {hero.id, *shown_by(hero)}
        leading = [hero, *(part for part in leading if part.id not in drawn)]
        rest = [part for part in rest if part.id not in drawn]
    # What the page shows first is told first.
    first = shown_by(leading[0]) if leading else ()
    before = [by_id[name] for name in first if name in by_id]
    return TopicView(
        headline=headline,
        about=topic.lead if headline.text != topic.lead else "",
        telling=(*before, *(question for question in telling if question.id not in first)),
        leading=tuple(leading),
        rest=tuple(rest),
        absent=tuple(question for question in published if question not in shown),
    )


def is_empty(figures: Iterable[Figure]) -> bool:
    """Whether none of some figures has anything to show."""
    return all(figure.kind == NOTHING for figure in figures)


def _of_one_question(story: Story) -> bool:
    """Whether a story is another dress of the figure of one question, which it does not replace."""
    return len(story.needs) == 1 and not story.replaces and story.charts == 1


MORE_QUESTIONS = "More questions"
AT_ONCE = 3
"""More lines above figures than these wait for a reader who opens them: the figures come first."""


def sections(topic: Topic, parts: Iterable[Part]) -> dict[str, list[Part]]:
    """What stands under each heading, stories first, headings in the order of the topic."""
    found: dict[str, list[Part]] = {}
    for part in sorted(parts, key=lambda one: isinstance(one, Question)):
        found.setdefault(part.section or MORE_QUESTIONS, []).append(part)
    order = list(dict.fromkeys(question.section or MORE_QUESTIONS for question in topic.questions))
    places = {heading: n for n, heading in enumerate(order)}
    return dict(sorted(found.items(), key=lambda one: places.get(one[0], len(places))))


def by_heading(
    topic: Topic, waiting: Sequence[Part], rest: Sequence[Part], *, first: bool
) -> dict[str, list[Part]]:
    """What stands under each heading; leading stories without room `first`, by their titles.

    What goes on of a story does not follow a comparison, and stands behind what does.
    """
    leading = [one for one in waiting if first and isinstance(one, Story) and not one.section]
    found = sections(topic, [*(part for part in waiting if part not in leading), *rest])
    return {one.title: [one, *found.pop(one.title, [])] for one in leading} | found


def standing_out(desk: Desk, found: Mapping[str, Result]) -> tuple[str, list[str]]:
    """What a comparison comes to, decided over all of its figures at once: a title and lines.

    The changes between the last two years, or the groups, that the tests of this view tell; no
    lines where nothing is compared or nothing is told.
    """
    chosen = desk.chosen
    years = chosen.query.years
    if chosen.address.compare == COMPARE_YEARS and len(years) > 1:
        pair, topics = (years[-2], years[-1]), [desk.question(code).topic for code in found]
        lines = changes_in_words(desk.family(topics), desk.mixes(topics, pair), pair)
        return f"Surest changes, {years[-2]} to {years[-1]}", lines
    if chosen.by is None:
        return "", []
    told = desk.associations(found)
    lines = groups_in_words([one for one in told if one.question.id in found])
    return f"Surest differences by {lowered(chosen.by.title)}", lines


def beside_headline(desk: Desk, found: Mapping[str, Result]) -> tuple[str, list[str]]:
    """The same below the headline of a topic's page, which says the surest; not that one alone."""
    title, lines = standing_out(desk, found)
    return title, lines if len(lines) > 1 else []


OPEN_ENDS = "Limitations"


def open_ends(desk: Desk, view: TopicView) -> list[str]:
    """What the page does not know, a sentence each: said once, at its end."""
    lines = [
        "Intervals show uncertainty from sample size and weighting only; "
        "respondents chose to take part.",
        f"From {COUNT_FROM} to {SHARE_FROM - 1} respondents only a range is shown; below "
        f"{COUNT_FROM}, nothing.",
    ]
    if view.absent:
        address = desk.chosen.address
        years = "any year in view" if address.compare == COMPARE_YEARS else address.year
        titles = ", ".join(question.title.lower() for question in view.absent)
        lines.append(f"Not asked in {years}: {titles}.")
    return [*lines, *about_years(desk)]


def about_years(desk: Desk) -> list[str]:
    """How the answers of the years in view were collected, and what is to be known of each."""
    years = desk.codebook.years
    known = (about_year(year, years[year]) for year in desk.chosen.query.years)
    return [text for text in known if text]
