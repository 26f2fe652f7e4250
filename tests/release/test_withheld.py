"""Withheld is neither nought, nor unasked, nor unanswered: from the files to figures and tables."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import asking

from dashboard.analysis.results import Result, results
from dashboard.analysis.tables import tabulate, to_csv
from dashboard.analysis.withheld import reasons
from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.estimates.reliability import Flag
from dashboard.figures.context import View
from dashboard.figures.kinds.bars import bars
from dashboard.figures.plain_text import plain
from dashboard.query.selection import select
from dashboard.release.releasing import release
from dashboard.release.utility import compare_figures
from dashboard.responses import Responses, load_responses
from dashboard.responses.gaps import gaps_of

from .conftest import SEED, choices, members

CLUB = "The club is small."
PETS = choices("cat", "newt", "other")
HEAD = {
    "filters": {"persona": "role", "company_size": "size"},
    "privacy": {"key_attributes": ["role", "size"], "separate": ["origin"],
                "singled_out_ceiling": 1, "moved": {"role": CLUB, "size": CLUB}},
}  # fmt: skip


def owners() -> list[dict[str, Any]]:
    """400 people of whom three have a newt, and of the fourth origin few are sellers."""
    people = []
    for at in range(400):
        role = ["grower", "seller"][at % 2]
        origin = ["north", "south", "east"][at % 3]
        people.append(
            {
                "role": role,
                "size": ["small", "large"][at // 2 % 2],
                "origin": "west" if at in (1, 2, 4, 6, 8, 10) else origin,
                "pets": ["newt"] if at < 3 else ["cat"],
            }
        )
    return people


Made = tuple[Path, Path]


@pytest.fixture(scope="module")
def made(club: Callable[..., Path]) -> dict[bool, Made]:
    """The owners imported and released, their pets as an ordinary and as a sensitive question."""
    found = {}
    for sensitive in (False, True):
        questions = [
            {"id": "role", "kind": "single", "choices": choices("grower", "seller")},
            {"id": "size", "kind": "single", "choices": choices("small", "large")},
            {"id": "origin", "kind": "single",
             "choices": choices("north", "south", "east", "west")},
            {"id": "pets", "kind": "multiple", "choices": PETS, "sensitive": sensitive},
        ]  # fmt: skip
        source = club({2024: owners()}, questions, **HEAD)
        release(source, source.parent / "released", SEED)
        found[sensitive] = source, source.parent / "released"
    return found


def loaded(folder: Path) -> Responses:
    return load_responses(read_codebook(folder))


def result(responses: Responses, code: str, by: str | None = None) -> Result:
    book = responses.codebook
    question = book.question(code)
    view = select(book, [2024])
    return results(responses, [question], asking(view, book.question(by) if by else None))[code]


def test_a_rare_answer_to_an_ordinary_question_is_shown(made: dict[bool, Made]) -> None:
    shares = result(loaded(made[False][1]), "pets").shares
    assert shares.count[0, 0, 0].tolist() == [397, 3, 0]
    assert set(shares.base.flat) == {400}


def test_a_rare_answer_to_a_sensitive_question_has_bounds_and_the_base_stays(
    made: dict[bool, Made],
) -> None:
    shares = result(loaded(made[True][1]), "pets").shares
    assert set(shares.base.flat) == {400}
    for place in (1, 2):
        assert shares.flag[0, 0, 0, place] is Flag.FEW
        assert np.isnan(shares.share[0, 0, 0, place])
        assert shares.low[0, 0, 0, place] == 0
        assert shares.high[0, 0, 0, place] == pytest.approx(4 / 400)
    # Who hides them is missing from the others' count, and the interval allows for it.
    assert shares.count[0, 0, 0, 0] == 395
    assert shares.low[0, 0, 0, 0] <= 397 / 400 <= shares.high[0, 0, 0, 0]


def test_what_few_gave_is_told_so_in_table_csv_and_figure(made: dict[bool, Made]) -> None:
    responses = loaded(made[True][1])
    book = responses.codebook
    table = tabulate(responses, book.question("pets"), select(book, [2024]))
    newt = next(row for row in table.rows if row.choice == "newt")
    assert (newt.share, newt.count, newt.base, newt.flag) == (None, None, 400, Flag.FEW)
    line = next(line for line in to_csv(table.rows).splitlines() if ",newt," in line)
    assert ",few," in line
    assert ",0.0," in line  # The lower bound; neither share nor count.
    view = View(codebook=book, query=select(book, [2024]))
    drawn = json.dumps(plain(bars(result(responses, "pets"), view)), ensure_ascii=False)
    assert "fewer than 5" in drawn
    figure = bars(result(responses, "pets"), view)
    assert "people are withheld" in figure.note


def test_a_demographic_apart_is_right_by_each_key_attribute(made: dict[bool, Made]) -> None:
    source, released = made[False]
    before, after = loaded(source), loaded(released)
    for by in ("role", "size", None):
        was, now = (result(one, "origin", by).shares for one in (before, after))
        shown = ~np.isnan(now.share)
        assert shown.any()
        assert (was.base == now.base).all()
        assert (now.low[shown] <= was.share[shown]).all()
        assert (was.share[shown] <= now.high[shown]).all()
        # Nothing that somebody answered is shown as nought.
        assert not ((now.share == 0) & (was.count > 0)).any()


def test_both_key_attributes_at_once_are_refused_in_a_sentence(made: dict[bool, Made]) -> None:
    responses = loaded(made[False][1])
    book = responses.codebook
    origin, size = book.question("origin"), book.question("size")
    view = select(book, [2024], {"persona": ["grower"]})
    with pytest.raises(DashboardError, match="beside role and beside size, never beside both"):
        tabulate(responses, origin, asking(view, size))
    found = results(responses, [origin], asking(view, size))["origin"]
    assert "never beside both" in found.gaps[2024]
    assert np.isnan(found.shares.share).all()


def test_where_too_much_is_withheld_there_is_no_share_and_the_figure_says_why(
    club: Callable[..., Path],
) -> None:
    people = owners()
    for at, person in enumerate(people):
        # Of 60 large growers six come from where few do.
        if at % 2 == 0 and at % 20:
            person["role"] = "seller"
    questions = [
        {"id": "role", "kind": "single", "choices": choices("grower", "seller")},
        {"id": "size", "kind": "single", "choices": choices("small", "large")},
        {"id": "origin", "kind": "single", "choices": choices("north", "south", "east", "west")},
        {"id": "pets", "kind": "multiple", "choices": PETS},
    ]
    moved = {"role": CLUB, "size": CLUB, "origin": CLUB}
    source = club({2024: people}, questions, filters=HEAD["filters"],
                  privacy=HEAD["privacy"] | {"moved": moved})  # fmt: skip
    release(source, source.parent / "released", SEED)
    found = result(loaded(source.parent / "released"), "origin", "role")
    blocked = [segment for s, segment in enumerate(found.segments)
               if (found.shares.flag[0, s] == Flag.WITHHELD).any()]  # fmt: skip
    assert found.segments
    for s, segment in enumerate(found.segments):
        share = found.tally.withheld[0, s] / found.tally.answered.n[0, s, 0]
        assert (share > 0.05) == (segment in blocked)
        if segment in blocked:
            assert np.isnan(found.shares.share[0, s]).all()
            assert np.isnan(found.shares.count[0, s]).all()
            assert segment in found.withheld[2024]
    view = View(codebook=loaded(source).codebook, query=found.query)
    if blocked:
        assert "more than 5% is withheld" in view.note(found)


def test_what_is_not_shown_says_of_which_group_of_which_question(made: dict[bool, Made]) -> None:
    book = loaded(made[True][1]).codebook
    role = replace(book.question("role"), title="Role")
    blocked = np.array([[True, False], [False, False], [True, True]])
    said = reasons(blocked, (2022, 2023, 2024), ("grower", "seller"), role)
    grower, seller = (role.choice(code).label for code in ("grower", "seller"))
    rest = "more than 5% of the answers are withheld to protect respondents, so no share is shown."
    assert said == {
        2022: f"Role “{grower}”: in 2022 {rest}",
        2024: f"Role “{grower}”, “{seller}”: in 2024 {rest}",
    }
    assert reasons(blocked[:1, :1], (2022,), (None,), None) == {2022: f"In 2022 {rest}"}


def test_a_year_of_which_a_filter_loses_too_much_says_so_plainly(made: dict[bool, Made]) -> None:
    responses = replace(loaded(made[True][1]), thin={2024: {"role": frozenset({"grower"})}})
    book = responses.codebook
    lost = gaps_of(responses, book.question("pets"), select(book, [2024], {"persona": ["grower"]}))
    assert lost == {
        2024: "2024 is not shown, because more than 5% of the answers that the filter asks for are "
        "withheld that year to protect respondents."
    }
    other = select(book, [2024], {"persona": ["seller"]})
    assert not gaps_of(responses, book.question("pets"), other)


def test_every_figure_by_default_is_as_it_was_answered(made: dict[bool, Made]) -> None:
    assert made
    for source, released in made.values():
        [found] = compare_figures(read_codebook(source), source, released, [2024]).values()
        assert found.outside == 0
        assert found.shares > 10
        assert set(found.offered) == {"role", "size"}


def test_what_the_release_moves_must_be_declared(
    club: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.release.utility._moved", lambda *_: True)
    questions = [
        {"id": "role", "kind": "single", "choices": choices("grower", "seller")},
        {"id": "size", "kind": "single", "choices": choices("small", "large")},
        {"id": "origin", "kind": "single", "choices": choices("north", "south", "east", "west")},
        {"id": "pets", "kind": "multiple", "choices": PETS},
    ]
    source = club({2024: owners()}, questions, **HEAD)
    with pytest.raises(DashboardError, match="pets: the release moves it by more than"):
        release(source, source.parent / "released", SEED)
    assert not (source.parent / "released").exists()
    moved = dict.fromkeys(("role", "size", "origin", "pets"), CLUB)
    source = club({2024: owners()}, questions, filters=HEAD["filters"],
                  privacy=HEAD["privacy"] | {"moved": moved})  # fmt: skip
    release(source, source.parent / "released", SEED)
    responses = loaded(source.parent / "released")
    view = View(codebook=responses.codebook, query=select(responses.codebook, [2024]))
    assert CLUB in view.note(result(responses, "pets"))


def test_a_few_withheld_answers_are_said_without_their_number(
    club: Callable[..., Path], tmp_path: Path
) -> None:
    source = club({2023: members(200, seed=2), 2024: members()})
    responses = loaded(release(source, tmp_path / "out", SEED).to)
    book = responses.codebook
    part = 0
    for year in (2023, 2024):
        query = select(book, [year], {})
        for code in ("job", "size", "land", "pay", "tools"):
            found = results(responses, [book.question(code)], query)[code]
            hidden = int(found.tally.withheld.sum())
            note = f"Some answers of {year} are withheld to protect respondents"
            says = [says for says in tabulate(responses, book.question(code), query).notes
                    if "withheld" in says]  # fmt: skip
            drawn = bars(found, View(codebook=book, query=query)).note
            if year in found.withheld:
                assert says == [found.withheld[year]]
                assert note not in drawn
            elif hidden:
                assert [one.startswith(note) for one in says] == [True]
                assert note in drawn
                assert str(hidden) not in says[0].replace(str(year), "")
                part += 1
            else:
                assert says == []
                assert "withheld" not in drawn
    assert part
    # Of both years it is said once.
    both = select(book, [2023, 2024], {})
    asked = [book.question(code) for code in ("job", "size", "land", "pay", "tools")]
    notes = [View(codebook=book, query=both).note(found)
             for found in results(responses, asked, both).values()]  # fmt: skip
    said = [note.count("withheld to protect respondents") for note in notes]
    assert max(said) == 1, notes
