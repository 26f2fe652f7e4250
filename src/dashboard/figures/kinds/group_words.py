"""Groups compared, in words: who differs, what is told first, what is left out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.analysis.group_sentences import score_of_group, share_of_group
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import count
from dashboard.analysis.segments import Apart
from dashboard.codebook import Choice
from dashboard.estimates.reliability import COUNT_FROM, NORMAL_FROM, Flag
from dashboard.estimates.sums import Estimates
from dashboard.figures.context import OF_ENOUGH
from dashboard.figures.figure import Highlight
from dashboard.figures.highlights import POINTS, highlight
from dashboard.figures.table import REMARKS, absent, is_shown, why_none

TOLD = 3
"""Differences told in the line above the rows."""


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One number by group: where it stands in `found` behind year and segment.

    `apart` says which groups differ, `apart_at` where the row stands there. `item` is the row of
    the question and `answer` the one whose share it shows, where it shows one.
    """

    label: str
    found: Estimates
    y: int
    place: tuple[int, ...]
    apart: Apart | None
    apart_at: tuple[int, ...]
    written: Callable[[float], str]
    changed: Callable[[float], str]
    item: Choice | None = None
    answer: Choice | None = None

    @property
    def is_named(self) -> bool:
        """Whether the row tells of something by its name, not of "other" or "none of these"."""
        return all(one is None or one.is_named for one in (self.item, self.answer))

    def at(self, s: int) -> tuple[int, ...]:
        """The place of a group's number."""
        return (self.y, s, *self.place)

    def shown(self, s: int) -> bool:
        """Whether the number of a group may be drawn."""
        flag = self.found.flag[self.at(s)]
        return is_shown(flag) and bool(np.isfinite(self.found.estimate[self.at(s)]))

    def value(self, s: int) -> float:
        """The number of a group."""
        return float(self.found.estimate[self.at(s)])

    def differs(self, s: int) -> bool:
        """Whether the tests mark the group's difference from everybody else."""
        return self.apart is not None and bool(self.apart.marked[(s, *self.apart_at)])


def who_differs(rows: Sequence[GroupRow], names: Mapping[int, str], proper: Collection[int]) -> str:
    """Which of the `proper` groups differ most from everybody else, in a line; that nobody does.

    Further marks that are drawn large are counted, whoever's they are.
    """
    tested = [row for row in rows if row.apart is not None]
    if len(names) == 1:
        return f"Only {next(iter(names.values()))} has a sample large enough to compare."
    if not tested:
        return ""
    told = [
        (abs(change), f"{name}, “{row.label}” {row.changed(change)}")
        for row in tested
        if row.apart is not None
        for s, name in names.items()
        if s in proper and row.is_named and row.shown(s) and row.apart.told[(s, *row.apart_at)]
        for change in [float(row.apart.changes.change[(s, *row.apart_at)])]
    ]
    if not told:
        marked = any(row.differs(s) for row in tested for s in names)
        return "" if marked else f"No group differs significantly from {other_groups(rows)}."
    best = [text for _, text in sorted(told, key=lambda one: -one[0])]
    large = sum(row.shown(s) and row.differs(s) for row in tested for s in names)
    rest = large - len(best[:TOLD])
    more = f"; {rest} more large mark{'' if rest == 1 else 's'}" if rest else ""
    return f"Compared with {other_groups(rows)}: {'; '.join(best[:TOLD])}{more}."


def other_groups(rows: Sequence[GroupRow]) -> str:
    """Whom each group is set against."""
    return next((row.apart.others for row in rows if row.apart is not None), "all others")


def largest_difference(
    result: Result, rows: Sequence[GroupRow], proper: Sequence[int]
) -> Highlight | None:
    """The largest difference of a group from everybody else that may be told; None without one.

    Of groups of 100 people or more, if there is one. Only `proper` groups are told, and answers
    that name something: nobody knows who or what the others are.
    """
    told = [
        (
            float(row.found.base[row.at(s)]) >= NORMAL_FROM,
            abs(float(row.apart.changes.change[at])),
            -n,
            -s,
            at,
        )
        for n, row in enumerate(rows)
        if row.apart is not None and row.is_named
        for s in proper
        if row.shown(s) and row.apart.told[at := (s, *row.apart_at)]
    ]
    # Groups that were made from an answer differ in it by rule.
    circular = result.by is not None and result.question.id in result.by.worked_out_from
    if not told or circular or result.by is None:
        return None
    *_, n, s, at = max(told)
    row, others = rows[-n], other_groups(rows)
    assert row.apart is not None
    changes = row.apart.changes
    change, low, high = (float(part[at]) for part in (changes.change, changes.low, changes.high))
    value, base = row.value(-s), float(row.found.base[row.at(-s)])
    group = result.by.choice(str(result.segments[-s]))
    if row.answer is not None:
        shares = value, value - change
        said = share_of_group(result, row.answer, group, shares, others, base=base, row=row.item)
    else:
        numbers = row.written(value), row.written(value - change)
        of = f"“{row.label}”" if row.item is not None else row.label
        said = score_of_group(of, group, numbers, others, base=base)
    return highlight(
        f"{result.question.title}: {said}",
        change,
        low,
        high,
        base,
        written=row.changed,
        of=f"{result.unit or POINTS} against {others}",
    )


def facts_of_groups(
    rows: Sequence[GroupRow], names: Mapping[int, str], proper: Collection[int]
) -> list[str]:
    """Who differs, and for the first rows which of the `proper` groups give most and least."""
    summary = who_differs(rows, names, proper)
    found = []
    for row in [row for row in rows if row.is_named]:
        sure = [
            (row.value(s), name)
            for s, name in names.items()
            if s in proper and row.shown(s) and row.found.flag[row.at(s)] is Flag.OK
        ]
        if len(sure) > 1:
            (low, least), (high, most) = min(sure), max(sure)
            drawn = [row.value(s) for s in proper if row.shown(s)]
            among = f" {OF_ENOUGH}" if any(not low <= one <= high for one in drawn) else ""
            ends = f"{row.written(high)} ({most}) to {row.written(low)} ({least})"
            found.append(f"{row.label}: {ends}{among}")
        elif sure:
            [(value, name)] = sure
            found.append(f"{row.label}: {row.written(value)} ({name})")
    return [*([summary.rstrip(".")] if summary else []), *found[:2]]


def absent_groups(result: Result, y: int, shown: Sequence[int]) -> list[str]:
    """The groups that are not drawn, and why, in one sentence each reason."""
    found, year = result.estimates, result.years[y]
    return absent(
        (result.segment_label(segment), found.flag[y, s].flat, float(found.base[y, s].max()))
        for s, segment in enumerate(result.segments)
        if s not in shown and result.by is not None and year in result.by.choice(str(segment)).asked
    )


def absent_group(result: Result, y: int, s: int) -> str:
    """Why the reader's own group has no marks, in a sentence that stands above the others' rows."""
    reason = why_none(result.estimates.flag[y, s].flat)
    base = float(result.estimates.base[y, s].max())
    said = f", n = {count(base)}" if reason is Flag.HIDDEN and base >= COUNT_FROM else ""
    return f"{result.segment_label(result.segments[s])} has no marks: {REMARKS[reason]}{said}."


def too_few(result: Result) -> str:
    most = float(result.estimates.base.max(initial=0))
    why = f"n = {count(most)}" if most >= COUNT_FROM else f"fewer than {COUNT_FROM} respondents"
    return f"Not enough data in each group ({why}). Choose fewer filters, or another comparison."


def too_small(rows: int) -> str:
    """That rows are not drawn in which no group has enough answers."""
    return f"{rows} more {'row' if rows == 1 else 'rows'}: sample too small." if rows else ""
