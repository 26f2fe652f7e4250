"""What became of a figure: four versions of the club's data, made as a maintainer makes them."""

import copy
import itertools
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.__main__ import main
from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.query.reference import NOT_SAID, PREVIEW, Reference, parse_reference
from dashboard.query.url import Address
from dashboard.release.gate import gate
from dashboard.release.history import Standing, fate, release_name, released_on, since
from dashboard.release.manifest import read_manifest, release_hash
from dashboard.release.release_checks import check
from dashboard.release.releasing import release

from .conftest import QUESTIONS, SEED, choices, members

Club = Callable[..., Path]
Manifests = Sequence[dict[str, Any]]

VALUED = [
    q | {"choices": [c | {"value": place} for place, c in enumerate(choices("low", "high"))]}
    if q["id"] == "pay"
    else q
    for q in QUESTIONS
]


@pytest.fixture(scope="session")
def versions(club: Club, tmp_path_factory: pytest.TempPathFactory) -> Manifests:
    """The manifests of five versions: two years; one corrected; a city; a value; a new year."""
    to = tmp_path_factory.mktemp("history") / "data"
    first, people = members(200, seed=2), members()
    moved = [p | {"city": "bath"} if i < 30 else p for i, p in enumerate(people[12:])]
    years = {2023: {}, 2024: {}, 2025: {}}
    later = club({2025: members(250, seed=3)}, VALUED, years=years)
    sources = [
        (club({2023: first, 2024: people}), ""),
        (club({2024: people[12:]}), "Twelve were counted twice."),
        (club({2024: moved}), ""),
        (club({2024: moved}, VALUED), "Pay is scored"),
        (later, ""),
    ]
    found = []
    for source, note in sources:
        release(source, to, SEED, note)
        manifest = read_manifest(to)
        assert manifest is not None
        assert check(to).passed
        found.append(manifest)
    return found


def made_from(manifest: dict[str, Any], year: int = 2024, compare: str | None = None) -> Reference:
    return Reference("tools", Address(year=year, compare=compare), release_hash(manifest))


def test_every_version_has_a_hash_of_its_own_and_the_history_keeps_it(versions: Manifests) -> None:
    hashes = [release_hash(manifest) for manifest in versions]
    assert len(set(hashes)) == len(versions)
    assert all(re.fullmatch("[0-9a-f]{8}", one) for one in hashes)
    assert [entry["hash"] for entry in versions[-1]["changes"]] == hashes


def test_a_figure_of_the_release_at_hand_is_current(versions: Manifests) -> None:
    assert len(versions) == 5
    for manifest in versions:
        found = fate(made_from(manifest), manifest)
        assert found.standing is Standing.CURRENT
        assert list(map(str, found.unchanged)) == list(manifest["years"])
        assert found.says == f"Made from version {manifest['version']}, the current one."


def test_a_figure_of_a_corrected_year_is_superseded_and_how_is_said(versions: Manifests) -> None:
    found = fate(made_from(versions[0]), versions[1])
    assert (found.standing, found.version, found.unchanged) == (Standing.SUPERSEDED, 1, (2023,))
    assert found.says == (
        "Made from version 1. "
        "Version 2: 2024 corrected, 12 respondents removed (Twelve were counted twice). "
        "Whether its numbers have changed is unknown: the answers of 2024 were corrected, and "
        "a release keeps no earlier answers to compare with."
    )


def test_a_figure_of_another_year_is_told_that_nothing_of_it_changed(versions: Manifests) -> None:
    found = fate(made_from(versions[0], 2023), versions[1])
    assert found.standing is Standing.SUPERSEDED
    assert found.says.endswith(
        "(Twelve were counted twice). "
        "The numbers of this figure have not changed since: the answers of 2023 are the same."
    )


def test_a_figure_that_compares_years_rests_on_all_of_them(versions: Manifests) -> None:
    def says(first: int, compare: str | None, years: list[int] | None) -> str:
        reference = made_from(versions[first], 2023, compare)
        return fate(reference, versions[first + 1], years).says

    assert "Nothing" not in says(0, "year", None)
    assert "Nothing" not in says(3, "year", None)
    assert "Nothing" not in says(0, None, [2023, 2024])
    assert "have not changed since: the answers of 2023, 2024 are" in says(3, "year", [2024, 2023])
    assert says(3, "year", [2023, 2024, 2025]).endswith(
        "The figure now shows 2025, too, which was added since. Its numbers of 2023, 2024 have not "
        "changed."
    )
    assert "Whether its numbers have changed is unknown" in says(0, None, [2023, 2024])


def test_where_a_demographic_that_stands_apart_is_corrected_the_year_is(
    versions: Manifests,
) -> None:
    found = fate(made_from(versions[1]), versions[2])
    # A year with one other answer is drawn anew as a whole.
    assert found.says.startswith("Made from version 2. Version 3: 2024 corrected. Whether its")
    assert found.unchanged == (2023,)


def test_answers_that_are_read_otherwise_are_not_the_same(versions: Manifests) -> None:
    found = fate(made_from(versions[2], 2023), versions[3])
    assert found.unchanged == ()
    assert found.says == (
        "Made from version 3. Version 4: the codebook of 2023 changed; the codebook of 2024 "
        "changed (Pay is scored). Whether its numbers have changed is unknown: the codebook "
        "that reads 2023 changed, and a release keeps no earlier answers to compare with."
    )


def test_a_new_year_leaves_the_figures_of_older_ones_as_they_were(versions: Manifests) -> None:
    found = fate(made_from(versions[3]), versions[4])
    assert found.unchanged == (2023, 2024)
    assert found.says == (
        "Made from version 4. Version 5: 2025 added. "
        "The numbers of this figure have not changed since: the answers of 2024 are the same."
    )


def test_every_version_since_is_listed(versions: Manifests) -> None:
    says = fate(made_from(versions[0]), versions[-1]).says
    assert [int(n) for n in re.findall(r"ersion (\d)", says)] == [1, 2, 3, 4, 5]


def test_a_hash_that_no_version_has_is_unknown_and_the_nearest_is_named(
    versions: Manifests,
) -> None:
    known = release_hash(versions[0])
    typed = known[:-1] + ("0" if known[-1] != "0" else "1")
    found = fate(Reference("tools", Address(year=2024), typed), versions[1])
    assert (found.standing, found.version, found.unchanged) == (Standing.UNKNOWN, None, ())
    assert found.nearest == known
    assert f"Unknown release {typed!r}. Did you mean {known!r}?" in found.says
    assert "No version of this survey has it." in found.says
    assert "may not be the one meant" in found.says


def test_a_version_to_come_is_unknown_to_those_before_it(versions: Manifests) -> None:
    assert fate(made_from(versions[1]), versions[0]).standing is Standing.UNKNOWN


def test_a_preview_promises_nothing(versions: Manifests) -> None:
    preview = Reference("tools", Address(year=2024), PREVIEW)
    for manifest in (versions[0], None):
        found = fate(preview, manifest)
        assert (found.standing, found.unchanged) == (Standing.PREVIEW, ())
        assert "not released" in found.says
    found = fate(made_from(versions[0]), None)
    assert (found.standing, found.unchanged) == (Standing.UNKNOWN, ())


def test_a_link_that_says_no_release_is_told_what_is_at_hand(versions: Manifests) -> None:
    found = fate(Reference("tools", Address(year=2024), NOT_SAID), versions[1])
    assert (found.standing, found.unchanged) == (Standing.NOT_SAID, ())
    assert "the current data is version 2" in found.says


def test_answers_as_they_once_were_are_current_again(club: Club, tmp_path: Path) -> None:
    people = members(60)
    sources = [club({2024: people}), club({2024: people[:50]})]
    sources.append(sources[0])
    for source in sources:
        release(source, tmp_path / "data", SEED)
    manifest = read_manifest(tmp_path / "data")
    assert manifest is not None
    assert manifest["version"] == 3
    assert manifest["changes"][0]["hash"] == release_hash(manifest)
    assert fate(made_from(manifest), manifest).standing is Standing.CURRENT


def manifest_at_hand(codebook: Codebook) -> dict[str, Any] | None:
    """The manifest of a folder that is as it was released; None where it is only a preview."""
    folder = codebook.folder
    return read_manifest(folder) if gate(folder, codebook) is None else None


def test_only_a_folder_as_it_was_released_has_a_hash(club: Club, tmp_path: Path) -> None:
    source = club({2024: members(60)})
    assert manifest_at_hand(read_codebook(source)) is None
    assert release_name(None) == PREVIEW
    to = tmp_path / "data"
    release(source, to, SEED)
    manifest = manifest_at_hand(read_codebook(to))
    assert manifest is not None
    assert release_name(manifest) == release_hash(manifest)
    (to / "responses" / "year=2024" / "city.parquet").unlink()
    assert manifest_at_hand(read_codebook(to)) is None


def test_words_and_old_names_do_not_change_the_hash(club: Club, tmp_path: Path) -> None:
    source = club({2024: members(60)})
    release(source, tmp_path / "data", SEED)
    before = read_manifest(tmp_path / "data")
    topic = source / "topics" / "club.yaml"
    topic.write_text(
        topic.read_text(encoding="utf-8").replace("wording: land?", "wording: Where do you live?"),
        encoding="utf-8",
    )
    (source / "renamed.yaml").write_text("questions: {country: land}\n", encoding="utf-8")
    release(source, tmp_path / "data", SEED)
    assert (tmp_path / "data" / "renamed.yaml").is_file()
    codebook = read_codebook(tmp_path / "data")
    after = manifest_at_hand(codebook)
    assert before is not None
    assert after is not None
    assert after["version"] == 1
    assert release_hash(after) == release_hash(before)
    line = f"country?year=2024@{release_hash(before)}"
    assert parse_reference(line, codebook, 2024).figure == "land"


CHANGES: dict[str, tuple[str, int, dict[str, Any]]] = {
    "a value": ("pay", 0, {"value": 2}),
    "an answer that leaves the base": ("pay", 0, {"outside": True}),
    "an answer that excludes others": ("tools", -1, {"exclusive": False}),
}


@pytest.mark.parametrize("case", CHANGES)
def test_whatever_a_score_or_a_base_depends_on_takes_a_release(
    case: str, club: Club, tmp_path: Path
) -> None:
    to = tmp_path / "data"
    release(club({2024: members(60)}, VALUED), to, SEED)
    code, place, change = CHANGES[case]
    path = to / "topics" / "club.yaml"
    topic = yaml.safe_load(path.read_text(encoding="utf-8"))
    question = next(q for q in topic["questions"] if q["id"] == code)
    question["choices"][place] |= change
    path.write_text(yaml.safe_dump(topic, sort_keys=False), encoding="utf-8")
    assert manifest_at_hand(read_codebook(to)) is None
    assert f"{code}: its kind, codes, values or years are not those" in check(to).text()


def test_a_history_is_read_and_never_changed(versions: Manifests) -> None:
    manifest = copy.deepcopy(versions[-1])
    fate(made_from(versions[0]), manifest)
    assert manifest == versions[-1]


def test_what_is_new_since_a_release_is_told_from_its_record(
    versions: Manifests, club: Club
) -> None:
    newest = versions[-1]
    book = read_codebook(club({2025: members(250, seed=3)}, VALUED, years={2023: {}, 2025: {}}))
    for at, manifest in enumerate(versions[:-1]):
        lines = since(release_hash(manifest), newest, book)
        assert lines == since(str(at + 1), newest, book)
        told = [line.split(":")[0] for line in lines if line.startswith("Version")]
        later = [(one["version"], release_hash(one)) for one in versions[at + 1 :]]
        assert told == [f"Version {version} ({name})" for version, name in later]
    first = "\n".join(since("1", newest, book))
    assert "2024 corrected, 12 respondents removed (Twelve were counted twice)." in first
    assert "2025 added" in first
    assert since(release_hash(newest), newest, book) == [
        f"Version 5 ({release_hash(newest)}) is the newest: nothing is new since."
    ]


@pytest.mark.parametrize("name", ["6", "0", "deadbeef", ""])
def test_an_unknown_release_is_refused_with_those_that_are_known(
    name: str, versions: Manifests, club: Club
) -> None:
    book = read_codebook(club({2024: members()}))
    with pytest.raises(DashboardError, match=f"Unknown release.*{release_hash(versions[-1])}"):
        since(name, versions[-1], book)
    with pytest.raises(DashboardError, match="preview"):
        since(name, None, book)


def dated(manifest: dict[str, Any], *days: str | None) -> dict[str, Any]:
    """A manifest whose versions were released on these days."""
    marked = copy.deepcopy(manifest)
    for entry, day in zip(marked["changes"], days, strict=True):
        if day is not None:
            entry["date"] = day
    return marked


def test_what_is_new_since_a_day_is_new_since_the_release_of_then(
    versions: Manifests, club: Club
) -> None:
    book = read_codebook(club({2024: members()}))
    days = ("2024-03-01", "2024-05-02", "2024-05-09", None, "2025-01-31")
    newest = dated(versions[-1], *days)
    for day, version in (
        ("2024-03-01", 1), ("2024-05-01", 1), ("2024-05-08", 2), ("2024-12-31", 3),
        ("2025-01-31", 5), ("2030-01-01", 5),
    ):  # fmt: skip
        assert since(day, newest, book) == since(str(version), newest, book)
    names = [entry["hash"] for entry in newest["changes"]]
    lines = since("2024-05-05", newest, book)
    assert lines[0] == f"Compared with version 2 ({names[1]}, 2024-05-02)."
    assert lines[1].startswith(f"Version 3 ({names[2]}, 2024-05-09): ")
    assert lines[2].startswith(f"Version 4 ({names[3]}): ")
    with pytest.raises(
        DashboardError, match="until 2024-02-29: the first with a date is of 2024-03"
    ):
        since("2024-02-29", newest, book)
    with pytest.raises(DashboardError, match="none has a date"):
        since("2024-02-29", versions[-1], book)


def test_a_year_was_released_when_it_last_changed(versions: Manifests) -> None:
    newest = dated(versions[-1], *(f"2024-0{month}-01" for month in range(1, 6)))
    changes = newest["changes"]
    for year in (2024, 2025):
        at = [
            new["date"]
            for old, new in itertools.pairwise([{"files": {}, "codebook": {}}, *changes])
            if {n: f for n, f in old["files"].items() if f"year={year}" in n}
            != {n: f for n, f in new["files"].items() if f"year={year}" in n}
            or old["codebook"].get(str(year)) != new["codebook"].get(str(year))
        ]
        assert released_on(newest, [year]) == at[-1]
    assert released_on(newest, [2024, 2025]) == changes[-1]["date"]
    assert released_on(versions[-1], [2024]) is None
    assert released_on(None, [2024]) is None


def test_a_release_is_dated_as_it_was_told_and_alike_for_the_same_day(
    club: Club, tmp_path: Path
) -> None:
    source, seed = club({2024: members()}), SEED
    for to in (tmp_path / "one", tmp_path / "other"):
        release(source, to, seed, day=date(2026, 5, 3))
    first, second = ((tmp_path / to / "release.json").read_bytes() for to in ("one", "other"))
    assert first == second
    [entry] = json.loads(first)["changes"]
    assert entry["date"] == "2026-05-03"
    assert f"Version 1 ({entry['hash']}, 2026-05-03): First release." in (
        tmp_path / "one" / "release.md"
    ).read_text(encoding="utf-8")
    # The same answers released again are the same version, of the same day.
    release(source, tmp_path / "one", seed, day=date(2026, 6, 1))
    assert (tmp_path / "one" / "release.json").read_bytes() == first
    # One that was released without a day gets it, and is not another version for that.
    release(source, tmp_path / "late", seed)
    [undated] = json.loads((tmp_path / "late" / "release.json").read_bytes())["changes"]
    assert "date" not in undated
    release(source, tmp_path / "late", seed, day=date(2026, 5, 3))
    assert json.loads((tmp_path / "late" / "release.json").read_bytes()) == json.loads(first)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "03.05.2026"])
def test_what_is_no_day_is_refused(
    text: str, club: Club, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("SURVEY_SEED", "0123456789abcdef" * 2)
    source = str(club({2024: members()}))
    assert main(["release", source, "--to", str(tmp_path / "to"), "--date", text]) == 2
    assert "is not a date; write it as 2026-11-29" in capsys.readouterr().err
    assert not (tmp_path / "to").exists()
