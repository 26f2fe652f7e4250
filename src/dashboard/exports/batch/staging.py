"""A folder made beside its place, and put there at one stroke when all of it is made."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.errors import DashboardError
from dashboard.importing.unfinished import said_in_a_sentence, unfinished

EXCHANGE = 2
"""Two names change places: RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS."""
SYSTEMS = {"linux": ("renameat2", -100), "darwin": ("renameatx_np", -2)}
"""The call that takes it, and what it calls the folder at hand (AT_FDCWD)."""


@contextmanager
def in_place_of(folder: Path, mark: str) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` once the block has ended well, in one step.

    `mark` is a file that says a folder was made here: one with files and without it is somebody
    else's, and refused. Raises DashboardError where the disk is full or cannot be written, and
    where another command is writing there; then, and after any other error, all is as it was.
    """
    # The folder's real place: a link to it stays.
    folder = Path(os.path.realpath(folder))
    if folder.exists() and not folder.is_dir():
        raise DashboardError(f"{folder} is a file; name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
        raise DashboardError(
            f"{folder} has files from elsewhere (there is no {mark}), and they would be "
            "lost; name a new folder, or empty this one."
        )
    prefix = f".publishing-{folder.name}-"
    with said_in_a_sentence(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(folder.parent, prefix, [prefix]) as around:
            new = around / "new"
            new.mkdir()
            yield new
            _swapped(new, folder, around / "old")


def _swapped(new: Path, folder: Path, old: Path) -> None:
    """Put a folder in another's place: at one stroke, or where the disk knows none, in two."""
    if not folder.exists():
        os.replace(new, folder)
        return
    if _exchanged(new, folder):
        return
    os.replace(folder, old)
    try:
        os.replace(new, folder)
    except OSError:
        os.replace(old, folder)
        raise


def _exchanged(one: Path, other: Path) -> bool:
    """Two folders change places, so that there is always one; whether this disk can do that."""
    call, here = SYSTEMS.get(sys.platform, ("", 0))
    rename = getattr(ctypes.CDLL(None), call, None) if call else None
    if rename is None:
        return False
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), EXCHANGE) == 0)
