"""Answers in order: stacked by group or year, and problems ranked by how many find them serious."""

from collections.abc import Sequence

from dashboard.analysis.regroup import Span, in_groups
from dashboard.analysis.scores import Statistic
from dashboard.figures.composite.stacks import ranked_stacks, stacks
from dashboard.stories.parts import told
from dashboard.stories.story import Story, Told, of_one
from dashboard.stories.view import Desk, asked_years


def over_the_years(code: str, title: str, section: str = "") -> Story:
    """One question's answers, stacked, in every year that asked it."""

    def make(desk: Desk) -> Told:
        question = desk.question(code)
        selection = asked_years(desk, question)
        result = desk.shares([code], selection)[code]
        figure = stacks(result, desk.view(selection, "year"), id=f"{code}_years", title=title)
        return told(desk, figure, [question], "share", [result])

    return of_one(make, id=f"{code}_years", title=title, needs=(code,), section=section)


def by_group(
    code: str, group: str, title: str, section: str = "", spans: Sequence[Span] = ()
) -> Story:
    """One question's answers, stacked, for each group of a filter such as company size.

    `spans` puts neighbouring bands together where single ones hold too few people.
    """

    def make(desk: Desk) -> Told | None:
        question = desk.question(code)
        by = desk.codebook.filters.get(group)
        if by is None:
            return None
        selection = desk.without(group)
        result = in_groups(desk.shares([code], selection, by)[code], spans)
        figure = stacks(result, desk.view(selection, group), id=f"{code}_{group}", title=title)
        return told(desk, figure, [question], "share", [result])

    return of_one(make, id=f"{code}_{group}", title=title, needs=(code, group), section=section)


def ranked(code: str, title: str, section: str = "") -> Story:
    """The rows of a matrix by the share giving one of the two highest answers, with intervals."""

    def make(desk: Desk) -> Told:
        question = desk.question(code)
        result = desk.shares([code])[code]
        top = desk.scores([code], Statistic.TOP2)[code]
        figure = ranked_stacks(result, top, desk.view(), id=f"{code}_ranked", title=title)
        return told(desk, figure, [question], "top2", [result, top])

    return of_one(
        make,
        id=f"{code}_ranked",
        title=title,
        needs=(code,),
        replaces=(code,),
        section=section,
        plain=True,
    )
