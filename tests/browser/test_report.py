"""A report is taken away with its pictures, drawn by the server or by the reader's browser."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from docx import Document

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
REPORT = "title=Two figures~~used_tracking;year=2025;remark=As expected~~persona;year=2024"
# Whether the server finds a Chromium, and what it can then not make.
SERVERS = {"with Chromium": ({}, []), "without": ({"CHROMIUM": "/no/such/browser"}, ["pdf"])}


Server = tuple[str, list[str]]


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, serve: Any, sample_folder: Path) -> Server:
    env, missing = SERVERS[request.param]
    known = {"SURVEY_DATA": str(sample_folder), "SURVEY_PREVIEW": "1"}
    return serve(ROOT / "app.py", env=known | env), missing


def taken(page: Any, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return Path(download.value.path()).read_bytes()


def test_a_report_is_taken_away_with_its_pictures(server: Server, chromium: Any) -> None:
    address, missing = server
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/report?report={REPORT}")
    page.get_by_role("button", name="Create report").click()
    page.get_by_role("button", name="Word", exact=True).wait_for()
    with zipfile.ZipFile(io.BytesIO(taken(page, "Figures (ZIP)"))) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read(next(n for n in names if n.endswith("manifest.json"))))
        for ending in ("svg", "png", *({"pdf"} - set(missing))):
            found = [name for name in names if name.endswith(f".{ending}")]
            assert len(found) == 2, ending
            assert all(archive.read(name) for name in found)
        svg = next(name for name in names if name.endswith(".svg"))
        assert " respondents" in "".join(ElementTree.fromstring(archive.read(svg)).itertext())
    assert [sorted(figure["missing"]) for figure in manifest["figures"]] == [missing, missing]
    document = Document(io.BytesIO(taken(page, "Word")))
    assert len(document.inline_shapes) == 2
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Two figures" in text
    assert "As expected" in text
    assert len(document.tables) == 2
    assert page.get_by_role("button", name="PDF", exact=True).count() == 1 - len(missing)
    if not missing:
        pdf = pypdf.PdfReader(io.BytesIO(taken(page, "PDF")))
        assert "As expected" in " ".join(one.extract_text() for one in pdf.pages)
    context.close()
