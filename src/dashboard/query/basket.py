"""The report basket: figures collected over pages, in order, each with a remark; and its link.

In a link a basket reads
`title=My report~~used_tracking;year=2025;persona=ml_engineer;remark=As expected~~goals;year=2025`:
figures are named with their whole view, the release is that of whoever opens the link.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError, shown
from dashboard.query.reference import Reference
from dashboard.query.url import read_address

MOST = 60
LONGEST = 8000
"""Characters of a report in a link as browsers send it: a letter without an accent is one."""
LONGEST_REMARK = 1000
BETWEEN, WITHIN = "~~", ";"
LONGEST_TITLE = 160
TITLE, REMARK, HEADING = "title=", "remark", "heading"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A figure in a basket, what its collector says of it, and a title of theirs."""

    reference: Reference
    remark: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Basket:
    """A report's figures in their order, and its title."""

    items: tuple[Item, ...] = ()
    title: str = ""

    def __contains__(self, reference: object) -> bool:
        return any(item.reference == reference for item in self.items)

    def with_figure(self, reference: Reference) -> "Basket":
        """With a figure at its end; one that is in it already stays where it is.

        Raises DashboardError where the basket is full.
        """
        if reference in self:
            return self
        if len(self.items) >= MOST:
            raise DashboardError(f"The report is full: it holds {MOST} figures.")
        return replace(self, items=(*self.items, Item(reference=reference)))

    def without(self, at: int) -> "Basket":
        """Without one of its figures."""
        return replace(self, items=self.items[:at] + self.items[at + 1 :])

    def moved(self, at: int, to: int) -> "Basket":
        """With one figure at another place, as near to it as there is one."""
        items = list(self.items)
        item = items.pop(at)
        items.insert(max(0, to), item)
        return replace(self, items=tuple(items))

    def remarked(self, at: int, remark: str) -> "Basket":
        """With a remark on one of its figures."""
        items = list(self.items)
        items[at] = replace(items[at], remark=remark.strip()[:LONGEST_REMARK])
        return replace(self, items=tuple(items))

    def titled(self, at: int, title: str) -> "Basket":
        """With another title of one of its figures; an empty one leaves the figure's own."""
        items = list(self.items)
        items[at] = replace(items[at], title=" ".join(title.split())[:LONGEST_TITLE])
        return replace(self, items=tuple(items))


def write_basket(basket: Basket, most: int = LONGEST) -> str:
    """A basket as it stands in a link; DashboardError where it has more than `most` characters."""
    parts = [TITLE + _kept(basket.title)] if basket.title else []
    for item in basket.items:
        view = item.reference.parameters()
        fields = [f"{name}={codes}" for name, codes in view.items() if name != "figure"]
        fields += [f"{HEADING}={_kept(item.title)}"] if item.title else []
        fields += [f"{REMARK}={_kept(item.remark)}"] if item.remark else []
        parts.append(WITHIN.join([item.reference.figure, *fields]))
    text = BETWEEN.join(parts)
    if (length := _length(text)) > most:
        raise DashboardError(
            f"The report is too long for a link ({length:,} of {most:,} characters); "
            "shorten notes, or download it as a file."
        )
    return text


def read_basket(
    text: str, codebook: Codebook, default_year: Year, release: str, most: int = LONGEST
) -> Basket:
    """The basket of a link; DashboardError where any part of it is not known."""
    if _length(text) > most:
        raise DashboardError(f"The report in this link is longer than any ({most} characters).")
    title, items = "", []
    for part in text.split(BETWEEN) if text else []:
        if part.startswith(TITLE):
            title = _given(part.removeprefix(TITLE))
            continue
        figure, *fields = part.split(WITHIN)
        view, remark, heading = dict[str, list[str]](), "", ""
        for name, value in _pairs(fields):
            if name == REMARK:
                remark = _given(value)[:LONGEST_REMARK]
            elif name == HEADING:
                heading = " ".join(_given(value).split())[:LONGEST_TITLE]
            else:
                view.setdefault(name, []).append(value)
        address = read_address({"figure": [figure], **view}, codebook, default_year)
        reference = Reference(address.figure or figure, address, release)
        items.append(Item(reference=reference, remark=remark, title=heading))
    if len(items) > MOST:
        raise DashboardError(f"The report in this link has {len(items)} figures; {MOST} is most.")
    return Basket(items=tuple(items), title=title)


def _length(text: str) -> int:
    """How long a text is in a link, where most marks and letters beyond ASCII take several."""
    return len(quote_plus(text))


def _pairs(fields: list[str]) -> Iterator[tuple[str, str]]:
    for field in fields:
        name, equals, value = field.partition("=")
        if not equals:
            raise DashboardError(f"{shown(field)} is no part of a figure's view: name=code.")
        yield name, value


def _kept(text: str) -> str:
    """A text in which nothing separates: ~ and ; are written ~0 and ~1."""
    return text.replace("~", "~0").replace(WITHIN, "~1")


def _given(text: str) -> str:
    return text.replace("~1", WITHIN).replace("~0", "~")
