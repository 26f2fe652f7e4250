"""Colors that people with any kind of sight tell apart, on both pages and in grey."""

import dataclasses
import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
from test_charts import FIGURE

from dashboard.errors import DashboardError
from dashboard.figures import palette
from dashboard.figures.composite import stacks
from dashboard.figures.palette import COLORS, Mode, color, colors, resolve

FAINT = ("background", "grid", "track")
"""What is no mark: the ground, and what helps the eye along."""
MODES: tuple[Mode, Mode] = ("light", "dark")

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip


def linear(code: str) -> np.ndarray:
    """A color as linear RGB, 0 to 1 (the sRGB transfer function)."""
    parts = np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(code: str) -> float:
    return float(linear(code) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of the Web Content Accessibility Guidelines."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Ottosson's Oklab: distances in it are about as large as they look."""
    cones = np.array(
        [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
         [0.0883024619, 0.2817188376, 0.6299787005]]
    )  # fmt: skip
    axes = np.array(
        [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
         [0.0259040371, 0.7827717662, -0.8086757660]]
    )  # fmt: skip
    return axes @ np.cbrt(cones @ np.clip(rgb, 0, 1))


def nearest(codes: list[str], sight: str) -> float:
    seen = [oklab(SIGHT[sight] @ linear(code)) for code in codes]
    return min(float(np.linalg.norm(one - other)) for one, other in itertools.combinations(seen, 2))


def family(name: str, mode: Mode) -> list[str]:
    return [code for key, code in colors(mode).items() if key.startswith(name + "-")]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", SIGHT)
def test_ten_series_are_told_apart(sight: str, mode: Mode) -> None:
    assert len(family("series", mode)) == 10
    assert nearest(family("series", mode), sight) > 0.08


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", SIGHT)
def test_neighbors_on_the_diverging_scale_are_told_apart(sight: str, mode: Mode) -> None:
    scale = family("diverging", mode)
    assert all(nearest([one, two], sight) > 0.06 for one, two in itertools.pairwise(scale))
    assert nearest([scale[0], scale[6]], sight) > 0.06


@pytest.mark.parametrize("mode", MODES)
def test_years_go_from_pale_to_full_also_in_grey(mode: Mode) -> None:
    page = color("background", mode)
    ratios = [contrast(code, page) for code in family("year", mode)]
    assert len(ratios) == 6
    assert all(later > 1.2 * earlier for earlier, later in itertools.pairwise(ratios))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", SIGHT)
def test_years_keep_their_order_for_every_sight(sight: str, mode: Mode) -> None:
    ramp = family("year", mode)
    assert all(nearest([one, two], sight) > 0.04 for one, two in itertools.pairwise(ramp))
    light = [float(oklab(SIGHT[sight] @ linear(code))[0]) for code in ramp]
    assert light == sorted(light, reverse=mode == "light")


@pytest.mark.parametrize("mode", MODES)
def test_the_diverging_scale_is_lightest_or_darkest_in_the_middle_in_grey(mode: Mode) -> None:
    page = color("background", mode)
    ratios = [contrast(code, page) for code in family("diverging", mode)]
    assert len(ratios) == len(set(ratios)) == 7
    assert ratios[:4] == sorted(ratios[:4], reverse=True)
    assert ratios[3:] == sorted(ratios[3:])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", [n for n in COLORS if n not in FAINT])
def test_marks_stand_out_from_the_page(name: str, mode: Mode) -> None:
    least = {"text": 7.0, "quiet": 4.5, "small-base": 2.0}.get(name, 3.0)
    assert contrast(color(name, mode), color("background", mode)) >= least


def test_names_are_replaced_where_colors_stand_and_nowhere_else() -> None:
    figure = dataclasses.replace(
        FIGURE,
        data=[{"mode": "text", "text": ["accent"], "marker": {"color": ["accent", "series-1/20"]}}],
        layout={"colorscale": [[0, "diverging-1"]], "bgcolor": "rgba(0, 0, 0, 0)"},
    )
    assert resolve(figure, "light") == {
        "data": [
            {
                "mode": "text",
                "text": ["accent"],
                "marker": {"color": [COLORS["accent"][0], "rgba(65, 102, 176, 0.2)"]},
            }
        ],
        "layout": {"colorscale": [[0, COLORS["diverging-1"][0]]], "bgcolor": "rgba(0, 0, 0, 0)"},
    }
    assert figure.data[0]["marker"]["color"][0] == "accent"


@pytest.mark.parametrize("name", ["red", "series-11", "accent/200", "accent/x", ""])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(DashboardError):
        color(name, "light")


def test_the_page_s_theme_has_the_same_colors() -> None:
    path = Path(__file__).parents[1] / ".streamlit" / "config.toml"
    theme = tomllib.loads(path.read_text(encoding="utf-8"))["theme"]
    for mode in MODES:
        assert theme[mode]["chartCategoricalColors"] == family("series", mode)
        assert theme[mode]["primaryColor"] == color("accent", mode)
        assert theme[mode]["backgroundColor"] == color("background", mode)
        assert theme[mode]["textColor"] == color("text", mode)


def test_every_family_is_complete() -> None:
    assert len(palette.YEARS) == 6
    assert len(palette.DIVERGING) == 7


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("answers", range(2, 9))
def test_numbers_in_stacked_bars_are_read_on_every_shade(answers: int, mode: Mode) -> None:
    shades = stacks.shades_of(answers)
    assert len(set(shades)) == answers
    assert shades == sorted(shades)
    above, ground = (np.array(rgb(color(name, mode))) for name in ("accent", "background"))
    for shade in shades:
        ink = "background" if shade >= stacks.DEEP else "text"
        fill = np.rint(above * shade / 100 + ground * (1 - shade / 100)).astype(int)
        assert contrast(color(ink, mode), "#" + "".join(f"{part:02x}" for part in fill)) >= 4.5


def rgb(code: str) -> list[int]:
    return [int(code[at : at + 2], 16) for at in (1, 3, 5)]
