"""The sizes in which figures are exported."""

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

SYNTHETIC_NOTICE = "Demo data, not real survey results."
"""The notice in every picture of a figure drawn from a synthetic survey."""
