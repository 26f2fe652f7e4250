"""The one survey at hand: codebook and responses, read once and again when the folder changes."""

import gc
import os
from collections.abc import Mapping
from pathlib import Path
from time import sleep

import streamlit as st

from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.exports import opening
from dashboard.exports.opening import Survey, stamp_of
from dashboard.exports.remote_folder import remote_folder
from dashboard.paths import ROOT
from dashboard.release.gate import previewing
from dashboard.responses.engines import megabytes_in
from dashboard.stories.cache import Cache

TRIES, MOMENT = 20, 0.1
"""How often, and after how many seconds, a folder is looked at again whose files are moving."""
AT_HAND = "survey_at_hand"
CACHE, USUAL_CACHE = "SURVEY_CACHE_MB", 50
"""The setting that bounds what is kept of computed views, and megabytes that fit a small server."""


def open_survey() -> Survey:
    """The survey in `SURVEY_DATA`, by default the project's own; DashboardError if unusable.

    Looked at once a run, by the frame, so that no page mixes two editions of the files.
    """
    folder = survey_folder()
    preview = previewing(os.environ, st.get_option("server.address"))
    for left in reversed(range(TRIES)):
        stamp = stamp_of(folder)
        try:
            found = _read(str(folder), stamp, preview)
            break
        except DashboardError:
            # In the middle of a release nothing fits; a moment later it does.
            if not left or not _moving(folder, stamp):
                raise
    st.session_state[AT_HAND] = found
    return found


def survey_folder() -> Path:
    """The folder that the dashboard shows: that of `SURVEY_DATA`, or the copy of one in a store.

    Raises DashboardError where a store cannot be reached.
    """
    named = os.environ.get("SURVEY_DATA") or str(ROOT / "data")
    return remote_folder(named).here() if "://" in named else Path(named)


def _moving(folder: Path, stamp: str) -> bool:
    """Whether the files of a folder are others than they were, now or in a moment."""
    sleep(MOMENT)
    return stamp_of(folder) != stamp


def survey() -> Survey:
    """The survey that this run of the script opened."""
    found: Survey = st.session_state[AT_HAND]
    return found


@st.cache_resource(show_spinner=False, max_entries=2)
def _read(folder: str, stamp: str, preview: bool) -> Survey:
    codebook = read_codebook(Path(folder))
    found = opening.open_survey(codebook, preview=preview, stamp=stamp)
    if stamp_of(Path(folder)) != stamp:
        raise DashboardError("The survey's files changed while they were read.")
    # Views of earlier files are nobody's any more.
    cache().kept.keep_only(lambda key: isinstance(key, tuple) and key[0] == stamp)
    # What was read stays for good; collecting garbage need not look at it again.
    gc.collect()
    gc.freeze()
    return found


@st.cache_resource(show_spinner=False)
def cache() -> Cache:
    """What was computed, for whoever asks with the same view: the one cache of this process."""
    return Cache(cache_limit(os.environ))


def cache_limit(environment: Mapping[str, str]) -> int:
    """Bytes that computed results and figures may take, by `SURVEY_CACHE_MB`."""
    megabytes = megabytes_in(environment, CACHE)
    return (USUAL_CACHE if megabytes is None else megabytes) * 1_000_000
