"""Many respondents on one machine: the shipped sample repeated, and the queries of each topic page.

    python benchmarks/many_respondents.py 1000000 10000000

The sample's files are written over and over into a temporary folder, a release as the app would
serve it, and loaded as the app loads them, into a file on disk. Then each topic page's questions
are counted in one statement: the newest year alone, filtered, broken down, and all years. Memory is
what the system counts for the process that loads and counts, at its highest.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from dashboard.codebook import Codebook, read_codebook
from dashboard.paths import ROOT
from dashboard.query.selection import Query
from dashboard.responses import load_responses
from dashboard.responses.engines import EngineSettings, engine_settings
from dashboard.stories.outlines import page_questions

ROUNDS = 3
ROWS = 200_000
USUAL = 2_000


def repeated(to: Path, respondents: int) -> None:
    """Write a copy of the sample in which everyone stands so often."""
    shutil.copytree(ROOT / "data", to, ignore=shutil.ignore_patterns("*.parquet"))
    files = sorted((ROOT / "data" / "responses").rglob("*.parquet"))
    main = [path for path in files if path.name == "responses.parquet"]
    times = max(1, round(respondents / sum(pq.read_metadata(path).num_rows for path in main)))
    for path in files:
        table = pq.read_table(path, partitioning=None)
        place = to / path.relative_to(ROOT / "data")
        place.parent.mkdir(parents=True, exist_ok=True)
        at_once = max(1, ROWS // len(table))
        import pyarrow as pa

        whole = pa.concat_tables([table] * min(at_once, times)).combine_chunks()
        with pq.ParquetWriter(place, table.schema, compression="zstd") as writer:
            for start in range(0, times, at_once):
                count = min(at_once, times - start) * len(table)
                writer.write_table(whole.slice(0, count), row_group_size=count)
