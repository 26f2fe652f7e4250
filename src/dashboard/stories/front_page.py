"""What is new in a view: tested changes, then tested differences of groups, then clear levels.

Everything is tested over the whole questionnaire as one family. Within a kind of news the nearer
end of the adjusted interval decides the order, as the largest estimate is the luckiest one.
Adjusted intervals of what was selected are those of Benjamini and Yekutieli (2005): R of m tests
marked at rate q have intervals at the level 1 - R q / m.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.group_sentences import nameable, share_of_group
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent
from dashboard.analysis.segments import Association, associations
from dashboard.analysis.sentences import (
    both_sides,
    points_words,
    sides_in_words,
    tied_with,
    two_highest,
    two_in_words,
)
from dashboard.codebook import Codebook, Question, Topic, Year
from dashboard.estimates.change import nearer_end
from dashboard.estimates.reliability import COUNT_FROM, NORMAL_FROM, SHARE_FROM
from dashboard.query.selection import Weights, filter_words
from dashboard.stories.news import (
    Bar,
    News,
    Rank,
    difference_in_words,
    is_chosen,
    is_small,
    of_few,
    questions_of_news,
    ranked,
    share_in_words,
)
from dashboard.stories.outlines import outline_of
from dashboard.stories.view import Desk, available
from dashboard.stories.what_changed import change_of_topic, changes

MOST = 3
LONGEST_HEADLINE = 110
LISTED = 8
"""Changes that stand in sight; the rest is folded."""
ALL = "all respondents"
LEVELS_ONLY = (
    "No significant change or difference in this group. These are its most common answers."
)
TOO_FEW = "The sample of this view is too small for a finding."
FIND_GROUP, FIND_GROUP_SAYS = "Find your group", "See the findings for people like you."
PROFILE = "Respondent profile"
HOW_TO_READ_TITLE = "How to read these charts"
HOW_TO_READ = (
    "A **bar** is the percentage of those who answered; the **thin line** through its end is the "
    "95% interval: the range the figure would likely fall in if the survey were repeated.",
    f"**Base** is the number of people behind a figure. Below {NORMAL_FROM}, or with a wide "
    f"interval, its bar is faint. From {COUNT_FROM} to {SHARE_FROM - 1} only a "
    f"striped range is shown; below {COUNT_FROM}, nothing.",
    "**Respondents chose to take part.** The results describe them; they may not represent "
    "everyone who could have taken part.",
    "The link keeps your filters: **copy it** to share this view.",
)


def leading_questions(desk: Desk) -> list[Question]:
    """What the topics' pages lead with in the year at hand."""
    leads = [code for topic in desk.codebook.topics for code in outline_of(topic).lead]
    return [desk.question(code) for code in leads if available(desk, code)]


def front_page(desk: Desk, most: int = MOST) -> list[News]:
    """The strongest news of a view, at most one a question: changes, differences, then levels.

    Levels of small samples come last.
    """
    found: list[News] = []
    for news in (changes, differences, levels, small_levels):
        found += news(desk)
        if len(_first_of_questions(found)) >= most:
            break
    return _first_of_questions(found)[:most]


def _first_of_questions(news: Iterable[News]) -> list[News]:
    first: dict[str, News] = {}
    for one in news:
        first.setdefault(one.question.id, one)
    return list(first.values())


def headline(news: Sequence[News]) -> str:
    """The strongest news in a sentence, or two short ones of changes; empty without any."""
    told = list(news[:1])
    for one in news[1:]:
        both = len(told[0].headline) + len(one.headline) <= LONGEST_HEADLINE
        if both and told[0].rank is one.rank is Rank.CHANGE:
            told.append(one)
            break
    return " ".join(f"{one.headline}." for one in told)


def remark(desk: Desk, news: Sequence[News]) -> str:
    """What is to be known of the news of a filtered view that has levels alone; else empty."""
    tested = desk.plain.filters and news and min(one.rank for one in news) >= Rank.LEVEL
    return LEVELS_ONLY if tested else ""


def topic_news(desk: Desk, topic: Topic) -> News | None:
    """The strongest news of one topic: a change that its page's figures mark, None without one.

    In a view of one group it may be a difference of that group from all others.
    """
    if (change := change_of_topic(desk, topic)) is not None:
        return change
    groups = differences(desk) if desk.plain.where else []
    return next((news for news in groups if news.question.topic == topic.id), None)


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
        return ranked(news for news in every if news.nearer > 0)

    return desk.once(("news", "differences", tuple(names)), told, desk.plain)


def _of_groups(desk: Desk, name: str) -> Iterator[News]:
    by = desk.codebook.filter(name)
    circular = {by.id, *by.worked_out_from}
    asked = [
        question
        for question in questions_of_news(desk)
        if is_chosen(question)
        and question.id not in circular
        and desk.responses.stand_together(question, by)
    ]
    codes = [q.id for q in asked if desk.weights(q) is not Weights.USE_CASES]
    # Tested are all groups, whichever of them a view is about.
    query = replace(desk.without(name), by=by.id)
    results = desk.results(codes, query)

    def tested_all() -> list[Association]:
        return [one for of_one in associations(list(results.values())) for one in of_one]

    found = desk.once(("news", "associations", tuple(codes)), tested_all, query)
    tested = sum(int(np.sum(~np.isnan(one.others.p_value))) for one in found)
    marked = sum(int(np.sum(one.told)) for one in found)
    wanted = desk.plain.where.get(name)
    others = [filter_words(desk.codebook, *one) for one in desk.plain.filters if one[0] != name]
    # All others are those whom the other filters keep.
    among = f" ({' · '.join(others)})" if others else ""
    for one in found:
        result = results[one.question.id]
        for segment, item, choice in map(tuple, np.argwhere(one.told & nameable(one))):
            group, about = by.choices[segment], one.question.choices[choice]
            if wanted and group.id not in wanted:
                continue
            change = float(one.others.change[segment, item, choice])
            near = one.others.low if change > 0 else -one.others.high
            year = result.years.index(one.year)
            at = (year, result.segments.index(group.id), item, choice)
            share = float(result.shares.estimate[at])
            rest = share - change
            base = float(result.shares.base[at])
            words = share_of_group(
                result, about, group, (share, rest), f"all others{among}", base=base
            )
            bases = [base]
            if by.has_one_answer:
                everybody = result.shares.base[year, :, item, choice]
                bases.append(float(np.nansum(everybody)) - bases[0])
            yield News(
                rank=Rank.DIFFERENCE,
                question=one.question,
                nearer=nearer_end(abs(change), float(near[segment, item, choice]), marked, tested),
                headline=f"{one.question.title}: {words}",
                sentence=f"{words}.",
                bars=(
                    Bar(
                        label=group.label,
                        share=share,
                        leading=True,
                        small=is_small(base),
                    ),
                    Bar(label=f"All others{among}", share=rest),
                ),
                evidence=difference_in_words(
                    float(one.others.low[segment, item, choice]),
                    float(one.others.high[segment, item, choice]),
                    bases,
                ),
                compare=name,
            )


# ---- levels ----------------------------------------------------------------------------------


def levels(desk: Desk) -> list[News]:
    """Answers given clearly more often than any other; two that are not clear are told together.

    In a view of one group those come first that are furthest from what everyone says, by the
    nearer end of the group's interval. It is no test: words tell the group's own level.
    """
    return _levels(desk, small=False)


def small_levels(desk: Desk) -> list[News]:
    """The same on small samples, for views in which nothing surer is found.

    Last come those in which many answers may lead.
    """
    return _levels(desk, small=True)


def _levels(desk: Desk, *, small: bool) -> list[News]:
    asked = [
        q for q in questions_of_news(desk) if is_chosen(q) or (is_diverging(q) and not q.items)
    ]
    found = desk.results([q.id for q in asked])
    everyone: dict[str, Result] = {}
    if desk.plain.filters:
        everyone = desk.results([q.id for q in asked], replace(desk.plain, filters=()))
    told = (_level(one, everyone.get(code), small=small) for code, one in found.items())
    return ranked(news for news in told if news is not None)


def _level(result: Result, everyone: Result | None, *, small: bool) -> News | None:
    if is_diverging(result.question):
        return None if small else _balance(result, everyone)
    question, year = result.question, len(result.years) - 1
    first, second = two_highest(result, year, small=small)
    if first is None or second is None:
        return None
    shares = result.shares
    at = (year, 0, 0, first)
    low, high = float(shares.low[at]), float(shares.high[year, 0, 0, second])
    limits = low, float(shares.high[at])
    (one, share), (other, next_share) = (
        (question.choices[v].label, float(shares.estimate[year, 0, 0, v])) for v in (first, second)
    )
    words = two_in_words(result, year, first, second)
    evidence, nearer = f"{one}: {share_in_words(*limits, shares.base[at])}", low - high
    if everyone is not None:
        of_all = float(everyone.shares.estimate[at])
        evidence, nearer = f"{evidence}; {ALL}: {percent(of_all)}", _beyond(limits, of_all)
    drawn_small = is_small(shares.base[at])
    rank = Rank.SMALL_LEVEL if small else Rank.LEVEL
    if small and len(tied_with(result, year, first, second)) > 1:
        rank = Rank.MANY_TIED
    return News(
        rank=rank,
        question=question,
        nearer=nearer,
        headline=f"{question.title}: {words}{of_few(shares.base[at])}",
        sentence=f"{words}{of_few(shares.base[at])}.",
        bars=(
            Bar(label=one, share=share, leading=True, small=drawn_small),
            Bar(label=other, share=next_share, leading=low <= high, small=drawn_small),
        ),
        evidence=evidence,
    )


def _balance(result: Result, everyone: Result | None) -> News | None:
    """The two sides of a scale, where one is surely the larger."""
    question, year, net = result.question, len(result.years) - 1, result.net
    if net is None or np.isnan(net.estimate[year, 0, 0]):
        return None
    up, down = both_sides(result, year)
    low, high = float(net.low[year, 0, 0]), float(net.high[year, 0, 0])
    if low <= 0 <= high:
        return None
    words = sides_in_words(question, up, down)
    base = float(net.base[year, 0, 0])
    evidence = f"Net score {difference_in_words(low, high, [base])}"
    nearer = max(low, -high)
    if everyone is not None and everyone.net is not None:
        of_all = float(everyone.net.estimate[year, 0, 0])
        evidence = f"{evidence}; {ALL}: {points_words(of_all)}"
        nearer = _beyond((low, high), of_all)
    return News(
        rank=Rank.LEVEL,
        question=question,
        nearer=nearer,
        headline=f"{question.title}: {words}{of_few(base)}",
        sentence=f"{words}{of_few(base)}.",
        bars=(
            Bar(label="Above the middle", share=up, leading=up >= down, small=is_small(base)),
            Bar(label="Below the middle", share=down, leading=down > up, small=is_small(base)),
        ),
        evidence=evidence,
    )


def _beyond(limits: tuple[float, float], of_all: float) -> float:
    """How far an interval lies beyond what everyone says; below 0 where it holds that."""
    return max(limits[0] - of_all, of_all - limits[1])


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


def who_compared(desk: Desk) -> list[Question]:
    """The questions that say who answered, where a comparison is on; not the one that divides."""
    codebook, years = desk.codebook, set(desk.chosen.query.years)
    by = desk.chosen.by.id if desk.chosen.by is not None else None
    who = [q for q in codebook.filters.values() if years & set(q.asked) and q.id != by]
    return [q for q in who if q.id in (codebook.persona, codebook.company_size)] or who[:2]


def group_filters(codebook: Codebook) -> list[str]:
    """The filters by which readers find their own group: role and company size."""
    return [name for name in ("persona", "company_size") if name in codebook.filters]
