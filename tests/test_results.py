"""Results: shares with base, interval and flag, for any filter, breakdown and denominator."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from conftest import TINY, asking
from surveys import write_answers

from dashboard.analysis.results import results
from dashboard.analysis.rows import Row, rows
from dashboard.analysis.statistics import SHARE
from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.estimates.reliability import Flag
from dashboard.query.selection import Of, select
from dashboard.responses import Responses, load_responses


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    """A hundred builders and forty keepers in 2023, two hundred builders in 2024.

    Of the builders half use an axe in 2023, and 150 of 200 in 2024; every keeper uses a saw and
    five of them did not say.
    """
    import shutil

    folder = Path(shutil.copytree(TINY, tmp_path_factory.mktemp("crowd") / "survey"))
    codebook = read_codebook(folder)
    builders = [{"role": "builder", "used": ["axe"] if i % 2 else ["saw"]} for i in range(100)]
    keepers = [{"role": "keeper", "used": ["saw"] if i >= 5 else None} for i in range(40)]
    write_answers(codebook, 2023, [*builders, *keepers])
    later: Iterable[dict[str, Any]] = (
        {"role": "builder", "region": "north", "used": ["axe", "drill"] if i < 150 else ["saw"]}
        for i in range(200)
    )
    write_answers(codebook, 2024, later)
    return load_responses(codebook)


def found(responses: Responses, code: str, years: list[int], **options: Any) -> list[Row]:
    by, of = options.pop("by", None), options.pop("of", Of.ANSWERED)
    codebook = responses.codebook
    query = select(codebook, years, options)
    segment = codebook.question(by) if by else None
    question = codebook.question(code)
    return list(rows(results(responses, [question], asking(query, segment, of=of))[question.id]))


def row(table: list[Row], choice: str, year: int = 2023, segment: str = "") -> Row:
    return next(r for r in table if (r.choice, r.year, r.segment) == (choice, year, segment))


def test_a_share_is_of_those_who_answered(crowd: Responses) -> None:
    axe = row(found(crowd, "used", [2023]), "axe")
    assert (axe.count, axe.base, axe.share) == (50, 135, 50 / 135)
    assert axe.low is not None
    assert axe.high is not None
    assert axe.low < 50 / 135 < axe.high
    assert axe.effective_base == 135
    assert axe.flag is Flag.OK


def test_a_share_can_be_of_everyone(crowd: Responses) -> None:
    axe = row(found(crowd, "used", [2023], of=Of.EVERYONE), "axe")
    assert (axe.count, axe.base, axe.share) == (50, 140, 50 / 140)


def test_ticks_may_add_up_to_more_than_everybody(crowd: Responses) -> None:
    table = found(crowd, "used", [2024])
    assert sum(r.share or 0 for r in table) > 1


def test_a_breakdown_gives_each_segment_its_own_base(crowd: Responses) -> None:
    table = found(crowd, "used", [2023], by="persona")
    assert row(table, "saw", segment="builder").base == 100
    keepers = row(table, "saw", segment="keeper")
    assert (keepers.share, keepers.base, keepers.flag) == (1.0, 35, Flag.SMALL_BASE)


def test_years_are_never_pooled(crowd: Responses) -> None:
    table = found(crowd, "used", [2023, 2024], persona=["builder"])
    assert row(table, "axe", 2023).share == 0.5
    assert row(table, "axe", 2024).share == 0.75


def test_a_choice_appears_only_in_the_years_that_offered_it(crowd: Responses) -> None:
    table = found(crowd, "used", [2023, 2024])
    assert {r.year for r in table if r.choice == "drill"} == {2024}


def test_a_question_not_asked_is_a_gap_and_never_zero(crowd: Responses) -> None:
    [gap] = [r for r in found(crowd, "region", [2023, 2024]) if r.year == 2023]
    assert (gap.flag, gap.share, gap.base, gap.count) == (Flag.NOT_ASKED, None, None, None)


def test_a_filter_a_year_did_not_ask_is_a_gap_and_never_unfiltered(crowd: Responses) -> None:
    table = found(crowd, "used", [2023, 2024], region=["north"])
    assert [r.flag for r in table if r.year == 2023] == [Flag.NOT_ASKED]
    assert row(table, "axe", 2024).base == 200


def test_a_choice_nobody_gave_is_zero_with_an_interval(crowd: Responses) -> None:
    none = row(found(crowd, "used", [2024]), "none", 2024)
    assert (none.count, none.share, none.low) == (0, 0.0, 0.0)
    assert none.high is not None
    assert none.high > 0


def test_below_thirty_no_share_and_below_ten_no_count(tiny_responses: Responses) -> None:
    lines = found(tiny_responses, "used", [2024])
    assert len(lines) == 4
    for line in lines:
        assert (line.flag, line.share, line.count, line.base) == (Flag.HIDDEN, None, None, None)


@pytest.mark.parametrize("code", ["hours", "time", "best", "worst"])
def test_kinds_without_shares_are_refused_in_a_sentence(code: str, crowd: Responses) -> None:
    question = crowd.codebook.question(code)
    with pytest.raises(DashboardError, match="shares are not defined"):
        results(crowd, [question], select(crowd.codebook, [2023]), SHARE)


def test_a_banded_number_has_shares(crowd: Responses) -> None:
    assert [r.choice for r in found(crowd, "age", [2023])] == ["young", "old"]


def test_matrix_rows_have_their_own_bases(tiny: Codebook, tiny_responses: Responses) -> None:
    query = select(tiny, [2024])
    found_ = results(tiny_responses, [tiny.question("liking")], query)["liking"]
    assert found_.shares.base[0, 0, :, 0].tolist() == [4, 2]
