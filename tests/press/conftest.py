"""Figures of a few hundred made-up people, by the dozen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.exports.pictures.chromium import SWITCH
from dashboard.release.gate import PREVIEW

QUESTION, STORY, SCALE = "obstacles", "persona_differs.ml_engineer", "team_size"
FEW = (QUESTION, STORY, SCALE)
"""A question, a story and a question of another kind."""


@pytest.fixture(scope="session")
def survey(sample_folder: Path) -> AtHand:
    """The sample survey, loaded as a preview."""
    return at_hand(sample_folder, {PREVIEW: "1"})


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Run a command as a maintainer does who may look at previews: code, output, remarks."""
    monkeypatch.setenv(PREVIEW, "1")

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(one) for one in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture
def no_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a browser."""
    monkeypatch.setenv(SWITCH, "no-such-browser")


@pytest.fixture
def dying_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine whose browser ends whatever it is asked."""
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv(SWITCH, str(path))


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name, hidden ones, too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
