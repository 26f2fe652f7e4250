"""A tiny survey one can add up in the head, and a sample of the shipped questionnaire."""

import json
import os
import re
import shutil
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from sampling import SAMPLED, keep_samples
from surveys import write_answers

from dashboard.codebook import Codebook, Question, read_codebook
from dashboard.exports.pictures.chromium import find_chromium
from dashboard.query.selection import Query
from dashboard.responses import Responses, load_responses

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from streamlit.testing.v1 import AppTest


def asking(query: Query, by: Question | None = None, **more: Any) -> Query:
    """A query with a breakdown by a question, and whatever else it should ask."""
    return replace(query, by=None if by is None else by.id, **more)


TINY = Path(__file__).parent / "survey"
DATA = Path(__file__).parents[1] / "data"

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

# Six people in 2023 and eight in 2024. A key that is left out: asked, no answer;
# `...`: not asked.
PEOPLE: dict[int, list[dict[str, Any]]] = {
    2023: [
        {"role": "builder", "size": "small", "used": ["axe", "saw"], "mood": "agree"},
        {"role": "builder", "size": "large", "used": ["axe"], "mood": "agree"},
        {"role": "builder", "size": "large", "used": ["none"], "mood": "disagree"},
        {"role": "keeper", "size": "small", "used": ["saw"], "mood": "dont_know"},
        {"role": "keeper", "size": "large", "mood": "neither"},
        {"role": "other", "size": ..., "used": ["saw"]},
    ],
    2024: [
        {
            "role": "builder", "size": "small", "region": "north", "used": ["axe", "drill"],
            "liking": {"axe": "good"}, "purpose": {"axe": ["work", "play"], "saw": ["work"]},
            "mood": "agree", "hours": 2.0, "age": "young",
            "time": {"cutting": 80.0, "resting": 20.0}, "best": ["axe", "saw"],
            "worst": [
                {"shown": ["rust", "dust"], "best": "rust", "worst": "dust"},
                {"shown": ["rust", "noise"], "best": "rust", "worst": "noise"},
            ],
        },
        {
            "role": "builder", "size": "small", "region": "north", "used": ["axe", "saw"],
            "liking": {"axe": "good", "saw": "bad"}, "purpose": {"axe": ["work"], "saw": None},
            "mood": "agree", "hours": 4.0, "age": "old",
            "time": {"cutting": 60.0, "resting": 42.0}, "best": ["axe"],
            "worst": [{"shown": ["dust", "noise"], "best": "noise", "worst": "dust"}],
        },
        {
            "role": "builder", "size": "large", "region": "south", "used": ["saw"],
            "liking": {"saw": None}, "purpose": {"axe": None, "saw": ["play"]},
            "mood": "neither", "hours": 4.0, "age": "old",
            "time": {"cutting": 100.0, "resting": 37.0}, "best": ["saw", "axe"],
        },
        {"role": "keeper", "size": "large", "region": "south", "used": ["axe"],
         "liking": {"axe": "fine"}, "mood": "disagree", "hours": 10.0},
        {"role": "keeper", "size": "large", "region": "south", "used": ["none"],
         "liking": ..., "mood": "agree"},
        {"role": "keeper", "region": "north", "liking": ..., "mood": "agree"},
        {"role": "other", "size": ..., "region": "north", "used": ["axe", "saw", "drill"],
         "liking": {"axe": "bad", "saw": "good"}},
        {"size": ..., "used": ["drill"], "liking": ...},
    ],
}  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep of the tests marked `sampled` as many cases as they say."""
    keep_samples(config, items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was walked, summed over all processes, and what was a sample of what."""
    walked, samples = Counter[str](), set[str]()
    for reports in terminalreporter.stats.values():
        for report in reports:
            called = getattr(report, "when", "") == "call"
            for name, value in report.user_properties if called else ():
                if name.startswith("walked "):
                    walked[name.removeprefix("walked ")] += value
                elif name == SAMPLED:
                    samples.add(value)
    if walked:
        said = ", ".join(f"{number:,} {name}" for name, number in sorted(walked.items()))
        terminalreporter.write_line(f"Walked: {said}.")
    for one in sorted(samples):
        terminalreporter.write_line(f"Sampled: {one}.")


def explored_whole(
    responses: "Responses", where: Mapping[str, tuple[str, ...]], compare: str
) -> set[str]:
    """Draw every question by every measure, by groups and of those whom answers filter.

    What is said of their association with the groups.
    """
    from dashboard.query.url import Address
    from dashboard.stories.cache import Cache
    from dashboard.stories.chosen import choices_of
    from dashboard.stories.exploring import association_words, figure_of, measures, questions_of
    from dashboard.stories.view import Desk

    address = Address(year=max(responses.years), where=where, compare=compare)
    desk = Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())
    said = set()
    for question in questions_of(desk):
        for statistic in measures(desk, question):
            id, make = figure_of(desk, question, statistic, "size")
            told = make()
            assert told is not None, id
        said.add(association_words(desk, question))
    return said


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny survey with its responses; 2025 is declared and has none yet."""
    folder = tmp_path_factory.mktemp("tiny") / "survey"
    shutil.copytree(TINY, folder)
    codebook = read_codebook(folder)
    for year, people in PEOPLE.items():
        write_answers(codebook, year, people)
    return folder


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> Codebook:
    """The codebook of the tiny survey."""
    return read_codebook(tiny_folder)


@pytest.fixture(scope="session")
def tiny_responses(tiny: Codebook) -> Responses:
    """The responses of the tiny survey, loaded."""
    return load_responses(tiny)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped questionnaire with a few hundred made-up respondents a year.

    Tests take from it what any questionnaire has; its ids and counts change with the survey.
    """
    from dashboard.synthetic import make_sample

    folder = tmp_path_factory.mktemp("sample") / "data"
    make_sample(read_codebook(DATA), folder, respondents=300)
    return folder


@pytest.fixture(scope="session")
def released_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A larger sample, released: what is published apart stands in files of its own."""
    from dashboard.release.releasing import release
    from dashboard.release.secret import Seed
    from dashboard.synthetic import make_sample

    source = tmp_path_factory.mktemp("apart") / "sample"
    codebook = read_codebook(DATA)
    make_sample(codebook, source, respondents=900)
    head = source / "survey.yaml"
    # Among a few hundred people nearly everybody is singled out by what colleagues know.
    text, changed = re.subn(
        r"singled_out_ceiling: [0-9.]+", "singled_out_ceiling: 1", head.read_text(encoding="utf-8")
    )
    assert changed == 1
    # And what is withheld of a few hundred people moves some figures.
    moved = "".join(f"    {code}: A small sample.\n" for code in codebook.questions)
    assert "\nprivacy:\n" in text
    text = text.replace("\nprivacy:\n", f"\nprivacy:\n  moved:\n{moved}", 1)
    head.write_text(text, encoding="utf-8")
    return release(source, source.with_name("released"), Seed(b"nobody is behind these")).to


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The machine's own browser; without one the tests that need it are skipped."""
    path = find_chromium()
    if path is None:
        _missing("no chromium on this machine")
    return path


@pytest.fixture(scope="session")
def chromium(chromium_path: Path) -> "Iterator[Browser]":
    """A headless Chromium for all tests: a process can have Playwright open only once."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed (see requirements-dev.txt)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


def _missing(what: str) -> NoReturn:
    # In CI a test that is not run is a failure, not a courtesy.
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture
def preview(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the app show folders that were not released, as on a maintainer's own machine."""
    from streamlit import config

    monkeypatch.setenv("SURVEY_PREVIEW", "1")
    address = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", address)


def titles_of_figures(app: "AppTest") -> list[str]:
    """The titles of the figures drawn by the component, in their order."""
    return [sent["words"]["title"] for sent in _sent_to_figures(app)]


def words_of_figures(app: "AppTest") -> list[str]:
    """What the component that draws figures says around them."""
    said = []
    for sent in _sent_to_figures(app):
        said += [sent[name] for name in ("message", "asked") if name in sent]
        said += sent["words"].values()
    return said


def _sent_to_figures(app: "AppTest") -> list[dict[str, Any]]:
    return [
        json.loads(zlib.decompress(element.proto.bytes[2:]))
        for element in app.get("bidi_component")
        if element.proto.bytes[:2] and element.proto.component_name == "survey_chart"
    ]


@pytest.fixture
def tiny_copy(tiny_folder: Path, tmp_path: Path) -> Path:
    """A copy of the tiny survey that a test may break."""
    return Path(shutil.copytree(tiny_folder, tmp_path / "survey"))


@pytest.fixture
def edit(tiny_copy: Path) -> Callable[[str, str, str], Path]:
    """Change a text in one file of a copy of the tiny survey; gives the copy's folder."""

    def change(file: str, old: str, new: str) -> Path:
        path = tiny_copy / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tiny_copy

    return change
