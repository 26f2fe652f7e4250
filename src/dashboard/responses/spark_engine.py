"""Counting statements on a Spark Connect server, rewritten from DuckDB's dialect by sqlglot.

Nothing but this module knows Spark; its libraries are the extra `spark`. The server reads the
tables as Parquet files from a folder, or object storage, that it shares with this process.
"""

import logging
import os
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4
from weakref import finalize

import grpc
import pyarrow as pa
import sqlglot
from pyarrow.fs import FileSystem, copy_files
from sqlglot import exp

from dashboard.errors import DashboardError
from dashboard.responses.engines import ENGINE, ENGINE_FILES, Columns
from dashboard.responses.sql_names import first_line

with warnings.catch_warnings():
    # It warns of pandas 3, which is not used: results are taken as Arrow.
    warnings.simplefilter("ignore", FutureWarning)
    import pyspark

    # The client looks for a Spark of its own, and ends the process where it finds none, as in a
    # process that began without a script.
    os.environ.setdefault("SPARK_HOME", str(Path(str(pyspark.__file__)).parent))
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.session import SparkSession

log = logging.getLogger(__name__)

OWN_CONNECTION = [("grpc.use_local_subchannel_pool", 1)]
"""A new session looks for its server at once, however long an earlier one found none."""
UNSIGNED = (exp.DType.USMALLINT, exp.DType.UINT)
# Forms of Spark's in which an expression takes the place of HERE.
HERE = exp.column("here")
STAYS = sqlglot.parse_one("CASE WHEN rand() < 1 THEN here END", read="spark")
LIST_SUM = sqlglot.parse_one("aggregate(here, 0D, (total, one) -> total + one)", read="spark")


class SparkEngine:
    """Sessions on a Spark Connect server, one after the other where the server forgets them."""

    def __init__(self, address: str, files: str) -> None:
        """`address` as Spark Connect has it, `files` a folder or an s3:// address.

        Raises DashboardError where the server cannot be reached.
        """
        self._address = address
        self._files, _, self._options = files.partition("?")
        self._tables: tuple[str, ...] = ()
        self._lock = Lock()
        self._session: SparkSession | None = None
        self._asked(lambda session: session.version)

    def take(self, tables: Path) -> None:
        """Copy tables to a folder of their own, which the server reads; it goes with the engine."""
        self._files = f"{self._files.rstrip('/')}/{uuid4().hex}"
        try:
            place = f"{self._files}?{self._options}" if self._options else self._files
            system, folder = FileSystem.from_uri(place)
            system.create_dir(folder)
            finalize(self, _removed, system, folder)
            copy_files(str(tables), folder, destination_filesystem=system)
        except (OSError, pa.ArrowException) as error:
            raise DashboardError(
                f"The answers cannot be written to {ENGINE_FILES}: {first_line(error)}"
            ) from error
        self._tables = tuple(path.stem for path in sorted(tables.iterdir()))
        self._session = None

    def run(self, sql: str, parameters: Sequence[object]) -> Columns:
        """The result of a statement in DuckDB's dialect, by column."""
        statement = in_spark(sql, parameters)
        found: pa.Table = self._asked(lambda session: session.sql(statement).toArrow())
        return {name: found.column(name).to_numpy() for name in found.column_names}

    def _asked(self, ask: Callable[[SparkSession], Any]) -> Any:
        """What a session answers; where it does not, what a new one does."""
        try:
            session = self._session
            if session is not None:
                try:
                    return ask(session)
                except (PySparkException, grpc.RpcError):
                    # Servers close idle sessions, and know none after a restart.
                    log.info("A session of the engine gave no answer; another one is begun.")
            return ask(self._begun(session))
        except (PySparkException, grpc.RpcError, ValueError) as error:
            log.warning("The engine gave no answer: %s", error)
            # What the server itself has to say comes without a status of the connection.
            if "StatusCode." in str(error) or isinstance(error, ValueError):
                raise DashboardError(
                    f"The engine that counts the answers ({ENGINE}) cannot be reached."
                ) from error
            raise DashboardError(
                f"The engine that counts the answers cannot run a statement: {first_line(error)}"
            ) from error

    def _begun(self, before: SparkSession | None) -> SparkSession:
        """A session that knows the tables: a new one, or what another thread began meanwhile."""
        with self._lock:
            if self._session is not before and self._session is not None:
                return self._session
            session = SparkSession(DefaultChannelBuilder(self._address, OWN_CONNECTION))
            # A reader who waits is told at once; Spark would try again for ten minutes.
            session.client.set_retry_policies([])
            for table in self._tables:
                rows = session.read.parquet(f"{self._files}/{table}.parquet")
                rows.createOrReplaceTempView(table)
            self._session = session
            return session


def _removed(system: FileSystem, folder: str) -> None:
    with suppress(OSError):  # a store that is gone has none left
        system.delete_dir(folder)


def in_spark(sql: str, parameters: Sequence[object] = ()) -> str:
    """A statement of this package in Spark's dialect, parameters filled in.

    Raises DashboardError for what has no form there.
    """
    try:
        tree = exp.replace_placeholders(sqlglot.parse_one(sql, read="duckdb"), *parameters)
        # Inner ones first, so that what replaces them is not looked at again.
        for node in reversed(list(tree.walk())):
            if (other := _as_spark_has_it(node)) is not None:
                node.replace(other)
        text: str = tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
        return text
    except sqlglot.errors.SqlglotError as error:
        raise DashboardError(
            f"A counting statement has no form in Spark's dialect: {first_line(error)}"
        ) from error


def _as_spark_has_it(node: exp.Expr) -> exp.Expr | None:
    """What stands for a node in Spark; None where it may stay."""
    match node:
        case exp.Length():  # of lists only; statements have no texts
            return exp.ArraySize(this=node.this)
        case exp.Bracket():
            [place] = node.expressions
            # Places from 1 became places from 0 while they were read, unless they are computed.
            if not place.is_int:
                place = exp.Sub(this=exp.paren(place.copy()), expression=exp.Literal.number(1))
            # Beyond the end of a list is null, as in DuckDB.
            return exp.Anonymous(this="get", expressions=[node.this.copy(), place.copy()])
        case exp.ArrayOverlaps():
            both = [node.this.copy(), node.expression.copy()]
            return exp.Anonymous(this="arrays_overlap", expressions=both)
        case exp.Anonymous() if node.name.casefold() == "fsum":
            return exp.Sum(this=node.expressions[0])
        case exp.Anonymous() if node.name.casefold() == "list_sum":
            return _with(LIST_SUM, node.expressions[0])
        case exp.DataType() if node.this in UNSIGNED:
            return exp.DataType(this=exp.DType.INT)
        case exp.Literal() if node.is_number and not node.is_int:
            return exp.cast(node.copy(), exp.DType.DOUBLE)
        case exp.CTE() if "materialized" in node.args:
            node.set("materialized", None)
        case exp.Alias() if node.find(exp.Lambda) and not node.find(exp.Explode, exp.Unnest):
            # Sail moves conditions into the reading of files, lambdas included, and then does not
            # know their columns. Nothing is moved that chance decides.
            return exp.alias_(_with(STAYS, node.this), node.args["alias"], dialect="spark")
    return None


def _with(form: exp.Expr, here: exp.Expr) -> exp.Expr:
    """An expression in its place within another."""
    return form.transform(lambda node: here.copy() if node == HERE else node)
