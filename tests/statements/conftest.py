"""A released sample, loaded by the dashboard and as a reader has it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from plain_duckdb import reader

from dashboard.codebook import read_codebook
from dashboard.responses import Responses, load_responses


@pytest.fixture(scope="session")
def responses(released_folder: Path) -> Responses:
    """What the dashboard counts from."""
    return load_responses(read_codebook(released_folder))


@pytest.fixture(scope="session")
def plain(released_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a reader counts from."""
    with reader(released_folder) as connection:
        # A reader's own settings, which change no number: thousands of statements read the same
        # small files.
        connection.execute("SET threads = 1")
        connection.execute("SET parquet_metadata_cache = true")
        yield connection
