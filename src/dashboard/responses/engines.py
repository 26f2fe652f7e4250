"""Where counting statements run: in DuckDB within this process, or in an engine by its address.

Statements are written once, for DuckDB. An engine that speaks otherwise has them rewritten, and
refuses in a sentence what it cannot do; nothing is counted elsewhere in silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dashboard.errors import DashboardError, shown
from dashboard.responses.schema import RELEASE

Columns = Mapping[str, NDArray[np.generic]]

ENGINE, ENGINE_FILES, DUCKDB_MB = "SURVEY_ENGINE", "SURVEY_ENGINE_FILES", "SURVEY_DUCKDB_MB"
LEAST_MEGABYTES = 50
IN_PROCESS = "duckdb"
SPARK = "sc://"


class Engine(Protocol):
    """Runs counting statements; safe to share among threads."""

    def run(self, sql: str, parameters: Sequence[object]) -> Columns:
        """The result of a statement in DuckDB's dialect, by column.

        Raises DashboardError where the engine cannot be reached, or cannot run the statement.
        """


class RemoteEngine(Engine, Protocol):
    """An engine that reads the tables from files."""

    def take(self, tables: Path) -> None:
        """Make the tables of a folder, a Parquet file each, the ones that statements are about."""


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """Which engine counts: that at `address`, through `files`; without one DuckDB.

    With `megabytes` DuckDB keeps its tables in a temporary file, and at most so much in memory.
    """

    address: str = ""
    files: str = ""
    megabytes: int | None = None


def engine_settings(environment: Mapping[str, str]) -> EngineSettings:
    """The settings in environment variables; DashboardError where one of them is none."""
    address = environment.get(ENGINE, "")
    address = "" if address == IN_PROCESS else address
    files = environment.get(ENGINE_FILES, "")
    if address and not address.startswith(SPARK):
        raise DashboardError(
            f"{ENGINE} is {IN_PROCESS!r} or the address of a Spark Connect server such as "
            f"'{SPARK}localhost:15002', not {shown(address)}."
        )
    if address and not files:
        raise DashboardError(
            f"{ENGINE} needs {ENGINE_FILES}: a folder or an s3:// address that both this process "
            "and the engine can read."
        )
    megabytes = megabytes_in(environment, DUCKDB_MB)
    if megabytes is not None and megabytes < LEAST_MEGABYTES:
        raise DashboardError(f"{DUCKDB_MB} is at least {LEAST_MEGABYTES}, not {megabytes}.")
    return EngineSettings(address=address, files=files, megabytes=megabytes)


def megabytes_in(environment: Mapping[str, str], name: str) -> int | None:
    """A setting in whole megabytes; None where it is not set, DashboardError for other text."""
    text = environment.get(name, "")
    if text and not (text.isascii() and text.isdigit()):
        raise DashboardError(f"{name} is a whole number of megabytes, not {shown(text)}.")
    return int(text) if text else None


def remote_engine(settings: EngineSettings, folder: Path) -> RemoteEngine | None:
    """The engine that counts the answers of a data folder; None for DuckDB in this process.

    Raises DashboardError for answers that were not released, which leave this process for no
    engine, where the extra is not installed, and where the engine cannot be reached.
    """
    if not settings.address:
        return None
    if not (folder / RELEASE).is_file():
        raise DashboardError(
            f"Unreleased answers are not sent to an engine. Unset {ENGINE}, or release them first."
        )
    try:
        # Its libraries are an extra, which few installations have.
        spark = import_module("dashboard.responses.spark_engine")
    except ModuleNotFoundError as error:
        raise DashboardError(
            f"{ENGINE} needs the package {error.name!r}. Install the extra: pip install '.[spark]'"
        ) from error
    engine: RemoteEngine = spark.SparkEngine(settings.address, settings.files)
    return engine
