"""Long lists of rows: a category to choose, a box to search, so that eighty tools stay readable."""

from typing import Any

import streamlit as st

from dashboard.analysis.result_rows import only_items
from dashboard.analysis.results import Result
from dashboard.codebook import Choice, Codebook, Question
from dashboard.exports.markdown_text import verbatim
from dashboard.figures.kinds.row_bars import MOST_ITEMS
from dashboard.web.page_choices import LONGEST_FIND, Held, held_text, keep_text

ALL = "all"


def narrowed(codebook: Codebook, result: Result, question: Question) -> Result:
    """The rows of a result that the reader asks for; all of them where they fit on a screen."""
    if len(question.items) <= MOST_ITEMS + 1:
        return result
    labels = _categories(codebook, question)
    name, searching = f"category_{question.id}", f"search_{question.id}"
    codes = [ALL, *labels]
    held = Held(name, name, {code: code for code in codes}, ALL)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    category = ALL
    if len(labels) > 1:
        begin: dict[str, Any] = {} if held.start is None else {"index": codes.index(held.start)}
        chosen = left.selectbox(
            "Category",
            codes,
            format_func=lambda code: labels.get(code, "All categories (first rows)"),
            key=name,
            **begin,
        )
        category = held.keep(chosen)
    # What a box has already stays; a first value makes no difference to it.
    text = right.text_input(
        "Search rows",
        held_text(searching) or "",
        key=searching,
        placeholder="Part of a name",
        max_chars=LONGEST_FIND,
    )
    searched = keep_text(text)
    keep = [place for place, item in enumerate(question.items) if _wanted(item, category, searched)]
    if not keep:
        st.caption(f"No results for “{verbatim(searched)}”; showing all rows.")
        return result
    return only_items(result, keep)


def _categories(codebook: Codebook, question: Question) -> dict[str, str]:
    """The categories of a question's rows with their names."""
    named = {
        category.id: category.label
        for registry in codebook.categories.values()
        for category in registry
    }
    present = dict.fromkeys(item.category for item in question.items if item.category)
    return {code: named.get(code, code) for code in present}


def _wanted(item: Choice, category: str, searched: str) -> bool:
    names = {item.label, *item.wording.values()}
    in_category = category == ALL or item.category == category
    return in_category and any(searched.casefold() in name.casefold() for name in names)
