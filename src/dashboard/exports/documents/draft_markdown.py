"""A draft report in Markdown, in a ZIP with its pictures and data beside it."""

from collections.abc import Sequence

from dashboard.exports.archive import zipped
from dashboard.exports.bundle import bibliography
from dashboard.exports.captions import short_alt
from dashboard.exports.data.tidy import data_csv
from dashboard.exports.documents.draft import NO_PICTURE, Draft, Numbered
from dashboard.exports.documents.reading_table import reading_tables
from dashboard.exports.markdown_text import escaped
from dashboard.figures.figure import Table

FILE = "draft.md"


def draft_zip(draft: Draft) -> bytes:
    """The draft as a ZIP: the text, `pictures/`, `data/` and the citations."""
    return zipped(draft_files(draft))


def draft_files(draft: Draft) -> dict[str, bytes]:
    """The draft as files by name."""
    files = {FILE: markdown(draft).encode()}
    for one in draft.figures:
        for ending in ("png", "svg"):
            content = one.taken.drawing(ending)
            if content is not None:
                files[f"pictures/{_name(one)}.{ending}"] = content
        files[f"data/{_name(one)}.csv"] = data_csv(one.exhibit).encode()
    files["citations.bib"] = bibliography([one.exhibit for one in draft.figures]).encode()
    return files


def markdown(draft: Draft) -> str:
    """The text; its pictures are those of `draft_files`."""
    blocks = [f"# {escaped(draft.title)}"]
    if draft.notice:
        blocks.append(f"> **{escaped(draft.notice)}**")
    for section in draft.sections:
        blocks.append(f"## {escaped(section.topic)}")
        for one in section.figures:
            blocks += _figure(one)
        blocks += [f"*{escaped(said)}*" for said in section.left_out]
    blocks.append("## Sources")
    blocks.append("\n".join(f"- {escaped(source)}" for source in draft.sources))
    return "\n\n".join(blocks) + "\n"


def _figure(one: Numbered) -> list[str]:
    figure = one.exhibit.figure
    blocks = [f"### {escaped(figure.title)}"]
    blocks += [escaped(part) for part in one.taken.remark.split("\n\n") if part.strip()]
    ending = next((e for e in ("png", "svg") if one.taken.drawing(e) is not None), None)
    if ending:
        blocks.append(f"![{escaped(short_alt(one.exhibit))}](pictures/{_name(one)}.{ending})")
    blocks.append(f"**{escaped(one.caption)}**")
    if not ending:
        blocks += [f"*{escaped(NO_PICTURE)}*", *_tables(figure.table)]
    blocks += [escaped(line) for line in one.lines]
    blocks.append(f"Data: [{_name(one)}.csv](data/{_name(one)}.csv)")
    return blocks


def _tables(table: Table) -> list[str]:
    blocks = []
    for one in reading_tables(table):
        rule = ["---" if n < one.leads else "---:" for n in range(len(one.heads))]
        lines = [[_cell(cell) for cell in line] for line in (one.heads, *one.rows)]
        blocks.append("\n".join(_row(cells) for cells in (lines[0], rule, *lines[1:])))
        blocks += [escaped(one.note)] if one.note else []
    return blocks


def _cell(lines: Sequence[str]) -> str:
    """A cell on one line: a number, then its interval and base in brackets."""
    return escaped(lines[0] + (f" ({', '.join(lines[1:])})" if lines[1:] else ""))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _name(one: Numbered) -> str:
    return f"{one.number:02}_{one.exhibit.file_name}"
