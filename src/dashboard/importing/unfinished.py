"""Unfinished work: folders that nobody reads, removed however their command ends.

A command writes into a folder of its own next to the files it will replace, and locks it. So a
second command sees that a first one is running, and remains of a killed command are recognized:
nobody holds their lock.
"""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dashboard.errors import DashboardError
from dashboard.responses.own_folders import leftovers_removed, let_go, locked, made_own

RELEASING, IMPORTING, UNFINISHED = ".releasing-", ".importing-", ".unfinished-"
INSIDE = (RELEASING, IMPORTING, UNFINISHED)
"""How the names of unfinished folders begin inside the folder that is written to."""

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def unfinished(folder: Path, prefix: str, others: Sequence[str] = INSIDE) -> Iterator[Path]:
    """A new folder inside `folder`, for its owner alone, removed when the block ends.

    What commands that were killed left behind there, by the beginnings of names in `others`, is
    removed first. Raises DashboardError where another command is at work there.
    """
    with _one_at_a_time(folder):
        if not leftovers_removed(folder, others):
            raise DashboardError(
                f"Another command is writing to {folder}. Wait until it has ended, then run this "
                "again; nothing was changed."
            )
        stage, lock = made_own(folder, prefix)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        let_go(lock)


@contextmanager
def written_aside(to: Path, prefix: str = UNFINISHED, what: str = "") -> Iterator[Path]:
    """A folder inside `to` for what is written before `put_in_place`; `to` is made if need be.

    Raises DashboardError where another command is writing to `to`, and where the disk is full or
    cannot be written; `what` says what the disk is full for.
    """
    with said_in_a_sentence(to, what):
        made = _make(to)
        try:
            with unfinished(to, prefix) as aside:
                yield aside
        except BaseException:
            _unmake(made)
            raise


@contextmanager
def added_to(to: Path, what: str = "") -> Iterator[Path]:
    """An empty folder whose files are moved into `to` once the block has ended well.

    Files of the same name are replaced, others stay. Otherwise as `written_aside`.
    """
    with written_aside(to, what=what) as aside:
        new = aside / "new"
        new.mkdir()
        yield new
        put_in_place(new, to, files_below(new))


@contextmanager
def said_in_a_sentence(folder: Path, what: str = "") -> Iterator[None]:
    """Turns the disk's errors into a DashboardError: that nothing was written to `folder`, and why.

    `what` says what the disk is full for.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in FULL
        room = "the disk is full" + (f" for {what}" if what else " left")
        why = room if full else (error.strerror or str(error)).lower()
        raise DashboardError(
            f"Nothing was written to {folder}: {why}. Existing files are unchanged."
        ) from error


def put_in_place(new: Path, to: Path, files: Sequence[Path], stale: Iterable[Path] = ()) -> None:
    """Move files out of the folder `new` into `to`, and remove stale ones: all, or none.

    `files` are relative to both. Each is replaced atomically, so that concurrent readers never miss
    one.
    """
    before = new.with_name(f"{new.name}-before")
    gone = list(stale)
    for path in (*files, *gone):
        if (to / path).exists():
            (before / path).parent.mkdir(parents=True, exist_ok=True)
            _keep(to / path, before / path)
    made: list[Path] = []
    try:
        for path in files:
            made += _make((to / path).parent)
            os.replace(new / path, to / path)
        for path in gone:
            (to / path).unlink()
    except BaseException:
        for path in (*files, *gone):
            if (before / path).exists():
                os.replace(before / path, to / path)
            elif (to / path).is_file():
                (to / path).unlink()
        _unmake(made)
        raise


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder and in the folders inside it, relative to it."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _keep(path: Path, there: Path) -> None:
    """The file of before, which needs no room as long as it is the same one."""
    try:
        os.link(path, there)
    except OSError:
        shutil.copyfile(path, there)


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


def _unmake(made: Sequence[Path]) -> None:
    for path in reversed(made):
        try:
            path.rmdir()
        except OSError:
            return  # somebody else has put something there


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Between looking for others and being seen oneself, nobody else looks."""
    lock = locked(folder, wait=True)
    try:
        yield
    finally:
        let_go(lock)
