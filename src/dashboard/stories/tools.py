"""Tools by category: what rises and falls over all of them, a card for each, and each one whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from dashboard.analysis.changes import Change
from dashboard.analysis.result_rows import only_items
from dashboard.analysis.rounding import DASH, count, count_range, percent
from dashboard.analysis.statistics import SHARE
from dashboard.analysis.tick_means import ticks_each
from dashboard.codebook import Kind, Question, Year
from dashboard.codebook.page_entries import Tools
from dashboard.codebook.tool_list import tool_names
from dashboard.errors import DashboardError
from dashboard.figures.change_marks import change_words
from dashboard.figures.composite.contrasts import Cell, Contrast, contrasts
from dashboard.figures.composite.scatter import scatter
from dashboard.figures.composite.side_by_side import side_by_side
from dashboard.figures.composite.telling import Part
from dashboard.figures.context import short_base
from dashboard.figures.figure import Column
from dashboard.figures.table import absent
from dashboard.figures.words import listed, lowered
from dashboard.stories.parts import Named, counted, named, of_question, parts_of, told
from dashboard.stories.story import Card, Stage, Story, Told
from dashboard.stories.tool_cards import card_grid, category_card
from dashboard.stories.view import Desk, available, those_available

MOST = 4
"""Risers drawn, and fallers; the table holds all."""


def tools(entry: Tools, begin: str = "") -> Story:
    """All categories at a glance; the one that is looked up, or compared, whole.

    Compared, it begins with the category of a question, by default the first.
    """
    id, used, judged = entry.id, entry.used, named(entry.judged)

    def tell(desk: Desk, stage: Stage) -> None:
        possible = those_available(desk, used)
        looked_up = desk.chosen.address.question or ""
        opened = stage.open(f"{id}_opened", possible, looked_up if looked_up in possible else "")
        if opened:
            _category(desk, stage, id, desk.question(opened), judged, entry.satisfied)
        elif desk.chosen.address.compare is not None:
            category = _chosen(desk, stage, id, entry.title, used, begin)
            _category(desk, stage, id, category, judged, entry.satisfied)
        else:
            _every(desk, stage, id, used)

    return Story(
        id=id,
        title=entry.title,
        tell=tell,
        needs=(used[0],),
        replaces=tuple(used),
        opens=tuple(used),
        section=entry.section or "",
        leads=False,
        moves=tuple(used),
        says=lambda desk: _flagged(desk, used),
        begun=partial(tools, entry),
    )


def _every(desk: Desk, stage: Stage, id: str, used: Sequence[str]) -> None:
    """Risers and fallers over all categories, then a card for each."""
    questions = [desk.question(code) for code in those_available(desk, used)]
    stage.show(f"{id}_changes", lambda: _changes(desk, f"{id}_changes", questions))
    found = desk.results([question.id for question in questions])

    def made() -> list[Card]:
        names = tool_names(desk.codebook)
        return [category_card(desk, found[question.id], names) for question in questions]

    cards = desk.once(("cards", id), made)
    filled = tuple(card for card in cards if card.rows)
    if filled:
        stage.cards(card_grid(desk, filled, next(iter(found.values()))))
    empty = [found[card.question] for card in cards if not card.rows]
    for why in dict.fromkeys(why for result in empty for why in result.gaps.values()):
        stage.say(why)
    for why in absent(
        (lowered(one.question.title), one.shares.flag[-1].flat, float(one.shares.base[-1].max()))
        for one in empty
        if not one.gaps
    ):
        stage.say(why)


# ---- risers and fallers --------------------------------------------------------------------------


def _changes(desk: Desk, id: str, questions: Sequence[Question]) -> Told | None:
    """The significant changes into the year at hand, as the tests of the topic tell them."""
    before = max((year for year in desk.responses.years if year < desk.year), default=None)
    if before is None:
        return None
    found = sorted(_moves(desk, questions), key=lambda move: -move.change.change)
    marked = [at for at, move in enumerate(found) if move.change.marked]
    risers = [at for at in marked if found[at].change.change > 0][:MOST]
    fallers = [at for at in marked if found[at].change.change < 0][-MOST:]
    shown = [*risers, *fallers]
    drawn = [found[at] for at in shown]
    rest = [move for at, move in enumerate(found) if at not in shown]
    involved = {move.question.id: move.question for move in drawn} or {
        questions[0].id: questions[0]
    }
    # What is named and sourced are the years compared; who paused a year is compared with another.
    since = sorted({move.change.since for move in drawn}) or [before]
    results = desk.results(involved, replace(desk.plain, years=(*since, desk.year)))
    years = listed([str(year) for year in since], "or")
    figure = contrasts(
        [_contrast(move) for move in drawn],
        next(iter(results.values())),
        desk.view(),
        id=id,
        title=f"Risers and fallers since {years}",
        measure="Change in percentage points",
        base=_base(found) or desk.view().base_line(next(iter(results.values()))),
        columns=(
            *(Column(heading=h, unit="points") for h in ("Change", "Low", "High")),
            Column(heading=str(before), unit="percent"),
            Column(heading=str(desk.year), unit="percent"),
            Column(heading="Base", unit="count"),
            Column(heading="Marked"),
        ),
        rest=[(_named(move), *_cells(move)) for move in rest],
        empty=f"No significant change since {before}."
        if found
        else _untested(desk, questions, before),
        finding=bool(found),
        one_line=True,
        notes=[
            f"{len(marked) - len(drawn)} more significant changes in the table."
            if len(marked) > len(drawn)
            else ""
        ],
    )
    return told(desk, figure, involved.values(), "change", list(results.values()))


def _flagged(desk: Desk, used: Sequence[str]) -> str:
    """How many tools rose and fell of those compared, in a sentence; empty where none is marked."""
    if desk.chosen.address.compare is not None:
        return ""
    found = list(_moves(desk, [desk.question(code) for code in those_available(desk, used)]))
    marked = [move.change for move in found if move.change.marked]
    if not marked:
        return ""
    rose = sum(change.change > 0 for change in marked)
    fell = len(marked) - rose
    said = [f"{n} {'tool' if n == 1 else 'tools'} {verb}"
            for n, verb in ((rose, "rose"), (fell, "fell")) if n]  # fmt: skip
    since = listed([str(year) for year in sorted({change.since for change in marked})], "or")
    return f"Flagged: {' and '.join(said)} since {since}, of {len(found)} compared."


class _Move(NamedTuple):
    """A tool's change into a year, with its shares before and now and the base of now."""

    question: Question
    label: str
    before: float
    now: float
    base: float
    change: Change


def _base(found: Sequence[_Move]) -> str:
    """How many tools were compared, on how many answers."""
    bases = [move.base for move in found]
    if not bases:
        return ""
    return f"n = {count_range(min(bases), max(bases))} per category; {len(found)} tools compared"


def _moves(desk: Desk, questions: Sequence[Question]) -> Iterator[_Move]:
    family = desk.family(question.topic for question in questions)
    for question in questions:
        followed = family.followed.get((question.id, SHARE.name))
        if followed is None:
            continue
        found, years = followed.result.shares, followed.result.years
        shares, bases = found.share, found.base
        for step, place in followed.places.items():
            if step.second != desk.year or step.choice not in question.tools:
                continue
            if (change := followed.changes.get(step)) is not None:
                second = years.index(step.second)
                yield _Move(
                    question=question,
                    label=followed.labels_of(step)[1],
                    before=float(shares[(years.index(step.first), *place)]),
                    now=float(shares[(second, *place)]),
                    base=float(bases[(second, *place)]),
                    change=change,
                )


def _untested(desk: Desk, questions: Sequence[Question], before: Year) -> str:
    """Why no change into the year at hand was tested: what hides it, or nothing to set against."""
    family = desk.family(question.topic for question in questions)
    known = [one for q in questions if (one := family.followed.get((q.id, SHARE.name)))]
    told = [why for one in known for why in (*one.result.gaps.values(),
                                             *one.result.withheld.values())]  # fmt: skip
    if told:
        return told[0]
    if any(step.second == desk.year for one in known for step in one.places):
        return f"Sample too small to test changes since {before}."
    return f"No options are comparable with {before}."


def _contrast(move: _Move) -> Contrast:
    change = move.change
    sides = f"{percent(move.before)} in {change.since}, now {percent(move.now)}"
    return Contrast(
        label=_named(move),
        value=change.change,
        low=change.low,
        high=change.high,
        text=change_words(change),
        sides=f"{sides}, {short_base(move.base)}",
        cells=_cells(move),
    )


def _named(move: _Move) -> str:
    return f"{move.label} · {lowered(move.question.title)}"


def _cells(move: _Move) -> tuple[Cell, ...]:
    change = move.change
    numbers = (change.change, change.low, change.high, move.before, move.now)
    return *numbers, round(move.base), "yes" if change.marked else "no"


# ---- one category --------------------------------------------------------------------------------


def _chosen(
    desk: Desk, stage: Stage, id: str, title: str, used: Sequence[str], begin: str
) -> Question:
    """The category that a reader chooses where all of them cannot be compared at once."""
    titles = {code: desk.question(code).title for code in those_available(desk, used)}
    first = begin if begin in titles else next(iter(titles))
    label = f"{title}: choose a category"
    return desk.question(stage.choose(f"{id}_category", label, titles, first, many=True))


def _category(
    desk: Desk,
    stage: Stage,
    id: str,
    category: Question,
    judged: Sequence[Named],
    satisfied: str | None,
) -> None:
    """One category whole: its tools with all ratings."""

    def show(part: str, make: Callable[[str], Told | None]) -> None:
        name = f"{id}_{part}.{category.id}"
        stage.show(name, lambda: make(name))

    if desk.chosen.address.compare is not None:
        # With a comparison on, the category's shares compared come first.
        stage.show(category.id, lambda: _compared(desk, category))
    elif each := _each_uses(desk, category):
        stage.say(each)
    show("table", lambda name: _table(desk, category, judged, name))
    missing = [heading.lower() for code, heading in judged if not available(desk, code)]
    if missing:
        stage.say(f"{desk.year} did not ask about {listed(missing)}.")
    if satisfied and available(desk, satisfied):
        judgement = next(one for one in judged if one[0] == satisfied)
        show("against", lambda name: _against(desk, category, judgement, name))


def _each_uses(desk: Desk, category: Question) -> str:
    """How many tools of a category a respondent uses, in a sentence; empty on a small sample."""
    query = replace(desk.plain, weights=desk.weights(category))
    if category.kind is not Kind.MULTIPLE:
        return ""
    try:
        found = desk.once(
            ("ticks", category.id),
            lambda: ticks_each(desk.responses, category, category.tools, query),
            query,
        )
    except DashboardError:
        return ""  # what is withheld, the category's figure says
    if not np.isfinite(found.estimate):
        return ""
    return (
        f"Respondents use {found.estimate:.1f} of these tools on average "
        f"(95% interval: {found.low:.1f}{DASH}{found.high:.1f}; n = {count(float(found.base))})."
    )


def _compared(desk: Desk, category: Question) -> Told:
    figure = desk.figure(desk.found([category])[category.id])
    return of_question(desk, figure, category)


def _table(desk: Desk, category: Question, judged: Sequence[Named], id: str) -> Told:
    named = [(category.id, "Use"), *((c, h) for c, h in judged if available(desk, c))]
    parts = [_of_category(part, category) for part in parts_of(desk, named)]
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


def _of_category(part: Part, category: Question) -> Part:
    """A rating of the tools of one category alone, of which the figure's files then are."""
    found = part.found
    codes = {choice.id for choice in category.choices}
    keep = [place for place, item in enumerate(found.items) if item and item.id in codes]
    return replace(part, found=only_items(found, keep)) if keep else part


def _against(desk: Desk, category: Question, judgement: Named, id: str) -> Told | None:
    codes = [c.id for c in category.choices if c.category is not None]
    if not codes:
        return None
    use, judge = parts_of(desk, [(category.id, "Use"), judgement])
    judge = _of_category(judge, category)
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
