"""What a page of the static site shows of a view, as plain values: computed here, shown there."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from jinja2 import Environment

from dashboard.codebook import Question, Topic
from dashboard.errors import DashboardError, contained
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.figure_export import METHOD_PAGE
from dashboard.exports.site.rendering import FRONT, environment_of
from dashboard.exports.site.views import Who, key_of, views_of
from dashboard.figures import Figure
from dashboard.figures.payload import painted
from dashboard.query.url import Address, write_address
from dashboard.stories.chosen import selection_words
from dashboard.stories.front_page import (
    PROFILE,
    edition,
    front_page,
    group_filters,
    headline,
    leading_questions,
    remark,
    who_compared,
)
from dashboard.stories.headline import Part
from dashboard.stories.news import News, view_of
from dashboard.stories.offers import MOST, offers
from dashboard.stories.page_room import STORY, height_with_words, in_columns, room_for, tallest_of
from dashboard.stories.parts import details, of_question
from dashboard.stories.respondents import who_answered
from dashboard.stories.sensitivity_words import evidence_in_words
from dashboard.stories.story import CardRow, Fact, Grid, Make, Story, Told
from dashboard.stories.topic_view import (
    OPEN_ENDS,
    beside_headline,
    by_heading,
    open_ends,
    standing_out,
    topic_view,
)
from dashboard.stories.view import Desk, Drawings
from dashboard.stories.what_changed import changed

Block = dict[str, Any]
Bundle = dict[str, Any]


def packed(values: Mapping[str, Any]) -> bytes:
    """Values as they are written: the same bytes for the same values."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def name_of(content: bytes) -> str:
    """The name of a file by its content."""
    return hashlib.sha256(content).hexdigest()[:16]


def figures_in(bundle: Bundle) -> dict[str, Block]:
    """The blocks of a bundle that are figures, by the figures' ids."""
    return {
        block["figure"]["id"]: block
        for _, blocks in bundle["sections"]
        for block in blocks
        if block["kind"] == "figure"
    }


def pages_of(survey: AtHand) -> list[str]:
    """The pages that have views: the front page, and every topic with a question."""
    return [FRONT, *(topic.id for topic in survey.codebook.topics if topic.questions)]


def bundle_of(survey: AtHand, page: str, address: Address) -> Bundle:
    """What a page shows of a view."""
    if page == FRONT:
        return front_bundle(survey, address)
    return topic_bundle(survey, survey.codebook.topic(page), address)


def rendered(environment: Environment, page: str, bundle: Bundle) -> bytes:
    """A bundle as the browser gets it: the page's words as markup, and its figures to be drawn."""
    template = environment.get_template("view.html")
    figures = figures_in(bundle)
    return packed(
        {
            "html": template.render(bundle=bundle, pictures=None, root="", page=page),
            "figures": {id: block["figure"] for id, block in figures.items()},
            "wide": {id: block["wide"] for id, block in figures.items() if "wide" in block},
        }
    )


def bundles_of(survey: AtHand, who: Who) -> list[tuple[str, str, bytes]]:
    """Everything the site says of one group: page, key of the view, and the bundle, rendered.

    Comparisons of years are the same in every year, and made once.
    """
    environment = environment_of(survey)
    found: dict[tuple[str, str], bytes] = {}
    for address in views_of(survey.responses, who):
        key = key_of(address)
        if (FRONT, key) in found:
            continue
        for page in pages_of(survey):
            found[page, key] = rendered(environment, page, bundle_of(survey, page, address))
    return [(page, key, content) for (page, key), content in found.items()]


# ---- blocks --------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class OnPaper:
    """The stage on which stories are told for the site: every choice is taken as by default.

    With `only`, no figure but the one of that id is made.
    """

    only: str | None = None
    shown: set[str] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)

    def choose(
        self, key: str, label: str, options: Mapping[str, str], default: str, *, many: bool = False
    ) -> str:
        """The default; that there are others is said once."""
        block = {"kind": "choice", "text": label, "chosen": options[default]}
        if block not in self.blocks:
            self.blocks.append(block)
        return default

    def show(self, id: str, make: Make) -> None:
        """A figure, or the sentence that stands in its place."""
        if id in self.shown or self.only not in (None, id):
            return
        self.shown.add(id)
        told = contained(f"Figure {id!r}", make)
        if told is not None:
            self.blocks.append(_block(id, "", told))

    def say(self, text: str) -> None:
        """A remark between figures."""
        self.blocks.append({"kind": "said", "text": text})

    def open(self, key: str, codes: Sequence[str], opened: str) -> str:
        """None: cards say the most of each."""
        return opened

    def cards(self, grid: Grid) -> None:
        """A grid of cards with a bar for each of their rows."""
        shown = [
            {"title": one.title, "below": one.below, "rows": [_row(row) for row in one.rows]}
            for one in grid.cards
        ]
        about = [grid.title, grid.subtitle, grid.key]
        self.blocks.append({"kind": "cards", "about": about, "cards": shown})

    def card(self, title: str, text: str, facts: Sequence[Fact], below: str) -> None:
        """A framed text with a few numbers."""
        card = {"title": title, "text": text, "facts": [list(one) for one in facts]}
        self.blocks.append({"kind": "card", **card, "below": below})


def _row(row: CardRow) -> list[Any]:
    """Label, change into the year, whether it is marked, both ends of the bar, the number."""
    start, end = (row.low, row.high) if row.share is None else (0.0, row.share)
    return [row.label, row.change, row.marked, row.share is not None, start, end, row.number]


def _block(id: str, title: str, told: Told | DashboardError) -> Block:
    """A figure as the browser's sources read it, or why there is none."""
    made = told if isinstance(told, DashboardError) else contained(id, partial(message, told))
    if isinstance(made, DashboardError):
        return {"kind": "missing", "title": title, "text": str(made)}
    return {"kind": "figure", "figure": made}


def message(told: Told) -> dict[str, Any]:
    """What the component of a figure is sent, but for what names the view and the release."""
    figure = painted(told.figure)
    del figure["reference"]
    method = f"{METHOD_PAGE}.html#{told.method}"
    return {**figure, "method": method, "asked": details(told)}


# ---- the pages of topics -------------------------------------------------------------------------


def topic_bundle(survey: AtHand, topic: Topic, address: Address) -> Bundle:
    """A topic's page of a view."""
    narrow, wide = survey.desk(address, narrow=True), survey.desk(address)
    view = topic_view(narrow, topic)
    parts = [*view.leading, *view.rest]
    questions = [part for part in parts if isinstance(part, Question)]
    drawn = narrow.drawn(questions)
    shown: set[str] = set()
    tell = partial(_told, narrow, lambda question: drawn.figure(question.id), shown)
    lead = [block for part in view.leading[:1] for block in tell(part)]
    if view.leading:
        _widen(lead, partial(_alone, wide, view.leading[0]))
    fitting, waiting = _by_room(narrow, view.leading, lead, drawn)
    lead += [block for part in fitting for block in tell(part)]
    comparing = address.compare is not None
    headings = by_heading(topic, waiting, view.rest, first=not comparing)
    rest = [[name, [b for part in of for b in tell(part)]] for name, of in headings.items()]
    title, lines = beside_headline(narrow, drawn.found)
    needed = [code for part in view.leading if isinstance(part, Story) for code in part.needs]
    asked_here = [*(q.id for q in view.telling), *needed, *drawn.found]
    return {
        "selection": list(selection_words(survey.codebook, narrow.chosen)),
        "about": view.about,
        "filtered": bool(address.where),
        "headline": list(view.headline),
        "wider": _wider(narrow, topic.id, map(narrow.question, asked_here)),
        "standing": [title, lines],
        "sections": [["", lead], *rest],
        "ends": [OPEN_ENDS, open_ends(narrow, view)],
    }


def _wider(desk: Desk, page: str, questions: Iterable[Question]) -> list[list[str]]:
    """Wider views of a page, each with its way."""
    found = offers(desk, questions)[:MOST]
    return [[one.label, _to(desk, page, one.address)] for one in found]


def _told(
    desk: Desk, figure_of: Callable[[Question], Any], shown: set[str], part: Part
) -> list[Block]:
    """The blocks of a part of a page."""
    if isinstance(part, Story):
        stage = OnPaper(shown=shown)
        failed = contained(f"Story {part.id!r}", lambda: part.tell(desk, stage))
        missing = [] if failed is None else [_block(part.id, part.title, failed)]
        return [*stage.blocks, *missing]
    if part.id in shown:
        return []
    shown.add(part.id)
    told = contained(part.id, lambda: of_question(desk, figure_of(part), part))
    return [_block(part.id, part.title, told)]


def _by_room(
    desk: Desk, leading: Sequence[Part], lead: Sequence[Block], drawn: Drawings
) -> tuple[list[Part], list[Part]]:
    """The leading parts behind the first that a wide page has room for, and those that wait.

    As the app decides it before it draws them; `lead` is what the first is shown as.
    """

    def height_of(part: Part) -> int:
        if isinstance(part, Story):
            return part.charts * height_with_words(STORY, narrow=False)
        figure = contained(part.id, lambda: drawn.figure(part.id))
        height, note = (0, "") if isinstance(figure, DashboardError) else _size(figure)
        return height_with_words(height, note, narrow=False)

    room = room_for(
        narrow=False,
        comparing=desk.chosen.address.compare is not None,
        filtered=bool(desk.chosen.query.where),
    )
    heights = [_height_alone(block) for block in lead if block["kind"] == "figure"]
    left = room - tallest_of(narrow=False) - sum(heights)
    fitting: list[Part] = []
    waiting: list[Part] = []
    for part in leading[1:]:
        above = min(in_columns(map(height_of, fitting), 2))
        (fitting if left - above >= height_of(part) else waiting).append(part)
    return fitting, waiting


def _size(figure: Figure) -> tuple[int, str]:
    return figure.height, figure.note


def _height_alone(block: Block) -> int:
    """Pixels of a figure's block over the whole width."""
    said = block["figure"] | block.get("wide", {})
    return height_with_words(said["height"], said["words"].get("note", ""), narrow=False)


def _alone(desk: Desk, part: Part, id: str) -> list[Block]:
    """A figure of a part as it is composed for the whole width of a page."""
    if isinstance(part, Story):
        stage = OnPaper(only=id)
        contained(f"Story {part.id!r}", lambda: part.tell(desk, stage))
        return stage.blocks
    return _told(desk, lambda question: desk.drawn([question]).figure(question.id), set(), part)


def _widen(blocks: list[Block], alone: Callable[[str], list[Block]]) -> None:
    """Give the first figure also as it is composed for the whole width of a page."""
    first = next((block for block in blocks if block["kind"] == "figure"), None)
    if first is None:
        return
    narrow = first["figure"]
    wide = [one["figure"] for one in alone(narrow["id"]) if one["kind"] == "figure"]
    found = next((one for one in wide if one["id"] == narrow["id"]), narrow)
    if found != narrow:
        # What a wider figure shows by itself its note does not say.
        names = ("height", "data", "layout", *["words"] * (found["words"] != narrow["words"]))
        first["wide"] = {name: found[name] for name in names}


# ---- the front page ------------------------------------------------------------------------------


def front_bundle(survey: AtHand, address: Address) -> Bundle:
    """The front page of a view."""
    desk = survey.desk(address, narrow=True)
    told = front_page(desk)
    title, none, lines = changed(desk)
    people = _people(desk, survey.desk(address))
    return {
        "title": survey.codebook.title,
        "edition": edition(desk),
        "groups": _groups(desk),
        "selection": list(selection_words(survey.codebook, desk.chosen)),
        "filtered": bool(address.where),
        "headline": [headline(told), remark(desk, told)],
        "news": [_news(desk, one) for one in told],
        "wider": [] if told else _wider(desk, FRONT, leading_questions(desk)),
        "changed": [title, none, [[one.line, _link(desk, one)] for one in lines]],
        "standing": list(people[0]),
        "profile": PROFILE if address.compare is not None and people[1] else "",
        "sections": [["", people[1]]],
    }


def _groups(desk: Desk) -> list[list[Any]]:
    """Filters of the reader's own group: title, and of each answer label, way, whether chosen."""
    found: list[list[Any]] = []
    address = desk.chosen.address.view
    for name in group_filters(desk.codebook):
        question, where = desk.codebook.filters[name], dict(address.where)
        now = where.pop(name, ())
        ways = [["All", _to(desk, FRONT, replace(address, where=where)), not now]]
        for choice in question.offered(desk.year):
            codes = (choice.id,)
            to = replace(address, where=where | {name: codes})
            ways.append([choice.label, _to(desk, FRONT, to), now == codes])
        found.append([question.title, ways])
    return found


def _news(desk: Desk, one: News) -> dict[str, Any]:
    topic = desk.codebook.topic(one.question.topic)
    bars = [[bar.label, bar.share, bar.leading, bar.small] for bar in one.bars]
    said = {
        "title": one.question.title,
        "bars": bars,
        "text": one.sentence,
        "evidence": evidence_in_words(desk, one),
    }
    return {**said, "topic": topic.title, "link": _link(desk, one)}


def _link(desk: Desk, one: News) -> str:
    return f"{_to(desk, one.question.topic, view_of(desk, one))}#{one.question.id}"


def _to(desk: Desk, page: str, address: Address) -> str:
    """The way to a view of a page."""
    view = write_address(address, desk.chosen.default_year)
    query = "&".join(f"{name}={value}" for name, value in view.items())
    return f"{page}.html?{query}" if query else f"{page}.html"


def _people(desk: Desk, wide: Desk) -> tuple[tuple[str, list[str]], list[Block]]:
    stage = OnPaper()
    if desk.chosen.address.compare is None:
        who = who_answered()
        who.tell(desk, stage)
        _widen(stage.blocks, partial(_alone, wide, who))
        return ("", []), stage.blocks
    drawn = desk.drawn(who_compared(desk))
    blocks = [
        block
        for question in who_compared(desk)
        for block in _told(desk, lambda asked: drawn.figure(asked.id), set(), question)
    ]
    return standing_out(desk, drawn.found), blocks
