"""What readers are told of faults, and links as long as they may be."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import pytest

from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.paths import ROOT
from dashboard.query.basket import LONGEST, Basket, Item, read_basket, write_basket
from dashboard.query.reference import Reference
from dashboard.query.url import Address, read_address
from dashboard.web.app import without_paths

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

DATA = ROOT / "data"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("/srv/app/data was not released.", "data was not released."),
        ("The folder '/srv/app/x y' is no survey.", "The folder 'x y' is no survey."),
        ("Run `check /srv/data` again.", "Run `check data` again."),
        ("C:\\Users\\me\\data is damaged: bad.", "data is damaged: bad."),
        ("/a/b.json: line 2", "b.json: line 2"),
        (f"{ROOT}/data: gone", "data: gone"),
        ("responses/year=2024/responses.parquet is new.", None),
        ("See https://example.org/a/b and 5/6 and/or x.", None),
    ],
)
def test_a_panel_names_no_place_on_the_server(message: str, shown: str | None) -> None:
    assert without_paths(message) == (message if shown is None else shown)


def panel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> "AppTest":
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("SURVEY_DATA", str(folder))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    return app.run()


def test_the_app_says_what_is_wrong_and_not_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_folder: Path
) -> None:
    missing = tmp_path / "my survey" / "data"
    for folder in (missing, tiny_folder):
        app = panel(folder, monkeypatch)
        said = " ".join(element.value for element in [*app.subheader, *app.text])
        assert "The survey cannot be shown" in said
        assert folder.name in said
        assert str(folder.parent) not in said
        assert "/tmp" not in said
        assert not app.exception


def basket(codebook: Codebook, remark: str, figures: int = 12) -> Basket:
    questions = [q.id for q in codebook.questions.values() if q.published][:figures]
    year = max(codebook.years)
    items = [
        Item(reference=Reference(code, Address(year=year), "preview"), remark=remark)
        for code in questions
    ]
    return Basket(items=tuple(items), title="Rapport “première” – 报告")


@pytest.mark.parametrize("letter", ["a", " ", "é", "语", "🙂", "~", ";", "&", "%", "+", "\n"])
def test_a_report_opens_by_every_link_that_can_be_written(letter: str) -> None:
    codebook = read_codebook(DATA)
    year, longest = max(codebook.years), 0
    for length in (0, 50, 100, 200, 400, 560, 800):
        collected = basket(codebook, letter * length if letter.strip() else f"x{letter}" * length)
        try:
            text = write_basket(collected)
        except DashboardError:
            break
        # The whole address: what the view says stands beside the report.
        given = {"report": [text], "year": [str(year)], "v": ["1"]}
        assert read_address(given, codebook, year).year == year
        found = read_basket(text, codebook, year, "preview")
        assert [item.reference for item in found.items] == [i.reference for i in collected.items]
        longest = max(longest, len(quote_plus(text)))
    else:
        pytest.fail("no length was too long")
    assert LONGEST / 4 < longest <= LONGEST
