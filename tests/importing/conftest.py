"""Surveys of a few lines and exports of a few cells."""

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from surveys import topic_of, write_codebook

from dashboard.importing.import_report import ImportReport
from dashboard.importing.importer import import_raw
from dashboard.responses.schema import year_file

Rows = Sequence[Sequence[str]]
MakeSurvey = Callable[..., Path]
Columns = Callable[..., dict[str, list[Any]]]
Imported = Callable[..., tuple[dict[str, list[Any]], ImportReport]]


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Write a text (or bytes) as a raw export; a name ending in gz is compressed."""

    def write(text: str | bytes, name: str = "raw.csv", encoding: str = "utf-8") -> Path:
        data = text if isinstance(text, bytes) else text.encode(encoding)
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets, each a list of rows, as an XLSX export."""

    def write(name: str = "raw.xlsx", **sheets: Sequence[Sequence[Any]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def survey(tmp_path: Path) -> MakeSurvey:
    """Write a survey folder of one topic; keywords go into survey.yaml."""

    def write(*questions: dict[str, Any], folder: str = "survey", **more: Any) -> Path:
        head = {"id": "pets", "title": "Pets", "synthetic": True, "years": {2024: {}}} | more
        return write_codebook(tmp_path / folder, head, topic_of(questions, "pets", "Pets"))

    return write


@pytest.fixture
def imported(tmp_path: Path, columns: Columns) -> Imported:
    """Import an export; gives the columns of the Parquet file and the report."""

    def run(
        raw: Path, folder: Path, year: int = 2024, to: str = "out"
    ) -> tuple[dict[str, list[Any]], ImportReport]:
        report = import_raw(raw, year, folder, tmp_path / to)
        return columns(tmp_path / to, year), report

    return run


@pytest.fixture(scope="session")
def columns() -> Columns:
    """The columns of a year's file; a map comes as a dict."""

    def plain(value: Any) -> Any:
        is_map = isinstance(value, list) and value and isinstance(value[0], tuple)
        return dict(value) if is_map else value

    def read(folder: Path, year: int = 2024) -> dict[str, list[Any]]:
        table = pq.ParquetFile(year_file(folder, year)).read()
        return {name: list(map(plain, table[name].to_pylist())) for name in table.column_names}

    return read
