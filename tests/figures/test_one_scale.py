"""One percent is one length in a figure, what is pale has an outline, bands are all there."""

import re
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from dashboard.analysis.statistics import statistics_of
from dashboard.estimates.reliability import Flag
from dashboard.figures import Figure, View, draw
from dashboard.figures.canvas import Canvas, outline_of
from dashboard.figures.composite.by_group import by_group
from dashboard.figures.composite.profile import profile
from dashboard.figures.composite.side_by_side import side_by_side
from dashboard.figures.composite.stacks import stacks
from dashboard.figures.composite.telling import Part
from dashboard.figures.palette import color, colors
from dashboard.query.selection import select

from .conftest import QUESTIONS, Loaded, question
from .test_figures import bars_of, drawn, measured, texts
from .test_stories import shares_of

MODES = ("light", "dark")


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """The contrast ratio of the Web Content Accessibility Guidelines."""

    def luminance(rgb: np.ndarray) -> float:
        parts = rgb / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on_page(name: str, mode: Any) -> np.ndarray:
    """A color as it looks on the page: mixed with the ground where it has an opacity."""
    ground = _rgb(colors(mode)["background"])
    found = color(name, mode)
    if found.startswith("#"):
        return _rgb(found)
    red, green, blue, alpha = (float(part) for part in re.findall(r"[\d.]+", found))
    return np.array([red, green, blue]) * alpha + ground * (1 - alpha)


def _rgb(code: str) -> np.ndarray:
    return np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)], dtype=float)


def seen(figure: Figure, mode: Any) -> list[float]:
    """For each bar and dot the better contrast of its fill and its outline with the ground."""
    ground = _rgb(colors(mode)["background"])
    found = []
    for trace in figure.data:
        if trace.get("hoverinfo") != "text":
            continue
        marker, line = trace["marker"], trace["marker"]["line"]
        parts = (_each(one, trace) for one in (marker["color"], line["color"], line["width"]))
        for fill, edge, wide in zip(*parts, strict=True):
            ratios = [contrast(on_page(fill, mode), ground)]
            if wide:
                ratios.append(contrast(on_page(edge, mode), ground))
            found.append(max(ratios))
    return found


def _each(value: Any, trace: Any) -> list[Any]:
    """A value for each mark, whether it is given once or for each."""
    return value if isinstance(value, list) else [value] * len(trace["x"])


def columns(big: Loaded, narrow: bool) -> Figure:
    parts = [Part(heading="Use it", found=shares_of(big, "tools")),
             Part(heading="Used it", found=shares_of(big, "tools", 2022))]  # fmt: skip
    view = View(codebook=big[0], query=select(big[0], [2024]), narrow=narrow)
    return side_by_side(parts, view, id="x", title="X", measure="Share", what="Tool")


@pytest.mark.parametrize("narrow", [False, True])
def test_all_columns_have_one_scale_over_a_full_track(big: Loaded, narrow: bool) -> None:
    figure = columns(big, narrow)
    bar = bars_of(figure)
    told = [re.search(r": (\d+)%", hover) for hover in bar["hovertext"]]
    lengths = [(int(one[1]), x) for one, x in zip(told, bar["x"], strict=True) if one]
    ratios = [x / percent for percent, x in lengths if percent >= 20]
    assert len(ratios) > 4
    assert max(ratios) / min(ratios) < 1.05  # whole percents are what the hover tells
    [track] = [trace for trace in figure.data if trace.get("marker", {}).get("color") == "track"]
    assert len(track["x"]) == len(bar["x"])
    assert len(set(track["x"])) == 1
    assert max(bar["x"]) <= track["x"][0]


def test_the_panels_of_a_profile_have_one_scale_and_all_bands(survey_of: Any) -> None:
    bands = [{"id": f"b{n}", "label": f"{n}0 to {n}9", "from": n * 10, "to": n * 10 + 10}
             for n in range(7)]  # fmt: skip
    loaded = survey_of(
        question("years", "single", choices=bands),
        question("lot", "single", choices=[{"id": f"c{n}", "label": f"C{n}"} for n in range(9)]),
    )
    book, _ = loaded
    found = [shares_of(loaded, "years"), shares_of(loaded, "lot")]
    view = View(codebook=book, query=select(book, [2024]))
    figure = profile({2024: 240}, found, view, id="x", title="X", shown=(2024,))
    drawn_labels = [text for text in texts(figure) if text.endswith("9")]
    assert drawn_labels == [band["label"] for band in bands]
    bar = bars_of(figure)
    shares = [(int(m[1]), x) for hover, x in zip(bar["hovertext"], bar["x"], strict=True)
              if (m := re.search(r"(\d+)%$", hover)) and int(m[1]) >= 8]  # fmt: skip
    ratios = [x / percent for percent, x in shares]
    assert max(ratios) / min(ratios) < 1.15  # whole percents are what the hover tells


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("code", ["tools", "mood", "views", "time", "best", "worst", "age"])
@pytest.mark.parametrize("comparison", ["nothing", "years", "persona"])
def test_every_mark_stands_out_from_the_page(
    big: Loaded, code: str, comparison: str, mode: str
) -> None:
    small = {"region": ["r1"]} if comparison != "persona" else None
    for where in (None, small):
        ratios = seen(drawn(big, code, comparison, where=where), mode)
        assert min(ratios) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_every_part_of_a_stack_stands_out_from_the_page(big: Loaded, mode: str) -> None:
    result = shares_of(big, "age", by="persona")
    view = View(codebook=big[0], query=select(big[0], [2024]))
    assert min(seen(stacks(result, view, id="x", title="X"), mode)) >= 3


def test_only_pale_fills_have_outlines() -> None:
    assert outline_of("accent") == ""
    assert outline_of("accent/18") == "accent"
    assert outline_of("small-base") == "accent"


def test_a_number_and_its_remark_are_one_text(big: Loaded) -> None:
    figure = drawn(big, "tools", where={"region": ["r1"]})
    places = [
        (round(x, 6), round(y))
        for trace in figure.data
        if trace.get("mode") == "text"
        for x, y in zip(trace["x"], trace["y"], strict=True)
    ]
    assert len(places) == len(set(places))


def test_a_scale_around_nought_says_what_its_ends_mean(big: Loaded) -> None:
    for comparison in ("nothing", "persona"):
        found = " ".join(texts(drawn(big, "worst", comparison)))
        assert "picked as least" in found
        assert "picked as most" in found
    found = " ".join(texts(drawn(big, "views", "persona")))
    labels = [choice.label for choice in big[0].question("views").choices if not choice.outside]
    assert f"← {labels[0]}" in found
    assert f"{labels[-1]} →" in found


def test_an_allocation_has_no_legend_that_reads_as_an_axis(big: Loaded) -> None:
    assert not {"0%", "1–25%", "100%"} <= set(texts(drawn(big, "time")))


def test_groups_without_a_bar_stand_in_one_line(survey_of: Any) -> None:
    age = next(one for one in QUESTIONS if one["id"] == "age")
    loaded = survey_of(age, people_per_year=90)
    result = shares_of(loaded, "age", by="region")
    view = View(codebook=loaded[0], query=select(loaded[0], [2024]))
    figure = stacks(result, view, id="x", title="X")
    assert not [text for text in texts(figure) if text.startswith("–")]
    assert figure.note.count("Small sample:") == 1


SMALL_VIEWS = [{"persona": ["p0"], "region": [f"r{n}"]} for n in range(1, 7)]
"""Views of ten to thirty people."""


def reached(figure: Figure) -> list[float]:
    """Where each mark of a figure begins and ends across."""
    found = []
    for trace in figure.data:
        if trace.get("mode") != "text":
            bases = trace.get("base", [0.0] * len(trace["x"]))
            found += [
                *bases,
                *(b + x for b, x in zip(bases, trace["x"], strict=True) if x is not None),
            ]
    return found


@pytest.mark.parametrize("comparison", ["nothing", "persona", "years"])
def test_every_mark_of_a_small_view_is_within_the_plot(big: Loaded, comparison: str) -> None:
    marks = 0
    for where, question_of in product(SMALL_VIEWS, big[0].questions.values()):
        filters = {"region": where["region"]} if comparison == "persona" else where
        for statistic in statistics_of(question_of):
            if statistic.volume:
                continue  # of use cases, which this survey does not have
            of = (big, question_of.id, comparison)
            figure = draw(*measured(*of, where=filters, statistic=statistic))
            places = reached(figure)
            marks += len(places)
            if places:
                start, end = figure.layout["xaxis"]["range"]
                assert start - 1e-9 <= min(places), (question_of.id, where, statistic.name)
                assert max(places) <= end + 1e-9, (question_of.id, where, statistic.name)
    assert marks > 1000


@pytest.mark.parametrize("code", ["mood", "views"])
def test_the_range_of_a_net_score_is_drawn_whole(big: Loaded, code: str) -> None:
    ranges = 0
    for where in SMALL_VIEWS:
        result, view = measured(big, code, where=where)
        assert result.net is not None
        ranged = result.net.flag == Flag.RANGE
        figure = draw(result, view)
        striped = [
            (round(base, 9), round(base + x, 9))
            for trace in figure.data
            if "pattern" in trace.get("marker", {})
            for base, x in zip(trace["base"], trace["x"], strict=True)
        ]
        ends = zip(result.net.low[ranged], result.net.high[ranged], strict=True)
        assert sorted(striped) == sorted((round(low, 9), round(high, 9)) for low, high in ends)
        ranges += len(striped)
        columns = [column.heading for column in figure.table.columns]
        at = [columns.index(f"Net score{end}") for end in ("", ", low", ", high")]
        told = {tuple(row[n] for n in at) for row in figure.table.rows if row[at[1]] is not None}
        assert {(None, *ends) for ends in striped} <= {
            (one, round(low, 9), round(high, 9)) for one, low, high in told
        }
    assert ranges > 3


def test_a_net_score_without_a_width_is_not_told_and_its_base_is(survey_of: Any) -> None:
    mood = next(one for one in QUESTIONS if one["id"] == "mood")
    loaded = survey_of(mood, people_per_year=14)
    result, view = measured(loaded, "mood")
    assert result.net is not None
    net = replace(result.net, flag=np.full_like(result.net.flag, Flag.HIDDEN))
    unsure = replace(result, net=replace(net, low=net.low * np.nan, high=net.high * np.nan))
    figure = draw(unsure, view)
    assert f"– n = {net.base.item():.0f}" in texts(figure)


def tracks_of(figure: Figure) -> list[tuple[float, float]]:
    """Where each gray track of a figure begins and ends."""
    return [
        (base, base + x)
        for trace in figure.data
        if trace.get("marker", {}).get("color") == "track"
        for base, x in zip(trace["base"], trace["x"], strict=True)
    ]


@pytest.mark.parametrize("paired", [False, True])
def test_one_percent_is_one_length_in_all_bars_of_shares(big: Loaded, paired: bool) -> None:
    looks = {"narrow": paired, "paired": paired}
    figures = [drawn(big, code, **looks) for code in ("tools", "age", "time", "best")]
    _, view = measured(big, "tools", **looks)
    by = shares_of(big, "tools", by="persona")
    figures.append(by_group(by, 0, view, id="x", title="X"))
    figures = [figure for figure in figures if tracks_of(figure)]
    assert len(figures) >= 4
    for figure in figures:
        assert {(0.0, 1.0)} == {(round(a, 9), round(b, 9)) for a, b in tracks_of(figure)}
        assert figure.layout["xaxis"]["range"] == pytest.approx([0, 1], abs=0.01)
    if paired:
        # Where labels are too long to stand beside, they stand above, and tracks begin at the edge.
        margins = {(f.layout["margin"]["l"], f.layout["margin"]["r"]) for f in figures}
        assert len([one for one in margins if one[0]]) == 1
        assert len({right for _, right in margins}) == 1


def test_an_interval_changes_its_color_where_its_bar_ends() -> None:
    bars = Canvas(0, 1)
    bars.whisker(0.2, 0.6, 10, bar=0.4)
    lines, _, _ = bars.figure_parts()
    ends = {trace["line"]["color"]: trace["x"] for trace in lines}
    assert ends == {"background": [0.2, 0.4], "whisker": [0.4, 0.6]}


@pytest.mark.parametrize("mode", MODES)
def test_an_interval_is_seen_on_its_bar_on_the_track_and_on_the_page(mode: str) -> None:
    for line, ground in (
        ("background", "accent"),
        ("text", "small-base"),
        ("whisker", "track"),
        ("whisker", "background"),
        ("accent", "background"),
    ):
        assert contrast(on_page(line, mode), on_page(ground, mode)) >= 3, (line, ground)


def test_numbers_of_people_have_no_track_that_reads_as_a_whole(big: Loaded) -> None:
    found = [shares_of(big, "tools")]
    view = View(codebook=big[0], query=select(big[0], [2024]))
    figure = profile({2023: 100, 2024: 240}, found, view, id="x", title="X", shown=(2024,))
    assert len(tracks_of(figure)) == len(bars_of(figure)["x"]) - 2
