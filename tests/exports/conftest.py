"""Exhibits of made-up figures, with everything that a catalogue would put beside them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from figures.conftest import QUESTIONS, Loaded, made_up
from figures.test_figures import drawn
from PIL import Image

from dashboard.codebook import Codebook
from dashboard.exports.dataset import bibtex, citation
from dashboard.exports.exhibit import Exhibit, Taken
from dashboard.figures import Figure

CODES = [one["id"] for one in QUESTIONS]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 85 60"><title>A</title></svg>'
HARD = {
    "formula": "=1+1",
    "plus": "+49 30 1",
    "minus": "-2 to +2",
    "at": "@home",
    "tab": "\tindented",
    "return": "\r=2+2",
    "comma": 'Axes, "long" ones',
    "lines": "First line\nsecond line",
    "markup": "<b>Axe</b> & <script>alert(1)</script>",
    "pipes": "a | b *c* _d_ [e](f) `g`",
    "emoji": "Rocket 🚀 and 👩🏽‍🔧",
    "arabic": "أداة القياس",
    "japanese": "日本語の道具",
    "error": "#N/A",
    "control": "bell \x07 and \x0b tab",
}
"""Labels that programs like to take for something else."""


def png(width: int = 850, height: int = 600) -> bytes:
    """A picture of one color."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#4166b0").save(stream, "PNG")
    return stream.getvalue()


def exhibit_of(codebook: Codebook, figure: Figure, **more: Any) -> Exhibit:
    """An exhibit of a figure; `more` says what is otherwise than usual."""
    reference = f"{figure.id}?year=2024@0a1b2c3d"
    link = f"https://survey.example/figure?figure={figure.id}&year=2024"
    question = codebook.questions.get(figure.id)
    given: dict[str, Any] = {
        "figure": figure,
        "reference": reference,
        "name": f"made-up_2024_{figure.id}",
        "topic": "Things",
        "year": 2024,
        "link": link,
        "wordings": ((figure.title, question.title if question else "What?"),),
        "method": "https://survey.example/method",
        "citation": citation(codebook, 2024, 1),
        "bibtex": bibtex(codebook, 2024, 1, figure=figure.title, reference=reference, link=link),
        "licence": "CC0",
        "sql": "-- counts of a figure",
        "release": "0a1b2c3d",
    }
    return Exhibit(**given | more)


Draw = Callable[..., Exhibit]


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """A survey of every kind of question, 240 people in each of three years."""
    return made_up(tmp_path_factory.mktemp("exports") / "survey", QUESTIONS)


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """A survey of one question whose labels, title and wording are hard to write."""
    asked = {
        "id": "hard",
        "kind": "multiple",
        "title": "=HYPERLINK(1) <b>Hard</b>, 日本語 🚀",
        "wording": "=Which of\n<b>these</b>?",
        "choices": [{"id": code, "label": label} for code, label in HARD.items()],
    }
    folder = tmp_path_factory.mktemp("hard") / "survey"
    return made_up(folder, [*QUESTIONS[:2], asked])


@pytest.fixture(scope="session")
def exhibit(big: Loaded) -> Draw:
    """Make the exhibit of a question's figure, compared as named."""

    def make(code: str = "tools", comparison: str = "nothing", **more: Any) -> Exhibit:
        return exhibit_of(big[0], drawn(big, code, comparison), **more)

    return make


@pytest.fixture(scope="session")
def hard_exhibit(hard: Loaded) -> Exhibit:
    """The exhibit of the question that is hard to write."""
    return exhibit_of(hard[0], drawn(hard, "hard"), name="../=hard/name")


@pytest.fixture
def taken(exhibit: Draw, hard_exhibit: Exhibit) -> list[Taken]:
    """Three figures as somebody takes them away: one without a picture, one hard to write."""
    return [
        Taken(
            exhibit=exhibit("tools"),
            remark="Axes lead.\n\nThey did before.",
            pictures={"png": png(), "svg": SVG, "slide.png": png(1600, 900)},
            missing={"pdf": "PDF needs Chromium on the server."},
        ),
        Taken(exhibit=exhibit("persona", "two years", topic="People & <places>")),
        Taken(
            exhibit=hard_exhibit,
            remark="=1+1 <script>alert(1)</script> \x07 | 日本語 🚀",
            pictures={"png": png(400, 1600)},
        ),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "made" / "figures"
