"""Data of a figure: the numbers of the page to the last digit, and texts that stay texts."""

import csv
import io
import json
import re
from typing import Any

import numpy as np
import pytest
from conftest import DATA, asking
from figures.conftest import Loaded
from figures.test_figures import COMPARISONS, measured

from dashboard.analysis.following import NET
from dashboard.analysis.results import results
from dashboard.analysis.tables import COLUMNS, tabulate, to_csv
from dashboard.estimates.reliability import Flag
from dashboard.exports.data.metadata import metadata, metadata_json
from dashboard.exports.data.tidy import (
    COLUMN_WORDS,
    FLAG_WORDS,
    SOURCE_WORDS,
    data_csv,
    table_csv,
    tidy,
)
from dashboard.exports.exhibit import Exhibit
from dashboard.figures import View, draw
from dashboard.figures.composite.contrasts import Contrast, contrasts
from dashboard.figures.composite.side_by_side import side_by_side
from dashboard.figures.composite.telling import Part
from dashboard.figures.figure import Column
from dashboard.query.selection import Query, select

from .conftest import CODES, HARD, Draw, exhibit_of


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("code", CODES)
def test_every_number_is_that_of_the_command_line(
    big: Loaded, exhibit: Draw, code: str, comparison: str
) -> None:
    found = read(data_csv(exhibit(code, comparison)))
    result, view = measured(big, code, comparison)
    told = tabulate(
        big[1], result.question, asking(view.query, result.by), statistic=result.statistic
    )
    expected = read(to_csv(told.rows))
    numbers = [name for name in COLUMNS if name != "label"]
    assert list(found[0]) == [*COLUMNS, "source"]
    shares = [row for row in found if row["statistic"] != NET]
    assert [[row[n] for n in numbers] for row in shares] == [
        [row[n] for n in numbers] for row in expected
    ]


@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("code", CODES)
def test_every_net_score_has_a_line_with_its_interval(
    big: Loaded, exhibit: Draw, code: str, comparison: str
) -> None:
    found = [row for row in read(data_csv(exhibit(code, comparison))) if row["statistic"] == NET]
    net = measured(big, code, comparison)[0].net
    assert len(found) == (0 if net is None else net.estimate.size)
    if net is not None:
        parts = {"estimate": net.estimate, "low": net.low, "high": net.high, "base": net.base}
        for name, part in parts.items():
            told = [float(row[name] or "nan") for row in found]
            np.testing.assert_array_equal(told, part.ravel())
        assert [row["flag"] for row in found] == [str(flag) for flag in net.flag.flat]
        assert {row["choice"] + row["share"] + row["count"] for row in found} == {""}


def test_the_range_of_a_net_score_stands_in_the_data_without_a_number(big: Loaded) -> None:
    result, view = measured(big, "views", where={"persona": ["p0"], "region": ["r1"]})
    ranged = [row for row in read(data_csv(exhibit_of(big[0], draw(result, view))))
              if (row["statistic"], row["flag"]) == (NET, Flag.RANGE)]  # fmt: skip
    assert ranged
    for row in ranged:
        assert row["estimate"] == ""
        assert -1 <= float(row["low"]) < float(row["high"]) <= 1
        assert 10 <= int(row["base"]) < 30


def test_the_columns_are_those_of_tabulate_and_each_is_explained() -> None:
    assert tuple(COLUMN_WORDS) == COLUMNS
    assert set(FLAG_WORDS) == set(Flag)


def test_the_guide_to_the_data_explains_every_column_and_flag() -> None:
    guide = (DATA.parent / "docs" / "data.md").read_text(encoding="utf-8")
    for name, (unit, words) in COLUMN_WORDS.items():
        assert f"| `{name}` | {unit} | {words} |" in guide
    assert SOURCE_WORDS[1] in guide
    for flag, words in FLAG_WORDS.items():
        assert f"| `{flag}` | {words} |" in guide


def test_shares_of_the_data_are_counts_over_bases(exhibit: Draw) -> None:
    rows = read(data_csv(exhibit("tools")))
    assert rows
    for row in rows:
        assert float(row["share"]) == int(row["count"]) / int(row["base"])
        assert row["share"] == row["estimate"]


def test_what_is_not_told_is_an_empty_cell_and_never_nought(tiny: Any, tiny_responses: Any) -> None:
    query = select(tiny, [2023, 2025])
    found = results(tiny_responses, [tiny.question("used")], query)["used"]
    figure = draw(found, View(codebook=tiny, query=query, compare="year"))
    rows = read(data_csv(exhibit_of(tiny, figure)))
    assert {row["flag"] for row in rows} == {"hidden", "not_asked"}
    for row in rows:
        assert [row[name] for name in ("share", "low", "high", "count", "base")] == [""] * 5


def story(big: Loaded, *codes: str) -> Any:
    book, responses = big
    query = select(book, [2024])
    found = results(responses, [book.questions[code] for code in codes], query)
    parts = [Part(heading=code, found=found[code]) for code in codes]
    view = View(codebook=book, query=query)
    figure = side_by_side(parts, view, id="story", title="A story", measure="Share", what="What")
    return exhibit_of(book, figure)


def test_a_story_of_several_results_gives_the_lines_of_all(big: Loaded) -> None:
    rows = read(data_csv(story(big, "tools", "persona")))
    assert {row["question"] for row in rows} == {"tools", "persona"}
    assert len(rows) == 8 + 3


def lifts(big: Loaded) -> Exhibit:
    result, view = measured(big, "tools")
    one = Contrast(label="=Saw", value=1.25, low=1.0, high=1.5, text="×1.25", sides="a, b",
                   cells=(1.25, 40))  # fmt: skip
    columns = [Column(heading="Lift", unit="number"), Column(heading="Base", unit="count")]
    figure = contrasts([one], result, view, id="lifts", title="Lifts", measure="Lift",
                       base="Base: 40", columns=columns, even=1.0)  # fmt: skip
    return exhibit_of(big[0], figure)


def test_a_figure_whose_numbers_are_in_no_result_gives_its_own_table(big: Loaded) -> None:
    source = "Made-up Survey 2024, The Tests, CC0, demo data, figure lifts?year=2024@0a1b2c3d"
    assert read(data_csv(lifts(big))) == [
        {"What": "'=Saw", "Lift": "1.25", "Base": "40", "source": source}
    ]
    assert [c["column"] for c in metadata(lifts(big))["data"]] == ["What", "Lift", "Base", "source"]


def test_every_line_of_every_csv_names_its_source_and_that_data_are_made_up(
    exhibit: Draw,
) -> None:
    one = exhibit("tools")
    source = f"Made-up Survey 2024, The Tests, CC0, demo data, figure {one.reference}"
    for text in (data_csv(one), table_csv(one)):
        assert {row["source"] for row in read(text)} == {source}


def test_two_results_that_contradict_each_other_are_not_mixed(big: Loaded) -> None:
    book, responses = big
    asked = [book.questions["tools"]]
    all_of_them = results(responses, asked, select(book, [2024]))["tools"]
    some = results(responses, asked, select(book, [2024], {"region": ["r1"]}))["tools"]
    parts = [Part(heading=h, found=f) for h, f in (("All", all_of_them), ("Some", some))]
    view = View(codebook=book, query=Query(years=(2024,)))
    figure = side_by_side(parts, view, id="x", title="X", measure="Share", what="Tool")
    exhibit = exhibit_of(book, figure)
    assert tidy(exhibit) == ()
    assert {row["What"] for row in read(data_csv(exhibit))} == {"All", "Some"}


def test_the_table_is_as_drawn_and_nothing_is_rounded(exhibit: Draw) -> None:
    one = exhibit("tools")
    rows = list(csv.reader(io.StringIO(table_csv(one), newline="")))
    assert rows[0] == [*(column.heading for column in one.figure.table.columns), "source"]
    assert [float(row[1]) for row in rows[1:]] == [row[1] for row in one.figure.table.rows]


def test_no_text_in_csv_begins_like_a_formula_and_all_come_back(hard_exhibit: Exhibit) -> None:
    for text in (data_csv(hard_exhibit), table_csv(hard_exhibit)):
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        for label in HARD.values():
            assert label in cells or f"'{label}" in cells
        text.encode()


@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("code", CODES)
def test_metadata_name_a_unit_for_every_column_and_a_measure_for_every_statistic(
    exhibit: Draw, code: str, comparison: str
) -> None:
    one = exhibit(code, comparison)
    found = json.loads(metadata_json(one))
    rows = read(data_csv(one))
    assert [column["column"] for column in found["data"]] == list(rows[0])
    assert all(column["unit"] for column in found["data"] + found["table"])
    assert {measure["statistic"] for measure in found["measures"]} == {
        row["statistic"] for row in rows
    }
    assert {row["flag"] for row in rows} <= set(found["flags"])
    assert re.search(r"\d respondents|n = \d", found["base"])
    assert set(found["years"]) == {int(row["year"]) for row in rows}


def test_metadata_say_where_the_figure_is_from(exhibit: Draw, hard_exhibit: Exhibit) -> None:
    found = metadata(exhibit("tools", filters=(("persona", ("p1",)),)))
    assert found["reference"] == "tools?year=2024@0a1b2c3d"
    assert found["release"] == "0a1b2c3d"
    assert found["filters"] == {"persona": ["p1"]}
    assert found["citation"]["bibtex"].startswith("@misc{")
    assert found["notice"].startswith("Demo data")
    assert "filters" not in metadata(exhibit("tools"))
    assert json.loads(metadata_json(hard_exhibit))["title"] == hard_exhibit.figure.title


def test_numbers_that_json_cannot_hold_do_not_get_into_it(exhibit: Draw) -> None:
    for code in ("hours", "worst", "often"):
        text = metadata_json(exhibit(code)) + data_csv(exhibit(code))
        assert "NaN" not in text
        assert "nan" not in text.split(",")
