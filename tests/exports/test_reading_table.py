"""Tables of reports: few columns, every number with its interval and base."""

import pytest

from dashboard.exports.documents.reading_table import ABREAST, reading_tables
from dashboard.figures.change_marks import CHANGE_COLUMNS
from dashboard.figures.figure import Column, Table

from .conftest import CODES, Draw

SHARES = (
    *(Column(heading=heading, unit="percent") for heading in ("Share", "Low", "High")),
    *(Column(heading=heading, unit="count") for heading in ("Base", "Count")),
)
REMARK = Column(heading="Remark")
NONE = (None,) * 8


def table(*columns: Column, rows: list[tuple[str | float | None, ...]]) -> Table:
    return Table(columns=columns, rows=tuple(rows))


def test_years_stand_beside_each_other_with_what_changed_last() -> None:
    change = 0.05, 0.01, 0.09, "yes", "2023", -0.02, -0.06, 0.02, "no"
    [found] = reading_tables(
        table(
            Column(heading="Answer"), Column(heading="Year"), *SHARES, *CHANGE_COLUMNS, REMARK,
            rows=[
                ("Axe", "2023", 0.57, 0.53, 0.61, 320, 182, None, *NONE, ""),
                ("Axe", "2024", 0.62, 0.58, 0.66, 340, 211, *change, "2024 has other answers."),
                ("Saw", "2023", None, None, None, None, None, None, *NONE, "not offered"),
                ("Saw", "2024", 0.1, 0.07, 0.2, 340, 34, None, *NONE, "small sample"),
            ],
        )
    )  # fmt: skip
    assert found.heads == (
        ("Answer",), ("2023", "n = 320"), ("2024", "n = 340"),
        ("Change", "in points", "to 2024"), ("Longest change", "in points", "to 2024"),
    )  # fmt: skip
    assert found.rows == (
        (("Axe",), ("57%", "53–61%"), ("62%", "58–66%"), ("▲ +5", "+1 to +9"),
         ("−2 since 2023", "−6 to +2")),
        (("Saw",), ("not offered",), ("10%*", "7–20%"), ("–",), ("–",)),
    )  # fmt: skip
    assert (found.leads, found.note) == (1, "* Small sample.")


def test_asterisks_say_what_numbers_have_them_for() -> None:
    rows = [("Axe", 0.5, 0.4, 0.6, 90, 45, "small sample"),
            ("Saw", 0.02, 0.0, 0.08, 150, 3, "wide interval")]  # fmt: skip
    columns = Column(heading="Answer"), *SHARES, REMARK
    for some, note in [(rows, "* Small sample or wide interval."), (rows[1:], "* Wide interval.")]:
        [found] = reading_tables(table(*columns, rows=some))
        assert (found.rows[-1][1][0], found.note) == ("2%*", note)


def test_bases_that_differ_stand_with_each_number() -> None:
    [found] = reading_tables(
        table(
            Column(heading="Row"), Column(heading="Region"), *SHARES, REMARK,
            rows=[
                ("Axe", "North", 0.5, 0.4, 0.6, 90, 45, ""),
                ("Axe", "South", None, 0.1, 0.4, 20, None, "range only (small sample)"),
                ("Saw", "North", 0.4, 0.3, 0.5, 80, 32, ""),
            ],
        )
    )  # fmt: skip
    assert found.heads == (("Row",), ("North",), ("South", "n = 20"))
    assert found.rows == (
        (("Axe",), ("50%", "40–60%", "n = 90"), ("10–40%*",)),
        (("Saw",), ("40%", "30–50%", "n = 80"), ("–",)),
    )


def test_more_groups_than_fit_are_set_in_tables_below_each_other() -> None:
    rows = [("Axe", f"Group {n}", 0.5, 0.4, 0.6, 90, 45, "") for n in range(ABREAST + 3)]
    found = reading_tables(table(Column(heading="Row"), Column(heading="Group"), *SHARES, REMARK,
                                 rows=rows))  # fmt: skip
    assert [len(one.heads) for one in found] == [6, 5]
    groups = [head[0] for one in found for head in one.heads[1:]]
    assert groups == [row[1] for row in rows]


def test_a_number_alone_keeps_a_line_and_one_base_is_said_once() -> None:
    [found] = reading_tables(
        table(Column(heading="Answer"), *SHARES, REMARK,
              rows=[("Axe", 0.5, 0.4, 0.6, 90, 45, ""), ("Saw", 0.2, 0.1, 0.3, 90, 18, "")])
    )  # fmt: skip
    assert found.heads == (("Answer",), ("Share", "n = 90"))
    assert found.rows == ((("Axe",), ("50%", "40–60%")), (("Saw",), ("20%", "10–30%")))


@pytest.mark.parametrize("comparison", ["nothing", "years", "persona"])
@pytest.mark.parametrize("code", CODES)
def test_no_table_of_a_report_is_wide_and_each_has_every_share(
    exhibit: Draw, code: str, comparison: str
) -> None:
    figure = exhibit(code, comparison).figure
    found = reading_tables(figure.table)
    assert all(len(one.heads) <= ABREAST + 5 for one in found)
    assert all(len(row) == len(one.heads) for one in found for row in one.rows)
    shares = [n for n, c in enumerate(figure.table.columns) if c.heading == "Share"]
    known = sum(row[n] is not None for row in figure.table.rows for n in shares)
    told = [cell[0] for one in found for row in one.rows for cell in row[one.leads :]]
    assert sum("%" in text and "–" not in text for text in told) == known or not shares
