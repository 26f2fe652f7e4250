"""Tools by category: the whole table of one category, ranks, and what is used together."""

from collections.abc import Callable, Sequence

import numpy as np

from dashboard.analysis.lifts import CoUse
from dashboard.analysis.rounding import DASH, amount, count, percent
from dashboard.codebook import Question
from dashboard.codebook.page_entries import Tools
from dashboard.estimates.reliability import COUNT_FROM
from dashboard.figures.composite.contrasts import Contrast, contrasts
from dashboard.figures.composite.scatter import scatter
from dashboard.figures.composite.side_by_side import side_by_side
from dashboard.figures.figure import Column, Figure
from dashboard.figures.words import listed, lowered
from dashboard.stories.parts import Named, by_year, counted, named, of_question, parts_of, told
from dashboard.stories.story import Stage, Story, Told
from dashboard.stories.view import Desk, available, those_available

MOST_TOGETHER = 12


def tools(entry: Tools) -> Story:
    """One category of tools at a time, chosen by the reader."""
    id, title, used = entry.id, entry.title, entry.used
    judged, satisfied = named(entry.judged), entry.satisfied

    def tell(desk: Desk, stage: Stage) -> None:
        category = _category(desk, stage, id, title, used)

        def show(part: str, make: Callable[[str], Told | None]) -> None:
            name = f"{id}_{part}.{category.id}"
            stage.show(name, lambda: make(name))

        if desk.chosen.address.compare is not None:
            # The other figures do not change with a comparison, and step aside.
            stage.show(category.id, lambda: _compared(desk, category))
            return
        show("table", lambda name: _table(desk, category, judged, name))
        missing = [heading.lower() for code, heading in judged if not available(desk, code)]
        if missing:
            stage.say(f"{desk.year} did not ask about {listed(missing)}.")
        if satisfied and available(desk, satisfied):
            judgement = next(one for one in judged if one[0] == satisfied)
            show("against", lambda name: _against(desk, category, judgement, name))
        show("years", lambda name: by_year(desk, category, id=name, title="Use by year"))
        _together(desk, stage, id, category, used)

    return Story(
        id=id,
        title=title,
        tell=tell,
        needs=(used[0],),
        replaces=tuple(used),
        section=entry.section or "",
        charts=5 if satisfied else 4,
    )


def _category(desk: Desk, stage: Stage, id: str, title: str, used: Sequence[str]) -> Question:
    """The category that is looked at: the one a link names, else the reader's choice."""
    titles = {code: desk.question(code).title for code in those_available(desk, used)}
    looked_up = desk.chosen.address.question
    first = looked_up if looked_up in titles else next(iter(titles))
    label = f"{title}: choose a category"
    return desk.question(stage.choose(f"{id}_category", label, titles, first, many=True))


def _compared(desk: Desk, category: Question) -> Told:
    figure = desk.figures(desk.found([category]))[category.id]
    return of_question(desk, figure, category)


def _table(desk: Desk, category: Question, judged: Sequence[Named], id: str) -> Told:
    named = [(category.id, "Use"), *((c, h) for c, h in judged if available(desk, c))]
    parts = parts_of(desk, named)
    table = side_by_side(
        parts,
        desk.view(),
        id=id,
        title=f"{category.title}: usage and satisfaction",
        measure=f"{desk.view().measure(parts[0].found)}; ratings: % of users",
        what="Tool",
        notes=[counted(parts), "Rated by users of each tool."],
    )
    return told(
        desk,
        table,
        [desk.question(code) for code, _ in named],
        "share",
        [one.found for one in parts],
    )


def _against(desk: Desk, category: Question, judgement: Named, id: str) -> Told | None:
    codes = [c.id for c in category.choices if c.category is not None]
    use, judge = parts_of(desk, [(category.id, "Use"), judgement])
    if not codes:
        return None
    picture = scatter(
        use,
        judge,
        desk.view(),
        id=id,
        title="Widely used, and liked?",
        what="Tool",
        only=codes,
    )
    if picture is None:
        return None
    return told(desk, picture, [category, judge.found.question], "share", [use.found, judge.found])


def _together(desk: Desk, stage: Stage, id: str, category: Question, used: Sequence[str]) -> None:
    """What goes with one tool of the category, among the questions the same people were asked."""
    tools = {c.id: c.label for c in category.offered(desk.year) if c.category is not None}
    shares = desk.results([category.id])[category.id].shares.share[0, 0, 0]
    places = {c.id: n for n, c in enumerate(category.choices)}
    order = sorted(tools, key=lambda code: -np.nan_to_num(shares[places[code]]))
    if not order:
        return
    code = stage.choose(
        f"{id}_with_{category.id}",
        "Choose a tool",
        {one: tools[one] for one in order},
        order[0],
        many=True,
    )
    name = f"{id}_together.{category.id}.{code}"

    def make() -> Told:
        others = [desk.question(one) for one in those_available(desk, used)]
        found = desk.lifts(category, code, others)
        return told(desk, _lifts(desk, name, found), [category], "lift", [found])

    stage.show(name, make)


def _lifts(desk: Desk, id: str, found: CoUse) -> Figure:
    lifts = found.lifts
    shown = [n for n, value in enumerate(lifts.estimate) if not np.isnan(value)]
    sure = [n for n in shown if found.marked[n]]
    order = sorted(sure, key=lambda n: -abs(np.log(lifts.estimate[n])))
    drawn = sorted(order[:MOST_TOGETHER], key=lambda n: -lifts.estimate[n])
    one = {n: _contrast(found, n) for n in shown}
    users = max((round(float(found.among.base[n])) for n in shown), default=0)
    fewest = f"{count(min(lifts.base[n] for n in shown))}{DASH}" if shown else ""
    asked = float(np.nan_to_num(lifts.base).max(initial=0))
    base = f"n = {fewest}{count(asked)} asked about both tools, up to {count(users)} users"
    if not shown:
        few = (
            f"Fewer than {COUNT_FROM} respondents" if asked < COUNT_FROM else f"n = {count(asked)}"
        )
        base = f"{few} answered about both tools" if asked else "No respondents in this selection"
    return contrasts(
        [one[n] for n in drawn],
        desk.results([found.question.id])[found.question.id],
        desk.view(),
        id=id,
        title=f"Commonly used with {found.choice.label}",
        measure=f"How much more likely {found.choice.label} users are to use each tool",
        base=base,
        columns=(
            *(Column(heading=h, unit="number") for h in ("Times as likely", "Low", "High")),
            Column(heading="Share among users", unit="percent"),
            Column(heading="Share among all respondents", unit="percent"),
            Column(heading="Base", unit="count"),
        ),
        even=1.0,
        rest=[one[n] for n in shown if n not in drawn],
        empty=f"No significant pairs: for {found.choice.label} users, no tool is significantly "
        "more or less common than for all respondents."
        if shown
        else "Not enough data to compare tools. Remove a filter to see results.",
        notes=[
            "1× = as common as among all respondents. Significant pairs only; "
            "all pairs in the table."
        ],
    )


def _contrast(found: CoUse, n: int) -> Contrast:
    lifts = found.lifts
    value, low, high = (float(p[n]) for p in (lifts.estimate, lifts.low, lifts.high))
    question, choice = found.partners[n]
    among, overall = float(found.among.share[n]), float(found.overall.share[n])
    return Contrast(
        label=f"{choice.label} · {lowered(question.title)}",
        value=value,
        low=low,
        high=high,
        text=f"{amount(value, digits=1)}×",
        sides=f"{percent(among)} of its users vs. {percent(overall)} of all respondents",
        cells=(value, low, high, _number(among), overall, round(float(lifts.base[n]))),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
