"""Every default figure says and shows what it did: a short summary of each is kept, by page.

What changed on purpose is written anew by `make golden`, and read in the commit's difference.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dashboard.codebook import read_codebook
from dashboard.figures import Figure
from dashboard.query.url import Address
from dashboard.responses import load_responses
from dashboard.stories.catalogue import Entry, default_figures
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk, Remembered

DATA = Path(__file__).parents[1] / "data"
KEPT = Path(__file__).parent / "golden" / "figures"
RESPONSES = load_responses(read_codebook(DATA))
YEAR = max(RESPONSES.years)
VIEWS = {"": {}, "by_year": {"compare": "year"}}


def figures_of(view: str) -> dict[str, list[Entry]]:
    address = Address(year=YEAR, **VIEWS[view])  # type: ignore[arg-type]
    memory = Remembered()
    desk = Desk(responses=RESPONSES, chosen=choices_of(RESPONSES, address), memory=memory)
    pages: dict[str, list[Entry]] = {}
    for one in default_figures(desk).values():
        pages.setdefault(one.page, []).append(one)
    return pages


def summary(figure: Figure) -> Iterator[str]:
    """The words around a figure, the texts in it in reading order, and where its marks end."""
    yield f"## {figure.id}"
    yield from (figure.title, figure.subtitle, figure.base, figure.note)
    rows: dict[int, list[tuple[float, str]]] = {}
    for y, x, said in sorted([*texts(figure), *marks(figure)]):
        rows.setdefault(round(y), []).append((x, said))
    for row in rows.values():
        yield " | ".join(said for _, said in row)
    yield ""


def texts(figure: Figure) -> Iterator[tuple[float, float, str]]:
    for trace in figure.data:
        if trace.get("mode") == "text":
            for x, y, text in zip(trace["x"], trace["y"], trace["text"], strict=True):
                said = text.replace("<br>", " / ").replace("\N{NO-BREAK SPACE}", " ").strip()
                yield y, x, said


def marks(figure: Figure) -> Iterator[tuple[float, float, str]]:
    for trace in figure.data:
        if trace["type"] == "bar":
            for base, x, y in zip(trace["base"], trace["x"], trace["y"], strict=True):
                yield y, base, f"[{short(base)} to {short(base + x)}]"
        elif trace["mode"] == "markers":
            for x, y in zip(trace["x"], trace["y"], strict=True):
                yield y, x, f"({short(x)})"


def short(value: Any) -> str:
    return f"{value:.3g}"


def told(entries: Sequence[Entry]) -> str:
    lines = []
    for one in entries:
        made = one.make()
        if made is not None:
            lines += summary(made.figure)
    return "\n".join(line.strip() for line in lines)


@pytest.mark.parametrize("view", VIEWS)
def test_figures_say_and_show_what_they_did(view: str) -> None:
    changed = []
    for page, entries in figures_of(view).items():
        path = KEPT / f"{'.'.join(part for part in (page, view) if part)}.txt"
        now = told(entries)
        if os.environ.get("GOLDEN") == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != now:
            changed.append(path.name)
    assert not changed, "Run `make golden` and read what it changes."


def test_no_summary_is_kept_of_a_page_that_is_gone() -> None:
    pages = {page for view in VIEWS for page in figures_of(view)}
    assert {path.name.partition(".")[0] for path in KEPT.glob("*.txt")} <= pages
