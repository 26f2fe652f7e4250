"""The headline of a topic's page is about the figure that the page begins with, in every view."""

import os
import re
from functools import cache
from pathlib import Path

import pytest
from conftest import DATA

from dashboard.codebook import Topic
from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.figures import Figure
from dashboard.figures.context import MEASURES, OF_CASES
from dashboard.figures.payload import painted
from dashboard.query.selection import Of
from dashboard.stories.catalogue import all_figures
from dashboard.stories.headline import drawn_at_first, shown_by
from dashboard.stories.ordered_answers import YEARS
from dashboard.stories.story import Story
from dashboard.stories.topic_view import TopicView, beside_headline, topic_view
from dashboard.stories.view import Desk
from dashboard.stories.what_changed import change_of_topic


@cache
def survey() -> AtHand:
    return at_hand(Path(DATA), os.environ)


@cache
def desk(**view: str) -> Desk:
    return survey().desk(survey().address(**view))


TOPICS = [topic.id for topic in survey().codebook.topics]
CASES = "use_case_details"
VIEWS: list[dict[str, str]] = [
    {},
    {"compare": "year"},
    {"compare": "persona"},
    {"compare": "company_size"},
    {"persona": "ml_engineer"},
    {"persona": "other_persona"},
    {"company_size": "size_151_500"},
    {"year": "2024"},
    {"year": "2022"},
    {"persona": "leader", "compare": "year"},
    {"weights": "use_cases"},
]


def hero_of(at: Desk, view: TopicView) -> Figure:
    """The first figure of a page."""
    first = view.leading[0]
    if isinstance(first, Story):
        return drawn_at_first(at, first, lambda _, make: make())[0]
    return at.drawn([first]).figure(first.id)


def words_of(figure: Figure) -> str:
    """All that a figure says and draws, its table among it."""
    cells = [str(cell) for row in figure.table.rows for cell in row]
    texts = [str(text) for trace in painted(figure)["data"] for text in trace.get("text") or ()]
    return " ".join([figure.title, figure.alt, figure.note, *cells, *texts]).replace("<br>", " ")


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_headline_is_about_the_first_figure(view: dict[str, str], topic: str) -> None:
    at = desk(**view)
    about = at.codebook.topic(topic)
    page = topic_view(at, about)
    if page.headline.text == about.lead:
        assert page.headline.evidence == ""
        assert untold(at, about) == []
        return
    first = page.leading[0]
    codes = {*shown_by(first), *(first.moves if isinstance(first, Story) else ())}
    questions = [at.question(code) for code in codes]
    inside = [one.label for q in questions for one in (*q.choices, *q.items) if len(one.label) > 1]
    names = [*(question.title for question in questions), *inside]
    text = page.headline.text
    assert text.startswith("Flagged: ") or any(name in text for name in names), text
    figure = words_of(hero_of(at, page))
    said = [label for label in inside if re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text)]
    shown = " ".join(figure.split())
    assert [label for label in said if label not in shown] == [], (text, figure)


def untold(at: Desk, topic: Topic) -> list[str]:
    """The changes of a topic that a page without a headline of its own would keep back."""
    if at.chosen.by is not None:
        return []
    news = change_of_topic(at, topic)
    return [] if news is None else [news.headline]


def test_a_change_in_the_headline_is_drawn_up_to_the_year_in_view() -> None:
    at = desk(year="2024")
    drawn = {}
    for topic in at.codebook.topics:
        page = topic_view(at, topic)
        if isinstance(page.leading[0], Story) and page.leading[0].id.endswith(YEARS):
            drawn[topic.id] = hero_of(at, page).results[0].years
    assert len(drawn) > 3
    assert {years[-1] for years in drawn.values()} == {2024}


@pytest.mark.parametrize("view", [{"compare": "persona"}, {"compare": "company_size"}], ids=str)
def test_groups_compared_are_what_their_headlines_tell(view: dict[str, str]) -> None:
    at = desk(**view)
    said = {topic.id: topic_view(at, topic).headline.text for topic in at.codebook.topics}
    assert [text for text in said.values() if re.search(r"\b(rose|fell)\b|since \d{4}", text)] == []
    told = [text for text in said.values() if "all others" in text]
    none = [text for text in said.values() if "no significant differences by" in text]
    assert told
    assert none
    number = re.compile(r"\d+% of .+ \d+% of all others\.$")
    assert [text for text in told if not number.search(text)] == []


def test_the_box_below_a_headline_does_not_repeat_it_alone() -> None:
    at = desk(compare="year")
    boxes = []
    for topic in at.codebook.topics:
        page = topic_view(at, topic)
        asked = [part for part in (*page.leading, *page.rest) if not isinstance(part, Story)]
        boxes.append(beside_headline(at, at.drawn(asked).found)[1])
    assert [lines for lines in boxes if len(lines) == 1] == []
    assert [lines for lines in boxes if len(lines) > 1]
    assert "adjusted for respondent mix" in topic_view(at, at.codebook.topic("spikes")).headline[1]


def test_above_risers_and_fallers_stands_how_many_there_are() -> None:
    """Also where no single change is sure: what leads a category says nothing of its changes."""
    tools = [
        (view, topic_view(desk(**view), desk().codebook.topic("tools")))
        for view in (
            *({"persona": code.id} for code in desk().codebook.filters["persona"].choices),
            {"persona": "ml_engineer", "year": "2024"},
            {"persona": "other_persona", "year": "2023"},
        )
    ]
    flagged = [(view, page) for view, page in tools if page.headline.text.startswith("Flagged: ")]
    above = [
        page.headline.text
        for _, page in tools
        if isinstance(page.leading[0], Story) and page.leading[0].moves
    ]
    assert above
    assert len(flagged) >= 2
    assert [text for text in above if "no significant" in text.lower()] == []
    for view, page in flagged:
        match = re.fullmatch(
            r"Flagged: (?:(\d+) tools? rose)?(?: and )?(?:(\d+) tools? fell)? since \d{4}, "
            r"of \d+ compared\.",
            page.headline.text,
        )
        assert match, page.headline.text
        marked = [row for row in hero_of(desk(**view), page).table.rows if row[-1] == "yes"]
        assert sum(int(n or 0) for n in match.groups()) == len(marked)


def test_what_counts_use_cases_says_so_and_what_counts_people_does_not() -> None:
    """In leads, titles, subtitles, alternative texts and the codebook's own sentences."""
    at, over = desk(), desk(weights="use_cases")
    details = at.codebook.details
    seen = {False: 0, True: 0}
    for one in (at, over):
        cases = one is over
        for entry in all_figures(one).values():
            told = entry.make() if entry.page == CASES else None
            if told is None or not {question.id for question in told.questions} & details:
                continue
            figure = told.figure
            said = " ".join([figure.title, figure.subtitle, figure.alt])
            assert (MEASURES[Of.ANSWERED] in said) is not cases, (figure.id, said)
            assert (OF_CASES in said) is cases, (figure.id, said)
            highlight = figure.highlight.sentence if figure.highlight else ""
            assert cases or "of use cases" not in highlight, (figure.id, highlight)
            seen[cases] += 1
    assert min(seen.values()) > 20
    counted = [over.found([q])[q.id] for q in over.codebook.questions.values() if q.id in details]
    leads = [topic_view(one, one.codebook.topic(CASES)).headline for one in (at, over)]
    assert counted
    assert ["of use cases" in said.text for said in leads] == [False, True]


def test_no_sentence_of_the_codebook_says_whose_share_it_tells() -> None:
    """That is the view's: respondents, those asked, or use cases."""
    templates = {
        question.id: question.finding
        for question in survey().codebook.questions.values()
        if question.finding
    }
    assert templates
    assert [code for code, text in templates.items() if "{share} of" in text] == []
