"""Many respondents on one machine: the shipped sample repeated, and the queries of topic pages.

    python benchmarks/many_respondents.py 1000000
    python benchmarks/many_respondents.py 10000000 --in-table

The sample's files are written over and over into a temporary folder and loaded as the app loads
them, by `SURVEY_DUCKDB_MB` into a file on disk; with `--in-table` the sample is loaded once and
repeated inside that file. Then the questions of every topic page are counted, each page in one
statement. Memory is what the system counts for the process, at its highest. Of three runs each, the
seconds of the median one are printed, and the processor's, which others on the machine do not
change: over two cores, half of them is the best that a reader can wait.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import read_codebook
from dashboard.paths import ROOT
from dashboard.query.selection import Query
from dashboard.responses import load_responses
from dashboard.responses.duckdb_engine import DuckDBEngine
from dashboard.responses.engines import EngineSettings
from dashboard.responses.sql_names import TABLE

ROUNDS = 3
ROWS = 200_000
SAMPLE = ROOT / "data"


def files(name: str) -> list[Path]:
    return sorted(SAMPLE.rglob(f"responses/*/{name}"))


def people() -> int:
    """Respondents of the sample."""
    return sum(pq.read_metadata(path).num_rows for path in files("responses.parquet"))


def repeated(to: Path, times: int) -> None:
    """Write a copy of the sample in which everyone is so often."""
    shutil.copytree(SAMPLE, to, ignore=shutil.ignore_patterns("*.parquet"))
    for path in files("*.parquet"):
        file = pq.ParquetFile(path)
        once = file.read()
        at_once = min(times, max(1, ROWS // len(once)))
        many = pa.concat_tables([once] * at_once)
        place = to / path.relative_to(SAMPLE)
        place.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(place, many.schema, compression="zstd", compression_level=1) as out:
            for start in range(0, times, at_once):
                out.write_table(many.slice(0, min(at_once, times - start) * len(once)))


def measured(folder: Path, megabytes: int, times: int) -> None:
    """Load a folder, repeat everyone in it, count, and print what it took."""
    codebook = read_codebook(folder)
    start, busy = time.perf_counter(), time.process_time()
    responses = load_responses(codebook, settings=EngineSettings(megabytes=megabytes))
    if times > 1:
        assert isinstance(responses.engine, DuckDBEngine)
        with responses.engine.connection.cursor() as cursor:
            for year in responses.years:
                cursor.execute(
                    f"INSERT INTO {TABLE} SELECT {TABLE}.* FROM range({times - 1}), {TABLE} "
                    f"WHERE year = {year}"
                ).fetchall()
            cursor.execute("CHECKPOINT").fetchall()
    print(f"{times * sum(responses.rows.values()):,} respondents, loaded in", end=" ")
    print(f"{time.perf_counter() - start:.0f} s ({time.process_time() - busy:.0f} s", end=" ")
    print(f"of processor), {_peak():,.0f} MB at the highest", flush=True)
    newest = Query(years=responses.years[-1:])
    name, question = next(iter(codebook.filters.items()))
    views = {
        "newest year": newest,
        "newest year, filtered": Query(
            years=newest.years, filters=((name, (question.choices[0].id,)),)
        ),
        "newest year by group": Query(years=newest.years, by=question.id),
        "all years": Query(years=responses.years),
    }
    for view, query in views.items():
        lasted = {}
        for topic in codebook.topics:
            asked = [q for q in topic.questions if q.id not in responses.apart]
            rounds = []
            for _ in range(ROUNDS):
                start, busy = time.perf_counter(), time.process_time()
                responses.tally(asked, query)
                rounds.append((time.perf_counter() - start, time.process_time() - busy))
            lasted[topic.id] = tuple(median(one) for one in zip(*rounds, strict=True))
        slowest = max(lasted, key=lambda topic: lasted[topic][1])
        waited, worked = lasted[slowest]
        print(f"  {view:<22} slowest page {waited:6.2f} s, {worked:6.2f} s of processor", end=" ")
        waited, worked = (median(one) for one in zip(*lasted.values(), strict=True))
        print(f"({slowest}); median page {waited:.2f} s, {worked:.2f} s", flush=True)
    print(f"  {_peak():,.0f} MB at the highest", flush=True)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("respondents", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--megabytes", type=int, default=1_000, help="SURVEY_DUCKDB_MB")
    parser.add_argument("--in-table", action="store_true", help="repeat inside the table")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--times", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder is not None:
        measured(options.folder, options.megabytes, options.times)
        return
    for respondents in options.respondents:
        times = max(1, round(respondents / people()))
        with TemporaryDirectory() as place:
            folder = SAMPLE if options.in_table else Path(place) / "survey"
            if not options.in_table:
                repeated(folder, times)
            # A process of its own, so that its memory is that of loading and counting.
            command = [sys.executable, __file__, "--folder", str(folder)]
            command += ["--times", str(times if options.in_table else 1)]
            subprocess.run([*command, "--megabytes", str(options.megabytes)], check=True)


if __name__ == "__main__":
    main()
