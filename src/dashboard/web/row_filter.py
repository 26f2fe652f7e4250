"""Long lists of rows: a category to choose, a box to search, so that eighty tools stay readable."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.analysis.result_rows import only_items
from dashboard.analysis.results import Result
from dashboard.codebook import Choice, Codebook, Question
from dashboard.exports.markdown_text import verbatim
from dashboard.figures.kinds.row_bars import MOST_ITEMS
from dashboard.web.page_choices import LONGEST_FIND, Held, held_text, keep_text

ALL = "all"


def narrowed(
    codebook: Codebook, result: Result, question: Question, opened: Question | None = None
) -> Result:
    """The rows of a result that the reader asks for; all of them where they fit on a screen.

    Begins with the category of the tools of the question that is `opened` on the page, if any.
    """
    if len(question.items) <= MOST_ITEMS + 1:
        return result
    labels = _categories(codebook, question)
    name, searching = f"category_{question.id}", f"search_{question.id}"
    codes, usual = [ALL, *labels], _category_of(opened, labels)
    key = name if usual == ALL else f"{name}_{usual}"
    held = Held(name, key, {code: code for code in codes}, usual)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    category = usual
    if len(labels) > 1:
        begin: dict[str, Any] = {} if held.start is None else {"index": codes.index(held.start)}
        chosen = left.selectbox(
            "Category",
            codes,
            format_func=lambda code: labels.get(code, "All categories (first rows)"),
            key=key,
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
    if category == ALL and not searched:
        return result
    keep = [place for place, item in enumerate(question.items) if _wanted(item, category, searched)]
    if not keep:
        st.caption(f"No results for “{verbatim(searched)}”; showing all rows.")
        return result
    return only_items(result, keep)


def _category_of(question: Question | None, labels: Mapping[str, str]) -> str:
    """The one category that all tools of a question are of, where it is among these; else all."""
    found = {c.category for c in question.choices if c.category} if question is not None else set()
    return next(iter(found)) if len(found) == 1 and found <= labels.keys() else ALL


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
