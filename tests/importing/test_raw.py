"""Raw exports of every kind, and every way in which a file can be broken."""

import datetime
import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.errors import DashboardError
from dashboard.importing.delimited import LONGEST_LINE
from dashboard.importing.raw_table import PROGRESS_EVERY, RawTable, ReadOptions, read_raw

Export = Callable[..., Path]


def cells(table: RawTable) -> list[list[str | None]]:
    """The rows of a table."""
    return [list(row) for row in zip(*table.columns.values(), strict=True)]


def test_a_csv_keeps_every_cell_as_text_and_an_empty_one_as_none(export: Export) -> None:
    table = read_raw(export("pet,legs\ncat,4\nsnake,\n"))
    assert table.headers == (("pet", "legs"),)
    assert cells(table) == [["cat", "4"], ["snake", None]]
    assert table.encoding == "utf-8-sig"


def test_a_cell_may_hold_quotes_newlines_the_separator_and_emoji(export: Export) -> None:
    table = read_raw(export('pet\r\n"a ""big"" cat,\r\nor 🐈"\r\n=1+1\r\n'))
    assert cells(table) == [['a "big" cat,\r\nor 🐈'], ["=1+1"]]


def test_two_headers_of_the_same_text_stay_apart_by_position(export: Export) -> None:
    table = read_raw(export("why,why\na,b\n"))
    assert table.headers == (("why", "why"),)
    assert table.columns == {0: ["a"], 1: ["b"]}


def test_the_second_of_two_header_rows_is_no_respondent(export: Export) -> None:
    table = read_raw(export("Q1,Q2\nPet?,Legs?\ncat,4\n"), ReadOptions(header_rows=2))
    assert table.headers == (("Q1", "Q2"), ("Pet?", "Legs?"))
    assert table.rows == 1


def test_only_wanted_columns_are_kept(export: Export) -> None:
    table = read_raw(export("mail,pet\na@b.c,cat\n"), wanted=lambda headers: {1})
    assert table.columns == {1: ["cat"]}
    assert table.width == 2


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_told_from_the_header(export: Export, separator: str) -> None:
    table = read_raw(export(f"pet{separator}legs\ncat{separator}4\n"))
    assert cells(table) == [["cat", "4"]]


def test_a_gzipped_export_is_known_by_its_bytes_not_its_name(export: Export) -> None:
    table = read_raw(export(gzip.compress(b"pet\ncat\n"), name="raw.csv"))
    assert cells(table) == [["cat"]]


def test_a_byte_order_mark_is_no_part_of_the_first_header(export: Export) -> None:
    path = export("pet\ncat\n", encoding="utf-8-sig")
    assert read_raw(path).headers == (("pet",),)
    assert read_raw(path, ReadOptions(encoding="utf-8")).headers == (("pet",),)


def test_windows_1252_is_recognised(export: Export) -> None:
    table = read_raw(export("pet\nKätzchen – “süß”\n", encoding="cp1252"))
    assert cells(table) == [["Kätzchen – “süß”"]]
    assert table.encoding == "cp1252"


def test_utf_16_is_recognised_by_its_mark(export: Export) -> None:
    assert cells(read_raw(export("pet\nKätzchen\n", encoding="utf-16"))) == [["Kätzchen"]]


def test_a_declared_missing_mark_is_an_empty_cell(export: Export) -> None:
    table = read_raw(export("pet\nnan\nnancy\n"), ReadOptions(missing=frozenset({"nan"})))
    assert cells(table) == [[None], ["nancy"]]


def test_empty_rows_are_skipped_and_uneven_rows_counted(export: Export) -> None:
    table = read_raw(export("pet,legs\n\n,\ncat,4,spilled\nsnake\n"))
    assert cells(table) == [["cat", "4"], ["snake", None]]
    assert (table.empty_rows, table.uneven_rows) == (1, 2)
    assert table.name(2) == "column 3 (no name)"


def test_rows_beyond_one_chunk_stay_in_order_and_progress_is_told(export: Export) -> None:
    rows = PROGRESS_EVERY + 1
    told: list[int] = []
    text = "n,same\n" + "".join(f"{i},x\n" for i in range(rows))
    table = read_raw(export(text), progress=told.append)
    assert table.columns[0] == [str(i) for i in range(rows)]
    assert told == [PROGRESS_EVERY]


def test_a_workbook_gives_text_as_a_csv_would(workbook: Export) -> None:
    day = datetime.datetime(2024, 5, 10)
    path = workbook(Answers=[["pet", "n", "when", "ok"], ["cat", 4.0, day, True], ["dog"]])
    assert cells(read_raw(path)) == [
        ["cat", "4", "2024-05-10T00:00:00", "TRUE"],
        ["dog", None, None, None],
    ]


def test_a_sheet_is_chosen_by_number_or_name(workbook: Export) -> None:
    path = workbook(Notes=[["x"], ["1"]], Answers=[["pet"], ["cat"]])
    for sheet in (1, "Answers"):
        assert cells(read_raw(path, ReadOptions(sheet=sheet))) == [["cat"]]
    with pytest.raises(DashboardError, match=r"Unknown sheet .*Did you mean 'Answers'"):
        read_raw(path, ReadOptions(sheet="Answer"))
    with pytest.raises(DashboardError, match="2 sheet"):
        read_raw(path, ReadOptions(sheet=2))


def test_nameless_columns_of_a_workbook_are_kept_by_position(workbook: Export) -> None:
    table = read_raw(workbook(A=[["pet"], ["cat", None, "spilled"]]))
    assert table.columns == {0: ["cat"]}
    assert table.width == 3


# Bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (gzip.compress(random.Random(1).randbytes(5000).hex().encode())[:-900], "cut off"),
        (b"\x1f\x8b" + b"nonsense" * 9, "damaged gzip"),
        (b"pet,legs\n", "no respondent"),
        (b"pet,legs\n,\n,\n", "no respondent"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password-protected"),
        (b"PK\x03\x04 but no more", "no XLSX workbook"),
        (b"PAR1....PAR1", "Parquet"),
        (b"pet\nc\0t\n", "zero bytes"),
        (b'pet\n"cat\n', "line 2: the file ends inside a quoted cell"),
        (b'pet\n"cat" food\n', "line 2: the quoting is broken"),
        ("pet\nкошка\n".encode("cp1251"), "read as Windows-1252 it holds 'êîøê'"),
        ("pet\nKätzchen,süß\n".encode() + "Kätzchen\n".encode("cp1252"), "mixes encodings"),
        (b"pet\nc\x81t\n", "neither UTF-8 .* nor Windows-1252"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(export: Export, data: bytes, says: str) -> None:
    with pytest.raises(DashboardError, match=says) as error:
        read_raw(export(data))
    assert "raw.csv" in str(error.value)


def test_a_missing_file_and_a_folder_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match="No such file"):
        read_raw(tmp_path / "absent.csv")
    with pytest.raises(DashboardError, match="is a folder"):
        read_raw(tmp_path)


def test_a_declared_encoding_is_held_to(export: Export) -> None:
    path = export("pet\nKätzchen\n", encoding="cp1252")
    with pytest.raises(DashboardError, match="byte 5 is not utf-8"):
        read_raw(path, ReadOptions(encoding="utf-8"))
    with pytest.raises(DashboardError, match="Did you mean 'cp1252'"):
        read_raw(path, ReadOptions(encoding="cp-1252"))


@pytest.mark.parametrize("line", ["x" * (LONGEST_LINE + 1), "a,b," * (LONGEST_LINE // 4 + 1)])
def test_one_endless_line_is_refused_before_it_is_read_whole(export: Export, line: str) -> None:
    with pytest.raises(DashboardError, match=r"line 1 has more than 10,000,000 characters"):
        read_raw(export(line))


def test_an_endless_cell_is_refused_with_its_line(export: Export) -> None:
    with pytest.raises(DashboardError, match="line 2: a cell has more than 1,000,000 characters"):
        read_raw(export("pet\n" + "x" * 1_000_001 + "\n"))
