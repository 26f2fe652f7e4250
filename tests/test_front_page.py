"""The news of a view: tested as one family, ranked by the cautious end, without tautologies."""

import itertools
import os
import re
from functools import cache
from pathlib import Path

import pytest
from conftest import DATA
from sampling import sampled

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.rounding import percent
from dashboard.codebook import Kind
from dashboard.estimates.change import nearer_end
from dashboard.estimates.reliability import SHARE_FROM
from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.stories import front_page as told
from dashboard.stories.catalogue import all_figures
from dashboard.stories.front_page import (
    differences,
    front_page,
    leading_questions,
    levels,
    small_levels,
    topic_news,
    who_compared,
)
from dashboard.stories.headline import shown_by
from dashboard.stories.news import (
    Bar,
    News,
    Rank,
    difference_in_words,
    is_ordered,
    questions_of_news,
    share_in_words,
)
from dashboard.stories.offers import offers
from dashboard.stories.topic_view import topic_view
from dashboard.stories.view import Desk
from dashboard.stories.what_changed import NOT_TESTED, changed, changes


@cache
def survey() -> AtHand:
    return at_hand(Path(DATA), os.environ)


def desk(**view: str) -> Desk:
    return survey().desk(survey().address(**view))


VIEWS = [
    {},
    {"persona": "ml_engineer"},
    {"company_size": "size_11_50"},
    {"year": "2022"},
    {"persona": "leader", "company_size": "size_5001_plus"},
]


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_news_is_ranked_by_its_kind_and_then_by_its_cautious_end(view: dict[str, str]) -> None:
    news = front_page(desk(**view))
    assert 0 < len(news) <= told.MOST
    assert [one.rank for one in news] == sorted(one.rank for one in news)
    for rank in Rank:
        ends = [one.nearer for one in news if one.rank is rank]
        assert ends == sorted(ends, reverse=True)
    assert len({one.question.id for one in news}) == len(news)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_no_news_is_of_a_filter_or_of_what_a_group_was_made_from(view: dict[str, str]) -> None:
    at = desk(**view)
    own = {question.id for question in at.codebook.filters.values()}
    for name in view.keys() & at.codebook.filters.keys():
        own |= at.codebook.filters[name].worked_out_from
    found = [*changes(at), *differences(at), *levels(at)]
    assert found
    for one in found:
        assert one.question.id not in own


def test_who_answered_is_no_news() -> None:
    at = desk()
    asked = {question.id for question in questions_of_news(at)}
    assert asked
    assert set(at.codebook.who_answered) > set(at.codebook.key_attributes)
    assert not asked & set(at.codebook.who_answered)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_no_news_is_one_box_of_an_ordered_scale(view: dict[str, str]) -> None:
    at = desk(**view)
    found = [*changes(at), *differences(at), *levels(at)]
    assert found
    for one in found:
        if is_ordered(one.question):
            assert one.question.kind in (Kind.SCALE, Kind.MATRIX)
            two = " or “" in one.sentence or "” or " in one.sentence
            assert two, "several answers are told together"


def test_a_change_is_smaller_at_its_cautious_end_and_more_so_among_many() -> None:
    one, many = (nearer_end(0.20, 0.10, 1, tested) for tested in (1, 1000))
    assert one == pytest.approx(0.10)
    assert many < one
    assert nearer_end(0.20, 0.10, 1000, 1000) == pytest.approx(0.10)
    news = changes(desk())
    assert news
    for change in news:
        before, now = (bar.share for bar in change.bars)
        assert 0 < change.nearer < abs(now - before)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_piece_of_news_says_its_interval_and_its_base(view: dict[str, str]) -> None:
    at = desk(**view)
    found = [*changes(at), *differences(at), *levels(at)]
    assert found
    for one in found:
        assert "(95% interval)" in one.evidence
        assert re.search(r"n = [\d,]+", one.evidence)


def test_evidence_says_that_a_sample_is_small() -> None:
    assert share_in_words(0.2, 0.3, 100) == "20 to 30% (95% interval) · n = 100"
    assert share_in_words(0.2, 0.3, 64) == "20 to 30% (95% interval) · n = 64 (small sample)"
    assert difference_in_words(0.1, 0.3, [1030, 30]).endswith("n = 1,030 and 30 (small sample)")


@pytest.mark.parametrize("view", VIEWS[:3], ids=str)
def test_the_news_of_a_topic_is_a_change_that_its_figures_mark(view: dict[str, str]) -> None:
    at = desk(**view)
    told = {topic.id: topic_news(at, topic) for topic in at.codebook.topics}
    assert any(told.values())
    for topic, news in told.items():
        if news is None or news.rank not in (Rank.CHANGE, Rank.SLOW_CHANGE):
            continue
        slow = news.rank is Rank.SLOW_CHANGE
        marked = [
            change.change
            for (question, _), one in at.family([topic]).followed.items()
            for change in (one.long_changes if slow else one.changes).values()
            if question == news.question.id and change.told
        ]
        then, now = (bar.share for bar in news.bars)
        assert any((change > 0) == (now > then) for change in marked)


def test_news_of_one_group_is_of_that_group() -> None:
    at = desk(persona="ml_engineer")
    label = at.codebook.filter("persona").choice("ml_engineer").label
    found = differences(at)
    assert found
    assert {one.bars[0].label for one in found} == {label}
    assert {one.compare for one in found} == {"persona"}


def test_bars_of_small_samples_are_lighter_and_said_to_be() -> None:
    news = [one for one in told.front_page(desk(persona="researcher"), most=60) if one.change]
    small = [one for one in news if any(bar.small for bar in one.bars)]
    assert small
    for one in news:
        bases = [
            int(n.replace(",", "")) for n in re.findall(r"[\d,]+", one.evidence.split("n = ")[1])
        ]
        assert [bar.small for bar in one.bars] == [n < 100 for n in bases]
        assert ("small sample" in one.evidence) == any(n < 100 for n in bases)


def test_a_balance_that_may_be_even_is_no_finding() -> None:
    small = desk(persona="data_engineer", company_size="size_151_500,size_501_1000")
    found = [one for at in (desk(), small) for one in levels(at) if "Net score" in one.evidence]
    assert found
    for one in found:
        assert one.nearer > 0, one.evidence
    uneven = {one.question.id for one in levels(small)}
    asked = [q for q in questions_of_news(small) if is_diverging(q) and not q.items]
    assert {question.id for question in asked} - uneven


def test_two_answers_whose_intervals_overlap_are_told_together() -> None:
    found = [one for one in levels(desk()) if one.question.kind is Kind.SINGLE]
    tied = [one for one in found if one.nearer < 0]
    clear = [one for one in found if one.nearer > 0]
    assert tied
    assert clear
    assert all("may be tied" in one.sentence for one in tied)
    assert all("ahead of" in one.sentence for one in clear)


def test_the_headline_joins_two_short_changes_and_no_more() -> None:
    question = desk().codebook.questions["persona"]
    bars = (Bar(label="a", share=0.1),)

    def news(text: str, rank: Rank = Rank.CHANGE) -> News:
        return News(
            rank=rank,
            question=question,
            nearer=0.1,
            headline=text,
            sentence=text,
            bars=bars,
            evidence="n = 100",
        )

    assert told.headline([]) == ""
    assert told.headline([news("One"), news("Two"), news("Three")]) == "One. Two."
    assert told.headline([news("One"), news("x" * 200), news("three")]) == "One. three."
    assert told.headline([news("One"), news("two", Rank.LEVEL)]) == "One."


def test_the_edition_says_when_and_how_many() -> None:
    at = desk()
    fieldwork = at.codebook.years[at.year].fieldwork
    assert fieldwork is not None
    line = told.edition(at)
    assert line.startswith(f"{at.year} edition · {at.responses.rows[at.year]:,} respondents · ")
    assert line.endswith(f"{fieldwork.to:%B} {fieldwork.to.day}, {fieldwork.to.year}")


@pytest.mark.parametrize(
    "view", [{"persona": "researcher"}, {"company_size": "size_11_50"}], ids=str
)
def test_the_question_of_a_filter_is_shown_of_everybody_and_leads_no_page(
    view: dict[str, str],
) -> None:
    at, everybody = desk(**view), desk()
    [name] = view
    question = at.codebook.filters[name]
    figure, whole = (one.drawn([question]).figure(question.id) for one in (at, everybody))
    assert figure.table == whole.table
    assert figure.subtitle == whole.subtitle
    assert "The filter by this question is left out here." in figure.note
    assert "left out" not in whole.note
    topic = at.codebook.topic(question.topic)
    view = topic_view(at, topic)
    assert "100%" not in view.headline.text
    assert question.id not in shown_by(view.leading[0])[:1]


def test_a_group_is_compared_with_all_others_whatever_filter_keeps_it() -> None:
    at = desk(persona="data_scientist", compare="persona")
    question = at.question("skills_had")
    alone, all_groups = (
        one.found([question])["skills_had"] for one in (at, desk(compare="persona"))
    )
    assert len(alone.segments) > 2
    assert alone.estimates.base.tolist() == all_groups.estimates.base.tolist()
    figure = at.figure(alone)
    assert "the filter by persona is left out" in figure.note
    assert "Data scientist ·" not in figure.subtitle


def test_the_question_that_divides_a_comparison_is_not_drawn_of_its_own_groups() -> None:
    whole = [question.id for question in who_compared(desk(compare="year"))]
    assert {"persona", "company_size"} == set(whole)
    for name in whole:
        compared = [question.id for question in who_compared(desk(compare=name))]
        assert compared == [other for other in whole if other != name]


SMALL = {"persona": "researcher", "company_size": "size_11_50"}


def test_a_view_too_small_for_news_says_so_and_claims_no_missing_change() -> None:
    at = desk(**SMALL)
    assert front_page(at) == []
    title, said, lines = changed(at)
    assert (said, lines) == (NOT_TESTED, [])
    assert title


def test_wider_views_are_offered_where_a_view_is_too_small_for_news() -> None:
    at = desk(**SMALL)
    offered = offers(at, leading_questions(at))
    assert {"persona": ("researcher",)} in [one.address.where for one in offered]
    assert all(one.fewest >= SHARE_FROM for one in offered)
    assert offers(desk(), leading_questions(desk())) == []


@pytest.mark.parametrize("view", [SMALL, {"persona": "researcher", "year": "2022"}], ids=str)
def test_no_figure_says_that_nothing_differs_where_nothing_was_tested(
    view: dict[str, str],
) -> None:
    at = desk(**view)
    made = (one.make() for one in all_figures(at).values())
    figures = [told.figure for told in made if told is not None]
    silent = [
        figure for figure in figures
        if not figure.table.rows and re.search(r"[Nn]o(ne)? significant", figure.alt)
    ]  # fmt: skip
    assert figures
    assert [figure.title for figure in silent] == []


ENOUGH = 40
"""Respondents of a group from which the front page has findings."""


def groups_of_enough(at: Desk) -> list[dict[str, str]]:
    """Every persona and company size, and every pair of the two, of enough respondents."""
    codes = {
        name: [choice.id for choice in at.codebook.filters[name].offered(at.year)]
        for name in ("persona", "company_size")
    }
    single = [{name: code} for name, of in codes.items() for code in of]
    both = [dict(zip(codes, pair, strict=True)) for pair in itertools.product(*codes.values())]
    return [view for view in (*single, *both) if desk(**view).chosen.counts[at.year] >= ENOUGH]


def test_every_group_of_forty_has_three_findings() -> None:
    """None of them of what makes the group, and of small samples only what leads."""
    groups = groups_of_enough(desk())
    pairs = [view for view in groups if len(view) == 2]
    assert len(pairs) > 15
    found = {
        tuple(view.values()): front_page(desk(**view))
        for view in (*sampled(groups, 4), *sampled(pairs, 6))
    }
    counts = {group: [one.rank.name for one in news] for group, news in found.items()}
    print(*counts.items(), sep="\n")
    assert {group: ranks for group, ranks in counts.items() if len(ranks) < told.MOST} == {}
    makes = {"persona", "company_size"}
    assert not [one for news in found.values() for one in news if one.question.id in makes]


SMALL_GROUP = {"persona": "ml_engineer", "company_size": "size_11_50"}


def test_levels_of_a_group_say_their_interval_and_what_everyone_says() -> None:
    at = desk(**SMALL_GROUP)
    news = front_page(at)
    assert {one.rank for one in news} <= {Rank.SMALL_LEVEL, Rank.MANY_TIED}
    assert all(bar.small for one in news for bar in one.bars)
    for one in news:
        assert re.search(r"\d+ to \d+% \(95% interval\) · n = \d+ \(small sample\)", one.evidence)
        everyone = desk().results([one.question.id])[one.question.id]
        label = one.bars[0].label
        [place] = [v for v, c in enumerate(one.question.choices) if c.label == label]
        share = percent(float(everyone.shares.share[0, 0, 0, place]))
        assert one.evidence.endswith(f"all respondents: {share}")
    assert told.remark(at, news) == told.LEVELS_ONLY
    assert told.remark(desk(), front_page(desk())) == ""


def test_levels_of_a_group_begin_with_what_is_furthest_from_everyone() -> None:
    at = desk(**SMALL_GROUP)
    ends = []
    for one in small_levels(at):
        low, high, everyone = map(int, re.findall(r"(\d+) to (\d+)%.*: (\d+)%", one.evidence)[0])
        ends.append((one.rank, -max(low - everyone, everyone - high)))
    assert len(ends) >= 3
    # Whole percents of the same order as the numbers behind them, to within a rounding.
    assert all(one[0] < two[0] or one[1] <= two[1] + 2 for one, two in itertools.pairwise(ends))


def test_who_may_lead_as_well_is_counted_or_named() -> None:
    found = [one for one in small_levels(desk(**SMALL_GROUP)) if "lead" in one.sentence]
    many = [one for one in found if one.rank is Rank.MANY_TIED]
    assert many
    assert all(
        re.search(
            r" lead; \d+ other answers may be tied with them(?: \(\d+ respondents\))?\.$",
            one.sentence,
        )
        for one in many
    )
    assert [one for one in found if one.rank is Rank.SMALL_LEVEL and "; " in one.sentence] == []


def test_all_others_are_those_whom_the_other_filters_keep() -> None:
    found = differences(desk(persona="leader", company_size="size_5001_plus"))
    sizes = [one for one in found if one.compare == "company_size"]
    assert sizes
    assert all(one.bars[1].label == "All others (Leader)" for one in sizes)
    assert all("of all others (Leader)" in one.headline for one in sizes)
    assert {one.bars[1].label for one in differences(desk(persona="leader"))} == {"All others"}
