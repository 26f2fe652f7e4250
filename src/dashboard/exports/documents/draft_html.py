"""A draft report as one HTML file that needs nothing else: no script, no font, no picture."""

import html
from base64 import b64encode
from collections.abc import Sequence

from dashboard.exports.archive import fit
from dashboard.exports.captions import short_alt
from dashboard.exports.documents.draft import NO_PICTURE, Draft, Numbered
from dashboard.exports.documents.reading_table import ReadingTable, reading_tables

STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; line-height: 1.5; color: #1c2733;
  background: #fff; font-family: system-ui, sans-serif; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 3rem; border-bottom: 1px solid #d9dee5; padding-bottom: .25rem; }
h3 { margin-top: 2.5rem; }
figure { margin: 1rem 0; }
img { display: block; width: 100%; height: auto; }
figcaption { font-weight: 600; margin: .5rem 0; }
.small { font-size: .85rem; color: #4a5663; margin: .25rem 0; }
.notice { border: 2px solid #8a5300; padding: .5rem .75rem; font-weight: 600; }
.table { overflow-x: auto; }
.table:focus-visible, summary:focus-visible { outline: 2px solid #1f5fa8; }
table { border-collapse: collapse; font-size: .85rem; }
caption { text-align: start; font-weight: 600; padding: .25rem 0; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid #d9dee5; text-align: start;
  vertical-align: top; min-width: 3.5rem; }
th.number, td.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
td small, th small { display: block; color: #4a5663; font-weight: normal; }
a { color: #1f5fa8; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  figure { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details:not([open]) { display: none; }
  .table { overflow: visible; }
}
"""
# The file may lie on any site: it loads nothing, whatever stands in a label.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
MIME = {"svg": "image/svg+xml", "png": "image/png"}


def page(draft: Draft) -> str:
    """The draft; the same draft gives the same text."""
    title = escaped(draft.title)
    body = [f"<h1>{title}</h1>"]
    if draft.notice:
        body.append(f'<p class="notice" role="note">{escaped(draft.notice)}</p>')
    for section in draft.sections:
        body.append(f'<section>\n<h2 dir="auto">{escaped(section.topic)}</h2>')
        body += [_figure(one) for one in section.figures]
        body += [f'<p dir="auto">{escaped(said)}</p>' for said in section.left_out]
        body.append("</section>")
    sources = "\n".join(f'<li dir="auto">{_linked(source)}</li>' for source in draft.sources)
    body.append(f"<section>\n<h2>Sources</h2>\n<ul>\n{sources}\n</ul>\n</section>")
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
    ]
    return "\n".join(
        ["<!doctype html>", '<html lang="en">', "<head>", *head, "</head>", "<body>", "<main>",
         *body, "</main>", "</body>", "</html>", ""]
    )  # fmt: skip


def _figure(one: Numbered) -> str:
    figure, id = one.exhibit.figure, f"figure-{one.number}"
    lines = [f'<h3 id="{id}" dir="auto">{escaped(figure.title)}</h3>']
    for part in one.taken.remark.split("\n\n"):
        if part.strip():
            lines.append(f'<p dir="auto">{escaped(part.strip())}</p>')
    lines.append(f'<figure aria-labelledby="{id}">')
    ending = next((e for e in MIME if one.taken.drawing(e) is not None), None)
    if ending:
        content = one.taken.drawing(ending) or b""
        # As an image, also where it is drawn: what stands in one file cannot meet another's ids.
        source = f"data:{MIME[ending]};base64,{b64encode(content).decode()}"
        lines.append(f'<img src="{source}" alt="{escaped(short_alt(one.exhibit))}">')
    lines.append(f'<figcaption dir="auto">{escaped(one.caption)}</figcaption>')
    found = reading_tables(figure.table)
    table = "\n".join(_table(each, one.name, n, len(found)) for n, each in enumerate(found, 1))
    if ending:
        lines.append(f"<details>\n<summary>Table of {one.name}</summary>\n{table}\n</details>")
    else:
        lines += [f"<p>{escaped(NO_PICTURE)}</p>", table]
    lines.append("</figure>")
    lines += [f'<p class="small" dir="auto">{_linked(line)}</p>' for line in one.lines]
    return "\n".join(lines)


def _table(table: ReadingTable, name: str, part: int, parts: int) -> str:
    name = f"Table of {name}" + (f", part {part} of {parts}" if parts > 1 else "")
    heads = "".join(
        f'<th scope="col"{_kind(table, n)}>{_lines(head)}</th>'
        for n, head in enumerate(table.heads)
    )
    rows = []
    for row in table.rows:
        first = f'<th scope="row" dir="auto">{_lines(row[0])}</th>'
        rest = "".join(
            f'<td{_kind(table, n)} dir="auto">{_lines(cell)}</td>'
            for n, cell in enumerate(row[1:], start=1)
        )
        rows.append(f"<tr>{first}{rest}</tr>")
    note = f'\n<p class="small">{escaped(table.note)}</p>' if table.note else ""
    # Reachable by keyboard: a wide table is moved in its frame.
    return (
        f'<div class="table" role="region" aria-label="{name}" tabindex="0">\n<table>\n'
        f"<caption>{name}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        + "\n".join(rows)
        + f"\n</tbody>\n</table>\n</div>{note}"
    )


def _kind(table: ReadingTable, n: int) -> str:
    return ' class="number"' if n >= table.leads else ""


def _lines(cell: Sequence[str]) -> str:
    """The lines of a cell, what stands below its number smaller."""
    return "".join([escaped(cell[0]), *(f"<small>{escaped(line)}</small>" for line in cell[1:])])


def escaped(text: str) -> str:
    """A text whose markup has no effect, in attributes, too."""
    return html.escape(fit(text))


def _linked(text: str) -> str:
    """A text whose addresses can be followed."""
    words = []
    for word in text.split(" "):
        if word.startswith(("https://", "http://")):
            safe = escaped(word)
            words.append(f'<a href="{safe}">{safe}</a>')
        else:
            words.append(escaped(word))
    return " ".join(words)
