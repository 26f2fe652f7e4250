"""Is a data folder safe to publish: every check of a release, repeated on the files themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Codebook, Kind, Question, Year, read_codebook
from dashboard.errors import shown
from dashboard.importing.identifiers import identifying_name
from dashboard.paths import DATA_ENDINGS, in_folder
from dashboard.release.anonymity import SubsetRisk, Values, risks
from dashboard.release.attacks import Linkage, linkage, tool_questions, tools_named
from dashboard.release.folding import alike
from dashboard.release.key_columns import Bools, answers_said, items_said, positions, whole
from dashboard.release.manifest import (
    column_hashes,
    file_hash,
    read_manifest,
    released_years,
    response_files,
    structure,
    structure_faults,
)
from dashboard.release.privacy_plan import Plan, make_plan
from dashboard.responses.schema import (
    FIXED,
    RESPONDENT,
    answer_type,
    asked_column,
    separate_file,
    year_file,
)

OWN_FILES = frozenset({"release.json"})
# What was planted in synthetic responses; of real ones there is no such file.
SYNTHETIC_FILES = OWN_FILES | {"truths.json"}


# What reading a Parquet file raises that is not whole, or claims to be larger than it is.
DAMAGE = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)


@dataclass(frozen=True)
class Fault:
    """Something that must not be published: in which file, which column, and what it is."""

    file: str
    column: str
    says: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.column, self.says) if part)


@dataclass(frozen=True)
class FileFacts:
    """What a file of responses is: its rows, its columns, and how its key attributes hide."""

    rows: int
    columns: int
    risks: tuple[SubsetRisk, ...]


@dataclass(frozen=True)
class CheckReport:
    """Every fault of a data folder; published may be what has none."""

    folder: Path
    faults: tuple[Fault, ...]
    files: dict[str, FileFacts] = field(default_factory=dict)
    linkage: dict[Year, Linkage] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether there is no fault."""
        return not self.faults

    def text(self) -> str:
        """The report as lines of plain text, faults by column."""
        if self.passed:
            rows = sum(
                f.rows for name, f in self.files.items() if name.endswith("responses.parquet")
            )
            return f"{self.folder}: passed. {len(self.files)} files, {rows:,} respondents.\n"
        lines = [f"{self.folder}: {len(self.faults)} fault(s)."]
        return "\n".join(lines + [f"  {fault}" for fault in self.faults]) + "\n"


def check(folder: Path) -> CheckReport:
    """Repeat every check of a release on a published folder, and compare it with its manifest."""
    codebook = read_codebook(folder)
    plan = make_plan(codebook)
    report = inspect(folder, plan)
    faults = list(report.faults)
    manifest = read_manifest(folder)
    if manifest is None:
        faults.append(Fault("release.json", "", "is missing: the folder was not released."))
    else:
        if manifest.get("passed") is not True:
            faults.append(Fault("release.json", "", "says that the release did not pass."))
        faults += _changed(folder, codebook, manifest)
    return CheckReport(folder, tuple(faults), report.files, report.linkage)


def inspect(folder: Path, plan: Plan) -> CheckReport:
    """Everything that can be seen in the files themselves, without a manifest."""
    faults: list[Fault] = []
    files: dict[str, FileFacts] = {}
    known: dict[Year, Linkage] = {}
    years = released_years(folder, plan.codebook)
    if not years:
        faults.append(Fault("responses", "", "there are no responses in the folder."))
    expected = set()
    seen_ids: set[str] = set()
    for year in years:
        main = year_file(Path(), year)
        stands = [(main, plan.main_in(year))]
        stands += [
            (separate_file(Path(), year, apart.id), (*plan.keys_in(year), apart))
            for apart in plan.separate_in(year)
        ]
        for name, questions in stands:
            expected.add(name)
            if not (folder / name).is_file():
                faults.append(Fault(str(name), "", "is missing."))
                continue
            try:
                checker = _File(folder, name, year, plan, questions, seen_ids)
                found = [*checker.faults()]
                facts, linked = checker.facts(), checker.linkage() if name == main else None
            except DAMAGE as error:
                faults.append(Fault(str(name), "", f"cannot be read as Parquet: {_why(error)}."))
                continue
            faults += found
            files[str(name)] = facts
            if linked is not None:
                known[year] = linked
                faults += checker.singled_out(linked)
    faults += [
        Fault(str(path), "", "does not belong here; a release did not write it.")
        for path in _strangers(folder, expected, plan.codebook.synthetic)
    ]
    return CheckReport(folder, tuple(faults), files, known)


def _why(error: Exception) -> str:
    """What an error says, on one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")


def _strangers(folder: Path, expected: set[Path], synthetic: bool) -> Iterator[Path]:
    own = SYNTHETIC_FILES if synthetic else OWN_FILES
    for path in in_folder(folder, "**/*"):
        name = path.relative_to(folder)
        if not path.is_file() or name in expected or str(name) in own:
            continue
        in_responses = name.parts[0] == "responses"
        if in_responses or DATA_ENDINGS.intersection(s.casefold() for s in path.suffixes):
            yield name


def _changed(folder: Path, codebook: Codebook, manifest: dict[str, Any]) -> Iterator[Fault]:
    """What differs from what was released: files by column, and the codebook by question."""
    declared: dict[str, dict[str, Any]] = manifest["files"]
    present = {str(path) for path in response_files(folder)}
    for name in sorted({*declared, *present}):
        if name not in present:
            yield Fault(name, "", "was released and is missing.")
        elif name not in declared:
            yield Fault(name, "", "is not in the manifest.")
        elif file_hash(folder / name) != declared[name]["sha256"]:
            before = declared[name]["columns"]
            try:
                now = column_hashes(folder / name)
            except DAMAGE as error:
                yield Fault(name, "", f"is not what was released, and damaged: {_why(error)}.")
                continue
            differing = [c for c in sorted({*before, *now}) if before.get(c) != now.get(c)]
            for column in differing:
                yield Fault(name, column, "is not what was released.")
            if not differing:
                yield Fault(
                    name, "", "was written anew since the release; its answers are the same."
                )
    years = released_years(folder, codebook)
    for says in structure_faults(manifest["codebook"], structure(codebook, years)):
        yield Fault("codebook", "", says)


class _File:
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
        keys = [question for question in plan.keys_in(year) if question in questions]
        others = [q for q in questions if q not in keys]
        apart = others if others and others[0] in plan.separate else []
        self._quasi = [*apart, *keys]
        self._values = self._quasi_values()

    def facts(self) -> FileFacts:
        names = [question.id for question in self._quasi]
        return FileFacts(
            rows=self._file.metadata.num_rows,
            columns=len(self._names),
            risks=tuple(risks(names, self._values, self.plan.k)),
        )

    def linkage(self) -> Linkage:
        tools = (
            named
            for question in tool_questions(self.plan.codebook)
            if question in self.questions and self._has(question)
            for named in tools_named(question, self._column(question.id))
        )
        return linkage(self._values, tools)

    def singled_out(self, found: Linkage) -> Iterator[Fault]:
        ceiling = self.plan.codebook.privacy.singled_out_ceiling
        if found.share > ceiling:
            yield Fault(
                self.name,
                "",
                f"with the key attributes and two tools known, {found.share:.1%} are singled out; "
                f"the survey allows {ceiling:.1%}.",
            )

    def faults(self) -> Iterator[Fault]:
        for column, says in (*self._columns(), *self._ids(), *self._cells()):
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

    def _quasi_values(self) -> Values:
        rows = self._file.metadata.num_rows
        columns = [
            positions(question, self._column(question.id), self._asked(question))
            for question in self._quasi
            if self._has(question)
        ]
        return np.column_stack(columns) if columns else np.empty((rows, 0), dtype=np.int64)

    def _columns(self) -> Iterator[tuple[str, str]]:
        types = dict(FIXED)
        for question in self.questions:
            types[asked_column(question.id)] = pa.bool_()
            types[question.id] = answer_type(question)
        for name in self._names:
            if word := identifying_name(name):
                yield name, f"its name says {word!r}, which tells who somebody is."
            elif name not in types:
                hidden = {question.id for question in self.plan.unpublished}
                why = "may not be published" if name in hidden else "is not declared"
                yield name, f"{why}; it should not be in this file."
            elif self._file.schema_arrow.field(name).type != types[name]:
                yield name, f"is of type {self._file.schema_arrow.field(name).type}."
        for name in types:
            if name not in self._names and name not in ("weight", "weight_use_cases"):
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
            yield RESPONDENT, "holds an id twice."
        if self._seen.intersection(ids):
            yield RESPONDENT, "holds ids of another file, so that the two can be joined."
        self._seen.update(ids)
        if ids != sorted(ids):
            yield RESPONDENT, "is not in order of the random ids, so the order may tell something."

    def _cells(self) -> Iterator[tuple[str, str]]:
        k = self.plan.k
        full = next(risks([q.id for q in self._quasi], self._values, k), None)
        if full and full.cells_below:
            yield (
                ", ".join(full.attributes),
                f"{full.cells_below} cells hold fewer than k = {k} people, "
                f"{full.people_below} in all.",
            )

    def _answers(self, question: Question) -> Iterator[str]:
        array, asked, k = self._column(question.id), self._asked(question), self.plan.k
        if (~asked & np.asarray(array.is_valid())).any():
            yield "holds answers of people who were not asked."
        if question.kind is Kind.NUMBER and not question.choices:
            given = array.drop_null().to_numpy(zero_copy_only=False)
            for end in (given.min(), given.max()) if len(given) else ():
                if (given == end).sum() < k:
                    yield f"fewer than {k} people reach the end {end:g}; it should be cut off."
            return
        said = answers_said(question, array)
        offered = {choice.id for choice in question.offered(self.year)}
        for code, people in sorted(said.people().items()):
            if code not in offered:
                yield f"holds {shown(code)}, which {self.year} did not offer."
            elif 0 < people < k and question.kind is not Kind.MAXDIFF:
                yield f"fewer than {k} people gave {code!r}; it should be folded."
        shown_items = {item.id for item in question.shown_items(self.year)}
        if question.kind is Kind.MAXDIFF:
            shown_items = offered
        for item in items_said(question, array).people():
            if item not in shown_items:
                yield f"holds the row {shown(item)}, which {self.year} did not show."
        if question.kind is Kind.MATRIX:
            answered = items_said(question, array, answered=True).people()
            for item in items_said(question, array).people():
                if answered.get(item, 0) < k:
                    yield f"fewer than {k} people answered the row {item!r}; it should be left out."
        if question.sensitive and question.has_one_answer and self._values.shape[1]:
            _, cell = np.unique(self._values, axis=0, return_inverse=True)
            if alike(array, cell.ravel()).any():
                yield "is sensitive, and in some cells everybody says the same."
