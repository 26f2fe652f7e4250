"""Commands that are ended, killed, or run twice at once leave nothing half done."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.__main__ import main
from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.exports.opening import stamp_of
from dashboard.importing import unfinished as work
from dashboard.importing.unfinished import (
    INSIDE,
    RELEASING,
    put_in_place,
    unfinished,
    written_aside,
)
from dashboard.release.gate import gate
from dashboard.release.release_checks import check
from dashboard.release.releasing import release
from dashboard.release.secret import Seed
from dashboard.responses import load_responses, own_folders
from dashboard.responses.engines import EngineSettings
from dashboard.responses.own_folders import kept_from_all

SEED = Seed(b"nobody guesses this one")
RAW = "What is your role?,Company size\n" + "Builder,Small\n" * 8 + "Keeper,Large\n" * 8

# The command as a person runs it, held where the answers are imported and not yet released.
HELD = """
import signal, sys, time
from pathlib import Path
from dashboard.__main__ import main
from dashboard.release import releasing
def hold(*_):
    Path(sys.argv[1]).touch()
    time.sleep(60)
releasing.release = hold
# What a shell starts in the background ignores these two, and so do its children.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """A survey of two questions."""
    folder = tmp_path / "survey"
    (folder / "topics").mkdir(parents=True)
    (folder / "survey.yaml").write_text(
        "id: small\ntitle: Small\nsynthetic: true\nyears: {2024: {}}\n"
        "filters: {persona: role, company_size: size}\nprivacy: {key_attributes: [role]}\n",
        encoding="utf-8",
    )
    (folder / "topics" / "people.yaml").write_text(
        "id: people\ntitle: People\nquestions:\n"
        "- {id: role, kind: single, title: Role, wording: What is your role?,"
        " choices: [{id: builder, label: Builder}, {id: keeper, label: Keeper}]}\n"
        "- {id: size, kind: single, title: Size, wording: Company size,"
        " choices: [{id: small, label: Small}, {id: large, label: Large}]}\n".replace(
            "What is your role?,", '"What is your role?",'
        ),
        encoding="utf-8",
    )
    (tmp_path / "raw.csv").write_text(RAW, encoding="utf-8")
    return folder


def found(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def held(survey: Path, prefix: tuple[str, ...] = ()) -> tuple[subprocess.Popen[str], Path]:
    """A release of a raw export that has imported the answers; and its temporary folder."""
    here = survey.parent
    temporary = here / "tmp"
    temporary.mkdir(exist_ok=True)
    ready = here / "ready"
    arguments = ["release", here / "raw.csv", "--year", "2024", "--survey", survey]
    arguments += ["--to", here / "out"]
    command = [*prefix, sys.executable, "-c", HELD, ready, *arguments]
    process = subprocess.Popen(
        [str(part) for part in command],
        env={**os.environ, "TMPDIR": str(temporary), "SURVEY_SEED": "nobody guesses this one"},
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while not ready.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert ready.exists(), process.communicate()[1]
    return process, temporary


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1"])
def test_answers_that_are_not_anonymous_do_not_outlive_the_command(survey: Path, name: str) -> None:
    process, temporary = held(survey)
    assert any("responses.parquet" in file for file in found(temporary))
    number = getattr(signal, name)
    process.send_signal(number)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 128 + number
    assert "Traceback" not in said
    assert found(temporary) == set()
    assert not (survey.parent / "out").exists()


def test_what_is_told_to_ignore_a_signal_ignores_it(survey: Path) -> None:
    process, temporary = held(survey, prefix=("nohup",))
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert found(temporary) == set()


def test_what_a_killed_command_left_goes_with_the_next(survey: Path) -> None:
    process, temporary = held(survey)
    process.kill()
    process.communicate()
    assert found(temporary)
    (survey.parent / "ready").unlink()
    other, _ = held(survey)
    assert len(list(temporary.iterdir())) == 1
    other.terminate()
    other.communicate()
    assert found(temporary) == set()


# An app process that keeps its tables in a file, and is killed for want of memory.
KILLED = """
import os, signal, sys
from pathlib import Path
from dashboard.codebook import read_codebook
from dashboard.responses import load_responses
from dashboard.responses.engines import EngineSettings
held = load_responses(read_codebook(Path(sys.argv[1])), settings=EngineSettings(megabytes=100))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_tables_of_a_killed_process_go_with_the_next_start(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tiny_folder)],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    [left] = tmp_path.glob("survey-responses-*/responses.duckdb")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    codebook = read_codebook(tiny_folder)
    first, second = (
        load_responses(codebook, settings=EngineSettings(megabytes=100)) for _ in range(2)
    )
    assert not left.exists()
    # Those of processes that live stay, each with its own.
    assert len(list(tmp_path.glob("survey-responses-*/responses.duckdb"))) == 2
    assert first.rows == second.rows


@pytest.mark.parametrize("fault", [BlockingIOError, FileNotFoundError])
def test_a_new_folder_that_another_process_took_for_a_leftover_is_made_again(
    fault: type[OSError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_of, tried = own_folders.locked, []

    def late(folder: Path) -> int | None:
        if not tried:
            tried.append(folder)
            folder.rmdir()  # what the other process does
            raise fault
        return lock_of(folder)

    monkeypatch.setattr(own_folders, "locked", late)
    made, lock = own_folders.made_own(tmp_path, "own-")
    assert made.is_dir()
    assert made != tried[0]
    assert not own_folders.leftovers_removed(tmp_path, ["own-"])
    own_folders.removed(made, lock)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_for_what_nobody_may_see_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with kept_from_all("survey-importing-") as one, kept_from_all("survey-importing-") as other:
        assert one != other
        assert one.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def served(club: Callable[..., Path]) -> Path:
    """A released folder that a test may change."""
    source = club()
    return release(source, source.parent / "served", SEED).to


@pytest.mark.parametrize("prefix", INSIDE)
def test_leftovers_change_nothing_and_go_with_the_next_run(
    served: Path, club: Callable[..., Path], prefix: str
) -> None:
    before = stamp_of(served)
    left = served / f"{prefix}x1y2" / "new" / "responses" / "year=2024"
    left.mkdir(parents=True)
    (left / "responses.parquet").write_bytes(b"half of it")
    (left.parents[1] / "survey.yaml").write_text("id: half", encoding="utf-8")
    assert stamp_of(served) == before
    assert check(served).passed
    assert gate(served) is None
    release(club(), served, SEED, note="again")
    assert not (served / f"{prefix}x1y2").exists()
    assert check(served).passed


@pytest.mark.parametrize(
    "name",
    ["topics/.#club.yaml", "topics/._club.yaml", "registries/.x.yaml", "responses/.DS_Store",
     ".git/objects/x.parquet"],
)  # fmt: skip
def test_names_that_begin_with_a_dot_are_passed_over(served: Path, name: str) -> None:
    before = stamp_of(served)
    (served / name).parent.mkdir(parents=True, exist_ok=True)
    (served / name).write_bytes(b"\0\1: [")
    assert stamp_of(served) == before
    assert check(served).passed
    assert gate(served) is None
    assert main(["tabulate", "job", "--data", str(served)]) == 0


@pytest.mark.parametrize("name", [".raw.csv", "responses/year=2024/.responses.parquet.swp"])
def test_a_hidden_file_that_may_hold_answers_is_found(served: Path, name: str) -> None:
    (served / name).write_bytes(b"a,b")
    said = [str(fault) for fault in check(served).faults]
    assert len(said) >= 1
    assert name in " ".join(said)


def test_a_second_command_says_that_a_first_is_at_work(
    served: Path, club: Callable[..., Path]
) -> None:
    files = found(served)
    with unfinished(served, RELEASING) as stage:
        with pytest.raises(DashboardError, match="Another command is writing to"):
            release(club(), served, SEED, note="second")
        assert stage.exists()
    assert found(served) == files
    release(club(), served, SEED, note="second")
    assert check(served).passed


def test_files_are_replaced_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "to"
    to.mkdir()
    for name in ("a", "b", "gone"):
        (to / name).write_text("old", encoding="utf-8")

    def failing(old: Path, new: Path) -> None:
        if new.name == "b" and old.parent.name == "new":
            raise OSError(28, "No space left on device")
        os.rename(old, new)

    def replace() -> None:
        with written_aside(to) as aside:
            (aside / "new" / "deep").mkdir(parents=True)
            for name in ("a", "b", "deep/c"):
                (aside / "new" / name).write_text("new", encoding="utf-8")
            files = [Path("a"), Path("deep/c"), Path("b")]
            put_in_place(aside / "new", to, files, [Path("gone")])

    with monkeypatch.context() as patch:
        patch.setattr(work.os, "replace", failing)
        with pytest.raises(DashboardError, match="the disk is full left"):
            replace()
    assert {name: (to / name).read_text(encoding="utf-8") for name in found(to)} == dict.fromkeys(
        ("a", "b", "gone"), "old"
    )
    assert not (to / "deep").exists()
    replace()
    assert {name: (to / name).read_text(encoding="utf-8") for name in found(to)} == dict.fromkeys(
        ("a", "b", "deep/c"), "new"
    )


# In a process of its own: the limit on the size of a file cannot be lifted again.
LITTLE_ROOM = """
import resource, sys
from dashboard.__main__ import main
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("command", ["import", "release", "sample", "codebook"])
def test_without_room_a_command_says_so_and_works_once_there_is_some(
    survey: Path, command: str
) -> None:
    here, out = survey.parent, survey.parent / "out"
    raw = [str(here / "raw.csv"), "--year", "2024"]
    arguments = {
        "import": ["import", *raw, "--survey", str(survey), "--to", str(out)],
        "release": ["release", *raw, "--survey", str(survey), "--to", str(out)],
        "sample": ["sample", "--data", str(survey), "--respondents", "40", "--to", str(out)],
        "codebook": ["codebook", *raw, "--to", str(out)],
    }[command]
    environment = {**os.environ, "SURVEY_SEED": "nobody guesses this one"}

    def run(room: int) -> "subprocess.CompletedProcess[str]":
        full = [sys.executable, "-c", LITTLE_ROOM, str(room), *arguments]
        return subprocess.run(full, env=environment, capture_output=True, text=True)

    done = run(100)
    assert done.returncode == 2, done.stderr
    assert "the disk is full left" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
    assert run(10**9).returncode == 0
    assert found(out)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a place where nothing can be written")
def test_where_nothing_can_be_written_a_sentence_says_so(
    survey: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_SEED", "nobody guesses this one")
    raw = [str(survey.parent / "raw.csv"), "--year", "2024", "--survey", str(survey)]
    for command in (["import", *raw], ["release", *raw], ["sample", "--data", str(survey)]):
        assert main([*command, "--to", "/proc/self/data"]) == 2
        said = capsys.readouterr().err.strip().splitlines()[-1]
        assert said.startswith("Nothing was written to /proc/self/data: ")


def test_output_that_nobody_reads_or_that_has_no_room(survey: Path) -> None:
    command = [sys.executable, "-m", "dashboard", "schema", "topic"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 2
        assert done.stderr.strip() == "no space left on device."


def test_pipes_are_no_exports(survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_SEED", "nobody guesses this one")
    pipe = survey.parent / "pipe"
    os.mkfifo(pipe)
    for command in ("import", "release"):
        arguments = [command, str(pipe), "--year", "2024", "--survey", str(survey)]
        assert main([*arguments, "--to", str(survey.parent / "out")]) == 2
    os.mkfifo(survey / "topics" / "waiting.yaml")
    assert main(["questionnaire", "--data", str(survey)]) == 2


def test_a_release_holds_the_answers_of_its_raw_export(
    survey: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_SEED", "nobody guesses this one")
    out = survey.parent / "out"
    raw = [str(survey.parent / "raw.csv"), "--year", "2024", "--survey", str(survey)]
    assert main(["release", *raw, "--to", str(out)]) == 0
    table = pq.ParquetFile(out / "responses" / "year=2024" / "responses.parquet").read()
    assert sorted(table.column("role").to_pylist()) == ["builder"] * 8 + ["keeper"] * 8
