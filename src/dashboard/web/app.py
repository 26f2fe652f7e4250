"""The frame around every page: menu, controls, notices, and in plain words what went wrong."""

import gc
import re
from collections.abc import Mapping
from contextlib import suppress
from copy import copy
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

from dashboard.codebook import Codebook
from dashboard.errors import DashboardError, contained
from dashboard.exports.markdown_text import verbatim
from dashboard.exports.opening import Survey
from dashboard.figures.presets import DEMO, DEMO_MEANS
from dashboard.paths import ROOT, page_files
from dashboard.query.url import write_address
from dashboard.stories.chosen import Choices
from dashboard.stories.menu import (
    ABOUT,
    COMPARE_ME,
    FIGURE,
    OVERVIEW,
    REPORT,
    TOOL,
    grouped,
    heading,
    hidden,
    page_titles,
)
from dashboard.web.busy import counted, offer_site
from dashboard.web.components.charts import prepare_assets
from dashboard.web.components.embed_height import tell_height
from dashboard.web.components.navigation import guide_navigation
from dashboard.web.components.viewport import watch_viewport
from dashboard.web.controls import CHOICES, MENU, draw_controls, view_in_address
from dashboard.web.isolation import part_place
from dashboard.web.own_report import basket, remember, show_own
from dashboard.web.page_choices import begin_page
from dashboard.web.pages.topic_page import topic_page
from dashboard.web.session import open_survey, survey_folder
from dashboard.web.view_state import GO_TO, WHOLE, arrive, meant, start_over, write, write_choices

ICON = Path(__file__).parent / "assets" / "icon.png"
# From a root, of any system, down to a last name; an address on the web is none.
PLACE = re.compile(r"(?<![\w.:/\\])(?:[A-Za-z]:)?[/\\](?:[^/\\\s'\"`:,]+[/\\])*([^/\\\s'\"`:,]+)")
STYLE = (Path(__file__).parent / "assets" / "page.css").read_text(encoding="utf-8")


def show() -> None:
    """Draw the dashboard: one run of the script."""
    with counted() as running:
        _show(running)


def _show(running: int) -> None:
    st.set_page_config(page_icon=str(ICON), layout="wide", initial_sidebar_state="auto")
    st.html(f"<style>{STYLE}</style>")
    _prepare()
    at_hand = contained("The survey", open_survey)
    if isinstance(at_hand, DashboardError):
        st.navigation([st.Page(_nothing, title="Survey results")], position="hidden")
        problem("The survey cannot be shown", str(at_hand))
        return
    pages = st.session_state[MENU] = menu(at_hand)
    if unknown_page := _taken_for_unknown(pages):
        again = f"location.replace(new URL('{unknown_page}' + location.search, location.href))"
        st.html(f"<script>{again}</script>", unsafe_allow_javascript=True)
        return
    embedded = st.context.is_embedded and FIGURE in st.query_params
    by_heading = {
        verbatim(name): [pages[code] for code in codes]
        for name, codes in grouped(at_hand.codebook, pages).items()
    }
    page = st.navigation(by_heading, position="hidden" if embedded else "top", expanded=True)
    title = page_titles(at_hand.codebook)[page.url_path or OVERVIEW]
    st.set_page_config(page_title=f"{title} · {at_hand.codebook.title}")
    if page.url_path != REPORT:
        show_own()
    if not embedded:
        _above(at_hand.codebook, pages, page)
    elif at_hand.codebook.synthetic:
        synthetic_notice()
    if not at_hand.released:
        st.error(
            "**Not released.** A preview on this machine only: nobody has checked this folder."
        )
    results = page.url_path not in (*ABOUT, REPORT, COMPARE_ME)
    begin_page(page.url_path)
    refused = contained("The view of this link", lambda: arrive(at_hand, on_results=results))
    if refused is not None:
        problem("This link does not lead to a view", str(refused))
        if (nearer := meant(at_hand)) is not None:
            st.page_link(page, label="Show the nearest view", query_params=nearer)
        st.button("Show the newest results", on_click=start_over, args=(at_hand,), type="primary")
        return
    coming = wanted if (wanted := st.session_state.get(GO_TO)) in (FIGURE, TOOL) else None
    drawn = bool(coming) or results or (page.url_path == FIGURE and bool(st.session_state[FIGURE]))

    def choose() -> Choices:
        if embedded:
            # The figure alone, for pages of others: what it shows is what its address says.
            return view_in_address(at_hand)
        return draw_controls(at_hand, coming or page.url_path, results=drawn)

    chosen = contained("The controls", choose)
    if isinstance(chosen, DashboardError):
        problem("This view cannot be shown", str(chosen))
        return
    st.session_state[CHOICES] = chosen
    if results and not embedded:
        with part_place("the way to the static site"):
            code = page.url_path or "index"
            offer_site(running, code, write_address(chosen.address, chosen.default_year))
    if not embedded:
        _label_menus(len(chosen.query.where), page.title)
        with st.sidebar:
            watch_viewport()
            remember(at_hand)
            guide_navigation(heading(at_hand.codebook, page.url_path))
    _go_where_asked(at_hand, pages, page)
    try:
        failed = contained(f"Page {page.url_path or OVERVIEW!r}", page.run)
        if failed is not None:
            problem("This view cannot be shown", str(failed))
        st.session_state[WHOLE] = st.session_state.get(WHOLE, 0) + 1
    finally:
        del st.session_state[CHOICES]
    if embedded:
        watch_viewport()
        tell_height()
        return
    footer(at_hand.codebook)
    if drawn or page.url_path == REPORT:
        write(at_hand, chosen.address, report=page.url_path == REPORT)
    else:
        write_choices(at_hand.codebook)


def in_frame() -> None:
    """Make sure that the frame stands around the page that calls this.

    Until its first `st.navigation`, a server takes `pages/` for pages that stand alone: whoever
    comes first, by a link to one of them, gets it bare. Then the frame is drawn from here.
    """
    if CHOICES not in st.session_state:
        show()
        st.stop()


def _taken_for_unknown(pages: Mapping[str, StreamlitPage]) -> str:
    """The topic without a file in `pages/` that a process's very first visit is to, if it is.

    Until its first `st.navigation` a server knows no pages but those files, and leads the reader
    to the overview. From then on it knows this one: the browser asks once more.
    """
    code = urlsplit(st.context.url or "").path.rpartition("/")[2]
    first = bool(PagesManager.uses_pages_directory)
    if first and code in pages and code not in page_files():
        PagesManager.uses_pages_directory = False
        return code
    return ""


@st.cache_resource(show_spinner=False)
def _prepare() -> None:
    """What a process does once: put the browser's files where they are served from."""
    gc.freeze()  # all modules are read
    prepare_assets(ROOT)


def menu(at_hand: Survey) -> dict[str, StreamlitPage]:
    """The pages by name: the overview, the topics that have a question, then the rest.

    A topic without a file in `pages/` is drawn by the same page at its own address.
    """
    # Copies, since a run marks the page that it shows.
    return {code: copy(page) for code, page in _pages(at_hand.codebook, at_hand.stamp).items()}


@st.cache_resource(show_spinner=False, max_entries=2)
def _pages(_codebook: Codebook, stamp: str) -> dict[str, StreamlitPage]:
    codebook = _codebook  # one for each stamp, so Streamlit need not look into it
    without_entry = hidden(codebook)
    files = page_files()
    return {
        code: st.Page(
            files[code].relative_to(ROOT) if code in files else partial(topic_page, code),
            title=verbatim(title),
            # As in the pages folder, where a server looks on its very first visit.
            url_path=code,
            default=code == OVERVIEW,
            # A button above every page leads to the report, and to a tool whatever names it.
            visibility="hidden" if code in without_entry else "visible",
        )
        for code, title in page_titles(codebook).items()
    }


def topic(code: str) -> None:
    """The page of one topic, for its file in `pages/`."""
    in_frame()
    topic_page(code)


def menu_page(code: str) -> StreamlitPage:
    """A page of the menu by its name, for links to it."""
    page: StreamlitPage = st.session_state[MENU][code]
    return page


def _go_where_asked(
    at_hand: Survey, pages: Mapping[str, StreamlitPage], page: StreamlitPage
) -> None:
    """Somebody looked a question up, or came for one figure: go to its page, unless this is it."""
    wanted = st.session_state.pop(GO_TO, None)
    if wanted is not None and wanted not in (FIGURE, TOOL):
        wanted = at_hand.codebook.questions[wanted].topic
    if wanted is not None and pages[wanted].url_path != page.url_path:
        st.switch_page(pages[wanted])


def _above(codebook: Codebook, pages: Mapping[str, StreamlitPage], page: StreamlitPage) -> None:
    """One slim line above every page: what the data are, and the way to the reader's report."""
    with st.container(horizontal=True, vertical_alignment="center", key="above"):
        if codebook.synthetic:
            synthetic_notice()
        if page.url_path != REPORT:
            collected = len(basket().items)
            label = f"My report ({collected})" if collected else "My report"
            st.page_link(pages[REPORT], label=label, width="content")


def synthetic_notice() -> None:
    """What is said on every page as long as the responses are made up."""
    st.caption(f"**{DEMO}** {DEMO_MEANS}")


def _label_menus(filters: int, title: str) -> None:
    """What stands on a phone's button for the menu and the filters, and where a page is folded in.

    Where a window is too narrow for all pages, the menu of the rest says which of them this is.
    """
    label = f"Menu and filters ({filters})" if filters else "Menu and filters"
    # For these alone: what stands on the root makes the browser style the whole page again.
    drawer = f'[data-testid="stExpandSidebarButton"]::after {{ content: "{label}"; }}'
    folded = (
        '[data-testid="stTopNav"]:has([aria-hidden="true"] [aria-current]) .rc-overflow-item-rest'
    )
    rest = f'{folded} p::before {{ content: "{_in_css(title)} · "; }}'
    st.html(f"<style>@media (max-width: 640px) {{ {drawer} }} {rest}</style>")


def _in_css(text: str) -> str:
    """A text as a string of a style sheet: of other signs than letters and digits their numbers."""
    return "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in text)


def problem(title: str, message: str) -> None:
    """One clear panel for whatever keeps numbers from being shown."""
    lines = without_paths(message).splitlines()
    with st.container(border=True):
        st.subheader(verbatim(title), anchor=False)
        for line in lines[:12]:
            st.text(line)
        if len(lines) > 12:
            st.text(f"... and {len(lines) - 12} more lines.")


def without_paths(message: str) -> str:
    """A message in which files and folders are called by their last name: where they lie on the
    server is nobody's business."""
    places = [ROOT]
    with suppress(DashboardError):  # a store that cannot be reached
        folder = survey_folder()
        places = [folder, folder.resolve(), ROOT]
    for known in places:
        if known.name:
            message = message.replace(str(known), known.name)
    return PLACE.sub(lambda found: found[1], message)


def footer(codebook: Codebook) -> None:
    """Source and licence, below every page."""
    parts = [codebook.title]
    if codebook.publisher:
        parts.append(codebook.publisher)
    if codebook.licence:
        parts.append(f"license {codebook.licence.name}")
    if codebook.paraphrased:
        parts.append("question wordings are our own paraphrase")
    if codebook.synthetic:
        parts.append("synthetic responses")
    st.divider()
    st.caption(verbatim("Source: " + " · ".join(parts)))


def _nothing() -> None:
    """The page of a dashboard that has nothing to show."""
