"""The controls beside the pages: who a view is about, what it is compared by, and the rest folded.

They are drawn by the frame, not by the pages, and only where they do something. The view itself
stands in `view_state`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.codebook import Codebook, Question, Year
from dashboard.exports.markdown_text import verbatim
from dashboard.exports.opening import Survey
from dashboard.exports.search_index import search_index
from dashboard.query.reference import Reference, copied_link
from dashboard.query.selection import Of, Weights, select, years_in_words
from dashboard.query.url import (
    COMPARE_YEARS,
    Address,
    comparisons,
    groupings,
    newest_year,
    possible_weights,
    write_address,
)
from dashboard.stories.chosen import (
    Choices,
    base_words,
    choices_of,
    few,
    is_further,
    selection_words,
)
from dashboard.stories.menu import EXPLORE, FIGURE, SEGMENTS, TOOL
from dashboard.stories.what_changed import PAGE as CHANGES
from dashboard.web.components.copy_link import copy_link_button
from dashboard.web.components.search import draw_search, prepare_index
from dashboard.web.control_labels import labeled
from dashboard.web.session import cache
from dashboard.web.session import survey as survey_at_hand
from dashboard.web.view_state import (
    AGAINST,
    ANOTHER,
    COMPARE,
    GROUPS,
    NOTHING,
    OF,
    QUESTION,
    SINCE,
    WEIGHTS,
    WHOLE,
    YEAR,
    control_values,
    filter_key,
    keep,
    keep_view,
    reset,
    view_at_hand,
)

# Which page alone shows what the address names beside the view.
TOLD_FOR = 2
"""Whole runs after which the browser knows what controls begin with: one corrects its width."""
ONLY_ON = {FIGURE: FIGURE, TOOL: TOOL, AGAINST: CHANGES, SINCE: CHANGES}
MENU = "menu_pages"
CHOICES = "choices"

WEIGHTS_WORDS = {
    Weights.NONE: "people",
    Weights.SURVEY: "people, weighted to known margins",
    Weights.USE_CASES: "use cases",
}
OF_WORDS = {
    Of.ANSWERED: "people who answered",
    Of.ASKED: "people who were asked",
    Of.EVERYONE: "all respondents",
}


def choices() -> Choices:
    """What the reader has chosen; the frame puts it there while it runs a page."""
    chosen: Choices = st.session_state[CHOICES]
    return chosen


def figure_at_hand() -> str | None:
    """The id of the one figure that the address names, if it names one."""
    found: str | None = st.session_state.get(FIGURE)
    return found


def tool_at_hand() -> str | None:
    """The name of the one tool that the address names, if it names one."""
    found: str | None = st.session_state.get(TOOL)
    return found


def link_to_tool(name: str) -> dict[str, str]:
    """The parameters of this view of one tool, for a link to its page."""
    at_hand = choices()
    wanted = replace(at_hand.address.view, compare=None, tool=name)
    return write_address(wanted, at_hand.default_year)


def keep_reference(reference: Reference, codebook: Codebook) -> None:
    """Go to the view of a reference."""
    keep(reference.address, codebook)


def link_to(question: Question) -> dict[str, str]:
    """The parameters of this view with one question put first, for a link to its page."""
    at_hand = choices()
    wanted = replace(at_hand.address.view, question=question.id)
    return write_address(wanted, at_hand.default_year)


def forget_question() -> None:
    """Close the question that was looked up."""
    st.session_state[QUESTION] = None


def view_in_address(survey: Survey) -> Choices:
    """What the address says, where no controls are drawn: in figures embedded elsewhere."""
    return _view(survey, view_at_hand(survey))


def _view(survey: Survey, address: Address) -> Choices:
    return choices_of(survey.responses, address, cache(), survey.stamp)


def draw_controls(survey: Survey, page: str, *, results: bool) -> Choices:
    """Draw the sidebar, mirror it in the address of a page, and give what was chosen.

    Without `results` there is nothing to choose on the page: only the search is drawn.
    """
    for one_thing, its_page in ONLY_ON.items():
        if page != its_page:
            st.session_state[one_thing] = None
    codebook = survey.codebook
    address = view_at_hand(survey)
    default = newest_year(codebook, survey.responses.years)
    if not results:
        with st.sidebar:
            find(survey, address)
        keep_view(address)
        return _view(survey, address)
    with st.sidebar:
        find(survey, address)
        controls = _Controls(codebook, address)
        controls.who(filters=page != SEGMENTS)
        if page != CHANGES:
            controls.comparison(drawn=page not in (EXPLORE, SEGMENTS))
        controls.more(page)
        address = controls.address()
        if page != EXPLORE:
            address = replace(address, statistic=None, order=None)
        if page == SEGMENTS:
            address = replace(address, compare=None)
        elif page != FIGURE:
            address = replace(address, second={})
        chosen = _view(survey, address)
        if page != AGAINST:
            _people(chosen)
        with st.container(horizontal=True):
            st.button("Reset", on_click=reset, args=(codebook, default), key="reset_all")
            copy_link_button("?" + copied_link(address, default, survey.release))
    keep_view(address)
    return chosen


class _Controls:
    """The controls of one run, which begin with the view at hand.

    A control that has no value yet takes it from the view as its default, so that what the browser
    sends for it wins; one that is not drawn leaves its part of the view as it is.
    """

    def __init__(self, codebook: Codebook, address: Address) -> None:
        self.codebook = codebook
        self.values: dict[str, Any] = control_values(address, codebook)
        self.before = address
        state = st.session_state
        self.values |= {key: state[key] for key in self.values if key in state}
        if state.get(WHOLE, 0) < TOLD_FOR:
            # A first run that was cut short, or that another followed before the browser drew it,
            # left values here of which the browser knows nothing: it would send what controls
            # begin with for them, unless it is told.
            for key in self.values.keys() & state.keys():
                state[key] = self.values[key]

    def address(self) -> Address:
        """The view as the controls say it now."""
        values: Mapping[str, Any] = self.values
        compare = values[COMPARE]
        if compare == ANOTHER:
            compare = values[GROUPS] or NOTHING
        names = dict.fromkeys([*self.codebook.filters, *self.before.where])
        where = {name: values[filter_key(name)] or () for name in names}
        return replace(
            self.before,
            year=values[YEAR],
            where=select(self.codebook, [values[YEAR]], where).where,
            compare=None if compare == NOTHING else compare,
            of=Of(values[OF]),
            weights=Weights(values[WEIGHTS]),
        )

    def who(self, *, filters: bool) -> None:
        """The `filters` that every reader looks for, unless the page has them, and the year."""
        codebook = self.codebook
        for name in ("persona", "company_size"):
            if filters and name in codebook.filters:
                self._filter(name)
        if self.values[COMPARE] != COMPARE_YEARS or not filters:
            self._select("Year", sorted(codebook.years, reverse=True), YEAR)

    def comparison(self, *, drawn: bool) -> None:
        """What a view is compared by, of what its year asked; not `drawn` where a page asks it."""
        codebook, values = self.codebook, self.values
        year: Year = values[YEAR]
        words = {NOTHING: "None", COMPARE_YEARS: "Year"} | {
            name: question.title for name, question in codebook.filters.items()
        }
        words[ANOTHER] = "Another question"
        possible = groupings(codebook, year)
        options = [NOTHING, *comparisons(codebook, year), *([ANOTHER] if possible else [])]
        dropped = self._drop_unasked(options, possible)
        if not drawn:
            return
        self._select("Compare", options, COMPARE, words.__getitem__)
        if values[COMPARE] == ANOTHER:
            self._select(
                "Compare groups by",
                possible,
                GROUPS,
                with_topic(codebook),
                placeholder="Type a word",
                help="Where several answers could be given, people count in each group they chose.",
            )
        if values[COMPARE] == COMPARE_YEARS:
            years = years_in_words(tuple(codebook.years)).replace(" to ", "–")
            st.caption(f"Showing {years}. Changes are listed next to each answer.")
        if dropped is not None:
            st.caption(verbatim(f"{year} did not ask “{dropped.title}”, so nothing is compared."))

    def more(self, page: str) -> None:
        """What few readers need, folded; the fold says how much of it is in use."""
        codebook, values = self.codebook, self.values
        names = [n for n in codebook.more_filters if n in codebook.filters and page != SEGMENTS]
        if page not in (EXPLORE, SEGMENTS):
            names += [name for name in self.before.where if name not in codebook.filters]
        weights = _weights_on(codebook, page)
        in_use = sum(bool(values[filter_key(name)]) for name in names)
        in_use += values[OF] != Of.ANSWERED
        in_use += len(weights) > 1 and values[WEIGHTS] != Weights.NONE
        with st.expander(f"More ({in_use} in use)" if in_use else "More"):
            for name in names:
                self._filter(name)
            self._radio(
                "Percentages based on",
                [of.value for of in Of],
                OF,
                lambda of: OF_WORDS[Of(of)],
                "Those who were asked include people who skipped the question. All respondents: "
                "only for questions that everybody was asked.",
            )
            if len(weights) > 1:
                self._radio(
                    "Count",
                    [one.value for one in weights],
                    WEIGHTS,
                    lambda one: WEIGHTS_WORDS[Weights(one)],
                    "Each use case described is weighted to represent all use cases of its type."
                    if Weights.USE_CASES in weights
                    else None,
                )

    def _drop_unasked(self, options: Sequence[str], possible: Sequence[str]) -> Question | None:
        """Leave a comparison that the year in view does not have; gives its question.

        The reader moved to another year while comparing: an address of such a view is refused.
        """
        values, state = self.values, st.session_state
        name, group = values[COMPARE], values[GROUPS]
        if name == ANOTHER and group is not None and group not in possible:
            values[COMPARE], values[GROUPS] = state[COMPARE], state[GROUPS] = NOTHING, None
            return self.codebook.questions[str(group)]
        if name not in options:
            values[COMPARE] = state[COMPARE] = NOTHING
            return self.codebook.filters.get(str(name))
        return None

    def _filter(self, name: str) -> None:
        question, key = self.codebook.filter(name), filter_key(name)
        labels = {choice.id: choice.label for choice in question.choices}
        if name not in self.codebook.filters:
            # It stands on one page here, on another there: each run says anew what it holds.
            st.session_state[key] = list(self.values[key] or ())
        fresh: dict[str, Any] = {} if key in st.session_state else {"default": self.values[key]}
        self.values[key] = st.multiselect(
            **labeled(question.title),
            options=list(labels),
            format_func=labels.__getitem__,
            placeholder="All",
            key=key,
            **fresh,
        )

    def _select(
        self,
        label: str,
        options: Iterable[Any],
        key: str,
        words: Callable[[Any], Any] = str,
        **further: Any,
    ) -> None:
        among = list(options)
        now = self.values[key]
        at = among.index(now) if now in among else None
        # Without a value only what may be left open begins empty.
        begin: dict[str, Any] = {"index": at} if key not in st.session_state else {}
        if key == GROUPS and not begin:
            begin = {"index": None}
        self.values[key] = st.selectbox(
            label,
            among,
            format_func=words,
            key=key,
            **begin,
            **further,
        )

    def _radio(
        self,
        label: str,
        options: Sequence[str],
        key: str,
        words: Callable[[str], str],
        help: str | None,
    ) -> None:
        now = str(self.values[key])
        begin: dict[str, Any] = {} if key in st.session_state else {"index": options.index(now)}
        self.values[key] = st.radio(label, options, format_func=words, key=key, help=help, **begin)


def _weights_on(codebook: Codebook, page: str) -> list[Weights]:
    """The weights that make a difference on a page: use cases only where they are described."""
    asked = [topic.questions for topic in codebook.topics if topic.id == page]
    about_cases = page == FIGURE or any(q.id in codebook.details for of in asked for q in of)
    possible = possible_weights(codebook)
    return [one for one in possible if one is not Weights.USE_CASES or about_cases]


def find(survey: Survey, address: Address, *, page: str = "") -> None:
    """The search over tools, answers, questions and pages; hits keep the view at hand.

    Questions are found on their topics' pages, or as entries of one `page`.
    """
    default = newest_year(survey.codebook, survey.responses.years)
    view = urlencode(write_address(address.view, default), safe=",")
    label = "Search questions and answers" if page else "Search questions, answers and tools"
    draw_search(label, _index(survey.stamp), view, f"search_{page}", page)


@st.cache_resource(show_spinner=False, max_entries=2)
def _index(stamp: str) -> str | Mapping[str, Any]:
    codebook = survey_at_hand().codebook
    topics = {topic.id for topic in codebook.topics}
    pages = {code: page.title for code, page in st.session_state[MENU].items()}
    further = {code: title for code, title in pages.items() if code not in topics}
    return prepare_index(search_index(codebook, further))


def with_topic(codebook: Codebook) -> Callable[[str], str]:
    """A question in lists of all of them: its title, and the topic it belongs to."""
    topics = {topic.id: topic.title for topic in codebook.topics}
    questions = codebook.questions
    return lambda code: f"{questions[code].title} · {topics[questions[code].topic]}"


def _people(choices: Choices) -> None:
    """How many are left."""
    fewest = min(choices.counts.values())
    if len(choices.counts) == 1:
        number = "1 respondent matches" if fewest == 1 else f"{fewest:,} respondents match"
        if is_further(choices.query):
            number = f"{few(fewest)} respondents match"
        st.caption(number)


def selection_line(survey: Survey, choices: Choices) -> None:
    """The selection in words with the number of people and a way out, above every page."""
    words, number = selection_words(survey.codebook, choices)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{verbatim(words)}** · {number}", width="content")
        if choices.query.where:
            default = newest_year(survey.codebook, survey.responses.years)
            st.button(
                "Reset filters",
                type="tertiary",
                on_click=reset,
                args=(survey.codebook, default),
                key="reset_line",
            )
    if said := base_words(choices.query):
        st.caption(said)
