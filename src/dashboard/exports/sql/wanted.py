"""What a reader's statement is about: the question, the view, and the file it is counted from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.codebook import Question, Year
from dashboard.errors import DashboardError
from dashboard.exports.sql.statement_text import array, cases, one_of, select, texts
from dashboard.query.selection import Of, Query, Weights
from dashboard.responses.gaps import gaps_of
from dashboard.responses.schema import (
    USE_CASE_WEIGHT,
    WEIGHT,
    asked_column,
    separate_file,
    withheld_column,
    year_file,
)
from dashboard.responses.sql_names import literal, quoted
from dashboard.responses.store import Responses

HERE = Path()


class NothingToCount(DashboardError):
    """The dashboard shows nothing of this, so no statement gives it."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The numbers of one question in a view.

    `groups` puts choices of the breakdown together to one segment under a new code; `items` are the
    rows of a matrix, where not all are wanted.
    """

    question: Question
    query: Query
    groups: Mapping[str, Sequence[str]] | None = None
    items: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell groups of respondents apart."""
        return ("year",) if self.query.by is None else ("year", "segment")

    @property
    def of(self) -> Of:
        """Whom shares are shares of."""
        return self.query.of

    @property
    def weighted(self) -> bool:
        """Whether respondents count by a weight."""
        return self.query.weights is not Weights.NONE

    @property
    def counted_as(self) -> tuple[int, ...]:
        """The choice, from 1, that each choice of the question is counted as; empty if itself."""
        return self.query.merge(self.question.id).choices


def years_shown(responses: Responses, wanted: Wanted) -> tuple[Year, ...]:
    """The years that the dashboard shows something of; NothingToCount where there are none."""
    question, weights = wanted.question, wanted.query.weights
    by = responses.breakdown(wanted.query)
    responses.check(by, weights)
    if by is not None and not by.has_one_answer:
        raise DashboardError(f"{by.id!r} cannot be a breakdown in SQL: its groups overlap.")
    gaps = gaps_of(responses, question, wanted.query)
    years = []
    for year in wanted.query.years:
        if year in gaps:
            continue
        if by is not None and year not in by.asked:
            gaps[year] = f"“{by.title}” was not asked in {year}."
        elif question.id in responses.apart and wanted.weighted:
            gaps[year] = f"{question.id!r} is published in a file without weights."
        elif weights is Weights.USE_CASES and question.id not in responses.codebook.details:
            gaps[year] = f"{question.id!r} is not about the use case described."
        elif not question.published:
            gaps[year] = f"The answers to {question.id!r} are not published."
        else:
            years.append(year)
    if not years:
        reasons = " ".join(dict.fromkeys(gaps.values()))
        raise NothingToCount(f"There is nothing to count. {reasons}".rstrip())
    return tuple(years)


def chosen(
    responses: Responses,
    wanted: Wanted,
    columns: Mapping[str, str],
    conditions: Sequence[str] = (),
    *,
    years: Sequence[Year] = (),
) -> tuple[str, str]:
    """The part `chosen`: the respondents in view, with `columns` as SQL by name.

    It has the year, the segment and the weight where there are any.
    """
    years = years or years_shown(responses, wanted)
    selected = ["year" if len(years) > 1 else f"{years[0]} AS year"]
    where = []
    by = responses.breakdown(wanted.query)
    if by is not None:
        segment, told_apart = segment_sql(by, wanted.groups)
        selected.append(f"{segment} AS segment")
        where.append(told_apart)
    selected += [sql if sql == name else f"{sql} AS {name}" for name, sql in columns.items()]
    if wanted.weighted:
        weight = quoted(USE_CASE_WEIGHT if wanted.query.weights is Weights.USE_CASES else WEIGHT)
        selected.append(f"{weight} AS weight")
        where.append(f"{weight} IS NOT NULL")
    where = [*(met for _, met in filters(responses, wanted.query)), *where, *conditions]
    source = published_files(responses, wanted, years)
    return "chosen", select(selected, source, where=where)


def hidden_sql(
    responses: Responses, wanted: Wanted, question: Question, years: Sequence[Year]
) -> str | None:
    """SQL of whether an answer is withheld; None where the files read withhold none."""
    number = responses.file_of(wanted.question, responses.breakdown(wanted.query), wanted.query)
    if not any((question.id, year, number) in responses.marked for year in years):
        return None
    return f"coalesce({quoted(withheld_column(question.id))}, false)"


def answer_columns(
    responses: Responses, wanted: Wanted, years: Sequence[Year] = ()
) -> dict[str, str]:
    """A question's answers, whether they were asked for and, where some are, withheld."""
    question = wanted.question
    columns = {"answer": quoted(question.id), "asked": quoted(asked_column(question.id))}
    hidden = hidden_sql(responses, wanted, question, years or years_shown(responses, wanted))
    return columns if hidden is None else columns | {"withheld": hidden}


def filters(responses: Responses, query: Query) -> list[tuple[Question, str]]:
    """The conditions of a query's filters, each with the question it asks for."""
    named = ((responses.codebook.filter(name), codes) for name, codes in query.filters)
    return [
        (
            question,
            one_of(quoted(question.id), codes)
            if question.has_one_answer
            else f"list_has_any({quoted(question.id)}, {array(codes)})",
        )
        for question, codes in named
    ]


def published_files(responses: Responses, wanted: Wanted, years: Sequence[Year]) -> str:
    """What to read, from the data folder: the files of the years that hold a question."""
    number = responses.file_of(wanted.question, responses.breakdown(wanted.query), wanted.query)
    names = {file: name for name, file in responses.files.items()}
    apart = names.get(number)
    files = [
        (year_file(HERE, year) if apart is None else separate_file(HERE, year, *apart)).as_posix()
        for year in years
    ]
    if len(files) == 1:
        return literal(files[0])
    listed = ",\n    ".join(literal(file) for file in files)
    return f"read_parquet([\n    {listed}\n], hive_partitioning = true, union_by_name = true)"


def segment_sql(by: Question, groups: Mapping[str, Sequence[str]] | None) -> tuple[str, str]:
    """SQL of the segment, and the condition that a respondent is in one."""
    column = quoted(by.id)
    if groups is None:
        return column, f"{column} IS NOT NULL"
    segment = cases((one_of(column, codes), literal(code)) for code, codes in groups.items())
    members = [code for codes in groups.values() for code in codes]
    return segment, f"{column} IN ({texts(members)})"
