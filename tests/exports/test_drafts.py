"""Draft reports in three forms, opened again."""

import base64
import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import docx as word
import pytest
from docx.oxml.ns import qn

from dashboard.errors import DashboardError
from dashboard.exports.bundle import folders
from dashboard.exports.captions import cell_words, short_alt
from dashboard.exports.documents.draft import NO_PICTURE, Draft, draft_of
from dashboard.exports.documents.draft_docx import docx
from dashboard.exports.documents.draft_html import escaped, page
from dashboard.exports.documents.draft_markdown import draft_files, draft_zip, markdown
from dashboard.exports.documents.paper import PAPERS, Paper
from dashboard.exports.documents.reading_table import reading_tables
from dashboard.exports.exhibit import Taken
from dashboard.figures.presets import BARE
from dashboard.figures.table import interval_text

from .conftest import HARD, SVG, Draw, png

TITLE = "Tools & people <2024>"


@pytest.fixture
def draft(taken: list[Taken]) -> Draft:
    return draft_of(taken, TITLE)


# ---- what a draft is ----------------------------------------------------------------------------


def test_figures_keep_their_collectors_order_and_numbers_everywhere(
    draft: Draft, taken: list[Taken]
) -> None:
    order = ["tools", "persona", "hard"]
    topics = ["Things", "People & <places>", "Things"]
    assert [one.topic for one in draft.sections] == topics
    assert [(one.number, one.exhibit.figure.id) for one in draft.figures] == [*enumerate(order, 1)]
    titles = [one.exhibit.figure.title for one in taken]
    assert [re.sub(r"\s+", " ", t) for t in styled(opened(docx(draft)), "Heading 2")] == titles
    data = [name for name in draft_files(draft) if name.startswith("data/")]
    assert [name[5:7] for name in data] == ["01", "02", "03"]
    assert [f"{n[:2]}" for n in folders(taken)] == ["01", "02", "03"]
    assert [n.partition("_")[2].rstrip("/") for n in folders(taken)] == [
        name[8:].removesuffix(".csv") for name in data
    ]
    html = page(draft)
    at = [html.index(f'id="figure-{n}" dir="auto">{escaped(t)}<') for n, t in enumerate(titles, 1)]
    assert at == sorted(at)


def test_what_is_left_out_is_told_once_in_the_last_section_of_its_topic(taken: list[Taken]) -> None:
    draft = draft_of(taken, TITLE, {"Things": ["Gone."], "Else": ["No."]})
    assert [(one.topic, one.left_out) for one in draft.sections] == [
        ("Things", ()),
        ("People & <places>", ()),
        ("Things", ("Gone.",)),
        ("Else", ("No.",)),
    ]
    assert markdown(draft).count("Gone.") == page(draft).count("Gone.") == 1


def test_captions_are_generated_and_lines_say_measure_base_and_source(draft: Draft) -> None:
    [one, *_] = draft.figures
    shares = [cell_words(row[1], "percent") for row in one.exhibit.figure.table.rows]
    assert one.caption.startswith(f"Figure 1. <b>Axe</b> & saw {shares[0]}. ")
    assert one.lines[0] == one.exhibit.figure.subtitle
    assert any(" respondents" in line for line in one.lines)
    assert "Question: “Tools”" in one.lines
    assert one.lines[-1].endswith("figure tools?year=2024@0a1b2c3d")


def test_sources_cite_every_figure(draft: Draft) -> None:
    assert [source.split(":")[0] for source in draft.sources] == [
        "Figure 1", "Figure 2", "Figure 3", "Methodology", "License",
    ]  # fmt: skip


def test_a_method_without_an_address_is_no_source(exhibit: Draw) -> None:
    draft = draft_of([Taken(exhibit=exhibit(method="method#x"))])
    assert [source.split(":")[0] for source in draft.sources] == ["Figure 1", "License"]


def test_a_word_table_has_thin_rules_and_keeps_its_rows_whole(draft: Draft) -> None:
    table = word.Document(io.BytesIO(docx(draft))).tables[0]
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    kinds = {line.tag.partition("}")[2]: line.get(qn("w:val")) for line in borders}
    assert kinds["insideV"] == kinds["left"] == "nil"
    assert kinds["insideH"] == kinds["top"] == "single"
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in [*table.rows][:3])
    assert table.rows[0].cells[0]._tc.tcPr.find(qn("w:shd")) is not None


def test_a_draft_without_a_title_has_one_and_without_figures_is_none(taken: list[Taken]) -> None:
    assert draft_of(taken).title == "Draft report"
    with pytest.raises(DashboardError, match="has no figures"):
        draft_of([], TITLE)


# ---- Markdown -----------------------------------------------------------------------------------


def test_markdown_finds_every_picture_and_every_file_beside_it(draft: Draft) -> None:
    files = draft_files(draft)
    text = files["draft.md"].decode()
    linked = set(re.findall(r"\]\(((?:pictures|data)/[^)]+)\)", text))
    assert linked == {
        "pictures/01_made-up_2024_tools.png", "pictures/03_hard-name.png",
        *(f"data/{name}.csv" for name in
          ("01_made-up_2024_tools", "02_made-up_2024_persona", "03_hard-name")),
    }  # fmt: skip
    assert linked <= set(files)
    assert files["pictures/01_made-up_2024_tools.svg"] == SVG


def test_markdown_obeys_no_markup_of_a_label(draft: Draft) -> None:
    text = markdown(draft)
    assert "<" not in text.replace("\\<", "")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == [
        "# Tools &amp; people &lt;2024&gt;", "## Things", "### Tools",
        "## People &amp; &lt;places&gt;", "### Persona", "## Things",
        "### =HYPERLINK(1) &lt;b&gt;Hard&lt;/b&gt;, 日本語 🚀".replace("=", "\\="),
        "## Sources",
    ]  # fmt: skip
    assert "\x07" not in text


def test_markdown_sets_the_table_where_there_is_no_picture(draft: Draft) -> None:
    text = markdown(draft)
    part = text[text.index("### Persona") :]
    assert NO_PICTURE in part
    rows = [line for line in part.splitlines() if line.startswith("| ")]
    [table] = reading_tables(draft.figures[1].exhibit.figure.table)
    assert len(rows) == 2 + len(table.rows)
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


# ---- HTML ---------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Tags with their attributes, texts, and whether every tag that opens is closed."""

    EMPTY = frozenset({"meta", "img", "link", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_is_whole_and_needs_nothing_else(draft: Draft) -> None:
    text = page(draft)
    read = Page(text)
    assert not read.all("script")
    assert not read.all("link")
    assert "url(" not in text
    assert read.all("html") == [{"lang": "en"}]
    images = read.all("img")
    assert [str(image["src"]).split(";")[0] for image in images] == [
        "data:image/svg+xml", "data:image/png",
    ]  # fmt: skip
    assert base64.b64decode(str(images[0]["src"]).split(",")[1]) == SVG
    assert [image["alt"] for image in images] == [
        short_alt(one.exhibit) for one in draft.figures[::2]
    ]


def test_every_figure_of_the_page_has_a_name_a_caption_and_a_table(draft: Draft) -> None:
    read = Page(page(draft))
    ids = {attributes.get("id") for _, attributes in read.tags}
    assert len(read.all("figure")) == len(read.all("figcaption")) == len(read.all("table")) == 3
    assert {figure["aria-labelledby"] for figure in read.all("figure")} <= ids
    assert len(read.all("details")) == 2
    order = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h\d", tag)]
    assert order[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(order))
    assert all(cell["scope"] in ("row", "col") for cell in read.all("th"))


def test_labels_of_the_page_are_texts(draft: Draft) -> None:
    read = Page(page(draft))
    said = "".join(read.texts)
    for code, label in HARD.items():
        if code not in ("control", "return"):
            assert label in said
    assert TITLE in said
    assert "=1+1 <script>alert(1)</script> \ufffd | 日本語 🚀" in said
    assert not read.all("b")


# ---- Word ---------------------------------------------------------------------------------------


def opened(content: bytes) -> word.document.Document:
    return word.Document(io.BytesIO(content))


def styled(document: word.document.Document, style: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style and p.style.name == style]


def test_word_shows_title_notice_sections_and_figures(draft: Draft) -> None:
    document = opened(docx(draft))
    assert styled(document, "Title") == [TITLE]
    assert document.paragraphs[1].text.startswith("Demo data")
    assert styled(document, "Heading 1") == [
        "Things", "People & <places>", "Things", "Sources",
    ]  # fmt: skip
    assert styled(document, "Heading 2") == [one.exhibit.figure.title for one in draft.figures]
    data = [f"Table {one.number}. Data of {one.name}." for one in draft.figures]
    captions = [(one.caption, said) for one, said in zip(draft.figures, data, strict=True)]
    assert styled(document, "Caption") == [text for pair in captions for text in pair]
    assert styled(document, "List Bullet") == draft.sources
    small = styled(document, "Small print")
    for one in draft.figures:
        assert set(one.lines) <= set(small)
    assert "=1+1 <script>alert(1)</script> \ufffd | 日本語 🚀" in styled(document, "Normal")


def test_pictures_in_word_fit_the_page_and_have_alt_texts(draft: Draft) -> None:
    document = opened(docx(draft))
    wide, tall = document.inline_shapes
    [section] = document.sections
    text_width = section.page_width - section.left_margin - section.right_margin
    assert wide.width == text_width
    assert wide.height / wide.width == pytest.approx(600 / 850, rel=1e-3)
    assert tall.height < section.page_height - section.top_margin - section.bottom_margin
    assert tall.height / tall.width == pytest.approx(4, rel=1e-3)
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert told == [short_alt(one.exhibit) for one in draft.figures[::2]]


def test_word_has_a_table_where_there_is_no_picture_or_all_are_wanted(draft: Draft) -> None:
    [table] = opened(docx(draft, tables=False)).tables
    rows = draft.figures[1].exhibit.figure.table.rows
    answers = list(dict.fromkeys(row[0] for row in rows))
    assert [row.cells[0].text for row in table.rows] == ["Answer", *answers]
    heads = [cell.text.split("\n")[0] for cell in table.rows[0].cells]
    assert heads == ["Answer", "2023", "2024", "Change"]
    [first] = [row for row in rows if row[:2] == (answers[0], "2024")]
    cell = table.cell(1, 2).text
    assert cell.split("\n")[0].rstrip("*") == cell_words(first[2], "percent")
    assert cell.split("\n")[1] == interval_text(first[3], first[4])
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert NO_PICTURE in styled(opened(docx(draft)), "Small print")
    assert len(opened(docx(draft)).tables) == 3


def test_captions_in_word_are_numbered_by_fields(draft: Draft) -> None:
    document = opened(docx(draft))
    captions = [p for p in document.paragraphs if p.style and p.style.name == "Caption"]
    fields = [p._p.xpath("string(.//w:instrText)").split()[:2] for p in captions]
    assert fields == [["SEQ", kind] for _ in draft.figures for kind in ("Figure", "Table")]
    for one in captions:
        marks = [mark.get(qn("w:fldCharType")) for mark in one._p.iter(qn("w:fldChar"))]
        assert marks == ["begin", "separate", "end"]


def test_no_text_is_in_word_twice(exhibit: Draw) -> None:
    pictures = {"png": png(), f"{BARE}.png": png(width=850, height=200)}
    draft = draft_of([Taken(exhibit=exhibit("tools"), pictures=pictures)], TITLE)
    document = opened(docx(draft))
    texts = [p.text for p in document.paragraphs if p.text and p.style.name != "List Bullet"]
    figure = draft.figures[0].exhibit.figure
    for text in (figure.title, figure.subtitle, figure.base, figure.source):
        assert texts.count(text) <= 1
    assert texts.count(figure.title) == 1
    # The picture is the one without words; its source is in it.
    [shape] = document.inline_shapes
    assert shape.height / shape.width == pytest.approx(200 / 850, rel=1e-2)
    assert not any(figure.source in one for one in texts)


def test_a_long_table_in_word_says_how_much_more_there_is(exhibit: Draw) -> None:
    one = exhibit("tools")
    rows = tuple((f"Tool {n}", 0.5, 0.4, 0.6, 100, 50, "") for n in range(50))
    long = replace(one.figure, table=replace(one.figure.table, rows=rows))
    document = opened(docx(draft_of([Taken(exhibit=replace(one, figure=long))])))
    [table] = document.tables
    assert len(table.rows) == 41
    assert "10 more rows in the data file." in styled(document, "Small print")


@pytest.mark.parametrize("paper", PAPERS.values())
def test_word_is_made_for_either_paper(draft: Draft, paper: Paper) -> None:
    [section] = opened(docx(draft, paper=paper)).sections
    assert section.page_width.cm == pytest.approx(paper.width, abs=0.01)
    assert section.page_height.cm == pytest.approx(paper.height, abs=0.01)


@pytest.mark.parametrize("broken", [b"", b"no picture", png()[:20]])
def test_a_picture_that_cannot_be_read_is_a_table_in_word(exhibit: Draw, broken: bytes) -> None:
    one = Taken(exhibit=exhibit("age"), pictures={"png": broken})
    document = opened(docx(draft_of([one])))
    assert len(document.inline_shapes) == 0
    assert len(document.tables) == 1


def test_word_does_not_tell_when_or_with_what_it_was_made(draft: Draft) -> None:
    content = docx(draft)
    about = opened(content).core_properties
    assert about.title == TITLE
    assert about.created == about.modified
    assert about.author == about.comments == about.last_modified_by == ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}


def test_the_same_draft_gives_the_same_bytes(taken: list[Taken]) -> None:
    first, second = draft_of(taken, TITLE), draft_of(list(taken), TITLE)
    assert docx(first) == docx(second)
    assert page(first) == page(second)
    assert draft_zip(first) == draft_zip(second)
