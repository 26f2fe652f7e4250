"""Folders of files that are there whole, or as they were."""

import threading
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from dashboard.errors import DashboardError
from dashboard.exports.batch import staging
from dashboard.exports.batch.staging import in_place_of
from dashboard.importing.unfinished import added_to

from .conftest import files_of

MARK = "index.html"


def interrupted(staging: AbstractContextManager[Path]) -> None:
    """Begin to write, and be stopped."""

    def write() -> None:
        with staging as new:
            (new / MARK).write_text("second", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()


def test_added_files_stand_beside_those_that_were_there(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("old", encoding="utf-8")
    with added_to(tmp_path) as stage:
        (stage / "new").mkdir()
        (stage / "new" / "a.txt").write_text("a", encoding="utf-8")
        assert set(files_of(tmp_path)) == {
            "old.txt",
            f"{stage.relative_to(tmp_path)}/new/a.txt",
        }
    assert files_of(tmp_path) == {"old.txt": b"old", "new/a.txt": b"a"}


def test_after_an_error_nothing_was_added(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    interrupted(added_to(folder))
    assert not folder.exists()


def test_a_folder_takes_the_place_of_the_one_made_before(tmp_path: Path) -> None:
    folder = tmp_path / "twin"
    for content in ("first", "second"):
        with in_place_of(folder, MARK) as new:
            (new / MARK).write_text(content, encoding="utf-8")
            (new / f"{content}.txt").write_text(content, encoding="utf-8")
    assert files_of(folder) == {MARK: b"second", "second.txt": b"second"}
    assert [path.name for path in tmp_path.iterdir()] == ["twin"]


def test_after_an_error_the_folder_of_before_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "twin"
    with in_place_of(folder, MARK) as new:
        (new / MARK).write_text("first", encoding="utf-8")
    interrupted(in_place_of(folder, MARK))
    assert files_of(folder) == {MARK: b"first"}
    assert [path.name for path in tmp_path.iterdir()] == ["twin"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with (
        pytest.raises(DashboardError, match="has files from elsewhere"),
        in_place_of(tmp_path, MARK),
    ):
        pytest.fail("nothing is made for it")
    assert files_of(tmp_path) == {"thesis.docx": b"years of work"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(DashboardError, match="name a folder"), in_place_of(file, MARK):
        pytest.fail("nothing is made for it")
    with pytest.raises(DashboardError, match="Nothing was written"), added_to(file):
        pytest.fail("nothing is made for it")
    assert file.read_text(encoding="utf-8") == "x"


def test_there_is_always_a_folder_while_another_takes_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "twin"
    seen: list[str] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            try:
                seen.append((folder / MARK).read_text(encoding="utf-8"))
            except OSError as error:
                seen.append(str(error))

    with in_place_of(folder, MARK) as new:
        (new / MARK).write_text("0", encoding="utf-8")
    reader = threading.Thread(target=look)
    reader.start()
    try:
        for number in range(1, 60):
            with in_place_of(folder, MARK) as new:
                (new / MARK).write_text(str(number), encoding="utf-8")
    finally:
        over.set()
        reader.join()
    assert not [what for what in seen if not what.isdigit()]
    assert len(set(seen)) > 1


def test_where_the_disk_cannot_swap_the_folder_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "SYSTEMS", {})
    folder = tmp_path / "twin"
    for content in ("first", "second"):
        with in_place_of(folder, MARK) as new:
            (new / MARK).write_text(content, encoding="utf-8")
    assert files_of(folder) == {MARK: b"second"}
    assert [path.name for path in tmp_path.iterdir()] == ["twin"]
