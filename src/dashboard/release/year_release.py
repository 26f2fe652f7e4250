"""One year made safe to publish: from its imported answers to the tables of its files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import DashboardError, how_many, shown
from dashboard.importing.identifiers import free_text, identifying_name, identifying_values
from dashboard.release.anonymity import Values, cells, suppressed
from dashboard.release.attacks import Linkage, linkage, tool_questions, tools_named
from dashboard.release.count_rounding import rounded
from dashboard.release.diversity import withheld_answers
from dashboard.release.key_columns import (
    NOT_ASKED,
    WITHHELD,
    Bools,
    Rows,
    answers_said,
    emptied,
    items_said,
    positions,
    whole,
)
from dashboard.release.privacy_plan import Plan
from dashboard.release.secret import Draws
from dashboard.release.separate import alone, beside
from dashboard.responses.schema import (
    FIXED,
    RESPONDENT,
    USE_CASE_WEIGHT,
    WEIGHT,
    asked_column,
    withheld_column,
    year_file,
)
from dashboard.responses.weights import carried_alone, columns_needed, weight_columns
from dashboard.responses.withholding import MUCH

EXAMPLES_OF = 2_000


@dataclass(frozen=True, kw_only=True)
class YearReport:
    """The effect of a release on one year; counts of people.

    `withheld` counts by key attribute, `sensitive` by sensitive question, `separate` by separate
    file. `thin` are the choices of key attributes that more than 5% of those who gave them lost: a
    share of such a segment would not be that of all its members.
    """

    rows: int
    withheld: Mapping[str, int]
    records_withheld: int
    left_out: tuple[str, ...]
    identifying: Mapping[str, Mapping[str, str]]
    unpublished: tuple[str, ...]
    cut: Mapping[str, tuple[float, float]]
    sensitive: Mapping[str, int]
    tied: tuple[str, ...]
    separate: Mapping[str, int]
    thin: Mapping[str, tuple[str, ...]]
    raw: Linkage
    order_correlation: float
    weights: tuple[str, ...]
    weight_left_out: bool = False


@dataclass
class _Notes:
    cut: dict[str, tuple[float, float]] = field(default_factory=dict)
    sensitive: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Column:
    """A question's columns: who was asked, the answers, and whose are withheld."""

    question: Question
    asked: Bools
    array: pa.Array
    withheld: Bools

    def fields(self) -> list[pa.Field]:
        named = [
            pa.field(asked_column(self.question.id), pa.bool_(), nullable=False),
            pa.field(self.question.id, self.array.type),
        ]
        if self.withheld.any():
            name = withheld_column(self.question.id)
            named.append(pa.field(name, pa.bool_(), nullable=False))
        return named

    def arrays(self) -> list[pa.Array]:
        made = [pa.array(self.asked), self.array]
        return [*made, pa.array(self.withheld)] if self.withheld.any() else made


class YearRelease:
    """Makes the tables of one year; `tables` gives them by file.

    Separate files are named by the demographic and the key attribute in them.
    """

    def __init__(self, source: Path, year: Year, plan: Plan, draws: Draws):
        self.year, self.plan, self.draws = year, plan, draws
        self._file = pq.ParquetFile(year_file(source, year))
        self._names = self._file.schema_arrow.names
        self.rows = self._file.metadata.num_rows
        self._notes = _Notes()
        if faults := list(self._undeclared()):
            raise DashboardError(f"{year} cannot be released:\n" + "\n".join(faults))
        if not plan.keys_in(year):
            raise DashboardError(
                f"{year} cannot be released: it asked none of the key attributes, and without them "
                "nobody is protected."
            )

    def tables(self) -> tuple[pa.Table, dict[tuple[str, str | None], pa.Table], YearReport]:
        """The main table, the tables of demographics published apart, and what was done."""
        keys = self.plan.keys_in(self.year)
        raw = [self._values(q, self._column(q.id)) for q in keys]
        values = np.column_stack(raw)
        withheld = suppressed(values, self.plan.k, self._random("withheld"))
        released = np.where(withheld, WITHHELD, values)
        main = self._main(keys, withheld, released)
        apart: dict[tuple[str, str | None], pa.Table] = {}
        hidden: dict[str, int] = {}
        for question in self.plan.separate_in(self.year):
            for key, table, people in self._apart(question, list(zip(keys, raw, strict=True))):
                apart[question.id, key] = table
                hidden[f"{question.id}.{key}" if key else question.id] = people
        order = self._order("answers")
        weighted, weight_left_out = self._weighted(main.take(pa.array(order)), released[order])
        report = YearReport(
            rows=self.rows,
            withheld={q.id: int(withheld[:, at].sum()) for at, q in enumerate(keys)},
            records_withheld=int(withheld.any(axis=1).sum()),
            left_out=self._strange(),
            identifying=self._identifying(),
            unpublished=tuple(q.id for q in self.plan.unpublished if self.year in q.asked),
            cut=self._notes.cut,
            sensitive=self._notes.sensitive,
            tied=tuple(sorted({c for q in keys for c in self.plan.tied[q.id]})),
            separate=hidden,
            thin=_thin(keys, values, withheld),
            raw=self._linkage(values),
            order_correlation=_correlation(order),
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

    def _strange(self) -> tuple[str, ...]:
        asked = self.plan.codebook.asked_in(self.year)
        known = {*FIXED, *(n for q in asked for n in (q.id, asked_column(q.id)))}
        return tuple(name for name in self._names if name not in known)

    def _identifying(self) -> dict[str, dict[str, str]]:
        """Columns left out because they identify people, with masked examples."""
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
                        f"  {question.id}: {how_many(len(strange), 'answer')} not declared for "
                        f"{self.year}, such as {shown(strange[0])}."
                    )
            people = answers_said(question, array).people()
            asked = int(self._asked(question).sum())
            if question.has_one_answer and question.published and free_text(people, asked):
                yield (
                    f"  {question.id}: {sum(people.values())} of {asked:,} wrote something, no two "
                    "the same: that is free text, not choices. Leave the question out."
                )

    # The main file ----------------------------------------------------------------------------

    def _main(self, keys: tuple[Question, ...], withheld: Bools, released: Values) -> pa.Table:
        place = {question.id: at for at, question in enumerate(keys)}
        _, cell = np.unique(released, axis=0, return_inverse=True)
        columns = []
        for question in self.plan.main_in(self.year):
            if question.id in place:
                hidden = withheld[:, place[question.id]]
                array = emptied(self._column(question.id), hidden)
                columns.append(_Column(question, self._asked(question) | hidden, array, hidden))
            else:
                columns.append(self._answers(question, keys, withheld, cell.ravel()))
        return self._table(columns, self.draws.ids(self.rows, "answers"))

    def _answers(
        self, question: Question, keys: tuple[Question, ...], withheld: Bools, cell: Rows
    ) -> _Column:
        """A question's answers without what tells a withheld key attribute, or is sensitive."""
        asked, array = self._asked(question), self._column(question.id)
        tied = np.zeros(self.rows, dtype=np.bool_)
        for at, key in enumerate(keys):
            if question.id in self.plan.tied[key.id]:
                tied |= withheld[:, at]
        # Whether it was asked would tell the attribute, too.
        asked = asked & ~tied
        array = emptied(array, ~asked & np.asarray(array.is_valid()))
        done = rounded(question, array, self.plan.k)
        if done.cut:
            self._notes.cut[question.id] = done.cut
        hidden = tied
        if question.sensitive:
            order = self._random(question.id)
            k, different = self.plan.k, self.plan.codebook.privacy.different
            hidden = withheld_answers(question, done.array, cell, k, different, order) | tied
            # Where fewer answered, it would tell who did: then whether anybody did is withheld.
            if 0 < hidden.sum() < k:
                hidden |= asked
            if 0 < hidden.sum() < k:
                hidden[:] = True
                asked = asked & False
            if (hidden & asked).any():
                self._notes.sensitive[question.id] = int((hidden & asked).sum())
        return _Column(question, asked, emptied(done.array, hidden), hidden)

    def _random(self, purpose: str) -> Rows:
        return self.draws.order(self.rows, f"withheld/{purpose}")

    def _order(self, file: str) -> Rows:
        """The order of the random ids, which is the order of the file."""
        return np.argsort(np.array(self.draws.ids(self.rows, file)))

    def _table(self, columns: Sequence[_Column], ids: Sequence[str]) -> pa.Table:
        fields = [pa.field(RESPONDENT, FIXED[RESPONDENT], nullable=False)]
        arrays = [pa.array(ids)]
        for column in columns:
            fields += column.fields()
            arrays += column.arrays()
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))

    def _weighted(self, table: pa.Table, released: Values) -> tuple[pa.Table, bool]:
        """The table with weights computed from what is released.

        Weights of the export are kept only where they do not identify anybody.
        """
        left_out = False
        if WEIGHT in self._names:
            needed = columns_needed(self.plan.codebook, self._names)
            order = pa.array(self._order("answers"))
            if carried_alone(self.plan.codebook, self.year, self._file.read(needed)):
                carried = self._column(WEIGHT).take(order)
                _, given = np.unique(carried.to_numpy(zero_copy_only=False), return_inverse=True)
                if cells(np.column_stack([released, given])).min() >= self.plan.k:
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
        self, question: Question, keys: Sequence[tuple[Question, Rows]]
    ) -> Iterator[tuple[str | None, pa.Table, int]]:
        """A demographic by itself, and beside each key attribute; and how many are withheld."""
        said = self._values(question, self._column(question.id))
        k, different = self.plan.k, self.plan.codebook.privacy.different
        order = self._random(question.id)
        hidden = alone(said, k, order, sensitive=question.sensitive, different=different)
        yield None, self._file_of(question.id, [self._decoded(question, said, hidden)]), _n(hidden)
        for key, values in keys:
            file = f"{question.id}.{key.id}"
            order = self._random(file)
            found = beside(
                said, values, k, order, sensitive=question.sensitive, different=different
            )
            columns = [
                self._decoded(question, said, found.demographic),
                self._decoded(key, values, found.key),
            ]
            yield key.id, self._file_of(file, columns), _n(found.demographic)

    def _file_of(self, file: str, columns: Sequence[_Column]) -> pa.Table:
        order = self._order(file)
        moved = [
            _Column(c.question, c.asked[order], c.array.take(pa.array(order)), c.withheld[order])
            for c in columns
        ]
        return self._table(moved, sorted(self.draws.ids(self.rows, file)))

    def _decoded(self, question: Question, values: Rows, hidden: Bools) -> _Column:
        codes = pa.array([choice.id for choice in question.choices], pa.string())
        silent = (values < 0) | hidden
        array = codes.take(pa.array(np.where(silent, 0, values), mask=silent))
        return _Column(question, (values != NOT_ASKED) | hidden, array, hidden)

    # Attacks on the raw answers -----------------------------------------------------------------

    def _linkage(self, raw: Values) -> Linkage:
        stand = {question.id for question in self.plan.main_in(self.year)}
        tools = (
            named
            for question in tool_questions(self.plan.codebook)
            if question.id in stand
            for named in tools_named(question, self._column(question.id))
        )
        return linkage(raw, tools)


def _n(hidden: Bools) -> int:
    return int(hidden.sum())


def _thin(keys: Sequence[Question], values: Values, withheld: Bools) -> dict[str, tuple[str, ...]]:
    """The choices of each key attribute that too large a part of those who gave them lost."""
    found = {}
    for at, question in enumerate(keys):
        codes = []
        for place, choice in enumerate(question.choices):
            gave = values[:, at] == place
            if (gave & withheld[:, at]).sum() > MUCH * gave.sum():
                codes.append(choice.id)
        if codes:
            found[question.id] = tuple(codes)
    return found


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
