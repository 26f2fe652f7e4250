"""Files that are damaged, odd or made to do harm: each is a sentence, and the next try works."""

import gzip
import io
import json
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from dashboard.__main__ import main
from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.importing import unpacking
from dashboard.importing.raw_table import read_raw
from dashboard.release.gate import gate
from dashboard.release.manifest import MANIFEST, read_manifest
from dashboard.release.release_checks import check
from dashboard.release.releasing import release
from dashboard.release.secret import Seed
from dashboard.responses import load_responses

SEED = Seed(b"nobody guesses this one")
TINY = Path(__file__).parents[1] / "survey"


def refusal(action: Callable[[], object]) -> str:
    """The sentence in which something is refused; empty where it is not."""
    try:
        action()
    except DashboardError as error:
        return str(error)
    return ""


# Codebooks ------------------------------------------------------------------------------------

BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
)
TEXTS = {
    "aliases of aliases": BOMB,
    "an alias of itself": "a: &a [*a]",
    "a key that is itself": "&a {*a : 1}",
    "lists in lists": "a: " + "[" * 200_000,
    "groups in groups": "{a: " * 100_000,
    "closed in texts": 'a: ["]", ' * 100_000,
    "a list in a line": "- " * 200_000 + "x",
    "keys without names": "? " * 100_000 + "x",
    "a whole number of no digits": "a: !!int x",
    "a number of many digits": "years: {" + "9" * 5_000 + ": {}}",
    "a day that never was": "a: !!timestamp 2024-99-99",
    "a truth that is none": "a: !!bool maybe",
    "bytes that are none": "a: !!binary '*'",
    "a number that is none": "a: !!float x",
    "a tag of a program": "a: !!python/object/apply:os.system ['true']",
    "a list as a key": "? [a, b]\n: c",
    "pairs that are none": "a: !!omap [1, 2]",
    "a NUL": "a: \0",
    "half a character": 'a: "\\ud800"',
    "two documents": "a: 1\n---\nb: 2",
    "nothing": "",
    "a word": "word",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("name", ["survey.yaml", "choices.yaml", "topics/people.yaml"])
def test_an_odd_codebook_is_a_sentence(tiny_copy: Path, name: str, text: str) -> None:
    (tiny_copy / name).write_text(text, encoding="utf-8")
    with pytest.raises(DashboardError):
        read_codebook(tiny_copy)


ODD: list[Any] = [
    5, 2024.5, -1, 10**30, float("inf"), float("nan"), True, None, "", "x", "a" * 2_000, "2024",
    [], [1], [[1]], [None], [{}], {}, {"a": 1}, {1: {}}, {"all": []}, b"x",
]  # fmt: skip


def data_of(path: Path) -> Any:
    """What a file holds, as any program reads it."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def places(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*at, key))


def with_odd(data: Any, at: tuple[Any, ...], value: Any) -> Any:
    if not at:
        return value
    changed = deepcopy(data)
    around = changed
    for key in at[:-1]:
        around = around[key]
    around[at[-1]] = value
    return changed


@pytest.mark.parametrize("name", sorted(str(p.relative_to(TINY)) for p in TINY.rglob("*.yaml")))
def test_odd_values_anywhere_are_sentences(tiny_copy: Path, name: str) -> None:
    data = data_of(tiny_copy / name)
    draw, refused = random.Random(name), 0
    spots = [*places(data)]
    for at in [(), ("questions",), *draw.sample(spots, min(len(spots), 12))]:
        if at == ("questions",) and at not in spots:
            continue
        for value in draw.sample(ODD, 6):
            changed = with_odd(data, at, value)
            (tiny_copy / name).write_text(
                yaml.safe_dump(changed, sort_keys=False), encoding="utf-8"
            )
            try:
                read_codebook(tiny_copy)
            except DashboardError:
                refused += 1
    assert refused


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_questions_that_are_no_list_are_a_sentence(tiny_copy: Path, value: Any) -> None:
    path = min((tiny_copy / "topics").glob("*.yaml"))
    data = data_of(path)
    path.write_text(yaml.safe_dump({**data, "questions": value}), encoding="utf-8")
    with pytest.raises(DashboardError):
        read_codebook(tiny_copy)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd",
     "vbscript:x", "//example.org", "example.org", "https://", "https:///x",
     "https://a b", 'https://a"onclick="x', "https://a<b>", " https://example.org", 5],
)  # fmt: skip
@pytest.mark.parametrize("where", ["url", "license", "licence"])
def test_addresses_that_do_not_lead_to_the_web_are_refused(
    tiny_copy: Path, where: str, address: object
) -> None:
    data = data_of(tiny_copy / "survey.yaml")
    data.pop("license", None)
    for value, fits in ((address, False), ("https://example.org/a?b=c#d", True)):
        entry = value if where == "url" else {"name": "CC", "url": value}
        (tiny_copy / "survey.yaml").write_text(
            yaml.safe_dump({**data, where: entry}), encoding="utf-8"
        )
        if fits:
            read = read_codebook(tiny_copy)
            assert where == "url" or (read.licence and read.licence.url == value)
        else:
            with pytest.raises(DashboardError, match="url"):
                read_codebook(tiny_copy)


# Exports --------------------------------------------------------------------------------------


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, "x"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(name: str, content: bytes | None) -> bytes:
    """The workbook with one of its parts replaced, or without it."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        if content is not None:
            new.writestr(name, content)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ROW = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s'
LAUGHS = (
    b"<!DOCTYPE x [<!ENTITY a '"
    + b"ha" * 50
    + b"'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(6))
    + b"]><worksheet>&g;</worksheet>"
)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no XML", b"<a>", b"<a/>", b"\xff\xfe", LAUGHS,
        ROW % b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData></worksheet>',
        ROW % b'<row r="x"><c r="?"><v>1</v></c></row></sheetData></worksheet>',
        ROW % b'<row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>',
        ROW % b'<row r="1"><c r="A1" t="d"><v>never</v></c></row></sheetData></worksheet>',
    ],
)  # fmt: skip
def test_a_workbook_whose_sheet_is_odd_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    raw = tmp_path / "raw.xlsx"
    raw.write_bytes(with_part(SHEET, content))
    with pytest.raises(DashboardError, match=r"raw\.xlsx"):
        read_raw(raw)


def test_a_workbook_without_one_of_its_parts(tmp_path: Path) -> None:
    raw = tmp_path / "raw.xlsx"
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        parts = archive.namelist()
    assert SHEET in parts
    for part in parts:
        for content in (None, b"", b"<a", b"<a/>"):
            raw.write_bytes(with_part(part, content))
            assert "raw.xlsx" in (refusal(lambda: read_raw(raw)) or "raw.xlsx")


@pytest.mark.parametrize("seed", range(40))
def test_a_workbook_with_bytes_changed_or_missing(tmp_path: Path, seed: int) -> None:
    draw, content = random.Random(seed), bytearray(workbook())
    for _ in range(draw.choice([1, 5, 50])):
        content[draw.randrange(4, len(content))] = draw.randrange(256)
    raw = tmp_path / "raw.xlsx"
    raw.write_bytes(content[: draw.choice([len(content), draw.randrange(5, len(content))])])
    assert "raw.xlsx" in (refusal(lambda: read_raw(raw)) or "raw.xlsx")


def test_what_unpacks_without_end_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "HARMLESS", 1_000_000)
    line = b"yes,no\n"
    packed = tmp_path / "bomb.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n" + line * 2_000_000))
    book = tmp_path / "bomb.xlsx"
    book.write_bytes(with_part("xl/sharedStrings.xml", b"<sst>" + b" " * 20_000_000 + b"</sst>"))
    for raw in (packed, book):
        with pytest.raises(DashboardError, match="unpacks to more than 200 times its size"):
            read_raw(raw)
    well_packed = tmp_path / "fine.csv.gz"
    well_packed.write_bytes(gzip.compress(b"a,b\n" + line * 1_000))
    assert read_raw(well_packed).rows == 1_000


# Releases -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def released(club: Callable[..., Path]) -> Path:
    """A released folder; whoever changes it puts it back."""
    source = club()
    return release(source, source.parent / "released", SEED).to


MANIFESTS = {
    "nothing": "", "no JSON": "[", "a list": "[]", "null": "null", "deep": "[" * 100_000,
    "a NUL": "\0", "little": '{"format": 1}', "digits": '{"format":' + "9" * 6_000 + "}",
    "not UTF-8": b"\xff",
}  # fmt: skip


@pytest.mark.parametrize("text", MANIFESTS.values(), ids=MANIFESTS)
def test_an_odd_manifest_is_a_sentence(
    released: Path, text: str | bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = released / MANIFEST
    good = path.read_bytes()
    try:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        assert gate(released) is not None
        assert main(["check", str(released)]) == 2
        assert MANIFEST in capsys.readouterr().err
    finally:
        path.write_bytes(good)
    assert main(["check", str(released)]) == 0


def test_odd_values_in_a_manifest_are_sentences(released: Path) -> None:
    codebook, path = read_codebook(released), released / MANIFEST
    good = path.read_text(encoding="utf-8")
    manifest, draw, refused = json.loads(good), random.Random(3), 0
    spots = [*places(manifest)]
    fixed = [(), *((name,) for name in manifest), ("changes", 0), ("years", "2024")]
    try:
        for at in [*fixed, *draw.sample(spots, 40)]:
            for value in (5, None, [], {}, "x", [1], {"a": 1}, True):
                path.write_text(json.dumps(with_odd(manifest, at, value)), encoding="utf-8")
                if (said := gate(released, codebook)) is None:
                    read_manifest(released)
                    continue
                assert str(said)
                refused += 1
    finally:
        path.write_text(good, encoding="utf-8")
    assert refused > 100
    assert gate(released, codebook) is None


@pytest.mark.parametrize("seed", range(24))
def test_damaged_answers_are_sentences_in_check_and_load(
    released: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    path = released / "responses" / "year=2024" / "responses.parquet"
    good, draw = path.read_bytes(), random.Random(seed)
    damaged = [b"", b"PAR1", good[:-1], good[:500], good[4:], b"PAR1" * 10, bytes(1_000)]
    if seed < len(damaged):
        content = damaged[seed]
    else:
        changed = bytearray(good)
        for _ in range(draw.choice([1, 5, 50])):
            changed[draw.randrange(len(good))] = draw.randrange(256)
        content = bytes(changed)
    try:
        path.write_bytes(content)
        assert gate(released) is not None
        assert main(["check", str(released)]) == 2
        assert "responses.parquet" in capsys.readouterr().err
        refusal(lambda: load_responses(read_codebook(released)))
    finally:
        path.write_bytes(good)
    assert check(released).passed


ODD_ENTRIES: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("make", ODD_ENTRIES.values(), ids=ODD_ENTRIES)
@pytest.mark.parametrize("name", ["waiting", "responses.parquet"])
def test_what_is_no_file_among_the_answers_is_a_sentence(
    released: Path, capsys: pytest.CaptureFixture[str], name: str, make: Callable[[Path], None]
) -> None:
    path = released / "responses" / "year=2024" / name
    aside = released.parent / "aside"
    if path.exists():
        path.rename(aside)
    try:
        make(path)
        for folder in ([], ["--against", str(released)]):
            assert main(["check", str(released), *folder]) == 2
            said = capsys.readouterr().err
            assert said.count(f"{name}: is not a regular file.") == 1
            assert f"{name}: was released" not in said
        assert "is not a regular file" in str(gate(released))
    finally:
        path.unlink()
        if aside.exists():
            aside.rename(path)
    assert check(released).passed


def test_a_pipe_beside_the_responses_is_a_stranger(released: Path) -> None:
    pipe = released / "raw.csv"
    os.mkfifo(pipe)
    try:
        assert "raw.csv: does not belong here" in check(released).text()
    finally:
        pipe.unlink()
