"""Whether findings hold for others: planted in one channel, in weights, among who gave up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.codebook import CodebookError, read_codebook
from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.release.manifest import read_manifest
from dashboard.release.releasing import release
from dashboard.release.sensitivity import LAST, Other, sensitivity
from dashboard.release.year_release import plain
from dashboard.stories.parts import of_question
from dashboard.stories.sensitivity_words import evidence_in_words, leads_in_words
from dashboard.stories.view import Desk
from dashboard.stories.what_changed import changes
from dashboard.web.who_responded import compared

from .conftest import SEED, choices

People = list[dict[str, Any]]
ROLES, PATHS = ("maker", "player"), ("letter", "fair", "friend")
LAST_ONES = [f"last_{n}" for n in range(LAST)]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "role", "title": "Role", "choices": choices(*ROLES)},
    {"id": "path", "title": "Path", "choices": choices(*PATHS)},
    {"id": "tool", "title": "Tool", "choices": choices("axe", "saw")},
    {"id": "wood", "title": "Wood", "choices": choices("oak", "elm")},
    {"id": "glue", "title": "Glue", "choices": choices("bone", "fish")},
    {"id": "oil", "title": "Oil", "choices": choices("tung", "linseed")},
    {"id": "few", "title": "Few", "choices": choices("one", "two")},
    *({"id": code, "choices": choices("yes", "no")} for code in LAST_ONES),
]
HEAD: dict[str, Any] = {
    "filters": {"persona": "role", "company_size": None, "more": []},
    "privacy": {"k": 5, "key_attributes": ["role"], "singled_out_ceiling": 1},
    "channel": "path",
}
WEIGHTS = {"margins": [{"question": "role", "shares": {2024: {"maker": 0.1, "player": 0.9}}}]}


def people(year: int, count: int = 1000) -> People:
    """Six in ten came by letter, and they alone prefer the axe and, in 2024, turned to oak.

    Three in ten give up, and they alone want linseed. Makers, nine in ten, alone want fish. Each of
    the three digits of a person's number decides one of it, so that no two go together.
    """
    rows = []
    for n in range(count):
        one, ten, hundred = n % 10, n // 10 % 10, n // 100 % 10
        by_letter, gives_up, maker = one < 6, ten > 6, hundred < 9
        oak = hundred < 3 or (year == 2024 and by_letter and hundred < 6)
        rows.append(
            {
                "role": "maker" if maker else "player",
                "path": "letter" if by_letter else PATHS[1 + one % 2],
                "tool": "axe" if by_letter and hundred else "saw",
                "wood": "oak" if oak else "elm",
                "glue": "fish" if maker and ten % 3 else "bone",
                "oil": "linseed" if gives_up or not hundred else "tung",
                "few": "one" if n < 40 else None,
                **dict.fromkeys(LAST_ONES, None if gives_up else ("yes" if hundred else "no")),
            }
        )
    return rows


def share(rows: People, code: str, answer: str) -> float:
    given = [row[code] for row in rows if row[code] is not None]
    return given.count(answer) / len(given)


def wilson(p: float, n: int) -> tuple[float, float]:
    z = 1.96
    middle, half = p + z**2 / (2 * n), z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    return (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)


@pytest.fixture(scope="module")
def source(club: Callable[..., Path]) -> Path:
    return club({2023: people(2023), 2024: people(2024)}, QUESTIONS, **HEAD)


def test_a_finding_that_lives_in_one_channel_fails_without_it(source: Path) -> None:
    found = sensitivity(read_codebook(source), source, 2024)
    assert (found.largest, found.others) == ("letter", (Other.CHANNEL, Other.FINISHED))
    rows = people(2024)
    others = [row for row in rows if row["path"] != "letter"]
    done = [row for row in rows if row["last_0"] is not None]
    for code, answer in (("tool", "axe"), ("wood", "elm"), ("oil", "tung"), ("last_0", "yes")):
        low, high = wilson(whole := share(rows, code, answer), len(rows))
        assert whole > 0.5, "the leading answer"
        fails = [
            other
            for other, some in ((Other.CHANNEL, others), (Other.FINISHED, done))
            if not low <= share(some, code, answer) <= high
        ]
        assert found.leads[code] == tuple(fails), code
    assert found.leads["tool"] == (Other.CHANNEL,)
    assert found.leads["oil"] == (Other.FINISHED,)
    assert found.leads["last_0"] == ()
    # Nothing can be said of forty people, nor of the question that tells the channel.
    assert found.leads["few"] is None
    assert "path" not in found.leads


def test_a_change_that_lives_in_one_channel_fails_without_it(source: Path) -> None:
    found = sensitivity(read_codebook(source), source, 2024)
    assert set(found.changes) == {"wood"}
    assert set(found.changes["wood"]) == {"share/oak", "share/elm"}
    assert set(found.changes["wood"].values()) == {(Other.CHANNEL,)}


def test_weights_are_another_view_of_the_same_people(club: Callable[..., Path]) -> None:
    source = club({2024: people(2024)}, QUESTIONS, **HEAD, weighting=WEIGHTS, years={2024: {}})
    found = sensitivity(read_codebook(source), source, 2024)
    assert Other.WEIGHTED in found.others
    # Makers count a tenth, and they alone want fish.
    assert share(people(2024), "glue", "fish") > 0.5
    assert Other.WEIGHTED in (found.leads["glue"] or ())


def test_without_a_channel_nothing_is_known_to_hold(club: Callable[..., Path]) -> None:
    source = club({2024: people(2024)}, QUESTIONS, **{**HEAD, "channel": None}, years={2024: {}})
    found = sensitivity(read_codebook(source), source, 2024)
    assert (found.largest, found.others) == ("", (Other.FINISHED,))
    assert found.leads["last_0"] is None
    assert found.leads["oil"] == (Other.FINISHED,)


@pytest.mark.parametrize(("channel", "says"), [("tol", "tool"), ("many", "one answer")])
def test_a_channel_that_is_none_is_refused(
    channel: str, says: str, club: Callable[..., Path]
) -> None:
    several = {"id": "many", "kind": "multiple", "choices": choices("a", "b")}
    with pytest.raises(CodebookError, match=says):
        club({}, [*QUESTIONS, several], **{**HEAD, "channel": channel})


@pytest.fixture(scope="module")
def published(source: Path) -> AtHand:
    to = source.parent / "published"
    release(source, to, SEED)
    return at_hand(to, {})


def test_the_release_publishes_the_marks_of_the_answers_alone(
    published: AtHand, source: Path
) -> None:
    manifest = read_manifest(published.codebook.folder)
    assert manifest is not None
    marks = plain(sensitivity(read_codebook(source), source, 2024))
    assert manifest["years"]["2024"]["sensitivity"] == marks
    assert "sensitivity" not in manifest["years"]["2023"]
    report = (published.codebook.folder / "release.md").read_text(encoding="utf-8")
    assert "do not (tool, wood, oil)" in report, [x for x in report.splitlines() if "Leading" in x]


def desk_of(survey: AtHand, **view: str) -> Desk:
    return survey.desk(survey.address(**view))


def test_marks_stand_in_words_beside_figures_and_claims(published: AtHand) -> None:
    desk, book = desk_of(published), published.codebook
    said = {code: leads_in_words(desk, [book.question(code)]) for code in ("tool", "few", "last_0")}
    assert said == {
        "tool": "The leading number does not hold without the largest channel (letter).",
        "few": "The leading number cannot be tested: the sample is too small.",
        "last_0": "The leading number holds without the largest channel (letter) "
        "and among those who finished the survey.",
    }
    tool = book.question("tool")
    assert of_question(desk, desk.drawn([tool]).figure("tool"), tool).holds == said["tool"]
    two = leads_in_words(desk, [tool, book.question("last_0")])
    assert two.startswith("Leading numbers to Tool do not hold without the largest channel")
    assert "The rest holds" in two
    [oak, *_] = changes(desk)
    assert "Does not hold without the largest channel" in evidence_in_words(desk, oak)
    # What was tested for everybody is not said of a group, nor of another year.
    few = leads_in_words(desk_of(published, persona="maker"), [tool])
    assert few == f"{said['tool']} Checked for all respondents only."
    assert leads_in_words(desk_of(published, year="2023"), [tool]) == ""


def test_who_answered_is_recounted_from_the_released_answers(published: AtHand) -> None:
    desk = desk_of(published)
    book = published.codebook
    rows = people(2024)
    assert rows
    for code in ("tool", "last_0"):
        answered = [row for row in rows if row[code] is not None]
        expected = [
            (role, *(share(some, "role", role) for some in (answered, rows))) for role in ROLES
        ]
        found = compared(desk, book.question(code), book.question("role"))
        assert [one[0] for one in found] == [one[0] for one in expected]
        assert [one[1:] for one in found] == [pytest.approx(one[1:]) for one in expected]
