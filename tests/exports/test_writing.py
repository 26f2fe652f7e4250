"""Files are written whole or not at all, with a real lack of room and real folders."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.errors import DashboardError
from dashboard.exports.atomic_files import write_files

FILES = {"a.csv": b"1,2\n", "deep/er/b.txt": b"words", "c.json": b"{}"}

# In a process of its own: the limit on the size of a file cannot be lifted again.
LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from dashboard.errors import DashboardError
from dashboard.exports.atomic_files import write_files
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
files = {"a.csv": b"new", "deep/b.csv": b"x" * 9_000, "large.png": b"x" * 20_000}
try:
    write_files(Path(sys.argv[1]), files)
except DashboardError as error:
    print(error)
"""


def found(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_files_are_there_in_folders_that_are_made(folder: Path) -> None:
    paths = write_files(folder, FILES)
    assert paths == [folder / name for name in FILES]
    assert found(folder) == FILES
    assert {path.name for path in folder.iterdir()} == {"a.csv", "deep", "c.json"}


def test_files_of_the_same_name_are_replaced_and_others_stay(folder: Path) -> None:
    write_files(folder, {"a.csv": b"old", "mine.txt": b"kept"})
    write_files(folder, FILES)
    assert found(folder) == {**FILES, "mine.txt": b"kept"}


def without_room(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", LITTLE_ROOM, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return done.stdout


def test_without_room_a_sentence_says_so_and_nothing_is_left(folder: Path) -> None:
    said = without_room(folder)
    assert said.startswith(f"Nothing was written to {folder}: the disk is full for 3 files")
    assert not folder.parent.exists()


def test_without_room_what_was_there_is_unchanged(folder: Path) -> None:
    write_files(folder, {"a.csv": b"old"})
    assert "Existing files are unchanged." in without_room(folder)
    assert found(folder) == {"a.csv": b"old"}
    assert {path.name for path in folder.iterdir()} == {"a.csv"}


def test_where_the_last_file_has_no_place_the_first_ones_are_as_before(folder: Path) -> None:
    write_files(folder, {"a.csv": b"old"})
    (folder / "c.json").mkdir()
    with pytest.raises(DashboardError, match="Nothing was written"):
        write_files(folder, FILES)
    assert found(folder) == {"a.csv": b"old"}
    assert {path.name for path in folder.iterdir()} == {"a.csv", "c.json"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    for place in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(DashboardError, match="Nothing was written"):
            write_files(place, FILES)
    assert found(tmp_path) == {"taken": b"mine"}


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a/../../b", "", "a\\b"])
def test_names_that_lead_elsewhere_are_refused(folder: Path, name: str) -> None:
    with pytest.raises(DashboardError, match="no name of a file inside"):
        write_files(folder, {"a.csv": b"1", name: b"2"})
    assert not folder.exists()


def test_what_is_written_can_be_read_by_all(folder: Path) -> None:
    [path] = write_files(folder, {"a.json": json.dumps(1).encode()})
    assert path.stat().st_mode & 0o444 == 0o444
