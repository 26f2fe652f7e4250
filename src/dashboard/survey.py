"""The one survey at hand: codebook and responses, read once and again when the folder changes."""

import gc
import os
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.co_use import CoUse
from dashboard.codebook import Codebook, Question, Year, read_codebook
from dashboard.desk import Computed, about, key_of
from dashboard.estimates.mix import MixAdjusted
from dashboard.figures import Figure, View
from dashboard.following import ViewChanges
from dashboard.page_files import ROOT, page_files
from dashboard.release.gate import gate, previewing
from dashboard.release.manifest import read_manifest
from dashboard.responses import Responses, load_responses
from dashboard.results import Of, Result
from dashboard.scores import Scores, Statistic
from dashboard.selection import Selection
from dashboard.weights import Weights

READ = (".yaml", ".parquet")


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


def survey() -> Survey:
    """The survey in `SURVEY_DATA`, by default the project's own; DashboardError if unusable."""
    folder = Path(os.environ.get("SURVEY_DATA") or ROOT / "data")
    preview = previewing(os.environ, st.get_option("server.address"))
    return _read(str(folder), _stamp(folder), preview)


@st.cache_resource(show_spinner=False, max_entries=2)
def _read(folder: str, stamp: str, preview: bool) -> Survey:
    codebook = read_codebook(Path(folder), pages=page_files())
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
    # Several times a run, so with as little ceremony as there can be.
    paths = [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]
    files = [(path, os.stat(path)) for path in sorted(paths) if path.endswith(READ)]
    return repr([(path, about.st_size, about.st_mtime_ns) for path, about in files])


@dataclass(frozen=True)
class Kept:
    """Numbers and figures kept for the next reader with the same view; `stamp` is the survey's."""

    stamp: str

    def shares(
        self,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None,
        of: Of,
        weights: Weights,
    ) -> dict[str, Result]:
        """Shares of several questions in one query."""
        key = key_of(questions, selection, by, self.stamp)
        return _shares(key, of, weights, questions, selection, by)

    def scores(
        self,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None,
        weights: Weights,
        statistic: Statistic | None,
    ) -> dict[str, Scores]:
        """Scores of several questions in one query."""
        key = key_of(questions, selection, by, self.stamp)
        return _scores(key, statistic, weights, questions, selection, by)

    def together(
        self,
        question: Question,
        code: str,
        others: Sequence[Question],
        selection: Selection,
        weights: Weights,
    ) -> CoUse:
        """What goes with one choice of a question."""
        key = key_of(others, selection, question, self.stamp)
        return _together(key, code, weights, question, others, selection)

    def changes(self, found: Mapping[str, Result | Scores], selection: Selection) -> ViewChanges:
        """The changes over the years of a view."""
        return _changes((about(found), selection.key(), self.stamp), found, selection)

    def mixes(
        self, changes: ViewChanges, selection: Selection, pair: tuple[Year, Year]
    ) -> list[MixAdjusted | None]:
        """The changes of shares between two years, the mix of people held fixed."""
        about_them = about({code: one.found for (code, _), one in changes.followed.items()})
        return _mixes((about_them, selection.key(), self.stamp), pair, changes, selection)

    def drawn(self, found: Mapping[str, Result | Scores], view: View) -> dict[str, Figure]:
        """The figures of a view: what is drawn of them is decided together."""
        key = (about(found), view.selection.key(), view.compare, view.of, view.narrow, self.stamp)
        return _drawn(key, found, view)


# Shared by reference, never changed: unpickling a copy for every reader would cost more than
# computing anew. The key alone decides; the rest is what it stands for.
@st.cache_resource(show_spinner=False, max_entries=400)
def _shares(
    key: tuple[Hashable, ...],
    of: Of,
    weights: Weights,
    _questions: Sequence[Question],
    _selection: Selection,
    _by: Question | None,
) -> dict[str, Result]:
    return _computed().shares(_questions, _selection, _by, of, weights)


@st.cache_resource(show_spinner=False, max_entries=400)
def _scores(
    key: tuple[Hashable, ...],
    statistic: Statistic | None,
    weights: Weights,
    _questions: Sequence[Question],
    _selection: Selection,
    _by: Question | None,
) -> dict[str, Scores]:
    return _computed().scores(_questions, _selection, _by, weights, statistic)


@st.cache_resource(show_spinner=False, max_entries=200)
def _together(
    key: tuple[Hashable, ...],
    code: str,
    weights: Weights,
    _question: Question,
    _others: Sequence[Question],
    _selection: Selection,
) -> CoUse:
    return _computed().together(_question, code, _others, _selection, weights)


@st.cache_resource(show_spinner=False, max_entries=200)
def _changes(
    key: tuple[Hashable, ...], _found: Mapping[str, Result | Scores], _selection: Selection
) -> ViewChanges:
    return _computed().changes(_found, _selection)


@st.cache_resource(show_spinner=False, max_entries=400)
def _drawn(
    key: tuple[Hashable, ...], _found: Mapping[str, Result | Scores], _view: View
) -> dict[str, Figure]:
    return _computed().drawn(_found, _view)


@st.cache_resource(show_spinner=False, max_entries=200)
def _mixes(
    key: tuple[Hashable, ...], pair: tuple[Year, Year], _changes: ViewChanges, _selection: Selection
) -> list[MixAdjusted | None]:
    return _computed().mixes(_changes, _selection, pair)


def _computed() -> Computed:
    return Computed(survey().responses)
