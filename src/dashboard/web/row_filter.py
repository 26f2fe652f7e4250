"""Long lists of rows: a category to choose, a box to search, so that eighty tools stay readable."""

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np
import streamlit as st

from dashboard.analysis.results import Result
from dashboard.analysis.scores import Scores
from dashboard.codebook import Choice, Codebook, Question
from dashboard.estimates.shares import Shares
from dashboard.estimates.sums import Estimates, Sums
from dashboard.exports.markdown_text import verbatim
from dashboard.figures.kinds.row_bars import MOST_ITEMS

ALL = "all"


def narrowed(codebook: Codebook, result: Result | Scores, question: Question) -> Result | Scores:
    """The rows of a result that the reader asks for; all of them where they fit on a screen."""
    if len(question.items) <= MOST_ITEMS + 1:
        return result
    labels = _categories(codebook, question)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    category = ALL
    if len(labels) > 1:
        category = left.selectbox(
            "Category",
            [ALL, *labels],
            format_func=lambda code: labels.get(code, "All categories (first rows)"),
            key=f"category_{question.id}",
        )
    searched = right.text_input(
        "Search rows", key=f"search_{question.id}", placeholder="Part of a name"
    )
    keep = [
        place
        for place, item in enumerate(question.items)
        if _wanted(item, category, searched.strip())
    ]
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


def only_items(result: Result | Scores, keep: list[int]) -> Result | Scores:
    """A result with some of its rows alone; every number stays what it is."""
    question = replace(result.question, items=tuple(result.question.items[i] for i in keep))
    tally = replace(
        result.tally,
        question=question,
        cells=_rows(result.tally.cells, keep),
        asked=_rows(result.tally.asked, keep),
        answered=_rows(result.tally.answered, keep),
    )
    if isinstance(result, Result):
        net = None if result.net is None else _kept(result.net, keep)
        shares = _kept(result.shares, keep)
        return replace(result, question=question, tally=tally, shares=shares, net=net)
    spread = None if result.spread is None else _kept(result.spread, keep)
    estimates = _kept(result.estimates, keep)
    return replace(result, question=question, tally=tally, estimates=estimates, spread=spread)


def _rows(sums: Sums, keep: list[int]) -> Sums:
    return Sums(*(part[:, :, keep] for part in sums))


Kind = TypeVar("Kind", bound=Shares | Estimates)


def _kept(found: Kind, keep: list[int]) -> Kind:
    parts = {field.name: np.asarray(getattr(found, field.name)) for field in fields(found)}
    return type(found)(**{name: part[:, :, keep] for name, part in parts.items()})
