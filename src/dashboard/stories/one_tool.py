"""The page of one tool: its use over the years, ratings, purposes, company, and users by group.

What there is to show follows from the codebook: the questions that offer the tool, the matrices
that have a row for it, and the filters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np

from dashboard.analysis.changes import Family
from dashboard.analysis.lifts import CoUse
from dashboard.analysis.result_rows import one_row, only_items
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import amount, count, count_range, percent
from dashboard.analysis.statistics import TOP2, statistics_of
from dashboard.codebook import Kind, Question
from dashboard.codebook.comparability import compare_all
from dashboard.codebook.page_entries import Tools
from dashboard.codebook.tool_list import SEPARATOR, Tool, tools_of
from dashboard.estimates.reliability import COUNT_FROM, NORMAL_FROM, Flag
from dashboard.figures import Figure, draw
from dashboard.figures.change_marks import NO_CHANGE, changes_into, short_points
from dashboard.figures.composite.by_group import by_group
from dashboard.figures.composite.contrasts import Contrast, contrasts
from dashboard.figures.composite.telling import Part, figure_of
from dashboard.figures.context import View, newest
from dashboard.figures.figure import Column
from dashboard.figures.highlights import POINTS
from dashboard.figures.kinds.score_table import rows_of_scores
from dashboard.figures.kinds.tracks import Track, Tracks, tracks_of
from dashboard.figures.kinds.trend_words import trend_facts, trend_highlight, trend_notes
from dashboard.figures.kinds.trends import Trend, trend_canvas
from dashboard.figures.layout import NOTHING
from dashboard.figures.table import share_table
from dashboard.figures.words import lowered
from dashboard.query.selection import Query
from dashboard.stories.news import is_small
from dashboard.stories.parts import counted, in_words_of_top, told
from dashboard.stories.story import Make, Told
from dashboard.stories.view import Desk, those_available

PAGE = "tool"
USE, RATINGS, ANSWERS, GROUPS, TOGETHER = (
    "tool_over_the_years",
    "tool_ratings",
    "tool_answers",
    "tool_by",
    "tool_together",
)
PARTS = (USE, RATINGS, ANSWERS, GROUPS, TOGETHER)
MOST_TOGETHER = 12
FEW = "*"
"""Behind a number of users that is a small sample."""


def figures_of_tool(desk: Desk, tool: Tool) -> dict[str, Make]:
    """The figures of a tool's page by their ids, the use over the years first."""
    found: dict[str, Make] = {_id(tool, USE): partial(_use, desk, tool)}
    rated = [q for q in tool.judged if not q.multiple and TOP2 in statistics_of(q)]
    if rated:
        found[_id(tool, RATINGS)] = partial(_ratings, desk, tool, rated)
    offered_now = [q.id for q in tool.offered_in if desk.year in q.choice(tool.code).asked]
    if offered_now:
        for question in tool.judged:
            if question not in rated and desk.year in question.item(tool.code).asked:
                id = _id(tool, ANSWERS, question.id)
                found[id] = partial(_answers, desk, tool, question, id)
        offering = desk.question(offered_now[0])
        for name in ("persona", "company_size"):
            group = desk.codebook.filters.get(name)
            if group is not None and desk.year in group.asked:
                id = _id(tool, GROUPS, name)
                found[id] = partial(_by, desk, tool, offering, group, id)
        if offering.kind is Kind.MULTIPLE:
            found[_id(tool, TOGETHER)] = partial(_together, desk, tool, offering)
    return found


def figure_of_tool(desk: Desk, id: str) -> tuple[Tool, Make] | None:
    """The figure of an id with the tool that it is about; None where no tool has one."""
    first, _, name = id.partition(SEPARATOR)
    tool = tools_of(desk.codebook).get(name) if first.startswith(PARTS) else None
    make = figures_of_tool(desk, tool).get(id) if tool is not None else None
    return None if tool is None or make is None else (tool, make)


def _id(tool: Tool, *parts: str) -> str:
    return SEPARATOR.join(("_".join(parts), tool.name))


def _every_year(desk: Desk) -> Query:
    """The view in every year that has responses: a tool's history is shown whole."""
    return replace(desk.plain, years=desk.responses.years)


def _use(desk: Desk, tool: Tool) -> Told:
    query = _every_year(desk)
    questions = [q for q in tool.offered_in if set(q.asked) & set(query.years)]
    found = desk.results([q.id for q in questions], query)
    family = desk.family(q.topic for q in questions)
    view = replace(desk.view(query), compare="year", changes=family)
    trends = []
    for result in found.values():
        tracks, track = _tracked(tool, result, view)
        trends.append(
            Trend(
                label=result.question.title if len(found) > 1 else f"Use {tool.label}",
                found=tracks.shares,
                place=(track.place,),
                links=track.links,
                changes=track.into(newest(result)),
                written=percent,
                changed=short_points,
            )
        )
    figure = _trends(
        desk,
        list(found.values()),
        trends,
        id=_id(tool, USE),
        title=f"{tool.label}: use over the years",
        measure="% of respondents",
        choice=tool.code,
    )
    return told(desk, figure, questions, "share", list(found.values()))


def _tracked(tool: Tool, result: Result, view: View) -> tuple[Tracks, Track]:
    """A tool's shares over the years: by itself where its changes count others as one with it."""
    for seen in (view, replace(view, changes=Family())):
        tracks = tracks_of(result, seen)
        track = next(
            one for one in tracks.tracks if any(tool.code in codes for codes in one.codes.values())
        )
        if track.label == tool.label or all(len(codes) == 1 for codes in track.codes.values()):
            break
    return tracks, track


def _ratings(desk: Desk, tool: Tool, rated: Sequence[Question]) -> Told:
    query = _every_year(desk)
    asked = [q for q in rated if set(q.asked) & set(query.years)]
    headings = {**{q.id: in_words_of_top(q) for q in asked}, **_headings(desk)}
    results = desk.results([q.id for q in asked], query, TOP2)
    trends = []
    for question in asked:
        result = results[question.id]
        place = [item.id for item in question.items].index(tool.code)
        followed = desk.family([question.topic]).of(result)
        year = newest(result)
        changes = changes_into(followed, (0, place), year) if followed else NO_CHANGE
        own = [y for y in result.years if y not in result.gaps and y in question.items[place].asked]
        links = {
            pair: compare_all(question, question.items, *pair)[tool.code] for pair in pairwise(own)
        }
        trends.append(
            Trend(
                label=headings[question.id],
                found=result.estimates,
                place=(0, place),
                links=links,
                changes=changes,
                written=percent,
                changed=short_points,
            )
        )
    parts = [Part(heading=headings[q.id], found=results[q.id]) for q in asked]
    figure = _trends(
        desk,
        [_row_of(result, tool) for result in results.values()],
        trends,
        id=_id(tool, RATINGS),
        title=f"How users rate {tool.label}",
        measure="% of its users",
        notes=[counted(parts)],
    )
    return told(desk, figure, asked, "top2", figure.found)


def _row_of(result: Result, tool: Tool) -> Result:
    return only_items(result, [[item.id for item in result.question.items].index(tool.code)])


def _headings(desk: Desk) -> Mapping[str, str]:
    """What the pages that set tools side by side call each rating."""
    return {
        part.question: part.heading
        for topic in desk.codebook.topics
        for story in topic.page.stories
        if isinstance(story, Tools)
        for part in story.judged
    }


def _trends(
    desk: Desk,
    results: Sequence[Result],
    trends: Sequence[Trend],
    *,
    id: str,
    title: str,
    measure: str,
    choice: str = "",
    notes: Sequence[str] = (),
) -> Figure:
    """A row over all years for each trend, drawn as every comparison of years is."""
    first = results[0]
    years, view = first.years, desk.view(first.query)
    drawn = any(one.shown(y) for one in trends for y in range(len(years)))
    codes = [c.id for c in first.question.choices]
    answers = [codes.index(choice)] if choice else first.offered(newest(first))
    table = share_table(first, answers) if first.each_choice else rows_of_scores("Rating", results)
    y = years.index(newest(first))
    sure = (one for one in trends if one.flag(y) is Flag.OK)
    newest_of = next(
        (f"{one.label}, {years[y]}: {one.written(one.number(y)[0])}" for one in sure), ""
    )
    bases = [
        f"{one.label}: n = {count(one.base(y))}" for one in trends if one.base(y) >= COUNT_FROM
    ]
    return figure_of(
        trend_canvas(trends, years, view),
        table,
        view,
        first,
        id=id,
        title=title,
        kind="Trend table" if drawn else NOTHING,
        measure=measure,
        base=view.base_line(first) if choice else "; ".join(bases) or f"n < {COUNT_FROM}",
        facts=[fact for fact in trend_facts(trends, years, newest_of) if fact],
        highlight=trend_highlight(title, trends, years, POINTS),
        notes=[*trend_notes(trends, years, "percentage points", view), *notes],
        found=results,
    )


def _answers(desk: Desk, tool: Tool, question: Question, id: str) -> Told:
    """What users of a tool say of it where answers are no rating: what for, how often."""
    result = desk.results([question.id])[question.id]
    place = [item.id for item in question.items].index(tool.code)
    figure = draw(one_row(result, place, question.title), desk.view())
    figure = replace(figure, id=id, title=f"{question.title}: {tool.label}")
    return told(desk, figure, [question], "share", [only_items(result, [place])])


def _by(desk: Desk, tool: Tool, question: Question, group: Question, id: str) -> Told:
    names = {one.id: name for name, one in desk.codebook.filters.items()}
    # One group that a filter keeps is shown among the others.
    query = replace(desk.without(names.get(group.id, "")), by=group.id)
    result = desk.results([question.id], query)[question.id]
    place = [choice.id for choice in question.choices].index(tool.code)
    title = f"Use of {tool.label} by {lowered(group.title)}"
    figure = by_group(result, place, desk.view(result.query), id=id, title=title)
    return told(desk, figure, [question], "share", [result])


def _together(desk: Desk, tool: Tool, question: Question) -> Told:
    """What goes with a tool, among the questions whose choices are tools."""
    tools = [q.id for q in desk.codebook.questions.values() if q.tools and q.kind is Kind.MULTIPLE]
    others = [desk.question(code) for code in those_available(desk, tools)]
    found = desk.lifts(question, tool.code, others)
    figure = _lifts(desk, tool, _id(tool, TOGETHER), found)
    return told(desk, figure, [question], "lift", [found])


def _lifts(desk: Desk, tool: Tool, id: str, found: CoUse) -> Figure:
    lifts = found.lifts
    shown = [n for n, value in enumerate(lifts.estimate) if not np.isnan(value)]
    sure = [n for n in shown if found.marked[n]]
    order = sorted(sure, key=lambda n: -abs(np.log(lifts.estimate[n])))
    drawn = sorted(order[:MOST_TOGETHER], key=lambda n: -lifts.estimate[n])
    few = any(is_small(float(found.among.base[n])) for n in drawn)
    one = {n: _contrast(found, n) for n in shown}
    users = max((round(float(found.among.base[n])) for n in shown), default=0)
    least = min((float(lifts.base[n]) for n in shown), default=0.0)
    most = max((float(lifts.base[n]) for n in shown), default=0.0)
    figure = contrasts(
        [one[n] for n in drawn],
        desk.results([found.question.id])[found.question.id],
        desk.view(),
        id=id,
        title=f"Commonly used with {tool.label}",
        measure=f"How much more likely {tool.label} users are to use each tool",
        base=f"n = {count_range(least, most)} asked about both tools, up to {count(users)} users"
        if shown
        else "No pair with enough users",
        columns=(
            *(Column(heading=h, unit="number") for h in ("Times as likely", "Low", "High")),
            Column(heading="Share among users", unit="percent"),
            Column(heading="Share among all respondents", unit="percent"),
            Column(heading="Base", unit="count"),
        ),
        even=1.0,
        rest=[one[n].line for n in shown if n not in drawn],
        empty=f"No other tool goes significantly more or less often with {tool.label}."
        if shown
        else f"Not enough users of {tool.label} here to tell what else they use.",
        notes=[
            "1× = as common as among all respondents. Only significant pairs with shares that "
            "differ by 3+ points; all pairs in the table.",
            f"{FEW} Fewer than {NORMAL_FROM} users." if few else "",
        ]
        if shown
        else [],
    )
    # A card's sentence has to pass the stricter rule of words.
    return figure if drawn and found.told[drawn[0]] else replace(figure, highlight=None)


def _contrast(found: CoUse, n: int) -> Contrast:
    lifts = found.lifts
    value, low, high = (float(p[n]) for p in (lifts.estimate, lifts.low, lifts.high))
    question, choice = found.partners[n]
    among, overall = float(found.among.share[n]), float(found.overall.share[n])
    users = float(found.among.base[n])
    few = FEW if is_small(users) else ""
    return Contrast(
        label=f"{choice.label} · {lowered(question.title)}",
        value=value,
        low=low,
        high=high,
        text=f"{amount(value, digits=1)}×",
        sides=(
            f"{percent(among)} of its {count(users)}{few} users vs. {percent(overall)} of all "
            "respondents"
        ),
        cells=(value, low, high, _number(among), overall, round(float(lifts.base[n]))),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
