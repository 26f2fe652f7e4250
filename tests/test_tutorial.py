"""The tutorial is done as it says: from three exports to a page, by its own commands."""

import json
import re
import shlex
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from walk.walker import Walker

from dashboard.__main__ import main
from dashboard.codebook import Codebook, Kind, read_codebook

ROOT = Path(__file__).parents[1]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
COMMANDS = "".join(re.findall(r"```sh\n(.*?)```", TUTORIAL, re.S)).splitlines()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder in which every command but the last look has been run, and what each printed."""
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "examples").symlink_to(ROOT / "examples")
    said: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("SURVEY_SEED", "0" * 64)
        for command in COMMANDS:
            if "streamlit" not in command and not command.startswith("export"):
                said[command] = _run(command)
    return folder, said


def _run(command: str) -> str:
    """Run a line of the tutorial, and what it printed; it has to succeed."""
    if not command.startswith("python -m dashboard "):
        return subprocess.run(
            ["sh", "-c", command], check=True, capture_output=True, text=True
        ).stdout
    printed = StringIO()
    with redirect_stdout(printed):
        assert main(shlex.split(command)[3:]) == 0, command
    return printed.getvalue()


@pytest.fixture(scope="module")
def codebook(done: tuple[Path, dict[str, str]]) -> Codebook:
    return read_codebook(done[0] / "published")


def output(done: tuple[Path, dict[str, str]], part: str) -> str:
    """What the commands printed that have something in them."""
    return "".join(text for command, text in done[1].items() if part in command)


def test_every_command_but_the_last_look_is_run(done: tuple[Path, dict[str, str]]) -> None:
    assert len(done[1]) == len(COMMANDS) - 2


def test_the_codebook_is_what_the_garden_asked(codebook: Codebook) -> None:
    assert {code: (q.kind, q.asked) for code, q in codebook.questions.items()} == {
        "role_our_garden": (Kind.SINGLE, (2023, 2024, 2025)),
        "people_share_plot": (Kind.SINGLE, (2023, 2024, 2025)),
        "tools_use": (Kind.MULTIPLE, (2023, 2024, 2025)),
        "far_agree": (Kind.MATRIX, (2023, 2024, 2025)),
        "compost": (Kind.SINGLE, (2024, 2025)),
        "hours_week_garden": (Kind.NUMBER, (2025,)),
    }
    role = codebook.question("role_our_garden")
    assert role.wording[2024] == "What is your role in the garden?"
    assert role.wording[2025] == "What is your role in our garden?"
    tools = codebook.question("tools_use")
    assert tools.choice("hoe_long_handle").labels[2023] == ("Hoe",)
    assert tools.choice("watering_can").asked == (2023, 2024)
    assert tools.choice("drip_hose").asked == (2025,)
    compost = codebook.question("compost").asked_of[2025]
    assert compost is not None
    assert compost.any_of == ["grower", "other", "volunteer"]


def test_what_it_says_is_said(done: tuple[Path, dict[str, str]]) -> None:
    folder, _ = done
    assert "2025: Google Forms, 96 responses, 6 questions drafted" in output(done, "codebook")
    assert "same,85" in (folder / "garden" / "alignment.csv").read_text(encoding="utf-8")
    imports = output(done, " import ")
    assert "Beekeeper" in imports
    assert "about ten" in imports
    assert "passed" in output(done, "check")
    assert "Hoe (long handle)" in output(done, "tabulate")
    assert output(done, "diff").startswith("2026 asks 6 questions, 6 of them carried on.")
    assert "edit" not in output(done, "--against")


def test_nobody_is_in_what_it_publishes(done: tuple[Path, dict[str, str]]) -> None:
    files = [path for path in (done[0] / "published").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert b"example.org" not in path.read_bytes(), path
        assert b"Beekeeper" not in path.read_bytes(), path


def test_the_edit_is_short() -> None:
    patch = (ROOT / "examples" / "garden" / "edits.patch").read_text(encoding="utf-8")
    assert len(re.findall(r"(?m)^[-+](?![-+])", patch)) <= 30


def test_the_page_shows_the_garden(
    done: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_DATA", str(done[0] / "published"))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.switch_page("pages/01_personas.py").run()
    assert not app.exception
    shown = " ".join(str(element.value) for element in (*app.title, *app.header, *app.subheader))
    text = shown + " ".join(str(element.value) for element in (*app.markdown, *app.caption))
    assert "Who gardens, and how" in text
    assert "96" in text


FOREIGN = re.compile(
    r"\b(MLOps|ML|AI|machine.learning|models?|LLMs?|data scientists?)\b", re.IGNORECASE
)


def test_no_page_speaks_of_another_survey(
    done: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_DATA", str(done[0] / "published"))
    walker = Walker()
    try:
        assert "personas" in walker.pages
        for page in walker.pages:
            walker.go(page)
            sent = [str(node.proto) for node in walker.app._tree if hasattr(node, "proto")]
            sent += [json.dumps(figure) for figure in walker.figures()]
            assert sum(map(len, sent)) > 1_000, page
            found = [text for text in sent if FOREIGN.search(text)]
            assert not found, (page, [FOREIGN.search(text) for text in found])
    finally:
        walker.close()
