"""The app in process, on a survey made by the tests, with what a reader would see of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(sample_folder: Path, preview: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("SURVEY_DATA", str(sample_folder))
    # Pictures are left to the reader's browser, which these tests have not.
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
