"""Many figures made at once, and the folder they go to with a manifest of what is there."""

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from dashboard.errors import DashboardError, Fault, contained
from dashboard.exports.batch.figure_files import Camera, Made, Order, made
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.bundle import MANIFEST
from dashboard.exports.exhibit import Exhibit
from dashboard.exports.pictures.image_studio import Studio
from dashboard.figures.presets import SYNTHETIC_NOTICE
from dashboard.importing.unfinished import added_to

Draw = Callable[[], Exhibit]
Make = Callable[[Exhibit, Camera], Made]
Progress = Callable[[int, int], object]
"""Is told how many figures are done, and of how many."""

FIGURE = "figure"


def pages_at_once() -> int:
    """How many pictures are made at the same time: as many as the machine has processors."""
    return max(2, min(os.cpu_count() or 2, 8))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A figure to be made: the reference it will have, its page's heading, how it is drawn."""

    reference: str
    topic: str
    draw: Draw


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of one figure: the names of its files, and what is missing with the reason."""

    reference: str
    title: str = ""
    topic: str = ""
    files: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    failed: bool = False


def each_made(
    wanted: Sequence[Wanted],
    make: Make,
    *,
    pages: int | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[Wanted, Made | DashboardError]]:
    """What is made of every figure, in the order in which they were asked for, several at a time.

    Figures are drawn one after another, since they share what was counted; pictures and files are
    made beside that. A figure that cannot be drawn gives its error.
    """
    pages, done = pages or pages_at_once(), 0

    def given(
        one: Wanted, result: Future[Made] | DashboardError
    ) -> tuple[Wanted, Made | DashboardError]:
        nonlocal done
        finished = (
            result
            if isinstance(result, DashboardError)
            else contained(f"Figure {one.reference!r}", result.result)
        )
        done += 1
        if progress is not None:
            progress(done, len(wanted))
        return one, finished

    making: deque[tuple[Wanted, Future[Made] | DashboardError]] = deque()
    with Studio(pages) as studio, ThreadPoolExecutor(pages + 1) as pool:
        camera = Camera(studio)
        try:
            for one in wanted:
                drawn = contained(f"Figure {one.reference!r}", one.draw)
                if isinstance(drawn, DashboardError):
                    making.append((one, drawn))
                else:
                    making.append((one, pool.submit(make, drawn, camera)))
                while making and _done(making[0][1]):
                    yield given(*making.popleft())
            while making:
                yield given(*making.popleft())
        finally:
            # After an error nobody wants the rest.
            pool.shutdown(cancel_futures=True)


def _done(one: Future[Made] | DashboardError) -> bool:
    return isinstance(one, DashboardError) or one.done()


def export(
    wanted: Sequence[Wanted],
    order: Order,
    folder: Path,
    survey: AtHand,
    *,
    pages: int | None = None,
    progress: Progress | None = None,
) -> list[Told]:
    """Make figures and write them with a manifest into a folder: all that can be made, or nothing.

    Raises DashboardError, with the folder as it was, where it cannot be written.
    """
    told: list[Told] = []
    files: dict[str, dict[str, Any]] = {}
    synthetic = survey.codebook.synthetic
    with added_to(folder) as stage:
        by_order = partial(made, order=order)
        for one, result in each_made(wanted, by_order, pages=pages, progress=progress):
            if isinstance(result, DashboardError):
                told.append(not_made(one, result))
                continue
            for name, content in result.files.items():
                (stage / name).write_bytes(content)
                files[name] = {
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "bytes": len(content),
                }
            told.append(told_of(result))
        manifest: dict[str, Any] = {
            "survey": survey.codebook.id,
            "release": survey.release,
            "synthetic": synthetic,
            **({"notice": SYNTHETIC_NOTICE} if synthetic else {}),
            "figures": [entry_of(one) for one in told],
            "files": dict(sorted(files.items())),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        (stage / MANIFEST).write_text(text, encoding="utf-8")
    return told


def not_made(one: Wanted, error: DashboardError) -> Told:
    """What became of a figure that was not made; a fault of the dashboard's own is a failure."""
    return Told(
        reference=one.reference,
        topic=one.topic,
        missing={FIGURE: str(error)},
        failed=isinstance(error, Fault),
    )


def faults_by_topic(told: Iterable[Told]) -> dict[str, list[str]]:
    """By topic a sentence for each figure that a fault of the dashboard kept from being made."""
    found: dict[str, list[str]] = {}
    for one in told:
        if one.failed and FIGURE in one.missing:
            found.setdefault(one.topic, []).append(one.missing[FIGURE])
    return found


def told_of(result: Made) -> Told:
    """What became of a figure that was made."""
    exhibit = result.exhibit
    return Told(
        reference=exhibit.reference,
        title=exhibit.figure.title,
        topic=exhibit.topic,
        files=tuple(sorted(result.files)),
        missing=dict(result.missing),
        failed=result.failed,
    )


def entry_of(one: Told) -> dict[str, Any]:
    """A figure's entry in the manifest."""
    return {
        "reference": one.reference,
        "title": one.title,
        "topic": one.topic,
        "files": list(one.files),
        "missing": dict(one.missing),
    }
