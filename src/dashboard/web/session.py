"""The one survey at hand: codebook and responses, read once and again when the folder changes."""

import gc
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import streamlit as st

from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError, shown
from dashboard.paths import ROOT
from dashboard.release.gate import gate, previewing
from dashboard.release.manifest import read_manifest
from dashboard.responses import Responses, load_responses
from dashboard.stories.cache import Cache

READ = (".yaml", ".yml", ".parquet", ".json")
TRIES, MOMENT = 20, 0.1
"""How often, and after how many seconds, a folder is looked at again whose files are moving."""
AT_HAND = "survey_at_hand"
CACHE, USUAL_CACHE = "SURVEY_CACHE_MB", 100
"""The setting that bounds what is kept of computed views, and megabytes that fit a small server."""


@dataclass(frozen=True)
class Survey:
    """A survey folder, read; `stamp` changes whenever one of its files does.

    `manifest` is that of its release, None where it is only a preview.
    """

    codebook: Codebook
    responses: Responses
    stamp: str
    manifest: Mapping[str, Any] | None

    @property
    def released(self) -> bool:
        """Whether the folder was released, and is as it was released."""
        return self.manifest is not None


def open_survey() -> Survey:
    """The survey in `SURVEY_DATA`, by default the project's own; DashboardError if unusable.

    Looked at once a run, by the frame, so that no page mixes two editions of the files.
    """
    folder = survey_folder()
    preview = previewing(os.environ, st.get_option("server.address"))
    for left in reversed(range(TRIES)):
        stamp = _stamp(folder)
        try:
            found = _read(str(folder), stamp, preview)
        except DashboardError:
            # In the middle of a release nothing fits; a moment later it does.
            if not left or not _moving(folder, stamp):
                raise
            continue
        if not left or found.stamp == _stamp(folder):
            break
    st.session_state[AT_HAND] = found
    return found


def survey_folder() -> Path:
    """The folder that the dashboard shows."""
    return Path(os.environ.get("SURVEY_DATA") or ROOT / "data")


def _moving(folder: Path, stamp: str) -> bool:
    """Whether the files of a folder are others than they were, now or in a moment."""
    sleep(MOMENT)
    return _stamp(folder) != stamp


def survey() -> Survey:
    """The survey that this run of the script opened."""
    found: Survey = st.session_state[AT_HAND]
    return found


@st.cache_resource(show_spinner=False, max_entries=2)
def _read(folder: str, stamp: str, preview: bool) -> Survey:
    codebook = read_codebook(Path(folder))
    refusal = gate(Path(folder), codebook)
    if refusal is not None and not preview:
        raise refusal
    responses = load_responses(codebook)
    # Views of earlier files are nobody's any more.
    cache().kept.keep_only(lambda key: isinstance(key, tuple) and key[0] == stamp)
    # What was read stays for good; collecting garbage need not look at it again.
    gc.collect()
    gc.freeze()
    manifest = read_manifest(Path(folder)) if refusal is None else None
    return Survey(codebook, responses, stamp, manifest)


def _stamp(folder: Path) -> str:
    """What changes when a file of the folder changes: names, sizes and times."""
    # Every run, so with as little ceremony as there can be.
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith(READ) and not name.startswith("."):
                path = os.path.join(place, name)
                with suppress(FileNotFoundError):  # a release took it out this moment
                    about = os.stat(path)
                    found.append((path, about.st_size, about.st_mtime_ns, about.st_ino))
    return repr(sorted(found))


@st.cache_resource(show_spinner=False)
def cache() -> Cache:
    """What was computed, for whoever asks with the same view: the one cache of this process."""
    return Cache(cache_limit(os.environ))


def cache_limit(environment: Mapping[str, str]) -> int:
    """Bytes that computed results and figures may take, by `SURVEY_CACHE_MB`."""
    text = environment.get(CACHE, "") or str(USUAL_CACHE)
    if not (text.isascii() and text.isdigit()):
        raise DashboardError(f"{CACHE} is a whole number of megabytes, not {shown(text)}.")
    return int(text) * 1_000_000
