"""What programs read of the static site: a list of figures, a feed of changes, a guide, a map."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from typing import Protocol
from urllib.parse import quote

from dashboard.exports.batch.opener import AtHand
from dashboard.exports.change_files import atom
from dashboard.exports.exhibit import Exhibit
from dashboard.exports.site.bundles import pages_of
from dashboard.exports.site.rendering import ABOUT, FRONT
from dashboard.release.history import released_on
from dashboard.stories.front_page import edition, front_page
from dashboard.stories.what_changed import what_changed


class OnSite(Protocol):
    """A figure with a page of its own."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def page(self) -> str:
        """Where its page lies."""

    @property
    def exhibit(self) -> Exhibit:
        """All that goes with it."""


def world_files(survey: AtHand, shown: Sequence[OnSite], site: str) -> Iterator[tuple[str, bytes]]:
    """`index.json`, `llms.txt` and `feed.xml`; with the site's address, the sitemap, too."""
    yield "index.json", _index(survey, shown, site)
    yield "llms.txt", _guide(survey, site)
    yield "feed.xml", _feed(survey, site)
    if site:
        yield "sitemap.xml", _map(survey, shown, site)


def _titles(survey: AtHand) -> dict[str, str]:
    titles = {topic.id: topic.title for topic in survey.codebook.topics}
    pages = {page: titles.get(page, survey.codebook.title) for page in pages_of(survey)}
    return pages | {name: name.capitalize() for name in ABOUT}


def _index(survey: AtHand, shown: Sequence[OnSite], site: str) -> bytes:
    codebook = survey.codebook
    figures = [
        {
            "id": one.id,
            "title": one.exhibit.figure.title,
            "topic": one.exhibit.topic,
            "year": one.exhibit.year,
            "base": one.exhibit.figure.base,
            "facts": list(one.exhibit.figure.facts),
            "reference": one.exhibit.reference,
            "page": site + one.page,
            "data": f"{site}figures/{one.id}.csv",
            "metadata": f"{site}figures/{one.id}.json",
        }
        for one in shown
    ]
    whole = {
        "survey": codebook.id,
        "title": codebook.title,
        "release": survey.release,
        "synthetic": codebook.synthetic,
        "years": list(codebook.years),
        "figures": figures,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _guide(survey: AtHand, site: str) -> bytes:
    codebook = survey.codebook
    desk = survey.desk(survey.address())
    pages = _titles(survey)
    lines = [
        f"# {codebook.title}",
        "",
        f"> {codebook.description or codebook.title}",
        "",
        f"{edition(desk)}. Release {survey.release}."
        + (" The responses are made up." if codebook.synthetic else ""),
        "Shares are of those who answered; intervals are at 95%. Cite figures by their reference.",
        "",
        "## Findings",
        "",
        *(f"- {one.headline} ({one.evidence})" for one in front_page(desk)),
        "",
        "## Pages",
        "",
        *(f"- [{title}]({site}{page}.html)" for page, title in pages.items()),
        "",
        "## Data",
        "",
        f"- [All figures]({site}index.json): titles, bases, files of every figure",
        f"- [Changes]({site}feed.xml): what changed since the edition before",
    ]
    return ("\n".join(lines) + "\n").encode()


def _feed(survey: AtHand, site: str) -> bytes:
    """The changes that are told of the newest edition, each the way to its figure."""
    desk = survey.desk(survey.address())
    found = what_changed(desk)
    years = [desk.year] if found is None else [found.first, found.second]
    return atom(
        desk,
        found,
        day=released_on(survey.manifest, years),
        link=lambda one: f"{site}{one.question.topic}.html#{quote(one.question.id)}",
        here=f"{site}feed.xml",
        home=f"{site}{FRONT}.html",
    ).encode()


def _map(survey: AtHand, shown: Sequence[OnSite], site: str) -> bytes:
    places = [site, *(f"{site}{page}.html" for page in _titles(survey) if page != FRONT)]
    places += [site + quote(one.page) for one in shown]
    urls = "".join(f"<url><loc>{escape(place)}</loc></url>\n" for place in places)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    ).encode()
