"""Answers over the years, stacked by group, and problems ranked by how many find them serious."""

from dataclasses import replace

from dashboard.analysis.regroup import in_groups
from dashboard.analysis.statistics import TOP2
from dashboard.codebook.page_entries import ByGroup, OverTheYears, Ranked
from dashboard.figures.composite.stacks import ranked_stacks, stacks
from dashboard.stories.parts import by_year, told
from dashboard.stories.story import Story, Told, of_one
from dashboard.stories.view import Desk

YEARS = "_years"
"""The end of the id of a question's figure over the years."""


def years_of(code: str) -> str:
    """The id of a question's figure over the years."""
    return f"{code}{YEARS}"


def over_the_years(entry: OverTheYears) -> Story:
    """One question's answers in every year that asked it, as a topic's file names it."""
    return in_every_year(entry.question, entry.title, entry.section or "")


def in_every_year(code: str, title: str, section: str = "") -> Story:
    """One question's answers in every year that asked it."""
    id = years_of(code)

    def make(desk: Desk) -> Told | None:
        return by_year(desk, desk.question(code), id=id, title=title)

    return of_one(make, id=id, title=title, needs=(code,), section=section)


def by_group(entry: ByGroup) -> Story:
    """One question's answers, stacked, for each group of a filter such as company size.

    `groups` puts neighboring bands together where single ones hold too few people.
    """
    code, id = entry.question, f"{entry.question}_{entry.group}"
    spans = [(group.label, group.from_, group.below) for group in entry.groups]

    def make(desk: Desk) -> Told | None:
        question, by = desk.question(code), desk.question(entry.group)
        if not desk.responses.stand_together(question, by):
            return None
        names = {one.id: name for name, one in desk.codebook.filters.items()}
        query = desk.without(names.get(by.id, ""))
        result = in_groups(desk.results([code], replace(query, by=by.id))[code], spans)
        compare = names.get(by.id, by.id)
        figure = stacks(result, desk.view(query, compare), id=id, title=entry.title)
        return told(desk, figure, [question], "share", [result])

    return of_one(
        make,
        id=id,
        title=entry.title,
        needs=(code, entry.group),
        section=entry.section or "",
        leads=False,
    )


def ranked(entry: Ranked) -> Story:
    """The rows of a matrix by the share giving one of the two highest answers, with intervals."""
    code, id = entry.question, f"{entry.question}_ranked"

    def make(desk: Desk) -> Told:
        question = desk.question(code)
        result = desk.results([code])[code]
        top = desk.results([code], statistic=TOP2)[code]
        figure = ranked_stacks(result, top, desk.view(), id=id, title=entry.title)
        return told(desk, figure, [question], "top2", [result, top])

    return of_one(
        make,
        id=id,
        title=entry.title,
        needs=(code,),
        replaces=(code,),
        section=entry.section or "",
        plain=True,
    )
