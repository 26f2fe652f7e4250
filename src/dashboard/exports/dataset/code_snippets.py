"""Code to paste: pandas, R and SQL that reproduce a figure's shares from a downloaded file."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.exports.sql import share_sql
from dashboard.responses.schema import asked_column


@dataclass(frozen=True, kw_only=True)
class Example:
    """The question and edition that the code is about."""

    question: Question
    year: Year

    def file(self, codebook: Codebook) -> str:
        """The name that the year's answers have when downloaded."""
        return f"{codebook.id}_{self.year}.parquet"


def example(codebook: Codebook, years: Iterable[Year]) -> Example | None:
    """A question to show the code with, of the newest of these years; None if there is none.

    Where the survey has one: with several answers and a finding, since that takes most care.
    """
    year = max(years, default=None)
    if year is None:
        return None
    able = [
        question
        for question in codebook.asked_in(year)
        if question.published
        and question.id not in codebook.separate
        and (question.kind is Kind.MULTIPLE or question.has_one_answer)
    ]
    if not able:
        return None
    able.sort(key=lambda q: (not q.finding, q.kind is not Kind.MULTIPLE, q.module is not None))
    return Example(question=able[0], year=year)


def snippets(codebook: Codebook, shown: Example) -> dict[str, str]:
    """The code by language; each gives answer, people, share of those who answered, and base."""
    file = shown.file(codebook)
    return {
        "pandas": _pandas(shown.question, file),
        "R": _r(shown.question, file),
        "DuckDB": share_sql(shown.question, file),
    }


def _pandas(question: Question, file: str) -> str:
    code, asked = question.id, asked_column(question.id)
    each = "given.explode()" if question.kind is Kind.MULTIPLE else "given"
    return f"""\
import pandas as pd

answers = pd.read_parquet("{file}")
given = answers.loc[answers["{asked}"], "{code}"].dropna()

people = {each}.value_counts()
print(pd.DataFrame({{"people": people, "share": people / len(given)}}))
print("base:", len(given))"""


def _r(question: Question, file: str) -> str:
    code, asked = question.id, asked_column(question.id)
    several = question.kind is Kind.MULTIPLE
    each = f"given |>\n  tidyr::unnest_longer({code}) |>" if several else "given |>"
    return f"""\
library(arrow)
library(dplyr)

answers <- read_parquet("{file}")
given <- answers |> filter({asked}, !is.na({code}))

{each}
  count({code}, name = "people", sort = TRUE) |>
  mutate(share = people / nrow(given), base = nrow(given))"""
