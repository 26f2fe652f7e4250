"""Stories of several questions about the same things: columns side by side, or a scatter."""

from collections.abc import Sequence

from dashboard.codebook import Question
from dashboard.figures.composite.scatter import scatter
from dashboard.figures.composite.side_by_side import side_by_side
from dashboard.stories.parts import Named, counted, parts_of, told
from dashboard.stories.story import Story, Told, of_one
from dashboard.stories.view import Desk


def columns(
    id: str,
    title: str,
    *parts: Named,
    what: str = "Row",
    measure: str = "Share of those who answered, column by column",
    replaces: Sequence[str] = (),
    section: str = "",
    keep_order: bool = False,
    numbered: bool = False,
    note: str = "",
) -> Story:
    """A row for each choice or row of the first question, a column for each question named.

    Shares of choices; of rows of a matrix the share giving one of the two highest answers; of
    allocations the mean percentage. `keep_order` keeps the questionnaire's order.
    """

    def make(desk: Desk) -> Told:
        found = parts_of(desk, parts)
        figure = side_by_side(
            found,
            desk.view(),
            id=id,
            title=title,
            measure=measure,
            what=what,
            keep_order=keep_order,
            numbered=numbered,
            notes=[counted(found), note],
        )
        return told(desk, figure, _questions(desk, parts), "share", [one.found for one in found])

    return of_one(
        make,
        id=id,
        title=title,
        needs=[code for code, _ in parts],
        replaces=replaces,
        section=section,
        plain=True,
    )


def against(
    id: str, title: str, across: Named, up: Named, *, what: str = "Row", section: str = ""
) -> Story:
    """Two questions about the same things, one across and one upwards: a dot for each thing."""

    def make(desk: Desk) -> Told | None:
        x, y = parts_of(desk, (across, up))
        codes = [entry.id for entry in x.entries if not (entry.exclusive or entry.other)]
        figure = scatter(x, y, desk.view(), id=id, title=title, what=what, only=codes)
        if figure is None:
            return None
        return told(desk, figure, _questions(desk, (across, up)), "share", [x.found, y.found])

    return of_one(make, id=id, title=title, needs=(across[0], up[0]), section=section, plain=True)


def _questions(desk: Desk, parts: Sequence[Named]) -> list[Question]:
    return [desk.question(code) for code, _ in parts]
