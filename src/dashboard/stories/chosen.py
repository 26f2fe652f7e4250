"""What a reader has chosen: an address together with what it means for the responses at hand."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.codebook import Codebook, Question, Year
from dashboard.query.selection import Query, in_words
from dashboard.query.url import Address, newest_year, query_of
from dashboard.responses import Responses
from dashboard.stories.cache import Cache


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
        number = people(next(iter(counts.values())))
    else:
        number = " · ".join(f"{year}: {count:,}" for year, count in counts.items())
    return in_words(codebook, chosen.query), number


def people(count: int) -> str:
    """`1 person`, `143 people`."""
    return "1 person" if count == 1 else f"{count:,} people"
