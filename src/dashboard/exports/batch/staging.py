"""Many files made beside their place, and put there when all of them are made."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from dashboard.errors import DashboardError
from dashboard.exports.atomic_files import FULL


@contextmanager
def added_to(folder: Path) -> Iterator[Path]:
    """An empty folder whose files stand in `folder` once the block has ended well.

    Files of the same name are replaced, others stay. Raises DashboardError where the disk is full
    or cannot be written; then, and after any other error, everything is as it was.
    """
    there = folder.exists()
    with _says(folder):
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(mkdtemp(prefix=".unfinished-", dir=folder))
        try:
            yield stage
            for path in sorted(path for path in stage.rglob("*") if path.is_file()):
                target = folder / path.relative_to(stage)
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, target)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
            if not there:
                with suppress(OSError):
                    folder.rmdir()  # where something stands in it by now, it stays


@contextmanager
def in_place_of(folder: Path, mark: str) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` once the block has ended well.

    `mark` is a file that says a folder was made here: one with files and without it is somebody
    else's, and refused. Otherwise as `added_to`.
    """
    # The folder's real place: a link to it stays.
    folder = Path(os.path.realpath(folder))
    if folder.exists() and not folder.is_dir():
        raise DashboardError(f"{folder} is a file; name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
        raise DashboardError(
            f"{folder} has files that were not made here (there is no {mark}), and they would be "
            "lost; name a new folder, or empty this one."
        )
    with _says(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        around = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        new, old = around / "new", around / "old"
        try:
            new.mkdir()
            yield new
            if folder.exists():
                os.replace(folder, old)
            try:
                os.replace(new, folder)
            except OSError:
                if old.exists():
                    os.replace(old, folder)
                raise
        finally:
            shutil.rmtree(around, ignore_errors=True)


@contextmanager
def _says(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in FULL
        why = "there is no room left" if full else (error.strerror or str(error)).lower()
        raise DashboardError(
            f"Nothing was written to {folder}: {why}. What was there is unchanged."
        ) from error
