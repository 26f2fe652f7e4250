"""Labels that look like Markdown, HTML or formulas are read letter by letter in what is written.

That is Word, HTML, Markdown, pictures and the static site.
"""

import html
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx as word
import pytest
from odd_labels import NUMBER, faults, write_odd_labels
from surveys import write_survey

from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.exports.documents.draft import Draft, draft_of
from dashboard.exports.documents.draft_docx import docx
from dashboard.exports.documents.draft_html import page
from dashboard.exports.documents.draft_markdown import markdown
from dashboard.exports.exhibit import Exhibit, Taken
from dashboard.exports.pictures.image_studio import Studio
from dashboard.exports.site.twin import publish
from dashboard.release.gate import PREVIEW
from dashboard.stories.catalogue import default_figures

from .test_site import TINY, people, serving
from .test_twin import Page

FIGURES = 12


@pytest.fixture(scope="module")
def odd(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AtHand:
    """The sample survey with odd labels."""
    folder = write_odd_labels(sample_folder, tmp_path_factory.mktemp("odd") / "survey")
    return at_hand(folder, {PREVIEW: "1"}, "https://live.example.org")


@pytest.fixture(scope="module")
def exhibits(odd: AtHand) -> Sequence[Exhibit]:
    """Every so many of the usual figures, alone and by persona."""
    found = []
    for view in ({}, {"compare": "persona"}, {"compare": "year"}):
        desk = odd.desk(odd.address(**view))
        figures = list(default_figures(desk).values())
        found += [odd.exhibit(desk, one) for one in figures[:: max(1, len(figures) // FIGURES)]]
    return found


@pytest.fixture(scope="module")
def draft(exhibits: Sequence[Exhibit]) -> Draft:
    return draft_of([Taken(exhibit=one) for one in exhibits], "*A* <b>title</b>")


def unescaped(text: str) -> str:
    """What Markdown makes of its escapes; a sign without one is taken out."""
    text = re.sub(r"`[^`]*`|^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    kept = re.sub(r"\\([!-/:-@\[-`{-~])", lambda found: f"&#{ord(found[1])};", text)
    return html.unescape(re.sub(r"[*_`~$\[\]<>]|^#+ |^[-+] |^\d+[.)] ", "", kept, flags=re.M))


def test_word(draft: Draft) -> None:
    document = word.Document(io.BytesIO(docx(draft)))
    text = "\n".join("".join(node.itertext()) for node in document.element.body.iter() if node.text)
    assert NUMBER.search(text)
    assert not faults(text)
    links = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert not [one for one in links if NUMBER.search(one)]


def test_html(draft: Draft, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(draft), encoding="utf-8")
    read = Page(file)
    assert NUMBER.search(read.text)
    assert not faults(read.text)
    assert not [one for tag in ("a", "img") for one in read.all(tag) if faults(str(one))]


def test_markdown(draft: Draft) -> None:
    text = unescaped(markdown(draft))
    assert NUMBER.search(text)
    assert not faults(text)


@pytest.mark.browser
def test_pictures(exhibits: Sequence[Exhibit], chromium_path: Path) -> None:
    assert exhibits
    with Studio() as studio:
        for one in exhibits:
            svg = studio.pictures(one.figure, "report", ["svg"])["svg"].decode()
            text = html.unescape(re.sub(r"<[^>]*>", "", svg))
            assert NUMBER.search(text)
            assert not faults(text), one.figure.id


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site of a small survey with odd labels, without pictures."""
    folder = tmp_path_factory.mktemp("site")
    texts = [path.read_text(encoding="utf-8") for path in sorted((TINY / "topics").glob("*.yaml"))]
    years = {year: people(year, 260) for year in (2023, 2024)}
    head = (TINY / "survey.yaml").read_text(encoding="utf-8")
    write_survey(folder / "plain", head, *texts, years=years)
    write_odd_labels(folder / "plain", folder / "odd")
    survey = at_hand(folder / "odd", {PREVIEW: "1"}, "https://live.example.org")
    publish(survey, 2024, folder / "to", site="https://example.org", pages=1, pictures=False)
    return folder / "to"


@pytest.mark.browser
def test_the_static_site_with_its_scripts(site: Path, chromium: Any) -> None:
    with serving(site) as address:
        page = chromium.new_page(viewport={"width": 1280, "height": 6000})
        for view in ("personas.html?compare=year", "tools.html?compare=persona"):
            page.goto(f"{address}/{view}")
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(2000)
            seen = page.evaluate(
                "[...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()"
                " && !one.closest('pre')).flatMap((one) => [...one.childNodes])"
                ".filter((one) => one.nodeType === 3).map((one) => one.data).join('')"
            )
            assert "Compare" in seen
            assert not faults(seen)
        page.close()


def test_the_static_site(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 10
    for path in pages:
        shown = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
        path.write_text(shown, encoding="utf-8")
        read = Page(path)
        # BibTeX has escapes of its own.
        assert not faults(re.sub(r"@misc\{.*?\n\}", "", read.text, flags=re.DOTALL)), path.name
        assert not [
            one for one in read.all("a") if "://" in (to := one["href"]) and NUMBER.search(to)
        ]
        for said in read.meta().values():
            assert not faults(said), path.name
