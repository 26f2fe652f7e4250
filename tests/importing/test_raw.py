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
        (b"PK\x03\x04 but no more", "as an XLSX workbook"),
        (b"PAR1....PAR1", "is a Parquet file"),
        (b"%PDF-1.4\na,b\n1,2\n3,4\n", "is a PDF document"),
        (b"\xef\xbb\xbf%PDF-1.4\na,b\n1,2\n", "is a PDF document"),
        (gzip.compress(b"%PDF-1.4\na,b\n1,2\n", mtime=0), "is a PDF document"),
        (b"{\\rtf1\\ansi pet,legs\\par\ncat,4}", "is an RTF document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)), "is an image"),
        (b"\xff\xd8\xff\xe0JFIF\n1,2\n", "is an image"),
        (b"<!DOCTYPE html>\n<p>pet,legs\n<p>cat,4\n", "is a web page"),
        (b"<?xml version='1.0'?>\n<a>1,2</a>\n", "is an XML file"),
        (b'{"pet": "cat",\n"legs": 4}\n', "is a JSON file"),
        (b'[\n{"pet": "cat"},\n{"pet": "dog"}]\n', "is a JSON file"),
        (b"7z\xbc\xaf\x27\x1cpet,legs\ncat,4\n", "is an archive"),
        (b"pet,legs\n" + bytes(range(1, 9)) * 20, "control characters"),
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


# How a text file is written ------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_parts_all_rows_alike(export: Export, mark: str) -> None:
    text = f"What, and why, and when; or | not?{mark}Role\n" + f"a, b{mark}Dev\n" * 3
    if mark == ",":
        text = '"What, and why, and when; or | not?",Role\n' + '"a, b; c",Dev\n' * 3
    if mark == ";":
        text = text.replace("; or", " or")
    table = read_raw(export(text))
    assert [row[1] for row in cells(table)] == ["Dev"] * 3


@pytest.mark.parametrize("text", ["q\nCat; Dog\nCat\n", "q\nCat|Dog\nDog|Cat\n", "q\nCat\nDog\n"])
def test_an_only_column_of_joined_answers_stays_one(export: Export, text: str) -> None:
    assert read_raw(export(text)).headers == (("q",),)


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nrole;staff\nDev;1, or 2\n",
        "\ufeffsep=;\r\nrole;staff\r\nDev;1, or 2\r\n",
        '"sep=;"\nrole;staff\nDev;1, or 2\n',
        "SEP=|\nrole|staff\nDev|1, or 2\n",
        "sep=\t\nrole\tstaff\nDev\t1, or 2\n",
        "Survey of 2025\nrole;staff\nDev;1, or 2\n",
        "Survey of 2025\n\nExported 2025-01-02, by us\n\nrole;staff\nDev;1, or 2\n",
        "sep=;\nSurvey of 2025\nrole;staff\nDev;1, or 2\n",
    ],
)
def test_what_stands_above_the_header_is_left_out(export: Export, text: str) -> None:
    table = read_raw(export(text))
    assert table.headers == (("role", "staff"),)
    assert cells(table) == [["Dev", "1, or 2"]]
    assert table.notes.above


def test_a_header_with_a_line_break_is_no_title(export: Export) -> None:
    table = read_raw(export('"What is\nyour role?",staff\nDev,1\nOps,2\n'))
    assert table.headers == (("What is\nyour role?", "staff"),)
    assert table.notes.above == ""


def test_a_title_that_a_spreadsheet_padded_is_left_out(export: Export, workbook: Export) -> None:
    path = export("Survey of 2025,,\n,,\nmade by us,,\nrole,staff,x\nDev,1,2\nOps,2,3\n")
    book = workbook(
        A=[["Survey of 2025"], [], ["made by us"], ["role", "staff", "x"], ["Dev", 1, 2]]
    )
    for raw in (path, book):
        table = read_raw(raw)
        assert table.headers == (("role", "staff", "x"),)
        assert table.notes.above == "'Survey of 2025', 'made by us'"


def test_tabs_without_quoting_keep_the_quotes_of_their_cells(export: Export) -> None:
    table = read_raw(export('role\ttitle\nDev\t"Chief" of tools\nOps\tsize 5" pipe\nOps\t"x\n'))
    assert [row[1] for row in cells(table)] == ['"Chief" of tools', 'size 5" pipe', '"x']


def test_tabs_with_quoting_hold_lines_and_tabs_together(export: Export) -> None:
    table = read_raw(export('role\ttitle\nDev\t"two\nlines, a ""quote"""\nOps\t"a\ttab"\n'))
    assert [row[1] for row in cells(table)] == ['two\nlines, a "quote"', "a\ttab"]


def test_quotes_can_be_declared_to_hold_nothing_together(export: Export) -> None:
    path = export('pet,food\n"cat" a,b\n')
    with pytest.raises(DashboardError, match="'quotes: false' under 'read'"):
        read_raw(path)
    assert cells(read_raw(path, ReadOptions(quotes=False))) == [['"cat" a', "b"]]


# Encodings -----------------------------------------------------------------------------------

WORDS = {
    "English": "Role\u00a0today,Don\u2019t know,Yes \u2013 always",
    "German": "Größe,Übung,schön,für,Straße,“süß”",
    "French": "L’équipe,Très satisfait,à côté,Où,Noël,ça,École,Œuvre",
    "Spanish": "¿Cuántos años?,información,Sí,más,ningún",
    "Portuguese": "não,informação,você,são,opções",
    "Swedish": "Människor,Åtta,över,får",
    "Danish": "Kønsfordeling,år,æble,Ærø",
    "Italian": "è vero,perché,È così,più",
    "ranges": "10–49,50–99,100 – 199",
    "signs": "iPhone™,5 £,1°C,Paris–Dakar,cost…",
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_windows_and_mac_are_told_apart(export: Export, language: str, encoding: str) -> None:
    table = read_raw(export(f"{WORDS[language]}\n1,2,3\n", encoding=encoding))
    assert table.encoding == encoding
    assert ",".join(table.headers[0]) == WORDS[language]
    assert table.notes.doubts == ()


@pytest.mark.parametrize("word", ["schön", "español"])
def test_an_encoding_that_cannot_be_told_is_doubted(export: Export, word: str) -> None:
    path = export(f"a,b\n{word},x\n", encoding="mac_roman")
    [doubt] = read_raw(path).notes.doubts
    assert "Windows-1252" in doubt
    assert word in doubt
    for name in ("mac_roman", "mac-roman", "macroman", "Macintosh"):
        assert cells(read_raw(path, ReadOptions(encoding=name))) == [[word, "x"]]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_unicode_is_read_with_and_without_its_mark(export: Export, encoding: str) -> None:
    table = read_raw(export("pet,food\nKätzchen,Fisch und Brot\n", encoding=encoding))
    assert cells(table) == [["Kätzchen", "Fisch und Brot"]]


def test_an_encoding_of_another_script_can_be_declared(export: Export) -> None:
    path = export("pet,x\nкошка,1\n", encoding="cp1251")
    assert cells(read_raw(path, ReadOptions(encoding="cp1251"))) == [["кошка", "1"]]


# Workbooks -----------------------------------------------------------------------------------


def test_percentages_of_a_workbook_are_what_they_show(workbook: Export) -> None:
    import openpyxl

    path = workbook(A=[["a", "b"], [0.8, 0.8], [0.375, 2], [1, "80%"]])
    book = openpyxl.load_workbook(path)
    for row, form in ((2, "0%"), (3, "0.0%"), (4, "0.00%;[Red]-0.00%")):
        book.active.cell(row, 1).number_format = form
    book.active.cell(3, 2).number_format = '0" %"'
    book.save(path)
    assert cells(read_raw(path)) == [["80%", "0.8"], ["37.5%", "2"], ["100%", "80%"]]


def test_further_sheets_that_hold_something_are_named(workbook: Export) -> None:
    path = workbook(Answers=[["pet"], ["cat"]], Empty=[], More=[["pet"], ["dog"]])
    [doubt] = read_raw(path).notes.doubts
    assert "'More'" in doubt
    assert "'Empty'" not in doubt
    assert read_raw(path, ReadOptions(sheet=0)).notes.doubts == ()


def test_formulas_without_a_stored_value_are_counted(workbook: Export) -> None:
    path = workbook(A=[["a", "b"], ["x", "=1+1"], ["y", "=A2"], ["z", "typed"]])
    assert read_raw(path).notes.valueless == {1: 2}


def test_empty_rows_are_kept_on_demand(export: Export, workbook: Export) -> None:
    keep = ReadOptions(empty_rows=True)
    table = read_raw(export("pet,legs\ncat,4\n,\ndog,4\n"), keep)
    assert cells(table) == [["cat", "4"], [None, None], ["dog", "4"]]
    table = read_raw(workbook(A=[["pet", "legs"], ["cat", 4], [], ["dog", 4], [], []]), keep)
    assert cells(table) == [["cat", "4"], [None, None], ["dog", "4"]]
    assert table.empty_rows == 1


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "役割,道具\n開発,運用\n"),
        ("euc_jp", "役割,道具\n開発,運用\n"),
        ("gb18030", "角色,工具\n开发,运维\n"),
        ("big5", "角色,工具\n開發,維運\n"),
        ("euc_kr", "역할,도구\n개발,운영\n"),
        ("cp1250", "rola,miasto\nŻółty,Świętokrzyskie\n"),
        ("cp1253", "ρόλος,πόλη\nΠρογραμματιστής,Άλλο\n"),
        ("cp1255", "תפקיד,עיר\nמפתח,אחר\n"),
        ("cp437", "role,size\nDéveloppeur,Größe\n"),
    ],
)
def test_another_encoding_is_refused_and_read_when_declared(
    export: Export, encoding: str, text: str
) -> None:
    path = export(text, encoding=encoding)
    with pytest.raises(DashboardError, match="put its encoding under 'read'"):
        read_raw(path)
    if encoding != "cp437":
        [row] = [line.split(",") for line in text.splitlines()[1:]]
        assert cells(read_raw(path, ReadOptions(encoding=encoding))) == [[row[0], row[1]]]


def test_letters_that_few_languages_have_are_doubted(export: Export) -> None:
    table = read_raw(export("rol,şehir\nÖğrenci,İzmir\n", encoding="cp1254"))
    assert "'encoding' under 'read'" in table.notes.doubts[0]


@pytest.mark.parametrize("encoding", ["utf-32", "iso2022_jp"])
def test_encodings_that_look_like_another_are_recognised(export: Export, encoding: str) -> None:
    table = read_raw(export("果物,b\nりんご,1\nみかん,2\n", encoding=encoding))
    assert table.headers[0] == ("果物", "b")
    assert table.columns[0] == ["りんご", "みかん"]


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("Crème".encode().decode("cp1252"), "CrÃ¨me"),
        ("Crème".encode().decode("latin-1"), "CrÃ¨me"),
        ("Don’t".encode().decode("cp1252"), "Donâ€™t"),
        ("Cr\ufffdme", "Cr\ufffdme"),
    ],
)
def test_text_that_was_spoilt_before_it_was_saved_is_doubted(
    export: Export, cell: str, word: str
) -> None:
    [doubt] = read_raw(export(f"a,b\n{cell},1\nx,2\n")).notes.doubts
    assert word in doubt
    assert not read_raw(export("a,b\nCrème brûlée – NÃO,1\nDon’t â,2\n")).notes.doubts


def test_a_padded_title_above_questions_of_their_own_is_left_out(export: Export) -> None:
    people = [f"{('Plum', 'Fig')[n % 2]},{('Few', 'Many')[n % 3 > 0]},{n}" for n in range(9)]
    table = read_raw(export("\n".join(["The survey,,", "Fruit,People,Age", *people]) + "\n"))
    assert table.headers == (("Fruit", "People", "Age"),)
    assert table.notes.above == "'The survey'"


def test_a_question_over_its_rows_or_choices_is_no_title(export: Export) -> None:
    rows = [("Good,Bad,Good", "Bad,Bad,Good")[n % 2] for n in range(9)]
    assert read_raw(export("\n".join(["Rate,,", "Plum,Fig,Nut", *rows]) + "\n")).rows == 10
    ticks = [("Plum,,Nut", ",Fig,")[n % 2] for n in range(9)]
    assert read_raw(export("\n".join(["Which?,,", "Plum,Fig,Nut", *ticks]) + "\n")).rows == 10


def test_a_header_that_comes_again_is_no_respondent(export: Export) -> None:
    table = read_raw(export("a,b\nx,1\na,b\ny,2\n"))
    assert table.columns[0] == ["x", "y"]
    assert "1 row left out" in table.notes.doubts[0]
