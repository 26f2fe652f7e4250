"""What weighting a year did, in sentences for whoever has to decide whether it may stand."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dashboard.codebook import Codebook
from dashboard.errors import listed
from dashboard.estimates.usecases import UseCaseWeights
from dashboard.responses.schema import WEIGHT
from dashboard.responses.weights import (
    WeightSummary,
    column_names,
    read_answers,
    read_column,
    summary,
    use_case_weights_of,
)


def weight_words(codebook: Codebook, path: Path) -> tuple[str, ...]:
    """What was done to weight a year's file, once its weights are written."""
    said = []
    if WEIGHT in column_names(path):
        said.append(survey_weight_words(summary(read_column(path, WEIGHT))))
    found = use_case_weights_of(codebook, read_answers(codebook, path))
    return (*said, *(use_case_words(codebook, found) if found is not None else ()))


def survey_weight_words(found: WeightSummary) -> str:
    """The cost of survey weights in a sentence."""
    return (
        f"Survey weights: {found.respondents:,} respondents are worth {found.effective_n:,.0f} "
        f"unweighted ones (design effect {found.design_effect:.2f}); "
        f"the largest weight is {found.largest:.1f} times the mean."
    )


def how_weighted(margins: Sequence[str], found: WeightSummary) -> str:
    """What survey weights are and cost, in words; `margins` are the titles of what they meet."""
    made = f"to meet known totals for {listed(margins)}" if margins else "as the responses came"
    variance = (
        "the intervals count what these totals explain"
        if margins
        else "the intervals take the weights as given"
    )
    return (
        f"weighted {made}; {found.respondents:,} respondents are worth {found.effective_n:,.0f} "
        f"unweighted ones (design effect {found.design_effect:.2f}), the largest weight is "
        f"{found.largest:.1f} times the mean, and {variance}"
    )


def use_case_words(codebook: Codebook, found: UseCaseWeights) -> Iterator[str]:
    """What use-case weights rest on, what was done to gaps, and what they cost."""
    entry = codebook.weighting.use_cases
    items = codebook.questions[entry.margin.overview].items if entry is not None else ()
    report = found.report

    def named(places: Iterable[int]) -> str:
        return listed(items[place].id for place in places)

    cell_items = {
        cell: [at for at, of in enumerate(found.cell_of) if of == cell]
        for cell in range(len(found.margins))
    }
    yield (
        f"Use-case weights: {report.described:,} described use cases stand for "
        f"{found.margins.sum():,.0f} use cases of {report.in_margins:,} respondents, and are worth "
        f"{report.effective_n:,.0f} unweighted ones (design effect {report.design_effect:.2f}); "
        f"the largest weight is {report.largest:.1f} times the mean."
    )
    if report.capped:
        yield (
            f"Without the cap on use cases they would be worth {report.effective_n_uncapped:,.0f}."
        )
    for members in report.collapsed.values():
        yield f"Counted together, since too few cases were described: {named(members)}."
    if report.dropped:
        yield (
            f"Nobody described a case of {named(report.dropped)}; "
            f"{report.coverage:.1%} of the use cases are spoken for."
        )
    for what, cells in (
        ("Fewer than five cases were described of", report.thin),
        ("One respondent has more than half of the weight of", report.dominated),
    ):
        if cells:
            yield f"{what} {named(at for cell in cells for at in cell_items[cell])}."
    for what, people in (
        ("Respondents counted as having fewer cases than they said, by the cap", report.capped),
        ("Described cases whose respondent does not say how many there are", report.imputed),
        ("Described cases of a kind their respondent said they had none of", report.own_share_zero),
        ("Described cases left out, of a kind nobody's overview has", report.outside_margins),
    ):
        if people:
            yield f"{what}: {people:,}."
