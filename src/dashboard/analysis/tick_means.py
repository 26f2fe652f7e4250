"""How many answers of a question people tick: the mean, joined from pairs of ticks."""

from collections.abc import Collection

import numpy as np

from dashboard.analysis.refusals import check_told
from dashboard.codebook import Question
from dashboard.estimates.numeric import Ratio, presented_ratio
from dashboard.estimates.sums import Estimates, Floats, kish, small_sample
from dashboard.query.selection import Query
from dashboard.responses import Responses
from dashboard.responses.co_occurrence import tally_pairs


def ticks_each(
    responses: Responses, question: Question, codes: Collection[str], query: Query
) -> Estimates:
    """The mean number of the answers `codes` that each of those who answered ticked.

    In the newest year of a query; arrays without axes. With x ticks of a respondent the variance is
    linearized as that of a ratio, sum(w^2 (x - mean)^2) / sum(w)^2; the sums of x and x^2 are those
    of single ticks and of pairs. Raises DashboardError for a question without ticks, and where a
    release withholds too much of what is asked for.
    """
    check_told(responses, [question], query)
    tally = tally_pairs(responses, question, question, query)
    kept = np.array([choice.id in codes for choice in question.choices])
    one, two = tally.first.at(kept), tally.both.at(np.ix_(kept, kept))
    factor, base = small_sample(tally.rows), tally.base
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = one.w.sum() / base.w

        def squares(of_pairs: Floats, of_ticks: Floats, of_all: Floats) -> Floats:
            return np.asarray(of_pairs - 2 * mean * of_ticks + mean**2 * of_all)

        variance = factor * squares(two.w2.sum(), one.w2.sum(), base.w2) / base.w**2
        alike = factor * squares(two.w.sum(), one.w.sum(), base.w) / (base.n * base.w)
        design_effect = np.where(alike > 0, variance / alike, base.n / kish(base))
    return presented_ratio(Ratio(mean, variance, design_effect), base)
