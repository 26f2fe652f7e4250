"""What controls offer, found by taking every option once: views of all pages, parts of one page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from zlib import crc32

from sampling import SOAK

from .walker import START, Address, Step, Walker, chosen

ONE_OF_FEW = ("selectbox", "radio")
LONG, SOME = (10_000, 1) if SOAK else (60, 8)
"""Of a longer list of options on a page, as one of all questions is, about so many are taken."""


@dataclass
class Views:
    """The views that the shared controls lead to: one for each of their options, by its address.

    `several` are the parameters that may hold several values, `ways` the controls whose options
    lead to other pages.
    """

    addresses: list[Address] = field(default_factory=list)
    several: set[str] = field(default_factory=set)
    ways: dict[str, list[str]] = field(default_factory=dict)

    def add(self, address: Address, before: Address, kind: str) -> None:
        """Note where an option led from an address before."""
        if address and address != before and address not in self.addresses:
            self.addresses.append(address)
            if kind == "multiselect":
                self.several |= address.keys() - before.keys() - START.keys()

    @property
    def values(self) -> dict[str, list[str]]:
        """The values of each parameter."""
        found: dict[str, dict[str, None]] = {}
        for address in self.addresses:
            for name, value in address.items():
                found.setdefault(name, {})[value] = None
        return {name: list(values) for name, values in found.items()}


def every_view(walker: Walker, page: str) -> Views:
    """Every option of the controls beside a page, taken once each; all pages share them.

    What an option reveals is explored from there: a further control, or further options of one.
    """
    views, tried = Views(), set[Step]()
    walker.visit(page, START)
    base = walker.controls("sidebar")
    revealing = list(_explore_views(walker, views, tried, ()))
    few = [
        (name, option)
        for name, control in base.items()
        if control.kind in ONE_OF_FEW and name not in views.ways
        for option in control.options
        if option not in control.chosen
    ]
    # A control that another option reveals may offer more in another year.
    for step in few:
        for more in revealing:
            if step[0] != more[0]:
                list(_explore_views(walker, views, tried, (step, more)))
    return views


def _explore_views(
    walker: Walker, views: Views, tried: set[Step], path: tuple[Step, ...]
) -> Iterator[Step]:
    """Take the options that were never taken, from where a path leads; gives those that reveal."""
    page = walker.page
    walker.visit(page, START)
    start = chosen(walker.controls("sidebar")) | {name: [option] for name, option in path}
    walker.reach("sidebar", start)
    here, before = walker.controls("sidebar"), walker.address
    start = chosen(here) | start
    for name, control in here.items():
        for option in control.options:
            if (name, option) in tried or option in control.chosen or name in views.ways:
                continue
            tried.add((name, option))
            walker.reach("sidebar", start | {name: [option]})
            if walker.at != page:
                views.ways[name] = control.options
                walker.visit(page, START)
                continue
            views.add(walker.address, before, control.kind)
            revealed = set(walker.controls("sidebar")) - set(here)
            if revealed:
                yield name, option
                yield from _explore_views(walker, views, tried, (*path, (name, option)))


def every_part(walker: Walker, page: str, share: int = 0, of: int = 1) -> int:
    """Every option of the controls on a page, taken once each; how many were taken.

    Of the options that stand there at first one in every `of` is taken, with all that it reveals.
    """
    walker.visit(page, START)
    base = chosen(walker.controls("main"))
    tried, paths, number = set[Step](), list[tuple[Step, ...]]([()]), 0
    while paths:
        path = paths.pop(0)
        start = base | {name: [option] for name, option in path}
        if path:
            # What a path before left in the view is in nobody's way.
            walker.visit(page, START)
        walker.reach("main", start)
        here = walker.controls("main")
        tried |= {(name, option) for name, one in here.items() for option in one.chosen}
        new = [step for step in _steps(walker) if step not in tried]
        tried |= set(new)
        for name, option in new if path else new[share::of]:
            number += 1
            walker.reach("main", start | {name: [option]})
            if _untried(walker, tried):
                paths.append((*path, (name, option)))
    return number


def first_steps(walker: Walker, page: str) -> list[Step]:
    """The options on a page that can be taken before anything else is."""
    walker.visit(page, START)
    return _steps(walker)


def _untried(walker: Walker, tried: set[Step]) -> bool:
    return any(step not in tried for step in _steps(walker))


def _steps(walker: Walker) -> list[Step]:
    return [
        (name, option)
        for name, control in walker.controls("main").items()
        for option in _some(control.options)
        if option not in control.chosen
    ]


def _some(options: list[str]) -> list[str]:
    """All options; of a long list some, the same ones whatever else is in it."""
    if len(options) <= LONG:
        return options
    return [one for one in options if crc32(one.encode()) % (LONG // SOME) == 0][: 2 * SOME]
