"""From a raw export to a data folder."""

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from dashboard.codebook import Codebook, Kind, Question, Year, read_codebook
from dashboard.codebook.conditions import is_answered
from dashboard.codebook.survey_entries import ReadEntry
from dashboard.codebook.survey_rules import edition_faults
from dashboard.errors import DashboardError, how_many, shown, unknown
from dashboard.importing.answers import Answers, Notes, Reader
from dashboard.importing.cell_readers import separator_of
from dashboard.importing.columns import Source, find_columns
from dashboard.importing.doubts import question_doubts
from dashboard.importing.export_files import opened
from dashboard.importing.formats import Layout
from dashboard.importing.formats.row_rules import responses_only
from dashboard.importing.header_index import HeaderIndex
from dashboard.importing.import_report import ImportReport, QuestionReport
from dashboard.importing.numerals import numerals
from dashboard.importing.parquet_writer import QuestionColumns, responses_table
from dashboard.importing.raw_table import Headers, Progress, RawTable, ReadOptions, read_raw
from dashboard.importing.routing import Asked, Router, shown_rows
from dashboard.importing.survey_folder import check_other_years, check_target, write_folder
from dashboard.importing.undeclared import (
    Undeclared,
    answered,
    undeclared_beside,
    undeclared_doubt,
)
from dashboard.importing.wrong_columns import last_row_of_sums, must_be_words


def import_raw(
    raw: Path,
    year: Year,
    survey: Path,
    to: Path,
    progress: Progress | None = None,
    format: str | None = None,
    reading: Mapping[str, object] | None = None,
) -> ImportReport:
    """Import a raw export of `year` by the codebook in `survey` into the data folder `to`.

    Adds the year or replaces it. The tool whose export it is is recognised, or forced by
    `format`; `reading` overrides keys of the survey's `read`. A DashboardError says what is wrong
    with the export, the codebook or the folder; then nothing was written.
    """
    codebook = read_codebook(survey)
    if year not in codebook.years:
        raise DashboardError(unknown("year", year, codebook.years))
    check_target(to, codebook)
    check_other_years(to, codebook, year)
    _check_edition(codebook, year)
    how = codebook.read.get(year, ReadEntry()).model_copy(update=dict(reading or {}))
    layout, options = opened(raw, how, format)
    plan = _Plan(codebook, year, how, layout, options)
    table = read_raw(raw, plan.options, plan.wanted, progress or _to_stderr)
    table, dropped, doubts = responses_only(table, layout.rules)
    if not table.rows:
        raise DashboardError(f"{raw.name} has no responses: {_said(dropped)}.")
    if doubt := last_row_of_sums(table.columns.values()):
        doubts.append(doubt)
    answers, notes, unticked = plan.answers(table)
    router = Router(codebook, answers, table.rows)
    columns, reports = [], {}
    for question in _in_need_order(codebook, year):
        if question.derived:
            answers[question.id] = router.derived(question)
    for question in codebook.asked_in(year):
        asked = _asked(question, year, router, answers)
        given = answers[question.id]
        columns.append(QuestionColumns(question, asked.asked, given))
        reports[question.id] = _question_report(
            question,
            asked,
            given,
            notes.get(question.id, Notes()),
            len(plan.sources[question.id].positions()) if question.id in plan.sources else 0,
            unticked.get(question.id, 0),
        )
        note = notes.get(question.id, Notes())
        source = plan.sources.get(question.id, Source())
        doubts += question_doubts(question, year, note, reports[question.id], source, table)
        doubts += plan.undeclared_doubts(question, table)
    responses = responses_table(year, table.rows, columns, plan.weights(table))
    weighted = write_folder(to, codebook, year, responses)
    used = set(plan.places)
    return ImportReport(
        format=layout.name,
        dropped=dropped,
        weighted=weighted,
        raw=raw,
        to=to,
        year=year,
        rows=table.rows,
        encoding=table.encoding,
        columns_used=len(used),
        left_out=tuple(table.name(at) for at in range(table.width) if at not in used),
        questions=reports,
        empty_rows=table.empty_rows,
        empty_kept=options.empty_rows,
        uneven_rows=table.uneven_rows,
        above=table.notes.above,
        doubts=tuple(doubts),
    )


class _Plan:
    """Which columns hold what, known once the header rows are read."""

    def __init__(
        self,
        codebook: Codebook,
        year: Year,
        how: ReadEntry,
        layout: Layout,
        options: ReadOptions,
    ):
        self.places: set[int] = set()
        self._layout = layout
        self.sources: Mapping[str, Source] = {}
        self.options = options
        self._codebook = codebook
        self._year = year
        self._how = how
        self._weight: int | None = None
        self._undeclared: dict[str, list[Undeclared]] = {}

    def wanted(self, headers: Headers) -> list[int]:
        """The columns to keep, out of all."""
        written = headers
        rewritten = self._layout.rewrite(headers, self._codebook, self._year)
        headers = tuple(tuple(row) for row in rewritten)
        self.sources = find_columns(self._codebook, self._year, headers)
        places = {place for source in self.sources.values() for place in source.positions()}
        if self._how.weight is not None:
            found = HeaderIndex(headers).find(self._how.weight)
            if len(found) != 1:
                raise DashboardError(
                    f"The weights should be in the column {shown(self._how.weight)}, "
                    f"but {how_many(len(found), 'column has', 'columns have')} that header."
                )
            self._weight = found[0].position
            places.add(self._weight)
        self.places = places
        for code, source in self.sources.items():
            question = self._codebook.questions[code]
            self._undeclared[code] = undeclared_beside(source, question, headers, places)
        beside = {one.position for found in self._undeclared.values() for one in found}
        rules = (rule.position(written) for rule in self._layout.rules)
        return sorted(places | beside | {place for place in rules if place is not None})

    def answers(
        self, table: RawTable
    ) -> tuple[dict[str, Answers], dict[str, Notes], dict[str, int]]:
        """The typed answers of every question that was asked as such, and what did not fit."""
        answers: dict[str, Answers] = {}
        notes: dict[str, Notes] = {}
        for code, source in self.sources.items():
            question = self._codebook.questions[code]
            declared, likely = self._how.separator, self._layout.separators
            separator = separator_of(question, self._year, table, source, declared, likely)
            notes[code] = Notes()
            reader = Reader(
                question, self._year, table, source, separator, notes[code], self._how.decimal
            )
            answers[code] = reader.answers()
            if question.kind is not Kind.RANKING or source.whole:
                must_be_words(question, table.rows, notes[code].undeclared, answers[code])
        unticked: dict[str, int] = {}
        for code in self.sources:
            question = self._codebook.questions[code]
            ticked = [answers[source] for source in question.items_from if source in answers]
            if question.kind is Kind.MATRIX and ticked:
                items = [item.id for item in question.shown_items(self._year)]
                answers[code], unticked[code] = shown_rows(answers[code], items, ticked)
        return answers, notes, unticked

    def undeclared_doubts(self, question: Question, table: RawTable) -> list[str]:
        """The doubt on columns of a question that nobody declares and somebody answered, if any."""
        found = self._undeclared.get(question.id, [])
        given = [one for one in found if answered(table.columns[one.position])]
        return [undeclared_doubt(question, given)] if given else []

    def weights(self, table: RawTable) -> list[float] | None:
        """The weight of each respondent, where the export has them."""
        if self._weight is None:
            return None
        cells = table.columns[self._weight]
        number = numerals(Counter(filter(None, cells)), self._how.decimal).read
        weights = []
        for row, cell in enumerate(cells, start=1):
            weight = number(cell) if cell else None
            if weight is None or weight < 0:
                raise DashboardError(
                    f"Respondent {row} has the weight {shown(cell or '')}; "
                    "a weight is a number of at least 0."
                )
            weights.append(weight)
        return weights


def _in_need_order(codebook: Codebook, year: Year) -> list[Question]:
    """The year's derived questions, each after the derived questions its rules speak of."""
    ordered: dict[str, Question] = {}

    def add(question: Question) -> None:
        for code in sorted(question.worked_out_from):
            add(codebook.questions[code])
        if question.derived and year in question.asked:
            ordered.setdefault(question.id, question)

    for question in codebook.asked_in(year):
        add(question)
    return list(ordered.values())


def _asked(question: Question, year: Year, router: Router, answers: Mapping[str, Answers]) -> Asked:
    """The respondents asked; for a derived question those asked one it is derived from."""
    if not question.derived or question.asked_of.get(year) is not None:
        return router.asked(question, year)
    sources = sorted(question.worked_out_from & answers.keys())
    each = [_asked(router.question(code), year, router, answers).asked for code in sources]
    return Asked([any(given) for given in zip(*each, strict=True)], 0)


def _question_report(
    question: Question, asked: Asked, answers: Answers, notes: Notes, columns: int, unticked: int
) -> QuestionReport:
    lists = question.kind in (Kind.MULTIPLE, Kind.RANKING)
    several = [answer for answer in answers if answer] if lists else []
    exclusive = {choice.id for choice in question.choices if choice.exclusive}
    return QuestionReport(
        question=question.id,
        asked=sum(asked.asked),
        answered=sum(map(is_answered, answers)),
        columns=columns,
        undeclared=notes.undeclared.most_common(),
        write_ins=notes.write_ins.most_common(),
        repaired=notes.repaired.most_common(),
        contradictions=asked.contradictions,
        exclusive_with_others=sum(
            len(given) > 1 and not exclusive.isdisjoint(given) for given in several
        ),
        more_than_allowed=sum(
            question.pick is not None and len(given) > question.pick for given in several
        ),
        rows_unticked=unticked,
        several=notes.several,
        disagreed=notes.disagreed,
    )


def _check_edition(codebook: Codebook, year: Year) -> None:
    """Refuse a codebook that cannot take this edition's answers."""
    faults = [
        message
        for question in codebook.asked_in(year)
        for _, message in edition_faults(question, year)
    ]
    if faults:
        lines = "\n".join(f"  write_ins of {fault}" for fault in faults)
        raise DashboardError(
            f"The codebook has {how_many(len(faults), 'fault')} for {year}:\n{lines}"
        )


def _said(dropped: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {reason}" for reason, count in dropped.items())


def _to_stderr(rows: int) -> None:
    print(f"  {how_many(rows, 'respondent')} read", file=sys.stderr, flush=True)
