"""Where a reader's own answers place them among people like them.

Nothing here may be kept: whoever asks passes a desk with a cache of its own, which ends with the
run, so that no key of the shared cache says what somebody answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.rounding import DASH, percent
from dashboard.analysis.statistics import has_shares
from dashboard.analysis.two_segments import people_of, set_against
from dashboard.codebook import Choice, Codebook, Kind, Question, Year
from dashboard.estimates.reliability import Flag
from dashboard.figures.kinds.bars import is_ordered, last
from dashboard.figures.table import in_its_place, interval_text, is_range, is_shown
from dashboard.query.selection import Merge, Query, in_words, select
from dashboard.query.url import Address
from dashboard.responses import Responses
from dashboard.stories.against import in_words as difference_in_words
from dashboard.stories.cache import Cache
from dashboard.stories.chosen import choices_of
from dashboard.stories.offers import ENOUGH, offers, short_of_answers
from dashboard.stories.view import Desk

GROUPS = ("persona", "company_size")
"""The filters by which readers are set among people like them."""
Answers = Mapping[str, tuple[str, ...]]
"""A reader's answers: choices by the id of their question."""
TOO_FEW = "Too few people like you answered this question to show their answers."
MOST_APART, MOST_STEPS = 3, 3
FEWER, MOST = 1 / 3, 1 / 2
"""An answer sets a reader apart that fewer than a third give as they do, or most as they do not."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """An answer of people like the reader: its share, and whether it is the reader's own."""

    label: str
    number: str
    start: float
    end: float
    mine: bool


@dataclass(frozen=True, kw_only=True)
class Placing:
    """Where one answer places a reader: how many say the same, and their place in an order."""

    question: Question
    base: str
    same: tuple[str, ...]
    position: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class Placed:
    """All that is told to a reader; `like` says whom they are set among, `widened` why these."""

    like: str
    widened: str
    placings: tuple[Placing, ...]
    apart: tuple[str, ...]
    step: str
    steps: tuple[str, ...]


def asked_of_readers(codebook: Codebook, year: Year) -> list[Question]:
    """What a reader answers: who they are, then the questions that the codebook names."""
    marked = [q for q in codebook.questions.values() if q.benchmark and year in q.asked]
    if not marked:
        return []
    groups = [codebook.filters[name] for name in GROUPS if name in codebook.filters]
    who = [question for question in groups if year in question.asked]
    return [*who, *(question for question in marked if question not in who)]


def known(codebook: Codebook, year: Year, given: object) -> dict[str, tuple[str, ...]]:
    """Of what somebody gave as answers, all that are answers to questions readers are asked."""
    if not isinstance(given, dict):
        return {}
    found = {}
    for question in asked_of_readers(codebook, year):
        codes = given.get(question.id)
        if isinstance(codes, list | tuple):
            offered = [choice.id for choice in question.offered(year) if choice.id in codes]
            kept = offered if question.kind is Kind.MULTIPLE else offered[:1]
            if kept:
                found[question.id] = tuple(kept)
    return found


def placed(responses: Responses, year: Year, answers: Answers) -> Placed:
    """Where answers place a reader among people of the same role and company size."""
    codebook = responses.codebook
    groups = {
        name: answers[codebook.filters[name].id]
        for name in GROUPS
        if name in codebook.filters and codebook.filters[name].id in answers
    }
    own = {codebook.filters[name].id for name in groups}
    questions = [q for q in asked_of_readers(codebook, year) if q.id in answers and q.id not in own]
    desk, widened = _among(responses, Address(year=year, where=groups), questions)
    placings, results = [], {}
    for question in questions:
        if has_shares(question):
            found = desk.results([question.id])[question.id]
            results[question.id] = found
            placings.append(_placing(desk, found, answers[question.id]))
    step, steps = _next_step(desk, answers)
    return Placed(
        like=in_words(codebook, desk.plain),
        widened=widened,
        placings=tuple(placings),
        apart=tuple(_apart(results, answers)),
        step=step,
        steps=tuple(steps),
    )


def _among(
    responses: Responses, address: Address, questions: Sequence[Question]
) -> tuple[Desk, str]:
    """The view of people like a reader, wider where it lacks answers, and why it is wider."""
    desk = _desk(responses, address)
    # The edition before beside this one compares years; a place among people is in one.
    nearest = [one.address for one in offers(desk, questions) if one.address.compare is None]
    if not nearest and len(short_of_answers(desk, questions)) > ENOUGH * len(questions):
        nearest = [Address(year=address.year)]
    if not nearest:
        return desk, ""
    like = in_words(responses.codebook, desk.plain)
    said = f"Not enough can be shown of people like you ({like}): you are set among a wider group."
    return _desk(responses, nearest[0]), said


def _desk(responses: Responses, address: Address) -> Desk:
    return Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())


def _placing(desk: Desk, found: Result, mine: Sequence[str]) -> Placing:
    question, [year] = found.question, found.years
    shares, places = found.shares, [(0, 0, 0, v) for v in found.offered(year)]
    if year in found.gaps or not any(_is_told(shares.flag[at]) for at in places):
        why = found.gaps.get(year) or found.withheld.get(year) or TOO_FEW
        return Placing(question=question, base="", same=(why,), position="", bars=())
    bars, same = [], []
    for at in places:
        choice = question.choices[at[-1]]
        text = in_its_place(shares, at)
        start, end = 0.0, 0.0
        if is_shown(shares.flag[at]):
            text, end = percent(float(shares.share[at])), float(shares.share[at])
        elif is_range(shares.flag[at]):
            start, end = float(shares.low[at]), float(shares.high[at])
        own = choice.id in mine
        bars.append(Bar(label=choice.label, number=text, start=start, end=end, mine=own))
        if own:
            same.append(f"{choice.label}: {_share(found, at)} answered the same.")
    return Placing(
        question=question,
        base=desk.view().base_line(found),
        same=tuple(same),
        position=_position(desk, found, mine),
        bars=tuple(bars),
    )


def _is_told(flag: object) -> bool:
    """Whether a flag lets something be told of an answer: its share, a range or a bound."""
    return is_shown(flag) or is_range(flag) or flag is Flag.FEW


def _share(found: Result, at: tuple[int, int, int, int]) -> str:
    """A share with its interval in words, or what stands for it."""
    shares = found.shares
    if not is_shown(shares.flag[at]):
        return in_its_place(shares, at).removeprefix(f"{DASH} ")
    limits = interval_text(float(shares.low[at]), float(shares.high[at]))
    return f"{percent(float(shares.share[at]))} (95% interval {limits})"


def levels(question: Question, year: Year) -> list[Choice]:
    """The answers of a question that stand in its order, in the order of the questionnaire."""
    return [choice for choice in question.offered(year) if not last(choice)]


def _position(desk: Desk, found: Result, mine: Sequence[str]) -> str:
    """How many answered below and above a reader, where answers have an order."""
    question, [year] = found.question, found.years
    if not (is_ordered(question) or question.id == desk.codebook.maturity):
        return ""
    order = [choice.id for choice in levels(question, year)]
    if year in found.gaps or len(mine) != 1 or mine[0] not in order:
        return ""
    at = order.index(mine[0])
    said = []
    for where, codes in (("below", order[:at]), ("above", order[at + 1 :])):
        if codes:
            said.append(f"{_together(desk, question, codes)} {where}")
    return f"{' and '.join(said)} you, of all who answered." if said else ""


def _together(desk: Desk, question: Question, codes: Sequence[str]) -> str:
    """The share of several answers, each respondent counted once, with its interval."""
    places = [n for n, choice in enumerate(question.choices, start=1) if choice.id in codes]
    counted_as = tuple(places[0] if n in places else n for n in range(1, len(question.choices) + 1))
    query = replace(desk.plain, merges=((question.id, Merge(choices=counted_as)),))
    merged = desk.results([question.id], query)[question.id]
    return f"{_share(merged, (0, 0, 0, places[0] - 1))} are"


def _apart(results: Mapping[str, Result], answers: Answers) -> list[str]:
    """What sets a reader apart: what they do and few others, and what most others do.

    Told where the whole 95% interval lies below `FEWER`, or above `MOST`, the farthest first.
    """
    found: list[tuple[float, str]] = []
    for code, result in results.items():
        for at, choice in _trusted(result):
            low, high = float(result.shares.low[at]), float(result.shares.high[at])
            about = f"{result.question.title}, “{choice.label}”"
            if choice.id in answers[code] and high < FEWER:
                found.append(
                    (FEWER - high, f"{about}: only {_share(result, at)} say so, like you.")
                )
            elif choice.id not in answers[code] and low > MOST:
                found.append((low - MOST, f"{about}: {_share(result, at)} say so, you do not."))
    ranked = sorted(found, key=lambda one: -one[0])
    return [text for _, text in ranked[:MOST_APART]]


def _trusted(result: Result) -> Iterator[tuple[tuple[int, int, int, int], Choice]]:
    [year] = result.years
    if year in result.gaps:
        return
    for v in result.offered(year):
        at, choice = (0, 0, 0, v), result.question.choices[v]
        if result.shares.flag[at] is Flag.OK and not last(choice):
            yield at, choice


def _next_step(desk: Desk, answers: Answers) -> tuple[str, list[str]]:
    """What those one level of maturity up do more, as tested differences: a title, and lines.

    Of people like the reader; of everybody where tests tell nothing of these.
    """
    codebook = desk.codebook
    question = codebook.questions.get(codebook.maturity or "")
    if question is None or question.id not in answers or codebook.no_filter(question):
        return "", []
    order = levels(question, desk.year)
    at = next((n for n, one in enumerate(order) if one.id == answers[question.id][0]), None)
    if at is None:
        return "", []
    if at + 1 == len(order):
        return f"“{order[at].label}” is the highest level of “{question.title}”.", []
    up, here = order[at + 1], order[at]
    for query in dict.fromkeys([desk.plain, select(codebook, [desk.year])]):
        lines = _more(desk, query, question, up, here)
        if lines:
            return f"More common one level up ({in_words(codebook, query)}):", lines
    return f"No significant difference between “{here.label}” and “{up.label}”.", []


def _more(desk: Desk, query: Query, level: Question, up: Choice, here: Choice) -> list[str]:
    """The answers that a level gives more often than another, the surest difference first."""
    codebook, name = desk.codebook, desk.codebook.filter_name(level)
    sides = [select(codebook, [desk.year], {**query.where, name: [one.id]}) for one in (up, here)]
    if query.where.get(name) or people_of(desk.responses, *sides).both:
        return []
    asked = [
        q
        for q in codebook.questions.values()
        if (q.benchmark or (q.topic, q.section) == (level.topic, level.section))
        and q.published
        and desk.year in q.asked
        and has_shares(q)
        and not q.items
        and level.id not in (q.id, *q.worked_out_from)
    ]
    found = []
    for pair in set_against(desk.responses, asked, *sides):
        for place in map(tuple, np.argwhere(pair.told)):
            if pair.changes.change[place] > 0 and not last(pair.question.choices[place[-1]]):
                words = difference_in_words(pair, place, (f"at “{up.label}”", f"at “{here.label}”"))
                found.append((-float(pair.least[place]), words))
    return [words for _, words in sorted(found)[:MOST_STEPS]]
