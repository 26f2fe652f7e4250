"""Attacks on the data: what someone who knows things about a respondent could find out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dashboard.codebook import Codebook, Kind, Question
from dashboard.release.anonymity import Values
from dashboard.release.diversity import MOST_ALIKE, Fact
from dashboard.release.key_columns import Bools, Rows, answers_said, items_said

KNOWN_TOOLS = 2

# Known answers: sizes of the sets drawn, people drawn, and sets for each person.
KNOWN_ANSWERS = (1, 2, 3, 4)
PEOPLE_TRIED, TIMES_TRIED = 1_000, 6


@dataclass(frozen=True)
class Linkage:
    """How far an outsider could single out respondents who name two tools.

    `fewest` candidates remain if only the key attributes are known; `share` is the probability that
    a respondent is the only candidate once two of their tools are known as well.
    """

    fewest: int
    tried: int
    share: float


def tool_questions(codebook: Codebook) -> list[Question]:
    """The questions that name tools: with choices or rows of a registry, else all multi-selects."""
    found = [
        question
        for question in codebook.questions.values()
        if question.kind in (Kind.MULTIPLE, Kind.MATRIX)
        and any(entry.category for entry in (*question.items, *question.choices))
    ]
    multiple = [q for q in codebook.questions.values() if q.kind is Kind.MULTIPLE]
    return found or multiple


def tools_named(question: Question, array: pa.Array) -> Iterator[tuple[Rows, str]]:
    """For each tool, the rows that name it as used."""
    by_item = question.kind is Kind.MATRIX
    said = items_said(question, array, answered=True) if by_item else answers_said(question, array)
    entries = question.items if by_item else question.choices
    tools = {entry.id for entry in entries if not (entry.exclusive or entry.outside or entry.other)}
    registry = any(entry.category for entry in entries)
    order = np.argsort(said.code, kind="stable")
    starts = np.searchsorted(said.code[order], np.arange(len(said.names) + 1))
    for place, name in enumerate(said.names):
        if name in tools:
            rows = np.unique(said.row[order[starts[place] : starts[place + 1]]])
            yield rows, name if registry else f"{question.id}/{name}"


def linkage(values: Values, named: Iterable[tuple[Rows, str]]) -> Linkage:
    """How far key attributes and any two tools of each respondent single them out.

    `values` has one row per respondent, one column per key attribute. Every pair of tools of every
    respondent who names two is tried.
    """
    if not len(values):
        return Linkage(0, 0, 0.0)
    _, cell, counts = np.unique(values, axis=0, return_inverse=True, return_counts=True)
    cell = cell.ravel()
    tools = [_by_cell(rows, cell, len(counts)) for rows in _together(named)]
    order, begins = _by_cell(np.arange(len(values)), cell, len(counts))
    place = np.empty(len(values), dtype=np.int64)
    place[order] = np.arange(len(values)) - begins[cell[order]]
    tried, alone = 0, 0.0
    for at, size in enumerate(counts.tolist()):
        uses = np.zeros((size, len(tools)), dtype=np.float32)
        for tool, (rows, starts) in enumerate(tools):
            uses[place[rows[starts[at] : starts[at + 1]]], tool] = 1
        # How many of the cell use both of two tools: a pair that only one person has is 1.
        single = (uses.T @ uses == 1).astype(np.float32)
        np.fill_diagonal(single, 0)
        own = uses.sum(axis=1, dtype=np.float64)
        pairs = own * (own - 1) / 2
        found = ((uses @ single) * uses).sum(axis=1, dtype=np.float64) / 2
        able = own >= KNOWN_TOOLS
        tried += int(able.sum())
        alone += float((found[able] / pairs[able]).sum())
    return Linkage(int(counts.min()), tried, alone / tried if tried else 0.0)


@dataclass(frozen=True)
class Known:
    """The probability that a respondent is the only candidate, by what is known besides the key.

    `answers` gives it by the number of known answers to any questions, `asked` where the pattern of
    questions asked is known. `fewest` candidates remain by the key attributes alone (k-map, with
    the respondents as the population).
    """

    fewest: int
    answers: tuple[float, ...]
    asked: float


def known_answers(values: Values, said: Iterable[Fact], asked: Bools, seed: int = 0) -> Known:
    """How far key attributes and one to four known answers single out, in random trials.

    `said` are the answers that filters could select: for each question who gave which choice.
    `asked` has a column for each question. The same people and answers are drawn every time.
    """
    if not len(values):
        return Known(0, (0.0,) * len(KNOWN_ANSWERS), 0.0)
    _, cell, counts = np.unique(values, axis=0, return_inverse=True, return_counts=True)
    cell = cell.ravel()
    patterns = np.column_stack([cell, np.packbits(asked, axis=1)]) if asked.size else cell[:, None]
    alone = np.unique(patterns, axis=0, return_counts=True)[1] == 1
    gave = _gave(len(values), said)
    random = np.random.default_rng(seed)
    tried = random.permutation(len(values))[:PEOPLE_TRIED]
    found = np.zeros((2, len(KNOWN_ANSWERS)))
    members = {int(one): np.flatnonzero(cell == one) for one in np.unique(cell[tried])}
    for person in tried.tolist():
        own = np.flatnonzero(gave[person])
        others = gave[np.ix_(members[int(cell[person])], own)]
        for at, known in enumerate(KNOWN_ANSWERS):
            if len(own) < known:
                continue
            for _ in range(TIMES_TRIED):
                picked = random.choice(len(own), known, replace=False)
                found[:, at] += 1, others[:, picked].all(axis=1).sum() == 1
    shares = np.divide(found[1], found[0], out=np.zeros_like(found[1]), where=found[0] > 0)
    return Known(int(counts.min()), tuple(shares.tolist()), float(alone.sum() / len(values)))


def _gave(people: int, said: Iterable[Fact]) -> Bools:
    """The respondents who gave each answer: a column for each answer of each question."""
    columns = [np.zeros((people, 0), dtype=np.bool_)]
    for fact in said:
        one = np.zeros((people, int(fact.code.max(initial=-1)) + 1), dtype=np.bool_)
        one[fact.row, fact.code] = True
        columns.append(one)
    return np.concatenate(columns, axis=1)


@dataclass(frozen=True)
class Diversity:
    """The most that any cell reveals of a sensitive answer, among those who answered.

    `different` is the smallest number of different answers in a cell (l), `distance` the largest
    total variation between a cell's answers and everybody's (t); nan and 0 where nobody answered.
    """

    different: int
    distance: float


def diversity(found: Fact, cell: Rows) -> Diversity:
    """l and t of one answer over the cells; `cell` has a number for every respondent."""
    if not len(found.base):
        return Diversity(0, 0.0)
    width = int(found.code.max(initial=0)) + 1
    counts = np.zeros((int(cell.max()) + 1, width))
    np.add.at(counts, (cell[found.row], found.code), 1)
    counts = counts[counts.sum(axis=1) > 0]
    overall = counts.sum(axis=0) / counts.sum()
    shares = counts / counts.sum(axis=1, keepdims=True)
    distance = np.abs(shares - overall).sum(axis=1).max() / 2
    return Diversity(int((counts > 0).sum(axis=1).min()), float(distance))


def told_by(key: Rows, said: Rows) -> float:
    """The share of respondents whose demographic a key attribute reveals.

    It does where `MOST_ALIKE` or more of a segment give the same answer.
    """
    answered = said >= 0
    if not answered.any():
        return 0.0
    told = 0
    for segment in np.unique(key[answered]):
        _, counts = np.unique(said[answered & (key == segment)], return_counts=True)
        told += int(counts.max()) if counts.max() >= MOST_ALIKE * counts.sum() else 0
    return told / int(answered.sum())


def _together(named: Iterable[tuple[Rows, str]]) -> list[Rows]:
    """The rows that name each tool; a tool may be in several questions."""
    by_tool: dict[str, list[Rows]] = defaultdict(list)
    for rows, tool in named:
        by_tool[tool].append(rows)
    return [np.unique(np.concatenate(by_tool[tool])) for tool in sorted(by_tool)]


def _by_cell(rows: Rows, cell: Rows, cells: int) -> tuple[Rows, Rows]:
    """Rows sorted by cell, and where each cell begins among them."""
    order = rows[np.argsort(cell[rows], kind="stable")]
    return order, np.searchsorted(cell[order], np.arange(cells + 1))
