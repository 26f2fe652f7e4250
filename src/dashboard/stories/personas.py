"""Personas: how many, and for the one chosen a card with what sets it apart."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, count, count_range, percent, points
from dashboard.analysis.segments import Association, apart, associations
from dashboard.analysis.statistics import TOP2
from dashboard.codebook import Choice, Question
from dashboard.codebook.page_entries import Personas
from dashboard.estimates.reliability import COUNT_FROM
from dashboard.figures.composite.by_group import shares_of_rows
from dashboard.figures.composite.contrasts import Contrast, contrasts
from dashboard.figures.composite.telling import Part, one_of
from dashboard.figures.figure import Column
from dashboard.figures.kinds.score_table import rows_of_scores
from dashboard.figures.words import listed, lowered
from dashboard.query.selection import Of
from dashboard.stories.parts import of_question, told
from dashboard.stories.story import Fact, Stage, Story, Told
from dashboard.stories.view import Desk, asked_years, those_available

MOST = 6
OPINIONS = "Opinions: {}"
UNTESTED = "Sample too small to test differences. Remove a filter to see results."
COLUMNS = (
    *(Column(heading=h, unit="points") for h in ("Difference", "Low", "High")),
    *(Column(heading=h, unit="percent") for h in ("This group", "All others")),
    Column(heading="Marked"),
)


def personas(entry: Personas) -> Story:
    """Shares of personas, then a card for one of them, chosen by the reader."""
    persona, size = entry.persona, entry.size
    does, attitudes = entry.does, entry.attitudes

    def tell(desk: Desk, stage: Stage) -> None:
        question = desk.question(persona)
        stage.show(persona, lambda: _shares(desk, question))
        choice = _picked(desk, stage, question)
        _card(desk, stage, question, choice, size)
        for part, codes, make in (
            ("differs", those_available(desk, does), _more_and_less),
            ("attitudes", those_available(desk, attitudes), _attitudes),
        ):
            if codes:
                name = f"persona_{part}.{choice.id}"
                stage.show(name, partial(make, desk, question, choice, codes, name))

    return Story(
        id="personas",
        title="Personas",
        tell=tell,
        needs=(persona, size),
        replaces=(persona,),
        section=entry.section or "",
        charts=3,
    )


def _shares(desk: Desk, question: Question) -> Told:
    figure = desk.figure(desk.found([question])[question.id])
    return of_question(desk, figure, question)


def _picked(desk: Desk, stage: Stage, question: Question) -> Choice:
    """The persona of the card: by default the largest that the filter keeps, else as chosen."""
    now = desk.results([question.id])[question.id]
    kept = {
        code
        for name, codes in desk.plain.filters
        if desk.codebook.filter(name).id == question.id
        for code in codes
    }
    # Whoever chose none of the personas has a card only where the filter asks for them.
    offered = [one for one in question.offered(desk.year) if not one.other or one.id in kept]
    codes = [choice.id for choice in question.choices]
    share = dict(zip(codes, np.nan_to_num(now.shares.share[-1, 0, 0]), strict=True))
    # Of too few people no share is known, not even of the one persona that all of them have.
    among = [choice for choice in offered if choice.id in kept] or offered
    first = max(among, key=lambda choice: float(share[choice.id])).id
    names = {choice.id: choice.label for choice in offered}
    # Another default where the filter changes.
    return question.choice(stage.choose(f"persona_card_{first}", "Choose a persona", names, first))


def _card(desk: Desk, stage: Stage, question: Question, choice: Choice, size: str) -> None:
    """Who this is, in a sentence, by year, and in what companies."""
    whole = desk.without("persona")
    years = asked_years(desk, question).years
    each = replace(whole, years=years)
    by_year = Part(heading="Share", found=desk.results([question.id], each)[question.id])
    by_size = desk.results([size], replace(whole, by=question.id, of=Of.ANSWERED))[size]
    facts = []
    for year in years:
        one = by_year.at(choice.id, year)
        limits = f"95% interval {percent(one.low)} to {percent(one.high)}"
        facts.append(Fact(str(year), percent(one.estimate) if one.shown else DASH, limits))
    chosen = any(desk.codebook.filter(name).id == size for name in desk.plain.where)
    below = _sizes(by_size, choice, chosen=chosen)
    stage.card(choice.label, choice.description, facts, below)


def _sizes(result: Result, choice: Choice, *, chosen: bool) -> str:
    """In what companies they are; only how many they are where these were `chosen` by a filter."""
    s = result.segments.index(choice.id)
    shares, bases = result.shares.share[-1, s, 0], result.shares.base[-1, s, 0]
    known = np.flatnonzero(~np.isnan(shares))
    if not known.size:
        return f"{result.question.title}: not enough data."
    if chosen:
        return f"n = {count(bases.max())}."
    order = sorted(known, key=lambda v: -shares[v])[:2]
    said = [f"{lowered(result.question.choices[v].label)} ({percent(shares[v])})" for v in order]
    return f"{result.question.title}: most often {listed(said)} (n = {count(bases.max())})."


def _more_and_less(
    desk: Desk, question: Question, choice: Choice, codes: Sequence[str], id: str
) -> Told:
    query = desk.without("persona")
    found = desk.results(codes, replace(query, by=question.id, of=Of.ANSWERED))
    flat = [one for of_result in associations(list(found.values())) for one in of_result]
    every = [c for one in flat for c in _differences(found[one.question.id], one, choice)]
    marked = [contrast for contrast in every if contrast.cells[-1] == "yes"]
    more = sorted((c for c in marked if c.value > 0), key=lambda c: -c.value)[:MOST]
    less = sorted((c for c in marked if c.value < 0), key=lambda c: c.value)[:MOST]
    drawn = [*more, *reversed(less)]
    bases = [float(r.tally.answered.n[-1, r.segments.index(choice.id)].max())
             for r in found.values()]  # fmt: skip
    rule = question.worked_out_from
    part_of_rule = [lowered(found[code].question.title) for code in codes if code in rule]
    figure = contrasts(
        drawn,
        next(iter(found.values())),
        desk.view(query),
        id=id,
        title=f"Biggest differences: {choice.label}",
        measure="Percentage-point difference from all other respondents",
        base=_bases(bases),
        columns=COLUMNS,
        rest=[contrast.line for contrast in every if contrast not in drawn],
        empty="No significant differences from all other respondents." if every else UNTESTED,
        notes=[
            "Only significant differences of 3+ points.",
            f"Partly used to assign personas: {listed(part_of_rule)}." if part_of_rule else "",
        ],
    )
    return told(desk, figure, [desk.question(code) for code in codes], "segments", found.values())


def _differences(result: Result, one: Association, choice: Choice) -> list[Contrast]:
    """A contrast for each answer of one question that may be told."""
    s = result.segments.index(choice.id)
    found = []
    for v, answer in enumerate(result.question.choices):
        at = (s, 0, v)
        change = float(one.others.change[at])
        if np.isnan(change) or answer.outside or answer.exclusive:
            continue
        own = float(result.shares.share[-1, s, 0, v])
        low, high = float(one.others.low[at]), float(one.others.high[at])
        marked = "yes" if one.marked[at] else "no"
        found.append(
            Contrast(
                label=f"{answer.label} · {lowered(result.question.title)}",
                value=change,
                low=low,
                high=high,
                text=points(change),
                sides=f"{percent(own)} vs. {percent(own - change)} of all others",
                cells=(change, low, high, own, own - change, marked),
            )
        )
    return found


def _bases(bases: Sequence[float]) -> str:
    """How many of the group answered, question by question; of few not how many."""
    known = [base for base in bases if base >= COUNT_FROM]
    if not known:
        return f"n < {COUNT_FROM} in this group"
    return f"n = {count_range(min(known), max(known))} in this group, by question"


def _attitudes(
    desk: Desk, question: Question, choice: Choice, codes: Sequence[str], id: str
) -> Told:
    """How many agree, in this group and among all others, attitude by attitude."""
    query = desk.without("persona")
    found = desk.results(codes, replace(query, by=question.id), TOP2)
    drawn, bases, marked = [], [], []
    differences = apart(list(found.values()))
    for code, scores in found.items():
        s = scores.segments.index(choice.id)
        at = (len(scores.years) - 1, s, 0)
        own = float(scores.estimates.estimate[at])
        bases.append(float(scores.estimates.base[at]))
        tested = differences.get((code, TOP2.name))
        if tested is None or np.isnan(tested.changes.change[s, 0]):
            continue
        change, is_marked = tested.changes, bool(tested.marked[s, 0])
        value, low, high = (float(p[s, 0]) for p in (change.change, change.low, change.high))
        other = own - value
        if is_marked:
            marked.append(lowered(scores.question.title))
        drawn.append(
            Contrast(
                label=scores.question.title,
                value=value,
                low=low,
                high=high,
                text=points(value),
                sides=f"{percent(own)} agree vs. {percent(other)} of all others",
                cells=(value, low, high, own, other, "yes" if is_marked else "no"),
            )
        )
    if not drawn:
        return _untested_attitudes(desk, question, choice, codes, id)
    figure = contrasts(
        drawn,
        found[codes[0]],
        desk.view(query),
        id=id,
        title=OPINIONS.format(choice.label),
        measure="% agreeing: percentage-point difference from all other respondents",
        base=_bases(bases),
        columns=COLUMNS,
        notes=[
            f"Significant differences of 3+ points: {listed(marked)}."
            if marked
            else "No significant differences from all other respondents."
        ],
    )
    return told(desk, figure, [desk.question(code) for code in codes], "segments", found.values())


def _untested_attitudes(
    desk: Desk, question: Question, choice: Choice, codes: Sequence[str], id: str
) -> Told:
    """How many of a group agree, where it is too small to be set against all others."""
    others = desk.without("persona")
    query = replace(others, filters=(("persona", (choice.id,)), *others.filters))
    found = list(desk.results(codes, query, TOP2).values())
    known = {one.question.title: one_of(one.estimates, (-1, 0, 0)) for one in found}
    bases = [one.base for one in known.values()]
    figure = shares_of_rows(
        known,
        found,
        desk.view(query),
        id=id,
        title=OPINIONS.format(choice.label),
        table=rows_of_scores("Opinion", found),
        measure="% agreeing",
        base=_bases(bases),
    )
    return told(desk, figure, [desk.question(code) for code in codes], "segments", found)
