"""References: one line that names a figure, its exact view, and the release its numbers are of.

It reads `used_tracking?year=2025&persona=ml_engineer&compare=year@1f3e5a7b`. What stands behind
the `?` is the view as in an address, its year always; behind the `@` stands the hash of the
release, or `preview` where the folder was not released.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode, urlsplit

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError, shown
from dashboard.query.url import (
    LONGEST,
    VERSION,
    VERSIONS,
    Address,
    given_often,
    read_address,
    write_address,
)

PREVIEW = "preview"
# A link that was copied from a browser does not say of which release it is.
NOT_SAID = ""
HASH = re.compile(r"[0-9a-f]{8}")
HASH_WORDS = f"eight of the characters 0-9 and a-f, or {PREVIEW!r}"

# Names in a link the release that its figure was seen in; a view has no such part.
RELEASE = "release"

LINK = re.compile(r"https?://", re.IGNORECASE)
# In whatever is printed under a figure, its reference stands behind the word, perhaps over two
# lines.
FOOTER = re.compile(
    r"\bFigure:?\s*([\w.\s]+\?[^@]*@\s*(?:preview|(?:[0-9a-f]\s*){8}))(?![0-9a-z])", re.IGNORECASE
)
# "Figure", perhaps with the number that it has in a report.
NAMED = re.compile(r"\W*(?:figure|fig\.)[\s:]+(?:\d+\s*:)?", re.IGNORECASE)
# What print and mail put around or into a line: blanks, and marks of width none.
INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]+")
AROUND = "()[]<>{}\"'“”‘’«»„.,;:"

# As long as any address may be, and what stands between its parts, before and behind it.
LONGEST_REFERENCE = 2 * LONGEST
LONGEST_NAME = 120


@dataclass(frozen=True)
class Reference:
    """A figure's id, the view it shows, and its release: a hash, `preview`, or empty if not said.

    The address is that of the figure's own page; which question was looked up beside it is no
    part of what the figure shows.
    """

    figure: str
    address: Address
    release: str

    def __post_init__(self) -> None:
        address = replace(self.address.view, figure=self.figure, statistic=None, order=None)
        object.__setattr__(self, "address", address)

    def __str__(self) -> str:
        view = urlencode(self._view(), safe=",")
        return f"{self.figure}?{view}" + (f"@{self.release}" if self.release else "")

    def parameters(self) -> dict[str, str]:
        """The address of the figure's own page, exact in whatever year it is opened."""
        return write_address(self.address, self.address.year, exact=True)

    def link_parameters(self) -> dict[str, str]:
        """The same with the release, where there is one: by it a link can be checked."""
        released = HASH.fullmatch(self.release) is not None
        return self.parameters() | ({RELEASE: self.release} if released else {})

    def file_name(self, survey: str) -> str:
        """What the figure's files are called, without an ending, for the id of its survey.

        Letters, digits, `_` and `-`, at most 120 of them: `club_2025_used_persona-maker_1f3e5a7b`.
        One that would be longer is cut, and says by a hash which view it was.
        """
        view = {name: codes for name, codes in self._view().items() if name != "year"}
        parts = [survey, str(self.address.year), self.figure.replace(".", "-")]
        parts += [f"{n.replace('.', '-')}-{codes.replace(',', '-')}" for n, codes in view.items()]
        name, end = "_".join(parts), f"_{self.release}" if self.release else ""
        if len(name + end) > LONGEST_NAME:
            end = f"_{hashlib.sha256(str(self).encode()).hexdigest()[:8]}{end}"
            name = name[: LONGEST_NAME - len(end)].rstrip("_-")
        return name + end

    def _view(self) -> dict[str, str]:
        """The view's parameters, its year first; no version while there is only the first."""
        wanted = {name: text for name, text in self.parameters().items() if name != "figure"}
        if wanted[VERSION] == VERSIONS[0]:
            del wanted[VERSION]
        return wanted


def copied_link(address: Address, default_year: Year, release: str) -> str:
    """What stands in a link to a view as somebody copies it, of one figure with its release."""
    view = write_address(address, default_year, exact=True)
    if address.figure is not None:
        view |= Reference(address.figure, address, release).link_parameters()
    return urlencode(view, safe=",")


def parse_reference(text: str, codebook: Codebook, default_year: Year) -> Reference:
    """The reference that somebody typed or pasted, or the link to a figure's own page.

    Blanks, line breaks, brackets and "Figure" around it do no harm, and the whole line or text that
    is printed under a figure will do. A link need not say its release. Raises DashboardError for
    whatever is no reference, and for any view that an address could not name.
    """
    if len(text) > LONGEST_REFERENCE:
        raise DashboardError(
            f"The reference is longer than any figure's ({LONGEST_REFERENCE} characters)."
        )
    if footers := FOOTER.findall(text):
        text = footers[-1]
    before = NAMED.match(text)
    line = INVISIBLE.sub("", text[before.end() if before else 0 :]).strip(AROUND)
    if not line:
        raise DashboardError("There is no reference: type a figure's id, its view and its release.")
    linked = LINK.match(line) is not None
    written, at, release = line.replace("%40", "@").rpartition("@")
    if linked and not _is_release(release):
        at = ""  # an address of mail, say, in what a newsletter added
    if not at:
        written, release = line, NOT_SAID
        if not linked:
            raise DashboardError(
                f"{shown(line)} does not say its release: a reference ends in @ and {HASH_WORDS}."
            )
    parameters = _linked(written) if linked else _plain(written)
    linked_to = linked_release(parameters.pop(RELEASE, []))
    if at and not _is_release(release):
        raise DashboardError(f"{shown(release)} is no release: behind the @ stand {HASH_WORDS}.")
    release = release.casefold() if at else linked_to
    address = read_address(parameters, codebook, default_year)
    if address.figure is None:
        raise DashboardError(
            f"{shown(written)} names no figure: the link to a figure says figure=, then its id."
        )
    return Reference(address.figure, address, release)


def linked_release(values: Sequence[str]) -> str:
    """The release that a link's address names, by all values it has for it; empty without any.

    Raises DashboardError for what is no release, and where there are several.
    """
    if len(values) > 1:
        raise DashboardError(given_often(RELEASE, values))
    if not values:
        return NOT_SAID
    if not _is_release(values[0]):
        raise DashboardError(f"{shown(values[0])} is no release: a link names it by {HASH_WORDS}.")
    return values[0].casefold()


def _is_release(text: str) -> bool:
    return text.casefold() == PREVIEW or HASH.fullmatch(text.casefold()) is not None


def _linked(link: str) -> dict[str, list[str]]:
    try:
        query = urlsplit(link).query
    except ValueError as error:
        raise DashboardError(f"{shown(link)} is no link: {error}.") from error
    return _query(query)


def _plain(text: str) -> dict[str, list[str]]:
    figure, _, query = text.partition("?")
    parameters = _query(query)
    return parameters | {"figure": [figure, *parameters.get("figure", [])]}


def _query(query: str) -> dict[str, list[str]]:
    # Mail programs and web pages hand out links whose & are written as in HTML.
    return parse_qs(query.replace("&amp;", "&"), keep_blank_values=True)
