"""Stories of several questions about the same things: columns side by side, or a scatter."""

from collections.abc import Sequence

from dashboard.codebook import Question
from dashboard.codebook.page_entries import Against, Columns
from dashboard.figures.composite.scatter import scatter
from dashboard.figures.composite.side_by_side import side_by_side
from dashboard.stories.parts import Named, counted, measure_of, named, parts_of, told
from dashboard.stories.story import Story, Told, of_one
from dashboard.stories.view import Desk


def columns(entry: Columns) -> Story:
    """A row for each choice or row of the first question, a column for each question named.

    Shares of choices; of rows of a matrix the share giving one of the two highest answers; of
    allocations the mean percentage.
    """
    parts = named(entry.parts)

    def make(desk: Desk) -> Told:
        found = parts_of(desk, parts)
        figure = side_by_side(
            found,
            desk.view(),
            id=entry.id,
            title=entry.title,
            measure=measure_of(found),
            what=entry.row,
            keep_order=entry.keep_order,
            notes=[counted(found)],
        )
        return told(desk, figure, _questions(desk, parts), "share", [one.found for one in found])

    return of_one(
        make,
        id=entry.id,
        title=entry.title,
        needs=[code for code, _ in parts],
        replaces=entry.replaces,
        section=entry.section or "",
        plain=True,
    )


def against(entry: Against) -> Story:
    """Two questions about the same things, one across and one upwards: a dot for each thing."""
    parts = named((entry.across, entry.up))

    def make(desk: Desk) -> Told | None:
        x, y = parts_of(desk, parts)
        codes = [choice.id for choice in x.entries if not (choice.exclusive or choice.other)]
        view = desk.view()
        figure = scatter(x, y, view, id=entry.id, title=entry.title, what=entry.row, only=codes)
        if figure is None:
            return None
        return told(desk, figure, _questions(desk, parts), "share", [x.found, y.found])

    return of_one(
        make,
        id=entry.id,
        title=entry.title,
        needs=[code for code, _ in parts],
        section=entry.section or "",
        plain=True,
    )


def _questions(desk: Desk, parts: Sequence[Named]) -> list[Question]:
    return [desk.question(code) for code, _ in parts]
