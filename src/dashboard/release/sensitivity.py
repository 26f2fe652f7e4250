"""Whether findings hold for other respondents: without the largest channel, weighted, finished.

They are computed from the answers before anything is withheld; one mark for each finding is
published. The findings of a question are its leading number and its changes since the edition
before. A finding holds where the same number of the other respondents is within its own 95%
interval, and an answer that is clearly ahead stays the highest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.analysis.changes import RATE, Change, Family, judge
from dashboard.analysis.following import step_name
from dashboard.analysis.results import Result, usual_results
from dashboard.codebook import Codebook, Question, Year
from dashboard.estimates.reliability import Flag
from dashboard.estimates.sums import Estimates
from dashboard.query.selection import Query, Weights
from dashboard.query.url import possible_weights
from dashboard.responses import Responses, load_responses
from dashboard.responses.own_folders import kept_from_all
from dashboard.responses.schema import USE_CASE_WEIGHT, WEIGHT, asked_column, year_file

BETWEEN = "survey-sensitivity-"
LAST = 5
"""A respondent who answered one of their last questions, this many, has finished."""
AT_ONCE = 20
ROUNDING = 1e-9


class Other(StrEnum):
    """Whom, or how, findings are computed again."""

    CHANNEL = "channel"
    FINISHED = "finished"
    WEIGHTED = "weighted"


Mark: TypeAlias = tuple[Other, ...] | None
"""For which others a finding does not hold, none where it holds; None where it has no test."""


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """The marks of one year's findings.

    `largest` is the largest channel, empty where no question asks for it, so that nothing is known
    to hold; `others` are the respondents tested. `leads` has the marks of leading numbers by
    question, `changes` by question those of its changes since the edition before, by `step_name`:
    all that differ from zero, tested alone.
    """

    largest: str
    others: tuple[Other, ...]
    leads: Mapping[str, Mark]
    changes: Mapping[str, Mapping[str, Mark]]


def sensitivity(codebook: Codebook, imported: Path, year: Year) -> Sensitivity:
    """The marks of a year of an imported folder.

    Raises DashboardError where the folder cannot be loaded.
    """
    whole = load_responses(codebook, imported, more_columns=True)
    years = tuple(y for y in whole.years if y <= year)[-2:]
    # Without a channel the question that tells channels is another one.
    questions = [
        question
        for question in codebook.questions.values()
        if question.published and year in question.asked and question.id != codebook.channel
    ]
    plain = Query(years=years)
    was = _Found(whole, questions, plain)
    largest = _largest_channel(codebook, imported, year)
    again: dict[Other, _Found] = {}
    with kept_from_all(BETWEEN) as between:
        for other in (Other.CHANNEL, Other.FINISHED):
            if other is Other.CHANNEL and not largest:
                continue
            for one in years:
                _write_part(codebook, imported, one, between / other, other, largest)
            part = load_responses(codebook, between / other, more_columns=True)
            again[other] = _Found(part, questions, plain)
    if Weights.SURVEY in possible_weights(codebook):
        weighted = Query(years=years, weights=Weights.SURVEY)
        again[Other.WEIGHTED] = _Found(whole, questions, weighted)

    def mark(held: Mapping[Other, bool | None]) -> Mark:
        fails = tuple(other for other, holds in held.items() if holds is False)
        return None if not fails and (not largest or None in held.values()) else fails

    leads, changes = dict[str, Mark](), dict[str, dict[str, Mark]]()
    for question in questions:
        code = question.id
        leads[code] = mark(
            {other: _leads(was.results[code], now.results[code]) for other, now in again.items()}
        )
        found = was.changes(code)
        marks = {
            name: mark(
                {other: _stays(one, now.changes(code).get(name)) for other, now in again.items()}
            )
            for name, one in found.items()
            if one.p_value <= RATE
        }
        if marks:
            changes[code] = marks
    return Sensitivity(largest=largest, others=tuple(again), leads=leads, changes=changes)


class _Found:
    """The findings of some respondents: results of the last two years, and their changes."""

    def __init__(self, responses: Responses, questions: Sequence[Question], query: Query) -> None:
        self.results: dict[str, Result] = {}
        for some in (questions[at : at + AT_ONCE] for at in range(0, len(questions), AT_ONCE)):
            self.results |= usual_results(responses, some, query)
        self.family: Family = judge(responses, list(self.results.values()))

    def changes(self, code: str) -> dict[str, Change]:
        """The changes of a question from the first to the second year, by their names."""
        return {
            step_name(what, step): change
            for (asked, what), one in self.family.followed.items()
            if asked == code
            for step, change in one.changes.items()
        }


def _leads(was: Result, now: Result) -> bool | None:
    """Whether a year's leading number stays where it was, and ahead if it was clearly ahead."""
    before, after = was.estimates, now.estimates
    able = _able(was, before)
    if not able.any():
        return None
    values = np.where(able, before.estimate[-1], -np.inf)
    lead = np.unravel_index(values.argmax(), values.shape)
    number = after.estimate[-1][lead]
    if not np.isfinite(number):
        return None
    low, high = before.low[-1][lead], before.high[-1][lead]
    inside = bool(low - ROUNDING <= number <= high + ROUNDING)
    rest = able.copy()
    rest[lead] = False
    ahead = bool(rest.any()) and bool(low > np.where(rest, before.high[-1], -np.inf).max())
    overtaken = bool((np.where(rest, after.estimate[-1], -np.inf) > number).any())
    return inside and not (ahead and overtaken)


def _able(found: Result, estimates: Estimates) -> Any:
    """The numbers of the newest year that may lead: trusted, and of answers that say something."""
    able = (estimates.flag[-1] == Flag.OK) & np.isfinite(estimates.estimate[-1])
    if found.each_choice:
        says = [c.is_named for c in found.question.choices]
        able &= np.array(says, dtype=bool)
    return able


def _stays(was: Change, now: Change | None) -> bool | None:
    """Whether a change of others lies within a change's own interval."""
    if now is None:
        return None
    return bool(was.low - ROUNDING <= now.change <= was.high + ROUNDING)


# ---- other respondents -----------------------------------------------------------------------


def _largest_channel(codebook: Codebook, folder: Path, year: Year) -> str:
    """The channel through which most were reached; empty where no question tells it."""
    code = codebook.channel
    if code is None or year not in codebook.questions[code].asked:
        return ""
    column = pq.ParquetFile(year_file(folder, year)).read(columns=[code]).column(code)
    counts = {
        str(one["values"]): int(one["counts"])
        for one in pc.value_counts(column.drop_null()).to_pylist()
    }
    return max(sorted(counts), key=counts.__getitem__, default="")


def _write_part(
    codebook: Codebook, source: Path, year: Year, target: Path, other: Other, largest: str
) -> None:
    """Write a year's file with some of its respondents, without weights: those were of all."""
    path = year_file(target, year)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = pq.ParquetFile(year_file(source, year))
    names = [n for n in file.schema_arrow.names if n not in (WEIGHT, USE_CASE_WEIGHT)]
    schema = pa.schema([file.schema_arrow.field(name) for name in names])
    with pq.ParquetWriter(path, schema) as writer:
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group, columns=names)
            if other is Other.CHANNEL:
                kept = _not_from(rows, codebook.channel, largest)
            else:
                kept = _finished(codebook, rows, year)
            writer.write_table(rows.filter(pa.array(kept)))


def _not_from(rows: pa.Table, channel: str | None, largest: str) -> Any:
    if channel is None or channel not in rows.column_names:
        return np.ones(len(rows), dtype=bool)
    return np.array([one != largest for one in rows.column(channel).to_pylist()], dtype=bool)


def _finished(codebook: Codebook, rows: pa.Table, year: Year) -> Any:
    """The respondents who answered one of the last questions that they were asked."""
    asked_so_far = np.zeros(len(rows), dtype=np.intp)
    finished = np.zeros(len(rows), dtype=bool)
    for question in reversed(codebook.asked_in(year)):
        if question.derived or question.id not in rows.column_names:
            continue
        asked = np.array(rows.column(asked_column(question.id)).to_pylist(), dtype=bool)
        answered = np.asarray(rows.column(question.id).is_valid().combine_chunks())
        finished |= asked & answered.astype(bool) & (asked_so_far < LAST)
        asked_so_far += asked
        if (asked_so_far >= LAST).all():
            break
    return finished
