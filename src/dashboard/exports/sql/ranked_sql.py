"""Rankings, and what was judged best and worst."""

from collections.abc import Mapping, Sequence

from dashboard.codebook import Year
from dashboard.exports.sql.answers_sql import Part, carried, given, outer
from dashboard.exports.sql.offered_sql import joined, offered
from dashboard.exports.sql.points_sql import ORDER, box, mean_of
from dashboard.exports.sql.statement_text import select
from dashboard.exports.sql.wanted import Wanted, answer_columns, chosen, years_shown
from dashboard.exports.sql.withheld_sql import told
from dashboard.responses.schema import RESPONDENT
from dashboard.responses.sql_names import quoted
from dashboard.responses.store import Responses

CHOICES = (*ORDER, "choice")


def first_sql(responses: Responses, wanted: Wanted) -> str:
    """The share of those who ranked that put each object first."""
    parts, _ = _placed(responses, wanted)
    result = box(wanted, "first", "place = 1", "placed", "choice")
    return told(responses, wanted, parts, result, CHOICES)


def topk_sql(responses: Responses, wanted: Wanted) -> str:
    """The share that put each object among the first few, as many as could be picked."""
    parts, _ = _placed(responses, wanted)
    most = wanted.question.pick or len(wanted.question.choices)
    inside = f"place BETWEEN 1 AND {most}"
    result = box(wanted, "topk", inside, "placed", "choice")
    return told(responses, wanted, parts, result, CHOICES)


def borda_sql(responses: Responses, wanted: Wanted) -> str:
    """The average place, 1 for the first and 0 for the last; what is left out shares the rest."""
    parts, objects = _placed(responses, wanted)
    numbers = {year: len(codes) for year, codes in objects.items()}
    of = _by_year(numbers)
    place = f"CASE WHEN place >= 1 THEN place ELSE (ranked + 1 + {of}) / 2 END"
    points = f"({of} - {place}) / nullif({of} - 1, 0) AS points"
    scored = select([*wanted.keys, "choice", points, *carried(wanted)], "placed")
    columns = [*outer(wanted, choice="choice"), "'borda' AS statistic", "count(points) AS base"]
    columns.append(f"{mean_of(wanted, 'points')} AS estimate")
    result = select(columns, "scored", grouped=True)
    return told(responses, wanted, [*parts, ("scored", scored)], result, CHOICES)


def maxdiff_sql(responses: Responses, wanted: Wanted) -> str:
    """Times chosen best less times chosen worst, over times shown."""
    keys, weight = wanted.keys, carried(wanted)
    columns = answer_columns(responses, wanted) | {"person": quoted(RESPONDENT)}
    tasks = select([*keys, "person", "unnest(answer) AS task", *weight], "chosen", where=["asked"])
    judged = select(
        [
            *keys,
            "person",
            "unnest(task.shown) AS choice",
            "task.best AS best",
            "task.worst AS worst",
            *weight,
        ],
        "tasks",
        where=["task.best IS NOT NULL", "task.worst IS NOT NULL"],
    )
    score = "count(*) FILTER (WHERE choice = best) - count(*) FILTER (WHERE choice = worst)"
    score = f"({score}) / count(*)"
    if wanted.weighted:
        better = "(choice = best)::INTEGER - (choice = worst)::INTEGER"
        score = f"sum(weight * ({better})) / sum(weight)"
    result = select(
        [
            *outer(wanted, choice="choice"),
            "'maxdiff' AS statistic",
            "count(DISTINCT person) AS base",
            f"{score} AS estimate",
        ],
        "judged",
        grouped=True,
    )
    parts = [chosen(responses, wanted, columns), ("tasks", tasks), ("judged", judged)]
    return told(responses, wanted, parts, result, CHOICES)


def _placed(
    responses: Responses, wanted: Wanted
) -> tuple[list[Part], Mapping[Year, Sequence[str]]]:
    """`placed`: for everyone who ranked the place of each object; and the objects by year."""
    years = years_shown(responses, wanted)
    objects = {year: [c.id for c in wanted.question.offered(year)] for year in years}
    columns = [
        *wanted.keys,
        "choice",
        "list_position(answer, choice) AS place",
        "len(answer) AS ranked",
        *carried(wanted),
    ]
    placed = select(columns, f"given\n{joined(objects)}")
    parts = [
        chosen(responses, wanted, answer_columns(responses, wanted), years=years),
        *given(wanted),
        offered(objects),
        ("placed", placed),
    ]
    return parts, objects


def _by_year(numbers: Mapping[Year, int]) -> str:
    """SQL of a number that may differ by year."""
    if len(set(numbers.values())) == 1:
        return str(next(iter(numbers.values())))
    cases = " ".join(f"WHEN {year} THEN {number}" for year, number in numbers.items())
    return f"(CASE year {cases} END)"
