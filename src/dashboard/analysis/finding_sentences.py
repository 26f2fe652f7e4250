"""Sentences computed from the data at hand: what stands out in a question's results."""

from dataclasses import dataclass, fields

import numpy as np

from dashboard.analysis.results import Result
from dashboard.analysis.scores import Scores
from dashboard.codebook import Choice, Kind, Year
from dashboard.codebook.comparability import Verdict, compare_choice
from dashboard.estimates.change import differences, marks
from dashboard.estimates.reliability import Flag
from dashboard.estimates.shares import Shares
from dashboard.query.selection import Of

DEFAULT = "{title}: “{label}” leads with {share}"
FIELDS = fields(Shares)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer that leads, with its share as a fraction and its base."""

    choice: Choice
    item: Choice | None
    share: float
    base: int
    year: Year


def finding(result: Result) -> Finding | None:
    """The answer given most in the newest year in view; None where none can be trusted.

    Catch-alls and "don't know" are never a finding, nor is a share on a small base.
    """
    shares = result.shares
    for y in reversed(range(len(result.years))):
        best: Finding | None = None
        for i, item in enumerate(result.items):
            for v in result.offered(result.years[y]):
                choice = result.question.choices[v]
                cell = (y, 0, i, v)
                trusted = shares.flag[cell] is Flag.OK and not np.isnan(shares.share[cell])
                if not trusted or choice.other or choice.outside or choice.exclusive:
                    continue
                if best is None or shares.share[cell] > best.share:
                    share, base = float(shares.share[cell]), round(shares.base[cell])
                    year = result.years[y]
                    best = Finding(choice=choice, item=item, share=share, base=base, year=year)
        if best is not None:
            return best
    return None


def sentence(result: Result | Scores) -> str | None:
    """A question's finding in words, by the template its codebook gives; None without one.

    Where the result holds an earlier year that may be compared, what changed since is told.
    """
    if isinstance(result, Scores) or result.by is not None:
        return None
    found = finding(result)
    if found is None:
        return None
    question = result.question
    if question.kind is Kind.MATRIX and not question.finding:
        return None
    base = f"{found.base:,}"
    text = (question.finding or DEFAULT).format(
        title=question.title,
        label=found.choice.label,
        item=found.item.label if found.item else "",
        share=f"{found.share:.0%}".replace("%", "\N{NO-BREAK SPACE}%"),
        base=base,
    )
    people = "people are in view" if result.of is Of.EVERYONE else "people answered"
    text = text.removesuffix(".")
    return f"{text[0].upper()}{text[1:]}{_since(result, found)}. {base} {people}."


def _since(result: Result, found: Finding) -> str:
    """What changed since the edition before: ", up 6 points on 2024"; empty where not comparable.

    A change smaller than three points, or one that chance explains, is none.
    """
    asked = [year for year in result.years if year not in result.gaps]
    earlier = [year for year in asked if year < found.year]
    if not earlier:
        return ""
    first = earlier[-1]
    verdict = compare_choice(result.question, found.choice.id, first, found.year)
    if verdict.verdict not in (Verdict.SAME, Verdict.RELABELLED):
        return ""
    v = result.question.choices.index(found.choice)
    i = result.items.index(found.item)
    before, after = (_cell(result, (result.years.index(y), 0, i, v)) for y in (first, found.year))
    change = differences(before, after)
    points = float(change.change)
    if np.isnan(points):
        return ""
    if not marks(change.change, change.p_value):
        return f", much as in {first}"
    size = round(abs(points) * 100)
    return f", {'up' if points > 0 else 'down'} {size} points on {first}"


def _cell(result: Result, at: tuple[int, int, int, int]) -> Shares:
    parts = {field.name: np.asarray(getattr(result.shares, field.name)[at]) for field in FIELDS}
    return Shares(**parts)
