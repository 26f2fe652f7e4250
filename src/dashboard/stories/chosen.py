"""What a reader has chosen: an address together with what it means for the responses at hand."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.codebook import Question, Year
from dashboard.query.selection import Selection, select
from dashboard.query.url import COMPARE_YEARS, Address, newest_year
from dashboard.responses import Responses


@dataclass(frozen=True, kw_only=True)
class Choices:
    """A view: the selection, what it is compared by, and how many people are in it by year."""

    address: Address
    selection: Selection
    by: Question | None
    counts: Mapping[Year, int]
    default_year: Year


def choices_of(responses: Responses, address: Address) -> Choices:
    """The view that an address names: all years where years are compared, else the one named."""
    codebook = responses.codebook
    by_years = address.compare == COMPARE_YEARS
    years = responses.years if by_years else [address.year]
    selection = select(codebook, years, address.where)
    by = None if by_years or address.compare is None else codebook.question(address.compare)
    return Choices(
        address=address,
        selection=selection,
        by=by,
        counts=responses.count(selection),
        default_year=newest_year(codebook, responses.years),
    )
