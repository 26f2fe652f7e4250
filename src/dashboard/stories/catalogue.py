"""Every figure the dashboard can show, by id: those of questions, and those of stories."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from dashboard.codebook import Question
from dashboard.errors import DashboardError, contained, unknown
from dashboard.stories.against import figure_of_pair
from dashboard.stories.exploring import figure_explored
from dashboard.stories.one_tool import PAGE as TOOL_PAGE
from dashboard.stories.one_tool import figure_of_tool
from dashboard.stories.ordered_answers import in_every_year, years_of
from dashboard.stories.outlines import outline_of
from dashboard.stories.parts import of_question
from dashboard.stories.respondents import who_answered
from dashboard.stories.story import Card, Fact, Grid, Make, Story, Told
from dashboard.stories.view import Desk

SEPARATOR = "."
OVERVIEW = "overview"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A figure that can be had: its id, the page that shows it by name, and how it is made.

    `tool` is the tool that the page is about, where it is that of one tool.
    """

    id: str
    page: str
    heading: str
    make: Make
    tool: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Page:
    """A page that shows figures: its name, its heading, its questions and stories."""

    name: str
    heading: str
    questions: tuple[Question, ...]
    stories: tuple[Story, ...]


def default_figures(desk: Desk) -> dict[str, Entry]:
    """The figures that the pages of all topics show before a reader chooses anything, in order."""
    found: dict[str, Entry] = {}
    for page in _pages(desk):
        replaced = {name for story in page.stories for name in story.replaces}
        for story in page.stories:
            told = contained(f"Story {story.id!r}", partial(_listed, desk, story))
            if isinstance(told, DashboardError):
                found |= _entries(page, {story.id: partial(_fail, told)})
            else:
                found |= _entries(page, told.figures)
        for question in page.questions:
            if question.id not in replaced:
                found.setdefault(question.id, _entry(desk, page, question))
    return found


def all_figures(desk: Desk) -> dict[str, Entry]:
    """Every figure of a view: all questions, and all that stories show by any choice."""
    found: dict[str, Entry] = {}
    for page in _pages(desk):
        for story in page.stories:
            every = contained(f"Story {story.id!r}", partial(_listed_every_way, desk, story))
            if isinstance(every, DashboardError):
                found |= _entries(page, {story.id: partial(_fail, every)})
                continue
            for listing in every:
                found |= _entries(page, listing.figures)
        for question in page.questions:
            found.setdefault(question.id, _entry(desk, page, question))
    return found


def entry(desk: Desk, id: str) -> Entry:
    """The figure of an id; DashboardError where this view has none of that name."""
    failed: DashboardError | None = None
    if (of_tool := figure_of_tool(desk, id)) is not None:
        tool, make = of_tool
        return Entry(id=id, page=TOOL_PAGE, heading=tool.label, make=make, tool=tool.name)
    made = figure_explored(desk, id) or figure_of_pair(desk, id)
    if made is not None:
        question, make = made
        heading = desk.codebook.topic(question.topic).title
        return Entry(id=id, page=question.topic, heading=heading, make=make)
    for page in _pages(desk):
        for story in page.stories:  # a question's figure is the one that its page shows
            told = contained(
                f"Story {story.id!r}",
                partial(_listed, desk, story, wanted=id.split(SEPARATOR)[1:]),
            )
            if isinstance(told, DashboardError):
                failed = told
            elif id in told.figures:
                return _entries(page, told.figures)[id]
        for question in page.questions:
            if question.id == id:
                return _entry(desk, page, question)
            if id == years_of(question.id):
                # What leads a page where its headline tells a change.
                story = in_every_year(question.id, question.title)
                return _entries(page, _listed(desk, story).figures)[id]
    if failed is not None:
        raise failed
    raise DashboardError(_why_not(desk, id))


def drawn(one: Entry) -> Told:
    """An entry's figure; DashboardError where the view has nothing to draw it from."""
    told = one.make()
    if told is None:
        raise DashboardError(f"There is nothing to draw the figure {one.id!r} from in this view.")
    return told


def _why_not(desk: Desk, id: str) -> str:
    question = desk.codebook.questions.get(id)
    if question is None:
        return unknown("figure", id, all_figures(desk))
    if not question.published:
        return f"{id!r} is not published, so there is no figure of it."
    years = ", ".join(map(str, desk.chosen.query.years))
    return f"{id!r} was not asked in {years}, so there is no figure of it in this view."


def _pages(desk: Desk) -> Iterator[_Page]:
    """The pages with what they show in this view."""
    people = who_answered()
    stories = (people,) if people.fits(desk) else ()
    yield _Page(name=OVERVIEW, heading="Overview", questions=(), stories=stories)
    years = set(desk.chosen.query.years)
    for topic in desk.codebook.topics:
        yield _Page(
            name=topic.id,
            heading=topic.title,
            questions=tuple(q for q in topic.questions if q.published and years & set(q.asked)),
            stories=tuple(story for story in outline_of(topic).stories if story.fits(desk)),
        )


def _entry(desk: Desk, page: _Page, question: Question) -> Entry:
    make = partial(_question, desk, question)
    return Entry(id=question.id, page=page.name, heading=page.heading, make=make)


def _entries(page: _Page, figures: Mapping[str, Make]) -> dict[str, Entry]:
    return {
        id: Entry(id=id, page=page.name, heading=page.heading, make=make)
        for id, make in figures.items()
    }


def _question(desk: Desk, question: Question) -> Told:
    figure = desk.figure(desk.found([question])[question.id])
    return of_question(desk, figure, question)


def _fail(error: DashboardError) -> Told | None:
    """In place of a story's figures, where it could not be told."""
    raise error


@dataclass
class Listing:
    """A stage on which nothing is drawn: it notes which figures there are, and what is offered.

    Of the options offered it takes the one that `choices` names for the key, else one that is
    `wanted`, else the default.
    """

    choices: Mapping[str, str] = field(default_factory=dict)
    wanted: Collection[str] = ()
    figures: dict[str, Make] = field(default_factory=dict)
    offered: dict[str, tuple[str, ...]] = field(default_factory=dict)
    carded: list[Card] = field(default_factory=list)

    def choose(
        self, key: str, label: str, options: Mapping[str, str], default: str, *, many: bool = False
    ) -> str:
        """The code of one option."""
        self.offered[key] = tuple(options)
        wanted = next((code for code in options if code in self.wanted), default)
        return self.choices.get(key, wanted)

    def show(self, id: str, make: Make) -> None:
        """Note a figure."""
        self.figures[id] = make

    def say(self, text: str) -> None:
        """Remarks are for pages."""

    def open(self, key: str, codes: Sequence[str], opened: str) -> str:
        """The one wanted or chosen, else the one looked up."""
        self.offered[key] = ("", *codes)
        wanted = next((code for code in codes if code in self.wanted), opened)
        return self.choices.get(key, wanted)

    def cards(self, grid: Grid) -> None:
        """What cards lead to is among the figures of its page."""
        self.carded += grid.cards

    def card(self, title: str, text: str, facts: Sequence[Fact], below: str) -> None:
        """Cards are for pages."""


def _listed(
    desk: Desk,
    story: Story,
    choices: Mapping[str, str] | None = None,
    wanted: Collection[str] = (),
) -> Listing:
    listing = Listing(choices=choices or {}, wanted=wanted)
    story.tell(desk, listing)
    return listing


def _listed_every_way(desk: Desk, story: Story) -> list[Listing]:
    return list(_every_choice(desk, story))


def _every_choice(desk: Desk, story: Story) -> Iterator[Listing]:
    """A listing for every way through a story's choices, the default way first."""
    ways: list[dict[str, str]] = [{}]
    while ways:
        way = ways.pop(0)
        listing = _listed(desk, story, way)
        yield listing
        # What this way has not decided yet: every other option of the first such choice, in turn.
        for key, options in listing.offered.items():
            if key not in way:
                ways += [{**way, key: code} for code in options]
                break
