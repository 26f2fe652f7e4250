"""Where the texts of a picture stand, measured in the browser that draws it, and what is wrong."""

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from dashboard.exports.pictures.image_studio import Studio
from dashboard.figures.figure import Figure
from dashboard.figures.payload import painted
from dashboard.figures.presets import PRESETS

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8").rstrip()

SMALLEST = 12
"""Pixels; 9 points on paper."""
INNER = 0.2
"""The part of a letter's size by which its box is higher than what is drawn, at each end."""


def measured(studio: Studio, figure: Figure, preset: str) -> dict[str, Any]:
    """Size of the picture in pixels, and its lines of text with their boxes."""
    drawing = f"compose(Plotly, {json.dumps(painted(figure))}, PRESETS[{preset!r}])"
    with studio.page() as page:
        found: dict[str, Any] = page.run(f"{drawing}.then((made) => ({MEASURE})(made.picture))")
    return found


def faults(studio: Studio, figure: Figure, preset: str) -> list[str]:
    """Texts that leave the picture, run into each other or are too small; none if all is well."""
    found = measured(studio, figure, preset)
    assert found["lines"], "a picture without words"
    asked = PRESETS[preset]
    said = [] if found["width"] == asked.width else ["the picture has another width"]
    if found["height"] < asked.height or (found["height"] > asked.height and not asked.grows):
        said.append("the picture has another height")
    return [*said, *_faults(found)]


def _faults(found: dict[str, Any]) -> Iterator[str]:
    for line in found["lines"]:
        inside = (
            line["left"] >= 0
            and line["top"] >= 0
            and line["right"] <= found["width"]
            and line["bottom"] <= found["height"]
        )
        if not inside:
            yield f"{line['text']!r} leaves the picture"
        if line["size"] < SMALLEST - 0.01:
            yield f"{line['text']!r} has letters of {line['size']:.1f} pixels"
    for one, other in combinations(found["lines"], 2):
        if _meet(one, other):
            yield f"{one['text']!r} runs into {other['text']!r}"


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    top = max(line["top"] + INNER * line["size"] for line in (one, other))
    bottom = min(line["bottom"] - INNER * line["size"] for line in (one, other))
    return across > 1 and bottom - top > 1
