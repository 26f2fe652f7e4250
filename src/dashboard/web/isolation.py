"""Faults kept to the part of a page where they happen: a sentence there, the reason in the log.

Streamlit stops a script and runs it again by exceptions that are no `Exception`; they pass.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.errors import DashboardError, Fault
from dashboard.exports.markdown_text import verbatim
from dashboard.web.components.charts import NOT_DRAWN, draw_message

log = logging.getLogger(__name__)

PART_NOT_SHOWN = "This section could not be shown; other sections are not affected."


@contextmanager
def figure_place(id: str, title: str = "") -> Iterator[None]:
    """Draw a figure within; where that fails, a sentence stands under its title."""
    try:
        yield
    except Exception as error:
        said = _said(error, f"figure {id!r}", NOT_DRAWN)
        if title:
            draw_message(said, f"fault_{id}", title)
        else:
            st.caption(verbatim(said))


@contextmanager
def part_place(what: str) -> Iterator[None]:
    """Show some other part of a page within; `what` names it in the log."""
    try:
        yield
    except Exception as error:
        st.caption(verbatim(_said(error, what, PART_NOT_SHOWN)))


def _said(error: Exception, what: str, sentence: str) -> str:
    """The sentence for an error, which goes to the log unless it is there already.

    A DashboardError says itself why there is nothing to show, and is no fault.
    """
    if isinstance(error, Fault):
        return sentence
    if isinstance(error, DashboardError):
        log.warning("Not shown: %s. %s", what, error)
        return str(error)
    log.error("Not shown: %s.", what, exc_info=error)
    return sentence
