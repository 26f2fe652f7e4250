"""What is new in a view: tested changes, then tested differences of groups, then clear levels.

Everything is tested over the whole questionnaire as one family. Within a kind of news the nearer
end of the adjusted interval decides the order, as the largest estimate is the luckiest one.
Adjusted intervals of what was selected are those of Benjamini and Yekutieli (2005): R of m tests
marked at rate q have intervals at the level 1 - R q / m.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

import numpy as np

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.changes import NET, Change, Family, Followed, Step, judge
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent, rounded, signed
from dashboard.analysis.segments import associations
from dashboard.analysis.sentences import both_sides, sides_in_words, two_highest, two_in_words
from dashboard.analysis.statistics import (
    TOP2,
    has_shares,
    highest_points,
    scale_points,
    statistics_of,
)
from dashboard.codebook import Choice, Kind, Question, Topic, Year
from dashboard.estimates.change import nearer_end
from dashboard.estimates.reliability import COUNT_FROM, NORMAL_FROM, SHARE_FROM
from dashboard.figures.change_marks import DOWN, UP
from dashboard.figures.words import listed
from dashboard.query.selection import Of, Query, Weights
from dashboard.query.url import COMPARE_YEARS
from dashboard.stories.view import Desk

MOST = 3
LONGEST_HEADLINE = 110
LISTED = 8
"""Changes that stand in sight; the rest is folded."""
NO_CHANGE = "No significant change over the whole questionnaire in this view."
TESTED = "Tested together across all questions; surest first."
TOO_FEW = "The sample of this view is too small for a finding."
HOW_TO_READ_TITLE = "How to read these charts"
HOW_TO_READ = (
    "A **bar** is the percentage of those who answered; the **thin line** through its end is the "
    "95% interval: the range the figure would likely fall in if the survey were repeated.",
    f"**Base** is the number of people behind a figure. Below {NORMAL_FROM} its percentage is "
    f"shown lighter: small sample. From {COUNT_FROM} to {SHARE_FROM - 1} only a striped range is "
    f"shown; below {COUNT_FROM}, nothing.",
    "**Respondents chose to take part.** The results describe them; they may not represent "
    "everyone who could have taken part.",
    "The link keeps your filters: **copy it** to share this view.",
)


class Rank(IntEnum):
    """Kinds of news, the strongest first."""

    CHANGE = 0
    DIFFERENCE = 1
    LEVEL = 2


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar of a small picture: a share between 0 and 1, and whether it is the one in view."""

    label: str
    share: float
    leading: bool = False


@dataclass(frozen=True, kw_only=True)
class News:
    """One piece of news of one question.

    `nearer` is the end of the adjusted interval that lies nearer to no change, as a fraction.
    `evidence` is its 95% interval and its bases in words. `headline` stands alone; `sentence`
    stands below the question's title. `compare` is the comparison in which the question's own
    figure shows it.
    """

    rank: Rank
    question: Question
    nearer: float
    headline: str
    sentence: str
    bars: tuple[Bar, ...]
    evidence: str
    compare: str | None = None

    @property
    def line(self) -> str:
        """The headline with the sign of a change before it."""
        if self.rank is not Rank.CHANGE:
            return self.headline
        rises = self.bars[-1].share > self.bars[0].share
        return f"{UP if rises else DOWN} {self.headline}"


def front_page(desk: Desk, most: int = MOST) -> list[News]:
    """The strongest news of a view, at most one a question: changes, differences, then levels."""
    found: list[News] = []
    for news in (changes, differences, levels):
        found += news(desk)
        if len(_first_of_questions(found)) >= most:
            break
    return _first_of_questions(found)[:most]


def _first_of_questions(news: Iterable[News]) -> list[News]:
    first: dict[str, News] = {}
    for one in news:
        first.setdefault(one.question.id, one)
    return list(first.values())


def _ranked(news: Iterable[News]) -> list[News]:
    return sorted(news, key=lambda one: (one.rank, -one.nearer, one.question.id, one.headline))


def headline(news: Sequence[News]) -> str:
    """The strongest news in a sentence, two changes where they are short; empty without any."""
    told = list(news[:1])
    for one in news[1:]:
        both = len(told[0].headline) + len(one.headline) <= LONGEST_HEADLINE
        if both and told[0].rank is one.rank is Rank.CHANGE:
            told.append(one)
            break
    return "; ".join(one.headline for one in told) + "." if told else ""


def _questions(desk: Desk) -> list[Question]:
    """What may be news: published answers of this year, not those that say who answered."""
    book = desk.codebook
    who = {*book.profile, *(question.id for question in book.filters.values())}
    # A group that was made from an answer differs in it by rule.
    for name in desk.chosen.query.where:
        who |= {book.filter(name).id, *book.filter(name).worked_out_from}
    return [
        question
        for topic in book.topics
        for question in topic.questions
        if question.published and desk.year in question.asked and question.id not in who
    ]


def _ordered(question: Question) -> bool:
    """Whether answers have an order, so that a single one of them is no story."""
    inside = [c for c in question.choices if not (c.outside or c.other or c.exclusive)]
    by_value = bool(inside) and all(choice.value is not None for choice in inside)
    bands = any(choice.is_band for choice in question.choices)
    return question.kind in (Kind.SCALE, Kind.NUMBER) or bands or by_value


def _chosen(question: Question) -> bool:
    """Whether shares of its single answers are a story."""
    simple = has_shares(question) and not question.items and not _ordered(question)
    return simple and question.kind in (Kind.SINGLE, Kind.MULTIPLE)


def _tells(choice: Choice | None) -> bool:
    return choice is None or not (choice.other or choice.outside or choice.exclusive)


# ---- changes ---------------------------------------------------------------------------------


def changes(desk: Desk) -> list[News]:
    """All marked changes since the edition before, tested over the whole questionnaire."""
    before = [year for year in desk.responses.years if year < desk.year]
    if not before:
        return []
    pair = replace(desk.plain, years=(before[-1], desk.year))
    return desk.once(("news", "changes"), lambda: _changes(desk, pair), pair)


def _changes(desk: Desk, pair: Query) -> list[News]:
    asked = [q for q in _questions(desk) if pair.years[0] in q.asked]
    shown = [q.id for q in asked if _chosen(q) or (is_diverging(q) and not q.items)]
    found = list(desk.results(shown, pair).values())
    rows = [q.id for q in asked if q.kind is Kind.MATRIX and TOP2 in statistics_of(q)]
    found += desk.results(rows, pair, TOP2).values()
    parts = [q.id for q in asked if q.kind is Kind.ALLOCATION]
    found += desk.results(parts, pair).values()
    return _told(judge(desk.responses, found))


def topic_news(desk: Desk, topic: Topic) -> News | None:
    """The strongest news of one topic: a change that its page's figures mark, None without one.

    In a view of one group it may be a difference of that group from all others.
    """
    if before := [year for year in desk.responses.years if year < desk.year]:
        asked = {question.id for question in _questions(desk)}
        for news in _told(desk.family([topic.id]), (before[-1], desk.year)):
            if news.question.id in asked:
                return news
    groups = differences(desk) if desk.plain.where else []
    return next((news for news in groups if news.question.topic == topic.id), None)


def _told(family: Family, pair: tuple[Year, Year] | None = None) -> list[News]:
    """The changes that a family tells, between two years or any, the surest first."""
    told = (
        _change(what, one, step)
        for (_, what), one in family.followed.items()
        for step, change in one.changes.items()
        if change.told and pair in (None, (step.first, step.second))
    )
    return _ranked(news for news in told if news is not None and news.nearer > 0)


def _change(what: str, one: Followed, step: Step) -> News | None:
    found, change = one.result, one.changes[step]
    question, place = found.question, one.places[step]
    if what == NET:
        return _net_change(found, step, change)
    if found.each_choice:
        if _ordered(question):
            return None
        about: Choice | None = question.choices[place[2]]
    elif found.in_percent:
        about = found.items[place[1]]
    else:
        return None
    if about is None or not _tells(about):
        return None
    years = [(found.years.index(y), *place) for y in (step.first, step.second)]
    then, now = (float(found.estimates.estimate[at]) for at in years)
    label, subject = about.label, _subject(question, about)
    if found.statistic is TOP2:
        label, subject = f"{label}{_two(question)}", f"{subject}{_two(question)}"
    verb, way = ("rose", "up") if change.change > 0 else ("fell", "down")
    average = " on average" if question.kind is Kind.ALLOCATION else ""
    return News(
        rank=Rank.CHANGE,
        question=question,
        nearer=change.least,
        headline=f"{subject} {verb} from {percent(then)} to {percent(now)}{average} {_since(step)}",
        sentence=f"{label}: {percent(now)}{average}, {way} from {percent(then)} in {step.first}.",
        bars=(
            Bar(label=str(step.first), share=then),
            Bar(label=str(step.second), share=now, leading=True),
        ),
        evidence=_of_difference(
            change.low, change.high, [found.estimates.base[at] for at in years]
        ),
        compare=COMPARE_YEARS,
    )


def _two(question: Question) -> str:
    """The two highest answers of a scale, which its rows are counted by."""
    points = scale_points(question)
    highest = highest_points(question)
    labels = [f"“{c.label}”" for c in question.choices if points.get(c.id) in highest]
    return f" ({listed(labels, 'or')})"


def _net_change(found: Result, step: Step, change: Change) -> News | None:
    """A scale's change: how many lie on either side of its middle, in both years."""
    question, net = found.question, found.net
    before, at = (found.years.index(year) for year in (step.first, step.second))
    if net is None:
        return None
    up, down = both_sides(found, at)
    before_up, before_down = both_sides(found, before)
    way = "up" if change.change > 0 else "down"
    words = sides_in_words(question, up, down)
    return News(
        rank=Rank.CHANGE,
        question=question,
        nearer=change.least,
        headline=f"{question.title}: {words}; the balance is {way} {_since(step)}",
        sentence=f"{words}; {percent(before_up)} and {percent(before_down)} in {step.first}.",
        bars=(
            Bar(label=str(step.first), share=before_up),
            Bar(label=str(step.second), share=up, leading=True),
        ),
        evidence=_of_difference(change.low, change.high, [net.base[y, 0, 0] for y in (before, at)]),
        compare=COMPARE_YEARS,
    )


def _of_difference(low: float, high: float, bases: Iterable[float]) -> str:
    """The interval of a difference between two shares, and how many people are behind them."""
    ends = " to ".join(signed(rounded(100 * end)) for end in (low, high))
    return f"{ends} points (95% interval) · {_n(bases)}"


def _of_share(low: float, high: float, base: float) -> str:
    """The interval of one share or balance, and how many people are behind it."""
    return f"{rounded(100 * low)} to {rounded(100 * high)}% (95% interval) · {_n([base])}"


def _n(bases: Iterable[float]) -> str:
    return "n = " + " and ".join(f"{round(base):,}" for base in bases)


def _since(step: Step) -> str:
    return "in a year" if step.second - step.first == 1 else f"since {step.first}"


def _subject(question: Question, about: Choice) -> str:
    """What a sentence is about: a tool by its name, any other answer with its question."""
    return about.label if about.category is not None else f"{question.title}: {about.label}"


# ---- differences of groups -------------------------------------------------------------------


def differences(desk: Desk) -> list[News]:
    """All marked differences of a group from everybody else, in the newest year.

    In a view of one group, that group's; else those of every group of the filters that lead.
    """
    book, where = desk.codebook, desk.plain.where
    names = [name for name in ("persona", "company_size") if name in book.filters]
    names = [name for name in names if name in where] or names

    def told() -> list[News]:
        every = (news for name in names for news in _of_groups(desk, name))
        return _ranked(news for news in every if news.nearer > 0)

    return desk.once(("news", "differences", tuple(names)), told, desk.plain)


def _of_groups(desk: Desk, name: str) -> Iterator[News]:
    by = desk.codebook.filter(name)
    circular = {by.id, *by.worked_out_from}
    asked = [
        question
        for question in _questions(desk)
        if _chosen(question)
        and question.id not in circular
        and desk.responses.stand_together(question, by)
    ]
    codes = [q.id for q in asked if desk.weights(q) is not Weights.USE_CASES]
    results = desk.results(codes, replace(desk.without(name), by=by.id))
    found = [one for of_one in associations(list(results.values())) for one in of_one]
    tested = sum(int(np.sum(~np.isnan(one.others.p_value))) for one in found)
    marked = sum(int(np.sum(one.told)) for one in found)
    wanted = desk.plain.where.get(name)
    for one in found:
        result = results[one.question.id]
        for segment, item, choice in map(tuple, np.argwhere(one.told)):
            group, about = by.choices[segment], one.question.choices[choice]
            if not (_tells(about) and _tells(group)) or (wanted and group.id not in wanted):
                continue
            change = float(one.others.change[segment, item, choice])
            near = one.others.low if change > 0 else -one.others.high
            year = result.years.index(one.year)
            at = (year, result.segments.index(group.id), item, choice)
            share = float(result.shares.estimate[at])
            rest = share - change
            words = f"{group.label} {percent(share)}, all others {percent(rest)}"
            yield News(
                rank=Rank.DIFFERENCE,
                question=one.question,
                nearer=nearer_end(abs(change), float(near[segment, item, choice]), marked, tested),
                headline=f"{_subject(one.question, about)}: {words}",
                sentence=f"{about.label}: {words}.",
                bars=(
                    Bar(label=group.label, share=share, leading=True),
                    Bar(label="All others", share=rest),
                ),
                evidence=_of_difference(
                    float(one.others.low[segment, item, choice]),
                    float(one.others.high[segment, item, choice]),
                    [result.shares.base[at]],
                ),
                compare=name,
            )


# ---- levels ----------------------------------------------------------------------------------


def levels(desk: Desk) -> list[News]:
    """Answers given clearly more often than any other; those that are not clear told as level."""
    asked = [q for q in _questions(desk) if _chosen(q) or (is_diverging(q) and not q.items)]
    found = desk.results([q.id for q in asked], replace(desk.plain, of=Of.ANSWERED))
    told = (_level(result) for result in found.values())
    return _ranked(news for news in told if news is not None)


def _level(result: Result) -> News | None:
    question, year = result.question, len(result.years) - 1
    if is_diverging(question):
        if result.net is None or np.isnan(result.net.estimate[year, 0, 0]):
            return None
        up, down = both_sides(result, year)
        low, high = float(result.net.low[year, 0, 0]), float(result.net.high[year, 0, 0])
        words = sides_in_words(question, up, down)
        bars = (
            Bar(label="Above the middle", share=up, leading=up >= down),
            Bar(label="Below the middle", share=down, leading=down > up),
        )
        return News(
            rank=Rank.LEVEL,
            question=question,
            nearer=max(low, -high),
            headline=f"{question.title}: {words}",
            sentence=f"{words}.",
            bars=bars,
            evidence=f"Balance {_of_difference(low, high, [result.net.base[year, 0, 0]])}",
        )
    first, second = two_highest(result, year)
    if first is None or second is None:
        return None
    shares = result.shares
    at = (year, 0, 0, first)
    low, high = float(shares.low[at]), float(shares.high[year, 0, 0, second])
    (one, share), (other, next_share) = (
        (question.choices[v].label, float(shares.estimate[year, 0, 0, v])) for v in (first, second)
    )
    words = two_in_words(result, year, first, second)
    return News(
        rank=Rank.LEVEL,
        question=question,
        nearer=low - high,
        headline=f"{question.title}: {words}",
        sentence=f"{words}.",
        bars=(
            Bar(label=one, share=share, leading=True),
            Bar(label=other, share=next_share, leading=low <= high),
        ),
        evidence=f"{one}: {_of_share(low, float(shares.high[at]), shares.base[at])}",
    )


def edition(desk: Desk, year: Year | None = None) -> str:
    """The edition in a line: its year, how many answered, and when."""
    at = year or desk.year
    count = desk.responses.rows.get(at, 0)
    parts = [f"{at} edition", f"{count:,} respondents"]
    fieldwork = desk.codebook.years[at].fieldwork
    if fieldwork is not None:
        parts.append(f"{_day(fieldwork.from_)} – {_day(fieldwork.to)}, {fieldwork.to.year}")
    return " · ".join(parts)


def _day(day: date) -> str:
    return f"{day:%B} {day.day}"


def changed(desk: Desk) -> tuple[str, str, list[News]]:
    """All marked changes since the edition before: a title, a remark, and the changes, ranked.

    Everything is empty where there was no edition before.
    """
    before = [year for year in desk.responses.years if year < desk.year]
    if not before:
        return "", "", []
    told = changes(desk)
    said = NO_CHANGE if not told else TESTED
    return f"What changed from {before[-1]} to {desk.year}", said, told


def who_compared(desk: Desk) -> list[Question]:
    """The questions that say who answered, where a comparison is on."""
    codebook, years = desk.codebook, set(desk.chosen.query.years)
    who = [q for q in codebook.filters.values() if years & set(q.asked)]
    return [q for q in who if q.id in (codebook.persona, codebook.company_size)] or who[:2]
