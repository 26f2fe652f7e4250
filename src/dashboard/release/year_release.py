"""One year made safe to publish: from its imported answers to the tables of its files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import DashboardError, shown
from dashboard.importing.identifiers import identifying_name, identifying_values
from dashboard.release.anonymity import Values, suppressed
from dashboard.release.attacks import Linkage, linkage, tool_questions, tools_named
from dashboard.release.folding import Folded, alike, folded
from dashboard.release.key_columns import (
    NO_ANSWER,
    Bools,
    Rows,
    answers_said,
    emptied,
    items_said,
    positions,
    whole,
)
from dashboard.release.privacy_plan import Plan
from dashboard.release.secret import Seed
from dashboard.responses.schema import (
    FIXED,
    RESPONDENT,
    USE_CASE_WEIGHT,
    WEIGHT,
    asked_column,
    year_file,
)
from dashboard.responses.weights import weight_columns

EXAMPLES_OF = 2_000
SMALLEST_BASE = 30


@dataclass(frozen=True)
class ShareChange:
    """How much a share differs between what was answered and what is released."""

    question: str
    choice: str
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class YearReport:
    """What a release did to one year; counts of people."""

    rows: int
    withheld: Mapping[str, int]
    records_withheld: int
    left_out: tuple[str, ...]
    identifying: Mapping[str, Mapping[str, str]]
    unpublished: tuple[str, ...]
    folded: Mapping[str, Mapping[str, str | None]]
    rows_left_out: Mapping[str, tuple[str, ...]]
    cut: Mapping[str, tuple[float, float]]
    alike: Mapping[str, int]
    tied: tuple[str, ...]
    separate: Mapping[str, Mapping[str, int]]
    raw: Linkage
    order_correlation: float
    changes: tuple[ShareChange, ...]
    weights: tuple[str, ...]
    weight_left_out: bool = False


@dataclass
class _Notes:
    folded: dict[str, Mapping[str, str | None]] = field(default_factory=dict)
    rows_left_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cut: dict[str, tuple[float, float]] = field(default_factory=dict)
    alike: dict[str, int] = field(default_factory=dict)
    changes: list[ShareChange] = field(default_factory=list)

    def fold(self, question: Question, done: Folded) -> None:
        if done.into:
            self.folded[question.id] = dict(sorted(done.into.items()))
        if done.items:
            self.rows_left_out[question.id] = tuple(done.items)
        if done.cut:
            self.cut[question.id] = done.cut


class YearRelease:
    """Makes the tables of one year; `tables` gives them by file, `separate` names its question."""

    def __init__(self, source: Path, year: Year, plan: Plan, seed: Seed):
        self.year, self.plan, self.seed = year, plan, seed
        self._file = pq.ParquetFile(year_file(source, year))
        self._names = self._file.schema_arrow.names
        self.rows = self._file.metadata.num_rows
        self._purpose = (plan.codebook.id, year)
        self._notes = _Notes()
        if faults := list(self._undeclared()):
            raise DashboardError(f"{year} cannot be released:\n" + "\n".join(faults))

    def tables(self) -> tuple[pa.Table, dict[str, pa.Table], YearReport]:
        """The main table, the tables of demographics published apart, and what was done."""
        keys = self.plan.keys_in(self.year)
        raw = [self._values(q, self._column(q.id)) for q in keys]
        kept = {question.id: self._fold(question) for question in keys}
        values = np.column_stack([self._values(q, kept[q.id]) for q in keys] or [self._nobody()])
        withheld = self._suppress(values, "answers")
        released = np.where(withheld, NO_ANSWER, values)
        # A choice that was folded must not be told by other answers either.
        hidden_keys = withheld | (values != np.column_stack(raw or [self._nobody()]))
        main = self._main(keys, kept, withheld, hidden_keys, released)
        apart, hidden = {}, {}
        for question in self.plan.separate_in(self.year):
            apart[question.id], hidden[question.id] = self._apart(question, keys, released)
        order = self._order("answers")
        weighted, weight_left_out = self._weighted(main.take(pa.array(order)))
        report = YearReport(
            rows=self.rows,
            withheld=_counts(keys, withheld),
            records_withheld=int(withheld.any(axis=1).sum()),
            left_out=self._strange(),
            identifying=self._identifying(),
            unpublished=tuple(q.id for q in self.plan.unpublished if self.year in q.asked),
            folded=self._notes.folded,
            rows_left_out=self._notes.rows_left_out,
            cut=self._notes.cut,
            alike=self._notes.alike,
            tied=tuple(sorted({c for q in keys for c in self._tied_to(q)})),
            separate=hidden,
            raw=self._linkage(raw),
            order_correlation=_correlation(order),
            changes=tuple(sorted(self._notes.changes, key=_size, reverse=True)[:5]),
            weights=tuple(
                name for name in (WEIGHT, USE_CASE_WEIGHT) if name in weighted.schema.names
            ),
            weight_left_out=weight_left_out,
        )
        return weighted, apart, report

    # Reading ----------------------------------------------------------------------------------

    def _column(self, name: str) -> pa.Array:
        return whole(self._file.read([name]).column(name))

    def _asked(self, question: Question) -> Bools:
        column = self._column(asked_column(question.id))
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.bool_)

    def _values(self, question: Question, array: pa.Array) -> Rows:
        return positions(question, array, self._asked(question))

    def _nobody(self) -> Values:
        return np.empty((self.rows, 0), dtype=np.int64)

    def _strange(self) -> tuple[str, ...]:
        asked = self.plan.codebook.asked_in(self.year)
        known = {*FIXED, *(n for q in asked for n in (q.id, asked_column(q.id)))}
        return tuple(name for name in self._names if name not in known)

    def _identifying(self) -> dict[str, dict[str, str]]:
        """Columns left out that tell who somebody is, with masked examples."""
        found: dict[str, dict[str, str]] = {}
        for name in self._strange():
            texts = self._column(name).slice(0, EXAMPLES_OF).cast(pa.string(), safe=False)
            hits = identifying_values((t for t in texts.to_pylist() if t), ())
            if identifying_name(name):
                hits.setdefault("its name", name)
            if hits:
                found[name] = hits
        return found

    def _undeclared(self) -> Iterator[str]:
        """Columns that are missing and codes that nobody declared; identifiers are masked."""
        for question in self.plan.codebook.asked_in(self.year):
            if question.id not in self._names:
                yield f"  {question.id}: the column is missing; {self.year} asked it."
                continue
            array = self._column(question.id)
            offered = {choice.id for choice in question.offered(self.year)}
            items = {item.id for item in question.shown_items(self.year)}
            items = offered if question.kind is Kind.MAXDIFF else items
            for allowed, said in (
                (offered, answers_said(question, array).people()),
                (items, items_said(question, array).people()),
            ):
                strange = sorted(set(said) - allowed)
                hits = identifying_values(strange, allowed)
                for what, example in hits.items():
                    yield f"  {question.id}: an answer holds {what}, such as {shown(example)}."
                if strange and not hits:
                    yield (
                        f"  {question.id}: {len(strange)} answer(s) are not declared for "
                        f"{self.year}, such as {shown(strange[0])}."
                    )

    # Key attributes ---------------------------------------------------------------------------

    def _fold(self, question: Question, gone: frozenset[str] = frozenset()) -> pa.Array:
        array = self._column(question.id)
        done = folded(question, self.year, array, self.plan.k, gone)
        self._notes.fold(question, done)
        return done.array

    def _suppress(self, values: Values, file: str) -> Bools:
        order = self.seed.order(self.rows, *self._purpose, "withheld", file)
        return suppressed(values, self.plan.k, order)

    def _tied_to(self, key: Question) -> frozenset[str]:
        return self.plan.tied[key.id]

    # The main file ----------------------------------------------------------------------------

    def _main(
        self,
        keys: tuple[Question, ...],
        kept: Mapping[str, pa.Array],
        withheld: Bools,
        hidden_keys: Bools,
        released: Values,
    ) -> pa.Table:
        key_place = {question.id: place for place, question in enumerate(keys)}
        questions = self.plan.main_in(self.year)
        columns: dict[str, tuple[Bools, pa.Array]] = {}
        _, cell = np.unique(released, axis=0, return_inverse=True)
        # Rows of a matrix go where the tick that showed them is folded, so the ticks come first.
        for question in sorted(questions, key=lambda q: bool(q.items_from)):
            asked, before = self._asked(question), self._column(question.id)
            if question.id in key_place:
                hidden = withheld[:, key_place[question.id]]
                array = emptied(kept[question.id], hidden)
                asked = asked | hidden
            else:
                place = keys, hidden_keys, cell.ravel()
                array, asked = self._answers(question, asked, before, *place)
            columns[question.id] = asked, array
            self._notes.changes += _share_changes(question, before, array)
        fields = [pa.field(RESPONDENT, FIXED[RESPONDENT], nullable=False)]
        arrays = [pa.array(self.seed.ids(self.rows, *self._purpose, "answers"))]
        for question in questions:
            asked, array = columns[question.id]
            fields += _fields(question, array)
            arrays += [pa.array(asked), array]
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))

    def _answers(
        self,
        question: Question,
        asked: Bools,
        array: pa.Array,
        keys: tuple[Question, ...],
        hidden_keys: Bools,
        cell: Rows,
    ) -> tuple[pa.Array, Bools]:
        """A question's answers without what is rare, what tells a withheld value, what is alike."""
        for place, key in enumerate(keys):
            if question.id in self._tied_to(key):
                asked = asked & ~hidden_keys[:, place]
        array = emptied(array, ~asked & np.asarray(array.is_valid()))
        gone = frozenset(
            code for source in question.items_from for code in self._notes.folded.get(source, ())
        )
        done = folded(question, self.year, array, self.plan.k, gone)
        array = done.array
        if question.sensitive and question.has_one_answer:
            same = alike(array, cell)
            if same.any():
                self._notes.alike[question.id] = int(same.sum())
                again = folded(question, self.year, emptied(array, same), self.plan.k)
                array, done = again.array, Folded(array, {**done.into, **again.into})
        self._notes.fold(question, done)
        return array, asked

    def _order(self, file: str) -> Rows:
        """The order of the random ids, which is the order of the file."""
        return np.argsort(np.array(self.seed.ids(self.rows, *self._purpose, file)))

    def _weighted(self, table: pa.Table) -> tuple[pa.Table, bool]:
        """The table with weights computed from what is released."""
        left_out = False
        if WEIGHT in self._names:
            carried = self._column(WEIGHT).take(pa.array(self._order("answers")))
            given = carried.to_numpy(zero_copy_only=False)
            if np.unique(given, return_counts=True)[1].min() >= self.plan.k:
                table = table.add_column(1, pa.field(WEIGHT, FIXED[WEIGHT]), carried)
            else:
                left_out = True
        for name, column in weight_columns(self.plan.codebook, self.year, table).items():
            if name in table.schema.names:
                table = table.drop_columns([name])
            place = 1 + (name == USE_CASE_WEIGHT and WEIGHT in table.schema.names)
            table = table.add_column(place, pa.field(name, FIXED[name]), column)
        return table, left_out

    # The files apart --------------------------------------------------------------------------

    def _apart(
        self, question: Question, keys: tuple[Question, ...], released: Values
    ) -> tuple[pa.Table, dict[str, int]]:
        """A demographic beside the key attributes: it is kept longest, they are withheld first."""
        array = self._fold(question)
        values = np.column_stack([self._values(question, array), released])
        withheld = self._suppress(values, question.id)
        final = np.where(withheld, NO_ANSWER, values)
        order = self._order(question.id)
        ids = sorted(self.seed.ids(self.rows, *self._purpose, question.id))
        fields = [pa.field(RESPONDENT, FIXED[RESPONDENT], nullable=False)]
        arrays = [pa.array(ids)]
        for place, shown_one in enumerate((question, *keys)):
            asked, coded = _decoded(shown_one, final[order, place])
            fields += _fields(shown_one, coded)
            arrays += [pa.array(asked), coded]
        if self.rows:
            _, coded = _decoded(question, final[:, 0])
            self._notes.changes += _share_changes(question, self._column(question.id), coded)
        table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
        return table, _counts((question, *keys), withheld)

    # What an outsider could do with the raw answers ---------------------------------------------

    def _linkage(self, raw: list[Rows]) -> Linkage:
        stand = {question.id for question in self.plan.main_in(self.year)}
        tools = (
            named
            for question in tool_questions(self.plan.codebook)
            if question.id in stand
            for named in tools_named(question, self._column(question.id))
        )
        return linkage(np.column_stack(raw or [self._nobody()]), tools)


def _fields(question: Question, array: pa.Array) -> list[pa.Field]:
    return [
        pa.field(asked_column(question.id), pa.bool_(), nullable=False),
        pa.field(question.id, array.type),
    ]


def _decoded(question: Question, values: Rows) -> tuple[Bools, pa.Array]:
    codes = pa.array([choice.id for choice in question.choices], pa.string())
    place = pa.array(np.where(values < 0, 0, values), mask=values < 0)
    return values >= NO_ANSWER, codes.take(place)


def _counts(questions: tuple[Question, ...], withheld: Bools) -> dict[str, int]:
    return {q.id: int(withheld[:, place].sum()) for place, q in enumerate(questions)}


def _share_changes(question: Question, before: pa.Array, after: pa.Array) -> list[ShareChange]:
    """By how much each share moved, of questions whose shares are a headline."""
    if question.kind not in (Kind.SINGLE, Kind.SCALE, Kind.NUMBER, Kind.MULTIPLE):
        return []
    bases = len(before) - before.null_count, len(after) - after.null_count
    if bases[0] < SMALLEST_BASE:
        return []
    counts = [answers_said(question, array).people() for array in (before, after)]
    shares = [
        {code: n / base for code, n in people.items()} if base else {}
        for people, base in zip(counts, bases, strict=True)
    ]
    return [
        ShareChange(question.id, code, shares[0].get(code, 0.0), shares[1].get(code, 0.0))
        for code in sorted({*shares[0], *shares[1]})
        if shares[0].get(code) != shares[1].get(code)
    ]


def _size(change: ShareChange) -> float:
    return abs(change.after - change.before)


def _correlation(order: Rows) -> float:
    """The rank correlation of the order released and the order answered."""
    if len(order) < 3:
        return 0.0
    return float(np.corrcoef(order, np.arange(len(order)))[0, 1])


def plain(value: Any) -> Any:
    """A report as JSON may hold it."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return round(value, 6) if isinstance(value, float) else value
