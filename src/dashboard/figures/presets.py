"""The sizes a figure can be taken away in."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A picture size: `width` and `height` in pixels, the letters' size against the screen's.

    `grows`: the height is a least height, and rows that need more make the picture taller.
    `density`: how many dots a PNG has for each pixel, in each direction.
    """

    label: str
    width: int
    height: int
    letters: float = 1.0
    density: int = 1
    grows: bool = False


PRESETS: dict[str, Preset] = {
    "report": Preset(label="Report", width=850, height=600, density=4, grows=True),
    "slide": Preset(label="Slide", width=1600, height=900, letters=1.7, density=2),
    "square": Preset(label="Square", width=1080, height=1080, letters=1.5, density=2),
    "card": Preset(label="Social card", width=1200, height=628, letters=1.4),
}
"""Reports print at 300 dots an inch, 28 cm wide; a social card has the exact size wanted."""

SYNTHETIC_NOTICE = "Synthetic data: made up to try the dashboard, not answers of real people."
"""Stands in every picture of a figure drawn from a synthetic survey."""
