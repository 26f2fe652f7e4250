"""A survey read from object storage: its copy is a whole release, whatever the store does."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.errors import DashboardError
from dashboard.exports import remote_folder as remote
from dashboard.exports.remote_folder import RemoteFolder
from dashboard.paths import ROOT
from dashboard.release.gate import gate
from dashboard.release.releasing import release
from dashboard.release.secret import Seed

SEED = Seed(b"nobody guesses this one")


@pytest.fixture
def store(club: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A released folder that stands for one in a store, asked for changes at every look."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(remote, "AGAIN", -1.0)
    source = club()
    return release(source, source.parent / "store" / "club", SEED).to


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def renamed(store: Path) -> None:
    """Another edition of the folder, as good as the first."""
    survey = store / "survey.yaml"
    survey.write_text(survey.read_text(encoding="utf-8") + "# once more\n", encoding="utf-8")


def test_a_folder_is_copied_once_and_again_when_it_changes(store: Path) -> None:
    folder = RemoteFolder(store.as_uri())
    first = folder.here()
    assert files(first) == files(store)
    assert gate(first) is None
    assert folder.here() == first
    renamed(store)
    second = folder.here()
    assert second != first
    assert files(second) == files(store)
    assert first.exists()  # somebody may be reading it
    renamed(store)
    assert files(folder.here()) == files(store)
    assert not first.exists()


def test_what_is_no_whole_release_does_not_take_the_place_of_one(store: Path) -> None:
    folder = RemoteFolder(store.as_uri())
    first, whole = folder.here(), files(store)
    [answers, *_] = sorted(store.rglob("*.parquet"))
    answers.write_bytes(answers.read_bytes()[:-10])
    assert folder.here() == first
    assert files(first) == whole
    answers.write_bytes(whole[str(answers.relative_to(store))])
    renamed(store)
    assert files(folder.here()) == files(store)


def test_a_store_out_of_reach_is_a_sentence_at_first_and_nothing_later(store: Path) -> None:
    away = store.with_name("away")
    folder = RemoteFolder(store.as_uri())
    store.rename(away)
    with pytest.raises(DashboardError, match=r"^The survey's folder cannot be read from its store"):
        folder.here()
    away.rename(store)
    copy = folder.here()
    store.rename(away)
    assert folder.here() == copy
    with pytest.raises(DashboardError, match=r"^The survey's address cannot be read"):
        RemoteFolder("nowhere://bucket/survey")


def test_copies_go_with_whoever_read_them(store: Path, tmp_path: Path) -> None:
    folder = RemoteFolder(store.as_uri())
    assert folder.here().is_dir()
    del folder
    gc.collect()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_copy_that_fails_leaves_nothing(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(remote, "copy_files", full)
    folder = RemoteFolder(store.as_uri())
    with pytest.raises(DashboardError, match="No space left"):
        folder.here()
    assert list((tmp_path / "temporary").iterdir()) == []
    monkeypatch.undo()
    assert gate(folder.here()) is None


def test_the_app_shows_a_folder_in_a_store_or_says_why_not(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_DATA", store.as_uri())
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert [one.value for one in app.title] == ["Club"]
    remote.remote_folder.cache_clear()
    monkeypatch.setenv("SURVEY_DATA", store.with_name("nothing").as_uri())
    app.run()
    assert [one.value for one in app.subheader] == ["The survey cannot be shown"]
    assert str(store.parent) not in "".join(one.value for one in app.text)
    remote.remote_folder.cache_clear()
