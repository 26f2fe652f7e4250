"""Each statistic in a sentence, and where docs/method.md explains it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """The heading of docs/method.md that gives the formula, as an anchor, and one sentence."""

    anchor: str
    sentence: str


UNCERTAINTY = "uncertainty from sample size and weighting only; respondents chose to take part"

METHODS = {
    "share": Method("shares", "The part of those who answered who gave this answer."),
    "top2": Method("boxes", "The part of those who answered who chose one of the top two steps."),
    "first": Method("rankings", "The part of those who ranked who put this first."),
    "topk": Method("rankings", "The part of those who ranked who put this among the first few."),
    "borda": Method("rankings", "The average place in the ranking, from 0 (last) to 1 (first)."),
    "mean": Method("means", "The average of the values of all who answered."),
    "recommend": Method(
        "recommend-score", "Percentage giving 9 or 10 less percentage giving 0 to 6."
    ),
    "allocation": Method(
        "allocations", "The average part of the 100, each respondent counting the same."
    ),
    "volume": Method(
        "allocations", "The part of all use cases together, respondents with many counting more."
    ),
    "maxdiff": Method(
        "best-and-worst", "Times chosen best less times chosen worst, for each time shown."
    ),
    "median": Method("medians", "The value that half of those who answered do not exceed."),
    "interval": Method("intervals", f"The range in which the number may lie: {UNCERTAINTY}."),
    "small_base": Method("small-bases", "Too few respondents for a number to be relied on."),
    "use_cases": Method(
        "use-cases", "Described use cases weighted to stand for the use cases of all respondents."
    ),
    "weights": Method("weights", "Respondents weighted so that they meet known totals."),
    "change": Method("changes", "The difference between two years, in points."),
    "mix_adjusted": Method(
        "mix-adjusted-changes", "The change had the same kinds of people answered in both years."
    ),
    "marks": Method("marks", "Changes too large to be put down to chance in a view of many."),
    "crosstab": Method("crosstabs", "Whether two answers have anything to do with each other."),
    "lift": Method(
        "used-together", "Share of users who use another tool, over its share of all asked."
    ),
    "places": Method("places", "From which to which place each answer may stand."),
    "expectations": Method(
        "now-and-later", "What the same people answer for today and for three years on."
    ),
    "segments": Method("segments", "A group set against everybody else, or against another."),
}
"""By name of the statistic, as `tabulate` and the figures know it."""
