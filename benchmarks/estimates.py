"""What a topic page's numbers cost, against the one query somebody would write by hand.

    python benchmarks/estimates.py [--data DIR] [--topic TOPIC] [--respondents N ...] [--rounds N]

For each size three ratios, medians of runs that take turns: shares with intervals, bases and flags
(query, arrays, estimates) over the bare query that gives the same counts and bases; all statistics
(scores, all changes over the years, those of the last two also with the mix held fixed) over the
shares alone; and, for questions about described use cases, the view weighted by use cases over the
unweighted one. The respondents of the folder are repeated until there are as many as asked for;
only ratios mean something.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from dashboard.analysis.changes import judge, mixes
from dashboard.analysis.results import results
from dashboard.analysis.statistics import has_shares, statistics_of
from dashboard.codebook import Codebook, Kind, Question, read_codebook
from dashboard.query.selection import Query, Weights, select
from dashboard.responses import Responses, load_responses
from dashboard.responses.duckdb_engine import DuckDBEngine
from dashboard.responses.sql_names import DESCRIBED, FILE, TABLE, USE_CASES, quoted

ON_A_PAGE = 8
SPLIT = {Kind.MULTIPLE, Kind.MATRIX}

ROOT = Path(__file__).parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--topic", default="tools")
    parser.add_argument("--respondents", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    codebook = read_codebook(options.data)
    responses = load_responses(codebook)
    print(f"{'respondents':>12}  {'years':>5}  {'page / query':>12}  {'all / shares':>12}  "
          f"{'use cases / plain':>17}")  # fmt: skip
    for wanted in options.respondents:
        repeated = _repeated(responses, codebook, options.topic, wanted)
        for years in ([max(responses.years)], list(responses.years)):
            row = _measure(repeated, codebook, options.topic, years, options.rounds)
            print(f"{wanted:12,}  {len(years):5}  {row[0]:12.2f}  {row[1]:12.2f}  {row[2]:17.2f}")


def _measure(
    responses: Responses, codebook: Codebook, topic: str, years: Sequence[int], rounds: int
) -> tuple[float, float, float]:
    query = select(codebook, years)
    page = _page(codebook, topic)
    details = _details(codebook)
    by_hand = _by_hand(page, years)

    def everything() -> None:
        _everything(responses, page, query)

    def plain() -> None:
        results(responses, details, query)

    def over_use_cases() -> None:
        results(responses, details, replace(query, weights=Weights.USE_CASES))

    times = _interleaved(
        rounds,
        lambda: _fetch(responses, by_hand),
        lambda: results(responses, page, query),
        everything,
        plain,
        over_use_cases,
    )
    return times[1] / times[0], times[2] / times[1], times[4] / times[3]


def _page(codebook: Codebook, topic: str) -> list[Question]:
    return [q for q in codebook.topic(topic).questions if has_shares(q)][:ON_A_PAGE]


def _details(codebook: Codebook) -> list[Question]:
    details = [q for q in codebook.questions.values() if q.id in codebook.details]
    return [q for q in details if has_shares(q)][:ON_A_PAGE]


def _everything(responses: Responses, page: Sequence[Question], query: Query) -> None:
    """What a page can show at once: shares, the scores beside them, the changes of both."""
    found = list(results(responses, page, query).values())
    for question in page:
        for score in statistics_of(question)[1:]:
            found += results(responses, [question], query, score).values()
    years = query.years
    if len(years) > 1:
        mixes(responses, judge(responses, found), (years[-2], years[-1]))


def _by_hand(page: Sequence[Question], years: Sequence[int]) -> str:
    """The query for the same counts and bases, as somebody would write it for these questions."""
    parts = []
    where = f"year IN ({', '.join(map(str, years))})"
    for at, question in enumerate(page):
        column = quoted(question.id)
        if question.kind in SPLIT:
            parts.append(
                f"SELECT {at}, year, code, count(*) FROM (SELECT year, unnest({column}) AS code "
                f"FROM {TABLE} WHERE {where}) GROUP BY year, code"
            )
        if question.kind is Kind.MULTIPLE:
            parts.append(
                f"SELECT {at}, year, -1 - (len({column}) > 0)::INTEGER, count(*) FROM {TABLE} "
                f"WHERE {where} AND {column} IS NOT NULL GROUP BY year, len({column}) > 0"
            )
        elif question.multiple:
            # Of a row with several answers the base is whoever gave any.
            width = len(question.choices) + 1
            each = f"list_transform({column}, lambda c: c // {width} * 2 + (c % {width} > 0)::INT)"
            parts.append(
                f"SELECT {at}, year, -1 - answered, count(*) FROM (SELECT year, "
                f"unnest(list_distinct({each})) AS answered FROM {TABLE} WHERE {where}) "
                "GROUP BY year, answered"
            )
        elif question.kind not in SPLIT:
            parts.append(
                f"SELECT {at}, year, {column}, count(*) FROM {TABLE} "
                f"WHERE {where} AND {column} IS NOT NULL GROUP BY year, {column}"
            )
    return "\nUNION ALL ".join(parts)


def _fetch(responses: Responses, sql: str) -> None:
    responses.engine.run(sql, [])


def _interleaved(rounds: int, *runs: Callable[[], object]) -> list[float]:
    """The median time of each, all taking turns so that what else goes on falls on all."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds + 1):
        for run, measured in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            measured.append(time.perf_counter() - start)
    return [median(measured[1:]) for measured in times]


def _repeated(responses: Responses, codebook: Codebook, topic: str, respondents: int) -> Responses:
    """The same responses, each so often that there are about as many as wanted, over all years.

    Only columns that are measured are kept, so that a million fit into the memory limit.
    """
    times = max(1, round(respondents / sum(responses.rows.values())))
    if times == 1:
        return responses
    questions = [*_page(codebook, topic), *_details(codebook)]
    questions += codebook.filters.values()
    columns = dict.fromkeys(quoted(q.id) for q in questions if has_shares(q))
    kept = ", ".join(["year", FILE, "weight", USE_CASES, DESCRIBED, *columns])
    assert isinstance(responses.engine, DuckDBEngine)
    with responses.engine.connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE repeated AS SELECT {kept} FROM {TABLE}, range({times})"
        ).fetchall()
        cursor.execute(f"DROP TABLE {TABLE}").fetchall()
        cursor.execute(f"ALTER TABLE repeated RENAME TO {TABLE}").fetchall()
    return replace(responses, rows={year: n * times for year, n in responses.rows.items()})


if __name__ == "__main__":
    main()
