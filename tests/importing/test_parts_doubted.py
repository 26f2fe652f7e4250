"""Questions of several columns: ranks, shares and rows that cannot be as they stand."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import DashboardError
from dashboard.importing.import_report import ImportReport
from dashboard.importing.number_doubts import doubted_codes

Survey = Callable[..., Path]
Export = Callable[..., Path]
Imported = Callable[..., tuple[dict[str, list[Any]], ImportReport]]

FRUITS = [{"id": "a", "label": "Apple"}, {"id": "b", "label": "Pear"}, {"id": "c", "label": "Plum"}]
RANKING = {"kind": "ranking", "choices": FRUITS}
SHARES = {"kind": "allocation", "items": FRUITS}
ROWS = {
    "kind": "matrix",
    "items": FRUITS,
    "choices": [{"id": "good", "label": "Good"}, {"id": "bad", "label": "Bad"}],
}


@pytest.fixture
def read(survey: Survey, export: Export, imported: Imported) -> Callable[..., Any]:
    """Import rows of three columns by one question; gives its answers and the doubts."""

    def run(question: dict[str, Any], *rows: Sequence[object]) -> Any:
        head = [f"Fruit [{fruit['label']}]" for fruit in FRUITS]
        lines = [",".join(f'"{cell}"' for cell in row) for row in [head, *rows]]
        asked = {"id": "fruit", "wording": "Fruit"} | question
        columns, report = imported(export("\n".join(lines) + "\n"), survey(asked))
        return columns["fruit"], [str(doubt) for doubt in report.doubts]

    return run


def test_a_rank_of_nought_is_no_rank(read: Any) -> None:
    answers, doubts = read(RANKING, *[(0, 1, 2), (2, 0, 1)] * 5)
    assert answers[:2] == [["b", "c"], ["c", "a"]]
    assert not doubts


def test_ranks_that_are_no_places_are_named_not_taken_for_codes(read: Any) -> None:
    answers, doubts = read(RANKING, *[(-1, 1, 2), (1.5, 1, 3)] * 5)
    assert answers[:2] == [["b", "c"], ["b", "c"]]
    assert "5 of 30 answers say '-1'" in doubts[0]


def test_a_choice_at_two_places_is_doubted(
    survey: Survey, export: Export, imported: Imported
) -> None:
    asked = RANKING | {"id": "fruit", "columns": "Rank *"}
    text = "Rank 1,Rank 2,Rank 3\n" + "Apple,Apple,Pear\nPlum,Apple,\n" * 5
    columns, report = imported(export(text), survey(asked))
    assert columns["fruit"][:2] == [["a", "b"], ["c", "a"]]
    assert "5 respondents gave two places to one choice" in str(report.doubts[0])


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ((-50, 130, 20), "20 parts such as -50 are below 0 or above 100"),
        ((20, 10, 10), "of 10 of 50 respondents do not add up to 100 but, for example, to 40"),
        ((0, 0, 0), "of 10 of 50 respondents do not add up to 100 but, for example, to 0"),
    ],
)  # fmt: skip
def test_shares_that_cannot_be_are_doubted_also_where_most_can(
    read: Any, row: Sequence[object], says: str
) -> None:
    _, [doubt] = read(SHARES, *[(20, 20, 60)] * 40, *[row] * 10)
    assert says in doubt


def test_a_row_that_nobody_answered_is_named(read: Any) -> None:
    _, [doubt] = read(ROWS, *[("Good", "", ""), ("Bad", "Good", "")] * 5)
    assert doubt.endswith("nobody answered the row 'c'")


def test_codes_in_all_rows_are_not_said_to_stand_beside_words(read: Any) -> None:
    with pytest.raises(DashboardError, match="all 30 answers are numbers"):
        read(ROWS, *[(1, 2, 1), (2, 2, 1)] * 5)


def test_two_ticks_of_many_where_one_was_asked_for_are_doubted(read: Any) -> None:
    answers, [doubt] = read(
        {"kind": "single", "choices": FRUITS}, *[("x", "x", ""), ("", "", "x")] * 5
    )
    assert answers[:2] == [None, "c"]
    assert "5 of 10 respondents ticked several choices where one was asked for" in doubt


def test_parts_of_one_beside_percentages_are_doubted(
    survey: Survey, export: Export, imported: Imported
) -> None:
    asked = {"id": "time", "kind": "number", "unit": "%", "maximum": 100}
    columns, report = imported(export("time,x\n" + "0.8,1\n80,1\n0.5,1\n45,1\n" * 3), survey(asked))
    assert columns["time"][:2] == [0.8, 80]
    assert "6 percentages such as 0.8 are below 1, others up to 80" in str(report.doubts[0])


def test_a_power_is_no_number_of_its_digits(
    survey: Survey, export: Export, imported: Imported
) -> None:
    columns, _ = imported(export("n,x\n10²,1\n12,1\n"), survey({"id": "n", "kind": "number"}))
    assert columns["n"] == [None, 12]


@pytest.mark.parametrize(
    ("values", "doubted"),
    [
        ([1, 1, 2, 3, 99, 99, 99], "99"),
        ([1, 1, 1, 1, 99, 99, 99], "99"),
        ([0, 1, 2, 5, -1, -1, -1], "-1"),
        ([-1, -2, -3, -1, -1, 4], None),
        ([1, 1, 1, 2, 3], None),
        ([90, 99, 99, 99, 120], None),
        ([1, 2, 99], None),
    ],
)
def test_a_number_far_off_all_others_may_be_no_answer(
    values: list[float], doubted: str | None
) -> None:
    found = list(doubted_codes(values))
    assert len(found) == (doubted is not None)
    assert [f"cells hold {doubted}," in one for one in found] == [True] * len(found)
