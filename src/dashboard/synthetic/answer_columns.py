"""Answers as columns of the Parquet layout."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from dashboard.codebook import Choice, Question
from dashboard.responses.schema import MAXDIFF_TASK, answer_type
from dashboard.synthetic.drawn_answers import (
    Answer,
    Codes,
    Numbers,
    Ranks,
    Rows,
    Shares,
    Tasks,
    Ticks,
)
from dashboard.synthetic.streams import Bools


def column(question: Question, answer: Answer) -> pa.Array:
    """The answers of a chunk's respondents, typed as `dashboard.responses.schema` wants them."""
    choices = question.choices
    match answer:
        case Codes(code=code):
            return _codes(choices, code)
        case Numbers(value=value):
            return pa.array(value, pa.float64(), from_pandas=True)
        case Ticks(ticked=ticked):
            return _lists(_codes(choices, np.nonzero(ticked)[1]), ticked.sum(axis=1))
        case Ranks(code=code):
            return _lists(_codes(choices, code[code >= 0]), (code >= 0).sum(axis=1))
        case Rows():
            return _matrix(question, answer)
        case Shares(items=items, percent=percent):
            count = np.where(answer.answered, len(items), 0)
            keys = np.tile(np.array(items), int(answer.answered.sum()))
            values = percent[answer.answered].reshape(-1).astype(np.float64)
            return _maps(question, _codes(question.items, keys), pa.array(values), count)
        case Tasks():
            return _tasks(question, answer)


def _codes(choices: Sequence[Choice], code: np.ndarray) -> pa.Array:
    names = pa.array([choice.id for choice in choices], pa.string())
    return names.take(pa.array(code, pa.int32(), mask=np.asarray(code) < 0))


def _offsets(count: np.ndarray) -> pa.Array:
    return pa.array(np.concatenate(([0], np.cumsum(count))), pa.int32())


def _lists(values: pa.Array, count: np.ndarray, absent: Bools | None = None) -> pa.Array:
    """Lists of `count` values each; no list at all where `absent`, by default where empty."""
    mask = pa.array(count == 0 if absent is None else absent)
    return pa.ListArray.from_arrays(_offsets(count), values, mask=mask)


def _maps(question: Question, keys: pa.Array, values: pa.Array, count: np.ndarray) -> pa.Array:
    kind = answer_type(question)
    entries = pa.StructArray.from_arrays(
        [keys, values], fields=[pa.field("key", pa.string(), nullable=False), kind.item_field]
    )
    mask = count == 0
    valid = pa.array(~mask).buffers()[1]
    offsets = _offsets(count).buffers()[1]
    return pa.Array.from_buffers(
        kind, len(count), [valid, offsets], null_count=int(mask.sum()), children=[entries]
    )


def _matrix(question: Question, rows: Rows) -> pa.Array:
    keys = _codes(question.items, rows.item)
    if rows.ticked is None:
        assert rows.code is not None
        values = _codes(question.choices, rows.code)
    else:
        ticked = _codes(question.choices, np.nonzero(rows.ticked)[1])
        values = _lists(ticked, rows.ticked.sum(axis=1))
    return _maps(question, keys, values, rows.shown)


def _tasks(question: Question, tasks: Tasks) -> pa.Array:
    answered = tasks.answered
    shown = tasks.shown[answered]
    count, each, pick = shown.shape
    objects = _codes(question.choices, shown.reshape(-1))
    lists = pa.ListArray.from_arrays(_offsets(np.full(count * each, pick)), objects)
    best = _codes(question.choices, tasks.best[answered].reshape(-1))
    worst = _codes(question.choices, tasks.worst[answered].reshape(-1))
    structs = pa.StructArray.from_arrays([lists, best, worst], fields=list(MAXDIFF_TASK))
    return _lists(structs, np.where(answered, each, 0))
