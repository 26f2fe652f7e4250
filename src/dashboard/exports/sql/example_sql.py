"""SQL that readers run themselves on a published file: the shares of a question's answers."""

from dashboard.codebook import Kind, Question
from dashboard.errors import DashboardError
from dashboard.responses.schema import asked_column
from dashboard.responses.sql_names import literal, quoted


def share_sql(question: Question, file: str) -> str:
    """A statement for DuckDB: answer, people, share of those who answered, and their number.

    `file` is a Parquet file of one year. Only for questions with one or several answers.
    """
    if question.kind is not Kind.MULTIPLE and not question.has_one_answer:
        raise DashboardError(f"{question.id!r} has no simple shares; it is a {question.kind}.")
    name, asked = quoted(question.id), quoted(asked_column(question.id))
    answer = f"unnest({name})" if question.kind is Kind.MULTIPLE else name
    return f"""\
WITH given AS (
    SELECT {name} FROM {literal(file)}
    WHERE {asked} AND {name} IS NOT NULL
),
answers AS (
    SELECT {answer} AS answer FROM given
)
SELECT
    answer,
    count(*) AS people,
    count(*) / (SELECT count(*) FROM given) AS share,
    (SELECT count(*) FROM given) AS base
FROM answers
GROUP BY answer
ORDER BY people DESC, answer;"""
