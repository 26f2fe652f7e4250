"""What a start takes: nothing is read or sent that a first page does not need."""

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[1]
# Each takes a tenth of a second and some megabytes.
NOT_NEEDED = (
    *("pandas", "openpyxl", "numpy.f2py.crackfortran", "unittest", "pyspark", "sqlglot"),
    *("scipy.special", "numpy.random", "pyarrow.compute"),
)
LOADED = """
import inspect
import sys
import dashboard.web.app
from dashboard.codebook import read_codebook
from dashboard.paths import ROOT
from dashboard.responses import load_responses
inspect.stack()
load_responses(read_codebook(ROOT / "data"))
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_the_app_reads_no_library_that_its_first_page_does_not_need() -> None:
    """Not even when Streamlit looks through all modules for what it was started by."""
    command = [sys.executable, "-c", LOADED, *NOT_NEEDED]
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.split() == []


def test_all_of_scipy_is_there_for_whoever_needs_it() -> None:
    code = (
        "from dashboard.estimates.distributions import ndtri; import scipy.special; "
        "assert scipy.special.ndtri is ndtri; assert scipy.special.logsumexp([0.0]) == 0"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("page", ["00_overview", "11_method", "13_data"])
def test_components_are_given_bytes(
    page: str, tiny_folder: Path, preview: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of data of any other kind Streamlit has pandas say what they are."""
    monkeypatch.setenv("SURVEY_DATA", str(tiny_folder))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page(f"pages/{page}.py").run()
    given = {e.proto.component_name: e.proto.WhichOneof("data") for e in app.get("bidi_component")}
    assert len(given) > 1
    assert set(given.values()) <= {"bytes", None}
