"""Folders of one process: locked as long as it lives, so that those of dead ones can be removed.

The system lets go of a lock when its process ends, however it ends: what a killed process left is
told apart from what another one is using.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl


@contextmanager
def kept_from_all(prefix: str) -> Iterator[Path]:
    """A new folder among the system's temporary ones, for what nobody else may ever see.

    Several commands may have one each. What killed ones left behind is removed first.
    """
    stage, lock = temporary(prefix)
    try:
        yield stage
    finally:
        removed(stage, lock)


def temporary(prefix: str) -> tuple[Path, int | None]:
    """A new folder among the system's temporary ones, and its lock, for as long as is wanted.

    What killed processes left behind is removed first.
    """
    folder = Path(tempfile.gettempdir())
    leftovers_removed(folder, [prefix])
    return made_own(folder, prefix)


def removed(folder: Path, lock: int | None) -> None:
    """Remove a folder that is not wanted any more."""
    shutil.rmtree(folder, ignore_errors=True)
    let_go(lock)


def made_own(folder: Path, prefix: str) -> tuple[Path, int | None]:
    """A new folder inside another, for its owner alone, and its lock."""
    while True:
        stage = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
        try:
            lock = locked(stage)
        except (BlockingIOError, FileNotFoundError):
            if not folder.is_dir():
                raise
            continue  # another process took it for a leftover, before it was locked
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise
        if stage.is_dir():
            return stage, lock
        let_go(lock)


def leftovers_removed(folder: Path, prefixes: Sequence[str]) -> bool:
    """Remove unfinished folders that nobody works in; whether none is left that somebody does."""
    alone = True
    for path in folder.iterdir():
        if not path.name.startswith(tuple(prefixes)) or path.is_symlink() or not path.is_dir():
            continue
        try:
            lock = locked(path)
        except BlockingIOError:
            alone = False
            continue
        except OSError:
            continue  # somebody else's
        if lock is not None:
            shutil.rmtree(path, ignore_errors=True)
            let_go(lock)
    return alone


def locked(folder: Path, wait: bool = False) -> int | None:
    """A lock on a folder, None where there are no locks; BlockingIOError where it is taken.

    The system lets go of it when its process ends, however it ends.
    """
    if sys.platform == "win32":
        return None
    open_folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(open_folder, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(open_folder)
        raise
    except OSError:  # a disk of another machine, which keeps none
        os.close(open_folder)
        return None
    return open_folder


def let_go(lock: int | None) -> None:
    if lock is not None:
        with suppress(OSError):
            os.close(lock)
