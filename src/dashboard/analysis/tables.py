"""Results as text: a table for the eye, CSV and JSON for other programs."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from dashboard.analysis.comparison import Compared, compare
from dashboard.analysis.results import Result, Row, has_shares, results, rows
from dashboard.analysis.rows import against_rows, change_rows, score_rows
from dashboard.analysis.safe_cells import safe
from dashboard.analysis.scores import Scores, Statistic, scores, statistics_of
from dashboard.analysis.segment_differences import against
from dashboard.analysis.unweighted_rows import beside, weights_in_words
from dashboard.analysis.withheld import fewer_than
from dashboard.codebook import Question, Year
from dashboard.errors import DashboardError, listed
from dashboard.estimates.reliability import Flag
from dashboard.query.selection import Of, Selection, Weights
from dashboard.responses import Responses

COLUMNS = tuple(field.name for field in fields(Row))


@dataclass(frozen=True, kw_only=True)
class Tabulated:
    """The lines of a table, and in sentences what it cannot show."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def tabulate(
    responses: Responses,
    question: Question,
    selection: Selection,
    *,
    by: Question | None = None,
    of: Of = Of.ANSWERED,
    statistic: Statistic | None = None,
    weights: Weights = Weights.NONE,
    change_from: Year | None = None,
    less: str | None = None,
) -> Tabulated:
    """One question's numbers, by default its shares; with `change_from` also what changed since.

    With `less` each segment of the breakdown is also set against everybody else ("others") or
    against one of them, and tested.

    Raises DashboardError for a statistic that the question does not have, and where it has no
    shares and none is named.
    """
    if statistic in (None, Statistic.SHARE) and not has_shares(question):
        known = listed(statistics_of(question))
        raise DashboardError(
            f"{question.id!r} is of kind {question.kind}; shares are not defined for it. "
            f"Name a statistic with --statistic; it has {known}."
        )
    years = sorted({*selection.years, *([change_from] if change_from is not None else [])})
    whole = Selection(years=tuple(years), where=selection.where)
    found: Result | Scores
    if statistic in (None, Statistic.SHARE):
        found = results(responses, [question], whole, by, of, weights)[question.id]
        lines = list(rows(found))
        if weights is Weights.SURVEY:
            plain = results(responses, [question], whole, by, of)[question.id]
            lines = list(beside(lines, rows(plain)))
        if less is not None:
            for one in against(responses, found, whole, less):
                lines += against_rows(one)
    elif less is not None:
        raise DashboardError(
            f"Segments are set against each other by their shares, not by {statistic!r}."
        )
    else:
        found = scores(responses, [question], whole, by, statistic, weights)[question.id]
        lines = list(score_rows(found))
        if weights is Weights.SURVEY:
            bare = scores(responses, [question], whole, by, statistic)[question.id]
            lines = list(beside(lines, score_rows(bare)))
    if why := responses.refusal(question, by, whole):
        raise DashboardError(why)
    notes = [*found.gaps.values(), *found.withheld.values()]
    notes += weights_in_words(responses.codebook, found).values()
    for year in years if change_from is not None else ():
        if change_from is None or year <= change_from or year in found.gaps:
            continue
        [compared] = compare(responses, [found], whole, change_from, year)
        lines += change_rows(compared)
        notes += _untold(compared)
    if change_from is not None and change_from >= years[-1]:
        raise DashboardError(f"Changes run to a later year; there is none after {change_from}.")
    return Tabulated(rows=tuple(lines), notes=tuple(notes))


def tabulate_all(
    responses: Responses,
    selection: Selection,
    *,
    by: Question | None = None,
    of: Of = Of.ANSWERED,
    weights: Weights = Weights.NONE,
) -> Tabulated:
    """Every question of the selected years in reading order, in two queries.

    A question gives its shares, or where it has none its usual statistic; with the weights of use
    cases, only the questions that these weigh.
    """
    codebook = responses.codebook
    asked = [
        question
        for question in codebook.questions.values()
        if question.published
        and question != by
        and not set(selection.years).isdisjoint(question.asked)
        and (weights is not Weights.USE_CASES or question.id in codebook.details)
    ]
    with_shares = [question for question in asked if has_shares(question)]
    others = [question for question in asked if not has_shares(question)]
    found: dict[str, Result | Scores] = {}
    plain: dict[str, Result | Scores] = {}
    for into, how in ((found, weights), (plain, Weights.NONE)):
        if into is plain and weights is not Weights.SURVEY:
            continue
        if with_shares:
            into |= results(responses, with_shares, selection, by, of, how)
        if others:
            into |= scores(responses, others, selection, by, None, how)
    lines: list[Row] = []
    notes: list[str] = []
    for question in asked:
        mine = _lines_of(found[question.id])
        if question.id in plain:
            mine = list(beside(mine, _lines_of(plain[question.id])))
        lines += mine
        notes += found[question.id].gaps.values()
        notes += weights_in_words(codebook, found[question.id]).values()
    return Tabulated(rows=tuple(lines), notes=tuple(dict.fromkeys(notes)))


def _lines_of(found: Result | Scores) -> list[Row]:
    return list(rows(found) if isinstance(found, Result) else score_rows(found))


def _untold(compared: Compared) -> list[str]:
    """Why changes may not be told, each reason once."""
    if not compared.verdict.comparable:
        return [compared.verdict.reason]
    reasons = [v.reason for row in compared.verdicts for v in row if not v.comparable]
    return list(dict.fromkeys(reasons))


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def write_rows(rows: Iterable[Row], form: Format) -> str:
    """Rows as text: shares are fractions with full precision, except in the table."""
    match form:
        case Format.CSV:
            return to_csv(rows)
        case Format.JSON:
            return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n"
    return _table(list(rows))


def to_csv(rows: Iterable[Row]) -> str:
    """Rows as CSV with a header line; an empty cell is an unknown or withheld number.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow("" if value is None else safe(value) for value in asdict(row).values())
    return text.getvalue()


def _table(rows: Sequence[Row]) -> str:
    number = "share" if all(row.share is not None or row.estimate is None for row in rows) else ""
    number = number or "estimate"
    heads = ["year", "question", "segment", "item", "answer", "statistic", number]
    heads += ["interval", "unweighted", "its interval", "count", "base", ""]
    lines = [heads]
    several = len({row.question for row in rows}) > 1
    for row in rows:
        shown = "{:.1%}" if row.share is not None or row.flag is Flag.FEW else "{:.4g}"
        estimate = "" if row.estimate is None else shown.format(row.estimate)
        interval = _between(shown, row.low, row.high)
        plain = "" if row.unweighted is None else shown.format(row.unweighted)
        plain_interval = _between(shown, row.unweighted_low, row.unweighted_high)
        statistic = "" if row.statistic == Statistic.SHARE else row.statistic.replace("_", " ")
        count = "" if row.count is None else f"{row.count:,}"
        base = "" if row.base is None else f"{row.base:,}"
        flag = "" if row.flag == "ok" else row.flag.replace("_", " ")
        if row.flag is Flag.FEW and row.high is not None and row.base is not None:
            flag = fewer_than(row.high, row.base)
        text = row.label or row.choice
        question = row.question if several else ""
        line = [str(row.year), question, row.segment, row.item, text, statistic, estimate]
        lines.append([*line, interval, plain, plain_interval, count, base, flag])
    kept = [i for i in range(len(heads)) if i == 0 or any(line[i] for line in lines[1:])]
    widths = [max(len(line[i]) for line in lines) for i in kept]
    right = {"share", "estimate", "interval", "unweighted", "its interval", "count", "base"}
    return "".join(
        "  ".join(
            line[i].rjust(width) if heads[i] in right else line[i].ljust(width)
            for i, width in zip(kept, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def _between(form: str, low: float | None, high: float | None) -> str:
    """An interval as the table shows it."""
    return "" if low is None or high is None else f"{form.format(low)} to {form.format(high)}"
