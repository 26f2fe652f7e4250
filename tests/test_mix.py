"""The part of a change that is due to who answered: tested itself, on cells that cover enough."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.changes import Mixed, mixes, page_family
from dashboard.analysis.following import Step
from dashboard.analysis.mix_adjustment import AT_ONCE, COVERAGE
from dashboard.analysis.sentences import changes_in_words
from dashboard.analysis.tables import tabulate
from dashboard.estimates.mix import mix_adjusted, yes_and_no
from dashboard.estimates.sums import Sums
from dashboard.query.selection import select
from dashboard.responses import Responses

PAIR = (2023, 2024)
ROLES, SIZES = ("dev", "ops"), tuple("abcdefghij")
Cells = Mapping[tuple[str, str], tuple[int, float]]
"""How many people of a role and a size answer, and the share of them that says yes."""


def choices(codes: Any) -> list[dict[str, str]]:
    return [{"id": code, "label": code.title()} for code in codes]


def survey(folder: Path, *years: Cells) -> Responses:
    questions = [
        {"id": "role", "title": "Role", "choices": choices(ROLES)},
        {"id": "size", "title": "Size", "choices": choices(SIZES)},
        {"id": "likes", "title": "Likes it", "choices": choices(("yes", "no"))},
    ]
    people = {
        year: [
            {"role": role, "size": size, "likes": "yes" if n < round(yes * count) else "no"}
            for (role, size), (count, yes) in cells.items()
            for n in range(count)
        ]
        for year, cells in zip(PAIR, years, strict=True)
    }
    head = survey_of(*PAIR, filters={"persona": "role", "company_size": "size"})
    return load_survey(folder, head, topic_of(questions), years=people)


def told(responses: Responses) -> tuple[list[str], Mapping[tuple[str, Step], Mixed]]:
    book = responses.codebook
    family = page_family(responses, [book.question("likes")], select(book, [2024]))
    found = mixes(responses, family, PAIR)
    lines = changes_in_words(family, found, PAIR, most=100)
    return [line for line in lines if line.startswith("Likes it, “Yes”")], found


def by_role(dev: tuple[int, float], ops: tuple[int, float]) -> Cells:
    return {("dev", "a"): dev, ("ops", "a"): ops}


def test_a_change_that_another_mix_alone_made_is_said_to_be_so(tmp_path: Path) -> None:
    before, after = by_role((100, 0.9), (300, 0.2)), by_role((300, 0.9), (100, 0.2))
    [line], _ = told(survey(tmp_path, before, after))
    assert line.endswith("; 0 adjusted for respondent mix, so it may be due to who answered")


def test_of_the_same_change_in_every_kind_of_people_it_is_not_said(tmp_path: Path) -> None:
    before, after = by_role((200, 0.4), (200, 0.2)), by_role((210, 0.6), (190, 0.4))
    [line], found = told(survey(tmp_path, before, after))
    assert "+20 adjusted for respondent mix" in line
    assert "who answered" not in line
    assert not any(one.due_told for one in found.values())


def test_where_the_adjusted_change_is_larger_it_is_not_said(tmp_path: Path) -> None:
    # All say yes more often by 25 points, but those who seldom did are more.
    before, after = by_role((300, 0.6), (100, 0.1)), by_role((200, 0.85), (200, 0.35))
    [line], found = told(survey(tmp_path, before, after))
    assert "+25 adjusted for respondent mix" in line
    assert "who answered" not in line
    [due] = {
        one.due for (code, step), one in found.items() if (code, step.choice) == ("likes", "yes")
    }
    assert due < 0


def test_of_a_part_only_the_part_is_said(tmp_path: Path) -> None:
    before, after = by_role((100, 0.6), (300, 0.1)), by_role((300, 0.8), (100, 0.3))
    [line], _ = told(survey(tmp_path, before, after))
    assert line.endswith(
        "+20 adjusted for respondent mix, so part of it may be due to who answered"
    )


def spread(first: int, second: int, yes: float) -> tuple[Cells, Cells]:
    """Each size has both roles; of every other size one year has too few to be compared."""
    one, two = {}, {}
    for n, size in enumerate(SIZES):
        for role in ROLES:
            one[role, size] = (first if n % 2 else 4, 0.2)
            two[role, size] = (4 if n % 2 else second, yes)
    return one, two


def test_where_cells_cover_too_little_one_attribute_tells_people_apart(tmp_path: Path) -> None:
    [line], found = told(survey(tmp_path, *spread(36, 36, 0.6)))
    assert "adjusted for respondent mix" in line
    assert {round(one.coverage, 6) for one in found.values()} == {1.0}


def test_below_the_least_coverage_no_adjusted_change_is_shown_or_said(tmp_path: Path) -> None:
    # Roles that only one of the years has, and sizes of which one year has too few.
    one, two = spread(36, 36, 0.6)
    one = {("dev", size): cell for (role, size), cell in one.items() if role == "dev"}
    two = {("ops", size): cell for (role, size), cell in two.items() if role == "ops"}
    responses = survey(tmp_path, one, {place: (3 * n, yes) for place, (n, yes) in two.items()})
    [line], found = told(responses)
    assert "mix" not in line
    assert not [one for one in found.values() if one.coverage < COVERAGE]
    question = responses.codebook.question("likes")
    table = tabulate(responses, question, select(responses.codebook, [2024]), change_from=2023)
    adjusted = [row for row in table.rows if row.statistic == "mix_adjusted_change"]
    assert adjusted
    assert {row.estimate for row in adjusted} == {None}
    assert any("cover only" in note for note in table.notes)


def test_few_tallies_split_by_kind_are_there_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of a topic's together took forty megabytes, which made the highest memory of a view."""
    ids = [f"likes_{number}" for number in range(2 * AT_ONCE + 1)]
    people = [
        {"role": role, **dict.fromkeys(ids, answer)}
        for role in ROLES
        for answer in ("yes", "no")
        for _ in range(20)
    ]
    asked = [{"id": one, "title": one, "choices": choices(("yes", "no"))} for one in ids]
    questions = [{"id": "role", "title": "Role", "choices": choices(ROLES)}, *asked]
    head = survey_of(*PAIR, filters={"persona": "role"})
    responses = load_survey(tmp_path, head, topic_of(questions), years=dict.fromkeys(PAIR, people))
    at_once, tally = list[int](), Responses.tally

    def counted(self: Responses, asked: Any, query: Any, **more: Any) -> Any:
        at_once.extend([len(asked)] if more.get("kinds") else [])
        return tally(self, asked, query, **more)

    monkeypatch.setattr(Responses, "tally", counted)
    book = responses.codebook
    family = page_family(responses, [book.question(one) for one in ids], select(book, [2024]))
    mixes(responses, family, PAIR)
    assert sum(at_once) == len(ids)
    assert max(at_once) <= AT_ONCE


def test_what_tells_people_apart_is_not_adjusted_by_itself(tmp_path: Path) -> None:
    before, after = by_role((100, 0.4), (300, 0.2)), by_role((300, 0.4), (100, 0.2))
    responses = survey(tmp_path, before, after)
    book = responses.codebook
    family = page_family(responses, [book.question("role")], select(book, [2024]))
    found = mixes(responses, family, PAIR)
    assert {code for code, _ in found} == {"likes"}


@pytest.mark.parametrize("same", ["mix", "minds"])
def test_the_part_due_to_the_mix_is_seldom_seen_where_there_is_none(same: str) -> None:
    rng = np.random.default_rng(20260104)
    runs, kinds, people = 2_000, 8, 400
    mind = rng.beta(2, 3, (runs, kinds))
    if same == "minds":
        mind = np.broadcast_to(mind[:, :1], mind.shape)
    before = rng.dirichlet(np.full(kinds, 8.0))
    after = before if same == "mix" else rng.dirichlet(np.full(kinds, 8.0))
    years = [rng.multinomial(people, mix, runs) for mix in (before, after)]
    one, two = (yes_and_no(Sums.of(rng.binomial(n, mind)), Sums.of(n.astype(float))) for n in years)
    found = mix_adjusted(one, two, [1.0, 0.0], people, people)
    assert (found.due_p <= 0.05).mean() < 0.065
