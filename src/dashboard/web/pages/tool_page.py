"""The page of one tool, at an address of its own; without one, all tools to choose from."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.codebook import Codebook
from dashboard.codebook.tool_list import Tool, tool_of, tools_of
from dashboard.errors import contained
from dashboard.exports.markdown_text import verbatim
from dashboard.figures import Figure
from dashboard.query.selection import years_in_words
from dashboard.stories.one_tool import PAGE, figures_of_tool
from dashboard.stories.story import Make, Told
from dashboard.stories.topic_view import is_empty
from dashboard.stories.view import Desk
from dashboard.web.app import in_frame
from dashboard.web.components.viewport import is_wide
from dashboard.web.controls import link_to, link_to_tool, selection_line, tool_at_hand
from dashboard.web.desk import desk_at_hand
from dashboard.web.figure_view import OnPage, told_once
from dashboard.web.links import link
from dashboard.web.offering import offer_wider
from dashboard.web.page_layout import Pairs, Stack, height_of, narrow_in_pairs, stands_alone
from dashboard.web.pages.topic_page import not_shown
from dashboard.web.session import survey


def tool_page() -> None:
    """Draw the page."""
    in_frame()
    desk = desk_at_hand()
    name = tool_at_hand()
    if name is None:
        st.title("Tools A–Z", anchor=False)
        _every(desk.codebook)
        return
    tool = tool_of(desk.codebook, name)
    st.title(verbatim(tool.label), anchor=False)
    selection_line(survey(), desk.chosen)
    st.markdown(_about(tool))
    offer_wider(desk, tool.offered_in, PAGE)
    alone = figures_of_tool(desk, tool)
    OnPage(desk=desk, place=Stack()).show(*next(iter(alone.items())))
    in_pairs = replace(desk, narrow=narrow_in_pairs(), paired=is_wide())
    _, *rest = figures_of_tool(in_pairs, tool).items()
    made = {id: _figure(in_pairs, id, make) for id, make in rest}
    empty = {id: one for id, one in made.items() if one is not None and is_empty([one])}
    rest = [(id, make) for id, make in rest if id not in empty]
    heights = [height_of(f.height, f.own_note) for id, _ in rest if (f := made[id]) is not None]
    lone = [rest.pop()] if is_wide() and stands_alone(heights, 2) else []
    pairs = Pairs(f"tool_{name}")
    paired = OnPage(desk=in_pairs, place=pairs)
    for id, make in rest:
        paired.show(id, make)
    pairs.close()
    for id, _ in lone:
        OnPage(desk=desk, place=Stack()).show(id, alone[id])
    not_shown(empty.values())
    with st.expander("Other tools"):
        _every(desk.codebook)


def _figure(desk: Desk, id: str, make: Make) -> Figure | None:
    """A figure; None where it fails, as it says in its own place."""
    told = contained(f"Figure {id!r}", partial(told_once, desk, id, make))
    return told.figure if isinstance(told, Told) else None


def _about(tool: Tool) -> str:
    """What a tool is counted under, since when it is asked about, and its other names."""
    choices = [question.choice(tool.code) for question in tool.offered_in]
    categories = [link(q.title, q.topic, link_to(q)) for q in tool.offered_in]
    years = sorted({year for choice in choices for year in choice.asked})
    parts = [", ".join(categories), f"Asked about in {years_in_words(tuple(years))}"]
    if tool.aliases:
        parts.append(f"Also listed as {verbatim(', '.join(tool.aliases))}")
    if url := next((choice.url for choice in choices if choice.url), None):
        parts.append(f"[Website]({url})")
    retired = next((choice.retired for choice in choices if choice.retired), None)
    if retired is not None and max(years) < retired.year:
        parts.append(verbatim(retired.reason))
    return " · ".join(parts)


def _every(codebook: Codebook) -> None:
    """All tools by category, each a link to its page."""
    by_category: dict[str, list[Tool]] = {}
    for tool in tools_of(codebook).values():
        by_category.setdefault(tool.category.title, []).append(tool)
    lines = [
        f"**{verbatim(title)}**: "
        + " · ".join(link(tool.label, PAGE, link_to_tool(tool.name)) for tool in tools)
        for title, tools in by_category.items()
    ]
    st.markdown("\n\n".join(lines))
