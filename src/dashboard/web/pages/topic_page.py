"""The parts of a page: its head, its leading figures, the rest by section, what it leaves open."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.analysis.results import Result
from dashboard.analysis.sentences import leads
from dashboard.codebook import Question, Topic
from dashboard.figures import draw
from dashboard.query.url import COMPARE_YEARS
from dashboard.release.history import release_name
from dashboard.stories.chosen import Choices
from dashboard.stories.outlines import outline_of
from dashboard.stories.parts import of_question
from dashboard.stories.story import Story
from dashboard.stories.view import Desk, Drawings
from dashboard.web.components.viewport import is_narrow
from dashboard.web.controls import choices, forget_question, selection_line
from dashboard.web.figure_view import OnPage, show_told
from dashboard.web.isolation import figure_place, part_place
from dashboard.web.row_filter import narrowed
from dashboard.web.session import cache, survey
from dashboard.web.standing_out import what_stands_out

LEADING = 3
AT_ONCE = 8


def topic_page(code: str) -> None:
    """A topic's page: a sentence, its leading figures, then the rest by section.

    Which questions lead and which stories are told stands with the topic in the codebook; the
    questions a story replaces are not drawn again.
    """
    desk = desk_at_hand()
    _draw(desk.codebook.topic(code), desk)


def desk_at_hand() -> Desk:
    """The reader's view of the survey at hand."""
    at_hand = survey()
    return Desk(
        responses=at_hand.responses,
        chosen=choices(),
        cache=cache(),
        stamp=at_hand.stamp,
        narrow=is_narrow(),
        release=release_name(at_hand.manifest),
    )


def _draw(topic: Topic, desk: Desk) -> None:
    chosen = desk.chosen
    outline = outline_of(topic)
    shown, absent = _sorted_out(topic, chosen)
    told = [story for story in outline.stories if story.fits(desk)]
    replaced = {name for story in told for name in story.replaces}
    by_id = {question.id: question for question in shown}
    telling = [by_id[name] for name in outline.lead if name in by_id] or shown[:2]
    leading = [story for story in told if not story.section]
    drawn_by_stories = sum(story.charts for story in leading)
    room = max(0, LEADING - drawn_by_stories)
    questions = [question for question in telling if question.id not in replaced][:room]
    most = AT_ONCE - max(LEADING, drawn_by_stories)
    looked_up = [q for q in topic.questions if q.id == chosen.address.question]
    stage = OnPage(desk, shown=frozenset(question.id for question in looked_up))
    st.title(topic.title, anchor=False)
    selection_line(survey(), chosen)
    head = st.container()
    rest = [q for q in shown if q not in questions and q.id not in replaced]
    sections = _sections(topic, rest, [story for story in told if story.section])
    figures = st.container()
    open_parts, place = _tabs(sections, topic, most)
    open_questions = [part for part in open_parts if isinstance(part, Question)]
    drawn = desk.drawn([*looked_up, *telling, *open_questions])
    with figures:
        for question in looked_up:
            _looked_up(desk, drawn, question)
        for story in leading:
            with figure_place(story.id, story.title):
                story.tell(desk, stage)
        for question in questions:
            if question not in looked_up:
                _show(desk, drawn, question)
    with head:
        # Figures first: what a reader looks at does not wait for the sentence computed from it.
        with part_place("the leading sentence"):
            results = [drawn.found[q.id] for q in telling if q.id in drawn.found]
            st.markdown(_lead(desk, topic, results))
        with part_place("what stands out"):
            what_stands_out(desk, drawn.found)
    with place:
        for part in open_parts:
            if isinstance(part, Story):
                with figure_place(part.id, part.title):
                    part.tell(desk, stage)
            elif part not in looked_up:
                _show(desk, drawn, part)
    closing_note(chosen, absent)


def _sorted_out(topic: Topic, chosen: Choices) -> tuple[list[Question], list[Question]]:
    """The questions that the years in view asked, and those they did not."""
    published = [question for question in topic.questions if question.published]
    years = set(chosen.query.years)
    shown = [question for question in published if years & set(question.asked)]
    return shown, [question for question in published if question not in shown]


Part = Question | Story


def _sections(
    topic: Topic, questions: Iterable[Question], stories: Iterable[Story]
) -> dict[str, list[Part]]:
    """What stands under each heading, stories first, headings in the order of the topic."""
    sections: dict[str, list[Part]] = {}
    for story in stories:
        sections.setdefault(story.section, []).append(story)
    for question in questions:
        sections.setdefault(question.section or "More questions", []).append(question)
    order = list(
        dict.fromkeys(question.section or "More questions" for question in topic.questions)
    )
    places = {heading: n for n, heading in enumerate(order)}
    return dict(sorted(sections.items(), key=lambda one: places.get(one[0], -1)))


def _tabs(
    sections: dict[str, list[Part]], topic: Topic, most: int
) -> tuple[list[Part], DeltaGenerator]:
    """The parts of the open tab and where they go; closed tabs are not computed."""
    if not sections:
        return [], st.container()
    tabs = st.tabs(list(sections), on_change="rerun", key=f"tabs_{topic.id}")
    for tab, (heading, parts) in zip(tabs, sections.items(), strict=True):
        if tab.open:
            with tab:
                return _picked(topic, heading, parts, most), tab
    return [], tabs[0]


def _picked(topic: Topic, heading: str, parts: list[Part], most: int) -> list[Part]:
    """All parts of a section, or the one picked where they are more than a page draws at once."""
    if sum(_charts(part) for part in parts) <= most:
        return parts
    titles = {part.id: part.title for part in parts}
    picked = st.pills(
        heading,
        list(titles),
        format_func=lambda code: titles[code],
        default=parts[0].id,
        required=True,
        key=f"pick_{topic.id}_{heading}",
        label_visibility="collapsed",
    )
    return [part for part in parts if part.id == picked] or parts[:1]


def _charts(part: Part) -> int:
    return part.charts if isinstance(part, Story) else 1


def _lead(desk: Desk, topic: Topic, telling: Iterable[Result]) -> str:
    """The first finding among the leading questions, or what the topic is about."""
    sentences = leads((result, desk.family([topic.id])) for result in telling)
    return next((text for text in sentences if text), topic.lead)


def _show(desk: Desk, drawn: Drawings, question: Question) -> None:
    """A question's figure in this view; of long lists of rows the part a reader looks for."""
    with figure_place(question.id, question.title):
        figure, result = drawn.figure(question.id), drawn.found[question.id]
        part = narrowed(desk.codebook, result, question)
        if part is not result:
            view = desk.view(desk.chosen.query, desk.chosen.address.compare)
            figure = draw(part, replace(view, changes=desk.changes(drawn.found)))
        show_told(desk, of_question(desk, figure, question))


def _looked_up(desk: Desk, drawn: Drawings, question: Question) -> None:
    with st.container(border=True):
        st.caption("The question you looked up")
        with figure_place(question.id, question.title):
            show_told(desk, of_question(desk, drawn.figure(question.id), question))
        st.button("Close", on_click=forget_question, key="close_looked_up")


def closing_note(chosen: Choices, absent: Sequence[Question]) -> None:
    """What the page does not know: said once, at its end."""
    lines = [
        "Intervals show uncertainty from sample size and weighting only; "
        "respondents chose to take part.",
        "Below 30 answers no share is shown, below 10 not even a count.",
    ]
    if absent:
        years = (
            "any year in view" if chosen.address.compare == COMPARE_YEARS else chosen.address.year
        )
        titles = ", ".join(question.title.lower() for question in absent)
        lines.append(f"Not asked in {years}: {titles}.")
    with st.expander("What this page does not know"):
        for line in lines:
            st.markdown(f"- {line}")
