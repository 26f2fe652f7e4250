"""Figures of every kind of question, compared by nothing, by year and by persona."""

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from conftest import asking

from dashboard.analysis.changes import judge
from dashboard.analysis.results import results
from dashboard.analysis.statistics import MEAN, SHARE, VOLUME, Statistic, statistics_of
from dashboard.codebook import Codebook, Kind
from dashboard.estimates.reliability import Flag
from dashboard.figures import FIGURES, Comparison, Figure, Shape, View, draw, shape_of
from dashboard.figures.layout import NOTHING
from dashboard.figures.palette import resolve
from dashboard.figures.table import paler
from dashboard.query.selection import Of, select
from dashboard.responses import Responses

from .conftest import AGREE, LONG, MANY, QUESTIONS, TOOLS, YEARS, question

CODES = [one["id"] for one in QUESTIONS]
COMPARISONS = {"nothing": (None, (2024,)), "two years": ("year", (2023, 2024)),
               "years": ("year", YEARS), "persona": ("persona", (2024,)),
               "region": ("region", (2024,))}  # fmt: skip


def measured(
    loaded: tuple[Codebook, Responses],
    code: str,
    comparison: str = "nothing",
    *,
    of: Of = Of.ANSWERED,
    where: dict[str, list[str]] | None = None,
    narrow: bool = False,
    paired: bool = False,
    statistic: Statistic | None = None,
    years: tuple[int, ...] = (),
) -> tuple[Any, View]:
    """A question's result, and the view it was made for."""
    codebook, responses = loaded
    compare, usual = ("year", years) if years else COMPARISONS[comparison]
    query = select(codebook, years or usual, where)
    by = codebook.filter(compare) if compare not in (None, "year") else None
    asked = codebook.question(code)
    query = asking(query, of=of)
    result = results(responses, [asked], asking(query, by, of=of), statistic)[code]
    changes = judge(responses, [result])
    view = View(codebook=codebook, query=query, compare=compare, narrow=narrow, changes=changes)
    return result, replace(view, paired=paired)


def drawn(loaded: tuple[Codebook, Responses], code: str, comparison: str = "nothing", **more: Any):
    """A question's figure."""
    return draw(*measured(loaded, code, comparison, **more))


def texts(figure: Figure) -> list[str]:
    """Every text in the drawing, on one line and with plain spaces."""
    found = [text for trace in figure.data if trace.get("mode") == "text" for text in trace["text"]]
    return [text.replace("<br>", " ").replace("\u00a0", " ").strip() for text in found]


def bars_of(figure: Figure) -> dict[str, Any]:
    return next(trace for trace in figure.data if trace["type"] == "bar" and "hovertext" in trace)


def dots_of(figure: Figure) -> dict[str, Any]:
    return next(trace for trace in figure.data if trace.get("mode") == "markers")


def sound(figure: Figure) -> None:
    """What holds for every figure."""
    json.dumps([figure.data, figure.layout, figure.table.rows], allow_nan=False)
    for mode in ("light", "dark"):
        resolve(figure, mode)
    assert re.search(r"\bn [=<] |\brespondents|^n: ", figure.base)
    assert figure.source.startswith("Source: ")
    assert figure.alt
    assert "title" not in figure.layout
    assert figure.layout["xaxis"]["fixedrange"]
    assert figure.layout["yaxis"]["range"] == [figure.height, 0]
    assert set(figure.layout["margin"]) == {"l", "r", "t", "b", "pad"}
    assert figure.layout["margin"]["l"] + figure.layout["margin"]["r"] < 300
    for row in figure.table.rows:
        assert len(row) == len(figure.table.columns)
    low, high = figure.layout["xaxis"]["range"]
    for trace in figure.data:
        ends = [x for x in trace["x"] if x is not None]
        if trace["type"] == "bar":
            ends = [*trace["base"], *(a + b for a, b in zip(trace["base"], ends, strict=True))]
        assert all(low - 1e-9 <= x <= high + 1e-9 for x in ends)
        assert all(0 <= y <= figure.height for y in trace["y"] if y is not None)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("code", CODES)
def test_every_kind_is_drawn_for_every_comparison(big, code, comparison, narrow):
    figure = drawn(big, code, comparison, narrow=narrow)
    sound(figure)
    assert figure.synthetic
    assert "demo data" in figure.source
    assert "2024" in figure.subtitle


@pytest.mark.parametrize("comparison", ["nothing", "two years", "persona"])
@pytest.mark.parametrize("kind", Kind)
def test_the_tiny_survey_is_too_small_for_shares_and_says_so(
    tiny, tiny_responses, kind, comparison
):
    of_kind = [question for question in tiny.questions.values() if question.kind is kind]
    assert of_kind
    for asked in of_kind:
        figure = drawn((tiny, tiny_responses), asked.id, comparison)
        sound(figure)
        assert not any(trace["type"] == "bar" for trace in figure.data)
        said = " ".join(texts(figure))
        assert any(
            why in said
            for why in (
                "Remove a filter",
                "Choose fewer filters",
                "was not asked in",
                "defines the groups",
            )
        )
        numbers = [v for row in figure.table.rows for v in row if isinstance(v, float | int)]
        assert numbers == []


def test_every_shape_has_a_figure_for_every_comparison():
    assert set(FIGURES) == {(shape, one) for shape in Shape for one in Comparison}


def test_the_table_holds_what_the_result_says(big):
    result, view = measured(big, "tools")
    figure = draw(result, view)
    labels = [choice.label for choice in result.question.choices]
    assert len(figure.table.rows) == len(result.question.offered(2024))
    for label, share, low, high, base, count, remark in figure.table.rows:
        v = labels.index(label)
        at = (0, 0, 0, v)
        assert (share, low, high) == tuple(
            float(part[at]) for part in (result.shares.share, result.shares.low, result.shares.high)
        )
        assert share == pytest.approx(count / base)
        assert remark == {"ok": "", "small_base": "small sample"}[result.shares.flag[at]]


def test_bars_are_sorted_and_what_is_no_choice_comes_last(big):
    figure = drawn(big, "tools")
    shares = bars_of(figure)["x"]
    assert shares[:-2] == sorted(shares[:-2], reverse=True)
    assert [row[0] for row in figure.table.rows][-2:] == ["Something else", "None of these"]


def test_bands_keep_their_order_though_it_is_not_that_of_the_shares(big):
    assert [row[0] for row in drawn(big, "age").table.rows] == ["Under 30", "30 and over"]


def test_the_value_stands_right_of_the_interval(big):
    figure = drawn(big, "lone")
    result, _ = measured(big, "lone")
    values = {
        text.replace("\u00a0", ""): x
        for trace in figure.data
        if trace.get("mode") == "text"
        for x, text in zip(trace["x"], trace["text"], strict=True)
    }
    share, high = float(result.shares.share[0, 0, 0, 0]), float(result.shares.high[0, 0, 0, 0])
    assert values[f"{share * 100:.0f}%"] == high


def test_labels_are_shown_whole_and_markup_is_not_obeyed(big):
    found = texts(drawn(big, "tools"))
    assert "&lt;b&gt;Axe&lt;/b&gt; &amp; saw" in found
    assert LONG[:120].strip() in found
    assert "أداة القياس" in found
    assert "Rocket 🚀 works" in found


def test_long_labels_stand_above_and_short_ones_beside(big):
    assert drawn(big, "tools").layout["margin"]["l"] == 0
    assert drawn(big, "persona").layout["margin"]["l"] > 0
    assert drawn(big, "persona", narrow=True).layout["margin"]["l"] == 0


def test_one_bar_is_a_figure(survey_of):
    loaded = survey_of(question("only", "multiple", choices=[{"id": "yes", "label": "Yes"}]))
    figure = drawn(loaded, "only")
    sound(figure)
    assert len(bars_of(figure)["x"]) == 1


def test_of_eighty_bars_the_first_are_drawn_and_all_are_in_the_table(big):
    figure = drawn(big, "many")
    assert len(bars_of(figure)["x"]) == 20
    assert len(figure.table.rows) == len(MANY)
    assert "60 more rows in the table." in figure.note


def test_of_eighty_rows_the_first_are_drawn_and_all_are_in_the_table(big):
    figure = drawn(big, "often")
    assert len(bars_of(figure)["x"]) == 15 * 3
    assert len(figure.table.rows) == len(MANY) * 3
    assert "65 more rows in the table." in figure.note


def test_height_grows_with_the_rows(big):
    assert drawn(big, "persona").height < drawn(big, "tools").height < drawn(big, "many").height


def test_small_bases_are_pale_and_said_to_be_few(big):
    figure = drawn(big, "tools", where={"region": ["r1"]})
    assert set(bars_of(figure)["marker"]["color"]) == {"small-base"}
    assert "small sample" in figure.note
    assert {row[-1] for row in figure.table.rows} == {"small sample"}


def test_a_rare_answer_of_many_is_pale_for_its_interval_not_for_a_small_sample() -> None:
    marks = [(Flag.OK, 500.0), (Flag.SMALL_BASE, 141.0)]
    assert paler("Faint bars", marks[:1]) == ""
    assert paler("Faint bars", marks) == "Faint bars: wide interval."
    both = [*marks, (Flag.SMALL_BASE, 99.0)]
    assert paler("Hollow dots", both) == "Hollow dots: small sample or wide interval."


def test_lighter_marks_mean_the_same_in_the_note_the_table_and_beside_them(big):
    for code in CODES:
        result, view = measured(big, code)
        if not result.each_choice or result.estimates.flag.ndim != 4 or result.question.items:
            continue
        figure = draw(result, view)
        flagged = [at for at in np.ndindex(*result.shares.flag.shape)
                   if result.shares.flag[at] is Flag.SMALL_BASE]  # fmt: skip
        reasons = {"small sample" if result.shares.base[at] < 100 else "wide interval"
                   for at in flagged}  # fmt: skip
        said = {row[-1] for row in figure.table.rows} & {"small sample", "wide interval"}
        assert said == reasons
        # Rows left to the table need no word below the picture.
        if figure.kind == "Bar chart" and "more rows" not in figure.note:
            assert all(reason in figure.note for reason in said)


def test_from_ten_answers_a_figure_tells_ranges_and_no_shares(big):
    figure = drawn(big, "tools", where={"region": ["r6"]})
    assert not any(re.search(r"(?<![–\d])\d+%", text) for text in texts(figure))
    assert len(re.findall(r"\d+–\d+%", " ".join(texts(figure)))) == len(figure.table.rows)
    assert "Two numbers: 95% interval only, for 10–29 respondents." in figure.note
    assert figure.facts[0].startswith("Ranges only: ")
    assert figure.facts[0] in figure.alt
    [striped] = [trace for trace in figure.data if "pattern" in trace.get("marker", {})]
    assert len(striped["y"]) == len(figure.table.rows)
    for _, share, low, high, base, count, remark in figure.table.rows:
        assert (share, count, remark) == (None, None, "range only (small sample)")
        assert 0 <= low < high <= 1
        assert 10 <= base < 30


@pytest.mark.parametrize("code", CODES)
def test_no_kind_of_figure_tells_a_number_of_few(big, code):
    result, view = measured(big, code, where={"region": ["r6"]})
    assert (result.estimates.base < 30).all()
    figure = draw(result, view)
    said = " ".join([*texts(figure), *figure.facts, figure.alt])
    assert not re.search(r"(?<![–\d<])\d+%(?! interval)", said), said
    assert np.isnan(result.estimates.estimate).all()
    assert not any(trace.get("mode") == "markers" for trace in figure.data)
    if (result.estimates.flag == Flag.RANGE).any():
        assert figure.kind != NOTHING
        assert "95% interval only" in figure.note


def test_below_ten_answers_a_figure_tells_nothing(big):
    figure = drawn(big, "tools", where={"region": ["r6"], "persona": ["p2"]})
    assert figure.kind == NOTHING
    assert "fewer than 10 respondents" in " ".join(texts(figure))
    assert all(row[1:-1] == (None,) * 5 for row in figure.table.rows)


def test_hidden_shares_are_written_and_have_no_rank(big):
    result, view = measured(big, "tools")
    order = [row[0] for row in draw(result, view).table.rows]
    first = next(v for v, choice in enumerate(result.question.choices) if choice.label == order[0])
    shares = result.shares
    changed = {name: getattr(shares, name).copy() for name in ("estimate", "low", "high", "flag")}
    for name in ("estimate", "low", "high"):
        changed[name][0, 0, 0, first] = np.nan
    changed["flag"][0, 0, 0, first] = Flag.HIDDEN
    figure = draw(replace(result, estimates=replace(shares, **changed)), view)
    labels = [row[0] for row in figure.table.rows]
    assert labels.index(order[0]) == len(labels) - 3
    assert any(text.strip().startswith("– n = ") for text in texts(figure))
    assert len(bars_of(figure)["x"]) == len(order) - 1


def test_segments_have_one_color_wherever_they_are_drawn(big):
    def colors(code: str) -> set[str]:
        return set(dots_of(drawn(big, code, "persona"))["marker"]["line"]["color"])

    assert colors("tools") == colors("age") == {"series-1", "series-2"}


def test_a_segment_too_small_is_named_and_not_drawn(big):
    figure = drawn(big, "tools", "persona")
    assert re.search(r"Small sample: Seer \(n = \d\d\)\.", figure.note)
    assert "Seer" not in texts(figure)
    assert len(dots_of(figure)["x"]) == 2 + 2 * len(TOOLS)  # a dot for each name above them


def test_a_group_below_ten_is_not_told_by_a_total(big):
    figure = drawn(big, "tools", "persona", where={"region": ["r1"]})
    assert re.fullmatch(r"n: Builder \d\d, Keeper \d\d, Seer <10", figure.base)


def test_a_group_that_the_year_did_not_offer_has_no_line(survey_of):
    sizes = [
        {"id": "small", "label": "Small"},
        {
            "id": "large",
            "label": "Large",
            "asked": [2022, 2023],
            "retired": {"year": 2024, "reason": "Nobody was."},
        },
    ]
    agreed = next(one for one in QUESTIONS if one["id"] == "mood")
    loaded = survey_of(question("region", "single", choices=sizes), agreed)
    assert "Large" not in texts(drawn(loaded, "mood", "region"))
    assert "Small" in texts(drawn(loaded, "mood", "region"))


def test_a_question_compared_by_itself_says_why_nothing_is_shown(big):
    figure = drawn(big, "persona", "persona")
    assert "defines the groups" in " ".join(texts(figure))


def test_two_years_end_in_the_newest_share_and_the_change(big):
    figure = drawn(big, "persona", "two years")
    found = texts(figure)
    rows = [row for row in figure.table.rows if row[1] == "2024"]
    for row in rows:
        change = round(row[7] * 100)
        assert any(re.fullmatch(rf"([▲▼] )?[+−]{abs(change)}", one) for one in found) or not change
        assert f"{round(row[2] * 100)}%" in found
    assert {"2023", "2024", "since 2023"} <= set(found)
    assert figure.alt.startswith("Trend table: Persona.")
    assert figure.table.columns[7].unit == "points"


def test_a_choice_that_a_year_did_not_offer_is_written_so(big):
    figure = drawn(big, "tools", "years")
    assert "“Later” was not an answer in 2022." in figure.note
    line = next(row for row in figure.table.rows if row[:2] == ("Later", "2022"))
    assert line[2:7] == (None,) * 5
    assert line[-1] == "not offered"


def test_a_line_is_cut_where_years_cannot_be_compared(survey_of):
    wording = {2022: "What?", 2024: "What else?"}
    choices = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    loaded = survey_of(question("broken", "single", choices=choices, wording=wording))
    figure = drawn(loaded, "broken", "years")
    sound(figure)
    assert "The question was reworded in 2024." in figure.note
    (line,) = (
        t for t in figure.data if t.get("mode") == "lines" and t["line"]["color"] == "accent"
    )
    assert len([x for x in line["x"] if x is not None]) == 2 * 2  # one stretch a choice
    changes = {row[1]: row[7] for row in figure.table.rows}
    assert changes["2023"] is not None
    assert changes["2024"] is None
    assert "not comparable" in texts(figure)
    # On a phone these words would lie over the number beside them: the note has them.
    narrow = drawn(loaded, "broken", "years", narrow=True)
    assert "not comparable" not in texts(narrow)
    assert narrow.note.startswith("Not comparable: ")


def test_split_answers_are_followed_as_one_where_one_answer_was_possible(survey_of):
    choices = [
        {"id": "boss", "label": "Boss", "asked": [2022, 2023]},
        {"id": "lead", "label": "Lead", "asked": [2024], "split_from": "boss"},
        {"id": "head", "label": "Head", "asked": [2024], "split_from": "boss"},
        {"id": "hand", "label": "Hand"},
    ]
    loaded = survey_of(question("job", "single", choices=choices))
    figure = drawn(loaded, "job", "two years")
    sound(figure)
    result, _ = measured(loaded, "job", "two years")
    line = next(row for row in figure.table.rows if row[:2] == ("Boss", "2024"))
    counts = result.shares.count[1, 0, 0]
    assert line[6] == counts[1] + counts[2]
    assert "“Boss” in 2023 is compared with “Lead” and “Head” in 2024" in figure.note


def test_merged_ticks_are_counted_anew_and_not_added_up(survey_of):
    choices = [
        {"id": "axe", "label": "Axe", "asked": [2022, 2023]},
        {"id": "hatchet", "label": "Hatchet", "asked": [2022, 2023]},
        {"id": "axes", "label": "Axes", "asked": [2024], "merges": ["axe", "hatchet"]},
        {"id": "saw", "label": "Saw"},
    ]
    loaded = survey_of(question("kit", "multiple", choices=choices))
    figure = drawn(loaded, "kit", "two years")
    sound(figure)
    changes = {row[0]: row[7] for row in figure.table.rows if row[1] == "2024"}
    assert None not in (changes["Axes"], changes["Saw"])
    result, _ = measured(loaded, "kit", "two years")
    axe, hatchet = result.shares.share[0, 0, 0, :2]
    [together] = [row[2] for row in figure.table.rows if row[:2] == ("Axes", "2023")]
    assert max(axe, hatchet) < together < axe + hatchet


def test_a_year_without_responses_is_a_gap_with_a_reason(tiny, tiny_responses):
    query = select(tiny, [2023, 2025])
    found = results(tiny_responses, [tiny.question("used")], query)["used"]
    figure = draw(found, View(codebook=tiny, query=query, compare="year"))
    sound(figure)
    assert "2025 has no responses yet." in figure.alt


def test_scales_part_at_the_middle_and_end_in_the_net_score(big):
    result, view = measured(big, "mood")
    figure = draw(result, view)
    bar = bars_of(figure)
    drawn_bars = list(zip(bar["base"], bar["x"], bar["marker"]["color"], strict=True))[5:]
    base, wide, _ = next(one for one in drawn_bars if one[2] == "diverging-4/45")
    assert base == pytest.approx(-wide / 2)
    share = result.shares.share[0, 0, 0]
    net = share[3] + share[4] - share[0] - share[1]
    column = [c.heading for c in figure.table.columns].index("Net score")
    assert figure.table.rows[0][column] == pytest.approx(net)
    sign = "+" if net > 0 else "−"
    assert f"{sign}{abs(round(net * 100))}" in texts(figure)
    assert "Don't know" not in texts(figure)
    assert "(not part of the scale)" in figure.note


def test_items_of_a_scale_are_sorted_by_their_net_score(big):
    figure = drawn(big, "views")
    column = [c.heading for c in figure.table.columns].index("Net score")
    nets = [row[column] for row in figure.table.rows]
    assert nets == sorted(nets, reverse=True)


def test_of_everyone_the_base_names_all_respondents(big):
    figure = drawn(big, "mood", of=Of.EVERYONE)
    sound(figure)
    assert figure.base.startswith("240 respondents (")
    assert figure.subtitle.startswith("% of all respondents")


@pytest.mark.parametrize("code", ["hours", "time", "best", "worst", "mood", "age"])
def test_every_statistic_is_drawn(big, code):
    without = (SHARE, VOLUME)
    statistics = [one for one in statistics_of(big[0].question(code)) if one not in without]
    assert statistics
    for statistic in statistics:
        for comparison in ("nothing", "years", "persona"):
            figure = drawn(big, code, comparison, statistic=statistic)
            sound(figure)
            assert figure.data


def test_an_allocation_shows_how_answers_spread(big):
    figure = drawn(big, "time")
    headings = [column.heading for column in figure.table.columns]
    assert "Answered 0%" in headings
    first = headings.index("Answered 0%")
    for row in figure.table.rows:
        assert sum(row[first : first + 6]) == pytest.approx(1)
    assert sum(row[1] for row in figure.table.rows) == pytest.approx(1)


def test_a_single_number_is_written_large_with_its_unit(big):
    figure = drawn(big, "hours")
    (texts,) = (trace for trace in figure.data if trace["mode"] == "text")
    assert texts["text"][texts["textfont"]["size"].index(30)].endswith("\u00a0hours")


def test_the_alt_text_tells_kind_measure_base_and_facts(big):
    alt = drawn(big, "tools").alt.replace("\u00a0", " ")
    assert re.match(r"Bar chart: Tools\. <b>Axe</b> & saw \d+%\. ", alt)
    assert "% of respondents · All respondents · 2024." in alt
    assert "(240 were asked)" in alt
    assert re.search(r"<b>Axe</b> & saw \d+%\. ", alt)
    assert len(alt) < 500


def test_facts_leave_out_what_rests_on_few_answers(big):
    alt = drawn(big, "tools", where={"region": ["r1"]}).alt.replace("\u00a0", " ")
    assert re.search(r"Small sample \(n = \d\d\); see the table\.", alt)


def test_paraphrased_wordings_are_named_in_the_source(big):
    result, view = measured(big, "tools")
    view = replace(view, codebook=replace(view.codebook, paraphrased=True, synthetic=False))
    figure = draw(result, view)
    assert figure.source == "Source: Made-up Survey 2024, The Tests, CC0, wordings paraphrased"
    assert not figure.synthetic


def test_routed_questions_say_whom_they_were_put_to(survey_of):
    routed = question(
        "deep", "single", choices=[{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
    )
    routed["asked_of"] = {"question": "persona", "any_of": ["p0", "p1"]}
    figure = drawn(survey_of(routed), "deep")
    assert (
        "Asked of respondents whose answer to “Persona” was “Builder” or “Keeper”." in figure.note
    )


def test_drawing_changes_nothing_in_the_result(big):
    result, view = measured(big, "views", "persona")
    before = {name: getattr(result.shares, name).copy() for name in ("share", "low", "count")}
    assert draw(result, view) == draw(result, view)
    for name, values in before.items():
        np.testing.assert_array_equal(getattr(result.shares, name), values)


def test_scales_without_a_middle_are_bars_and_grids(big):
    codebook, _ = big
    assert shape_of(codebook.question("mood")) is Shape.SCALE
    assert shape_of(codebook.question("views")) is Shape.SCALE
    assert shape_of(codebook.question("often")) is Shape.GRID
    assert shape_of(codebook.question("why")) is Shape.GRID
    assert shape_of(codebook.question("age")) is Shape.CHOICES


def test_no_drawing_holds_a_color_of_its_own(big):
    for code in CODES:
        figure = drawn(big, code, "persona")
        assert not re.search(r"#[0-9a-f]{6}", json.dumps([figure.data, figure.layout]))


def test_the_mean_of_a_scale_says_its_ends(big: tuple[Codebook, Responses]) -> None:
    codebook, responses = big
    query = select(codebook, [max(responses.years)])
    found = results(responses, [codebook.question("mood")], query, MEAN)["mood"]
    figure = draw(found, View(codebook=codebook, query=query))
    first, last = (label.lower() for label in ("Strongly disagree", "Strongly agree"))
    assert f"Average on a scale from 1 ({first}) to 5 ({last})" in figure.subtitle


@pytest.mark.parametrize("code", [q["id"] for q in QUESTIONS if q["kind"] == "allocation"])
def test_the_interval_of_a_part_of_a_whole_ends_at_nought_and_at_the_whole(
    code: str, survey_of: Any
) -> None:
    asked = next(one for one in QUESTIONS if one["id"] == code)
    codebook, responses = survey_of(asked, people_per_year=14)
    query = select(codebook, [2024])
    found = results(responses, [codebook.question(code)], query)[code].estimates
    known = np.isfinite(found.low)
    assert known.any()
    assert (found.low[known] >= 0).all()
    assert (found.high[known] <= 1).all()


def test_the_interval_of_a_net_score_ends_where_all_agree(survey_of: Any) -> None:
    codebook, responses = survey_of(question("mood", "scale", choices=AGREE), people_per_year=12)
    query = select(codebook, [2024])
    net = results(responses, [codebook.question("mood")], query)["mood"].net
    assert net is not None
    assert np.isfinite(net.low).all()
    assert (net.low >= -1).all()
    assert (net.high <= 1).all()
