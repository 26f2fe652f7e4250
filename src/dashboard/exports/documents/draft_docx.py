"""A draft report as a Word document, to be written on."""

import io
import re
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from dashboard.analysis.rounding import SPACE
from dashboard.exports.archive import FIXED, fit, undated
from dashboard.exports.captions import short_alt
from dashboard.exports.documents.draft import NO_PICTURE, Draft, Numbered
from dashboard.exports.documents.paper import A4, Paper
from dashboard.exports.documents.reading_table import ReadingTable, reading_tables

LANGUAGE = "en-US"
FONT = "Calibri"
INK, QUIET, NOTICE = (RGBColor.from_string(code) for code in ("1C2733", "4A5663", "8A5300"))
RULE, HEAD = "B8C0CA", "EEF1F5"
TALLEST = Cm(19)
"""A picture taller than this is made smaller: its caption stays on its page."""
SMALL = "Small print"
MOST_ROWS = 40
"""Rows of a table in the text; the data file has all."""
MOST_LETTERS = 32
"""Letters of a cell that may widen its column."""
UNREADABLE = (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError)


def docx(draft: Draft, *, tables: bool = True, paper: Paper = A4) -> bytes:
    """The draft; the same draft gives the same bytes.

    Each figure's table follows it; without `tables` only where there is no picture. Captions are
    numbered by fields, so that they count on in a document that they are pasted into.
    """
    document = _empty(draft.title, paper)
    _text(document, draft.title, "Title")
    if draft.notice:
        for run in _text(document, draft.notice).runs:
            run.bold, run.font.color.rgb = True, NOTICE
    for section in draft.sections:
        _text(document, section.topic, "Heading 1")
        for one in section.figures:
            _figure(document, one, tables)
        for said in section.left_out:
            _text(document, said)
    _text(document, "Sources", "Heading 1")
    for source in draft.sources:
        _text(document, source, "List Bullet")
    stream = io.BytesIO()
    document.save(stream)
    return undated(stream.getvalue())


def _empty(title: str, paper: Paper) -> Docx:
    """A document in plain styles, with the properties of a finished one."""
    document = Document()
    about = document.core_properties
    about.title = fit(title)[:255]
    about.author = about.comments = about.keywords = about.subject = about.last_modified_by = ""
    about.language = LANGUAGE
    about.created = about.modified = FIXED
    about.revision = 1
    [section] = document.sections
    section.page_width, section.page_height = Cm(paper.width), Cm(paper.height)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    for name, size, before in (
        ("Normal", 11, 0), ("Title", 24, 0), ("Heading 1", 18, 18), ("Heading 2", 13, 16),
        ("Caption", 10, 4), (SMALL, 9, 0),
    ):  # fmt: skip
        _style(document, name, size, before)
    fonts = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    fonts.append(language)
    return document


def _style(document: Docx, name: str, size: int, before: int) -> None:
    styles = document.styles
    if name not in styles:
        styles.add_style(name, styles["Normal"].type).base_style = styles["Normal"]
    style = styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = QUIET if name == SMALL else INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # Theme fonts, where a style names them, go before its own.
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for script in ("w:hAnsi", "w:cs"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(2 if name == SMALL else 6)


def _text(document: Docx, text: str, style: str = "Normal") -> Paragraph:
    """A paragraph of plain text, whatever stands in it."""
    return document.add_paragraph(fit(text), style)


def _figure(document: Docx, one: Numbered, tables: bool) -> None:
    figure = one.exhibit.figure
    _text(document, figure.title, "Heading 2")
    for part in one.taken.remark.split("\n\n"):
        if part.strip():
            # A remark introduces the figure: it does not stay behind on the page before.
            _text(document, part.strip()).paragraph_format.keep_with_next = True
    drawn = _picture(document, one)
    _caption(document, "Figure", one.number, one.facts)
    if not drawn:
        _text(document, NO_PICTURE, SMALL)
    if tables or not drawn:
        _caption(document, "Table", one.number, f"Data of {one.name}.")
        for table in reading_tables(figure.table):
            _table(document, table)
    for line in one.lines:
        _text(document, line, SMALL)


def _caption(document: Docx, kind: str, number: int, text: str) -> None:
    """`Figure 3. …` or `Table 3. …`, numbered by a field of its kind."""
    paragraph = document.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(f"{kind} ")
    for part in ("begin", "instruction", "separate", "number", "end"):
        run = paragraph.add_run(str(number) if part == "number" else "")
        if part == "instruction":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" SEQ {kind} \\* ARABIC "
            run._r.append(code)
        elif part != "number":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), part)
            run._r.append(mark)
    paragraph.add_run(fit(f". {text}"))


def _picture(document: Docx, one: Numbered) -> bool:
    """Put in the picture, as wide as the text; says whether there is one that can be read."""
    content = one.taken.drawing("png")
    if content is None:
        return False
    paragraph = document.add_paragraph()
    try:
        shape = paragraph.add_run().add_picture(io.BytesIO(content), width=_width(document))
    except UNREADABLE:
        paragraph._element.getparent().remove(paragraph._element)
        return False
    if shape.height > TALLEST:
        shape.width, shape.height = Length(shape.width * TALLEST // shape.height), TALLEST
    _describe(shape, one)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    return True


def _width(document: Docx) -> Length:
    """The width of the text."""
    section = document.sections[0]
    edges = (section.page_width, section.left_margin, section.right_margin)
    page, left, right = (edge or Length(0) for edge in edges)
    return Length(page - left - right)


def _describe(shape: InlineShape, one: Numbered) -> None:
    """Set name and alt text, which the library leaves to the file name."""
    described = shape._inline.docPr
    described.set("name", one.name)
    described.set("descr", fit(short_alt(one.exhibit)))


def _table(document: Docx, table: ReadingTable) -> None:
    """A table with its columns as wide as what they hold."""
    lines = [table.heads, *table.rows[:MOST_ROWS]]
    texts = [[_kept(cell, r > 0 and n >= table.leads) for n, cell in enumerate(line)]
             for r, line in enumerate(lines)]  # fmt: skip
    widths = _widths(texts, _width(document))
    made = document.add_table(rows=len(texts), cols=len(widths), style="Table Grid")
    made.autofit = False
    _rules(made)
    _margins(made)
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = wide
    cells = iter(made._cells)  # at once: asking row by row takes many times as long
    for n, line in enumerate(texts):
        for place, (parts, wide) in enumerate(zip(line, widths, strict=True)):
            cell = next(cells)
            cell.width = wide
            [paragraph] = cell.paragraphs
            _write(paragraph, parts, heading=n == 0)
            if n == 0:
                _fill(cell)
            paragraph.paragraph_format.space_after = Pt(0)
            if place >= table.leads:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    # The header is repeated on every page, and no row is parted by the end of one.
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in made._tbl.tr_lst:
        row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    left_out = len(table.rows) - len(texts) + 1
    more = f"{left_out} more rows in the data file." if left_out else ""
    _text(document, " ".join(filter(None, (table.note, more))), SMALL)


def _kept(cell: Sequence[str], together: bool) -> tuple[str, ...]:
    """The lines of a cell; what belongs `together` is not parted within a line."""
    lines = [re.sub(r"[\t\r\n ]+", " ", line).strip() for line in cell]
    return tuple(line.replace(" ", SPACE) if together else line for line in lines)


def _write(paragraph: Paragraph, lines: Sequence[str], *, heading: bool) -> None:
    """The lines of a cell, what stands below its number smaller and quieter."""
    for n, line in enumerate(lines):
        run = paragraph.add_run(fit(line))
        run.bold = heading and n == 0
        run.font.size = Pt(9 if n == 0 else 8)
        if n:
            run.font.color.rgb = QUIET
        if n < len(lines) - 1:
            run.add_break()


def _rules(made: DocxTable) -> None:
    """Thin lines between rows, none between columns."""
    borders = OxmlElement("w:tblBorders")
    sides = {"top": 8, "left": 0, "bottom": 8, "right": 0, "insideH": 4, "insideV": 0}
    for side, eighths in sides.items():
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "single" if eighths else "nil")
        if eighths:
            line.set(qn("w:sz"), str(eighths))  # eighths of a point
            line.set(qn("w:color"), RULE)
        borders.append(line)
    properties = made._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    properties.insert(len(properties) if layout is None else properties.index(layout), borders)


def _fill(cell: _Cell) -> None:
    """The ground of a heading."""
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), HEAD)
    cell._tc.get_or_add_tcPr().append(shade)


def _margins(made: DocxTable) -> None:
    """Little room around each cell's text: many columns must fit."""
    margins = OxmlElement("w:tblCellMar")
    for side, twentieths in {"top": 30, "left": 50, "bottom": 30, "right": 50}.items():
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twentieths))  # of a point
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties = made._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)


def _widths(texts: Sequence[Sequence[Sequence[str]]], whole: Length) -> list[Length]:
    """The width of each column: that of its longest word, and of its text where there is room."""
    needed = []
    for n in range(len(texts[0])):
        lines = [line for row in texts for line in row[n]]
        word = max((len(word) for line in lines for word in line.split(" ")), default=0)
        word = max(
            word, *(len(word) + 1 for line in texts[0][n] for word in line.split(" "))
        )  # bold
        wish = min(max(map(len, lines), default=0), MOST_LETTERS)
        needed.append(max(min(word, MOST_LETTERS), wish * 0.75) + 2.5)
    return [Length(round(whole * part / sum(needed))) for part in needed]
