"""The one survey at hand: codebook and responses, read once and again when the folder changes."""

import gc
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard.co_use import CoUse, co_use
from dashboard.codebook import Codebook, Question, read_codebook
from dashboard.figures import Figure, View, draw_all
from dashboard.page_files import ROOT, page_files
from dashboard.release.gate import gate, previewing
from dashboard.responses import Responses, load_responses
from dashboard.results import Of, Result, results
from dashboard.scores import Scores, Statistic, scores
from dashboard.selection import Selection
from dashboard.weights import Weights


@dataclass(frozen=True)
class Survey:
    """A survey folder, read; `stamp` changes whenever one of its files does."""

    codebook: Codebook
    responses: Responses
    stamp: str
    released: bool


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
    return Survey(codebook, responses, stamp, released=refusal is None)


def _stamp(folder: Path) -> str:
    """What changes when a file of the folder changes: names, sizes and times."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".yaml", ".parquet")]
    return repr([(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files])


def measured(
    questions: Sequence[Question],
    selection: Selection,
    by: Question | None,
    of: Of,
    weights: Weights = Weights.NONE,
) -> dict[str, Result]:
    """Shares of several questions in one query, kept for the next reader with the same view."""
    key = (_ids(questions), selection.key(), by.id if by else None, of, survey().stamp, weights)
    return _measured(key, questions, selection, by)


def scored(
    questions: Sequence[Question],
    selection: Selection,
    by: Question | None,
    weights: Weights = Weights.NONE,
    statistic: Statistic | None = None,
) -> dict[str, Scores]:
    """Scores of several questions in one query, kept likewise; the usual statistic of each."""
    by_id = by.id if by else None
    key = (_ids(questions), selection.key(), by_id, survey().stamp, weights, statistic)
    return _scored(key, questions, selection, by)


def _ids(questions: Sequence[Question]) -> tuple[str, ...]:
    return tuple(question.id for question in questions)


# Shared by reference, never changed: unpickling a copy for every reader would cost more than
# computing anew. The key alone decides; the rest is what it stands for.
@st.cache_resource(show_spinner=False, max_entries=400)
def _measured(
    key: tuple[object, object, object, Of, str, Weights],
    _questions: Sequence[Question],
    _selection: Selection,
    _by: Question | None,
) -> dict[str, Result]:
    return results(survey().responses, _questions, _selection, _by, key[3], key[5])


@st.cache_resource(show_spinner=False, max_entries=400)
def _scored(
    key: tuple[object, object, object, str, Weights, Statistic | None],
    _questions: Sequence[Question],
    _selection: Selection,
    _by: Question | None,
) -> dict[str, Scores]:
    return scores(survey().responses, _questions, _selection, _by, key[5], key[4])


def drawn(found: Mapping[str, Result | Scores], view: View) -> dict[str, Figure]:
    """The figures of a view, kept likewise: what is drawn of them is decided together."""
    about = tuple((code, _about(result)) for code, result in found.items())
    key = (about, view.selection.key(), view.compare, view.of, view.narrow, survey().stamp)
    return _drawn(key, found, view)


def _about(result: Result | Scores) -> tuple[object, ...]:
    statistic = result.statistic if isinstance(result, Scores) else Statistic.SHARE
    return statistic, result.weights, result.by.id if result.by else None


@st.cache_resource(show_spinner=False, max_entries=400)
def _drawn(
    key: tuple[object, ...], _found: Mapping[str, Result | Scores], _view: View
) -> dict[str, Figure]:
    return draw_all(_found, _view)


def used_together(
    question: Question,
    code: str,
    others: Sequence[Question],
    selection: Selection,
    weights: Weights = Weights.NONE,
) -> CoUse:
    """What goes with one choice of a question, kept likewise."""
    key = (question.id, code, _ids(others), selection.key(), weights, survey().stamp)
    return _used_together(key, question, others, selection)


@st.cache_resource(show_spinner=False, max_entries=200)
def _used_together(
    key: tuple[object, str, object, object, Weights, str],
    _question: Question,
    _others: Sequence[Question],
    _selection: Selection,
) -> CoUse:
    return co_use(survey().responses, _question, key[1], _others, _selection, key[4])
