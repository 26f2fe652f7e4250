"""The project's own responses, loaded by the dashboard and as a reader has them."""

from collections.abc import Iterator

import duckdb
import pytest
from plain_duckdb import CODEBOOK, DATA, reader

from dashboard.responses import Responses, load_responses


@pytest.fixture(scope="session")
def responses() -> Responses:
    """What the dashboard counts from."""
    return load_responses(CODEBOOK)


@pytest.fixture(scope="session")
def plain() -> Iterator[duckdb.DuckDBPyConnection]:
    """What a reader counts from."""
    with reader(DATA) as connection:
        # A reader's own settings, which change no number: thousands of statements read the same
        # small files.
        connection.execute("SET threads = 1")
        connection.execute("SET parquet_metadata_cache = true")
        yield connection
