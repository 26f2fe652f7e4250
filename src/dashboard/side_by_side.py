"""Weighted numbers with the unweighted beside them, and in words how the weights were made."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from dashboard.codebook import Codebook, Year
from dashboard.results import Result, Row
from dashboard.scores import Scores
from dashboard.weight_words import how_weighted
from dashboard.weights import Weights


def beside(weighted: Iterable[Row], plain: Iterable[Row]) -> Iterator[Row]:
    """The lines of a weighted result with the unweighted numbers of the same lines.

    A year that shows nothing with weights has nothing beside it either.
    """
    by_year = {year: list(lines) for year, lines in groupby(plain, lambda row: row.year)}
    for year, lines in groupby(weighted, lambda row: row.year):
        found = list(lines)
        other = by_year.get(year, [])
        for at, row in enumerate(found):
            # Both tell the same lines in the same order, unless one of them shows nothing.
            one = other[at] if len(other) == len(found) else None
            if one is None or (one.flag != row.flag and one.estimate is None):
                yield row
            else:
                yield replace(
                    row,
                    unweighted=one.estimate,
                    unweighted_low=one.low,
                    unweighted_high=one.high,
                )


def weights_in_words(codebook: Codebook, found: Result | Scores) -> dict[Year, str]:
    """By year how the survey weights of a result were made, and what they cost."""
    if found.weights is not Weights.SURVEY:
        return {}
    said = {}
    for year, of_year in found.weighting.items():
        if of_year.survey is not None and year not in found.gaps:
            titles = [codebook.questions[code].title.lower() for code in of_year.margins]
            said[year] = f"{year}: {how_weighted(titles, of_year.survey)}."
    return said
