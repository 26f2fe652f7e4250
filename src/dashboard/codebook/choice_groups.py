"""Choices of several years that count as one: merged, split, renamed, or bands that add up."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from dashboard.codebook.model import Choice, Year

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Choices of two years that mean the same taken together: one or more codes on each side."""

    first: tuple[str, ...]
    second: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the group is one choice that both years offered under one id."""
        return self.first == self.second and len(self.first) == 1


@dataclass(frozen=True, kw_only=True)
class Series:
    """A choice followed over several years: the codes that count as it in each year.

    `newest` is the code under which it is counted: its first in the newest of these years.
    """

    label: str
    codes: Mapping[Year, tuple[str, ...]]
    newest: str


def groups_of(choices: Iterable[Choice], first: Year, second: Year) -> tuple[Group, ...]:
    """The choices or items of two years that can be compared, alone or taken together.

    Codes of one group are counted as "any of these" in each year. A choice that has no
    counterpart in the other year is in no group. `first` is the earlier year.
    """
    choices = tuple(choices)
    plain, found = matched(choices, first, second)
    by_code = {group.second[0]: group for group in found}
    by_code |= {code: Group(first=(code,), second=(code,)) for code in plain}
    return tuple([by_code[choice.id] for choice in choices if choice.id in by_code])


def matched(choices: Sequence[Choice], first: Year, second: Year) -> tuple[set[str], list[Group]]:
    """The codes that are themselves in both years and nothing else, and groups of the others."""
    entangled = _entangled(choices)
    plain = {
        choice.id
        for choice in choices
        if first in choice.asked and second in choice.asked and choice.id not in entangled
    }
    if not entangled:
        return plain, []
    return plain, _groups_among([c for c in choices if c.id in entangled], first, second)


def _entangled(choices: Iterable[Choice]) -> set[str]:
    """The codes that may stand for another, or for a part of another, in some year."""
    found: set[str] = set()
    for choice in choices:
        past = choice.merges or choice.split_from or choice.renames
        if past or choice.low is not None or choice.high is not None:
            named = {choice.id, *choice.merges, choice.split_from or "", choice.renames or ""}
            found |= named - {""}
    return found


def _groups_among(choices: Sequence[Choice], first: Year, second: Year) -> list[Group]:
    by_id = {choice.id: choice for choice in choices}
    before = [choice for choice in choices if first in choice.asked]
    after = [choice for choice in choices if second in choice.asked]
    old = {choice.id for choice in before}
    links = [(past, choice.id) for choice in after for past in _ancestors(choice, old, by_id)]
    linked_old, linked_new = {a for a, _ in links}, {b for _, b in links}
    bands = [c for c in before if c.is_band and c.id not in linked_old]
    for band in bands:
        links += [(band.id, c.id) for c in after if c.id not in linked_new and _overlap(band, c)]
    found = []
    for codes in _components([(("first", a), ("second", b)) for a, b in links]):
        one = Group(
            first=tuple([c.id for c in before if ("first", c.id) in codes]),
            second=tuple([c.id for c in after if ("second", c.id) in codes]),
        )
        if _covers_alike(one, by_id):
            found.append(one)
    return found


def series_of(choices: Iterable[Choice], years: Iterable[Year]) -> tuple[Series, ...]:
    """Choices or items followed over years that asked their question.

    Joined where they were merged, split or renamed. Each is named after the newest year that has
    it as one choice. Where years are compared two by two, `compare_all` still says for each code
    whether a change may be told.
    """
    choices, asked = tuple(choices), sorted(years)
    entangled = _entangled(choices)
    among = [choice for choice in choices if choice.id in entangled]
    by_code = {one.newest: one for one in _series_among(among, asked)} if among else {}
    alone = one_by_one([choice for choice in choices if choice.id not in entangled], asked)
    by_code |= {one.newest: one for one in alone}
    return tuple([by_code[choice.id] for choice in choices if choice.id in by_code])


def one_by_one(choices: Iterable[Choice], years: Iterable[Year]) -> list[Series]:
    """Each choice or item that one of the years offered, by itself."""
    among = sorted(years)
    # Most were offered in the same years.
    offered: dict[tuple[Year, ...], list[Year]] = {}
    found = []
    for choice in choices:
        if choice.asked not in offered:
            offered[choice.asked] = [year for year in among if year in choice.asked]
        if own := offered[choice.asked]:
            codes = dict.fromkeys(own, (choice.id,))
            found.append(Series(label=choice.label, codes=codes, newest=choice.id))
    return found


def _series_among(choices: Sequence[Choice], asked: Sequence[Year]) -> Iterator[Series]:
    links: list[tuple[tuple[Year, str], tuple[Year, str]]] = []
    for first, second in pairwise(asked):
        for group in groups_of(choices, first, second):
            links += [((first, a), (second, b)) for a in group.first for b in group.second]
    links += [((y, c.id), (y, c.id)) for y in asked for c in choices if y in c.asked]
    # A choice that paused for a year is the same choice afterwards.
    links += [((a, c.id), (b, c.id)) for c in choices for a, b in _offers(c, asked)]
    labels = {choice.id: choice.label for choice in choices}
    order = {code: place for place, code in enumerate(labels)}
    for nodes in _components(links):
        codes: dict[Year, tuple[str, ...]] = {}
        for year, code in sorted(nodes, key=lambda node: (node[0], order[node[1]])):
            codes[year] = (*codes.get(year, ()), code)
        yield Series(label=_name(labels, codes), codes=codes, newest=codes[max(codes)][0])


def _offers(choice: Choice, years: Sequence[Year]) -> list[tuple[Year, Year]]:
    return list(pairwise([year for year in years if year in choice.asked]))


def _name(labels: Mapping[str, str], codes: Mapping[Year, tuple[str, ...]]) -> str:
    alone = [year for year in codes if len(codes[year]) == 1]
    newest = codes[max(alone or codes)]
    return " or ".join(labels[code] for code in newest)


def _ancestors(choice: Choice, old: set[str], by_id: Mapping[str, Choice]) -> set[str]:
    """The codes of the earlier year that a choice is, covers or is part of."""
    found, todo, seen = set(), [choice.id], {choice.id}
    while todo:
        code = todo.pop()
        if code in old:
            found.add(code)
        if code in old and code != choice.id:
            continue
        entry = by_id.get(code)
        if entry is None:
            continue
        past = [*entry.merges, entry.split_from, entry.renames]
        for one in past:
            if one is not None and one not in seen:
                seen.add(one)
                todo.append(one)
    return found


def _components(links: Iterable[tuple[Node, Node]]) -> list[set[Node]]:
    """Sets of what hangs together."""
    joined: dict[Node, set[Node]] = {}
    for one, other in links:
        both = joined.get(one, {one}) | joined.get(other, {other})
        for node in both:
            joined[node] = both
    return list({id(nodes): nodes for nodes in joined.values()}.values())


def _overlap(one: Choice, other: Choice) -> bool:
    if not (one.is_band and other.is_band):
        return False
    (a, b), (c, d) = one.span, other.span
    return a < d and c < b


def _covers_alike(group: Group, by_id: Mapping[str, Choice]) -> bool:
    """Whether bands of a group reach equally far on both sides; true for all other choices."""
    if not by_id[group.first[0]].is_band:
        return True
    sides = [[by_id[code] for code in side] for side in (group.first, group.second)]
    if not all(choice.is_band for side in sides for choice in side):
        return True
    reach = [(min(c.span[0] for c in side), max(c.span[1] for c in side)) for side in sides]
    return reach[0] == reach[1]
