"""A report is taken away with its pictures, drawn by the server or by the reader's browser."""

import io
import json
import re
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


def test_a_report_outlives_a_reload_and_other_peoples_links(
    serve: Any, chromium: Any, sample_folder: Path
) -> None:
    known = {"SURVEY_DATA": str(sample_folder), "SURVEY_PREVIEW": "1"}
    address = serve(ROOT / "app.py", env=known)
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/spending")
    page.locator("button[aria-label=More]").first.click()
    page.get_by_role("button", name="Add to report").first.click()
    # Which figure comes first is what the news decides.
    classes = page.locator("[class*=st-key-figure_]").first.get_attribute("class")
    [first] = re.findall(r"st-key-figure_(\w+)", classes)
    mine = page.get_by_role("link", name="My report (1)")
    mine.wait_for()
    page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('report of'))")
    for visit in (page.reload, lambda: page.goto(f"{address}/data"), page.go_back):
        visit()
        mine.wait_for()

    page.goto(f"{address}/report?report={REPORT}")
    notice = page.get_by_text("This report came by a link. Your own report (1 figure) is kept.")
    notice.wait_for()
    kept = page.evaluate("Object.entries(localStorage).filter(([key]) => /^report of/.test(key))")
    assert [text.partition(";")[0] for _, text in kept] == [first]
    page.goto(f"{address}/spending")
    mine.wait_for()

    page.go_back()
    page.get_by_role("button", name="Show my report").click()
    notice.wait_for(state="detached")
    page.wait_for_function(f"location.search.includes('report={first}')")

    # An empty place is filled: whoever has no report goes on with the one of the link.
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("Your report is empty.").wait_for()
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('report of'))")
    page.goto(f"{address}/report?report={REPORT}")
    page.wait_for_function("JSON.stringify(localStorage).includes('Two figures')")
    page.goto(f"{address}/spending")
    both = page.get_by_role("link", name="My report (2)")
    both.wait_for()
    assert both.count() == 1
    context.close()
