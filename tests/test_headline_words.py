"""Headlines as sentences: what they may be about, and how they say it, in every topic and view."""

import re

import pytest
from test_headlines import TOPICS, VIEWS, desk

from dashboard.analysis.group_sentences import people_of
from dashboard.codebook import Choice
from dashboard.estimates.reliability import NORMAL_FROM
from dashboard.stories.chosen import selection_words
from dashboard.stories.front_page import front_page
from dashboard.stories.headline import shown_by
from dashboard.stories.news import News
from dashboard.stories.team_card import team_card
from dashboard.stories.topic_view import topic_view
from dashboard.stories.what_changed import change_of_topic, what_changed

PLAIN = [view for view in VIEWS if "compare" not in view and "weights" not in view]
GROUPS = [{"compare": "persona"}, {"compare": "company_size"}, {"compare": "mlops_level"}]
COMPARED = re.compile(
    r".+: \d+% of .+ (chose|count as) “.+”( for “.+”)?, compared with \d+% of all others\.?"
    r"|.+ is \S+ among .+, compared with \S+ among all others\."
)


def headlines(**view: str) -> dict[str, str]:
    at = desk(**view)
    return {topic.id: topic_view(at, topic).headline.text for topic in at.codebook.topics}


@pytest.mark.parametrize("view", GROUPS, ids=str)
def test_a_headline_about_groups_is_a_sentence_with_a_verb(view: dict[str, str]) -> None:
    told = [text for text in headlines(**view).values() if "all others" in text]
    assert told
    assert [text for text in told if not COMPARED.fullmatch(text)] == []


@pytest.mark.parametrize("view", [*VIEWS, *GROUPS], ids=str)
def test_no_headline_is_about_the_rest(view: dict[str, str]) -> None:
    """Neither an "other" answer nor a group of those that fit no other is its subject."""
    at = desk(**view)
    assert at.codebook.topics
    filtered = {code for codes in at.chosen.query.where.values() for code in codes}
    for topic in at.codebook.topics:
        text = topic_view(at, topic).headline.text
        rest = [
            choice.label
            for question in (*topic.questions, *([at.chosen.by] if at.chosen.by else []))
            for choice in (*question.choices, *question.items)
            if not choice.is_named and choice.id not in filtered
        ]
        subject = re.split(r", (?:compared with|ahead of)", text)[0]
        found = [
            label
            for label in dict.fromkeys(rest)
            if re.search(rf"“{re.escape(label)}”|: {re.escape(label)} (?:rose|fell|\()", subject)
            # Some answer of the topic may share a label with the rest of another question.
            and not any(
                choice.is_named and choice.label == label
                for question in topic.questions
                for choice in (*question.choices, *question.items)
            )
        ]
        assert found == [], text


@pytest.mark.parametrize("view", [*VIEWS, *GROUPS], ids=str)
def test_whoever_is_few_is_counted_in_the_sentence(view: dict[str, str]) -> None:
    """Where the evidence says that a number is on fewer than 100 people, so does the headline."""
    at = desk(**view)
    assert at.codebook.topics
    for topic in at.codebook.topics:
        said = topic_view(at, topic).headline
        match = re.search(r"n = ([\d,]+)(?: and ([\d,]+))?", said.evidence)
        bases = [int(n.replace(",", "")) for n in match.groups() if n] if match else []
        group = "compared with" in said.text
        few = [base for base in (bases[:1] if group else bases) if base < NORMAL_FROM]
        told = re.findall(r"of (\d+) (?!all)", said.text) if group else []
        told = told or re.findall(r"\((?:\d+ and )?(\d+)(?: and \d+)? respondents\)", said.text)
        assert bool(few) is bool(told), said
        assert not group or [str(base) for base in few] == told, said


@pytest.mark.parametrize("view", PLAIN, ids=str)
def test_cards_and_headlines_say_alike_how_few_they_tell_of(view: dict[str, str]) -> None:
    told = front_page(desk(**view))
    assert told
    for one in told:
        few = re.findall(r"\([\d,]+(?: and [\d,]+)? respondents\)|of \d+ (?!all)", one.headline)
        assert all(part in one.sentence for part in few), one
        if one.is_small and "compared with" not in one.headline:
            assert few, one
    ranks = [(one.rank, one.is_small) for one in told]
    assert ranks == sorted(ranks)


def answer_of(one: News) -> tuple[str, ...]:
    assert one.step is not None
    return one.question.id, one.step.item, one.step.choice


@pytest.mark.parametrize("view", PLAIN, ids=str)
def test_what_changed_lists_every_change_that_a_topic_tells(view: dict[str, str]) -> None:
    """The page that tests all together leads to what topics tell by their own tests."""
    at = desk(**view)
    found = what_changed(at)
    if found is None:
        return
    listed = {answer_of(one) for one in (*found.told, *found.of_topic)}
    for topic in at.codebook.topics:
        news = change_of_topic(at, topic)
        assert news is None or answer_of(news) in listed, news
    flagged = [answer_of(one) for one in found.flagged]
    assert not {*flagged} & {answer_of(one) for one in found.of_topic}
    if not found.told:
        assert found.says.endswith("so they may report a change.")


@pytest.mark.parametrize("view", VIEWS, ids=str)
@pytest.mark.parametrize("topic", TOPICS)
def test_who_answered_leads_only_where_the_topic_says_so(view: dict[str, str], topic: str) -> None:
    at = desk(**view)
    about = at.codebook.topic(topic)
    page = topic_view(at, about)
    if at.chosen.by is not None or page.headline.text == about.lead:
        assert page.headline.text
        return
    first = shown_by(page.leading[0])[0]
    declared = about.page.lead
    assert first not in {*at.codebook.who_answered} - {*declared}


def test_who_is_in_view_is_not_said_to_be_other_alone() -> None:
    at = desk(persona="other_persona")
    assert selection_words(at.codebook, at.chosen)[0] == "Persona: Other · 2025"
    assert selection_words(at.codebook, desk(persona="leader").chosen)[0] == "Leader · 2025"


def test_answers_published_apart_say_so_under_a_filter() -> None:
    at = desk(persona="ml_engineer")
    apart = at.question(at.codebook.separate[0])
    assert "Published apart" in at.drawn([apart]).figure(apart.id).note
    assert "Published apart" not in desk().drawn([apart]).figure(apart.id).note


def test_a_page_says_what_its_topic_is_about_below_any_other_headline() -> None:
    at = desk()
    for topic in at.codebook.topics:
        page = topic_view(at, topic)
        assert [page.about, page.headline.text].count(topic.lead) == 1
    assert "short experiment" in at.codebook.topic("spikes").lead


@pytest.mark.parametrize(
    "label", ["1–10 people", "Yes, as its main business", "Leader", "Über 5.000", "None: no one"]
)
def test_any_label_names_its_people(label: str) -> None:
    group = Choice(id="a", label=label, asked=(2025,), wording={})
    assert people_of(group) == f"“{label}” respondents"
    assert people_of(group, 43) == f"43 “{label}” respondents"


def test_a_team_card_does_not_say_that_answers_are_tied() -> None:
    card = team_card(desk(), "here")
    assert card is not None
    texts = [str(row[0]) for row in card.table.rows]
    assert [text for text in texts if ", tied with" in text] == []
    assert [text for text in texts if ", may be tied with" in text]
