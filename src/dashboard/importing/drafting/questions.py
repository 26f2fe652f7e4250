"""A drafted question: what the codebook will say of it, and the guesses behind it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from dashboard.codebook import Year
from dashboard.importing.drafting.answer_scales import (
    NEUTRAL,
    NONE,
    OUTSIDE,
    is_other,
    known_scale,
    numeric_scale,
    ranges_of,
)
from dashboard.importing.drafting.instructions import INSTRUCTION_ONLY, same_but_instruction
from dashboard.importing.drafting.naming import LONGEST_TEXT, title_of
from dashboard.importing.numerals import number


@dataclass
class DraftChoice:
    """A choice or item. `texts` are what stands for it in the export of each year, newest label
    apart; `columns` its own column in each year."""

    id: str
    label: str
    texts: dict[Year, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[Year, str] = field(default_factory=dict)
    asked: set[Year] = field(default_factory=set)
    is_other: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass
class DraftQuestion:
    """A question over the years that it was found in.

    `places` are its columns in each export; `write_ins` are the years in which respondents could
    write in an answer of their own; `said` counts the people behind every text of a
    year, also of those that are too rare to become choices, and is never written down. `renamed`
    are the ids that the choices of a year got when years were joined.
    """

    id: str
    kind: str
    wording: dict[Year, str]
    places: dict[Year, tuple[int, ...]]
    choices: list[DraftChoice] = field(default_factory=list)
    items: list[DraftChoice] = field(default_factory=list)
    columns: dict[Year, tuple[str, ...]] = field(default_factory=dict)
    separator: dict[Year, str] = field(default_factory=dict)
    route: dict[Year, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    several: bool = False
    write_ins: set[Year] = field(default_factory=set)
    why: dict[Year, tuple[str, ...]] = field(default_factory=dict)
    said: dict[Year, Counter[str]] = field(default_factory=dict, repr=False)
    renamed: dict[Year, dict[str, str]] = field(default_factory=dict, repr=False)

    @property
    def years(self) -> list[Year]:
        """The years whose exports have the question."""
        return sorted(self.places)

    @property
    def text(self) -> str:
        """The newest wording."""
        return self.wording[max(self.wording)]

    def every_choice(self) -> list[DraftChoice]:
        """Choices and items."""
        return [*self.choices, *self.items]


@dataclass(frozen=True)
class YearDraft:
    """The questions of one export, and what was left out of it with the reason."""

    year: Year
    questions: Sequence[DraftQuestion]
    left_out: Sequence[tuple[str, str]]


def entry(question: DraftQuestion, years: Sequence[Year]) -> dict[str, Any]:
    """The question as an entry of a topic's file; `years` are all years of the survey."""
    last = max(question.years)
    found: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "title": title_of(question.text),
        **_asked(set(question.years), years, max(years)),
        "wording": _by_year({y: text[:LONGEST_TEXT] for y, text in question.wording.items()}),
    }
    if edited := _edited(question.wording):
        found["editorial"] = edited
    if question.route:
        routes = {year: _condition(question.route.get(year)) for year in question.years}
        found["asked_of"] = _by_year(routes)
    if question.columns:
        columns = {y: p[0] if len(p) == 1 else list(p) for y, p in question.columns.items()}
        found["columns"] = columns
    separators = set(question.separator.values())
    if len(separators) == 1 and not question.several:
        found["separator"] = separators.pop()
    elif question.several and last in question.separator:
        found["separator"] = question.separator[last]
    if question.several:
        found["multiple"] = True
    for key, among in (("items", question.items), ("choices", question.choices)):
        if among:
            found[key] = list(_choices(question, among, key))
    other = [c for c in question.choices if c.is_other and c.asked >= set(question.years)]
    if question.write_ins and other:
        found["write_ins"] = other[0].id
    return found


def _asked(given: set[Year], years: Sequence[Year], last: Year) -> dict[str, Any]:
    """The years a thing was asked in, as briefly as they can be said, and that it ended."""
    inside = [year for year in years if min(given) <= year <= max(given)]
    found: dict[str, Any] = {}
    if set(inside) != given:
        found["asked"] = sorted(given)
    elif given != set(years):
        starts = {"from": min(given)} if min(given) > min(years) else {}
        ends = {"to": max(given)} if max(given) < last else {}
        if starts or ends:
            found["asked"] = starts | ends
    if max(given) < last:
        year = min(year for year in years if year > max(given))
        found["retired"] = {"year": year, "reason": f"Not in the export of {year}."}
    return found


def _edited(wording: Mapping[Year, str]) -> dict[Year, str]:
    """The years whose wording differs from the one before only in how it says to answer."""
    ordered = sorted(wording.items())
    return {
        year: INSTRUCTION_ONLY
        for (_, before), (year, after) in pairwise(ordered)
        if same_but_instruction(before, after)
    }


def _by_year(texts: Mapping[Year, Any]) -> Any:
    """One value where it is the same in all years, else each from the year on that changed it."""
    ordered = sorted(texts.items())
    found = {ordered[0][0]: ordered[0][1]}
    before = ordered[0][1]
    for year, value in ordered[1:]:
        if value != before:
            found[year] = value
        before = value
    return ordered[0][1] if len(found) == 1 else found


def _condition(route: tuple[str, tuple[str, ...]] | None) -> dict[str, Any] | None:
    return None if route is None else {"question": route[0], "any_of": list(route[1])}


def _choices(
    question: DraftQuestion, among: Sequence[DraftChoice], key: str
) -> Sequence[dict[str, Any]]:
    years = question.years
    ranges = _ranges(question, among) if key == "choices" else {}
    points = [c for c in among if not OUTSIDE.match(c.label)]
    found = []
    for choice in among:
        one: dict[str, Any] = {"id": choice.id, "label": choice.label}
        one |= _asked(choice.asked, years, max(years))
        texts = {y: t[0] if len(t) == 1 else list(t) for y, t in choice.texts.items() if t}
        if texts:
            same = len(set(map(str, texts.values()))) == 1 and set(texts) >= choice.asked
            one["labels"] = next(iter(texts.values())) if same else texts
        if choice.columns:
            one["columns"] = (
                choice.columns if len(years) > 1 else next(iter(choice.columns.values()))
            )
        if key == "choices":
            one |= _flags(question, choice, points, ranges.get(choice.id))
        found.append(one)
    return found


def _flags(
    question: DraftQuestion,
    choice: DraftChoice,
    points: Sequence[DraftChoice],
    band: tuple[float, float | None] | None,
) -> dict[str, Any]:
    if OUTSIDE.match(choice.label):
        return {"outside": True}
    if question.kind == "multiple" and NONE.match(choice.label):
        return {"exclusive": True}
    if question.kind == "scale" or (question.kind == "matrix" and _is_scale(points)):
        neutral = {"neutral": True} if NEUTRAL.match(choice.label) else {}
        return {"value": _value(points, choice)} | neutral
    if choice.is_other or is_other(choice.label, question.text):
        return {"other": True}
    if band:
        return {"from": band[0]} | ({"to": band[1]} if band[1] is not None else {})
    return {}


def _ranges(
    question: DraftQuestion, among: Sequence[DraftChoice]
) -> dict[str, tuple[float, float | None]]:
    """The ranges that the choices of a single question name, where they do in every year."""
    if question.kind != "single":
        return {}
    found: dict[str, tuple[float, float | None]] = {}
    for year in question.years:
        offered = [choice for choice in among if year in choice.asked]
        for choice, band in zip(offered, ranges_of([c.label for c in offered]), strict=True):
            if band and found.setdefault(choice.id, band) != band:
                return {}
    return found


def _is_scale(points: Sequence[DraftChoice]) -> bool:
    labels = [choice.label for choice in points]
    return bool(known_scale(labels) or numeric_scale(labels))


def _value(points: Sequence[DraftChoice], choice: DraftChoice) -> float:
    """The value of a point of a scale: its own number where it has one, else its place.

    Where the scale was exchanged for another, the places are those among the points of the years
    that offered it, since the points of both together are no scale.
    """
    own = number(choice.label)
    if not _is_scale(points):
        points = [point for point in points if point.asked & choice.asked]
    if own is not None and all(number(point.label) is not None for point in points):
        return own
    return points.index(choice) + 1
