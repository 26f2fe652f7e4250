"""What may be compared between two years, computed from the codebook, with the reason in words.

Numbers are compared only where the verdict is "same" or "relabelled", and under "choices changed"
for the choices that the change left alone. Choices that were merged, split or renamed form groups
whose numbers are counted anew from the respondents who gave any of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dashboard.codebook.entry_types import Kind
from dashboard.codebook.model import Choice, Question, Year


class Verdict(StrEnum):
    """Whether two years' numbers mean the same thing."""

    SAME = "same"
    RELABELLED = "relabelled"
    REWORDED = "reworded"
    CHOICES_CHANGED = "choices_changed"
    BASE_CHANGED = "base_changed"
    SCALE_CHANGED = "scale_changed"
    OUTSIDE_CHANGED = "outside_changed"
    FAULTY = "faulty"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A verdict with its reason in one sentence; `comparable` says whether a change may be told."""

    verdict: Verdict
    reason: str
    comparable: bool


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
    """A choice followed over several years: the codes that count as it in each year."""

    label: str
    codes: Mapping[Year, tuple[str, ...]]


def compare_question(question: Question, first: Year, second: Year) -> Comparison:
    """Whether a question's numbers of two years may be compared as a whole."""
    first, second = sorted((first, second))
    for year in (first, second):
        if year not in question.asked:
            return _no(Verdict.NOT_ASKED, f"{year} did not ask this question.")
    for year in (first, second):
        if year in question.not_comparable:
            return _no(Verdict.FAULTY, not_comparable(question, year))
    if question.asked_of.get(first) != question.asked_of.get(second):
        return _no(
            Verdict.BASE_CHANGED, f"{second} put this question to other people than {first}."
        )
    if _scale_changed(question, first, second):
        return _no(Verdict.SCALE_CHANGED, f"{second} used another scale than {first}.")
    if (only := _only_outside(question, first, second)) is not None:
        year, choice = only
        return _no(
            Verdict.OUTSIDE_CHANGED,
            f"Only {year} offered “{choice.label}”, so the two years' bases are not the same.",
        )
    before, after = question.wording.get(first, ""), question.wording.get(second, "")
    changed = _plain(before) != _plain(after)
    if changed and (why := _editorial(question.editorial, first, second)) is None:
        return _no(Verdict.REWORDED, f"{second} worded the question otherwise than {first}.")
    if _offered(question.choices, first) != _offered(question.choices, second):
        return _yes(Verdict.CHOICES_CHANGED, f"{second} offered other answers than {first}.")
    if _offered(question.items, first) != _offered(question.items, second):
        return _yes(Verdict.CHOICES_CHANGED, f"{second} asked about other rows than {first}.")
    if changed:
        return _yes(Verdict.RELABELLED, f"The wording was edited without change of meaning: {why}")
    if any(_relabelled(choice, first, second) for choice in (*question.choices, *question.items)):
        return _yes(Verdict.RELABELLED, f"{second} labeled some answers differently from {first}.")
    return _yes(Verdict.SAME, f"{first} and {second} asked the same.")


def not_comparable(question: Question, year: Year) -> str:
    """The declared fault of a year, in a sentence; empty where there is none."""
    reason = question.not_comparable.get(year)
    return _sentence(f"{year} is not comparable with other years: {reason}") if reason else ""


def compare_all(
    question: Question, among: tuple[Choice, ...], first: Year, second: Year
) -> dict[str, Comparison]:
    """Whether the numbers of each of `among`, a question's choices or items, may be compared."""
    first, second = sorted((first, second))
    whole = compare_question(question, first, second)
    changed = _offered(among, first) != _offered(among, second)
    by_code = {
        code: group
        for group in groups_of(among, first, second)
        for code in (*group.first, *group.second)
    }
    return {
        choice.id: _compared(
            question, choice, among, whole, by_code.get(choice.id), first, second, changed=changed
        )
        for choice in among
    }


def _compared(
    question: Question,
    choice: Choice,
    among: tuple[Choice, ...],
    whole: Comparison,
    group: Group | None,
    first: Year,
    second: Year,
    *,
    changed: bool,
) -> Comparison:
    """The verdict of one choice; `changed` says whether the list of answers did."""
    is_item = among is question.items
    # A scale that changed as a whole may keep bands that are sums of the other year's bands.
    if not whole.comparable and not (whole.verdict is Verdict.SCALE_CHANGED and _banded(group)):
        return whole
    if group is None:
        missing = [year for year in (first, second) if year not in choice.asked]
        return _no(Verdict.NOT_ASKED, f"{missing[0]} did not offer “{choice.label}”.")
    if not group.is_plain:
        return _yes(Verdict.CHOICES_CHANGED, _told(among, group, first, second))
    if _reworded(choice, first, second):
        return _no(Verdict.REWORDED, f"{second} worded “{choice.label}” otherwise than {first}.")
    if changed and (choice.other or choice.exclusive) and not is_item:
        reason = f"“{choice.label}” means something else once the list of answers has changed."
        return _no(Verdict.CHOICES_CHANGED, reason)
    if changed and (not is_item or question.kind is Kind.ALLOCATION):
        return _yes(Verdict.CHOICES_CHANGED, f"{second} offered other answers beside this one.")
    if whole.verdict is Verdict.RELABELLED or _relabelled(choice, first, second):
        return _yes(Verdict.RELABELLED, f"{second} labeled it differently, with the same meaning.")
    return _yes(Verdict.SAME, f"{first} and {second} asked the same.")


def groups(question: Question, first: Year, second: Year) -> tuple[Group, ...]:
    """The choices of two years that can be compared, alone or taken together.

    Codes of one group are to be counted as "any of these" in each year. A choice that has no
    counterpart in the other year is in no group.
    """
    first, second = sorted((first, second))
    return groups_of(question.choices, first, second)


def groups_of(choices: Iterable[Choice], first: Year, second: Year) -> tuple[Group, ...]:
    """The groups of `groups` for any list of choices or items; `first` is the earlier year."""
    choices = tuple(choices)
    entangled = _entangled(choices)
    # Nearly all choices are themselves in every year, and nothing else.
    found = [
        Group(first=(choice.id,), second=(choice.id,))
        for choice in choices
        if choice.id not in entangled and first in choice.asked and second in choice.asked
    ]
    if entangled:
        found += _groups_among([c for c in choices if c.id in entangled], first, second)
        by_code = {group.second[0]: group for group in found}
        found = [by_code[choice.id] for choice in choices if choice.id in by_code]
    return tuple(found)


def _entangled(choices: Iterable[Choice]) -> set[str]:
    """The codes that may stand for another, or for a part of another, in some year."""
    found: set[str] = set()
    for choice in choices:
        past = {*choice.merges, choice.split_from or "", choice.renames or ""} - {""}
        if past or choice.low is not None or choice.high is not None:
            found |= {choice.id, *past}
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
    for codes in _components(links):
        one = Group(
            first=tuple(c.id for c in before if ("first", c.id) in codes),
            second=tuple(c.id for c in after if ("second", c.id) in codes),
        )
        if _covers_alike(one, by_id):
            found.append(one)
    return found


def series(question: Question, years: Iterable[Year]) -> tuple[Series, ...]:
    """The choices followed over several years, joined where they were merged, split or renamed.

    Each is named after the newest year that has it as one choice. Where years are compared two
    by two, `compare_all` still says for each code whether a change may be told.
    """
    return series_of(question.choices, [year for year in years if year in question.asked])


def series_of(choices: Iterable[Choice], years: Iterable[Year]) -> tuple[Series, ...]:
    """`series` for any list of choices or items, over years that asked the question."""
    choices, asked = tuple(choices), sorted(years)
    entangled = _entangled(choices)
    found = [
        Series(label=choice.label, codes={y: (choice.id,) for y in asked if y in choice.asked})
        for choice in choices
        if choice.id not in entangled
    ]
    if entangled:
        found += _series_among([c for c in choices if c.id in entangled], asked)
    by_code = {one.codes[max(one.codes)][0]: one for one in found if one.codes}
    return tuple([by_code[choice.id] for choice in choices if choice.id in by_code])


def _series_among(choices: Sequence[Choice], asked: Sequence[Year]) -> Iterator[Series]:
    links: list[tuple[tuple[Year, str], tuple[Year, str]]] = []
    for first, second in pairwise(asked):
        for group in groups_of(choices, first, second):
            links += [((first, a), (second, b)) for a in group.first for b in group.second]
    joined = {(year, c.id): {(year, c.id)} for year in asked for c in choices if year in c.asked}
    # A choice that paused for a year is the same choice afterwards.
    links += [((a, c.id), (b, c.id)) for c in choices for a, b in _offers(c, asked)]
    for one, other in links:
        both = joined[one] | joined[other]
        for node in both:
            joined[node] = both
    labels = {choice.id: choice.label for choice in choices}
    order = {code: place for place, code in enumerate(labels)}
    for nodes in {id(nodes): nodes for nodes in joined.values()}.values():
        codes: dict[Year, tuple[str, ...]] = {}
        for year, code in sorted(nodes, key=lambda node: (node[0], order[node[1]])):
            codes[year] = (*codes.get(year, ()), code)
        yield Series(label=_name(labels, codes), codes=codes)


def grouped(choices: Iterable[Choice], first: Year, second: Year) -> dict[str, Group]:
    """The groups of two years by each code of the earlier one, which is in one group at most."""
    return {code: group for group in groups_of(choices, first, second) for code in group.first}


def compare_series(
    verdicts: Mapping[str, Comparison],
    grouped: Mapping[str, Group],
    before: tuple[str, ...],
    after: tuple[str, ...],
) -> Comparison:
    """Whether some codes of the earlier year, taken together, may be compared with some later ones.

    `verdicts` and `grouped` are those of `compare_all` and of `grouped` for the two years. Every
    code must be comparable, and both sides must be made of whole groups.
    """
    for code in (*after, *before):
        if not verdicts[code].comparable:
            return verdicts[code]
    touched = [grouped[code] for code in before if code in grouped]
    inside = [g for g in touched if {*g.first} <= {*before} and {*g.second} <= {*after}]
    covered = {c for g in inside for c in g.first}, {c for g in inside for c in g.second}
    if covered != ({*before}, {*after}):
        reason = "The answers of the two years do not add up to the same."
        return _no(Verdict.CHOICES_CHANGED, reason)
    return verdicts[after[0]]


def _offers(choice: Choice, years: Sequence[Year]) -> list[tuple[Year, Year]]:
    return list(pairwise([year for year in years if year in choice.asked]))


def _name(labels: Mapping[str, str], codes: Mapping[Year, tuple[str, ...]]) -> str:
    alone = [year for year in codes if len(codes[year]) == 1]
    newest = codes[max(alone or codes)]
    return " or ".join(labels[code] for code in newest)


def _yes(verdict: Verdict, reason: str) -> Comparison:
    return Comparison(verdict=verdict, reason=_sentence(reason), comparable=True)


def _no(verdict: Verdict, reason: str) -> Comparison:
    return Comparison(verdict=verdict, reason=_sentence(reason), comparable=False)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _editorial(reasons: Mapping[Year, str], first: Year, second: Year) -> str | None:
    """Why wording changed between two years without change of meaning; None if not said."""
    said = [reason for year, reason in sorted(reasons.items()) if first < year <= second]
    return said[-1] if said else None


def _relabelled(choice: Choice, first: Year, second: Year) -> bool:
    before, after = choice.wording.get(first), choice.wording.get(second)
    if before is None or after is None or before == after:
        return False
    return _plain(before) != _plain(after)


def _reworded(choice: Choice, first: Year, second: Year) -> bool:
    # What comes from a registry is a thing with a name; a new name does not make another thing.
    named = choice.category is not None
    relabelled = _relabelled(choice, first, second)
    return relabelled and not named and _editorial(choice.editorial, first, second) is None


def _offered(choices: Iterable[Choice], year: Year) -> set[str]:
    return {choice.id for choice in choices if year in choice.asked}


def _only_outside(question: Question, first: Year, second: Year) -> tuple[Year, Choice] | None:
    """An answer beside the question that only one of two years offered, such as "don't know".

    Where it is not offered, those who would give it give none and are in no base, or another one.
    """
    # Of ticks the one that excludes the others has no other meaning: whoever ticks none is no base.
    beside = [
        choice
        for choice in question.choices
        if choice.outside or (choice.exclusive and question.kind is Kind.MULTIPLE)
    ]
    matched = groups_of(beside, first, second)
    known = {code for group in matched for code in (*group.first, *group.second)}
    for choice in beside:
        if choice.id not in known:
            for year in (first, second):
                if year in choice.asked:
                    return year, choice
    return None


def _scale_changed(question: Question, first: Year, second: Year) -> bool:
    """Whether the points of a scale are not the same, or bands do not add up to each other."""
    points = [c for c in question.choices if not (c.outside or c.other or c.exclusive)]
    ordered = question.kind in (Kind.SCALE, Kind.NUMBER) or all(
        c.is_band or c.value is not None for c in points
    )
    before, after = _offered(points, first), _offered(points, second)
    if not points or not ordered or before == after:
        return False
    matched = groups_of(points, first, second)
    covered = {code for g in matched for code in g.first}, {c for g in matched for c in g.second}
    return covered != (before, after)


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


def _components(links: Iterable[tuple[str, str]]) -> list[set[tuple[str, str]]]:
    """Sets of ("first", code) and ("second", code) that hang together."""
    found: list[set[tuple[str, str]]] = []
    for a, b in links:
        nodes = {("first", a), ("second", b)}
        touching = [one for one in found if one & nodes]
        found = [one for one in found if not one & nodes]
        found.append(nodes.union(*touching))
    return found


def _span(choice: Choice) -> tuple[float, float]:
    low = float("-inf") if choice.low is None else choice.low
    high = float("inf") if choice.high is None else choice.high
    return low, high


def _overlap(one: Choice, other: Choice) -> bool:
    if not (one.is_band and other.is_band):
        return False
    (a, b), (c, d) = _span(one), _span(other)
    return a < d and c < b


def _covers_alike(group: Group, by_id: Mapping[str, Choice]) -> bool:
    """Whether bands of a group reach equally far on both sides; true for all other choices."""
    sides = [[by_id[code] for code in side] for side in (group.first, group.second)]
    if not all(choice.is_band for side in sides for choice in side):
        return True
    reach = [(min(_span(c)[0] for c in side), max(_span(c)[1] for c in side)) for side in sides]
    return reach[0] == reach[1]


def _banded(group: Group | None) -> bool:
    return group is not None and not group.is_plain


def _told(choices: tuple[Choice, ...], group: Group, first: Year, second: Year) -> str:
    labels = {choice.id: f"“{choice.label}”" for choice in choices}
    before = " and ".join(labels[code] for code in group.first)
    after = " and ".join(labels[code] for code in group.second)
    return f"{before} of {first} is compared with {after} of {second}."
