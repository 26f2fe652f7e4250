"""What changed as files: Markdown for newsletters, and an Atom feed."""

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

from dashboard.exports.markdown_text import escaped
from dashboard.figures.presets import DEMO, DEMO_MEANS
from dashboard.query.url import write_address
from dashboard.release.manifest import day_in_words
from dashboard.stories.chosen import selection_words
from dashboard.stories.front_page import edition
from dashboard.stories.news import News, view_of
from dashboard.stories.view import Desk
from dashboard.stories.what_changed import PAGE, WhatChanged

Link = Callable[[News], str]
"""The address of the figure that shows a change."""


def feed_name(desk: Desk, found: WhatChanged) -> str:
    """What files of these changes are called, without an ending."""
    return f"{desk.codebook.id}_changes_{found.first}_{found.second}"


def in_app(desk: Desk, app: str) -> Link | None:
    """Links to figures in the app at this address, which ends in a slash; none without one."""

    def link(one: News) -> str:
        view = write_address(view_of(desk, one), desk.chosen.default_year, exact=True)
        return f"{app}{one.question.topic}?{urlencode(view, safe=',')}"

    return link if app else None


def markdown(desk: Desk, found: WhatChanged, app: str = "", day: str | None = None) -> str:
    """The changes by topic with their intervals, and what was not compared.

    `day` is when the answers were released, where that is known.
    """
    link = in_app(desk, app)
    words, number = selection_words(desk.codebook, desk.chosen)
    lines = [
        f"# {escaped(desk.codebook.title)}: {found.title}",
        "",
        f"{escaped(edition(desk))}. {escaped(words)}, {escaped(number)}.",
        *([f"Released {day_in_words(day)}."] if day else []),
        found.says,
    ]
    for title, told in found.by_topic(desk.codebook.topics).items():
        lines += ["", f"## {escaped(title)}", ""]
        for one in told:
            text = escaped(one.headline)
            text = text if link is None else f"[{text}]({link(one)})"
            lines.append(f"- {text} ({escaped(found.evidence_of(one))})")
    lines += ["", "## Not compared", "", *(f"- {escaped(line)}" for line in found.open_ends)]
    if desk.codebook.synthetic:
        lines += ["", f"{DEMO} {DEMO_MEANS}"]
    return "\n".join(lines) + "\n"


def atom(
    desk: Desk,
    found: WhatChanged | None,
    app: str = "",
    *,
    link: Link | None = None,
    here: str = "",
    home: str = "",
    day: str | None = None,
) -> str:
    """The same as a feed, dated by the `day` of its release, without one by the edition.

    Without an earlier edition it has no entries.

    `link` leads to figures, by default those of the app at the address `app`; `here` is where the
    feed itself will be, and `home` the page that it stands for.
    """
    codebook = desk.codebook
    link = link or in_app(desk, app)
    home = home or (f"{app}{PAGE}" if app else "")
    fieldwork = codebook.years[desk.year].fieldwork
    end = f"{fieldwork.to:%Y-%m-%d}" if fieldwork is not None else f"{desk.year}-12-31"
    at = f"<updated>{day or end}T00:00:00Z</updated>"
    view = {n: v for n, v in write_address(desk.chosen.address.view, desk.year).items() if n != "v"}
    whose = f":{urlencode(view)}" if view else ""
    entries = [
        f"<entry><id>{escape(f'urn:survey:{codebook.id}:{desk.year}{whose}:{_name(one)}')}</id>"
        f"<title>{escape(one.headline)}</title>{at}"
        + (f'<link href="{escape(link(one))}"/>' if link is not None else "")
        + f"<summary>{escape(f'{one.sentence} {found.evidence_of(one)}')}</summary></entry>\n"
        for one in (found.told if found is not None else ())
        if found is not None
    ]
    title = f"{codebook.title}: {found.title}" if found is not None else codebook.title
    links = f'<link rel="self" href="{escape(here)}"/>' if here else ""
    links += f'<link href="{escape(home)}"/>' if home else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{escape(f'urn:survey:{codebook.id}{whose}')}</id><title>{escape(title)}</title>"
        f"{at}<author><name>{escape(codebook.publisher or codebook.title)}</name></author>"
        f"{links}\n{''.join(entries)}</feed>\n"
    )


def _name(one: News) -> str:
    """What names a change among those of its edition for good."""
    step = one.step
    parts = (step.item, step.choice, str(step.first)) if step is not None else ()
    return ":".join([one.question.id, *parts])
