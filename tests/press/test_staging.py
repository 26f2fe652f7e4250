"""Folders of files that are there whole, or as they were."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from dashboard.errors import DashboardError
from dashboard.exports.batch.staging import added_to, in_place_of

from .conftest import files_of

MARK = "index.html"


def interrupted(staging: AbstractContextManager[Path]) -> None:
    """Begin to write, and be stopped."""

    def write() -> None:
        with staging as new:
            (new / MARK).write_text("second")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()


def test_added_files_stand_beside_those_that_were_there(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("old")
    with added_to(tmp_path) as stage:
        (stage / "new").mkdir()
        (stage / "new" / "a.txt").write_text("a")
        assert set(files_of(tmp_path)) == {"old.txt", f"{stage.name}/new/a.txt"}
    assert files_of(tmp_path) == {"old.txt": b"old", "new/a.txt": b"a"}


def test_after_an_error_nothing_was_added(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    interrupted(added_to(folder))
    assert not folder.exists()


def test_a_folder_takes_the_place_of_the_one_made_before(tmp_path: Path) -> None:
    folder = tmp_path / "twin"
    for content in ("first", "second"):
        with in_place_of(folder, MARK) as new:
            (new / MARK).write_text(content)
            (new / f"{content}.txt").write_text(content)
    assert files_of(folder) == {MARK: b"second", "second.txt": b"second"}
    assert [path.name for path in tmp_path.iterdir()] == ["twin"]


def test_after_an_error_the_folder_of_before_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "twin"
    with in_place_of(folder, MARK) as new:
        (new / MARK).write_text("first")
    interrupted(in_place_of(folder, MARK))
    assert files_of(folder) == {MARK: b"first"}
    assert [path.name for path in tmp_path.iterdir()] == ["twin"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(DashboardError, match="were not made here"), in_place_of(tmp_path, MARK):
        pytest.fail("nothing is made for it")
    assert files_of(tmp_path) == {"thesis.docx": b"years of work"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(DashboardError, match="name a folder"), in_place_of(file, MARK):
        pytest.fail("nothing is made for it")
    with pytest.raises(DashboardError, match="Nothing was written"), added_to(file):
        pytest.fail("nothing is made for it")
    assert file.read_text() == "x"
