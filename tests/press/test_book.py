"""The figure book: documents that hold every figure, and the figures beside them."""

import io
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from PIL import Image

from dashboard.exports.batch.book import fewer_dots
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.batch.print_pdf import printed
from dashboard.stories.catalogue import entry

from .conftest import FEW, files_of
from .test_export import Run


class Page(HTMLParser):
    """Counts what a page holds, and keeps its headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.headings: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside in ("h1", "h2", "h3") and data.strip():
            self.headings.append(data)


def titles_of(survey: AtHand) -> list[str]:
    desk = survey.desk(survey.address(year="2025"))
    return [survey.exhibit(desk, entry(desk, id)).figure.title for id in FEW]


def test_a_book_without_pictures_has_the_tables_in_their_places(
    run: Run, survey: AtHand, sample_folder: Path, tmp_path: Path, no_chromium: None
) -> None:
    code, out, err = run("book", *FEW, "--data", sample_folder, "--to", tmp_path)
    assert code == 2
    assert "no-such-browser" in err
    assert "3 figures of 2025" in out
    name = f"{survey.codebook.id}_2025"
    found = files_of(tmp_path)
    assert set(found) == {
        f"{name}_{end}" for end in ("book.html", "book.docx", "book_markdown.zip", "figures.zip")
    }
    page = Page(found[f"{name}_book.html"].decode())
    assert "script" not in page.tags
    assert (page.tags.count("img"), page.tags.count("table")) == (0, 3)
    assert set(titles_of(survey)) <= set(page.headings)
    document = docx.Document(io.BytesIO(found[f"{name}_book.docx"]))
    assert set(titles_of(survey)) <= {paragraph.text for paragraph in document.paragraphs}
    with zipfile.ZipFile(io.BytesIO(found[f"{name}_figures.zip"])) as archive:
        assert archive.testzip() is None
        assert sum(file.endswith(".metadata.json") for file in archive.namelist()) == 3


def test_a_picture_with_fewer_dots_is_smaller_and_looks_the_same() -> None:
    stream = io.BytesIO()
    picture = Image.new("RGB", (400, 300), "#ffffff")
    picture.paste("#4166b0", (100, 100, 300, 200))
    picture.save(stream, "PNG", compress_level=0)
    with Image.open(io.BytesIO(fewer_dots(stream.getvalue()))) as small:
        assert small.size == (200, 150)
        assert small.convert("RGB").getpixel((100, 75)) == (0x41, 0x66, 0xB0)
    assert len(fewer_dots(stream.getvalue())) < len(stream.getvalue())


def test_a_year_without_responses_has_no_book(
    run: Run, sample_folder: Path, tmp_path: Path
) -> None:
    code, _, err = run("book", "--year", 1999, "--data", sample_folder, "--to", tmp_path / "out")
    assert code == 2
    assert "Unknown year 1999" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.browser
def test_a_book_has_a_picture_for_each_figure_in_every_form(
    run: Run, survey: AtHand, sample_folder: Path, tmp_path: Path, chromium_path: Path
) -> None:
    code, _, err = run("book", *FEW, "--data", sample_folder, "--to", tmp_path)
    assert (code, err) == (0, "")
    name, found = f"{survey.codebook.id}_2025", files_of(tmp_path)
    page = Page(found[f"{name}_book.html"].decode())
    assert page.tags.count("img") == 3
    assert len(docx.Document(io.BytesIO(found[f"{name}_book.docx"])).inline_shapes) == 3
    assert found[f"{name}_book.pdf"].startswith(b"%PDF-")
    for archive, pictures in (("book_markdown", 3), ("figures", 3)):
        with zipfile.ZipFile(io.BytesIO(found[f"{name}_{archive}.zip"])) as opened:
            assert sum(file.endswith(".png") for file in opened.namelist()) == pictures


@pytest.mark.browser
def test_the_same_page_is_printed_to_the_same_bytes(chromium_path: Path) -> None:
    page = "<!doctype html><html lang=en><title>A</title><h1>One</h1><p>Two</p>"
    assert printed(page) == printed(page)
