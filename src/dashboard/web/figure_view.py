"""Figures on a page, each with its words, and the page as the stage on which stories are told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from dashboard.analysis.results import Result
from dashboard.exports.data.tidy import data_csv
from dashboard.exports.exhibit import Exhibit
from dashboard.exports.figure_export import (
    METHOD_PAGE,
    exhibit_from,
    link_to,
    reference_to,
    referenced,
)
from dashboard.exports.markdown_text import verbatim
from dashboard.query.reference import Reference
from dashboard.stories.parts import details
from dashboard.stories.story import Fact, Grid, Make, Told
from dashboard.stories.view import Desk
from dashboard.web.cards import grid_html
from dashboard.web.components.charts import draw as draw_chart
from dashboard.web.components.native_charts import Words
from dashboard.web.components.viewport import is_narrow
from dashboard.web.control_labels import labeled
from dashboard.web.isolation import figure_place, part_place
from dashboard.web.own_report import basket, keep_basket
from dashboard.web.page_choices import Held
from dashboard.web.page_layout import Place, Stack
from dashboard.web.take_away import take_away
from dashboard.web.unweighted import show_unweighted
from dashboard.web.who_responded import who_responded

CARDS, GRID_HEAD, CARD_ROW = "cards", 85, 135
CARD = 120
"""Pixels of a card, less the words that stand around any figure."""

AS_BUTTONS = 4
"""The most options that stand as buttons on a phone."""
CHOSEN = 590
"""Pixels of what a page has a control for: a card and a low drawing, else both wait with it."""

TAKE_AWAY, COLLECT, REMOVE = "Download & cite", "Add to report", "In the report"
WHO = "Who responded"


@dataclass(kw_only=True)
class OnPage:
    """The page as a stage for stories: choices are widgets, figures are drawn.

    Figures whose ids are `shown` stand on the page already, and are not drawn a second time.
    `place` says where the next figure of a height goes, and the words with it. `most` is how many
    figures are drawn, and none from the first one on that does not fit, which is `waiting` then; a
    story told a second time on the same stage goes on behind the last of them. `alone` names the
    place of the one figure of a page, whichever question it is of: an open table stays open.
    """

    desk: Desk
    shown: set[str] = field(default_factory=set)
    place: Place = field(default_factory=Stack)
    most: int | None = None
    fits: Callable[[int, str], bool] | None = None
    waiting: bool = False
    alone: str = ""
    _drawn: int = 0
    _chosen: dict[str, str] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)

    @property
    def _full(self) -> bool:
        return self.waiting or (self.most is not None and self._drawn >= self.most)

    def _has_room(self, drawing: int, note: str = "") -> bool:
        """Whether a drawing fits; what does not, and all behind it, waits."""
        self.waiting = self.waiting or not (self.fits is None or self.fits(drawing, note))
        return not self.waiting

    def choose(
        self, key: str, label: str, options: Mapping[str, str], default: str, *, many: bool = False
    ) -> str:
        """The code of the option that the reader has chosen."""
        if key in self._chosen or self._full or not self._has_room(CHOSEN):
            return self._chosen.get(key, default)
        codes, label_of = list(options), options.__getitem__
        held = Held(key, key, {code: code for code in codes}, default)
        begin: dict[str, Any] = {}
        # On phones a row of many buttons and its label would push the figure off the screen.
        folded = is_narrow() and not many and len(codes) > AS_BUTTONS
        with self.place.words():
            if many or folded:
                if held.start is not None:
                    begin = {"index": codes.index(held.start)}
                picked = st.selectbox(
                    **labeled(label, hidden=folded),
                    options=codes,
                    format_func=label_of,
                    key=key,
                    **begin,
                )
            else:
                if held.start is not None:
                    begin = {"default": held.start}
                picked = st.pills(
                    **labeled(label),
                    options=codes,
                    format_func=lambda code: verbatim(options[code]),
                    required=True,
                    wrap=True,
                    key=key,
                    **begin,
                )
        self._chosen[key] = held.keep(picked)
        return self._chosen[key]

    def show(self, id: str, make: Make) -> None:
        """Draw a figure with its words, where there is anything to draw it from."""
        if id in self.shown or self._full:
            return
        self.shown.add(id)
        with figure_place(id):
            told = told_once(self.desk, id, make)
            if told is None or not self._has_room(told.figure.height, told.figure.note):
                self.shown.discard(id)
            else:
                self._drawn += 1
                with self.place.figure(id, told.figure.height, told.figure.note):
                    show_told(self.desk, told, self.alone)

    def say(self, text: str) -> None:
        """A remark between figures."""
        if text not in self._said and not self._full:
            self._said.add(text)
            with self.place.words():
                st.caption(verbatim(text))

    def open(self, key: str, codes: Sequence[str], opened: str) -> str:
        """The one that the reader opened, by a card or a link."""
        return opened

    def cards(self, grid: Grid) -> None:
        """A grid of cards below the leading figure, whose names are links."""
        if CARDS in self._said:
            return
        self._said.add(CARDS)
        across = 2 if is_narrow() else 4
        with self.place.block(GRID_HEAD + ceil(len(grid.cards) / across) * CARD_ROW):
            st.html(grid_html(grid))

    def card(self, title: str, text: str, facts: Sequence[Fact], below: str) -> None:
        """A framed text with a few numbers beside each other."""
        if text in self._said or self._full or not self._has_room(CARD):
            return
        self._said.add(text)
        with self.place.figure("card", CARD), st.container(border=True):
            st.markdown(f"**{verbatim(title)}.** {verbatim(text)}")
            # On phones closer, so that four years stand beside each other.
            with st.container(horizontal=True, gap="small" if is_narrow() else "large"):
                for fact in facts:
                    st.metric(
                        verbatim(fact.label),
                        verbatim(fact.number),
                        help=verbatim(fact.uncertainty),
                        width="content",
                    )
            if below:
                st.caption(verbatim(below))


def told_once(desk: Desk, id: str, make: Make) -> Told | None:
    """A story's figure; its id and the view decide it, as they do in a link to it."""
    return desk.once(("told", str(reference_to(desk, id)), desk.looks), make)


def show_told(desk: Desk, told: Told, place: str = "") -> None:
    """A figure with its words: title, subtitle, drawing, base, note, and the wording on demand.

    Figures of one `place` are drawn in place of each other, by default those of one question.
    """
    figure = told.figure
    with figure_place(figure.id, figure.title):
        told = referenced(desk, told)
        place = place or figure.id.partition(".")[0]
        _show_referenced(desk, told, reference_to(desk, figure.id), place)


def _show_referenced(desk: Desk, told: Told, reference: Reference, place: str) -> None:
    figure = told.figure
    actions = [TAKE_AWAY, REMOVE if reference in basket() else COLLECT, WHO]
    if st.context.is_embedded:
        actions = []  # there is no report on pages of others, and no room for a dialog
    pressed = draw_chart(
        figure,
        # What the reader chooses follows the dot; the place stays, and is drawn anew.
        key=f"figure_{place}",
        csv=lambda: data_csv(_exhibit(desk, told)),
        link=link_to(reference),
        name=reference.file_name(desk.codebook.id),
        words=Words(method=f"{METHOD_PAGE}#{told.method}", asked=details(told)),
        actions=actions,
        place=place,
    )
    for found in figure.found:
        if isinstance(found, Result):
            with part_place(f"figure {figure.id!r} without weights"):
                show_unweighted(desk, found)
    if pressed == TAKE_AWAY:
        take_away(partial(_exhibit, desk, told))
    elif pressed == WHO:
        who_responded(desk, told)
    elif pressed is not None:
        _collect(desk, told, reference)


def _collect(desk: Desk, told: Told, reference: Reference) -> None:
    """Put a figure into the report, or take it out again."""
    collected = basket()
    if reference in collected:
        places = [item.reference for item in collected.items]
        keep_basket(collected.without(places.index(reference)))
    else:
        keep_basket(collected.with_figure(reference))
    # Its button says otherwise now, and so does the menu.
    st.rerun()


def _exhibit(desk: Desk, told: Told) -> Exhibit:
    heading = desk.codebook.topic(told.questions[0].topic).title
    return exhibit_from(desk, told, heading, site())


def site() -> str:
    """The dashboard's own address as the reader's browser knows it, ending in a slash."""
    parts = urlsplit(st.context.url or "")
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{parts.scheme}://{parts.netloc}/{base + '/' if base else ''}" if parts.netloc else ""
