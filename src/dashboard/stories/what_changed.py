"""What changed: the whole questionnaire in one year against an earlier one, tested as one family.

Words tell what passes Holm's rule over the family. Beside it stand changes that pass it on the page
of their topic, where fewer are tested, and those that figures only mark. To the changes since the
edition before belong slow ones: since the first comparable year, of answers of which no change
since the edition before is told. Both are one family.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.analysis.agreement import is_diverging
from dashboard.analysis.changes import (
    Change,
    Family,
    Followed,
    Mixed,
    could_tell,
    judge,
    judge_edition,
    marked_among,
    mixes,
)
from dashboard.analysis.following import NET, Place, Step
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import count, percent, rounded, signed
from dashboard.analysis.sentences import both_sides, in_sentence, mix_in_words, sides_in_words
from dashboard.analysis.statistics import TOP2, highest_points, scale_points, statistics_of
from dashboard.codebook import Choice, Kind, Question, Topic, Year
from dashboard.errors import DashboardError
from dashboard.figures.words import listed
from dashboard.query.selection import Query
from dashboard.query.url import COMPARE_YEARS
from dashboard.stories.news import (
    Bar,
    News,
    Rank,
    difference_in_words,
    is_chosen,
    is_ordered,
    is_small,
    of_few,
    questions_of_news,
    ranked,
    subject_of,
)
from dashboard.stories.not_compared import not_compared
from dashboard.stories.view import Desk

PAGE = "changes"
TITLE = "What changed"
NOT_TESTED = "The sample of this view is too small to test any change."
TESTED = "All changes are tested together. The surest come first."
SLOW = "Slower changes, significant only over several editions, come last."
NONE = "is significant when all are tested together."
OF_ONE_TOPIC = "Topic pages test each topic alone, so they may report a change."
OF_TOPIC = "Significant when its own topic is tested alone, as the topic's page does."
FLAGGED = "Flagged in charts only. Up to 5% of all flagged changes may be due to chance."


@dataclass(frozen=True, kw_only=True)
class WhatChanged:
    """What changed from an earlier year, `first`, to another, `second`.

    `told` are the changes that may be put into words, the surest first, slow ones last; `of_topic`
    all others that the page of their topic puts into words, and `flagged` those that are marked in
    figures and no more. `mix` has, by the question and the step of a
    change, what is left of it adjusted for the respondent mix, in words. `open_ends` say in
    sentences what was not compared, and why. `tested` is how many comparisons the family has.
    """

    first: Year
    second: Year
    told: tuple[News, ...]
    of_topic: tuple[News, ...]
    flagged: tuple[News, ...]
    mix: Mapping[tuple[str, Step], str]
    open_ends: tuple[str, ...]
    tested: int

    @property
    def title(self) -> str:
        """What is compared: two years, where no change is since another one."""
        return _title_of(self.told, self.first, self.second)

    @property
    def says(self) -> str:
        """What all changes told are, or why there are none."""
        return _said_of(self.told, self.tested)

    def mix_of(self, one: News) -> str:
        """What is left of a change adjusted for the respondent mix; empty where nothing is."""
        return "" if one.step is None else self.mix.get((one.question.id, one.step), "")

    def evidence_of(self, one: News) -> str:
        """The interval and bases of a change, and what is left of it with the mix held fixed."""
        return "; ".join(part for part in (one.evidence, self.mix_of(one)) if part)

    def by_topic(self, topics: Iterable[Topic]) -> dict[str, list[News]]:
        """The changes told by the title of their topic, topics in their order, none without one."""
        found = {
            topic.title: [news for news in self.told if news.question.topic == topic.id]
            for topic in topics
        }
        return {title: news for title, news in found.items() if news}


def years_before(desk: Desk) -> tuple[Year, ...]:
    """The years that the one in view can be compared with, the newest first."""
    return tuple(sorted((y for y in desk.responses.years if y < desk.year), reverse=True))


def what_changed(desk: Desk, against: Year | None = None) -> WhatChanged | None:
    """What changed from a year, by default the one before, to the one in view.

    None where there is no earlier year; DashboardError where the one named is none.
    """
    before = years_before(desk)
    if against is not None and against not in before:
        known = listed([str(year) for year in before]) or "none"
        raise DashboardError(f"{against} is no edition before {desk.year}. Earlier: {known}.")
    if not before:
        return None
    pair = replace(desk.plain, years=(against or before[0], desk.year))
    first, second = pair.years
    newest = first == before[0]

    def found() -> WhatChanged:
        if newest:
            family, slow = _edition(desk)
            told, flagged = _edition_told(family, slow), _edition_told(family, slow, marked=True)
        else:
            family, slow = judge(desk.responses, _results(desk, pair)), Family()
            told, flagged = _told(family), _told(family, marked=True)
        known = {_answer(one) for one in told}
        of_topic = [
            one
            for topic in desk.codebook.topics
            if not newest or could_tell((family, slow), {q.id for q in topic.questions})
            for one in _of_topic(desk, topic)
            if one.step and (newest or one.step.first == first) and _answer(one) not in known
        ]
        named = {_answer(one) for one in of_topic}
        return WhatChanged(
            first=first,
            second=second,
            told=tuple(told),
            of_topic=tuple(of_topic),
            flagged=tuple(one for one in flagged if _answer(one) not in named),
            mix=_mix(desk, family, (first, second), told),
            tested=len(family.tests()) + len(slow.tests()),
            open_ends=tuple(not_compared(desk, family, first, second)),
        )

    return desk.once(("what changed",), found, pair)


def changes(desk: Desk) -> list[News]:
    """All changes of the newest year that words may tell, over the whole questionnaire.

    Those since the edition before, then slow ones.
    """
    if not years_before(desk):
        return []
    return desk.once(("news", "changes"), lambda: _edition_told(*_edition(desk)), desk.plain)


def changed(desk: Desk) -> tuple[str, str, list[News]]:
    """The same with a title and a remark; all empty where there was no edition before."""
    before = years_before(desk)
    if not before:
        return "", "", []
    told = changes(desk)
    tested = desk.once(
        ("news", "tested"), lambda: sum(len(one.tests()) for one in _edition(desk)), desk.plain
    )
    return _title_of(told, before[0], desk.year), _said_of(told, tested), told


def _title_of(told: Sequence[News], first: Year, second: Year) -> str:
    """A title with the two years that all changes are between; else each line names its own."""
    slow = any(one.rank is Rank.SLOW_CHANGE for one in told)
    return TITLE if slow else f"{TITLE} from {first} to {second}"


def _said_of(told: Sequence[News], tested: int) -> str:
    """What changes told are, of so many tested, or why there are none."""
    if not tested:
        return NOT_TESTED
    if not told:
        if tested == 1:
            return "The one change that could be tested is not significant."
        return f"None of {count(tested)} changes {NONE} {OF_ONE_TOPIC}"
    return f"{TESTED} {SLOW}" if told[-1].rank is Rank.SLOW_CHANGE else TESTED


def change_of_topic(desk: Desk, topic: Topic) -> News | None:
    """The surest change of one topic that its page's figures mark; None without one."""

    # Small samples come last, whether their change is a slow one or not.
    return next(iter(sorted(_of_topic(desk, topic), key=lambda one: one.is_small)), None)


def _of_topic(desk: Desk, topic: Topic) -> list[News]:
    """The changes that a topic's own family tells, each answer's once: of the last year, then slow.

    Its page tests the topic by itself, in fewer tests than the whole questionnaire.
    """

    def found() -> list[News]:
        before = years_before(desk)
        if not before:
            return []
        asked = {question.id for question in questions_of_news(desk)}
        family = desk.family([topic.id])
        told = [*_told(family, (before[0], desk.year)), *_slow(family, desk.year)]
        first: dict[tuple[str, str, str], News] = {}
        for news in told:
            if news.question.id in asked:
                first.setdefault(_answer(news), news)
        return list(first.values())

    return desk.once(("news", "topic", topic.id), found)


def _edition(desk: Desk) -> tuple[Family, Family]:
    """The changes of the newest year of all that may be news: of the last year, and slow ones."""
    before = years_before(desk)
    pair = replace(desk.plain, years=(before[0], desk.year))
    every = replace(desk.plain, years=(*reversed(before), desk.year))

    def tested() -> tuple[Family, Family]:
        slow = _results(desk, every) if len(before) > 1 else []
        return judge_edition(desk.responses, _results(desk, pair), slow)

    return desk.once(("news", "family"), tested, every)


def _results(desk: Desk, query: Query) -> list[Result]:
    """All that may be news, of questions that an earlier year of a query asked, too."""
    earlier = set(query.years[:-1])
    asked = [q for q in questions_of_news(desk) if earlier & set(q.asked)]
    shown = [q.id for q in asked if _by_answers(q)]
    found = list(desk.results(shown, query).values())
    rows = [q.id for q in asked if _by_rows(q)]
    found += desk.results(rows, query, TOP2).values()
    parts = [q.id for q in asked if q.kind is Kind.ALLOCATION]
    return [*found, *desk.results(parts, query).values()]


def _by_answers(question: Question) -> bool:
    return is_chosen(question) or (is_diverging(question) and not question.items)


def _by_rows(question: Question) -> bool:
    return question.kind is Kind.MATRIX and TOP2 in statistics_of(question)


def _edition_told(family: Family, slow: Family, *, marked: bool = False) -> list[News]:
    """The changes of the last year, then slow ones of answers of which none of these is told."""
    told = _told(family, marked=marked)
    named = {_answer(one) for one in (*_told(family), *told)}
    if marked:
        named |= {_answer(one) for one in _slow(slow)}
    return [*told, *(one for one in _slow(slow, marked=marked) if _answer(one) not in named)]


def _answer(one: News) -> tuple[str, str, str]:
    """What a change is a change of: a question, its row and its answer."""
    assert one.step is not None, "every change has its step"
    return one.question.id, one.step.item, one.step.choice


def _told(
    family: Family, pair: tuple[Year, Year] | None = None, *, marked: bool = False
) -> list[News]:
    """The changes that a family tells, between two years or any, the surest first.

    Or those that it only marks.
    """
    found = [
        _change(what, one, step, change, one.places[step])
        for (_, what), one in family.followed.items()
        for step, change in marked_among(one.changes).items()
        if pair in (None, (step.first, step.second)) and _is_told(change) is not marked
    ]
    return ranked(news for news in found if news is not None)


def _slow(family: Family, year: Year | None = None, *, marked: bool = False) -> list[News]:
    """The same of changes since the first comparable year, into one year or any."""
    found = [
        _change(what, one, step, change, one.long_places[step])
        for (_, what), one in family.followed.items()
        for step, change in marked_among(one.long_changes).items()
        if year in (None, step.second) and _is_told(change) is not marked
    ]
    return ranked(replace(news, rank=Rank.SLOW_CHANGE) for news in found if news is not None)


def _is_told(change: Change) -> bool:
    return change.told and change.least > 0


def _change(what: str, one: Followed, step: Step, change: Change, place: Place) -> News | None:
    found, question = one.result, one.result.question
    if what == NET:
        return _net_change(found, step, change)
    if found.each_choice:
        if is_ordered(question):
            return None
        about: Choice | None = question.choices[place[2]]
    elif found.in_percent:
        about = found.items[place[1]]
    else:
        return None
    if about is None or not about.is_named:
        return None
    years = [(found.years.index(y), *place) for y in (step.first, step.second)]
    then, now = (float(found.estimates.estimate[at]) for at in years)
    bases = [float(found.estimates.base[at]) for at in years]
    small, few = [is_small(base) for base in bases], of_few(*bases)
    row, answer = one.labels_of(step)
    label = answer or row
    subject = subject_of(question, replace(about, label=in_sentence(label)))
    if found.statistic is TOP2:
        label, subject = f"{label}{_two(question)}", f"{subject}{_two(question)}"
    verb, way = ("rose", "up") if change.change > 0 else ("fell", "down")
    average = " on average" if question.kind is Kind.ALLOCATION else ""
    moved = f"{verb} from {percent(then)} to {percent(now)}{average}"
    number = f"{percent(now)}{average}, {way} from {percent(then)}"
    return News(
        rank=Rank.CHANGE,
        question=question,
        nearer=change.least,
        headline=f"{subject} {moved} since {step.first}{few}",
        sentence=f"{label}: {number} in {step.first}{few}.",
        numbers=f"{subject}: {percent(then)} → {percent(now)}{average} since {step.first}",
        bars=(
            Bar(label=str(step.first), share=then, small=small[0]),
            Bar(label=str(step.second), share=now, leading=True, small=small[1]),
        ),
        evidence=difference_in_words(change.low, change.high, bases),
        compare=COMPARE_YEARS,
        what=what,
        step=step,
        change=change,
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
    bases = [float(net.base[y, 0, 0]) for y in (before, at)]
    small, few = [is_small(base) for base in bases], of_few(*bases)
    scores = (signed(rounded(100 * float(net.estimate[y, 0, 0]))) for y in (before, at))
    return News(
        rank=Rank.CHANGE,
        question=question,
        nearer=change.least,
        headline=f"{question.title}: {words}; the net score is {way} since {step.first}{few}",
        sentence=f"{words}; {percent(before_up)} and {percent(before_down)} in {step.first}{few}.",
        numbers=f"{question.title}, net score: {' → '.join(scores)} points since {step.first}",
        bars=(
            Bar(label=str(step.first), share=before_up, small=small[0]),
            Bar(label=str(step.second), share=up, leading=True, small=small[1]),
        ),
        evidence=difference_in_words(change.low, change.high, bases),
        compare=COMPARE_YEARS,
        what=NET,
        step=step,
        change=change,
    )


def _mix(
    desk: Desk, family: Family, pair: tuple[Year, Year], told: Sequence[News]
) -> dict[tuple[str, Step], str]:
    """What is left of the changes told adjusted for the respondent mix, in words."""
    found: Mapping[tuple[str, Step], Mixed] = mixes(desk.responses, family, pair)
    return {
        (one.question.id, one.step): mix_in_words(found[one.question.id, one.step], one.change)
        for one in told
        if one.step is not None and one.change is not None and (one.question.id, one.step) in found
    }
