"""The checks of one file of responses: its columns, ids, cells, weights and answers."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import how_many, shown
from dashboard.importing.identifiers import identifying_name
from dashboard.release.anonymity import Values, cells, risks
from dashboard.release.attacks import (
    Diversity,
    diversity,
    known_answers,
    linkage,
    told_by,
    tool_questions,
    tools_named,
)
from dashboard.release.check_report import Attacks, Fault, FileFacts
from dashboard.release.diversity import Fact, facts, rare, telling
from dashboard.release.key_columns import (
    NO_ANSWER,
    WITHHELD,
    Bools,
    Rows,
    answers_said,
    items_said,
    positions,
    whole,
)
from dashboard.release.privacy_plan import Plan
from dashboard.responses.schema import (
    FIXED,
    RESPONDENT,
    USE_CASE_WEIGHT,
    WEIGHT,
    answer_type,
    asked_column,
    withheld_column,
)
from dashboard.responses.weights import carried_alone, columns_needed, weight_columns

LOWER = (
    "Remedies: use fewer key attributes (privacy: key_attributes), merge their choices into "
    "coarser bands, or publish demographics separately (privacy: separate). Otherwise declare a "
    "higher ceiling (privacy: singled_out_ceiling): anyone who knows two answers of these "
    "respondents can then read all their other answers. After changing the codebook, import "
    "again, then release (docs/maintaining.md, section 4)."
)


class FileInspection:
    """The checks of one file: `questions` are what it may hold."""

    def __init__(
        self,
        folder: Path,
        name: Path,
        year: Year,
        plan: Plan,
        questions: tuple[Question, ...],
        seen_ids: set[str],
    ):
        self.name = str(name)
        self.year = year
        self.plan = plan
        self.questions = questions
        self._seen = seen_ids
        self._file = pq.ParquetFile(folder / name)
        self._names = self._file.schema_arrow.names
        self._keys = [question for question in questions if question in plan.keys]
        self._apart = [question for question in questions if question in plan.separate]
        self._quasi = [*self._apart, *self._keys]
        self._values = self._quasi_values()

    def facts(self) -> FileFacts:
        names = [question.id for question in self._quasi]
        return FileFacts(
            rows=self._file.metadata.num_rows,
            columns=len(self._names),
            risks=tuple(risks(names, self._values, self.plan.k)),
        )

    def attacks(self) -> Attacks:
        """Every attack on the answers beside the key attributes."""
        held = [question for question in self.questions if self._has(question)]
        tools = (
            named
            for question in tool_questions(self.plan.codebook)
            if question in held
            for named in tools_named(question, self._column(question.id))
        )
        others = [question for question in held if question not in self._keys]
        said = (
            Fact(found.row, found.code, found.row)
            for question in others
            if question.has_one_answer or question.kind is Kind.MULTIPLE
            for found in [answers_said(question, self._column(question.id))]
        )
        asked = [self._asked(question) for question in others]
        table = np.column_stack(asked) if asked else np.zeros((len(self._values), 0), np.bool_)
        return Attacks(
            tools=linkage(self._values, tools),
            known=known_answers(self._values, said, table),
            sensitive={
                question.id: min(
                    (diversity(found, self._cell()) for found in self._facts(question)),
                    key=lambda one: (one.different, -one.distance),
                    default=Diversity(0, 0.0),
                )
                for question in others
                if question.sensitive
            },
        )

    def _facts(self, question: Question) -> list[Fact]:
        return list(facts(question, self._column(question.id)))

    def _cell(self) -> Rows:
        _, cell = np.unique(self._values, axis=0, return_inverse=True)
        return np.asarray(cell.ravel())

    def told(self) -> float:
        """The share of respondents whose demographic the key attribute reveals."""
        return told_by(self._values[:, 1], self._values[:, 0])

    def singled_out(self, found: Attacks) -> Iterator[Fault]:
        ceiling = self.plan.codebook.privacy.singled_out_ceiling
        if found.singled_out > ceiling:
            yield Fault(
                self.name,
                "",
                f"with the key attributes and two answers or tools known, {found.singled_out:.1%} "
                f"of respondents are singled out; the survey allows {ceiling:.1%}. {LOWER}",
            )

    def faults(self) -> Iterator[Fault]:
        for column, says in (
            *self._columns(),
            *self._ids(),
            *self._cells(),
            *self._weights(),
        ):
            yield Fault(self.name, column, says)
        for question in self.questions:
            if self._has(question):
                for says in self._answers(question):
                    yield Fault(self.name, question.id, says)

    def _has(self, question: Question) -> bool:
        schema = self._file.schema_arrow
        both = {question.id, asked_column(question.id)} <= set(self._names)
        return both and schema.field(question.id).type == answer_type(question)

    def _column(self, name: str) -> pa.Array:
        return whole(self._file.read([name]).column(name))

    def _asked(self, question: Question) -> Bools:
        column = self._column(asked_column(question.id))
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.bool_)

    def _withheld(self, question: Question) -> Bools:
        name = withheld_column(question.id)
        if name not in self._names or self._file.schema_arrow.field(name).type != pa.bool_():
            return np.zeros(self._file.metadata.num_rows, dtype=np.bool_)
        column = self._column(name)
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.bool_)

    def _states(self, question: Question) -> Rows:
        array, asked = self._column(question.id), self._asked(question)
        return positions(question, array, asked, self._withheld(question))

    def _quasi_values(self) -> Values:
        rows = self._file.metadata.num_rows
        columns = []
        for question in self._quasi:
            if self._has(question):
                states = self._states(question)
                # In a file of one demographic, a missing answer and a withheld one mean the same.
                alike = question in self._apart
                columns.append(np.where((states == WITHHELD) & alike, NO_ANSWER, states))
        return np.column_stack(columns) if columns else np.empty((rows, 0), dtype=np.int64)

    def _columns(self) -> Iterator[tuple[str, str]]:
        types = dict(FIXED)
        for question in self.questions:
            types[asked_column(question.id)] = pa.bool_()
            types[question.id] = answer_type(question)
            types[withheld_column(question.id)] = pa.bool_()
        optional = {WEIGHT, USE_CASE_WEIGHT, *(withheld_column(q.id) for q in self.questions)}
        for name in self._names:
            if word := identifying_name(name):
                yield name, f"its name says {word!r}, which may identify a respondent."
            elif name not in types:
                hidden = {question.id for question in self.plan.unpublished}
                why = "may not be published" if name in hidden else "is not declared"
                yield name, f"{why}; it should not be in this file."
            elif self._file.schema_arrow.field(name).type != types[name]:
                yield name, f"is of type {self._file.schema_arrow.field(name).type}."
        for name in types:
            if name not in self._names and name not in optional:
                yield name, "is missing."
        if self._file.schema_arrow.metadata or self._file.metadata.metadata not in (None, {}):
            extra = set(self._file.metadata.metadata or {}) - {b"ARROW:schema"}
            if extra or self._file.schema_arrow.metadata:
                yield "", "carries metadata besides the answers."

    def _ids(self) -> Iterator[tuple[str, str]]:
        if RESPONDENT not in self._names:
            return
        ids = self._column(RESPONDENT).to_pylist()
        if len(set(ids)) != len(ids):
            yield RESPONDENT, "has a duplicate id."
        if self._seen.intersection(ids):
            yield RESPONDENT, "has ids of another file, so the two can be joined."
        self._seen.update(ids)
        if ids != sorted(ids):
            yield (
                RESPONDENT,
                "is not in order of its random ids, so it may reveal something.",
            )

    def _cells(self) -> Iterator[tuple[str, str]]:
        k = self.plan.k
        full = next(risks([q.id for q in self._quasi], self._values, k), None)
        if full and full.cells_below:
            yield (
                ", ".join(full.attributes),
                f"{how_many(full.cells_below, 'cell')} with fewer than k = {k} people, "
                f"{full.people_below} in all.",
            )

    def _weights(self) -> Iterator[tuple[str, str]]:
        """Weights that do not follow from the released answers, or that identify people."""
        present = [name for name in (WEIGHT, USE_CASE_WEIGHT) if name in self._names]
        if not present or not all(self._has(question) for question in self.questions):
            return
        codebook = self.plan.codebook
        answers = self._file.read(columns_needed(codebook, self._names))
        if WEIGHT in present and carried_alone(codebook, self.year, answers):
            _, given = np.unique(self._column(WEIGHT).to_numpy(), return_inverse=True)
            if cells(np.column_stack([self._values, given])).min() < self.plan.k:
                yield (
                    WEIGHT,
                    f"combined with the key attributes it singles out fewer than k = {self.plan.k} "
                    "people.",
                )
        made = weight_columns(codebook, self.year, self._file.read(
            columns_needed(codebook, [n for n in self._names if n != WEIGHT])
        ))  # fmt: skip
        if USE_CASE_WEIGHT in present:
            own = self._column(USE_CASE_WEIGHT).to_numpy(zero_copy_only=False)
            fresh = made.get(USE_CASE_WEIGHT)
            if fresh is None or not np.allclose(
                own, fresh.to_numpy(zero_copy_only=False), equal_nan=True
            ):
                yield USE_CASE_WEIGHT, "does not follow from the released answers."

    def _answers(self, question: Question) -> Iterator[str]:
        array, asked, k = self._column(question.id), self._asked(question), self.plan.k
        hidden = self._withheld(question)
        if (~asked & np.asarray(array.is_valid())).any():
            yield "holds answers of people who were not asked."
        if (hidden & np.asarray(array.is_valid())).any():
            yield "holds answers that it says are withheld."
        if 0 < hidden.sum() < k:
            yield f"withholds fewer than k = {k} answers, which reveals whose they are."
        if question.kind is Kind.NUMBER and not question.choices:
            given = array.drop_null().to_numpy(zero_copy_only=False)
            for end in (given.min(), given.max()) if len(given) else ():
                if (given == end).sum() < min(k, len(given)):
                    yield f"fewer than {k} people gave the extreme {end:g}; it should be capped."
        said = answers_said(question, array)
        offered = {choice.id for choice in question.offered(self.year)}
        for code in sorted(said.people()):
            if code not in offered:
                yield f"holds {shown(code)}, which {self.year} did not offer."
        shown_items = {item.id for item in question.shown_items(self.year)}
        if question.kind is Kind.MAXDIFF:
            shown_items = offered
        for item in items_said(question, array).people():
            if item not in shown_items:
                yield f"holds the row {shown(item)}, which {self.year} did not show."
        if question.sensitive and self._keys:
            yield from self._sensitive(question)

    def _sensitive(self, question: Question) -> Iterator[str]:
        different = self.plan.codebook.privacy.different
        found = self._facts(question)
        exact = question.kind is Kind.NUMBER and not question.choices
        if not exact and any(rare(fact, self.plan.k) for fact in found):
            yield f"is sensitive, and fewer than {self.plan.k} people gave one of its answers."
        if question in self._apart:
            cell = np.unique(self._values[:, 1], return_inverse=True)[1]
        else:
            cell = self._cell()
        if any(telling(fact, cell, different).any() for fact in found):
            yield "is sensitive, and in some cells nearly all respondents gave the same answer."
