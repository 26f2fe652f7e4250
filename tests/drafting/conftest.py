"""An export is drafted, and the draft imports it, through the command line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.codebook import Codebook, Question, read_codebook
from dashboard.importing.import_report import ImportReport
from dashboard.importing.importer import import_raw


@dataclass(frozen=True)
class Drafted:
    """A draft with its topic's text, and what the import of its export reported."""

    codebook: Codebook
    text: str
    report: ImportReport

    def question(self, code: str) -> Question:
        """A drafted question."""
        return self.codebook.question(code)

    def labels(self, code: str) -> list[str]:
        """The labels of its choices, in order."""
        return [choice.label for choice in self.question(code).choices]


Drafting = Callable[..., Drafted]


@pytest.fixture
def drafted(tmp_path: Path) -> Drafting:
    """Draft a file, or rows of CSV, and import it."""

    def draft(raw: Path | str, *options: str) -> Drafted:
        if isinstance(raw, str):
            path = tmp_path / "raw.csv"
            path.write_text(raw, encoding="utf-8")
        else:
            path = raw
        to = tmp_path / "draft"
        assert main(["codebook", str(path), "--year", "2025", "--to", str(to), *options]) == 0
        report = import_raw(path, 2025, to, tmp_path / "data")
        text = (to / "topics" / "personas.yaml").read_text(encoding="utf-8")
        return Drafted(read_codebook(to), text, report)

    return draft


def rows(header: str, cells: Sequence[str], times: int = 1) -> str:
    """A column as CSV, each cell quoted."""
    lines = ['"' + cell.replace('"', '""') + '"' for cell in cells] * times
    return "\n".join([f'"{header}"', *lines]) + "\n"
