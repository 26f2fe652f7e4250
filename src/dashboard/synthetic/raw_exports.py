"""Synthetic responses as raw exports: what a survey tool gives out, before anything is removed.

One CSV a year: who answered when (all made up, from ranges kept free for examples), then the
questions by their texts, answers by theirs, several answers joined in one cell.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path

import numpy as np

from dashboard.codebook import Choice, Codebook, Question, Year
from dashboard.codebook.survey_entries import ReadEntry
from dashboard.synthetic.drawn_answers import (
    Answer,
    Codes,
    Numbers,
    Ranks,
    Rows,
    Shares,
    Sheet,
    Tasks,
    Ticks,
)
from dashboard.synthetic.streams import Stream

SEPARATOR = ", "
ABOUT_PERSON = ("Timestamp", "E-mail address", "IP address")
REMARKS = "Is there anything else you would like to tell us?"
REMARKS_MADE = 0.07
DAYTIME = (6.5, 22.5)

# Ranges set aside for documentation (RFC 5737): no such address belongs to anybody.
NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
FIRST_NAMES = ("alex", "bo", "chris", "dana", "eli", "fran", "gert", "hana", "ivo", "jo", "kim")
TEXTS = (
    "Thank you for doing this.",
    "A bit long, but worth it.",
    "Please ask about costs next time!",
    'Some questions did not fit us, "it depends" would have been my answer.',
    "We are three people, so most roles are me.",
    "Write to me, if you want to talk: we moved everything, and moved it back.",
    "Nothing\nreally.",
)

Cells = list[str]


def raw_file(to: Path, codebook: Codebook, year: Year) -> Path:
    """Where the raw export of a year is written."""
    return to / f"{codebook.id}-{year}.csv"


def write_raw(
    path: Path, codebook: Codebook, year: Year, sheets: Iterable[Sheet], seed: int
) -> int:
    """Write a year's export; the number of respondents."""
    how = codebook.read.get(year, ReadEntry())
    questions = [question for question in codebook.asked_in(year) if not question.derived]
    rows = 0
    with path.open("w", encoding=how.encoding or "utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for header in _headers(year, questions, how):
            writer.writerow(header)
        for chunk, sheet in enumerate(sheets):
            columns = _person(codebook, sheet, Stream(seed, year, "raw", chunk))
            if how.weight is not None:
                columns.append(["1"] * sheet.size)
            for question in questions:
                separator = question.separator or how.separator or SEPARATOR
                columns += _cells(question, year, sheet.answers[question.id], separator)
            columns.append(_remarks(sheet.size, Stream(seed, year, "remarks", chunk)))
            writer.writerows(zip(*columns, strict=True))
            rows += sheet.size
    return rows


def _headers(year: Year, questions: list[Question], how: ReadEntry) -> Iterator[Cells]:
    wordings = [question.wording[year] for question in questions]
    names = [
        # Where two questions are worded alike, their ids tell them apart.
        _names(question, year, question.id if wordings.count(wording) > 1 else wording)
        for question, wording in zip(questions, wordings, strict=True)
    ]
    before = [*ABOUT_PERSON, *([how.weight] if how.weight is not None else [])]
    first = [*before, *chain.from_iterable(names), REMARKS]
    yield first
    texts = [[wording] * len(name) for wording, name in zip(wordings, names, strict=True)]
    for _ in range((how.header_rows or 1) - 1):
        yield [*before, *chain.from_iterable(texts), REMARKS]


def _names(question: Question, year: Year, text: str) -> Cells:
    """The headers of a question's columns; what the codebook says of its exports comes first."""
    declared = question.columns.get(year, (f"{text} [*]" if question.items else text,))[0]
    if question.items:
        return [
            item.columns[year][0]
            if year in item.columns
            else declared.replace("*", _text(item, year))
            for item in question.shown_items(year)
        ]
    if question.tasks is not None and not question.items:
        parts = ("shown", "most", "least")
        return [f"{text} [{n} {part}]" for n in range(1, question.tasks + 1) for part in parts]
    return [declared]


def _text(choice: Choice, year: Year) -> str:
    return choice.wording.get(year, choice.label)


def _texts(choices: Iterable[Choice], year: Year) -> np.ndarray:
    """The text of each code; -1, the last, is an empty cell."""
    return np.array([*(_text(choice, year) for choice in choices), ""], dtype=object)


def _cells(question: Question, year: Year, answer: Answer, separator: str) -> list[Cells]:
    """The columns of a question, as text."""
    texts = _texts(question.choices, year)
    match answer:
        case Codes(code=code):
            return [list(texts[code])]
        case Numbers(value=value):
            return [["" if np.isnan(number) else f"{number:g}" for number in value]]
        case Ticks(ticked=ticked):
            return [[separator.join(texts[:-1][row]) for row in ticked]]
        case Ranks(code=code):
            return [[separator.join(texts[row[row >= 0]]) for row in code]]
        case Shares(percent=percent):
            return [["" if part < 0 else str(part) for part in column] for column in percent.T]
        case Rows():
            return [list(column) for column in _rows(question, year, answer, texts, separator)]
        case Tasks():
            return _tasks(answer, texts, separator)


def _rows(
    question: Question, year: Year, rows: Rows, texts: np.ndarray, separator: str
) -> Iterator[np.ndarray]:
    for place, item in enumerate(question.items):
        if year not in item.asked:
            continue
        here = rows.item == place
        column = np.full(len(rows.shown), "", dtype=object)
        if rows.ticked is not None:
            joined = [separator.join(texts[:-1][row]) for row in rows.ticked[here]]
            column[rows.respondent[here]] = joined
        elif rows.code is not None:
            column[rows.respondent[here]] = texts[rows.code[here]]
        yield column


def _tasks(tasks: Tasks, texts: np.ndarray, separator: str) -> list[Cells]:
    columns: list[Cells] = []
    for task in range(tasks.shown.shape[1]):
        shown = np.where(tasks.answered[:, None], tasks.shown[:, task], -1)
        columns.append([separator.join(texts[row[row >= 0]]) for row in shown])
        columns += [list(texts[tasks.best[:, task]]), list(texts[tasks.worst[:, task]])]
    return columns


def _person(codebook: Codebook, sheet: Sheet, stream: Stream) -> list[Cells]:
    """Timestamp, e-mail and network address: invented, and useful to nobody."""
    edition = codebook.years[sheet.year]
    first = edition.fieldwork.from_ if edition.fieldwork else date(sheet.year, 10, 1)
    last = edition.fieldwork.to if edition.fieldwork else date(sheet.year, 10, 31)
    days = (last - first).days + 1
    begin = datetime.combine(first, time())
    when, hour, name, number, net, host = stream.uniform(6, sheet.size)
    low, high = DAYTIME
    stamps = [
        begin + timedelta(days=int(day), seconds=int(3600 * at))
        for day, at in zip(when * days, low + hour * (high - low), strict=True)
    ]
    names = np.array(FIRST_NAMES, dtype=object)[(name * len(FIRST_NAMES)).astype(int)]
    networks = np.array(NETWORKS, dtype=object)[(net * len(NETWORKS)).astype(int)]
    return [
        [f"{stamp:%Y-%m-%d %H:%M:%S}" for stamp in stamps],
        [f"{who}{int(n * 10_000)}@example.org" for who, n in zip(names, number, strict=True)],
        [f"{network}.{1 + int(at * 254)}" for network, at in zip(networks, host, strict=True)],
    ]


def _remarks(count: int, stream: Stream) -> Cells:
    lot = stream.uniform(count) / REMARKS_MADE
    return ["" if at >= 1 else TEXTS[int(at * len(TEXTS))] for at in lot]
