"""Figures on a page, each with its words, and the page as the stage on which stories are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.charts import draw as draw_chart
from dashboard.codebook import Question
from dashboard.controls import link_to
from dashboard.desk import Desk
from dashboard.stories import Fact, Make, Told

METHOD_PAGE = "method"


@dataclass(frozen=True)
class OnPage:
    """The page as a stage for stories: choices are widgets, figures are drawn."""

    desk: Desk

    def choose(
        self, key: str, label: str, options: Mapping[str, str], default: str, *, many: bool = False
    ) -> str:
        """The code of the option that the reader has chosen."""
        codes, label_of = list(options), options.__getitem__
        if many:
            at = codes.index(default)
            picked = st.selectbox(label, codes, index=at, format_func=label_of, key=key)
        else:
            picked = st.pills(
                label, codes, format_func=label_of, default=default, required=True, key=key
            )
        return picked or default

    def show(self, id: str, make: Make) -> None:
        """Draw a figure with its words, where there is anything to draw it from."""
        told = make()
        if told is not None:
            show_told(self.desk, told)

    def say(self, text: str) -> None:
        """A remark between figures."""
        st.caption(text)

    def card(self, text: str, facts: Sequence[Fact], below: str) -> None:
        """A framed text with a few numbers beside each other."""
        with st.container(border=True):
            st.markdown(text)
            with st.container(horizontal=True, gap="large"):
                for fact in facts:
                    st.metric(fact.label, fact.number, help=fact.uncertainty, width="content")
            st.caption(below)


def show_told(desk: Desk, told: Told) -> None:
    """A figure with its words: title, subtitle, drawing, base, note, and the wording on demand."""
    figure = told.figure
    # What the reader chooses follows the dot; the place of the figure stays, and is drawn anew.
    key = figure.id.partition(".")[0]
    first = told.questions[0]
    link = link_to(first) if figure.id == first.id else ""
    with st.container(key=f"figure_{key}", gap="small"):
        st.subheader(figure.title, anchor=False, help=_asked(told.questions))
        st.caption(figure.subtitle)
        draw_chart(figure, key=f"chart_{key}", link=link)
        st.caption(f"{figure.base} · [How computed]({METHOD_PAGE}#{told.method})")
        if figure.note:
            st.caption(figure.note)


def _asked(questions: Sequence[Question]) -> str:
    if len(questions) == 1:
        return wording(questions[0])
    return "\n\n".join(f"**{question.title}.** {wording(question)}" for question in questions)


def wording(question: Question) -> str:
    """The question as it was asked, the newest wording first where it changed."""
    texts: dict[str, list[str]] = {}
    for year in sorted(question.wording, reverse=True):
        texts.setdefault(question.wording[year], []).append(str(year))
    if len(texts) == 1:
        return f"Asked: “{next(iter(texts))}”"
    return "\n\n".join(f"{', '.join(years)}: “{text}”" for text, years in texts.items())
