"""What a reader has chosen: an address together with what it means for the responses at hand."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.codebook import FURTHER, Codebook, Question, Year
from dashboard.estimates.reliability import COUNT_FROM
from dashboard.query.selection import Of, Query, in_words
from dashboard.query.url import Address, newest_year, query_of
from dashboard.responses import Responses
from dashboard.stories.cache import Cache

OF_EVERYONE = (
    "Percentages are of all respondents where everyone was asked, elsewhere of those who were "
    "asked."
)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """A view: the query, what it is compared by, and how many people are in it by year."""

    address: Address
    query: Query
    by: Question | None
    counts: Mapping[Year, int]
    default_year: Year


def choices_of(
    responses: Responses, address: Address, cache: Cache | None = None, stamp: str = ""
) -> Choices:
    """The view that an address names: all years where years are compared, else the one named.

    Where there is a cache, people are counted once.
    """
    codebook = responses.codebook
    query = query_of(codebook, address, responses.years)
    return Choices(
        address=address,
        query=query,
        by=None if query.by is None else codebook.question(query.by),
        counts=(cache or Cache()).once(stamp, query, "people", lambda: responses.count(query)),
        default_year=newest_year(codebook, responses.years),
    )


def selection_words(codebook: Codebook, chosen: Choices) -> tuple[str, str]:
    """Whom a view is about, and how many they are: of its year, or year by year."""
    counts = chosen.counts
    if len(counts) == 1:
        number = people(next(iter(counts.values())), told=not is_further(chosen.query))
    else:
        number = " · ".join(
            f"{year}: {few(count) if is_further(chosen.query) else f'{count:,}'}"
            for year, count in counts.items()
        )
    return in_words(codebook, chosen.query), number


def base_words(query: Query) -> str:
    """Whom shares are of where a view wants them of everyone, which they may not be; else empty."""
    return OF_EVERYONE if query.of is Of.EVERYONE else ""


def is_further(query: Query) -> bool:
    """Whether answers filter that are no key attribute: then few people are not counted."""
    return any(name.startswith(FURTHER) for name in query.where)


def people(count: int, *, told: bool = True) -> str:
    """`1 person`, `143 people`; few of whom the number is not `told`: `fewer than 10 people`."""
    if not told:
        return f"{few(count)} people"
    return "1 person" if count == 1 else f"{count:,} people"


def few(count: int) -> str:
    """A number of people, `fewer than 10` where it is small."""
    return f"fewer than {COUNT_FROM}" if 0 < count < COUNT_FROM else f"{count:,}"
