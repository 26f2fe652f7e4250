"""A survey folder in object storage, read through a copy on this machine's disk.

Stores have no folders that change in one step. So the copy of a newer release takes the place of
the one before it only when it is whole: when every file is the one that was released.
"""

import logging
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from weakref import finalize

import pyarrow as pa
from pyarrow.fs import FileSelector, FileSystem, LocalFileSystem, copy_files

from dashboard.errors import DashboardError
from dashboard.release.gate import gate
from dashboard.responses.own_folders import removed, temporary
from dashboard.responses.sql_names import first_line

log = logging.getLogger(__name__)

COPIES = "survey-folder-"
"""How the temporary folder is called that holds a copy."""
AGAIN = 30.0
"""Seconds after which somebody's next look at a page asks the store for changes."""

Listing = list[tuple[str, int, int | None]]


class RemoteFolder:
    """A folder under an address such as `s3://bucket/survey`; safe to share among threads.

    The system's temporary folder holds its newest copy and the one before, which somebody may still
    be reading; both go with this object.
    """

    def __init__(self, address: str) -> None:
        """Raises DashboardError for an address that leads to no file system."""
        try:
            self._system, self._root = FileSystem.from_uri(address)
        except (OSError, pa.ArrowException) as error:
            raise DashboardError(
                f"The survey's address cannot be read: {first_line(error)}."
            ) from error
        self._copies: list[tuple[Path, Callable[[], object]]] = []
        self._copied: Listing = []
        self._looked = float("-inf")
        self._lock = Lock()

    def here(self) -> Path:
        """The newest copy that is whole, or the first one as it is.

        Raises DashboardError where the store cannot be reached and there is no copy yet.
        """
        # While one reader's run looks for changes, others go on with what there is.
        if self._lock.acquire(blocking=not self._copies):
            try:
                if time.monotonic() - self._looked > AGAIN:
                    self._look()
                    self._looked = time.monotonic()
            finally:
                self._lock.release()
        return self._copies[-1][0]

    def _look(self) -> None:
        try:
            found = self._listing()
            if found != self._copied:
                self._copy(found)
        except (OSError, pa.ArrowException) as error:
            if not self._copies:
                raise DashboardError(
                    f"The survey's folder cannot be read from its store: {first_line(error)}."
                ) from error
            log.warning("The store of the survey gave no answer: %s", first_line(error))

    def _listing(self) -> Listing:
        below = self._system.get_file_info(FileSelector(self._root, recursive=True))
        return sorted((one.path, one.size, one.mtime_ns) for one in below if one.is_file)

    def _copy(self, found: Listing) -> None:
        folder, lock = temporary(COPIES)
        copy = folder / Path(self._root).name
        goes = finalize(self, removed, folder, lock)
        try:
            copy.mkdir()
            copy_files(
                self._root,
                str(copy),
                source_filesystem=self._system,
                destination_filesystem=LocalFileSystem(),
            )
        except BaseException:
            goes()
            raise
        if self._copies and (refusal := gate(copy)) is not None:
            log.warning(
                "What is in the store is no whole release; the one before stays: %s", refusal
            )
            goes()
            return
        self._copied = found
        self._copies.append((copy, goes))
        for _, gone in self._copies[:-2]:
            gone()
        del self._copies[:-2]


@cache
def remote_folder(address: str) -> RemoteFolder:
    """The folder under an address, one for the process."""
    return RemoteFolder(address)
