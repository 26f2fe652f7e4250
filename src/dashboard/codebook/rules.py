"""What the types cannot say of a question: its choices, bands, years, routing and references.

Each rule takes what it needs and yields places and sentences; all of them run, so that a
maintainer sees every fault at once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from dashboard.codebook.condition_entries import Condition
from dashboard.codebook.entry_types import Kind
from dashboard.codebook.model import Choice, Question, Year
from dashboard.codebook.yaml_source import Found
from dashboard.errors import listed, unknown

# Columns that stand in every file of responses beside the questions' own.
RESERVED = frozenset({"respondent", "weight", "weight_use_cases", "year", "file_row_number"})

NEEDS_CHOICES = {Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.RANKING, Kind.MAXDIFF, Kind.MATRIX}
NEEDS_ITEMS = {Kind.MATRIX, Kind.ALLOCATION}


def question_faults(question: Question, others: Mapping[str, Question]) -> Iterator[Found]:
    """Everything wrong with one question, as places below it and sentences."""
    if question.id in RESERVED:
        yield (
            ("id",),
            f"{question.id!r} is a column that every file of responses may have; "
            f"call the question otherwise, such as {question.id + '_given'!r}.",
        )
    if not question.asked:
        yield ("asked",), "The question was never asked: none of its years is a year of the survey."
    yield from _parts(question)
    for name, choices in (("choices", question.choices), ("items", question.items)):
        yield from _choice_faults(question, name, choices)
    yield from _bands(question)
    yield from _routing(question, others)
    yield from _derived(question)
    yield from _references(question, others)
    yield from _tools(question)
    yield from _families(question)
    choosable = question.has_one_answer or question.kind is Kind.MULTIPLE
    if question.benchmark and not (question.published and choosable):
        yield (
            ("benchmark",),
            "Readers choose an answer to a benchmark question: it is published, and of one answer "
            "or several from a list.",
        )


def _parts(question: Question) -> Iterator[Found]:
    kind = question.kind
    if kind in NEEDS_CHOICES and not question.choices:
        yield ("kind",), f"A question of kind {kind} needs 'choices'."
    if kind is Kind.ALLOCATION and question.choices:
        yield ("choices",), "An allocation has 'items' that share 100 percent, not 'choices'."
    if kind is Kind.NUMBER and any(not choice.is_band for choice in question.choices):
        yield ("choices",), "A number has 'bands' with 'from' and 'to', not 'choices'."
    if kind in NEEDS_ITEMS and not question.items:
        yield ("kind",), f"A question of kind {kind} needs 'items'."
    if kind not in NEEDS_ITEMS and question.items:
        yield (
            ("items",),
            f"A question of kind {kind} has no 'items'; only matrix and allocation do.",
        )
    if question.items_from and kind is not Kind.MATRIX:
        yield ("items_from",), "Only a matrix takes its rows from another question."
    if question.multiple and kind is not Kind.MATRIX:
        yield ("multiple",), "Only a matrix says 'multiple'; otherwise choose kind multiple."
    if question.pick and question.choices and question.pick > len(question.choices):
        yield ("pick",), f"{question.pick} of {len(question.choices)} choices cannot be picked."
    if kind is Kind.SCALE:
        points = [choice for choice in question.choices if not choice.outside]
        given = [choice.value is not None for choice in points]
        if any(given) and not all(given):
            yield ("choices",), "Either every point of the scale has a 'value' or none has."


def _choice_faults(question: Question, name: str, choices: tuple[Choice, ...]) -> Iterator[Found]:
    for code, times in Counter(choice.id for choice in choices).items():
        if times > 1:
            yield (name,), f"The id {code!r} is used {times} times; ids are used once per question."
    codes = [choice.id for choice in choices]
    for index, choice in enumerate(choices):
        place: tuple[str | int, ...] = (name, index)
        if question.asked and not choice.asked:
            asked = listed(question.asked)
            message = f"{choice.id!r} is never offered: the question was asked in {asked}."
            yield (*place, "asked"), message
        if choice.exclusive and question.kind is not Kind.MULTIPLE and not question.multiple:
            yield (*place, "exclusive"), "Only a choice of a multiple question can be exclusive."
        for key, before in (
            *(("merges", code) for code in choice.merges),
            ("split_from", choice.split_from),
            ("renames", choice.renames),
        ):
            if before is not None and (before not in codes or before == choice.id):
                rest = [code for code in codes if code != choice.id]
                yield (*place, key), unknown(f"choice in {key!r}", before, rest)
    for year in question.asked:
        names: dict[str, str] = {}
        for choice in choices:
            if year in choice.asked and choice.wording:
                text = " ".join(choice.wording[year].split()).casefold()
                if text in names:
                    both = f"{names[text]!r} and {choice.id!r}"
                    yield (
                        (name,),
                        f"In {year} {both} have the same wording {choice.wording[year]!r}.",
                    )
                names[text] = choice.id


def ending_faults(question: Question, newest: Year) -> Iterator[Found]:
    """What stops before the newest edition without saying so, as it would by oversight.

    A choice that another one merges, splits or renames has said what became of it.
    """
    if not question.asked:
        return
    last = max(question.asked)
    if last < newest and question.retired is None:
        yield ("asked",), _goes_on("The question was last asked", last, min(question.asked))
    if question.retired is not None and question.retired.year <= last:
        yield ("retired",), f"It is retired in {question.retired.year}, but asked in {last}."
    for name, choices in (("choices", question.choices), ("items", question.items)):
        past = {code for choice in choices for code in _before(choice)}
        for index, choice in enumerate(choices):
            if not choice.asked:
                continue
            ended = max(choice.asked)
            if _is_cut_anew(choice, choices):
                continue
            if ended < last and choice.retired is None and choice.id not in past:
                said = f"{choice.id!r} was last offered"
                yield (name, index, "asked"), _goes_on(said, ended, min(choice.asked))


def _goes_on(what: str, last: Year, first: Year) -> str:
    return (
        f"{what} in {last}. Carry it on with 'asked: {{from: {first}}}', or say "
        f"why it ended: 'retired: {{year: ..., reason: ...}}'."
    )


def _is_cut_anew(choice: Choice, choices: Sequence[Choice]) -> bool:
    """Whether a band ended where other bands of a later year begin: the scale was cut anew."""
    return choice.is_band and any(
        c.is_band and max(c.asked) > max(choice.asked) for c in choices if c.asked
    )


def _before(choice: Choice) -> Iterator[str]:
    """The choices of earlier years that a choice says it comes from."""
    yield from choice.merges
    yield from (code for code in (choice.split_from, choice.renames) if code is not None)


def _bands(question: Question) -> Iterator[Found]:
    name = "bands" if question.kind is Kind.NUMBER else "choices"
    for index, choice in enumerate(question.choices):
        if choice.low is not None and choice.high is not None and choice.low >= choice.high:
            message = f"The band {choice.id!r} [{choice.low:g}, {choice.high:g}) is empty."
            yield (name, index), message
    reported = set()
    for year in question.asked:
        bands = [choice for choice in question.offered(year) if choice.is_band]
        for before, after in pairwise(sorted(bands, key=lambda band: band.span)):
            if before.high is None or (after.low is not None and after.low < before.high):
                pair = (before.id, after.id)
                if pair not in reported:
                    both = f"{before.id!r} {_band(before)} and {after.id!r} {_band(after)}"
                    yield (
                        (name,),
                        f"The bands {both} overlap in {year}; [from, to) leaves out 'to'.",
                    )
                reported.add(pair)


def _band(choice: Choice) -> str:
    low = "..." if choice.low is None else f"{choice.low:g}"
    high = "..." if choice.high is None else f"{choice.high:g}"
    return f"[{low}, {high})"


def _routing(question: Question, others: Mapping[str, Question]) -> Iterator[Found]:
    said: set[str] = set()
    for year in question.asked:
        condition = question.asked_of.get(year)
        for message in condition_faults(condition, others, year) if condition else ():
            if message not in said:
                yield ("asked_of",), message
            said.add(message)
    for index, rule in enumerate(question.derived):
        for message in condition_faults(rule.when, others, None):
            yield ("derived", index, "when"), message


def condition_faults(
    condition: Condition, others: Mapping[str, Question], year: Year | None
) -> Iterator[str]:
    """What is wrong with a condition, as sentences; with a year, for that year's questionnaire."""
    for code, part in condition.questions():
        if code not in others:
            yield unknown("question", code, others)
            continue
        asked = others[code]
        if year is not None and year not in asked.asked:
            years = listed(asked.asked)
            yield f"The condition depends on {code!r}, which {year} did not ask (asked in {years})."
        if part.item is not None and part.item not in [item.id for item in asked.items]:
            yield unknown(f"item of {code!r}", part.item, (item.id for item in asked.items))
        if part.item is None and part.answered is None and asked.items:
            yield f"The condition on {code!r} needs an 'item': it has several rows."
        codes = [choice.id for choice in asked.choices]
        for answer in part.any_of or ():
            if answer not in codes:
                yield unknown(f"choice of {code!r}", answer, codes)
        numeric = part.at_least is not None or part.below is not None
        if numeric and asked.kind not in (Kind.NUMBER, Kind.ALLOCATION, Kind.SCALE):
            yield f"{code!r} is of kind {asked.kind}; 'at_least' and 'below' need a number."


def _derived(question: Question) -> Iterator[Found]:
    if not question.derived:
        return
    codes = [choice.id for choice in question.choices]
    if question.kind is not Kind.SINGLE:
        yield ("derived",), f"A derived question is of kind single, not {question.kind}."
    for index, rule in enumerate(question.derived):
        if rule.choice not in codes:
            yield ("derived", index, "choice"), unknown("choice", rule.choice, codes)
    if not any(choice.other for choice in question.choices):
        yield (
            ("derived",),
            (
                "Respondents whom no rule fits would be left without an answer: "
                "mark one choice with 'other: true'."
            ),
        )


def _references(question: Question, others: Mapping[str, Question]) -> Iterator[Found]:
    codes = [choice.id for choice in question.choices]
    if question.write_ins is not None and question.write_ins not in codes:
        yield ("write_ins",), unknown("choice", question.write_ins, codes)
    labels = {
        text.casefold(): choice.id
        for choice in question.choices
        for text in (choice.label, *choice.wording.values(), *sum(choice.labels.values(), ()))
    }
    for index, mark in enumerate(question.missing):
        if (code := labels.get(mark.casefold())) is not None:
            message = f"{mark!r} is a label of {code!r}; it cannot stand for no answer as well."
            yield ("missing", index), message
    for source in question.items_from:
        if source not in others:
            yield ("items_from",), unknown("question", source, others)
        elif others[source].kind is not Kind.MULTIPLE:
            yield ("items_from",), f"{source!r} is of kind {others[source].kind}, not multiple."
    sources = [others[source] for source in question.items_from if source in others]
    if sources:
        ticked = {choice.id for source in sources for choice in source.choices}
        missing = [item.id for item in question.items if item.id not in ticked]
        if missing:
            names = listed(source.id for source in sources)
            yield ("items",), f"{listed(missing)} can never be shown: no choice of {names}."
    if question.paired_with is not None:
        pair = others.get(question.paired_with)
        if pair is None:
            yield ("paired_with",), unknown("question", question.paired_with, others)
        elif {item.id for item in pair.items} != {item.id for item in question.items}:
            yield ("paired_with",), f"{pair.id!r} and {question.id!r} must have the same items."


def _tools(question: Question) -> Iterator[Found]:
    if question.tools and question.kind not in (Kind.SINGLE, Kind.MULTIPLE):
        yield ("tools",), f"Tools are answers one chooses; a {question.kind} has none to choose."
    codes = [choice.id for choice in question.choices]
    for index, code in enumerate(question.tools):
        if code not in codes:
            yield ("tools", index), unknown("choice", code, codes)


def _families(question: Question) -> Iterator[Found]:
    if question.families and not question.has_one_answer:
        yield ("families",), f"Only of one answer each there are families, not of {question.kind}."
    codes = [choice.id for choice in question.choices]
    named: dict[str, str] = {}
    for index, family in enumerate(question.families):
        for n, code in enumerate(family.of):
            place = ("families", index, "of", n)
            if code not in codes:
                yield place, unknown("choice", code, codes)
            elif code in named:
                yield (
                    place,
                    f"{code!r} is in {named[code]!r} already; families share no answer.",
                )
            named[code] = family.label
