"""Many respondents on one machine: the shipped sample repeated, and the queries of topic pages.

    python benchmarks/many_respondents.py 1000000 10000000

The sample's files are written over and over into a temporary folder and loaded as the app loads
them, by `SURVEY_DUCKDB_MB` into a file on disk. Then the questions of every topic page are counted,
each page in one statement. Memory is what the system counts for the process that loads and counts,
at its highest; the seconds are those of the slowest page and of the median one, of three runs each.
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
from dashboard.responses.engines import EngineSettings

ROUNDS = 3
ROWS = 200_000
SAMPLE = ROOT / "data"


def repeated(to: Path, respondents: int) -> None:
    """Write a copy of the sample in which everyone is so often that there are so many."""
    shutil.copytree(SAMPLE, to, ignore=shutil.ignore_patterns("*.parquet"))
    files = sorted(SAMPLE.rglob("responses/*/*.parquet"))
    answers = [path for path in files if path.name == "responses.parquet"]
    times = max(1, round(respondents / sum(pq.read_metadata(path).num_rows for path in answers)))
    for path in files:
        file = pq.ParquetFile(path)
        once = file.read()
        at_once = min(times, max(1, ROWS // len(once)))
        many = pa.concat_tables([once] * at_once)
        place = to / path.relative_to(SAMPLE)
        place.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(place, many.schema, compression="zstd", compression_level=1) as out:
            for start in range(0, times, at_once):
                out.write_table(many.slice(0, min(at_once, times - start) * len(once)))


def measured(folder: Path, megabytes: int | None) -> None:
    """Load a folder, count, and print what it took."""
    codebook = read_codebook(folder)
    start = time.perf_counter()
    responses = load_responses(codebook, settings=EngineSettings(megabytes=megabytes))
    print(f"{sum(responses.rows.values()):,} respondents, loaded in", end=" ")
    print(f"{time.perf_counter() - start:.0f} s, then {_peak():,.0f} MB at the highest")
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
        times = {}
        for topic in codebook.topics:
            asked = [q for q in topic.questions if q.id not in responses.apart]
            lasted = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                responses.tally(asked, query)
                lasted.append(time.perf_counter() - start)
            times[topic.id] = median(lasted)
        slowest = max(times, key=lambda topic: times[topic])
        print(f"  {view:<22} slowest page {times[slowest]:6.2f} s ({slowest}),", end=" ")
        print(f"median page {median(times.values()):.2f} s", flush=True)
    print(f"  {_peak():,.0f} MB at the highest", flush=True)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("respondents", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--megabytes", type=int, default=1_000, help="SURVEY_DUCKDB_MB")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder is not None:
        measured(options.folder, options.megabytes)
        return
    for respondents in options.respondents:
        with TemporaryDirectory() as place:
            folder = Path(place) / "survey"
            repeated(folder, respondents)
            written = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
            print(f"{written / 1e6:,.0f} MB of files", flush=True)
            # A process of its own, so that its memory is that of loading and counting.
            command = [sys.executable, __file__, "--folder", str(folder)]
            subprocess.run([*command, "--megabytes", str(options.megabytes)], check=True)


if __name__ == "__main__":
    main()
