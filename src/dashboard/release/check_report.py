"""The result of a check of a data folder: faults, and what attacks on its files found."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.codebook import Year
from dashboard.errors import how_many
from dashboard.release.anonymity import SubsetRisk
from dashboard.release.attacks import Diversity, Known, Linkage
from dashboard.release.manifest import has_answers

_APART = re.compile(r"responses/year=(\d+)/(\w[\w.]*)\.parquet")


@dataclass(frozen=True)
class Fault:
    """Something that must not be published: file, column, and a sentence.

    Reports name the question of a separate file, so that lists of many files can be read.
    """

    file: str
    column: str
    says: str

    @property
    def where(self) -> str:
        """The file; for a separate file also its year and question."""
        match = _APART.fullmatch(self.file)
        if match is None or match[2] == "responses":
            return self.file
        return f"{match[1]}, {match[2].replace('.', ' by ', 1)} ({self.file})"

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.column, self.says) if part)


@dataclass(frozen=True)
class FileFacts:
    """The facts of a file of responses: rows, columns, and the risks of its key attributes."""

    rows: int
    columns: int
    risks: tuple[SubsetRisk, ...]


@dataclass(frozen=True)
class Attacks:
    """The findings of attacks on a year's files, see `dashboard.release.attacks`.

    `sensitive` is by question. `told` is, by separate demographic and by key attribute, the share
    of respondents whose demographic the attribute reveals.
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
    """Every fault of a data folder; one without faults may be published."""

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
            rows = sum(file.rows for name, file in self.files.items() if has_answers(name))
            held = f"{how_many(len(self.files), 'file')}, {how_many(rows, 'respondent')}"
            said = f"{self.folder}: passed. {held}.\n"
            return said + "".join(f"  {note}\n" for note in self.notes)
        lines = [f"{self.folder}: {how_many(len(self.faults), 'fault')}."]
        return "\n".join(lines + [f"  {fault}" for fault in self.faults]) + "\n"
