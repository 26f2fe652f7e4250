"""The sizes in which figures are exported."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A picture size: `width` and `height` in pixels, the letters' size against the screen's.

    `grows`: the height is a least height, and rows that need more make the picture taller.
    `density`: how many dots a PNG has for each pixel, in each direction; `resolution`: how many of
    them print on an inch. `bare`: the drawing and its source alone, for documents that have the
    title and the other words in their own text. `tells`: one sentence in large type, its number,
    and the first rows, for what is looked at from afar or in passing.
    """

    label: str
    width: int
    height: int
    letters: float = 1.0
    density: int = 1
    grows: bool = False
    resolution: int = 96
    bare: bool = False
    tells: bool = False


PRESETS: dict[str, Preset] = {
    "report": Preset(label="Report", width=850, height=600, density=4, grows=True, resolution=300),
    "slide": Preset(
        label="Slide", width=1600, height=900, letters=1.7, density=2, resolution=240, tells=True
    ),
    "square": Preset(
        label="Square", width=1080, height=1080, letters=1.5, density=2, resolution=240, tells=True
    ),
    "card": Preset(label="Social card", width=1200, height=628, letters=1.4, tells=True),
}
"""Reports print at 300 dots an inch, 28 cm wide; a social card has the exact size wanted."""

BARE = "bare"
"""What pictures without words are called, where a figure has both."""
LEAST_BARE = 120
"""Pixels that the lowest of them has."""


def bare(preset: Preset) -> Preset:
    """The same size for documents; figures of few rows are lower."""
    return replace(preset, bare=True, grows=True, height=LEAST_BARE, letters=1.0)


DEMO, DEMO_MEANS = "Demo data.", "Generated to show how this site works; not real survey results."
"""What every page and list says of a synthetic survey."""
SYNTHETIC_NOTICE = "Demo data, not real survey results."
"""The notice in every picture of a figure drawn from a synthetic survey."""
