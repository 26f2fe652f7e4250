"""Labels of controls, drawn letter by letter and read so to those who do not see them."""

import re
from typing import TypedDict

import streamlit as st
from streamlit.elements.lib.utils import LabelVisibility

from dashboard.exports.markdown_text import verbatim

_OPENS = re.compile(r"(?<=[]:!])")
_JOINER = "\N{WORD JOINER}"


class Label(TypedDict):
    """The label of a control, and whether the control draws it."""

    label: str
    label_visibility: LabelVisibility


def labeled(text: str, *, hidden: bool = False) -> Label:
    """The label for the control that is drawn next; a `hidden` one is only read out.

    Streamlit draws a label as Markdown and gives its source to screen readers, escapes included. A
    label with signs of Markdown is drawn here, and the control's own is hidden: parted, so that
    nothing in it is fetched.
    """
    if verbatim(text) == text:
        return {"label": text, "label_visibility": "collapsed" if hidden else "visible"}
    if not hidden:
        st.markdown(verbatim(text))
    return {"label": _OPENS.sub(_JOINER, text), "label_visibility": "collapsed"}
