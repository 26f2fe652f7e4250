"""DuckDB in this process: it holds the answers, and counts them unless an engine elsewhere does."""

from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from weakref import finalize

import duckdb

from dashboard.errors import DashboardError
from dashboard.responses.engines import DUCKDB_MB, Columns
from dashboard.responses.sql_names import first_line, literal, quoted

USUAL_MEGABYTES = 600
THREADS = 2
SIGNED = {"USMALLINT": "INTEGER", "UINTEGER": "INTEGER"}
"""Types that few engines have, and what every engine reads; all codes fit into both."""


class DuckDBEngine:
    """Tables in memory, or with `megabytes` in a temporary file that goes with the engine."""

    def __init__(self, megabytes: int | None = None) -> None:
        place = ":memory:"
        if megabytes is not None:
            folder = mkdtemp(prefix="survey-responses-")
            finalize(self, rmtree, folder, ignore_errors=True)
            place = str(Path(folder) / "responses.duckdb")
        limit = f"{USUAL_MEGABYTES if megabytes is None else megabytes}MB"
        # Each thread that inserts keeps buffers for hundreds of columns.
        self.connection = duckdb.connect(place, config={"memory_limit": limit, "threads": 1})
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
        """Count, and insert many rows, on two processors; a few rows are inserted on one."""
        self.connection.execute(f"SET threads = {THREADS}").fetchall()

    def close_to_the_outside(self) -> None:
        """Let no statement reach files, networks or settings any more."""
        self.use_threads()
        for statement in ("enable_external_access = false", "lock_configuration = true"):
            self.connection.execute(f"SET {statement}").fetchall()

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
