"""Years compared: one idiom for shares, scores, allocations, scales and matrices."""

import re
from dataclasses import replace

import pytest

from dashboard.analysis.rounding import ROUNDED_APART, percent, rounds_apart
from dashboard.analysis.statistics import MEAN
from dashboard.estimates.reliability import Flag
from dashboard.figures import Figure, draw
from dashboard.figures.change_marks import NO_CHANGE, short_points
from dashboard.figures.kinds.trends import ROW, Trend, instead
from dashboard.figures.table import in_its_place

from .conftest import QUESTIONS, YEARS, made_up, question
from .test_figures import dots_of, drawn, measured, texts

PARTS = [{"id": f"p{n}", "label": f"Part {n}"} for n in range(12)]


def lines_of(figure: Figure, color: str) -> list[tuple[float, float]]:
    return [
        (x, y)
        for trace in figure.data
        if trace.get("mode") == "lines" and trace["line"]["color"] == color
        for x, y in zip(trace["x"], trace["y"], strict=True)
        if x is not None
    ]


@pytest.mark.parametrize("code", ["tools", "mood", "views", "often", "time", "best", "worst"])
@pytest.mark.parametrize("comparison", ["two years", "years"])
def test_whatever_is_compared_by_years_is_a_table_of_trends(big, code, comparison):
    figure = drawn(big, code, comparison)
    assert figure.kind == "Trend table"
    found = texts(figure)
    assert {"2024", "since 2023"} <= set(found)
    assert ("since 2022" in found) == (comparison == "years")


def test_twelve_answers_take_no_more_than_340_pixels(survey_of):
    loaded = survey_of(question("kit", "multiple", choices=PARTS))
    assert drawn(loaded, "kit", "years", narrow=True).height <= 360
    assert drawn(loaded, "kit", "years").height <= 345


def test_all_lines_have_one_scale(big):
    result, view = measured(big, "tools", "years")
    figure = draw(result, view)
    dots = dots_of(figure)
    shares = [row[2] for row in figure.table.rows]
    texts_at = {
        text.replace("\u00a0", ""): y
        for trace in figure.data
        if trace.get("mode") == "text"
        for y, text in zip(trace["y"], trace["text"], strict=True)
    }
    middle = {row[0]: texts_at.get(row[0]) for row in figure.table.rows}
    heights: dict[float, float] = {}
    known = [(row, share) for row, share in zip(figure.table.rows, shares, strict=True) if share]
    for y, hover in zip(dots["y"], dots["hovertext"], strict=True):
        for row, share in known:
            if middle[row[0]] is not None and hover.startswith(f"{row[0]}<br>{row[1]}:"):
                heights[share] = middle[row[0]] - y
    assert len(heights) > 1
    low, high = min(heights), max(heights)
    slope = (heights[high] - heights[low]) / (high - low)
    for share, height in heights.items():
        assert height == pytest.approx(heights[low] + slope * (share - low))


def test_years_stand_at_their_true_distances(tmp_path):
    apart = (2022, 2024, 2027)
    filters = [one for one in QUESTIONS if one["id"] in ("persona", "region")]
    loaded = made_up(
        tmp_path / "apart",
        [*filters, question("kit", "multiple", choices=PARTS)],
        years=apart,
    )
    result, view = measured(loaded, "kit", years=apart)
    first, second, third = sorted({round(x, 9) for x in dots_of(draw(result, view))["x"]})
    assert (second - first) / (third - first) == pytest.approx(2 / 5)


def test_a_line_does_not_cross_a_year_that_did_not_ask(survey_of):
    choices = [{"id": "a", "label": "A"}, {"id": "b", "label": "B", "asked": [2022, 2024]}]
    loaded = survey_of(question("gap", "multiple", choices=choices))
    figure = drawn(loaded, "gap", "years")
    height = {text: y for trace in figure.data if trace.get("mode") == "text"
              for y, text in zip(trace["y"], (t.strip("\u00a0") for t in trace["text"]),
                                 strict=True)}  # fmt: skip
    xs = {x for x, y in lines_of(figure, "accent") if abs(y - height["B"]) <= ROW / 2}
    assert xs == set()
    assert "“B” was not an answer in 2023." in figure.note
    assert [row[-1] for row in figure.table.rows if row[:2] == ("B", "2023")] == ["not offered"]


def test_years_without_the_same_row_are_named_together(survey_of):
    choices = [{"id": "a", "label": "A"}, {"id": "b", "label": "B", "asked": [2024]}]
    loaded = survey_of(question("late", "multiple", choices=choices))
    note = drawn(loaded, "late", "years").note
    assert "“B” was not an answer in 2022 and 2023." in note
    assert "Dotted lines: the list of answers changed in 2024." in note


GROWN = [
    {"id": "a", "label": "Cloud"},
    {"id": "b", "label": "Models", "asked": {"from": 2023}},
    {"id": "c", "label": "People"},
]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("allocation", {"items": GROWN}),
        ("ranking", {"choices": GROWN, "pick": 2}),
        ("maxdiff", {"choices": GROWN, "pick": 2, "tasks": 2}),
    ],
)
def test_a_part_that_a_year_did_not_offer_is_no_small_sample(survey_of, kind, more):
    loaded = survey_of(question("money", kind, **more))
    figure = drawn(loaded, "money", "years")
    # The reason why the line is cut says it already.
    assert "“Models” was added in 2023, which lowers all others." in figure.note
    assert "“Models” was not" not in figure.note
    assert "ample too small" not in figure.note
    [row] = [row for row in figure.table.rows if row[:2] == ("Models", "2022")]
    assert row[-1] == "not offered"
    assert all(value is None for value in row[2:-1])


def test_a_row_of_a_matrix_is_asked_and_not_offered(survey_of):
    scale = [{"id": f"s{n}", "label": f"Step {n}", "value": n} for n in (1, 2, 3)]
    loaded = survey_of(question("rated", "matrix", choices=scale, items=GROWN))
    result, view = measured(loaded, "rated", "years", statistic=MEAN)
    figure = draw(result, view)
    assert "Not asked in 2022: Models." in figure.note
    [row] = [row for row in figure.table.rows if row[:2] == ("Models", "2022")]
    assert row[-1] == "not asked"


def test_a_change_is_marked_only_where_the_judge_marks_it(big):
    result, view = measured(big, "age", "years")
    figure = draw(result, view)
    followed = view.changes.of(result)
    every = [*followed.changes.values(), *followed.long_changes.values()]
    newest = [one for step, one in (*followed.changes.items(), *followed.long_changes.items())
              if step.second == YEARS[-1]]  # fmt: skip
    assert len(every) > len(newest)
    assert any(one.marked for one in newest)
    drawn_marks = [text for text in texts(figure) if re.match("[▲▼] ", text)]
    assert len(drawn_marks) == sum(one.marked for one in newest)
    none = replace(view, changes=type(view.changes)())
    assert not [text for text in texts(draw(result, none)) if re.match("[▲▼] ", text)]


def test_on_a_phone_the_first_year_gives_way_before_texts_are_squeezed(big):
    wide, narrow = drawn(big, "tools", "years"), drawn(big, "tools", "years", narrow=True)
    assert "since 2022" in texts(wide)
    assert "since 2022" not in texts(narrow)
    assert "since 2023" in texts(narrow)
    assert any("since 2022" in str(row) or row[11] for row in narrow.table.rows)


def test_the_newest_interval_is_printed_where_there_is_room(big):
    figure = drawn(big, "age", "years")
    rows = [row for row in figure.table.rows if row[1] == "2024"]
    assert rows
    for row in rows:
        assert f"{round(row[3] * 100)}–{round(row[4] * 100)}%" in texts(figure)


def test_a_single_scale_has_its_answers_in_order_and_its_net_score_last(big):
    figure = drawn(big, "mood", "years")
    labels = [choice.label for choice in big[0].question("mood").choices]
    found = [text for text in texts(figure) if text in [*labels, "Net score"]]
    assert found == [*labels, "Net score"]


def test_a_withheld_newest_answer_is_named_as_in_every_other_figure(big):
    shares = measured(big, "tools", "years")[0].shares
    newest, at = len(shares.flag) - 1, (len(shares.flag) - 1, 0, 0, 0)
    flag, high = shares.flag.copy(), shares.high.copy()
    flag[at], high[at] = Flag.FEW, 4 / shares.base[at]
    one = Trend(
        label="Axe",
        found=replace(shares, flag=flag, high=high),
        place=at[1:],
        links={},
        changes=NO_CHANGE,
        written=percent,
        changed=short_points,
    )
    assert instead(one, newest) == in_its_place(one.found, at) == "– fewer than 5"


def test_rules_between_rows_keep_clear_of_the_small_lines(big):
    for comparison in ("two years", "years"):
        figure = drawn(big, "tools", comparison)
        rules = [x for x, _ in lines_of(figure, "grid")]
        assert rules
        assert min(rules) > max(dots_of(figure)["x"])


def test_changes_that_rounded_numbers_do_not_give_are_explained(big):
    told = {}
    for code in ("tools", "age", "region", "persona"):
        figure = drawn(big, code, "two years")
        whole, rounded_apart = {}, False
        names = [column.heading for column in figure.table.columns]
        year, share, change = (names.index(one) for one in ("Year", "Share", "Change"))
        for row in figure.table.rows:
            whole.setdefault(row[0], {})[row[year]] = (row[share], row[change])
        for years in whole.values():
            (then, _), (now, moved) = (years.get(one, (None, None)) for one in ("2023", "2024"))
            if None not in (then, now, moved):
                rounded_apart |= rounds_apart(then, now, moved)
        told[code] = (ROUNDED_APART in figure.note, rounded_apart)
    assert any(said for said, _ in told.values())
    assert all(said == apart for said, apart in told.values()), told
