"""Sentences computed from the data at hand: what leads, what changed, which groups stand out.

They say "up" and "down" only of changes that the page's family tells
(`dashboard.analysis.changes`), and write numbers as figures do (`dashboard.analysis.rounding`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.analysis.agreement import is_diverging, sides_of
from dashboard.analysis.changes import (
    MARGIN,
    Change,
    Family,
    Followed,
    Mixed,
    marked_among,
)
from dashboard.analysis.following import Step
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent, rounded, signed
from dashboard.codebook import Choice, Kind, Question, Year
from dashboard.estimates.reliability import Flag
from dashboard.estimates.sums import Bools
from dashboard.query.selection import Of, Weights

MOST = 6
PEOPLE = {Of.ANSWERED: "answered", Of.ASKED: "were asked", Of.EVERYONE: "are in view"}
"""Whom a share is a share of, after their number."""
DEFAULT = "{title}: “{label}” is the most common answer ({share})"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer that leads, with its share as a fraction and its base.

    `place` is where it stands in the result: year, segment, item, choice.
    """

    choice: Choice
    item: Choice | None
    share: float
    base: int
    year: Year
    place: tuple[int, int, int, int]


def finding(result: Result) -> Finding | None:
    """The answer given most in the newest year in view; None where none can be trusted.

    Catch-alls and "don't know" are never a finding, nor is a share on a small base.
    """
    shares = result.shares
    for y, year in reversed([*enumerate(result.years)]):
        able = _may_lead(result, y) & _offered(result, year)
        if able.any():
            i, v = np.unravel_index(np.where(able, shares.share[y, 0], -1).argmax(), able.shape)
            best = (y, 0, int(i), int(v))
            return Finding(
                choice=result.question.choices[best[3]],
                item=result.items[best[2]],
                share=float(shares.share[best]),
                base=round(shares.base[best]),
                year=year,
                place=best,
            )
    return None


def _may_lead(result: Result, year: int, *, small: bool = False) -> Bools:
    """Which shares of a year, a place among the result's, may lead: by item and choice.

    Those of `small` samples only where it is asked for.
    """
    question, shares = result.question, result.shares
    flags = shares.flag[year, 0]
    able: Bools = (flags == Flag.OK) | (small & (flags == Flag.SMALL_BASE))
    able &= ~np.isnan(shares.share[year, 0])
    return able & [choice.is_named for choice in question.choices]


def _offered(result: Result, year: Year) -> Bools:
    """Which choices a year offered, whatever is counted as them."""
    return np.array([year in choice.asked for choice in result.question.choices], dtype=bool)


NO_CHANGE = "no significant change since"


def lead(result: Result, family: Family, *, silent: bool = False) -> str | None:
    """A question's leading answer in words, by the template its codebook gives; None without one.

    With what its family tells of the answer's change; `silent` leaves out that there was none.
    """
    told = told_first(result)
    if told is None:
        return None
    found, text, alone = told
    since = _since(found, family.of(result)) if alone else ""
    if silent and NO_CHANGE in since:
        since = ""
    return f"{text}{since}. {found.base:,} people {PEOPLE[result.of]}."


def told_first(result: Result) -> tuple[Finding, str, bool] | None:
    """The leading answer, what is said of it without a period, and whether it leads alone.

    None where nothing can be said.
    """
    if not result.each_choice or result.by is not None:
        return None
    found = finding(result)
    question = result.question
    if (
        result.is_filtered
        or found is None
        or (question.kind is Kind.MATRIX and not question.finding)
    ):
        return None
    if text := _of_several(result, found):
        return found, f"{question.title}: {text}", False
    text = (question.finding or DEFAULT).format(
        title=question.title,
        label=found.choice.label,
        item=found.item.label if found.item else "",
        share=f"{percent(found.share)}{_of_cases(result)}",
        base=f"{found.base:,}",
    )
    text = text.removesuffix(".")
    return found, f"{text[0].upper()}{text[1:]}", True


def _of_several(result: Result, found: Finding) -> str:
    """What is told of more than one answer: a scale's two sides, or two answers that lead together.

    Empty where one answer leads beyond doubt, and of the rows of a matrix.
    """
    question, year = result.question, result.years.index(found.year)
    if question.items:
        return ""
    if is_diverging(question):
        return sides_in_words(question, *both_sides(result, year))
    first, second = two_highest(result, year)
    if first is None or second is None or clearly_ahead(result, year, first, second):
        return ""
    return two_in_words(result, year, first, second)


def two_highest(result: Result, year: int, *, small: bool = False) -> tuple[int | None, int | None]:
    """Where the two answers given most stand, of a question without rows.

    None where fewer can be trusted, if need be on `small` samples; the year is a place among the
    result's.
    """
    able = _may_lead(result, year, small=small)[0] & _offered(result, result.years[year])
    places = np.flatnonzero(able).tolist()
    places.sort(key=lambda v: -float(result.shares.estimate[year, 0, 0, v]))
    first, second = [*places, None, None][:2]
    return first, second


def clearly_ahead(result: Result, year: int, first: int, second: int) -> bool:
    """Whether the intervals of two answers do not meet, so that the first is the higher one."""
    shares = result.shares
    return bool(shares.low[year, 0, 0, first] > shares.high[year, 0, 0, second])


def two_in_words(result: Result, year: int, first: int, second: int) -> str:
    """Two answers with their shares: that one is clearly ahead of the other, or that neither is.

    Answers further behind that may lead as well are counted; one alone is named.
    """
    tied = tied_with(result, year, first, second)
    one, other, *third = _with_shares(result, year, (first, second, *tied[:1]))
    if clearly_ahead(result, year, first, second):
        share = f"{percent(float(result.shares.estimate[year, 0, 0, first]))}{_of_cases(result)}"
        label = _labels(result, (first, second, *tied[:1]))[0]
        return f"{share} {verb_of(result)} {label}, ahead of {other}"
    if not tied:
        return f"{one} and {other} lead and may be tied"
    if len(tied) == 1:
        return f"{one} and {other} lead and may be tied, also with {third[0]}"
    return f"{one} and {other} lead; {len(tied)} other answers may be tied with them"


def tied_with(result: Result, year: int, first: int, second: int) -> list[int]:
    """The places of the answers behind two others that the first of these is not clearly ahead of.

    The most frequent first.
    """
    able = _may_lead(result, year, small=True)[0] & _offered(result, result.years[year])
    rest = [v for v in np.flatnonzero(able).tolist() if v not in (first, second)]
    rest.sort(key=lambda v: -float(result.shares.estimate[year, 0, 0, v]))
    return [v for v in rest if not clearly_ahead(result, year, first, v)]


def _with_shares(result: Result, year: int, choices: Sequence[int]) -> list[str]:
    """Answers with their shares: "Saw (12%)"; quoted where one has commas or colons of its own."""
    labels = _labels(result, choices)
    shares = [percent(float(result.shares.estimate[year, 0, 0, v])) for v in choices]
    shares[0] += _of_cases(result)
    return [f"{label} ({share})" for label, share in zip(labels, shares, strict=True)]


def _labels(result: Result, choices: Sequence[int]) -> list[str]:
    """Answers as one sentence holds them: all quoted where one has to be."""
    labels = [result.question.choices[v].label for v in choices]
    if any(in_sentence(label) != label for label in labels):
        return [f"“{label}”" for label in labels]
    return labels


def in_sentence(label: str) -> str:
    """A label as a sentence holds it: quoted where it has commas or colons of its own."""
    return f"“{label}”" if {",", ":"} & {*label} else label


def verb_of(result: Result) -> str:
    """What those who give an answer do with it; use cases have it, and rules may decide it."""
    if result.weights is Weights.USE_CASES:
        return "have"
    return "count as" if result.question.derived else "chose"


def _of_cases(result: Result) -> str:
    """What follows a share that counts use cases, not the people who answered."""
    return " of use cases" if result.weights is Weights.USE_CASES else ""


def both_sides(result: Result, year: int) -> tuple[float, float]:
    """The shares above and below a scale's middle, as fractions; the year is a place."""
    sides = sides_of(result.question)
    shares = result.shares.estimate[year, 0, 0]
    return float(np.nansum(shares[list(sides.above)])), float(np.nansum(shares[list(sides.below)]))


def sides_in_words(question: Question, up: float, down: float) -> str:
    """How many lie on either side of a scale's middle, by the labels of the answers there."""
    sides = sides_of(question)

    def labels(places: Sequence[int]) -> str:
        return " or ".join(f"“{question.choices[v].label}”" for v in places)

    return f"{percent(up)} say {labels(sides.above)}, {percent(down)} {labels(sides.below)}"


def _since(found: Finding, followed: Followed | None) -> str:
    """What changed since the year before, as a clause: also that nothing did.

    Empty where the two years cannot be compared, or the answer led in one of them only: an answer
    picked because it is high in the later year seems to have risen.
    """
    place = found.place[1:]
    step = followed.step_into(place, found.year) if followed else None
    change = followed.changes.get(step) if followed and step else None
    if followed is None or step is None or change is None or not followed.stands_alone(step):
        return ""
    if _leads_in_both(followed, step) != followed.places[step]:
        return ""
    if change.told:
        return f", {up_or_down(change)} from {step.first}"
    if change.same:
        return f", the same as in {step.first} to within {MARGIN} points"
    # A reader takes it as said of the whole question, above a figure that may mark other answers.
    between = (step.first, step.second)
    if any((s.first, s.second) == between for s in marked_among(followed.changes)):
        return ""
    return f", {NO_CHANGE} {step.first}"


def up_or_down(change: Change) -> str:
    """A change that may be told, in words: "up 6 points"."""
    size = rounded(abs(change.change) * 100)
    return f"{'up' if change.change > 0 else 'down'} {size} point{'' if size == 1 else 's'}"


def _leads_in_both(followed: Followed, step: Step) -> tuple[int, ...] | None:
    """Where the answer stands that leads in a step's two years taken together.

    Years count by their effective bases: chosen so, an answer's share says nothing about the
    difference of the two.
    """
    shares, years = followed.result.shares, followed.result.years
    y1, y2 = years.index(step.first), years.index(step.second)
    able = _may_lead(followed.result, y2)
    together: dict[tuple[int, ...], float] = {}
    for place in followed.places.values():
        one, two = (y1, *place), (y2, *place)
        if len(place) != 3 or not able[place[1:]]:
            continue
        n1, n2 = shares.effective_base[one], shares.effective_base[two]
        both = (n1 * shares.share[one] + n2 * shares.share[two]) / (n1 + n2)
        if not np.isnan(both):
            together[place] = float(both)
    return max(together, key=lambda place: together[place], default=None)


def changes_in_words(
    family: Family,
    mixes: Mapping[tuple[str, Step], Mixed],
    pair: tuple[Year, Year],
    most: int = MOST,
) -> list[str]:
    """The changes of shares between two years that the family tells, each with its interval.

    The surest first, by `Change.least`. A change of which a part is due to another mix of people,
    as a test of that part says, is told so.
    """
    found = [
        (change.least, abs(change.change), _change(one, step, change, mixes))
        for one in family.of_shares()
        for step, change in marked_among(one.changes).items()
        if change.told and (step.first, step.second) == pair and not _is_rest(one, step)
        if _is_named(one, step)
    ]
    return surest(found, most)


def _is_named(one: Followed, step: Step) -> bool:
    """Whether the row and the answer of a step each name something, unlike "other"."""
    question = one.result.question
    among = (question.items, step.item), (question.choices, step.choice)
    return all(one.is_named for parts, code in among for one in parts if one.id == code)


def _is_rest(one: Followed, step: Step) -> bool:
    """Whether a fall is the rise of the other of two answers, told the other way round."""
    question = one.result.question
    several = question.kind is Kind.MULTIPLE or question.multiple
    offered = [len(question.offered(year)) for year in (step.first, step.second)]
    return not several and offered == [2, 2] and one.changes[step].change < 0


def _change(
    one: Followed, step: Step, change: Change, mixes: Mapping[tuple[str, Step], Mixed]
) -> str:
    question = one.result.question
    text = (
        f"{_named(question, *one.labels_of(step))}: {points_words(change.change)} points "
        f"(95% interval {points_words(change.low)} to {points_words(change.high)})"
    )
    mixed = mixes.get((question.id, step))
    return text if mixed is None else f"{text}; {mix_in_words(mixed, change)}"


def mix_in_words(mixed: Mixed, change: Change) -> str:
    """A change adjusted for the respondent mix, and whether that may explain it."""
    with_mix = f"{points_words(mixed.change)} adjusted for respondent mix"
    part = rounded(100 * mixed.coverage)
    if part < 100:
        with_mix += f" ({part}% of respondents compared)"
    # Another mix of people may hide a change as well as make one.
    if mixed.due_told and mixed.due * change.change > 0:
        it = "part of it" if mixed.marked else "it"
        return f"{with_mix}, so {it} may be due to who answered"
    return with_mix


def answer_words(question: Question, at: Sequence[int]) -> str:
    """An answer by its question, its row where there are rows, and its label."""
    item = question.items[at[1]].label if question.items else ""
    return _named(question, item, question.choices[at[2]].label)


def _named(question: Question, item: str, answer: str) -> str:
    return ", ".join(part for part in (question.title, item, f"“{answer}”") if part)


def points_words(change: float) -> str:
    """A difference of shares in whole points, with its sign."""
    return signed(rounded(100 * float(change)))


def surest(found: list[tuple[float, float, str]], most: int) -> list[str]:
    """The first sentences by two numbers each, the larger first, and how many more there are."""
    ranked = [text for _, _, text in sorted(found, key=lambda one: (-one[0], -one[1]))]
    rest = len(ranked) - most
    return ranked[:most] + ([f"And {rest} more, marked in the figures."] if rest > 0 else [])
