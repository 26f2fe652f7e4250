"""The code that readers paste gives the dashboard's own shares from a downloaded file."""

import contextlib
import csv
import io
import shutil
import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.analysis.results import results
from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.exports.dataset import Example, example, snippets
from dashboard.exports.sql import share_sql
from dashboard.query.selection import select
from dashboard.responses import Responses, load_responses
from dashboard.responses.schema import year_file

YEAR = 2024


@pytest.fixture
def download(tiny: Codebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder with the year's file under the name that the page gives it."""
    name = Example(question=tiny.questions["used"], year=YEAR).file(tiny)
    (tmp_path / name).write_bytes(year_file(tiny.folder, YEAR).read_bytes())
    monkeypatch.chdir(tmp_path)
    return name


def code(tiny: Codebook, question: str, language: str) -> str:
    return snippets(tiny, Example(question=tiny.questions[question], year=YEAR))[language]


def on_the_page(responses: Responses, question: str) -> dict[str, tuple[int, int]]:
    """Count and base by choice, as the dashboard counts them."""
    asked = responses.codebook.questions[question]
    tally = responses.tally([asked], select(responses.codebook, [YEAR]))[question]
    base = int(tally.answered.n[0, 0, 0])
    counts = zip(asked.choices, tally.cells.n[0, 0, 0].tolist(), strict=True)
    return {choice.id: (int(n), base) for choice, n in counts if n}


@pytest.mark.parametrize("question", ["role", "used", "mood", "age"])
def test_the_sql_gives_the_shares_of_the_page(
    question: str, tiny: Codebook, tiny_responses: Responses, download: str
) -> None:
    rows = duckdb.sql(code(tiny, question, "DuckDB")).fetchall()
    expected = on_the_page(tiny_responses, question)
    assert {answer: (people, base) for answer, people, _, base in rows} == expected
    assert all(share == people / base for _, people, share, base in rows)


@pytest.mark.parametrize("question", ["role", "used", "mood", "age"])
def test_the_pandas_code_gives_the_shares_of_the_page(
    question: str, tiny: Codebook, tiny_responses: Responses, download: str
) -> None:
    printed = io.StringIO()
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(printed):
        exec(code(tiny, question, "pandas"), names)
    people, given = names["people"], names["given"]
    assert isinstance(people, pd.Series)
    assert isinstance(given, pd.Series)
    expected = on_the_page(tiny_responses, question)
    assert {code: (int(n), len(given)) for code, n in people.items()} == expected
    assert f"base: {len(given)}" in printed.getvalue()


def test_the_code_of_the_page_prints_the_share_of_its_figure(
    sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codebook = read_codebook(sample_folder)
    shown = example(codebook, codebook.years)
    assert shown is not None
    shutil.copy(year_file(sample_folder, shown.year), tmp_path / shown.file(codebook))
    monkeypatch.chdir(tmp_path)
    rows = duckdb.sql(snippets(codebook, shown)["DuckDB"]).fetchall()
    question, query = shown.question, select(codebook, [shown.year])
    result = results(load_responses(codebook), [question], query)[question.id]
    codes = [choice.id for choice in question.choices]
    assert rows
    for answer, people, share, base in rows:
        place = (0, 0, 0, codes.index(answer))
        assert share == pytest.approx(result.shares.share[place])
        assert (people, base) == (result.shares.count[place], result.shares.base[place])


@pytest.fixture(scope="module")
def rscript() -> str:
    """R with the packages that the code begins with; without them it is read and not run."""
    found = shutil.which("Rscript")
    if found is None:
        pytest.skip("R is not installed, so its code is read but not run")
    has = "all(sapply(c('arrow', 'dplyr', 'tidyr'), requireNamespace, quietly = TRUE))"
    asked = subprocess.run([found, "-e", f"quit(status = !{has})"], capture_output=True)
    if asked.returncode:
        pytest.skip("R has not all packages that the code needs, so it is read but not run")
    return found


@pytest.mark.parametrize("question", ["role", "used"])
def test_the_r_code_gives_the_shares_of_the_page(
    question: str, tiny: Codebook, tiny_responses: Responses, download: str, rscript: str
) -> None:
    # As CSV: how R prints a table goes by the width and the language of its console.
    printing = f"found <- {{\n{code(tiny, question, 'R')}\n}}\nwrite.csv(found, row.names = FALSE)"
    run = subprocess.run([rscript, "-e", printing], check=True, capture_output=True, text=True)
    rows = csv.DictReader(io.StringIO(run.stdout))
    found = {row[question]: (int(row["people"]), int(row["base"])) for row in rows}
    assert found == on_the_page(tiny_responses, question)


def test_the_r_code_names_the_file_and_the_columns(tiny: Codebook) -> None:
    text = code(tiny, "used", "R")
    assert 'read_parquet("tiny_2024.parquet")' in text
    assert "filter(used__asked, !is.na(used))" in text
    assert "unnest_longer(used)" in text
    assert "unnest_longer" not in code(tiny, "role", "R")


def test_the_code_is_about_the_newest_year_with_files(tiny: Codebook) -> None:
    shown = example(tiny, [2023, YEAR])
    assert shown is not None
    assert shown.year == YEAR
    assert example(tiny, []) is None


def test_a_demographic_in_a_file_of_its_own_is_no_example(tmp_path: Path, tiny: Codebook) -> None:
    shown = example(tiny, [YEAR])
    assert shown is not None
    assert shown.question.id not in tiny.separate


def test_a_question_without_simple_shares_has_no_sql(tiny: Codebook) -> None:
    with pytest.raises(DashboardError, match="'best' has no simple shares"):
        share_sql(tiny.questions["best"], "x.parquet")


def test_a_quote_in_a_file_name_stays_inside_the_text(tiny: Codebook) -> None:
    assert "'it''s.parquet'" in share_sql(
        read_codebook(tiny.folder).questions["role"], "it's.parquet"
    )
