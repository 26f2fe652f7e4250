"""The codebook page: every published question, and what each edition changed."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.analysis.describe import (
    answers_counted,
    base,
    codebook_lead,
    comparability,
    is_unchanged,
    kind_words,
    remarks,
    routing,
    spans,
    steps,
    years_asked,
)
from dashboard.codebook import Choice, Codebook, Question, Topic, Year
from dashboard.codebook.edition_changes import (
    ABOUT_ANSWERS,
    Change,
    What,
    changes,
    edition_before,
    told_apart,
)
from dashboard.codebook.tool_list import tool_names
from dashboard.exports.markdown_text import verbatim
from dashboard.exports.opening import Survey
from dashboard.query.selection import select, years_in_words
from dashboard.stories.one_tool import PAGE as TOOL_PAGE
from dashboard.web.app import in_frame, menu_page
from dashboard.web.controls import choices, find, forget_question, link_to, link_to_tool
from dashboard.web.links import link
from dashboard.web.page_choices import Held
from dashboard.web.session import survey

TALL_TABLE = 15
TABLE_HEIGHT = 560


def codebook_page() -> None:
    """Draw the codebook page."""
    in_frame()
    at_hand = survey()
    codebook = at_hand.codebook
    st.title("Codebook", anchor=False)
    st.markdown(codebook_lead(codebook))
    _what_changed(codebook)
    st.header("Questions", anchor=False)
    topics = [topic for topic in codebook.topics if _published(topic)]
    chosen = choices()
    find(at_hand, chosen.address, page="codebook")
    if chosen.address.question:
        _entries(at_hand, [codebook.questions[chosen.address.question]])
        st.button("Show all questions", on_click=forget_question, key="close_codebook_question")
    else:
        _by_topic(at_hand, topics)


def _published(topic: Topic) -> list[Question]:
    return [question for question in topic.questions if question.published]


# --- What an edition changed ---------------------------------------------------------------------


def _what_changed(codebook: Codebook) -> None:
    # The first edition changed nothing.
    editions = sorted(codebook.years, reverse=True)[:-1]
    if not editions:
        return
    st.header("What changed", anchor=False)
    key = "codebook_edition"
    held = Held("edition", key, {str(year): year for year in editions}, str(editions[0]))
    begin: dict[str, Any] = {} if held.start is None else {"default": held.start}
    year = st.segmented_control("Edition", editions, required=True, key=key, **begin)
    held.keep(year)
    found = changes(codebook, year)
    if not found:
        st.markdown(f"No changes from {edition_before(codebook, year)} to {year}.")
    for what in What:
        alike = [change for change in found if change.what is what]
        if not alike:
            continue
        lines = "\n".join(_lines(codebook, alike))
        st.markdown(f"**{what.value}** · {len(alike)}\n{lines}")


def _lines(codebook: Codebook, alike: Sequence[Change]) -> list[str]:
    """A line for each reason, with everything that it explains."""
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for change in alike:
        together.setdefault((change.reason, change.questions), []).append(change.title)
    lines = []
    for (reason, questions), titles in together.items():
        about_answers = alike[0].what in ABOUT_ANSWERS
        names = ", ".join(
            f"“{verbatim(title)}”" if about_answers else verbatim(title) for title in titles
        )
        where = f" in {_named(codebook, questions)}" if about_answers else ""
        lines.append(f"- {names}{where}" + (f" — {verbatim(reason)}" if reason else ""))
    return lines


def _named(codebook: Codebook, questions: Sequence[str]) -> str:
    titles = [f"*{verbatim(codebook.questions[code].title)}*" for code in questions]
    if len(titles) <= 2:
        return " and ".join(titles)
    return f"{titles[0]} and {len(titles) - 1} more questions"


# --- The questions -------------------------------------------------------------------------------


def _by_topic(at_hand: Survey, topics: Sequence[Topic]) -> None:
    titles = {topic.id: topic.title for topic in topics}
    codes, key = list(titles), "codebook_topic"
    held = Held("topic", key, {code: code for code in codes}, codes[0])
    begin: dict[str, Any] = {} if held.start is None else {"index": codes.index(held.start)}
    wanted = st.selectbox(
        "Topic",
        codes,
        format_func=lambda code: (
            f"{titles[code]} ({len(_published(at_hand.codebook.topic(code)))})"
        ),
        key=key,
        **begin,
    )
    held.keep(wanted)
    _entries(at_hand, _published(at_hand.codebook.topic(wanted)))


def _entries(at_hand: Survey, questions: Sequence[Question]) -> None:
    bases = _bases(at_hand.stamp, tuple(question.id for question in questions))
    section = ""
    for question in questions:
        if question.section != section:
            section = question.section
            st.subheader(verbatim(section), anchor=False, divider="gray")
        with st.container(key=f"codebook_{question.id}", gap="xsmall"):
            _entry(at_hand.codebook, question, bases)


def _entry(codebook: Codebook, question: Question, bases: dict[str, str]) -> None:
    st.markdown(f"##### {verbatim(question.title)}\n\n{_wordings(question)}", anchors=False)
    facts = [
        f"`{question.id}`",
        verbatim(kind_words(question)),
        verbatim(years_asked(question)),
        "asked of " + verbatim(routing(codebook, question)[0].text),
    ]
    lines = [" · ".join(facts), " · ".join([bases[question.id], verbatim(comparability(question))])]
    st.caption("  \n".join(lines))
    st.page_link(menu_page(question.topic), label="See the chart →", query_params=link_to(question))
    count = len(question.items) or len(question.choices)
    if not count and is_unchanged(question):
        return
    title = f"{answers_counted(question)} and comparability" if count else "Comparability"
    details = st.expander(verbatim(title), key=f"details_{question.id}", on_change="rerun")
    if details.open:
        with details:
            _details(codebook, question)


def _wordings(question: Question) -> str:
    """The newest wording, and each older one below it with what differs made to stand out."""
    stood = spans(question.wording, question.asked)
    if len(stood) == 1:
        text = verbatim(stood[0].text)
        # What was worked out was never put to anybody.
        return text if question.derived else f"“{text}”"
    quotes = []
    for place, span in enumerate(stood):
        newer = told_apart(span.text, stood[place - 1].text)[0] if place else None
        older = told_apart(stood[1].text, span.text)[1] if not place else None
        mark = "~~" if place else "**"
        text = " ".join(
            f"{mark}{verbatim(piece.text)}{mark}" if piece.changed else verbatim(piece.text)
            for piece in (newer or older or ())
        )
        quotes.append(f"{years_in_words(span.years)}: “{text}”")
    return "\n\n".join(quotes)


def _details(codebook: Codebook, question: Question) -> None:
    if question.help:
        st.caption(f"Help text: “{verbatim(question.help)}”")
    for span in routing(codebook, question)[1:]:
        st.caption(f"{years_in_words(span.years)}: asked of {verbatim(span.text)}")
    for heading, among in (("Row", question.items), ("Answer", question.choices)):
        if among:
            _table(heading, among, question)
    if len(question.asked) > 1 and is_unchanged(question):
        st.markdown(f"{years_in_words(question.asked)}: comparable (no changes).")
    else:
        lines = [
            f"- {step.first} and {step.second}: "
            f"**{'comparable' if step.comparable else 'not comparable'}**. {verbatim(step.reason)}"
            for step in steps(question)
        ]
        st.markdown("\n".join(lines))
    for year, reason in question.editorial.items():
        st.caption(f"Wording of {year}: {verbatim(reason)}")


def _table(heading: str, among: tuple[Choice, ...], question: Question) -> None:
    rows = []
    names = tool_names(survey().codebook)
    for choice in among:
        label, tool = verbatim(choice.label), names.get((question.id, choice.id))
        if tool is not None:
            label = link(choice.label, TOOL_PAGE, link_to_tool(tool))
        offered = "" if set(choice.asked) >= set(question.asked) else years_in_words(choice.asked)
        said = [f"{offered}." if offered else "", verbatim(remarks(choice, among))]
        rows.append(
            {
                heading: f"{label} `{choice.id}`",
                "Notes": " ".join(filter(None, said)),
            }
        )
    if not any(all(row.values()) for row in rows):
        rows = [{heading: row[heading]} for row in rows]
    tall = len(rows) > TALL_TABLE
    st.table(rows, border="horizontal", hide_index=True, height=TABLE_HEIGHT if tall else "content")


@st.cache_data(show_spinner=False, max_entries=60)
def _bases(stamp: str, codes: tuple[str, ...]) -> dict[str, str]:
    """For each question how many were asked and answered in the newest year that asked it."""
    at_hand = survey()
    codebook = at_hand.codebook
    by_year: dict[Year, list[Question]] = {}
    found = {}
    for code in codes:
        question = codebook.questions[code]
        years = set(question.asked) & set(at_hand.responses.years)
        if years:
            by_year.setdefault(max(years), []).append(question)
        else:
            found[code] = "No answers yet"
    for year, questions in by_year.items():
        tallies = at_hand.responses.tally(questions, select(codebook, [year]))
        found |= {code: f"{year}: {base(tally)}" for code, tally in tallies.items()}
    return found
