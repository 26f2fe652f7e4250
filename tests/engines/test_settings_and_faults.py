"""Which engine counts is a setting, and what keeps it from counting is said in a sentence."""

import gc
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.__main__ import main
from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.paths import ROOT
from dashboard.query.selection import select
from dashboard.responses import load_responses
from dashboard.responses.duckdb_engine import DuckDBEngine
from dashboard.responses.engines import EngineSettings, engine_settings
from dashboard.responses.schema import RELEASE

from .conftest import serving

NOWHERE = "sc://127.0.0.1:9"
COUNT = "SELECT count(*) AS n FROM respondents"


@pytest.fixture
def released(tiny_copy: Path) -> Path:
    """The tiny survey as if it had been released."""
    (tiny_copy / RELEASE).write_text('{"years": {}}', encoding="utf-8")
    return tiny_copy


def test_duckdb_counts_where_nothing_is_set() -> None:
    assert engine_settings({}) == engine_settings({"SURVEY_ENGINE": "duckdb"}) == EngineSettings()


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SURVEY_ENGINE": "spark"}, "SURVEY_ENGINE is 'duckdb' or the address of a Spark Connect"),
        ({"SURVEY_ENGINE": NOWHERE}, "SURVEY_ENGINE needs SURVEY_ENGINE_FILES"),
        ({"SURVEY_DUCKDB_MB": "0"}, "SURVEY_DUCKDB_MB is at least 50, not 0"),
        ({"SURVEY_DUCKDB_MB": "1 GB"}, "SURVEY_DUCKDB_MB is a whole number of megabytes"),
    ],
)
def test_a_setting_that_is_none_is_refused(environment: dict[str, str], said: str) -> None:
    with pytest.raises(DashboardError, match=said):
        engine_settings(environment)


def test_unreleased_answers_are_sent_to_no_engine(tiny_folder: Path, tmp_path: Path) -> None:
    settings = EngineSettings(address=NOWHERE, files=str(tmp_path))
    with pytest.raises(DashboardError, match="Unreleased answers are not sent"):
        load_responses(read_codebook(tiny_folder), settings=settings)
    assert not list(tmp_path.iterdir())


def test_without_the_extra_the_way_to_install_it_is_told(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "dashboard.responses.spark_engine", raising=False)
    monkeypatch.setitem(sys.modules, "grpc", None)
    settings = EngineSettings(address=NOWHERE, files=str(tmp_path))
    with pytest.raises(DashboardError, match=r"'grpc'.*pip install '\.\[spark\]'"):
        load_responses(read_codebook(released), settings=settings)


@pytest.mark.usefixtures("spark")
def test_a_command_says_that_the_engine_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_ENGINE", NOWHERE)
    monkeypatch.setenv("SURVEY_ENGINE_FILES", str(tmp_path))
    assert main(["tabulate", "persona", "--data", str(ROOT / "data")]) == 2
    said = capsys.readouterr()
    assert said.err == "The engine that counts the answers (SURVEY_ENGINE) cannot be reached.\n"
    assert not said.out


@pytest.mark.usefixtures("spark")
def test_the_app_shows_a_panel_where_the_engine_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_ENGINE", NOWHERE)
    monkeypatch.setenv("SURVEY_ENGINE_FILES", str(tmp_path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    said = " ".join(element.value for element in [*app.subheader, *app.text])
    assert "The survey cannot be shown" in said
    assert "cannot be reached" in said
    assert "127.0.0.1" not in said
    assert not app.exception


def test_files_go_with_the_engine(address: str, released: Path, tmp_path: Path) -> None:
    files = tmp_path / "files"
    settings = EngineSettings(address=address, files=str(files))
    responses = load_responses(read_codebook(released), settings=settings)
    assert len(list(files.glob("*/*.parquet"))) == 3
    del responses
    gc.collect()
    assert not list(files.iterdir())


def test_files_that_cannot_be_written_are_said(address: str, released: Path) -> None:
    settings = EngineSettings(address=address, files="/proc/nowhere")
    with pytest.raises(DashboardError, match="cannot be written to SURVEY_ENGINE_FILES"):
        load_responses(read_codebook(released), settings=settings)


def test_a_server_that_comes_back_counts_again(spark: None, released: Path, tmp_path: Path) -> None:
    codebook = read_codebook(released)
    with serving() as port:
        settings = EngineSettings(address=f"sc://127.0.0.1:{port}", files=str(tmp_path / "files"))
        responses = load_responses(codebook, settings=settings)
        before = responses.count(select(codebook, [2024]))
        assert before == load_responses(codebook).count(select(codebook, [2024]))
    with pytest.raises(DashboardError, match="cannot be reached"):
        responses.count(select(codebook, [2024]))
    with serving(port):
        assert responses.count(select(codebook, [2024])) == before


def test_threads_share_an_engine(address: str, released: Path, tmp_path: Path) -> None:
    codebook = read_codebook(released)
    settings = EngineSettings(address=address, files=str(tmp_path / "files"))
    responses = load_responses(codebook, settings=settings)
    expected = load_responses(codebook).count(select(codebook, [2023]))
    found: list[dict[int, int]] = []
    many = [
        threading.Thread(target=lambda: found.append(responses.count(select(codebook, [2023]))))
        for _ in range(12)
    ]
    for thread in many:
        thread.start()
    for thread in many:
        thread.join()
    assert found == [expected] * 12


def test_what_the_engine_cannot_run_is_refused(
    address: str, released: Path, tmp_path: Path
) -> None:
    settings = EngineSettings(address=address, files=str(tmp_path / "files"))
    engine = load_responses(read_codebook(released), settings=settings).engine
    with pytest.raises(DashboardError, match=r"(?i)cannot run a statement: .*no_such_function"):
        engine.run("SELECT no_such_function(year) AS n FROM respondents", [])
    with pytest.raises(DashboardError, match="no form in Spark's dialect"):
        engine.run("SELECT FROM WHERE", [])
    # And the session is as good as before.
    [there], [here] = (
        one.run(COUNT, [])["n"] for one in (engine, load_responses(read_codebook(released)).engine)
    )
    assert there == here > 0


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT [7, 8, 9][x % 3 + 1] AS n FROM numbers",
        "SELECT [7, 8, 9][2] AS n FROM numbers",
        "SELECT [7, 8, 9][x + 90] IS NULL AS n FROM numbers",
        "SELECT len([x, 2]) AS n FROM numbers",
        "SELECT x // 2 AS n FROM numbers",
        "SELECT fsum(x * 0.5) AS n FROM numbers",
        "SELECT list_sum(list_transform([x, 2], lambda c: c * 2)) AS n FROM numbers",
        "SELECT unnest(list_append([x], 5)) AS n FROM numbers",
        "SELECT CASE WHEN x > ? THEN 0.25 END IS NULL AS n FROM numbers",
        "SELECT len(list_filter([x, 1, 2], lambda c: c NOT IN (1, 4))) AS n FROM numbers",
    ],
)
def test_an_expression_means_the_same(sql: str, address: str, tmp_path: Path) -> None:
    """What statements are made of, each by itself: places in lists that are computed, above all."""
    from dashboard.responses.spark_engine import SparkEngine

    here = DuckDBEngine()
    here.connection.execute("CREATE TABLE numbers AS SELECT x::USMALLINT AS x FROM range(6) t(x)")
    tables = tmp_path / "tables"
    tables.mkdir()
    here.write_tables(tables)
    there = SparkEngine(address, str(tmp_path / "files"))
    there.take(tables)
    parameters = [3] if "?" in sql else []
    found = [np.sort(engine.run(sql, parameters)["n"].astype(float)) for engine in (here, there)]
    assert len(found[0]) > 0
    np.testing.assert_array_equal(*found)


def test_a_file_bounds_the_memory_and_goes_with_the_engine(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    codebook = read_codebook(tiny_folder)
    filed = load_responses(codebook, settings=EngineSettings(megabytes=100))
    assert list(tmp_path.glob("survey-responses-*/responses.duckdb"))
    [limit] = filed.engine.run("SELECT current_setting('memory_limit') AS m", [])["m"]
    assert str(limit) == "95.3 MiB"
    query = select(codebook, [2023, 2024])
    questions = list(codebook.questions.values())
    inside = load_responses(codebook).tally(questions, query)
    for code, tally in filed.tally(questions, query).items():
        np.testing.assert_array_equal(tally.cells.n, inside[code].cells.n)
    for refused in ("SELECT * FROM read_csv('/etc/hostname')", "SET threads = 1"):
        with pytest.raises(Exception, match=r"(?i)disabled|locked|cannot|permission"):
            filed.engine.run(refused, [])
    del filed
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_too_little_memory_is_said_with_the_setting() -> None:
    with pytest.raises(DashboardError, match="SURVEY_DUCKDB_MB"):
        DuckDBEngine(megabytes=10).run("SELECT list(range) AS n FROM range(100000000)", [])
