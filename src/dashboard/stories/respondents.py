"""Who answered: people by year and who they are, in one compact figure."""

from dataclasses import replace

from dashboard.analysis.statistics import has_shares
from dashboard.figures.composite.profile import profile
from dashboard.query.selection import Of
from dashboard.stories.parts import told
from dashboard.stories.story import Story, Told, of_one
from dashboard.stories.view import Desk, those_available

ATTRIBUTES = 5


def who_answered() -> Story:
    """People by year, and the commonest answers to the questions that tell who they are."""

    def make(desk: Desk) -> Told | None:
        # What the view is filtered by says of these people what the filter says.
        filters = {desk.codebook.filter(name).id for name in desk.plain.where}
        codes = [c for c in those_available(desk, _attributes(desk)) if c not in filters]
        if not codes:
            return None
        found = desk.results(codes, replace(desk.plain, of=Of.ANSWERED))
        if all(desk.year in result.gaps for result in found.values()):
            return None
        figure = profile(
            desk.responses.rows,
            list(found.values()),
            desk.view(),
            id="who_answered",
            title="Respondent profile",
            shown=desk.plain.years,
        )
        return told(desk, figure, [desk.question(code) for code in codes], "share", found.values())

    return of_one(make, id="who_answered", title="Respondent profile", needs=(), plain=True)


def _attributes(desk: Desk) -> list[str]:
    """The first questions that say who answered, of those whose answers have shares."""
    book = desk.codebook
    return [code for code in book.who_answered if has_shares(book.questions[code])][:ATTRIBUTES]
