"""The shared controls: every widget and all session state of the frame stand here.

Widgets are drawn by the frame, not by the pages, so that they keep their values from page to
page. The address mirrors them: it is read when somebody arrives by a link, and written after
every change.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from dashboard.codebook import Codebook, Question, Year
from dashboard.errors import DashboardError
from dashboard.query.basket import Basket, read_basket, write_basket
from dashboard.query.reference import Reference
from dashboard.query.selection import Of, Weights, in_words, select
from dashboard.query.url import (
    COMPARE_YEARS,
    TOO_LONG,
    Address,
    comparisons,
    groupings,
    newest_year,
    possible_weights,
    read_address,
    write_address,
)
from dashboard.release.history import release_name
from dashboard.stories.chosen import Choices, choices_of
from dashboard.web.components.copy_link import copy_link_button
from dashboard.web.components.viewport import address_found, address_lost
from dashboard.web.session import Survey, cache

FEW = 30

YEAR, COMPARE, OF, QUESTION, FIND = "year", "compare", "of", "question", "find"
WEIGHTS = "weights"
FIGURE, BASKET, REPORT = "figure", "basket", "report"
WRITTEN = "address_written"
CHOICES = "choices"
GO_TO = "go_to"
# What a view is compared by: nothing, or the answers to a question that is no filter.
NOTHING, ANOTHER = "nothing", "another"
GROUPS = "groups"

WEIGHTS_WORDS = {
    Weights.NONE: "each person once",
    Weights.SURVEY: "people, weighted to known margins",
    Weights.USE_CASES: "use cases, in details about one of them",
}
OF_WORDS = {Of.ANSWERED: "those who answered", Of.EVERYONE: "everyone"}


def read_choices(survey: Survey) -> None:
    """Take the view from the address when somebody arrives by one; DashboardError if unknown."""
    codebook = survey.codebook
    default = newest_year(codebook, survey.responses.years)
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    if parameters:
        address_found()
    elif address_lost():
        raise DashboardError(TOO_LONG)
    arrived = {name: ",".join(values) for name, values in parameters.items()}
    written = st.session_state.get(WRITTEN)
    moved_on = written is not None and not (arrived.keys() - {"embed", "embed_options"})
    if arrived == written or moved_on:
        return
    _keep(read_address(parameters, codebook, default), codebook)
    if st.session_state[FIGURE] is not None:
        st.session_state[GO_TO] = FIGURE
    if REPORT in arrived:
        release = release_name(survey.manifest)
        st.session_state[BASKET] = read_basket(arrived[REPORT], codebook, default, release)


def _keep(address: Address, codebook: Codebook) -> None:
    state = st.session_state
    state[YEAR], state[OF] = address.year, address.of.value
    state[WEIGHTS] = address.weights.value
    named = address.compare in (None, *comparisons(codebook))
    state[COMPARE] = (address.compare or NOTHING) if named else ANOTHER
    state[GROUPS] = None if named else address.compare
    state[QUESTION], state[FIGURE] = address.question, address.figure
    for name in codebook.filters:
        state[_key(name)] = list(address.where.get(name, ()))


def _key(name: str) -> str:
    return f"filter_{name}"


def reset(codebook: Codebook, default: Year) -> None:
    """Back to everyone in the newest year, compared by nothing."""
    _keep(Address(year=default), codebook)


def start_over(survey: Survey) -> None:
    """Leave an address that leads nowhere for the newest results."""
    st.query_params.clear()
    address_found()
    st.session_state[WRITTEN] = {}
    reset(survey.codebook, newest_year(survey.codebook, survey.responses.years))


def choices() -> Choices:
    """What the reader has chosen; the frame puts it there while it runs a page."""
    chosen: Choices = st.session_state[CHOICES]
    return chosen


def figure_at_hand() -> str | None:
    """The id of the one figure that the address names, if it names one."""
    found: str | None = st.session_state.get(FIGURE)
    return found


def keep_reference(reference: Reference, codebook: Codebook) -> None:
    """Go to the view of a reference."""
    _keep(reference.address, codebook)


def basket() -> Basket:
    """The figures that the reader has collected for a report."""
    found: Basket = st.session_state.get(BASKET, Basket())
    return found


def keep_basket(changed: Basket) -> None:
    """Collect otherwise from now on."""
    st.session_state[BASKET] = changed


def link_to(question: Question) -> str:
    """The address of this view with one question put first, relative to its page."""
    at_hand = choices()
    wanted = replace(at_hand.address, question=question.id, figure=None)
    return "?" + urlencode(write_address(wanted, at_hand.default_year), safe=",")


def forget_question() -> None:
    """Close the question that was looked up."""
    st.session_state[QUESTION] = None


def view_in_address(survey: Survey) -> Choices:
    """What the address says, where no controls are drawn: in figures embedded elsewhere."""
    default = newest_year(survey.codebook, survey.responses.years)
    return _view(survey, _address(survey.codebook, default))


def _view(survey: Survey, address: Address) -> Choices:
    return choices_of(survey.responses, address, cache(), survey.stamp)


def draw_controls(survey: Survey, page: str) -> Choices:
    """Draw the sidebar, mirror it in the address of a page, and give what was chosen."""
    if page != FIGURE:
        st.session_state[FIGURE] = None
    codebook, years = survey.codebook, survey.responses.years
    default = newest_year(codebook, years)
    with st.sidebar:
        _find(codebook)
        _comparison(codebook, st.session_state.get(YEAR, default))
        if st.session_state.get(COMPARE) == COMPARE_YEARS:
            st.caption("Every year is shown. What changed stands at the end of each row.")
        else:
            st.session_state.setdefault(YEAR, default)
            offered = sorted(codebook.years, reverse=True)
            st.selectbox("Year", offered, key=YEAR)
        for name in ("persona", "company_size"):
            if name in codebook.filters:
                _filter(name, codebook.filters[name])
        more = [name for name in codebook.more_filters if name in codebook.filters]
        if more:
            in_use = sum(bool(st.session_state.get(_key(name))) for name in more)
            title = f"More filters ({in_use} in use)" if in_use else "More filters"
            with st.expander(title):
                for name in more:
                    _filter(name, codebook.filters[name])
        _denominator()
        _weights(codebook)
        address = _address(codebook, default)
        chosen = _view(survey, address)
        _people(survey, chosen)
        st.button(
            "Reset", on_click=reset, args=(codebook, default), width="stretch", key="reset_all"
        )
        copy_link_button()
    collected = dict[str, str]()
    if page == REPORT and basket().items:
        with suppress(DashboardError):  # too long for a link; the page says so
            collected[REPORT] = write_basket(basket())
    _write(address, default, collected)
    return chosen


def _find(codebook: Codebook) -> None:
    def found() -> None:
        st.session_state[QUESTION] = st.session_state[GO_TO] = st.session_state[FIND]
        st.session_state[FIND] = None

    shown = [question.id for question in codebook.questions.values() if question.published]
    st.selectbox(
        "Find a question",
        shown,
        index=None,
        format_func=_with_topic(codebook),
        placeholder="Type a word, for example a tool",
        key=FIND,
        on_change=found,
    )


def _with_topic(codebook: Codebook) -> Callable[[str], str]:
    """A question in lists of all of them: its title, and the topic it belongs to."""
    topics = {topic.id: topic.title for topic in codebook.topics}
    questions = codebook.questions
    return lambda code: f"{questions[code].title} · {topics[questions[code].topic]}"


def _comparison(codebook: Codebook, year: Year) -> None:
    """What a view is compared by, of what its year asked."""
    state = st.session_state
    words = {NOTHING: "Nothing", COMPARE_YEARS: "Year"} | {
        name: question.title for name, question in codebook.filters.items()
    }
    words[ANOTHER] = "Answers to another question"
    possible = groupings(codebook, year)
    options = [NOTHING, *comparisons(codebook, year), *([ANOTHER] if possible else [])]
    state.setdefault(COMPARE, NOTHING)
    state.setdefault(GROUPS, None)
    dropped = _drop_unasked(codebook, options, possible)
    st.selectbox("Compare by", options, format_func=lambda name: words[name], key=COMPARE)
    if state[COMPARE] == ANOTHER:
        st.selectbox(
            "Groups by their answer to",
            possible,
            index=None,
            format_func=_with_topic(codebook),
            placeholder="Type a word",
            key=GROUPS,
            help="Where several answers could be given, people count in each group they are in.",
        )
    if dropped is not None:
        st.caption(f"{year} did not ask “{dropped.title}”, so nothing is compared.")


def _drop_unasked(
    codebook: Codebook, options: Sequence[str], possible: Sequence[str]
) -> Question | None:
    """Leave a comparison that the year in view does not have; gives its question.

    The reader moved to another year while comparing: an address of such a view is refused.
    """
    state = st.session_state
    name, group = state[COMPARE], state[GROUPS]
    if name == ANOTHER and group is not None and group not in possible:
        state[COMPARE], state[GROUPS] = NOTHING, None
        return codebook.questions[group]
    if name not in options:
        state[COMPARE] = NOTHING
        return codebook.filters.get(name)
    return None


def _filter(name: str, question: Question) -> None:
    labels = {choice.id: choice.label for choice in question.choices}
    st.multiselect(
        question.title,
        list(labels),
        format_func=lambda code: labels[code],
        placeholder="All",
        key=_key(name),
    )


def _denominator() -> None:
    st.session_state.setdefault(OF, Of.ANSWERED.value)
    st.radio(
        "Shares are of",
        [of.value for of in Of],
        format_func=lambda of: OF_WORDS[Of(of)],
        key=OF,
        help="Everyone counts all respondents in view, whether or not they answered.",
    )


def _weights(codebook: Codebook) -> None:
    possible = possible_weights(codebook)
    if len(possible) == 1:
        return
    st.session_state.setdefault(WEIGHTS, Weights.NONE.value)
    st.radio(
        "What counts",
        [weights.value for weights in possible],
        format_func=lambda weights: WEIGHTS_WORDS[Weights(weights)],
        key=WEIGHTS,
        help="People describe one of their use cases in detail. Counting use cases, each described "
        "case stands for all cases of its kind, as people shared them out in the overview.",
    )


def _address(codebook: Codebook, default: Year) -> Address:
    state = st.session_state
    compare = state.get(COMPARE, NOTHING)
    if compare == ANOTHER:
        compare = state.get(GROUPS) or NOTHING
    where = {name: state.get(_key(name)) or () for name in codebook.filters}
    year = state.get(YEAR, default)
    question = state.get(QUESTION)
    return Address(
        year=year,
        where=select(codebook, [year], where).where,
        compare=None if compare == NOTHING else compare,
        of=Of(state.get(OF, Of.ANSWERED)),
        weights=Weights(state.get(WEIGHTS, Weights.NONE)),
        question=question if question in codebook.questions else None,
        figure=figure_at_hand(),
    )


def _people(survey: Survey, choices: Choices) -> None:
    """How many are left, and which filter to loosen when they are too few."""
    fewest = min(choices.counts.values())
    st.caption(f"{people(fewest)} in view" if len(choices.counts) == 1 else _per_year(choices))
    if fewest >= FEW or not choices.query.where:
        return
    codebook, query = survey.codebook, choices.query
    without = {}
    for name in query.where:
        wider = replace(query, filters=tuple(one for one in query.filters if one[0] != name))
        without[name] = min(survey.responses.count(wider).values())
    best = max(without, key=lambda name: without[name])
    title = codebook.filter(best).title
    st.info(
        f"Too few for percentages, which need {FEW}. Loosening “{title}” "
        f"would leave {people(without[best])}."
    )


def _per_year(choices: Choices) -> str:
    return " · ".join(f"{year}: {count:,}" for year, count in choices.counts.items())


def people(count: int) -> str:
    """`1 person`, `143 people`."""
    return "1 person" if count == 1 else f"{count:,} people"


def _write(address: Address, default: Year, collected: Mapping[str, str]) -> None:
    view = write_address(address, default, exact=address.figure is not None)
    wanted = {**view, **collected}
    kept = {
        name: st.query_params[name]
        for name in ("embed", "embed_options")
        if name in st.query_params
    }
    if dict(st.query_params) != kept | wanted:
        st.query_params.from_dict(kept | wanted)
    st.session_state[WRITTEN] = kept | wanted


def selection_line(survey: Survey, choices: Choices) -> None:
    """The selection in words with the number of people and a way out, above every page."""
    words = in_words(survey.codebook, choices.query)
    counts = choices.counts
    number = people(next(iter(counts.values()))) if len(counts) == 1 else _per_year(choices)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{words}** · {number}")
        if choices.query.where:
            default = newest_year(survey.codebook, survey.responses.years)
            st.button(
                "Reset filters",
                type="tertiary",
                on_click=reset,
                args=(survey.codebook, default),
                key="reset_line",
            )
