"""The one survey at hand: codebook and responses, read once and again when the folder changes."""

import gc
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.codebook import Codebook, read_codebook
from dashboard.paths import ROOT
from dashboard.release.gate import gate, previewing
from dashboard.release.manifest import read_manifest
from dashboard.responses import Responses, load_responses
from dashboard.stories.view import Key, Kind

READ = (".yaml", ".parquet")
AT_HAND = "survey_at_hand"


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
    folder = Path(os.environ.get("SURVEY_DATA") or ROOT / "data")
    preview = previewing(os.environ, st.get_option("server.address"))
    found = st.session_state[AT_HAND] = _read(str(folder), _stamp(folder), preview)
    return found


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
    # What was read stays for good; collecting garbage need not look at it again.
    gc.collect()
    gc.freeze()
    manifest = read_manifest(Path(folder)) if refusal is None else None
    return Survey(codebook, responses, stamp, manifest)


def _stamp(folder: Path) -> str:
    """What changes when a file of the folder changes: names, sizes and times."""
    # Every run, so with as little ceremony as there can be.
    paths = [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]
    files = [(path, os.stat(path)) for path in sorted(paths) if path.endswith(READ)]
    return repr([(path, about.st_size, about.st_mtime_ns) for path, about in files])


@dataclass(frozen=True)
class Kept:
    """What was computed, kept for the next reader with the same view; `stamp` is the survey's."""

    stamp: str

    def once(self, key: Key, compute: Callable[[], Kind]) -> Kind:
        """What `compute` gives for a key, for whoever asks; to be read, never changed."""
        found: Kind = _kept(repr(key), self.stamp, compute)
        return found


# Shared by reference: unpickling a copy for every reader would cost more than computing anew.
@st.cache_resource(show_spinner=False, max_entries=2000)
def _kept(key: str, stamp: str, _compute: Callable[[], Any]) -> Any:
    return _compute()
