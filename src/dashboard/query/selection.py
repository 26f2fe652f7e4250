"""The query: whom a view is about and how it counts them, checked against the codebook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from dashboard.codebook import FURTHER, Codebook, Question, Year
from dashboard.errors import DashboardError, UnknownName

MOST_NAMED = 4


class Of(StrEnum):
    """Whom a share is a share of: who answered, who was asked, or all respondents of the year."""

    ANSWERED = "answered"
    ASKED = "asked"
    EVERYONE = "everyone"


class Weights(StrEnum):
    """With which weights a view is computed, and so of what it speaks."""

    NONE = "none"
    SURVEY = "survey"
    USE_CASES = "use_cases"


@dataclass(frozen=True)
class Merge:
    """As which of its choices and items, each a place from 1, a question's are counted.

    Several places may be counted as one: whoever gave any of them counts once. Empty means that
    each is counted as itself.
    """

    choices: tuple[int, ...] = ()
    items: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.choices or self.items)


@dataclass(frozen=True, kw_only=True)
class Query:
    """Everything that decides a number besides its question and statistic; what an address means.

    `filters` are pairs of a filter's name and the choices that respondents must have given:
    choices of one filter are alternatives, filters narrow each other, both in the codebook's
    order, so that equal queries are equal objects; filters by any question's answers follow those
    with names of their own. `by` is the id of the question whose choices
    are the segments. `merges` are pairs of a question's id and what of it is counted as one.
    """

    years: tuple[Year, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    by: str | None = None
    of: Of = Of.ANSWERED
    weights: Weights = Weights.NONE
    merges: tuple[tuple[str, Merge], ...] = ()

    @cached_property
    def where(self) -> dict[str, tuple[str, ...]]:
        """The choices of each filter, by its name."""
        return dict(self.filters)

    def merge(self, code: str) -> Merge:
        """What is counted as one of a question."""
        return dict(self.merges).get(code, Merge())


def select(
    codebook: Codebook,
    years: Iterable[Year] | None = None,
    where: Mapping[str, Iterable[str]] | None = None,
) -> Query:
    """A checked query of all respondents; no years means the newest.

    Raises DashboardError for a year, filter or choice that the codebook does not know.
    """
    wanted = sorted(set(years)) if years is not None else [max(codebook.years)]
    for year in wanted:
        if year not in codebook.years:
            raise UnknownName("year", year, codebook.years)
    chosen: dict[str, tuple[str, ...]] = {}
    given: dict[str, set[str]] = {}
    for name, named in (where or {}).items():
        question = codebook.filter(name)
        ours = codebook.filter_name(question)
        if ours in given:
            raise DashboardError(f"The view is filtered by “{question.title}” twice.")
        given[ours] = set(named)
    in_order = [*codebook.filters, *[f"{FURTHER}{id}" for id in codebook.questions]]
    for name in in_order if given else ():
        codes = given.get(name)
        if not codes:
            continue
        question = codebook.filter(name)
        for code in sorted(codes):
            question.choice(code)
        chosen[name] = tuple(choice.id for choice in question.choices if choice.id in codes)
    return Query(years=tuple(wanted), filters=tuple(chosen.items()))


def why_gap(codebook: Codebook, query: Query, year: Year) -> str | None:
    """Why a year can show nothing for this query: it did not ask or offer a filter's choice."""
    for name, codes in query.where.items():
        question = codebook.filter(name)
        if year not in question.asked:
            return f"“{question.title}”, which filters this view, was not asked in {year}."
        offered = {choice.id for choice in question.offered(year)}
        for code in codes:
            if code not in offered:
                label = question.choice(code).label
                return f"“{label}” was not an answer to “{question.title}” in {year}."
    return None


def in_words(codebook: Codebook, query: Query) -> str:
    """Whom a query is about, as a reader says it: `ML engineers · 51–200 people · 2025`."""
    parts = [filter_words(codebook, name, codes) for name, codes in query.filters]
    return " · ".join([*(parts or ["All respondents"]), years_in_words(query.years)])


def filter_words(codebook: Codebook, name: str, codes: Iterable[str]) -> str:
    """One filter in words; "other", or any question's answers, with the question before them."""
    question, codes = codebook.filter(name), tuple(codes)
    words = words_of(question, codes)
    rest = not all(question.choice(code).is_named for code in codes)
    said = (rest or name.startswith(FURTHER)) and not words.startswith(f"{question.title}:")
    return f"{question.title}: {words}" if said else words


def words_of(question: Question, codes: Iterable[str]) -> str:
    """Some choices of one question, joined by "or"; many of them only by their number."""
    labels = [question.choice(code).label for code in codes]
    if len(labels) > MOST_NAMED:
        return f"{question.title}: {len(labels)} of {len(question.choices)}"
    return labels[0] if len(labels) == 1 else ", ".join(labels[:-1]) + " or " + labels[-1]


def years_in_words(years: tuple[Year, ...]) -> str:
    """`2025`, `2024 and 2025`, or `2022 to 2025` where no year between is missing."""
    if len(years) > 2 and years == tuple(range(years[0], years[-1] + 1)):
        return f"{years[0]} to {years[-1]}"
    texts = [str(year) for year in years]
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1]


def source_words(codebook: Codebook, years: tuple[Year, ...]) -> str:
    """The source of numbers: title, years, publisher, license, whether responses are synthetic."""
    named = years_in_words(years)
    parts = [f"{codebook.title} {named}" if named else codebook.title]
    if codebook.publisher and codebook.publisher not in codebook.title:
        parts.append(codebook.publisher)
    if codebook.licence:
        parts.append(codebook.licence.name)
    if codebook.synthetic:
        parts.append("demo data")
    if codebook.paraphrased:
        parts.append("wordings paraphrased")
    return ", ".join(parts)
