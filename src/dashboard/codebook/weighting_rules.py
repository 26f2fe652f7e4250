"""Rules for what the survey file says about weights, given all questions; each yields sentences."""

from collections.abc import Collection, Iterator, Mapping

from dashboard.codebook.entry_types import Kind
from dashboard.codebook.model import Question, Year
from dashboard.codebook.weighting_entries import MarginEntry, UseCaseWeightingEntry
from dashboard.errors import listed, unknown

Questions = Mapping[str, Question]

ROUNDING = 1e-6


def use_case_faults(entry: UseCaseWeightingEntry, questions: Questions) -> Iterator[str]:
    """Can use-case weights be computed from the questions that the entry names?"""
    margin = entry.margin
    known = True
    for code in (entry.count, entry.details_from, margin.overview, margin.details):
        if code not in questions:
            known = False
            yield unknown("question", code, questions)
    if not known:
        return
    count, overview = questions[entry.count], questions[margin.overview]
    details = questions[margin.details]
    if count.kind is not Kind.NUMBER:
        yield f"The count {count.id!r} is of kind {count.kind}, not a number."
    if without := [band.id for band in count.choices if band.value is None]:
        bands = listed(without)
        yield f"The bands of {count.id!r} need a 'value' each, to count with; without: {bands}."
    if overview.kind is not Kind.ALLOCATION:
        yield f"The overview {overview.id!r} is of kind {overview.kind}, not an allocation."
    if details.kind is not Kind.SINGLE:
        yield f"The details question {details.id!r} is of kind {details.kind}, not single."
    items, choices = ({part.id for part in parts} for parts in (overview.items, details.choices))
    if items != choices:
        odd = listed(sorted(items ^ choices))
        yield (
            f"The choices of {details.id!r} must be the items of {overview.id!r}; "
            f"only one of the two has {odd}."
        )
    for code in entry.parents:
        if code not in items:
            yield unknown(f"item of {overview.id!r} in 'parents'", code, sorted(items))
    yield from _circles(entry.parents)


def _circles(parents: Mapping[str, str]) -> Iterator[str]:
    """Each circle of parents once: at its first name in the alphabet."""
    for start in parents:
        path = [start]
        while path[-1] in parents and parents[path[-1]] not in path:
            path.append(parents[path[-1]])
        if parents.get(path[-1]) == start and start == min(path):
            yield f"The parents run in a circle: {' -> '.join([*path, start])}."


def margin_faults(
    entry: MarginEntry, questions: Questions, years: Collection[Year]
) -> Iterator[str]:
    """Can responses be weighted to the shares that the entry gives?"""
    if entry.question not in questions:
        yield unknown("question", entry.question, questions)
        return
    question = questions[entry.question]
    if not question.has_one_answer:
        yield f"A margin needs a question with one answer; {question.id!r} has several."
        return
    for year, shares in entry.shares.items():
        if year not in years:
            yield unknown("year", year, years)
            continue
        if year not in question.asked:
            yield f"{year} did not ask {question.id!r} (asked in {listed(question.asked)})."
            continue
        offered = [choice.id for choice in question.offered(year)]
        for code in shares:
            if code not in offered:
                yield unknown(f"choice of {question.id!r} in {year}", code, offered)
        if missing := [code for code in offered if code not in shares]:
            yield f"The shares of {question.id!r} in {year} lack {listed(missing)}."
        if wrong := [f"{code}: {share:g}" for code, share in shares.items() if not share > 0]:
            yield f"Shares of {question.id!r} in {year} must be above 0, not {listed(wrong)}."
        total = sum(shares.values())
        if abs(total - 1) > ROUNDING and not missing and not wrong:
            yield f"The shares of {question.id!r} in {year} add up to {total:g}, not to 1."
