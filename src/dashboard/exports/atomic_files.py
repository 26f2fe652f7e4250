"""Files written whole or not at all."""

import errno
import os
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from dashboard.errors import DashboardError, shown

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, which is made if need be: all of them, or none.

    Names may hold folders, with strokes. Files of the same name are replaced. Raises
    DashboardError, with everything left as it was, where they cannot be written.
    """
    for name in files:
        place = PurePosixPath(name)
        if not place.parts or place.is_absolute() or ".." in place.parts or "\\" in name:
            raise DashboardError(f"{shown(name)} is no name of a file inside {folder}.")
    try:
        made = _make(folder)
    except OSError as error:
        raise DashboardError(_sentence(folder, files, error)) from error
    stage = None
    try:
        # Inside the folder: renaming is all or nothing only within one file system.
        stage = Path(mkdtemp(prefix=".unfinished-", dir=folder))
        for name, content in files.items():
            path = stage / "new" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _move_in(stage, folder, files)
    except BaseException as error:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)
        _unmake(made)
        if isinstance(error, OSError):
            raise DashboardError(_sentence(folder, files, error)) from error
        raise
    shutil.rmtree(stage, ignore_errors=True)
    return [folder / name for name in files]


def _move_in(stage: Path, folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the finished files in their places; after a failure the old ones are back."""
    placed: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for name in files:
            target, kept = folder / name, stage / "old" / name
            made += _make(target.parent)
            if target.is_file():
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(target, kept)  # not moved: the place is never empty
            placed.append((target, kept))
            os.replace(stage / "new" / name, target)
    except BaseException:
        for target, kept in reversed(placed):
            if kept.exists():
                os.replace(kept, target)
            elif target.is_file():
                target.unlink()
        _unmake(made)
        raise


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; gives the ones that were not there, outermost first."""
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    made: list[Path] = []
    try:
        for path in reversed(new):
            path.mkdir(exist_ok=True)
            made.append(path)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    except OSError:
        _unmake(made)
        raise
    return made


def _unmake(made: list[Path]) -> None:
    for path in reversed(made):
        try:
            path.rmdir()
        except OSError:
            return  # somebody else has put something there


def _sentence(folder: Path, files: Mapping[str, bytes], error: OSError) -> str:
    size = sum(map(len, files.values()))
    if error.errno in FULL:
        why = f"there is no room for {len(files)} files of {size / 1e6:.1f} MB together"
    else:
        why = (error.strerror or str(error)).lower()
    return f"Nothing was written to {folder}: {why}. What was there is unchanged."
