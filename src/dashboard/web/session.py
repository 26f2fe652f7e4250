"""The one survey at hand: codebook and responses, read once and again when the folder changes."""

import gc
import os
from pathlib import Path

import streamlit as st

from dashboard.codebook import read_codebook
from dashboard.exports import opening
from dashboard.exports.opening import Survey, stamp_of
from dashboard.paths import ROOT, page_files
from dashboard.release.gate import previewing
from dashboard.stories.cache import Cache

AT_HAND = "survey_at_hand"


def open_survey() -> Survey:
    """The survey in `SURVEY_DATA`, by default the project's own; DashboardError if unusable.

    Looked at once a run, by the frame, so that no page mixes two editions of the files.
    """
    folder = Path(os.environ.get("SURVEY_DATA") or ROOT / "data")
    preview = previewing(os.environ, st.get_option("server.address"))
    found = st.session_state[AT_HAND] = _read(str(folder), stamp_of(folder), preview)
    return found


def survey() -> Survey:
    """The survey that this run of the script opened."""
    found: Survey = st.session_state[AT_HAND]
    return found


@st.cache_resource(show_spinner=False, max_entries=2)
def _read(folder: str, stamp: str, preview: bool) -> Survey:
    codebook = read_codebook(Path(folder), pages=page_files())
    found = opening.open_survey(codebook, preview=preview, stamp=stamp)
    # What was read stays for good; collecting garbage need not look at it again.
    gc.collect()
    gc.freeze()
    return found


@st.cache_resource(show_spinner=False)
def cache() -> Cache:
    """What was computed, for whoever asks with the same view."""
    return Cache()
