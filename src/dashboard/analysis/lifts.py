"""What is used together: lifts of pairs of ticks, joined from tallies and estimates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.analysis.changes import is_marked
from dashboard.analysis.refusals import check_told
from dashboard.codebook import Choice, Question, Year
from dashboard.estimates.change import adjusted
from dashboard.estimates.lift import lift_p_values, lifts
from dashboard.estimates.reliability import SHARE_FROM, Flag
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Bools, Estimates, Sums
from dashboard.query.selection import Query
from dashboard.responses import Responses
from dashboard.responses.co_occurrence import tally_pairs


@dataclass(frozen=True, kw_only=True)
class CoUse:
    """What goes with one choice: for each other choice its lift and its shares.

    Along the one axis of all arrays stand `partners`, (question, choice). `among` is the share
    among those who gave the choice, `overall` among all who answered both questions. `marked` are
    the lifts that chance does not explain, tested together, of shares that differ by three points
    or more, the first on a sufficient sample; `told` those of them that words may tell.
    """

    question: Question
    choice: Choice
    query: Query
    year: Year
    partners: tuple[tuple[Question, Choice], ...]
    lifts: Estimates
    marked: Bools
    told: Bools
    among: Shares
    overall: Shares


def co_use(
    responses: Responses,
    question: Question,
    code: str,
    others: Sequence[Question],
    query: Query,
) -> CoUse:
    """Lifts of one choice with the choices of several questions, in a query's newest year.

    Catch-alls and "none of these" are no partners, nor is what the year did not offer. Raises
    DashboardError where a release withholds too much of what is asked for.
    """
    check_told(responses, {one.id: one for one in (question, *others)}.values(), query)
    year = query.years[-1]
    place = [choice.id for choice in question.choices].index(question.choice(code).id)
    partners, parts, rows = [], [], 1
    for other in others:
        tally = tally_pairs(responses, question, other, query)
        rows = tally.rows
        for v, choice in enumerate(other.choices):
            itself = other.id == question.id and choice.id == code
            if itself or not choice.is_named:
                continue
            if year not in choice.asked:
                continue
            partners.append((other, choice))
            parts.append(
                [
                    tally.both.at((place, v)),
                    tally.first.at(place),
                    tally.second.at(v),
                    tally.base,
                ]
            )
    both, first, second, base = (
        Sums.of(*(np.array([one[at][n] for one in parts]) for n in range(3))) for at in range(4)
    )
    found = lifts(both, first, second, base, rows)
    among, overall = _flat(both, first, rows), _flat(second, base, rows)
    difference, p = among.share - overall.share, lift_p_values(found)
    beyond = (found.low > 1) | (found.high < 1)
    sufficient: Bools = beyond & (among.base >= SHARE_FROM)
    [of_marks], [of_words] = adjusted([p]), adjusted([p], "holm")
    marked = is_marked(difference, of_marks) & sufficient
    return CoUse(
        question=question,
        choice=question.choice(code),
        query=query,
        year=year,
        partners=tuple(partners),
        lifts=found,
        marked=marked,
        told=is_marked(difference, of_words) & marked & (among.flag == Flag.OK),
        among=among,
        overall=overall,
    )


def _flat(given: Sums, base: Sums, rows: int) -> Shares:
    found = shares(given.spread(), base, np.full(base.n.shape, float(rows)))
    return found.at((..., 0))
