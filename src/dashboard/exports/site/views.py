"""The views that the static site answers: a finite set, few enough to be written out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dashboard.codebook import Codebook
from dashboard.estimates.reliability import SHARE_FROM
from dashboard.query.selection import select, why_gap
from dashboard.query.url import COMPARE_YEARS, Address, comparisons
from dashboard.responses import Responses

Who = Mapping[str, tuple[str, ...]]


def groups(codebook: Codebook) -> list[Who]:
    """Whom a view may be about: everyone, then every answer of each filter of the first row."""
    found: list[Who] = [{}]
    for name in comparisons(codebook)[1:]:
        found += [{name: (choice.id,)} for choice in codebook.filters[name].choices]
    return found


def views_of(responses: Responses, who: Who) -> Iterator[Address]:
    """Every view of one group: each of its years, and each compared as far as the site goes.

    Everyone is compared by years and, in the newest year, by each filter; a group is compared by
    years. Years in which a group is too small for a share, or was not offered, have no view.
    """
    codebook = responses.codebook
    counts = responses.count(select(codebook, responses.years, who))
    newest = max(responses.years)
    for year in sorted(responses.years, reverse=True):
        gap = why_gap(codebook, select(codebook, [year], who), year)
        if gap is not None or counts[year] < SHARE_FROM:
            continue
        plain = Address(year=year, where=dict(who))
        yield plain
        for compare in comparisons(codebook, year):
            if compare == COMPARE_YEARS or (year == newest and not who):
                yield replace(plain, compare=compare)


def key_of(address: Address) -> str:
    """What a view is called in a page's list of bundles.

    Years compared are the same in whatever year the page stands.
    """
    year = "" if address.compare == COMPARE_YEARS else str(address.year)
    where = "&".join(f"{name}={','.join(codes)}" for name, codes in address.where.items())
    return f"{year}|{where}|{address.compare or ''}"
