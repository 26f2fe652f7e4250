"""The project's own guides as HTML: the part of Markdown that they are written in."""

import html
import re
from collections.abc import Iterator

_CODE = re.compile(r"`([^`]+)`")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_HEADING = re.compile(r"(#{1,5}) (.+)")
_ITEM = re.compile(r"(?:[-*]|\d+\.) (.+)")


def to_html(text: str, below: int = 0) -> str:
    """Headings with anchors, paragraphs, lists, tables and code; `below` lowers all headings."""
    return "\n".join(_blocks(text.splitlines(), below))


def anchor(heading: str) -> str:
    """The anchor of a heading, as code hosts and Streamlit name it."""
    kept = re.sub(r"[^\w\s-]", "", heading.lower()).strip()
    return re.sub(r"\s+", "-", kept)


def _blocks(lines: list[str], below: int) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            continue
        if line.startswith("```"):
            end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("```")), at)
            yield f"<pre><code>{html.escape(chr(10).join(lines[at + 1 : end]))}</code></pre>"
            at = end + 1
            continue
        end = at
        while end < len(lines) and lines[end].strip() and not lines[end].startswith("```"):
            end += 1
        if heading := _HEADING.fullmatch(line):
            level = len(heading[1]) + below
            yield f'<h{level} id="{anchor(heading[2])}">{_inline(heading[2])}</h{level}>'
            at += 1
            continue
        yield _of_lines(lines[at:end])
        at = end


def _of_lines(lines: list[str]) -> str:
    if lines[0].startswith("|"):
        return _table(lines)
    if _ITEM.match(lines[0]):
        items: list[str] = []
        for line in lines:
            if (item := _ITEM.match(line)) and not line.startswith(" "):
                items.append(item[1])
            else:
                items[-1] += f" {line.strip()}"
        tag = "ul" if lines[0][0] in "-*" else "ol"
        inside = "".join(f"<li>{_inline(item)}</li>" for item in items)
        return f"<{tag}>{inside}</{tag}>"
    return f"<p>{_inline(' '.join(line.strip() for line in lines))}</p>"


def _table(lines: list[str]) -> str:
    rows = [
        [_inline(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in lines
    ]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[2:]
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="table" role="region" aria-label="Table" tabindex="0">{table}</div>'


def _inline(text: str) -> str:
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        kept.append(f"<code>{found[1]}</code>")
        return f"\0{len(kept) - 1}\0"

    said = _CODE.sub(aside, html.escape(text, quote=False))
    said = _LINK.sub(r'<a href="\2">\1</a>', said)
    said = _EMPHASIS.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", said))
    return re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], said)
