"""DuckDB in this process: it holds the answers, and counts them unless an engine elsewhere does."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from weakref import finalize

import duckdb

from dashboard.errors import DashboardError
from dashboard.responses.engines import DUCKDB_MB, Columns
from dashboard.responses.own_folders import removed, temporary
from dashboard.responses.sql_names import first_line, literal, quoted

RESPONSES = "survey-responses-"
"""How the temporary folder is called that holds the tables when they are not in memory."""
USUAL_MEGABYTES = 600
THREADS = 2
SIGNED = {"USMALLINT": "INTEGER", "UINTEGER": "INTEGER"}
"""Types that few engines have, and what every engine reads; all codes fit into both."""


class DuckDBEngine:
    """Tables in memory, or with `megabytes` in a temporary file that goes with the engine."""

    def __init__(self, megabytes: int | None = None) -> None:
        place = ":memory:"
        if megabytes is not None:
            folder, lock = temporary(RESPONSES)
            finalize(self, removed, folder, lock)
            place = str(folder / "responses.duckdb")
        limit = f"{USUAL_MEGABYTES if megabytes is None else megabytes}MB"
        # Each thread that inserts keeps buffers for hundreds of columns.
        self._threads = 1
        self.connection = duckdb.connect(
            place,
            config={
                "memory_limit": limit,
                "threads": self._threads,
                # Some seconds after a statement its memory goes back to the system: up to 45 MB of
                # one that tells kinds of people apart.
                "allocator_background_threads": True,
            },
        )
        self._lock = Lock()

    def run(self, sql: str, parameters: Sequence[object]) -> Columns:
        """The result of a statement, by column."""
        # A shared connection gives wrong answers under threads; a cursor for each call does not.
        with self._lock:
            cursor = self.connection.cursor()
        with cursor:
            try:
                found: Columns = cursor.execute(sql, parameters).fetchnumpy()
            except duckdb.OutOfMemoryException as error:
                raise DashboardError(
                    f"Counting needs more memory than {DUCKDB_MB} allows: {first_line(error)}"
                ) from error
            return found

    def use_threads(self) -> None:
        """Insert and count many rows on two processors; over a few a second one saves nothing."""
        self._threads = THREADS
        self._set("threads", THREADS)

    def close_to_the_outside(self) -> None:
        """Let no statement reach files, networks or settings any more."""
        # With another number of threads DuckDB gives back memory that it kept for the next file.
        self._set("threads", self._threads + 1)
        self._set("threads", self._threads)
        self._set("enable_external_access", "false")
        self._set("lock_configuration", "true")

    def _set(self, name: str, value: object) -> None:
        self.connection.execute(f"SET {name} = {value}").fetchall()

    def write_tables(self, folder: Path) -> None:
        """Write every table as a Parquet file of its name, with types that every engine reads."""
        for (table,) in self.connection.execute("SHOW TABLES").fetchall():
            columns = []
            for name, kind, *_ in self.connection.execute(f"DESCRIBE {table}").fetchall():
                for unsigned, signed in SIGNED.items():
                    kind = kind.replace(unsigned, signed)
                columns.append(f"{quoted(name)}::{kind} AS {quoted(name)}")
            path = literal(str(folder / f"{table}.parquet"))
            self.connection.execute(
                f"COPY (SELECT {', '.join(columns)} FROM {table}) TO {path} (FORMAT parquet)"
            ).fetchall()
