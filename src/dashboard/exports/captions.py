"""The texts of an exported figure: alt text, caption, citation, embed code, table cells.

Every number in them is generated from the figure.
"""

import html
import re
from urllib.parse import urlsplit, urlunsplit

from dashboard.analysis.rounding import DASH, amount, count, percent, points
from dashboard.exports.exhibit import Exhibit
from dashboard.figures.figure import Unit
from dashboard.figures.words import sentence

SHORT = 250
"""The most letters of a short alt text."""
TITLE = 110
WORDS_AROUND = 300
"""Pixels that title, subtitle, base, note and source take around an embedded drawing."""


def short_alt(exhibit: Exhibit) -> str:
    """The alt text in at most 250 letters: kind and title, then as many facts as have room.

    What matters most finds room first: the base, what is measured and of whom, the facts.
    """
    figure = exhibit.figure
    kind = figure.kind or "Figure"
    parts = [
        sentence(f"{kind}: {shortened(figure.title, TITLE)}"),
        *(sentence(fact) for fact in figure.facts),
        figure.subtitle and sentence(figure.subtitle),
        sentence(figure.base),
        "Demo data." if figure.synthetic else "",
    ]
    last = len(parts) - 1
    kept, room = {0, last}, SHORT - len(parts[0]) - len(parts[last]) - 1
    for n in (last - 1, last - 2, *range(1, last - 2)):
        if parts[n] and len(parts[n]) < room:
            kept.add(n)
            room -= len(parts[n]) + 1
    return " ".join(parts[n] for n in sorted(kept) if parts[n])


def shortened(text: str, most: int) -> str:
    """A text of at most so many letters, cut between words."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[most // 2 :] else head).rstrip(" ,;:") + "…"


def caption(exhibit: Exhibit) -> str:
    """The caption below a figure: title, leading facts, measure, base and source."""
    return " ".join(sentence(part) for part in caption_parts(exhibit))


def caption_parts(exhibit: Exhibit) -> tuple[str, ...]:
    """The sentences of a caption: title, facts, what and of whom, base, source with reference."""
    figure = exhibit.figure
    parts = (figure.title, *figure.facts, figure.subtitle, figure.base, source_line(exhibit))
    return tuple(part for part in parts if part)


def source_line(exhibit: Exhibit) -> str:
    """The source with the figure's reference."""
    source = exhibit.figure.source.rstrip(".")
    return f"{source}, figure {exhibit.reference}" if exhibit.reference else source


def short_citation(exhibit: Exhibit) -> str:
    """The citation for a slide: source and reference."""
    return sentence(re.sub(r"^Source:\s*", "", source_line(exhibit)))


def long_citation(exhibit: Exhibit) -> str:
    """The citation for a list of sources: the survey's own title, reference, edition, link."""
    figure = f", figure {exhibit.reference}" if exhibit.reference else ""
    title = exhibit.own_title or exhibit.figure.title
    return f"“{_within(title)}”{figure}. {exhibit.citation.strip()} {exhibit.link}".strip()


def _within(text: str) -> str:
    """A text as it stands within quotation marks: its own become single ones."""
    return re.sub(r'"([^"]*)"', r"‘\1’", text).translate(str.maketrans("“”", "‘’"))


# The height comes in a message; whoever sends it changes the frame that it is in, and no other.
FOLLOW_HEIGHT = (
    '<script>addEventListener("message",({data,source})=>{if(data?.surveyHeight>0)'
    'for(const f of document.querySelectorAll("iframe"))if(f.contentWindow===source)'
    'f.style.height=Math.min(data.surveyHeight,5000)+"px"})</script>'
)


def embed_code(exhibit: Exhibit, link: str = "") -> str:
    """HTML that shows the figure inside another page; `link` is its own page unless given.

    The frame begins with about the right height, and takes the one that the figure tells of.
    """
    parts = urlsplit(link or exhibit.link)
    query = "&".join([*filter(None, [parts.query]), "embed=true"])
    address = html.escape(urlunsplit(parts._replace(query=query)))
    title = html.escape(exhibit.figure.title)
    height = exhibit.figure.height + WORDS_AROUND
    return (
        f'<iframe src="{address}" title="{title}" width="100%" height="{height}" '
        f'loading="lazy" style="border:0"></iframe>\n{FOLLOW_HEIGHT}'
    )


def cell_words(value: str | float | int | None, unit: Unit) -> str:
    """A cell of a figure's table in words: "42%", "+6 points", "1,204"."""
    if isinstance(value, str):
        return value
    if value is None:
        return DASH
    match unit:
        case "percent":
            return percent(value)
        case "points":
            return points(value)
        case "count":
            return count(value)
    return amount(value)
