"""The figures of a topic's page: the leading ones, then the sections, as many as have room."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard.analysis.results import Result
from dashboard.codebook import Question, Topic
from dashboard.errors import DashboardError, contained
from dashboard.exports.markdown_text import verbatim
from dashboard.figures import Figure
from dashboard.stories.headline import Part, drawn_at_first
from dashboard.stories.outlines import outline_of
from dashboard.stories.page_room import STORY, in_columns
from dashboard.stories.parts import of_question
from dashboard.stories.story import Story
from dashboard.stories.topic_view import (
    MORE_QUESTIONS,
    is_empty,
)
from dashboard.stories.view import Desk, Drawings
from dashboard.web.components.viewport import is_narrow, is_wide
from dashboard.web.control_labels import labeled
from dashboard.web.figure_view import OnPage, show_told, told_once
from dashboard.web.isolation import figure_place
from dashboard.web.page_choices import Held, choose, is_chosen
from dashboard.web.page_layout import (
    Pairs,
    Place,
    Stack,
    height_of,
    narrow_in_pairs,
    room,
    stands_alone,
    tallest,
)
from dashboard.web.row_filter import narrowed
from dashboard.web.tool_links import tool_links

TAB, ALL = "tab", "all"
"""The choice of a section, and its option for all of them, one below the other."""
ALL_SECTIONS = "All sections (to print)"
OTHER_SECTIONS = "More sections on this page: {}. “All sections” on the page prints them, too."


class TopicBody:
    """The figures of a topic's page, as many as its height has room for."""

    def __init__(self, topic: Topic, desk: Desk, shown: set[str]) -> None:
        self.topic, self.desk = topic, desk
        self.paired = replace(desk, narrow=narrow_in_pairs(), paired=is_wide())
        self.shown = shown
        self.found: dict[str, Result] = {}
        self.height = 0
        self.short = False
        filtered = bool(desk.chosen.query.where)
        self.room = room(comparing=desk.chosen.address.compare is not None, filtered=filtered)
        self.empty: dict[str, Figure] = {}
        self._made: dict[tuple[str, tuple[bool, bool]], Drawings] = {}
        self._stages: dict[str, OnPage] = {}

    def _drawings(self, desk: Desk, question: Question) -> Drawings:
        """The drawings that have a question's."""
        key = question.id, desk.looks
        if key not in self._made:
            self._prepare(desk, [question])
        return self._made[key]

    def _prepare(self, desk: Desk, parts: Sequence[Part]) -> None:
        """Count the questions among some parts, all at once."""
        questions = [part for part in parts if isinstance(part, Question)]
        drawn = desk.drawn(questions)
        self._made |= {(question.id, desk.looks): drawn for question in questions}

    def lead(self, parts: Sequence[Part]) -> list[Part]:
        """Draw the leading parts: the first over the whole width, others in pairs below it.

        Gives those for which there is no room: they come first among the rest.
        """
        if not parts:
            return []
        self._prepare(self.paired, parts[1:])
        (hero, *others), empty = self._apart(parts, hero=parts[0])
        self.empty |= empty
        top = Stack()
        stage = OnPage(desk=self.desk, shown=set(self.shown), place=top, most=1)
        self._draw(hero, stage)
        self.shown |= stage.shown
        waiting: list[Part] = []
        pairs = Pairs(f"lead_{self.topic.id}")
        if isinstance(hero, Story) and self._waits(hero, stage, top.height, pairs):
            waiting.append(hero)
        fitting = [] if pairs.height else self._fitting(others, top.height)
        if len(fitting) == 1 and self._is_lone(fitting):
            others.remove(fitting[0])
            self._draw(fitting[0], OnPage(desk=self.desk, shown=self.shown, place=top))
        for part in others:
            if isinstance(part, Story):
                if self._waits(part, self._stage(pairs), top.height, pairs):
                    waiting.append(part)
            elif self._has_room(part, top.height + pairs.shorter):
                self._draw(part, self._stage(pairs))
            else:
                waiting.append(part)
        pairs.close()
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

    def _has_room(self, part: Part, above: int) -> bool:
        return self._left(above) >= self._height_of(part)

    def _fits(self, above: int, pairs: Pairs, drawing: int, note: str) -> bool:
        return self._left(above + pairs.shorter) >= height_of(drawing, note)

    def _left(self, above: int) -> int:
        """Pixels left for a leading figure: one of the open section finds room in any case."""
        return self.room - tallest() - above

    def _fitting(self, parts: Sequence[Part], above: int) -> list[Part]:
        """The parts that have room in two columns, each in the shorter."""
        fitting: list[Part] = []
        for part in parts:
            taken = in_columns([self._height_of(one) for one in fitting], 2)
            if self._has_room(part, above + min(taken)):
                fitting.append(part)
        return fitting

    def _is_lone(self, parts: Sequence[Part]) -> bool:
        """Whether the last of some parts is one figure that would stand beside a hole."""
        last = parts[-1]
        begun, goes_on = last.id in self._stages, _goes_on(last)
        if len(parts) == 1:
            left = [one for one in self._figures(last) if one.id not in self.shown]
            return len(left) == 1 if begun else not goes_on
        if begun or goes_on:
            return False
        return is_wide() and stands_alone([self._height_of(part) for part in parts], 2)

    def _height_of(self, part: Part) -> int:
        """About how many pixels a part takes: as drawn, or as longer stories mostly are."""
        if isinstance(part, Story):
            figures = self._figures(part) if part.charts == 1 else []
            drawn = sum(height_of(one.height, one.note) for one in figures)
            return drawn or part.charts * height_of(STORY)
        figure = self._figure(part, self.paired)
        return height_of(figure.height, figure.note) if figure is not None else height_of(0)

    def _figure(self, question: Question, desk: Desk) -> Figure | None:
        """A question's figure among others; None where it cannot be drawn."""
        try:
            return self._drawings(desk, question).figure(question.id)
        except DashboardError:
            return None

    def go_on(self, by_heading: dict[str, list[Part]]) -> None:
        """Draw what has room of the open section; closed ones are not computed."""
        if not by_heading:
            return
        if is_chosen(TAB, ALL):
            for heading, parts in by_heading.items():
                st.header(verbatim(heading), anchor=False)
                self._section(heading, parts, whole=True)
            st.button("Sections as tabs", on_click=choose, args=(TAB, None), key="sections_as_tabs")
            return
        labels = [verbatim(heading) for heading in by_heading]
        codes = [self._code(heading, parts) for heading, parts in by_heading.items()]
        options = dict(zip(codes, labels, strict=True))
        # A section of which this view has nothing is opened only where it is asked for.
        shows = map(self._section_shows, by_heading.values())
        first = next((code for code, on in zip(codes, shows, strict=True) if on), codes[0])
        # Tabs that begin otherwise are others: what was open at first is nobody's choice.
        key = f"tabs_{self.topic.id}_{first}"
        held = Held(TAB, key, options, first, self.known)
        tabs = st.tabs(labels, on_change="rerun", key=key, default=held.begun)
        for tab, (heading, parts) in zip(tabs, by_heading.items(), strict=True):
            if tab.open:
                held.keep(verbatim(heading))
                with tab:
                    self._section(heading, parts)
                break
        if len(by_heading) > 1:
            st.html(f'<p class="on-paper">{escape(OTHER_SECTIONS.format(len(by_heading) - 1))}</p>')
            st.button(ALL_SECTIONS, on_click=choose, args=(TAB, ALL), key="all_sections")

    @property
    def known(self) -> set[str]:
        """The parts of the topic by id, whether or not this view has them."""
        stories = {story.id for story in outline_of(self.topic).stories}
        return {question.id for question in self.topic.questions} | stories

    def _code(self, heading: str, parts: Sequence[Part]) -> str:
        """A section by the first question of the questionnaire in it, else by its first story."""
        among = (q.id for q in self.topic.questions if (q.section or MORE_QUESTIONS) == heading)
        return next(among, parts[0].id)

    def _section(self, heading: str, parts: list[Part], *, whole: bool = False) -> None:
        """The parts of a section: those that have room, or the `whole` of it."""
        # What was looked up stands above, and leaves its room to the others.
        others = [part for part in parts if isinstance(part, Story) or part.id not in self.shown]
        parts = others or parts
        self._prepare(self.paired, parts)
        left = self.room - self.height
        if not whole and self._overflows(parts, left):
            first = next(part.id for part in parts if self._shows(part))
            parts = _picked(self.topic, heading, parts, first, self.known)
        else:
            parts, empty = self._apart(parts)
            self.empty |= empty
        # The last by itself where it has no other beside it.
        last = parts.pop() if self._is_lone(parts) else None
        if parts:
            pairs = Pairs(f"{self.topic.id}_{parts[0].id}", short=self.short)
            for part in parts:
                self._draw(part, self._stage(pairs))
            pairs.close()
        if last is not None:
            figures = self._figures(last, alone=True)
            own = max((height_of(one.height, one.own_note) for one in figures), default=0)
            place = Stack(short=left < own)
            self._draw(last, OnPage(desk=self.desk, shown=self.shown, place=place))

    def _apart(
        self, parts: Sequence[Part], hero: Part | None = None
    ) -> tuple[list[Part], dict[str, Figure]]:
        """The parts that have something to show, else the first; and the others for a closing line.

        A reader who looks for what is not shown learns why, without a figure's height for each.
        """
        figures = {p.id: self._figures(p, alone=p is hero) for p in parts}
        # What fails has none: it is shown, and says so.
        empty = {id: of[0] for id, of in figures.items() if of and is_empty(of)}
        filled = [part for part in parts if part.id not in empty] or list(parts[:1])
        return filled, {p.id: empty[p.id] for p in parts if p not in filled}

    def _overflows(self, parts: Sequence[Part], left: int) -> bool:
        """Whether parts take more than is left; drawn are as many as it takes to know."""
        heights: list[int] = []
        for part in filter(self._shows, parts):
            heights.append(self._height_of(part))
            if len(heights) > 1 and max(in_columns(heights, 1 if is_narrow() else 2)) > left:
                return True
        return False

    def _section_shows(self, parts: Sequence[Part]) -> bool:
        self._prepare(self.paired, parts)
        return any(map(self._shows, parts))

    def _shows(self, part: Part) -> bool:
        """Whether a part has anything to show in this view."""
        return not is_empty(self._figures(part))

    def _figures(self, part: Part, *, alone: bool = False) -> list[Figure]:
        """The figures of a part in pairs or `alone`, without those that fail."""
        desk = self.desk if alone else self.paired
        if isinstance(part, Question):
            figure = self._figure(part, desk)
            return [] if figure is None else [figure]
        made = partial(told_once, desk)
        figures = contained(part.title, lambda: drawn_at_first(desk, part, made))
        return [] if isinstance(figures, DashboardError) else figures

    def _draw(self, part: Part, stage: OnPage) -> None:
        """A story, or a question's figure in this view."""
        if isinstance(part, Story):
            begun = self._stages.get(part.id)
            if begun is not None:
                # What of it waited goes on behind what stands above.
                begun.desk, begun.place = stage.desk, stage.place
                begun.fits, begun.waiting = None, False
                stage = begun
            with figure_place(part.id, part.title):
                part.tell(stage.desk, stage)
        elif part.id not in stage.shown:
            stage.shown.add(part.id)
            drawn = self._drawings(stage.desk, part)
            self.found |= {part.id: drawn.found[part.id]} if part.id in drawn.found else {}
            _show(stage.desk, part, stage.place, drawn)


def _goes_on(part: Part) -> bool:
    """Whether a part has more than one figure."""
    return isinstance(part, Story) and part.charts > 1


def _picked(
    topic: Topic, heading: str, parts: list[Part], first: str, known: Collection[str]
) -> list[Part]:
    """The part that the reader picks where there is no room for all; `first` until then."""
    titles = {part.id: verbatim(part.title) for part in parts}
    key = f"pick_{topic.id}_{heading}_{first}"
    held = Held("pick", key, {code: code for code in titles}, first, known)
    begin: dict[str, Any] = {} if held.start is None else {"default": held.start}
    picked = st.pills(
        **labeled(heading, hidden=True),
        options=list(titles),
        format_func=lambda code: titles[code],
        required=True,
        wrap=True,
        key=key,
        **begin,
    )
    code = held.keep(picked)
    return [part for part in parts if part.id == code]


def _show(desk: Desk, question: Question, place: Place, drawn: Drawings) -> None:
    """A question's figure in this view; of long lists of rows the part a reader looks for."""
    with figure_place(question.id, question.title):
        figure, result = drawn.figure(question.id), drawn.found[question.id]
        with place.words():
            opened = desk.codebook.questions.get(desk.chosen.address.question or "")
            part = narrowed(desk.codebook, result, question, opened)
        if part is not result:
            figure = drawn.figure_of(part)
        with place.figure(question.id, figure.height, figure.note):
            show_told(desk, of_question(desk, figure, question))
            tool_links(desk.codebook, question)
