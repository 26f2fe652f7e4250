"""Weighted numbers with the unweighted beside them, and in words how the weights were made."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dashboard.analysis.results import Result
from dashboard.analysis.rows import Row
from dashboard.analysis.statistics import MEDIAN
from dashboard.codebook import Codebook, Question, Year
from dashboard.query.selection import Query, Weights
from dashboard.responses.weight_report import how_weighted


def beside(weighted: Iterable[Row], plain: Iterable[Row]) -> Iterator[Row]:
    """The lines of a weighted result with the unweighted numbers of the same lines."""
    found = {_about(row): row for row in plain}
    for row in weighted:
        one = found.get(_about(row))
        if one is None or row.estimate is None:
            yield row
        else:
            yield replace(
                row, unweighted=one.estimate, unweighted_low=one.low, unweighted_high=one.high
            )


def _about(row: Row) -> tuple[object, ...]:
    # The choice of a median is the band it lies in, which weights may move.
    choice = "" if row.statistic == MEDIAN.name else row.choice
    return row.year, row.segment, row.item, choice


def without_weights(codebook: Codebook, found: Result) -> tuple[Question, Query] | None:
    """The question and the query whose unweighted numbers stand beside a weighted result.

    None where it is not weighted, or broken down by groups that the codebook does not have.
    """
    if found.weights is not Weights.SURVEY:
        return None
    by = found.by
    if by is not None and codebook.questions.get(by.id) != by:
        return None
    return codebook.questions[found.question.id], replace(found.query, weights=Weights.NONE)


def furthest(lines: Iterable[Row]) -> Row | None:
    """The line that weighting moves most, among shares; None where there is none."""
    moved = [row for row in lines if row.share is not None and row.unweighted is not None]
    return max(moved, key=lambda row: abs(_moved(row)), default=None)


def _moved(row: Row) -> float:
    return (row.share or 0.0) - (row.unweighted or 0.0)


def weights_in_words(codebook: Codebook, found: Result) -> dict[Year, str]:
    """By year how the survey weights of a result were made, and what they cost."""
    if found.weights is not Weights.SURVEY:
        return {}
    said = {}
    for year, of_year in found.weighting.items():
        if of_year.survey is not None and year not in found.gaps:
            titles = [codebook.questions[code].title.lower() for code in of_year.margins]
            said[year] = f"{year}: {how_weighted(titles, of_year.survey)}."
    return said
