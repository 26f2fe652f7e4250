"""How much work it is to publish a survey of four years that nobody here wrote a codebook for.

    python benchmarks/adopt.py [SURVEYS_DIR] [--keep DIR]

Drafts, applies the edits in `benchmarks/kaggle-ml.patch`, imports each year and releases, each by
its command, and prints the seconds of each and how many lines the edits take. The patch is written
without context, so that no sentence of the survey stands in it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
SURVEYS = HERE.parents[1] / "shared" / "surveys"
SURVEY = "kaggle-ml"
YEARS = (2019, 2020, 2021, 2022)
PATCH = HERE / f"{SURVEY}.patch"
MOST_LINES = 30
# Any will do: what is released here is thrown away.
SECRET = "0123456789abcdef0123456789abcdef"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("surveys", type=Path, nargs="?", default=SURVEYS)
    parser.add_argument("--keep", type=Path, help="new folder that keeps what was made")
    options = parser.parse_args()
    if not (options.surveys / SURVEY).is_dir():
        print(f"No surveys in {options.surveys}; name their folder.")
        return 0
    lines = edited_lines()
    print(f"{lines} lines edited ({PATCH.name}), {MOST_LINES} at most")
    with tempfile.TemporaryDirectory() as folder:
        adopt(options.surveys / SURVEY, Path(folder))
        if options.keep:
            shutil.copytree(folder, options.keep)
    return int(lines > MOST_LINES)


def edited_lines() -> int:
    """The lines that the patch puts in and takes out, as `diff --stat` counts them."""
    lines = PATCH.read_text(encoding="utf-8").splitlines()
    return sum(line[:1] in "+-" and not line.startswith(("+++", "---")) for line in lines)


def adopt(survey: Path, folder: Path) -> None:
    """Run all steps in a folder, and print what each took."""
    raws = {year: survey / f"{year}.csv.gz" for year in YEARS}
    draft, data, public = folder / "draft", folder / "data", folder / "public"
    spent = step("codebook", *raws.values(), "--to", draft)
    subprocess.run(["git", "apply", "--unidiff-zero", PATCH], cwd=draft, check=True)
    subprocess.run(["git", "apply", "--unidiff-zero", "--stat", PATCH], cwd=draft, check=True)
    for year, raw in raws.items():
        spent += step("import", raw, "--year", year, "--survey", draft, "--to", data)
    spent += step("release", data, "--to", public)
    spent += step("check", public)
    print(f"{spent:6.0f} s  in all")


def step(*words: object) -> float:
    """Run a command of the project; the seconds it took. Its last words are shown if it fails."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", *map(str, words)],
        env=os.environ | {"SURVEY_SEED": SECRET},
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - start
    print(f"{took:6.0f} s  {' '.join(map(str, words[:1]))}", flush=True)
    if done.returncode:
        raise SystemExit(done.stderr[-4000:])
    return took


if __name__ == "__main__":
    raise SystemExit(main())
