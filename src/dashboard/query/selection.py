"""Whom a view is about: years and filters, checked against the codebook, sayable in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dashboard.codebook import Codebook, Question, Year
from dashboard.errors import DashboardError, unknown

MOST_NAMED = 4


class Of(StrEnum):
    """Whom a share is a share of."""

    ANSWERED = "answered"
    EVERYONE = "everyone"


class Weights(StrEnum):
    """With which weights a view is computed, and so of what it speaks."""

    NONE = "none"
    SURVEY = "survey"
    USE_CASES = "use_cases"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Years, and for each filter by its name the choices that respondents must have given.

    Choices of one filter are alternatives; filters narrow each other. Codes are kept in the
    codebook's order, so that equal selections are equal objects.
    """

    years: tuple[Year, ...]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def key(self) -> tuple[tuple[Year, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
        """The selection as a hashable value, for caches."""
        return self.years, tuple(self.where.items())


def select(
    codebook: Codebook,
    years: Iterable[Year] | None = None,
    where: Mapping[str, Iterable[str]] | None = None,
) -> Selection:
    """A checked selection; no years means the newest.

    Raises DashboardError for a year, filter or choice that the codebook does not know.
    """
    wanted = sorted(set(years)) if years is not None else [max(codebook.years)]
    for year in wanted:
        if year not in codebook.years:
            raise DashboardError(unknown("year", year, codebook.years))
    chosen: dict[str, tuple[str, ...]] = {}
    given = {name: set(codes) for name, codes in (where or {}).items()}
    for name in given:
        codebook.filter(name)
    for name, question in codebook.filters.items():
        codes = given.get(name)
        if not codes:
            continue
        for code in sorted(codes):
            question.choice(code)
        chosen[name] = tuple(choice.id for choice in question.choices if choice.id in codes)
    return Selection(years=tuple(wanted), where=chosen)


def why_gap(codebook: Codebook, selection: Selection, year: Year) -> str | None:
    """Why a year can show nothing for this selection: it did not ask or offer a filter's choice."""
    for name, codes in selection.where.items():
        question = codebook.filter(name)
        if year not in question.asked:
            return f"{year} did not ask {question.title.lower()}, which the view is filtered by."
        offered = {choice.id for choice in question.offered(year)}
        for code in codes:
            if code not in offered:
                label = question.choice(code).label
                return f"{year} did not offer “{label}” under {question.title.lower()}."
    return None


def in_words(codebook: Codebook, selection: Selection) -> str:
    """The selection as a reader says it: `ML engineers · 51–200 people · 2025`."""
    parts = [words_of(codebook.filter(name), codes) for name, codes in selection.where.items()]
    return " · ".join([*(parts or ["All respondents"]), years_in_words(selection.years)])


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
