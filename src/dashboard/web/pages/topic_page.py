"""The parts of a page: its head, its leading figures, the rest by section, what it leaves open."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from dashboard.analysis.results import Result
from dashboard.codebook import Question, Topic
from dashboard.errors import DashboardError
from dashboard.exports.markdown_text import verbatim
from dashboard.stories.outlines import outline_of
from dashboard.stories.parts import of_question
from dashboard.stories.story import Story
from dashboard.stories.topic_view import (
    MORE_QUESTIONS,
    OPEN_ENDS,
    Part,
    finding,
    open_ends,
    sections,
    topic_view,
)
from dashboard.stories.view import Desk, Drawings
from dashboard.web.components.viewport import is_narrow, is_wide
from dashboard.web.control_labels import labeled
from dashboard.web.controls import choices, forget_question, selection_line
from dashboard.web.figure_view import OnPage, show_told
from dashboard.web.isolation import figure_place, part_place
from dashboard.web.offering import offer_wider
from dashboard.web.page_choices import Held
from dashboard.web.page_layout import (
    Pairs,
    Place,
    Stack,
    height_in_columns,
    height_of,
    narrow_in_pairs,
    room,
    tallest,
)
from dashboard.web.row_filter import narrowed
from dashboard.web.session import cache, survey
from dashboard.web.standing_out import what_stands_out
from dashboard.web.tool_links import tool_links

STORY = 420
"""Pixels of the usual drawing of a story."""


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
        release=at_hand.release,
        marks=at_hand.marks,
    )


def _draw(topic: Topic, desk: Desk) -> None:
    chosen = desk.chosen
    view = topic_view(desk, topic)
    stories = [part for part in (*view.leading, *view.rest) if isinstance(part, Story)]
    opened = {code for story in stories for code in story.opens}
    looked_up = [
        q for q in topic.questions if q.id == chosen.address.question and q.id not in opened
    ]
    whole = chosen.address.question in opened
    st.title(verbatim(topic.title), anchor=False)
    selection_line(survey(), chosen)
    head = st.container(key="head")
    page = _Page(topic, desk, {question.id for question in looked_up})
    if looked_up:
        _looked_up(desk, looked_up[0])
    elif whole:
        st.button("← All categories", on_click=forget_question, type="tertiary", key="all_shown")
        tool_links(desk.codebook, desk.question(str(chosen.address.question)))
    waiting = page.lead(view.leading)
    page.go_on(sections(topic, [*waiting, *view.rest]))
    with head:
        # Figures first: what a reader looks at does not wait for the sentence computed from it.
        asked = [desk.question(str(chosen.address.question))] if whole else view.telling
        found = desk.each(asked)
        with part_place("the leading sentence"):
            results = [one for one in found.values() if not isinstance(one, DashboardError)]
            _headline(*finding(desk, topic, results))
        with part_place("wider views"):
            drawn = [question.id for question in view.telling]
            stories = [part for part in view.leading if isinstance(part, Story)]
            drawn += [code for story in stories for code in story.needs]
            offer_wider(desk, map(desk.question, [*drawn, *page.found]), topic.id)
        with part_place("the key differences"):
            what_stands_out(desk, page.found)
    closing_note(open_ends(desk, view))


class _Page:
    """The figures of a topic's page, as many as its height has room for."""

    def __init__(self, topic: Topic, desk: Desk, shown: set[str]) -> None:
        self.topic, self.desk = topic, desk
        self.paired = replace(desk, narrow=narrow_in_pairs(), paired=is_wide())
        self.shown = shown
        self.found: dict[str, Result] = {}
        self.height = 0
        self.short = False
        self.room = room(comparing=desk.chosen.address.compare is not None)
        self._made: dict[tuple[str, tuple[bool, bool]], Drawings] = {}
        self._stages: dict[str, OnPage] = {}

    def _drawings(self, desk: Desk, question: Question) -> Drawings:
        """The drawings that have a question's."""
        key = question.id, desk.looks
        if key not in self._made:
            self._prepare(desk, [question])
        return self._made[key]

    def _prepare(self, desk: Desk, parts: Sequence[Part]) -> None:
        """Draw the questions among some parts, all at once."""
        questions = [part for part in parts if isinstance(part, Question)]
        drawn = desk.drawn(questions)
        self._made |= {(question.id, desk.looks): drawn for question in questions}

    def lead(self, parts: Sequence[Part]) -> list[Part]:
        """Draw the leading parts: the first over the whole width, others in pairs below it.

        Gives those for which there is no room: they come first among the rest.
        """
        if not parts:
            return []
        hero, *others = parts
        self._prepare(self.paired, others)
        top = Stack()
        stage = OnPage(desk=self.desk, shown=set(self.shown), place=top, most=1)
        self._draw(hero, stage)
        self.shown |= stage.shown
        pairs = Pairs(f"lead_{self.topic.id}")
        waiting: list[Part] = []
        if isinstance(hero, Story) and self._waits(hero, stage, top.height, pairs):
            waiting.append(hero)
        for part in others:
            if isinstance(part, Story):
                if self._waits(part, self._stage(pairs), top.height, pairs):
                    waiting.append(part)
            elif self._has_room(part, top.height, pairs):
                self._draw(part, self._stage(pairs))
            else:
                waiting.append(part)
        self.height = top.height + pairs.height
        self.short = top.has_blocks
        return waiting

    def _waits(self, story: Story, stage: OnPage, above: int, pairs: Pairs) -> bool:
        """Tell a leading story in pairs as far as there is room; whether some of it waits."""
        stage.desk, stage.place, stage.most = self.paired, pairs, None
        stage.fits = partial(self._fits, above, pairs)
        self._draw(story, stage)
        self.shown |= stage.shown
        if stage.waiting:
            self._stages[story.id] = stage
        return stage.waiting

    def _stage(self, place: Place) -> OnPage:
        return OnPage(desk=self.paired, shown=self.shown, place=place)

    def _has_room(self, part: Part, above: int, pairs: Pairs) -> bool:
        return self._left(above, pairs) >= self._height_of(part)

    def _fits(self, above: int, pairs: Pairs, drawing: int, note: str) -> bool:
        return self._left(above, pairs) >= height_of(drawing, note)

    def _left(self, above: int, pairs: Pairs) -> int:
        """Pixels left for a leading figure: one of the open section finds room in any case."""
        return self.room - tallest() - above - pairs.shorter

    def _height_of(self, part: Part) -> int:
        """About how many pixels a part takes: as drawn, or for stories, as they mostly are."""
        if isinstance(part, Story):
            return part.charts * height_of(STORY)
        drawn = self._drawings(self.paired, part)
        figure = drawn.figures.get(part.id)
        return height_of(figure.height, figure.note) if figure is not None else height_of(0)

    def go_on(self, by_heading: dict[str, list[Part]]) -> None:
        """Draw what has room of the open section; closed ones are not computed."""
        if not by_heading:
            return
        labels = [verbatim(heading) for heading in by_heading]
        codes = [self._code(heading, parts) for heading, parts in by_heading.items()]
        key, options = f"tabs_{self.topic.id}", dict(zip(codes, labels, strict=True))
        held = Held("tab", key, options, codes[0], self.known)
        tabs = st.tabs(labels, on_change="rerun", key=key, default=held.begun)
        for tab, (heading, parts) in zip(tabs, by_heading.items(), strict=True):
            if tab.open:
                held.keep(verbatim(heading))
                with tab:
                    self._section(heading, parts)
                return

    @property
    def known(self) -> set[str]:
        """The parts of the topic by id, whether or not this view has them."""
        stories = {story.id for story in outline_of(self.topic).stories}
        return {question.id for question in self.topic.questions} | stories

    def _code(self, heading: str, parts: Sequence[Part]) -> str:
        """A section by the first question of the questionnaire in it, else by its first story."""
        among = (q.id for q in self.topic.questions if (q.section or MORE_QUESTIONS) == heading)
        return next(among, parts[0].id)

    def _section(self, heading: str, parts: list[Part]) -> None:
        self._prepare(self.paired, parts)
        heights = [self._height_of(part) for part in parts]
        columns = 1 if is_narrow() else 2
        left = self.room - self.height
        if len(parts) > 1 and height_in_columns(heights, columns) > left:
            parts = _picked(self.topic, heading, parts, self.known)
        if len(parts) == 1 and parts[0].id not in self._stages:
            place: Place = Stack()
            stage = OnPage(desk=self.desk, shown=self.shown, place=place)
            self._draw(parts[0], stage)
            return
        pairs = Pairs(f"{self.topic.id}_{parts[0].id}", short=self.short)
        for part in parts:
            self._draw(part, self._stage(pairs))

    def _draw(self, part: Part, stage: OnPage) -> None:
        """A story, or a question's figure in this view."""
        if isinstance(part, Story):
            begun = self._stages.get(part.id)
            if begun is not None:
                # What of it waited goes on behind what stands above.
                begun.place, begun.fits, begun.waiting = stage.place, None, False
                stage = begun
            with figure_place(part.id, part.title):
                part.tell(stage.desk, stage)
        elif part.id not in stage.shown:
            stage.shown.add(part.id)
            drawn = self._drawings(stage.desk, part)
            self.found |= {part.id: drawn.found[part.id]} if part.id in drawn.found else {}
            _show(stage.desk, part, stage.place, drawn)


def _picked(topic: Topic, heading: str, parts: list[Part], known: Collection[str]) -> list[Part]:
    """The part that the reader picks where there is no room for all."""
    titles = {part.id: verbatim(part.title) for part in parts}
    key = f"pick_{topic.id}_{heading}"
    held = Held("pick", key, {code: code for code in titles}, parts[0].id, known)
    begin: dict[str, Any] = {} if held.start is None else {"default": held.start}
    picked = st.pills(
        **labeled(heading, hidden=True),
        options=list(titles),
        format_func=lambda code: titles[code],
        required=True,
        key=key,
        **begin,
    )
    code = held.keep(picked)
    return [part for part in parts if part.id == code]


def _headline(text: str, evidence: str = "") -> None:
    """The finding of a page, in letters that say so, and what it rests on."""
    with st.container(key="headline"):
        st.markdown(verbatim(text))
    if evidence:
        st.caption(verbatim(evidence))


def _show(desk: Desk, question: Question, place: Place, drawn: Drawings) -> None:
    """A question's figure in this view; of long lists of rows the part a reader looks for."""
    with figure_place(question.id, question.title):
        figure, result = drawn.figure(question.id), drawn.found[question.id]
        with place.words():
            opened = desk.codebook.questions.get(desk.chosen.address.question or "")
            part = narrowed(desk.codebook, result, question, opened)
        if part is not result:
            figure = desk.figure_of_part(drawn.found, part)
        with place.figure(question.id, figure.height, figure.note):
            show_told(desk, of_question(desk, figure, question))
            tool_links(desk.codebook, question)


def _looked_up(desk: Desk, question: Question) -> None:
    with st.container(border=True):
        st.caption("Search result")
        with figure_place(question.id, question.title):
            figure = desk.drawn([question]).figure(question.id)
            show_told(desk, of_question(desk, figure, question))
        st.button("Close", on_click=forget_question, key="close_looked_up")


def closing_note(lines: Sequence[str]) -> None:
    """What a page does not know, folded at its end."""
    with st.expander(OPEN_ENDS):
        for line in lines:
            st.markdown(f"- {verbatim(line)}")
