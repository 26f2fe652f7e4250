"""All benchmarks one after the other, and one table of what they found.

    python benchmarks [NAME ...]      # or: make benchmarks

Without names every one that needs nothing besides the project; `drafts` needs surveys that lie
beside it, `pictures` kaleido. A benchmark that fails is named in the table, and the others run.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
COMMANDS = {
    "first_drawing": ["first_drawing.py"],
    "estimates": ["estimates.py", "--respondents", "10000"],
    "page": ["page.py"],
    "charts": ["charts.py"],
    "crowd start": ["crowd.py", "start"],
    "pictures": ["pictures.py"],
}
ALONE = {name: command for name, command in COMMANDS.items() if name != "pictures"}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    names = parser.parse_args().names or list(ALONE)
    if unknown := [name for name in names if name not in COMMANDS]:
        parser.error(f"{', '.join(unknown)}: no benchmark; there are {', '.join(COMMANDS)}")
    rows, failed = [], False
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        script, *arguments = COMMANDS[name]
        begun = time.perf_counter()
        run = subprocess.run(
            [sys.executable, str(FOLDER / script), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - begun
        said = run.stdout if run.returncode == 0 else f"failed: {run.stderr.strip()[-200:]}"
        failed |= run.returncode != 0
        rows += [(name, f"{seconds:.0f} s", line) for line in said.splitlines() if line.strip()]
    for name, lasted, line in [("benchmark", "lasted", "found"), *rows]:
        print(f"{name:<15}{lasted:>8}  {line}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
