"""Sentences computed from the data at hand: what stands out in a question's results."""

from dataclasses import dataclass

import numpy as np

from dashboard.codebook import Choice, Kind
from dashboard.estimates.reliability import Flag
from dashboard.results import Of, Result
from dashboard.scores import Scores

DEFAULT = "{title}: “{label}” leads with {share}."


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer that leads, with its share as a fraction and its base."""

    choice: Choice
    item: Choice | None
    share: float
    base: int


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
                    best = Finding(choice=choice, item=item, share=share, base=base)
        if best is not None:
            return best
    return None


def sentence(result: Result | Scores) -> str | None:
    """A question's finding in words, by the template its codebook gives; None without one."""
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
        share=f"{found.share:.0%}".replace("%", " %"),
        base=base,
    )
    whom = "people in view" if result.of is Of.EVERYONE else "answers"
    return f"{text[0].upper()}{text[1:]} ({base} {whom})"
