"""Who answered: people by year and who they are, in one compact figure."""

from dashboard.analysis.results import has_shares
from dashboard.figures.composite.profile import profile
from dashboard.query.selection import Of
from dashboard.stories.parts import told
from dashboard.stories.story import Story, Told, of_one
from dashboard.stories.view import Desk, those_available

ATTRIBUTES = 5


def who_answered() -> Story:
    """People by year, and the commonest answers to the questions that tell who they are."""

    def make(desk: Desk) -> Told | None:
        codes = those_available(desk, _attributes(desk))
        if not codes:
            return None
        found = desk.shares(codes, of=Of.ANSWERED)
        figure = profile(
            desk.responses.rows,
            list(found.values()),
            desk.view(),
            id="who_answered",
            title="People by year, and who they are",
            shown=desk.plain.years,
        )
        return told(desk, figure, [desk.question(code) for code in codes], "share", found.values())

    return of_one(make, id="who_answered", title="Who answered", needs=(), plain=True)


def _attributes(desk: Desk) -> list[str]:
    """What tells who answered: the filters, then the demographics that are published apart."""
    book = desk.codebook
    named = [book.persona, book.company_size, *book.more_filters]
    wanted = ["region", "channel"]
    first = [code for code in (book.persona, book.company_size, *wanted) if code in book.questions]
    rest = [code for code in named if code and code not in first]
    codes = [code for code in (*first, *rest) if code and has_shares(book.questions[code])]
    return codes[:ATTRIBUTES]
