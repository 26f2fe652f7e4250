"""The parts of a page: its head, its leading figures, the rest by section, what it leaves open."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.address import COMPARE_YEARS
from dashboard.association import associations
from dashboard.charts import draw as draw_chart
from dashboard.codebook import Question, Topic
from dashboard.comparison import compare
from dashboard.controls import Choices, choices, forget_question, link_to, selection_line
from dashboard.estimates.methods import METHODS
from dashboard.figures import View
from dashboard.figures.figure import Figure
from dashboard.findings import sentence
from dashboard.frame import in_frame
from dashboard.results import Result, has_shares
from dashboard.scores import Scores, statistics_of
from dashboard.survey import Survey, drawn, measured, scored, survey
from dashboard.told import changes_in_words, groups_in_words
from dashboard.viewport import is_narrow
from dashboard.weights import Weights, details_of

METHOD_PAGE = "method"
LEADING = 3
IN_A_TAB = 5


def topic_page(code: str, lead: Sequence[str] = ()) -> None:
    """A topic's page. `lead` names the questions it begins with; all others follow by section.

    Names in `lead` that the codebook at hand lacks are passed over: another survey's questions
    have other names.
    """
    in_frame()
    at_hand, chosen = survey(), choices()
    topic = at_hand.codebook.topic(code)
    shown, absent = _sorted_out(topic, chosen)
    by_id = {question.id: question for question in shown}
    leading = [by_id[name] for name in lead if name in by_id][:LEADING] or shown[:2]
    looked_up = [q for q in topic.questions if q.id == chosen.address.question]
    st.title(topic.title, anchor=False)
    selection_line(at_hand, chosen)
    head = st.container()
    sections = _sections([question for question in shown if question not in leading])
    figures = st.container()
    open_section, place = _tabs(sections, topic)
    found = measure_all(chosen, [*looked_up, *leading, *open_section])
    figures_of = draw_all(at_hand, chosen, found)
    with head:
        st.markdown(_lead(topic, [found[question.id] for question in leading]))
        what_stands_out(at_hand, chosen, found)
    with figures:
        for question in looked_up:
            _looked_up(question, figures_of)
        for question in leading:
            if question not in looked_up:
                show_figure(figures_of[question.id], question)
    with place:
        for question in open_section:
            if question not in looked_up:
                show_figure(figures_of[question.id], question)
    closing_note(chosen, absent)


def _sorted_out(topic: Topic, chosen: Choices) -> tuple[list[Question], list[Question]]:
    """The questions that the years in view asked, and those they did not."""
    published = [question for question in topic.questions if question.published]
    years = set(chosen.selection.years)
    shown = [question for question in published if years & set(question.asked)]
    return shown, [question for question in published if question not in shown]


def _sections(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Questions by heading, no heading with more than a page can draw at once."""
    by_heading: dict[str, list[Question]] = {}
    for question in questions:
        by_heading.setdefault(question.section or "More questions", []).append(question)
    sections = {}
    for heading, group in by_heading.items():
        for start in range(0, len(group), IN_A_TAB):
            number = start // IN_A_TAB + 1
            title = heading if number == 1 else f"{heading} ({number})"
            sections[title] = group[start : start + IN_A_TAB]
    return sections


def _tabs(
    sections: dict[str, list[Question]], topic: Topic
) -> tuple[list[Question], DeltaGenerator]:
    """The questions of the open tab and where they go; closed tabs are not computed."""
    if not sections:
        return [], st.container()
    tabs = st.tabs(list(sections), on_change="rerun", key=f"tabs_{topic.id}")
    for tab, questions in zip(tabs, sections.values(), strict=True):
        if tab.open:
            return questions, tab
    return [], tabs[0]


def measure_all(chosen: Choices, questions: Sequence[Question]) -> dict[str, Result | Scores]:
    """Results of questions of all kinds for the view, in reading order: shares, or scores."""
    wanted = {question.id: question for question in questions}
    selection, by, of = chosen.selection, chosen.by, chosen.address.of
    found: dict[str, Result | Scores] = {}
    for weights, group in _by_weights(chosen, wanted.values()).items():
        if of_shares := [question for question in group if has_shares(question)]:
            found |= measured(of_shares, selection, by, of, weights)
        if of_scores := [question for question in group if not has_shares(question)]:
            found |= scored(of_scores, selection, by, weights)
    return {code: found[code] for code in wanted}


def _by_weights(chosen: Choices, questions: Iterable[Question]) -> dict[Weights, list[Question]]:
    """The questions by the weights they are shown with: use cases count only in their details."""
    weights = chosen.address.weights
    details = details_of(survey().codebook)
    groups: dict[Weights, list[Question]] = {}
    for question in questions:
        fits = weights is not Weights.USE_CASES or question.id in details
        groups.setdefault(weights if fits else Weights.NONE, []).append(question)
    return groups


def draw_all(
    at_hand: Survey, chosen: Choices, found: Mapping[str, Result | Scores]
) -> dict[str, Figure]:
    """Figures of results, for the view."""
    view = View(
        codebook=at_hand.codebook,
        selection=chosen.selection,
        compare=chosen.address.compare,
        of=chosen.address.of,
        narrow=is_narrow(),
    )
    return drawn(found, view)


def _lead(topic: Topic, leading: Iterable[Result | Scores]) -> str:
    """The first finding among the leading questions, or what the topic is about."""
    sentences = (sentence(result) for result in leading)
    return next((text for text in sentences if text), topic.lead)


def what_stands_out(at_hand: Survey, chosen: Choices, found: Mapping[str, Result | Scores]) -> None:
    """What a comparison comes to, over all figures in view: the changes or groups to be marked."""
    lines: list[str] = []
    years = chosen.selection.years
    if chosen.address.compare == COMPARE_YEARS and len(years) > 1:
        first, second = years[-2:]
        compared = compare(at_hand.responses, list(found.values()), chosen.selection, first, second)
        lines = changes_in_words(compared)
        title = f"What changed from {first} to {second}, on this page"
    elif chosen.by is not None:
        shares = [result for result in found.values() if isinstance(result, Result)]
        flat = [one for of_result in associations(shares) for one in of_result]
        lines = groups_in_words(flat)
        title = f"Who stands out by {chosen.by.title.lower()}, on this page"
    if lines:
        with st.expander(title, expanded=True):
            st.markdown("\n".join(f"- {line}" for line in lines))


def show_figure(figure: Figure, question: Question) -> None:
    """A figure with its words: title, subtitle, drawing, base, note, and the wording on demand."""
    with st.container(key=f"figure_{question.id}", gap="small"):
        st.subheader(figure.title, anchor=False, help=wording(question))
        st.caption(figure.subtitle)
        draw_chart(figure, key=f"chart_{question.id}", link=link_to(question))
        st.caption(f"{figure.base} · [How computed]({METHOD_PAGE}#{_method(question)})")
        if figure.note:
            st.caption(figure.note)


def _method(question: Question) -> str:
    """Where the method page explains the number that a question's figure shows."""
    weights = choices().address.weights
    if weights is Weights.USE_CASES and question.id in details_of(survey().codebook):
        return METHODS["use_cases"].anchor
    return METHODS[statistics_of(question)[0]].anchor


def wording(question: Question) -> str:
    """The question as it was asked, the newest wording first where it changed."""
    texts: dict[str, list[str]] = {}
    for year in sorted(question.wording, reverse=True):
        texts.setdefault(question.wording[year], []).append(str(year))
    if len(texts) == 1:
        return f"Asked: “{next(iter(texts))}”"
    return "\n\n".join(f"{', '.join(years)}: “{text}”" for text, years in texts.items())


def _looked_up(question: Question, drawn: dict[str, Figure]) -> None:
    with st.container(border=True):
        st.caption("The question you looked up")
        show_figure(drawn[question.id], question)
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
