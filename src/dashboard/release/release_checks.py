"""Checks whether a data folder is safe to publish: every release check, run on the files alone."""

import re
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
from dashboard.release.anonymity import SubsetRisk, Values, cells, risks
from dashboard.release.attacks import (
    Diversity,
    Known,
    Linkage,
    diversity,
    known_answers,
    linkage,
    told_by,
    tool_questions,
    tools_named,
)
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
from dashboard.release.utility import compare_figures, utility_faults
from dashboard.release.versions import attack
from dashboard.responses.schema import (
    FIXED,
    RESPONDENT,
    USE_CASE_WEIGHT,
    WEIGHT,
    answer_type,
    asked_column,
    separate_file,
    withheld_column,
    year_file,
)
from dashboard.responses.weights import carried_alone, columns_needed, weight_columns

OWN_FILES = frozenset({"release.json"})
# What was planted in synthetic responses; of real ones there is no such file.
SYNTHETIC_FILES = OWN_FILES | {"truths.json"}


# What reading a Parquet file raises that is not whole, or claims to be larger than it is.
DAMAGE = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)


UNREAD = "cannot be read as Parquet"
_APART = re.compile(r"responses/year=(\d+)/(\w[\w.]*)\.parquet")


@dataclass(frozen=True)
class Fault:
    """Something that must not be published: in which file, which column, and what it is.

    Reports name the question that a file of its own belongs to, so that long folders can be read.
    """

    file: str
    column: str
    says: str

    @property
    def where(self) -> str:
        """The file; one of a question published apart also by its year and question."""
        match = _APART.fullmatch(self.file)
        if match is None or match[2] == "responses":
            return self.file
        return f"{match[1]}, {match[2].replace('.', ' by ', 1)} ({self.file})"

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.column, self.says) if part)


@dataclass(frozen=True)
class FileFacts:
    """What a file of responses is: its rows, its columns, and how its key attributes hide."""

    rows: int
    columns: int
    risks: tuple[SubsetRisk, ...]


@dataclass(frozen=True)
class Attacks:
    """What attacks on a year's files found: see `dashboard.release.attacks`.

    `sensitive` goes by question. `told` is, by demographic published apart and by key attribute,
    of how large a part of those who answered the attribute tells it.
    """

    tools: Linkage
    known: Known
    sensitive: dict[str, Diversity] = field(default_factory=dict)
    told: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def singled_out(self) -> float:
        """The share singled out by the key attributes and two more facts, whichever are worse."""
        return max(self.tools.share, self.known.answers[1])


@dataclass(frozen=True)
class CheckReport:
    """Every fault of a data folder; published may be what has none."""

    folder: Path
    faults: tuple[Fault, ...]
    files: dict[str, FileFacts] = field(default_factory=dict)
    attacks: dict[Year, Attacks] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

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
            said = f"{self.folder}: passed. {len(self.files)} files, {rows:,} respondents.\n"
            return said + "".join(f"  {note}\n" for note in self.notes)
        lines = [f"{self.folder}: {len(self.faults)} fault(s)."]
        return "\n".join(lines + [f"  {fault}" for fault in self.faults]) + "\n"


def check(folder: Path, imported: Path | None = None, against: Path | None = None) -> CheckReport:
    """Repeat every check of a release on a published folder, and compare it with its manifest.

    With the folder that was `imported`, every figure is compared with what was answered, too; else
    it is looked up what the release found. `against` is the folder of an older version: it is
    tried what the two tell together.
    """
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
        unread = {fault.file for fault in faults if fault.says.startswith(UNREAD)}
        faults += (one for one in _changed(folder, codebook, manifest) if one.file not in unread)
        faults += _useful(codebook, manifest)
    if imported is not None:
        years = released_years(folder, codebook)
        kept = [year for year in years if year in released_years(imported, codebook)]
        found = compare_figures(codebook, imported, folder, kept)
        faults += [Fault("", "", says.strip()) for says in utility_faults(codebook, found)]
    pairs = attack(against, folder) if against is not None else []
    faults += [Fault(pair.file, "", says) for pair in pairs for says in pair.faults()]
    notes = tuple(note for pair in pairs for note in pair.notes())
    return CheckReport(folder, tuple(faults), report.files, report.attacks, notes)


def _useful(codebook: Codebook, manifest: dict[str, Any]) -> Iterator[Fault]:
    """Whether the release compared its figures with the answers, and what it found is declared."""
    for year, told in manifest["years"].items():
        if "utility" not in told:
            yield Fault("release.json", "", f"does not say if {year} shows what was answered.")
            continue
        for code in told["utility"]["moved"]:
            if code not in codebook.privacy.moved:
                says = f"was moved in {year}, and no reason is declared."
                yield Fault("release.json", code, says)


def inspect(folder: Path, plan: Plan) -> CheckReport:
    """Everything that can be seen in the files themselves, without a manifest."""
    faults: list[Fault] = []
    files: dict[str, FileFacts] = {}
    attacks: dict[Year, Attacks] = {}
    years = released_years(folder, plan.codebook)
    if not years:
        faults.append(Fault("responses", "", "there are no responses in the folder."))
    expected = set()
    seen_ids: set[str] = set()
    for year in years:
        main = year_file(Path(), year)
        stands = [(main, plan.main_in(year))]
        for apart in plan.separate_in(year):
            stands.append((separate_file(Path(), year, apart.id), (apart,)))
            stands += [
                (separate_file(Path(), year, apart.id, key.id), (apart, key))
                for key in plan.keys_in(year)
            ]
        told: dict[str, dict[str, float]] = {}
        for name, questions in stands:
            expected.add(name)
            if not (folder / name).is_file():
                faults.append(Fault(str(name), "", "is missing."))
                continue
            try:
                checker = _File(folder, name, year, plan, questions, seen_ids)
                found = [*checker.faults()]
                told_of, attacked = checker.facts(), checker.attacks() if name == main else None
                share = checker.told() if len(questions) > 1 and name != main else None
            except DAMAGE as error:
                faults.append(Fault(str(name), "", f"{UNREAD}: {_why(error)}."))
                continue
            faults += found
            files[str(name)] = told_of
            if attacked is not None:
                attacks[year] = attacked
                faults += checker.singled_out(attacked)
            if share is not None:
                told.setdefault(questions[0].id, {})[questions[1].id] = share
        if year in attacks:
            attacks[year].told.update(told)
    faults += [
        Fault("", str(path), "does not belong here; a release did not write it.")
        for path in _strangers(folder, expected, plan.codebook.synthetic)
    ]
    return CheckReport(folder, tuple(faults), files, attacks)


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
        """Of how large a part of those who answered the key attribute tells the demographic."""
        return told_by(self._values[:, 1], self._values[:, 0])

    def singled_out(self, found: Attacks) -> Iterator[Fault]:
        ceiling = self.plan.codebook.privacy.singled_out_ceiling
        if found.singled_out > ceiling:
            yield Fault(
                self.name,
                "",
                f"with the key attributes and two answers or tools known, {found.singled_out:.1%} "
                f"are singled out; the survey allows {ceiling:.1%} "
                "(privacy: singled_out_ceiling).",
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
                # Of a demographic by itself neither no answer nor a withheld one says anything.
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

    def _weights(self) -> Iterator[tuple[str, str]]:
        """Weights that the released answers do not make, and that tell who somebody is."""
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
                    f"with the key attributes it tells fewer than k = {self.plan.k} people apart.",
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
                yield USE_CASE_WEIGHT, "is not what the released answers make of it."

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
                    yield f"fewer than {k} people reach the end {end:g}; it should be cut off."
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
            yield f"is sensitive, and fewer than {self.plan.k} people gave some answer of it."
        if question in self._apart:
            cell = np.unique(self._values[:, 1], return_inverse=True)[1]
        else:
            cell = self._cell()
        if any(telling(fact, cell, different).any() for fact in found):
            yield "is sensitive, and in some cells all who answered, or nearly all, say the same."
