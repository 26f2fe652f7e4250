"""Years compared, in words: what changes are in, why lines have gaps, what is told first."""

from collections.abc import Collection, Sequence

from dashboard.analysis.rounding import ROUNDED_APART, rounds_apart
from dashboard.codebook import Year
from dashboard.codebook.comparability import CHANGED_MEANING, LIST_CHANGED, Verdict, added
from dashboard.figures.context import View
from dashboard.figures.figure import Highlight
from dashboard.figures.highlights import highlight
from dashboard.figures.kinds.trends import Trend
from dashboard.figures.table import NOT_OFFERED, is_shown, paler
from dashboard.figures.words import listed
from dashboard.query.selection import years_in_words

REASONS = 2
"""Reasons for gaps that are told with the rows they are of."""
NAMED = 3
"""Rows named where several have a gap for the same reason."""


def trend_notes(
    trends: Sequence[Trend], years: tuple[Year, ...], unit: str, view: View
) -> list[str]:
    """What changes are in, and the reasons why years are not connected: each said once."""
    links = [link for one in trends for link in one.links.values()]
    # The declared fault of a year stands in the note of every figure that shows it.
    cut = dict.fromkeys(
        link.reason for link in links if not link.comparable and link.verdict is not Verdict.FAULTY
    )
    dotted = dict.fromkeys(
        link.reason for link in links if link.verdict is Verdict.CHOICES_CHANGED and link.comparable
    )
    said = []
    changes = [change for one in trends for change in one.changes if change is not None]
    if changes:
        marked = any(change.marked for change in changes)
        said.append(f"Changes in {unit}; {'▲▼ significant' if marked else 'none significant'}.")
    if view.narrow and not view.paired:
        said.append(_left_out(trends))
    if cut:
        said.append(f"Not comparable: {' '.join(_together(cut)[:3])}")
    if dotted:
        reasons = " ".join(_together(dotted)[:3])
        said.append(f"Dotted lines: {reasons[:1].lower() + reasons[1:]}")
    dots = ((one.flag(y), one.base(y)) for one in trends for y in range(len(years)))
    told = [one for one in trends if not any(added(one.label) in why for why in cut)]
    apart = any(_rounds_apart(one, years) for one in trends)
    return [
        *said,
        *_gaps(told, years),
        paler("Hollow dots", dots),
        ROUNDED_APART if apart else "",
    ]


def _rounds_apart(one: Trend, years: tuple[Year, ...]) -> bool:
    """Whether two numbers of a row, as written, differ by another than the change between them."""
    now = one.number(len(years) - 1)[0]
    return one.in_points and any(
        rounds_apart(one.number(years.index(change.since))[0], now, change.change)
        for change in one.changes
        if change is not None and change.since in years and one.shown(years.index(change.since))
    )


def _together(reasons: Collection[str]) -> list[str]:
    """Reasons, those that say the same of several years or answers in one sentence."""
    years = [why.removeprefix(LIST_CHANGED)[:-1] for why in reasons if LIST_CHANGED in why]
    labels = [why.removesuffix(CHANGED_MEANING)[:-1] for why in reasons if CHANGED_MEANING in why]
    return [
        *([f"{LIST_CHANGED}{listed(years)}."] if years else []),
        *(why for why in reasons if LIST_CHANGED not in why and CHANGED_MEANING not in why),
        *([f"{listed(labels)} {CHANGED_MEANING}"] if labels else []),
    ]


def _gaps(trends: Sequence[Trend], years: tuple[Year, ...]) -> list[str]:
    """Why lines have gaps in years that have numbers of other rows, by reason and year."""
    missing: dict[tuple[str, Year], list[str]] = {}
    for y, year in enumerate(years[:-1]):
        if any(one.shown(y) for one in trends):
            for one in trends:
                if not is_shown(one.flag(y)):
                    missing.setdefault((one.reason(y), year), []).append(one.label)
    if len(missing) > REASONS:
        reasons = listed(list(dict.fromkeys(why for why, _ in missing)), "or")
        return [f"Gaps: {reasons}; see the table."]
    # Years that lack the same rows for the same reason are named together.
    alike: dict[tuple[str, tuple[str, ...]], list[Year]] = {}
    for (why, year), labels in missing.items():
        alike.setdefault((why, tuple(labels)), []).append(year)
    said = []
    for (why, without), of in alike.items():
        more = [f"{len(without) - NAMED} more"] if len(without) > NAMED else []
        those = years_in_words(tuple(of))
        if why == NOT_OFFERED:
            rows = listed([*(f"“{label}”" for label in without[:NAMED]), *more])
            were = "was not an answer" if len(without) == 1 else "were not answers"
            said.append(f"{rows} {were} in {those}.")
        else:
            rows = listed([*without[:NAMED], *more])
            said.append(f"{why[:1].upper()}{why[1:]} in {those}: {rows}.")
    return said


def _left_out(trends: Sequence[Trend]) -> str:
    """Marked changes since the first year, for which a phone has no column."""
    marked = [(abs(c.change), one, c) for one in trends if (c := one.changes.longest) and c.marked]
    best = sorted(marked, key=lambda each: -each[0])[:3]
    told = [f"{one.label} {one.in_words(c)} since {c.since}" for _, one, c in best]
    return f"Over more years: {', '.join(told)}." if told else ""


def trend_facts(trends: Sequence[Trend], years: tuple[Year, ...], told: str = "") -> list[str]:
    """The largest marked changes, else that there is none, and the highest number."""
    newest = years[-1]
    found = [
        (
            abs(change.change),
            f"{one.label} {one.in_words(change)} from {change.since} to {newest}",
        )
        for one in trends
        for change in one.changes
        if change is not None and change.marked
    ]
    # A figure tells three facts: changes leave room for the level that they led to.
    best = [text for _, text in sorted(found, reverse=True)[: 2 if told else 3]]
    if not best and any(change for one in trends for change in one.changes):
        best = ["No significant change"]
    return [*best, told] if found else [told, *best]


def trend_highlight(
    title: str, trends: Sequence[Trend], years: tuple[Year, ...], unit: str
) -> Highlight | None:
    """The largest change that may be told, into the newest year; None without one."""
    y = len(years) - 1
    told = [
        (abs(change.change), n, one, change)
        for n, one in enumerate(trends)
        for change in one.changes
        if change is not None and change.told and one.shown(y) and change.since in years
    ]
    if not told:
        return None
    _, _, one, change = max(told, key=lambda each: (each[0], -each[1]))
    then, now = (one.written(one.number(at)[0]) for at in (years.index(change.since), y))
    name = one.label if one.label and one.label != title else title
    verb = "rose" if change.change > 0 else "fell"
    return highlight(
        f"{name} {verb} from {then} in {change.since} to {now} in {years[y]}",
        change.change,
        change.low,
        change.high,
        one.base(y),
        written=one.changed,
        of=f"{unit} since {change.since}",
    )
