"""The address of a view: what stands behind the `?` of a link, read strictly and written shortly.

Addresses hold codes, never labels, so that rewording a choice breaks no link. Whatever is
unknown is refused in a sentence: a link must never show other numbers than it promised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError, unknown
from dashboard.results import Of
from dashboard.selection import select
from dashboard.weights import Weights

LONGEST = 2000
COMPARE_YEARS = "year"
# Streamlit's own parameters, which are not ours to judge.
FOREIGN = {"embed", "embed_options"}


@dataclass(frozen=True, kw_only=True)
class Address:
    """A view's state: the year, filters by name, comparison, denominator, a question looked up."""

    year: Year
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    compare: str | None = None
    of: Of = Of.ANSWERED
    weights: Weights = Weights.NONE
    question: str | None = None


def newest_year(codebook: Codebook, with_responses: Sequence[Year]) -> Year:
    """The year shown where an address names none: the newest that has responses."""
    return max(with_responses or codebook.years)


def comparisons(codebook: Codebook) -> tuple[str, ...]:
    """What a view can be compared by: years, and the filters for persona and company size."""
    names = [name for name in ("persona", "company_size") if name in codebook.filters]
    return (COMPARE_YEARS, *names)


def possible_weights(codebook: Codebook) -> tuple[Weights, ...]:
    """The weights a view of this survey can have: none, and those that the survey declares."""
    possible = [Weights.NONE]
    if codebook.weighting.margins or any(read.weight for read in codebook.read.values()):
        possible.append(Weights.SURVEY)
    if codebook.weighting.use_cases is not None:
        possible.append(Weights.USE_CASES)
    return tuple(possible)


def read_address(
    parameters: Mapping[str, Sequence[str]], codebook: Codebook, default_year: Year
) -> Address:
    """The view that an address names; DashboardError where any part of it is unknown."""
    if sum(len(name) + sum(map(len, values)) for name, values in parameters.items()) > LONGEST:
        raise DashboardError(f"The address is longer than any view's ({LONGEST} characters).")
    given = {name: values for name, values in parameters.items() if name not in FOREIGN}
    known = [COMPARE_YEARS, *codebook.filters, "compare", "of", "weights", "question"]
    for name, values in given.items():
        if name not in known:
            raise DashboardError(unknown("parameter in the address", name, known))
        if len(values) > 1:
            raise DashboardError(f"The address gives {name!r} {len(values)} times.")
    one = {name: values[0] for name, values in given.items() if values}
    year = _year(one[COMPARE_YEARS], codebook) if COMPARE_YEARS in one else default_year
    where = {name: one[name].split(",") for name in codebook.filters if name in one}
    compare, of, question = one.get("compare"), one.get("of", Of.ANSWERED), one.get("question")
    if compare is not None and compare not in comparisons(codebook):
        raise DashboardError(unknown("comparison", compare, comparisons(codebook)))
    if of not in list(Of):
        raise DashboardError(unknown("denominator", of, Of))
    weights = one.get("weights", Weights.NONE)
    if weights not in possible_weights(codebook):
        raise DashboardError(unknown("weights", weights, possible_weights(codebook)))
    if question is not None:
        question = codebook.question(question).id
    selection = select(codebook, [year], where)
    return Address(
        year=year,
        where=selection.where,
        compare=compare,
        of=Of(of),
        weights=Weights(weights),
        question=question,
    )


def write_address(address: Address, default_year: Year) -> dict[str, str]:
    """The parameters of a view; what is as by default is left out."""
    parameters = {name: ",".join(codes) for name, codes in address.where.items() if codes}
    if address.year != default_year:
        parameters[COMPARE_YEARS] = str(address.year)
    if address.compare is not None:
        parameters["compare"] = address.compare
    if address.of is not Of.ANSWERED:
        parameters["of"] = address.of.value
    if address.weights is not Weights.NONE:
        parameters["weights"] = address.weights.value
    if address.question is not None:
        parameters["question"] = address.question
    return parameters


def _year(text: str, codebook: Codebook) -> Year:
    if not (text.isascii() and text.isdigit() and int(text) in codebook.years):
        raise DashboardError(unknown("year", text, codebook.years))
    return int(text)
