"""Some of the rows of a result by themselves: every number stays what it is."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dashboard.analysis.results import Result
from dashboard.codebook import Kind


def only_items(result: Result, keep: Sequence[int]) -> Result:
    """A result with some of its rows alone; every number stays what it is."""
    question = replace(result.question, items=tuple(result.question.items[i] for i in keep))
    kept = np.s_[:, :, list(keep)]
    tally = replace(
        result.tally,
        question=question,
        cells=result.tally.cells.at(kept),
        asked=result.tally.asked.at(kept),
        answered=result.tally.answered.at(kept),
    )
    return replace(
        result,
        question=question,
        tally=tally,
        estimates=result.estimates.at(kept),
        net=result.net and result.net.at(kept),
        spread=result.spread and result.spread.at(kept),
    )


def one_row(result: Result, place: int, title: str) -> Result:
    """One row of a matrix as a question of its own."""
    part = only_items(result, [place])
    kind = Kind.MULTIPLE if part.question.multiple else Kind.SINGLE
    question = replace(part.question, items=(), multiple=False, kind=kind, title=title)
    return replace(part, question=question, tally=replace(part.tally, question=question), net=None)
