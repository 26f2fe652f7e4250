"""A small survey with everything that the generator must get right, and a sample of it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dashboard.codebook import Codebook, read_codebook
from dashboard.responses.schema import asked_column, year_file
from dashboard.synthetic import make_sample

WORKSHOP = Path(__file__).parent / "workshop"


@dataclass(frozen=True)
class Made:
    """A sample that was made, read back answer by answer."""

    codebook: Codebook
    folder: Path

    def answers(self, year: int, question: str) -> list[Any]:
        """The answers of a year's respondents, None for none."""
        return list(pq.read_table(year_file(self.folder, year))[question].to_pylist())

    def asked(self, year: int, question: str) -> list[bool]:
        """Who was asked."""
        return self.answers(year, asked_column(question))


@pytest.fixture(scope="session")
def workshop() -> Codebook:
    """The codebook of the workshop survey."""
    return read_codebook(WORKSHOP)


@pytest.fixture(scope="session")
def made(workshop: Codebook, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Eight hundred people a year."""
    folder = tmp_path_factory.mktemp("sample") / "data"
    make_sample(workshop, folder, respondents=800)
    return Made(workshop, folder)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """Replace a text in one file of a copy of the workshop survey; gives the copy's folder."""
    folder = Path(shutil.copytree(WORKSHOP, tmp_path / "changed"))

    def change(file: str, old: str, new: str) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change
