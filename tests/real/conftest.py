"""Real surveys that lie beside the repository, never in it; without them these tests skip.

Each is imported once a session, through the command line as a maintainer would.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.__main__ import main

REPOSITORY = Path(__file__).parents[2]
SURVEYS = Path(os.environ.get("REAL_SURVEYS", REPOSITORY.parent / "shared" / "surveys"))
EXAMPLES = REPOSITORY / "examples"


@pytest.fixture(scope="session")
def real_survey() -> Callable[[str], Path]:
    """The folder of a real survey, or a skip that says what is missing."""

    def find(name: str) -> Path:
        folder = SURVEYS / name
        if not folder.is_dir():
            pytest.skip(f"the real survey {name} is not in {SURVEYS} (set REAL_SURVEYS)")
        return folder

    return find


@pytest.fixture(scope="session")
def real_import(real_survey: Callable[[str], Path]) -> Callable[[str, str, int, Path], None]:
    """Import a file of a real survey with the codebook in `examples/`."""

    def run(survey: str, file: str, year: int, to: Path) -> None:
        command = ["import", str(real_survey(survey) / file), "--year", str(year)]
        assert main([*command, "--survey", str(EXAMPLES / survey), "--to", str(to)]) == 0

    return run
