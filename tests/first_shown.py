"""What topic pages show before a reader opens anything, and how much of it a group's answers fill.

A row is filled where its number is shown, or its range. The numbers are those a figure draws first,
so that whatever else stands beside them does not decide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from dashboard.analysis.expectations import Expectations
from dashboard.analysis.lifts import CoUse
from dashboard.analysis.results import Result
from dashboard.codebook import Question, Topic
from dashboard.estimates.reliability import Flag
from dashboard.figures.layout import NOTHING
from dashboard.query.url import Address
from dashboard.responses import Responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import Listing
from dashboard.stories.chosen import choices_of
from dashboard.stories.headline import drawn_at_first
from dashboard.stories.outlines import outline_of
from dashboard.stories.story import Make, Story, Told
from dashboard.stories.topic_view import is_empty
from dashboard.stories.view import Desk

LEADING, AT_ONCE, MOST_ROWS = 3, 8, 12


@dataclass(frozen=True)
class Fill:
    """Which part of a figure's rows has enough answers for a share, and at least for a range."""

    shares: float
    ranges: float

    @property
    def filled(self) -> bool:
        return self.ranges >= 0.5

    @property
    def with_shares(self) -> bool:
        return self.shares >= 0.5


def desk_of(responses: Responses, year: int, where: Mapping[str, list[str]]) -> Desk:
    """The view of one year that a reader gets by these filters."""
    address = Address(year=year, where={name: tuple(codes) for name, codes in where.items()})
    return Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())


def first_shown(desk: Desk) -> dict[str, list[tuple[str, Make]]]:
    """The figures in view by topic, in order: the leading ones, then the first section."""
    return {topic.id: list(_of_topic(desk, topic)) for topic in desk.codebook.topics}


def _of_topic(desk: Desk, topic: Topic) -> Iterator[tuple[str, Make]]:
    outline = outline_of(topic)
    shown = [q for q in topic.questions if q.published and desk.year in q.asked]
    told = [story for story in outline.stories if story.fits(desk)]
    replaced = {code for story in told for code in story.replaces}
    leading = [story for story in told if not story.section]
    for story in leading:
        yield from _listed(desk, story)
    drawn = sum(story.charts for story in leading)
    by_id = {question.id: question for question in shown}
    telling = [by_id[code] for code in outline.lead if code in by_id] or shown[:2]
    questions = [q for q in telling if q.id not in replaced][: max(0, LEADING - drawn)]
    for question in questions:
        yield question.id, _making(desk, question)
    rest = [q for q in shown if q not in questions and q.id not in replaced]
    yield from _first_section(desk, topic, rest, [story for story in told if story.section], drawn)


def _first_section(
    desk: Desk, topic: Topic, questions: list[Question], stories: list[Story], drawn: int
) -> Iterator[tuple[str, Make]]:
    """The parts of the first section; of more than a page draws at once, the first alone."""
    sections = [question.section for question in topic.questions]
    parts: list[Story | Question] = [*stories, *questions]
    ordered = sorted(dict.fromkeys(part.section for part in parts), key=sections.index)
    by_section = [[part for part in parts if part.section == section] for section in ordered]
    # The first of which this view has anything; the others are opened.
    seen = [of for of in by_section if any(_in_view(desk, part) for part in of)]
    open_parts = next(iter([*seen, *by_section]), [])
    charts = sum(part.charts if isinstance(part, Story) else 1 for part in open_parts)
    if charts > AT_ONCE - max(LEADING, drawn):
        # The first that has anything to show in this view; the others are picked.
        shown = [part for part in open_parts if _in_view(desk, part)]
        open_parts = [*shown, *open_parts][:1]
    for part in open_parts:
        if isinstance(part, Story):
            yield from _listed(desk, part)
        else:
            yield part.id, _making(desk, part)


def _in_view(desk: Desk, part: Story | Question) -> bool:
    """Whether a part has anything to show."""
    if isinstance(part, Story):
        return not is_empty(drawn_at_first(desk, part, lambda id, make: make()))
    return desk.figure(desk.found([part])[part.id]).kind != NOTHING


def _listed(desk: Desk, story: Story) -> Iterator[tuple[str, Make]]:
    stage = Listing()
    story.tell(desk, stage)
    yield from stage.figures.items()
    # A card is its question in small; one whose sample is too small is not on the page.
    for card in stage.carded:
        yield card.question, _making(desk, desk.question(card.question))


def _making(desk: Desk, question: Question) -> Make:
    def make() -> Told:
        figure = desk.figure(desk.found([question])[question.id])
        return Told(figure=figure, questions=(question,), method="share")

    return make


def fill_of(make: Make) -> Fill:
    """How much of a figure is filled; of one without anything to draw, nothing."""
    told = make()
    if told is None or not told.figure.found or told.figure.kind == NOTHING:
        return Fill(0.0, 0.0)
    flags = row_flags(told)
    shares = np.isin(flags, [Flag.OK, Flag.SMALL_BASE, Flag.FEW])
    return Fill(float(shares.mean()), float((shares | (flags == Flag.RANGE)).mean()))


def row_flags(told: Told) -> np.ndarray:
    """What each row of a figure shows: a number, its range, or nothing."""
    first = told.figure.found[0]
    if told.figure.kind == "Bars" and len(told.figure.found) > 1:
        # A row a question.
        return np.concatenate([_of_result(one) for one in told.figure.found])
    if isinstance(first, Result):
        return _of_result(first)
    if isinstance(first, Expectations):
        return first.now.flag[-1].ravel()
    if isinstance(first, CoUse):
        return _best(first.among.flag)
    raise AssertionError(f"rows of {type(first)} are not known")


def _of_result(result: Result) -> np.ndarray:
    """One flag a row: of years or groups where these are compared, else of items or choices."""
    flags = result.estimates.flag
    if not result.each_choice:
        flags = flags[..., None]
    years, segments, items = flags.shape[:3]
    if segments > 1:
        return np.array([_best(row)[0] for row in flags[-1]])
    if years > 1:
        return np.array([_best(row)[0] for row in flags[:, 0]])
    if items > 1 or not result.each_choice:
        return _best(np.array([_best(row)[0] for row in flags[-1, 0]]))
    return flags[-1, 0, 0, list(result.offered(result.years[-1]))]


def _best(flags: np.ndarray) -> np.ndarray:
    """The rows that a figure draws of many, those that show most first."""
    order = [Flag.OK, Flag.SMALL_BASE, Flag.FEW, Flag.RANGE]
    rank = [order.index(flag) if flag in order else len(order) for flag in flags.ravel()]
    return flags.ravel()[np.argsort(rank, kind="stable")][:MOST_ROWS]
