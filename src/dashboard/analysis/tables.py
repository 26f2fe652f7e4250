"""Results as text: a table for the eye, CSV and JSON for other programs."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np

from dashboard.analysis.changes import Compared, Family, compare, page_family
from dashboard.analysis.mix_adjustment import COVERAGE
from dashboard.analysis.results import Result, results, usual_results
from dashboard.analysis.rounding import percent, percent_to
from dashboard.analysis.rows import Row, against_rows, change_rows, rows
from dashboard.analysis.safe_cells import safe
from dashboard.analysis.segments import against
from dashboard.analysis.statistics import SHARE, STATISTICS, Statistic, has_shares, statistics_of
from dashboard.analysis.unweighted_rows import beside, weights_in_words
from dashboard.analysis.withheld import fewer_than, in_part
from dashboard.codebook import Question, Year
from dashboard.codebook.comparability import not_comparable
from dashboard.errors import DashboardError, listed
from dashboard.estimates.reliability import Flag
from dashboard.query.selection import Of, Query, Weights
from dashboard.responses import Responses
from dashboard.responses.gaps import not_of_everyone

OF, REMARK = "of", "remark"
SOURCE = "source"
"""The last column of every CSV: the survey, its years, and whether responses are made up."""
COLUMNS = tuple(field.name for field in fields(Row) if field.name not in (OF, REMARK))
"""The columns of every table; two more join them in `columns_of`."""


@dataclass(frozen=True, kw_only=True)
class Tabulated:
    """The lines of a table, and in sentences what it cannot show."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def tabulate(
    responses: Responses,
    question: Question,
    query: Query,
    *,
    statistic: Statistic | None = None,
    change_from: Year | None = None,
    less: str | None = None,
) -> Tabulated:
    """One question's numbers, by default its shares; with `change_from` also what changed since.

    With `less` each segment of the breakdown is also set against everybody else ("others") or
    against one of them, and tested.

    Raises DashboardError for a statistic that the question does not have, and where it has no
    shares and none is named.
    """
    if statistic in (None, SHARE) and not has_shares(question):
        known = listed([one.name for one in statistics_of(question)])
        raise DashboardError(
            f"{question.id!r} is of kind {question.kind}; shares are not defined for it. "
            f"Name a statistic with --statistic; it has {known}."
        )
    statistic = statistic or SHARE
    if less is not None and statistic is not SHARE:
        raise DashboardError(
            f"Segments are set against each other by their shares, not by {statistic.name!r}."
        )
    if why := responses.refusal(question, responses.breakdown(query), query):
        raise DashboardError(why)
    years = sorted({*query.years, *([change_from] if change_from is not None else [])})
    if change_from is not None and change_from >= years[-1]:
        raise DashboardError(f"Changes run to a later year; there is none after {change_from}.")
    whole = replace(query, years=tuple(years))
    if statistic is not SHARE and query.of is not Of.ANSWERED:
        raise DashboardError(
            f"{statistic.name!r} is of those who answered; only shares can be of {query.of}."
        )
    refused = not_of_everyone(responses, question, whole)
    if refused and set(refused) >= set(years) & set(question.asked):
        raise DashboardError(" ".join(refused.values()))
    found = results(responses, [question], whole, statistic)[question.id]
    lines = list(rows(found))
    if query.weights is Weights.SURVEY:
        bare = replace(whole, weights=Weights.NONE)
        plain = results(responses, [question], bare, statistic)[question.id]
        lines = list(beside(lines, rows(plain)))
    if less is not None:
        for one in against(responses, found, less):
            lines += against_rows(one)
    notes = [*found.gaps.values(), *withheld_in_words(found)]
    notes += filter(None, (not_comparable(question, year) for year in years))
    notes += weights_in_words(responses.codebook, found).values()
    later = [year for year in years if change_from is not None and year > change_from]
    page = page_family(responses, [question], whole) if later else Family()
    for year in later:
        if change_from is not None and year not in found.gaps:
            compared = compare(responses, found, change_from, year, page)
            lines += change_rows(compared)
            notes += [*compared.reasons, *_coverage_in_words(compared)]
    return Tabulated(rows=tuple(lines), notes=tuple(notes))


def withheld_in_words(found: Result) -> list[str]:
    """What a release withholds of a table's answers, a sentence for each year of which it does."""
    return [*found.withheld.values(), *in_part(found.tally).values()]


def tabulate_all(responses: Responses, query: Query) -> Tabulated:
    """Every question of the selected years in reading order, in few queries.

    A question gives its shares, or where it has none its usual statistic; with the weights of use
    cases, only the questions that these weigh. Shares of everyone are refused question by question
    where not everybody was asked; a note says why.
    """
    codebook = responses.codebook
    asked = [
        question
        for question in codebook.questions.values()
        if question.published
        and question.id != query.by
        and not set(query.years).isdisjoint(question.asked)
        and (query.weights is not Weights.USE_CASES or question.id in codebook.details)
    ]
    refused = {
        question.id: " ".join(why.values())
        for question in asked
        if has_shares(question) and (why := not_of_everyone(responses, question, query))
    }
    asked = [question for question in asked if question.id not in refused]
    found = usual_results(responses, asked, query)
    bare = replace(query, weights=Weights.NONE)
    weighted = query.weights is Weights.SURVEY
    plain = usual_results(responses, asked, bare) if weighted else {}
    lines: list[Row] = []
    notes = [f"{codebook.questions[code].title}: {why}" for code, why in refused.items()]
    for code, result in found.items():
        mine = list(rows(result))
        lines += beside(mine, rows(plain[code])) if code in plain else mine
        notes += [*result.gaps.values(), *withheld_in_words(result)]
        notes += filter(None, (not_comparable(result.question, year) for year in result.years))
        notes += weights_in_words(codebook, result).values()
    return Tabulated(rows=tuple(lines), notes=tuple(dict.fromkeys(notes)))


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def write_rows(rows: Iterable[Row], form: Format, source: str) -> str:
    """Rows as text: shares are fractions with full precision, except in the table.

    Each line of CSV and JSON names the `source`, the table does at its end.
    """
    match form:
        case Format.CSV:
            return to_csv(rows, source)
        case Format.JSON:
            lines = [*rows]
            names = columns_of(lines)
            told = [{**{n: getattr(row, n) for n in names}, SOURCE: source} for row in lines]
            return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return f"{_table(list(rows))}Source: {source}\n"


def columns_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns of these lines: whose shares they are unless who answered, remarks if any."""
    of = any(row.of not in ("", Of.ANSWERED) for row in rows)
    remark = any(row.remark for row in rows)
    return (*COLUMNS, *([OF] if of else []), *([REMARK] if remark else []))


def to_csv(rows: Iterable[Row], source: str = "") -> str:
    """Rows as CSV with a header line; an empty cell is an unknown or withheld number.

    A text that a spreadsheet would run as a formula gets an apostrophe in front. A `source` is
    named in a last column.
    """
    lines = [*rows]
    names = columns_of(lines)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    more = [source] if source else []
    writer.writerow([*names, *([SOURCE] if source else [])])
    for row in lines:
        values = [*(getattr(row, name) for name in names), *more]
        writer.writerow("" if value is None else safe(value) for value in values)
    return text.getvalue()


def _table(rows: Sequence[Row]) -> str:
    number = "share" if all(row.share is not None or row.estimate is None for row in rows) else ""
    number = number or "estimate"
    heads = ["year", "question", "segment", "item", "answer", "statistic", number]
    heads += ["interval", "unweighted", "its interval", "count", _base(rows), ""]
    lines = [heads]
    several = len({row.question for row in rows}) > 1
    for row in rows:
        in_percent = row.share is not None or row.flag is Flag.FEW or _is_share(row)
        shown = _tenths if in_percent else _four_figures
        estimate = "" if row.estimate is None else shown(row.estimate)
        interval = _between(shown, row.low, row.high)
        plain = "" if row.unweighted is None else shown(row.unweighted)
        plain_interval = _between(shown, row.unweighted_low, row.unweighted_high)
        statistic = "" if row.statistic == SHARE.name else row.statistic.replace("_", " ")
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
    right = {*heads[6:12]}
    return "".join(
        "  ".join(
            line[i].rjust(width) if heads[i] in right else line[i].ljust(width)
            for i, width in zip(kept, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def _is_share(row: Row) -> bool:
    """Whether a line without a number is about a share, as its interval then is."""
    one = STATISTICS.get(row.statistic)
    return row.flag is Flag.RANGE and one is not None and one.unit == "percent"


def _coverage_in_words(compared: Compared) -> list[str]:
    """What part of the respondents mix-adjusted changes speak of, or why there are none."""
    if compared.mix is None or not compared.followed.changes:
        return []
    covered = compared.mix.coverage[np.isfinite(compared.mix.change)]
    if covered.size:
        least = percent(float(covered.min()))
        return [f"Mix-adjusted changes compare at least {least} of each year's respondents."]
    most = percent(float(compared.mix.coverage.max(initial=0)))
    return [
        f"No mix-adjusted change: kinds of people in both years cover only {most} of a year, "
        f"and {percent(COVERAGE)} are needed."
    ]


def _base(rows: Sequence[Row]) -> str:
    """The heading of the base: whom the shares are shares of."""
    of = {row.of for row in rows if row.of}
    return "base" if of <= {Of.ANSWERED} else f"base: {' or '.join(sorted(of))}"


def _tenths(share: float) -> str:
    return percent_to(share, 1)


def _four_figures(value: float) -> str:
    return f"{value:.4g}"


def _between(shown: Callable[[float], str], low: float | None, high: float | None) -> str:
    """An interval as the table shows it."""
    return "" if low is None or high is None else f"{shown(low)} to {shown(high)}"
