"""Means, medians and boxes of numbers, and of choices that stand for numbers."""

from collections.abc import Callable

from dashboard.analysis.statistics import highest_points, mean_sql, scale_points
from dashboard.estimates.numeric import DETRACTORS_TO, PROMOTERS_FROM
from dashboard.exports.sql.answers_sql import Part, answers, given, keys_of, outer, summed
from dashboard.exports.sql.statement_text import number, select, values
from dashboard.exports.sql.wanted import Wanted, answer_columns, chosen
from dashboard.exports.sql.withheld_sql import told
from dashboard.responses.sql_names import literal
from dashboard.responses.store import Responses

ORDER = ("year", "segment", "item")


def number_sql(
    responses: Responses, wanted: Wanted, statistic: str, written: Callable[[str, str], str]
) -> str:
    """A statistic of numbers, written as SQL of a value and a weight, such as their mean.

    Answers that stand for no number are not in the base.
    """
    return _of_points(responses, wanted, statistic, scale_points(wanted.question), written)


def recommend_sql(responses: Responses, wanted: Wanted) -> str:
    """The recommend score: the mean of 100 for 9 and 10, -100 for 0 to 6, else 0."""
    points = {
        code: 100.0 * (rating >= PROMOTERS_FROM) - 100.0 * (rating <= DETRACTORS_TO)
        for code, rating in scale_points(wanted.question).items()
    }
    return _of_points(responses, wanted, "recommend", points, mean_sql)


def top2_sql(responses: Responses, wanted: Wanted) -> str:
    """The share of those on the scale who gave one of its two highest answers."""
    points = scale_points(wanted.question)
    highest = highest_points(wanted.question)
    rows = [
        (literal(code), "true" if value in highest else "false") for code, value in points.items()
    ]
    steps, inside = values("steps", ["choice", "inside"], rows)
    result = box(wanted, "top2", "inside", "answers\nJOIN steps USING (choice)")
    parts = [*_answered(responses, wanted), answers(wanted), (steps, inside)]
    return told(responses, wanted, parts, result, [*ORDER, "choice"])


def median_sql(responses: Responses, wanted: Wanted) -> str:
    """The median; inside a band answers lie evenly, and an open band gives no number."""
    question, keys = wanted.question, keys_of(wanted)
    sums = ["count(*) AS people", *summed(wanted)]
    one, whole = ("weights", "total") if wanted.weighted else ("people", "base")
    parts = _answered(responses, wanted)
    if question.choices:
        bands = [choice for choice in question.choices if choice.is_band]
        rows = [(literal(band.id), number(band.low), number(band.high)) for band in bands]
        source, order = "answers\nJOIN bands USING (choice)", "low NULLS FIRST"
        parts += [answers(wanted), values("bands", ["choice", "low", "high"], rows)]
        heaps = select([*keys, "choice", "low", "high", *sums], source, grouped=True)
        estimate = f"low + ({whole} / 2 - (upto - {one})) / {one} * (high - low)"
        choice = "''" if "item" in keys else "choice"
    else:
        order, estimate, choice = "value", "value", "''"
        heaps = select([*keys, "answer AS value", *sums], "given", grouped=True)
    by = f"PARTITION BY {', '.join(keys)}"
    ladder = select(
        [
            "*",
            f"sum(people) OVER ({by}) AS base",
            *([f"sum(weights) OVER ({by}) AS total"] if wanted.weighted else []),
            f"sum({one}) OVER ({by} ORDER BY {order}) AS upto",
        ],
        "heaps",
    )
    # Sums of weights may fall short of the half by rounding alone.
    half = f"{whole} / 2" + (" * (1 - 1e-12)" if wanted.weighted else "")
    columns = [*outer(wanted, choice=choice), "'median' AS statistic", "base"]
    result = select(
        [*columns, f"{estimate} AS estimate"],
        "ladder",
        where=[f"upto >= {half}"],
    )
    result += f"\nQUALIFY row_number() OVER ({by} ORDER BY {order}) = 1"
    return told(responses, wanted, [*parts, ("heaps", heaps), ("ladder", ladder)], result, ORDER)


def box(wanted: Wanted, statistic: str, inside: str, source: str, choice: str = "''") -> str:
    """The result of a share of people: how many of a part's lines meet a condition."""
    share = f"count(*) FILTER (WHERE {inside}) / count(*)"
    if wanted.weighted:
        share = f"coalesce(sum(weight) FILTER (WHERE {inside}), 0) / sum(weight)"
    columns = [
        *outer(wanted, choice=choice),
        f"'{statistic}' AS statistic",
        f"count(*) FILTER (WHERE {inside}) AS count",
        "count(*) AS base",
        f"{share} AS estimate",
    ]
    return select(columns, source, grouped=True)


def mean_of(wanted: Wanted, value: str) -> str:
    """SQL of a mean over the lines of a part."""
    return mean_sql(value, "weight" if wanted.weighted else "")


def _of_points(
    responses: Responses,
    wanted: Wanted,
    statistic: str,
    points: dict[str, float],
    written: Callable[[str, str], str],
) -> str:
    parts, source, value = _answered(responses, wanted), "given", "answer"
    if wanted.question.choices:
        rows = [(literal(code), number(point)) for code, point in points.items()]
        parts += [answers(wanted), values("scale", ["choice", "points"], rows)]
        source, value = "answers\nJOIN scale USING (choice)", "points"
    columns = [*outer(wanted), f"'{statistic}' AS statistic", "count(*) AS base"]
    estimate = written(value, "weight" if wanted.weighted else "")
    columns.append(f"{estimate} AS estimate")
    return told(responses, wanted, parts, select(columns, source, grouped=True), ORDER)


def _answered(responses: Responses, wanted: Wanted) -> list[Part]:
    return [chosen(responses, wanted, answer_columns(responses, wanted)), *given(wanted)]
