"""Each statistic in a sentence, and where docs/method.md explains it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """The heading of docs/method.md that gives the formula, as an anchor, and one sentence."""

    anchor: str
    sentence: str


UNCERTAINTY = "sample size and weighting only; opt-in survey"

METHODS = {
    "share": Method("shares", "The share of respondents who chose this answer."),
    "top2": Method(
        "top-two-box-shares", "The share of respondents who chose one of the top two points."
    ),
    "first": Method("rankings", "The share of respondents who ranked this first."),
    "topk": Method("rankings", "The share of respondents who ranked this at all."),
    "borda": Method("rankings", "The average rank, from 0 (always last) to 1 (always first)."),
    "mean": Method("means", "The average over all respondents who answered."),
    "recommend": Method(
        "recommend-score", "Percentage giving 9 or 10 minus percentage giving 0 to 6."
    ),
    "allocation": Method("allocations", "The average percentage per respondent."),
    "volume": Method(
        "allocations",
        "The share of all use cases, weighted by each respondent's number of use cases.",
    ),
    "maxdiff": Method(
        "best-worst-scores", "Times picked as best minus times picked as worst, per time shown."
    ),
    "median": Method("medians", "The value that half of respondents do not exceed."),
    "interval": Method("intervals", f"The 95% interval, from {UNCERTAINTY}."),
    "small_base": Method("small-bases", "The sample is too small for a reliable estimate."),
    "use_cases": Method("use-cases", "Use cases described, weighted to represent all use cases."),
    "weights": Method("weights", "Respondents weighted to match known totals."),
    "change": Method("changes", "The difference between two years, in percentage points."),
    "mix_adjusted": Method(
        "mix-adjusted-changes", "The change adjusted to the earlier year's mix of respondents."
    ),
    "marks": Method(
        "significance-flags", "Significant changes, adjusted for the number of comparisons."
    ),
    "crosstab": Method("crosstabs", "Whether two questions are associated."),
    "lift": Method("lift", "How much more likely users of one tool are to use another."),
    "expectations": Method(
        "today-and-in-three-years", "Answers of the same respondents for today and in three years."
    ),
    "segments": Method(
        "group-comparisons", "A group compared with all other respondents, or with another group."
    ),
}
"""By name of the statistic, as `tabulate` and the figures know it."""
