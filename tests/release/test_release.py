"""A whole release: what is published, what is not, and that it can be done again."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import asking

from dashboard.__main__ import main
from dashboard.analysis.tables import tabulate
from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.query.selection import select
from dashboard.release.release_checks import check
from dashboard.release.releasing import ReleaseReport, release
from dashboard.release.secret import Seed, seed_from
from dashboard.responses import load_responses
from dashboard.responses.schema import year_file

from .conftest import HEAD, QUESTIONS, SEED, choices, members

Club = Callable[..., Path]
Read = Callable[..., dict[str, list[Any]]]


FILES_APART = {
    code if key is None else f"{code}.{key}": [code] if key is None else [code, key]
    for code in ("city", "title")
    for key in (None, "job", "size", "land")
}


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def add_column(folder: Path, name: str, values: list[Any], year: int = 2024) -> None:
    path = year_file(folder, year)
    table = pq.ParquetFile(path).read()
    pq.write_table(table.append_column(name, pa.array(values)), path)


def test_a_year_has_its_answers_and_a_file_for_each_demographic(released: ReleaseReport) -> None:
    assert sorted(files(released.to)) == [
        "release.json", "release.md",
        *sorted(
            f"responses/year={year}/{name}.parquet"
            for year in (2023, 2024)
            for name in ("responses", *FILES_APART)
        ),
        "survey.yaml", "topics/club.yaml",
    ]  # fmt: skip


def test_what_is_unpublished_or_apart_is_not_beside_the_answers(
    released: ReleaseReport, table: Read
) -> None:
    main = set(table(released.to))
    assert main.isdisjoint({"secret", "secret__asked", "city", "title", "city__asked"})
    for name, codes in FILES_APART.items():
        columns = set(table(released.to, name=name))
        assert {c.split("__")[0] for c in columns} == {"respondent", *codes}


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("responses", ["job", "size", "land"]),
        *FILES_APART.items(),
    ],
)
@pytest.mark.parametrize("year", [2023, 2024])
def test_every_cell_of_every_file_is_empty_or_holds_k(
    released: ReleaseReport, table: Read, year: int, name: str, attributes: list[str]
) -> None:
    columns = table(released.to, year, name)
    states = [columns[c] for code in attributes for c in (code, f"{code}__asked")]
    counts = Counter(zip(*states, strict=True))
    assert sum(counts.values()) == {2023: 200, 2024: 300}[year]
    assert min(counts.values()) >= 5


def test_the_raw_answers_did_have_smaller_cells() -> None:
    counts = Counter((p["job"], p["size"], p["land"]) for p in members())
    assert min(counts.values()) < 5


def test_what_is_withheld_is_marked_and_is_neither_unasked_nor_unanswered(
    released: ReleaseReport, table: Read
) -> None:
    columns = table(released.to)
    withheld = released.years[2024].withheld["size"]
    assert withheld > 0
    assert sum(columns["size__withheld"]) == withheld
    assert all(columns["size__asked"])
    silent = [v is None and not w for v, w in
              zip(columns["size"], columns["size__withheld"], strict=True)]  # fmt: skip
    assert 0 < sum(silent) <= sum(p["size"] is None for p in members())


def test_where_a_job_is_withheld_the_oven_question_does_not_tell_it(
    released: ReleaseReport, table: Read
) -> None:
    columns = table(released.to)
    hidden = [at for at, w in enumerate(columns.get("job__withheld", ())) if w]
    assert hidden
    assert released.years[2024].tied == ("oven",)
    assert {columns["oven__asked"][at] for at in hidden} == {False}
    assert {columns["oven__withheld"][at] for at in hidden} == {True}


def test_a_demographic_is_as_answered_by_each_key_attribute(
    released: ReleaseReport, table: Read
) -> None:
    """Whoever is shown in a cell is all who are in it; less than k more hide the others."""
    people = members()
    assert FILES_APART
    for name, codes in FILES_APART.items():
        if len(codes) == 1:
            continue
        columns = table(released.to, name=name)
        shown = Counter(zip(*(columns[c] for c in codes), strict=True))
        given = Counter(tuple(p[c] for c in codes) for p in people)
        for cell, n in shown.items():
            if None not in cell:
                assert n >= 5
                assert n <= given[cell]


def test_ids_are_fresh_and_rows_stand_in_their_order(released: ReleaseReport, table: Read) -> None:
    ids = [table(released.to, year, name)["respondent"]
           for year in (2023, 2024) for name in ("responses", *FILES_APART)]  # fmt: skip
    assert all(one == sorted(one) for one in ids)
    assert len({i for one in ids for i in one}) == sum(map(len, ids))
    assert not any(i.startswith("202") and "-" in i for one in ids for i in one)


def test_the_order_tells_nothing_of_the_order_of_answering(released: ReleaseReport) -> None:
    assert abs(released.years[2024].order_correlation) < 3 / 300**0.5


def test_the_file_carries_no_metadata(released: ReleaseReport) -> None:
    assert pq.ParquetFile(year_file(released.to, 2024)).schema_arrow.metadata is None


def test_the_same_secret_gives_the_same_release_and_another_another(
    club: Club, released: ReleaseReport, tmp_path: Path
) -> None:
    folder = club()
    one, two = (release(folder, tmp_path / name, SEED) for name in "ab")
    assert files(one.to) == files(two.to)
    other = release(folder, tmp_path / "c", Seed(b"another secret, as long"))
    name = "responses/year=2024/responses.parquet"
    assert files(other.to)[name] != files(one.to)[name]


def test_a_rare_answer_to_an_ordinary_question_stays(released: ReleaseReport, table: Read) -> None:
    columns = table(released.to)
    assert sum("adze" in (ticked or ()) for ticked in columns["tools"]) == 1
    assert max(columns["years"]) == 9.0


def test_the_dashboard_reads_the_files_and_filters_by_key_attributes_only(
    released: ReleaseReport,
) -> None:
    codebook = read_codebook(released.to)
    responses = load_responses(codebook)
    assert list(codebook.filters) == ["persona", "company_size", "land"]
    query = select(codebook, [2024], {"persona": ["maker"]})
    questions = [codebook.question(code) for code in ("city", "tools")]
    tallies = responses.tally(questions, asking(query, codebook.question("job")))
    assert tallies["city"].rows.tolist() == [300]
    assert tallies["city"].everyone.n.sum() > 0
    with pytest.raises(DashboardError, match="never beside both at once"):
        tabulate(responses, questions[0], asking(query, codebook.question("size")))
    with pytest.raises(DashboardError, match="'city' is published in files of its own"):
        responses.tally([codebook.question("tools")], asking(query, codebook.question("city")))


def test_the_report_shows_what_was_done_and_no_count_below_k(released: ReleaseReport) -> None:
    text = (released.to / "release.md").read_text(encoding="utf-8")
    for part in ("All checks passed", "Not published: secret", "Remaining risks"):
        assert part in text
    assert "nobody guesses" not in text + (released.to / "release.json").read_text(encoding="utf-8")


def test_no_count_smaller_than_k_is_published(club: Club, tmp_path: Path) -> None:
    people = [dict(p, land="hill", size="small", job="other", title="other") for p in members(40)]
    odd = [dict(people[0], size="large", oven=..., uses=None)] * 2
    report = release(club({2024: people + odd}), tmp_path / "out", SEED)
    facts = json.loads((tmp_path / "out" / "release.json").read_text(encoding="utf-8"))["years"][
        "2024"
    ]
    counts = [*facts["withheld"].values(), facts["records_withheld"], facts["raw"]["fewest"]]
    counts += [*facts["sensitive"].values(), *facts["separate"].values()]
    assert not [n for n in counts if isinstance(n, int) and 0 < n < 5]
    assert all(isinstance(n, int) for n in report.years[2024].withheld.values())


def test_routing_that_tells_a_demographic_apart_is_reported(club: Club, tmp_path: Path) -> None:
    release(club(), tmp_path / "out", SEED)
    assert "title is published in separate files, but being asked oven" in (
        tmp_path / "out" / "release.md"
    ).read_text(encoding="utf-8")


def test_a_correction_keeps_the_other_years_and_says_what_changed(
    club: Club, tmp_path: Path
) -> None:
    people = members()
    first = club({2023: members(200, seed=2), 2024: people})
    release(first, tmp_path / "out", SEED)
    before = files(tmp_path / "out")
    fixed = club({2024: [dict(p, oven="gas") if i < 9 and p["oven"] != ... else p
                         for i, p in enumerate(people)]})  # fmt: skip
    report = release(fixed, tmp_path / "out", SEED, "Some pay was misread.")
    after = files(tmp_path / "out")
    old_year = [name for name in before if "2023" in name]
    assert old_year
    assert all(after[name] == before[name] for name in old_year)
    changes = json.loads(after["release.json"])["changes"]
    assert report.version == 2
    assert (changes[1]["version"], changes[1]["note"]) == (2, "Some pay was misread.")
    assert changes[1]["what"] == [
        "2024 was drawn anew as a whole, since its answers, the rules of its release or the secret "
        "changed."
    ]
    assert check(tmp_path / "out").passed


def test_releasing_the_same_again_is_no_new_version(club: Club, tmp_path: Path) -> None:
    folder = club()
    release(folder, tmp_path / "out", SEED)
    assert release(folder, tmp_path / "out", SEED).version == 1


# Refusals: a sentence, and nothing written -----------------------------------------------------


def refusal(folder: Path, to: Path) -> str:
    """Why a folder is not released; source and target are as they were."""
    before = files(to) if to.exists() else None
    source = files(folder)
    with pytest.raises(DashboardError) as raised:
        release(folder, to, SEED)
    assert files(folder) == source
    assert (files(to) if to.exists() else None) == before
    return str(raised.value)


def test_a_column_that_nobody_declared_is_left_out_and_named(club: Club, table: Read) -> None:
    folder = club()
    add_column(folder, "Email Address", [f"m{i}@example.org" for i in range(300)])
    report = release(folder, folder.parent / "out", SEED)
    assert "Email Address" not in table(report.to)
    assert report.years[2024].left_out == ("Email Address",)
    text = (report.to / "release.md").read_text(encoding="utf-8")
    assert "m**@*******.***" in text or "m*@*******.***" in text
    assert "@example.org" not in text


def test_an_answer_that_identifies_is_refused_with_a_masked_example(
    club: Club, tmp_path: Path
) -> None:
    people = [dict(members(1)[0], pay="ann@example.org"), *members()]
    with pytest.raises(DashboardError) as raised:
        release(club({2024: people}), tmp_path / "out", SEED)
    assert "pay: an answer holds an e-mail address, such as 'a**@*******.***'" in str(raised.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("question", "privacy", "says"),
    [
        ({"id": "phone", "kind": "number"}, {}, "phone: its name, wording or header says 'phone'"),
        ({}, {"moved": {"sity": "x"}}, "moved: Unknown question 'sity'"),
        ({}, {"key_attributes": ["tools"]}, "tools: it takes several answers"),
        ({}, {"separate": ["land"]}, "land: it is a key attribute, and also"),
        ({}, {"separate": ["sity"]}, "Unknown question 'sity'.*'city'"),
        ({}, {"key_attributes": ["oven", "title"]}, "oven: who was asked it tells 'title'"),
    ],
)
def test_a_survey_that_asks_for_what_is_unsafe_is_refused(
    club: Club, tmp_path: Path, question: dict[str, Any], privacy: dict[str, Any], says: str
) -> None:
    questions = [*QUESTIONS, question] if question else QUESTIONS
    given = {question["id"]: 1.0} if question else {}
    people = [person | given for person in members()]
    folder = club({2024: people}, questions, privacy=HEAD["privacy"] | privacy)
    assert re.search(says, refusal(folder, tmp_path / "out"), re.DOTALL)


def test_without_key_attributes_nothing_is_released(club: Club, tmp_path: Path) -> None:
    why = refusal(club(filters={}, privacy={}), tmp_path / "out")
    assert "There are no key attributes, and without them nobody is protected" in why


@pytest.mark.parametrize(
    ("keys", "missing"), [(["job", "land"], "size"), (["land", "size"], "job")]
)
def test_a_filter_that_is_neither_key_nor_apart_is_refused(
    club: Club, tmp_path: Path, keys: list[str], missing: str
) -> None:
    folder = club(privacy={"k": 5, "key_attributes": keys, "separate": ["city", "title"]})
    assert f"{missing}: it is a filter, so others may know it" in refusal(folder, tmp_path / "out")


def test_a_further_filter_among_the_answers_is_named_in_the_report(
    club: Club, tmp_path: Path
) -> None:
    privacy = HEAD["privacy"] | {"key_attributes": ["job", "size"]}
    says = release(club(privacy=privacy), tmp_path / "out", SEED).markdown
    assert "neither key attributes nor published apart: land." in says


def test_a_margin_on_what_is_published_apart_is_refused(club: Club, tmp_path: Path) -> None:
    shares = {2024: {"york": 0.5, "bath": 0.3, "ely": 0.2}}
    folder = club(weighting={"margins": [{"question": "city", "shares": shares}]})
    assert "city: the survey weights have a margin of it" in refusal(folder, tmp_path / "out")


def test_too_many_singled_out_is_a_fault(club: Club, tmp_path: Path) -> None:
    privacy = HEAD["privacy"] | {"singled_out_ceiling": 0.0}
    why = refusal(club(privacy=privacy), tmp_path / "out")
    assert re.search(r"two answers or tools known, .* are singled out", why)
    for remedy in ("key_attributes", "coarser bands", "separate", "singled_out_ceiling"):
        assert remedy in why
    assert "import again, then release" in why


def test_a_key_attribute_less_singles_out_fewer(club: Club, tmp_path: Path) -> None:
    fewer = HEAD["privacy"] | {"key_attributes": ["job"], "separate": ["size", "land", "city"]}
    for name, privacy in (("all", HEAD["privacy"]), ("fewer", fewer)):
        release(club(privacy=privacy), tmp_path / name, SEED)
    of_all, of_fewer = (
        check(tmp_path / name).attacks[2024].singled_out for name in ("all", "fewer")
    )
    assert of_fewer < of_all


def test_a_release_never_overwrites_its_source_or_an_unreleased_folder(
    club: Club, released: ReleaseReport, tmp_path: Path
) -> None:
    folder = club()
    assert "does not overwrite its source" in refusal(folder, folder)
    assert "holds responses that were never released" in refusal(folder, club())
    assert "is a release already" in refusal(released.to, tmp_path / "out")


def test_a_release_that_breaks_off_leaves_everything_as_it_was(
    club: Club, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dashboard.release.releasing.inspect", interrupted)
    with pytest.raises(KeyboardInterrupt):
        release(club(), tmp_path / "out", SEED)
    assert not (tmp_path / "out").exists()


def test_the_secret_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "seed").write_text("  0123456789abcdef0123456789ABCDEF\n", encoding="utf-8")
    seed = seed_from({"SURVEY_SEED_FILE": str(tmp_path / "seed")})
    assert seed == seed_from({"SURVEY_SEED": "0123456789abcdef0123456789ABCDEF"})
    assert "0123" not in repr(seed)
    seed.check(synthetic=False)
    with pytest.raises(DashboardError, match="SURVEY_SEED"):
        seed_from({})


@pytest.mark.parametrize(
    "secret", ["", "a long sentence that somebody made up", "0" * 64, "ab" * 15]
)
def test_a_secret_that_can_be_guessed_is_for_synthetic_responses_only(
    club: Club, tmp_path: Path, secret: str
) -> None:
    seed = Seed(secret.encode())
    with pytest.raises(DashboardError, match="not 32 or more random hexadecimal digits"):
        release(club(synthetic=False), tmp_path / "out", seed)
    assert not (tmp_path / "out").exists()
    if secret:
        assert release(club(), tmp_path / "out", seed).version == 1


def test_a_raw_export_is_imported_and_released_by_one_command(
    club: Club, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw.csv").write_text(
        "Email Address,title,size,land,city,tools,uses [axe],oven,pay,years,secret\n"
        + "m@example.org,piper,small,hill,york,axe,work,,low,3,yes\n" * 5
        + "m@example.org,piper,small,hill,york,axe,work,,high,3,no\n" * 5,
        encoding="utf-8",
    )
    questions = [
        q | ({"items": [{"id": "axe", "label": "axe"}]} if q["id"] == "uses" else {})
        for q in QUESTIONS
    ]
    survey = club({}, questions)
    arguments = ["release", str(tmp_path / "raw.csv"), "--to", str(tmp_path / "out")]
    monkeypatch.setenv("SURVEY_SEED", "sixteen or more letters")
    assert main(arguments) == 2
    assert main([*arguments, "--year", "2024", "--survey", str(survey)]) == 0
    said = capsys.readouterr()
    assert "set --year and --survey" in said.err
    assert "2024: 10 respondents; withheld: job 0, size 0, land 0" in said.out
    assert "'Email Address'" in said.out
    assert main(["check", str(tmp_path / "out")]) == 0
    (tmp_path / "out" / "raw.csv").write_text("x", encoding="utf-8")
    assert main(["check", str(tmp_path / "out")]) == 2
    assert "raw.csv: does not belong here" in capsys.readouterr().err


WOLFGANG = {"id": "third", "label": "Wolfgang"}
NAMED = {"id": "helper", "kind": "single", "choices": [*choices("axe", "saw"), WOLFGANG]}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "helper: a choice holds a name, such as 'W*******'"),
        ({"choices": choices("axe", "anna_schmidt")}, "helper: a choice holds a name"),
        ({"choices": choices("axe"), "wording": "Did Anna Schmidt help?"}, "helper: its name, wo"),
        ({"choices": choices("axe"), "columns": "Anna"}, "helper: its name, wording or header"),
    ],
)
def test_one_lone_name_is_refused_unless_it_is_declared_to_be_none(
    club: Callable[..., Path], tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    questions = [*QUESTIONS, NAMED | changed]
    with pytest.raises(DashboardError, match=re.escape(said)):
        release(club(questions=questions), tmp_path / "released", SEED)
    privacy = HEAD["privacy"] | {"no_persons": ["Wolfgang", "anna_schmidt", "Anna Schmidt", "Anna"]}
    source = club(questions=questions, privacy=privacy)
    assert release(source, tmp_path / "released", SEED).to.is_dir()


def test_tools_may_bear_the_name_of_a_person(club: Callable[..., Path], tmp_path: Path) -> None:
    tools = choices("Julia", "Ray", "Jenkins", "Claude", "Slack", "GitHub")
    tools = [one | {"id": one["id"].casefold()} for one in tools]
    source = club(questions=[*QUESTIONS, {"id": "apps", "kind": "multiple", "choices": tools}])
    assert release(source, tmp_path / "released", SEED).to.is_dir()


ONE, OTHER = Seed(b"0123456789abcdef" * 2), Seed(b"fedcba9876543210" * 2)


def test_another_secret_is_said_where_it_redraws_a_year(club: Club, tmp_path: Path) -> None:
    source, to = club({2023: members(200, seed=2), 2024: members()}, synthetic=False), tmp_path
    first = release(source, to / "one", ONE)
    assert first.remarks == ()
    again = release(source, to / "one", ONE)
    assert again.remarks == ("Changed since version 1: no responses.",)
    marks = {year: facts["secret"] for year, facts in manifest_of(to / "one")["years"].items()}
    assert marks["2023"] == marks["2024"] == ONE.mark("club") != ONE.mark("other")
    report = release(source, to / "one", OTHER)
    assert report.remarks[0] == "Changed since version 1: 2023, 2024."
    assert report.remarks[1].startswith(
        "WARNING: an earlier release of 2023, 2024 used another secret"
    )
    says = manifest_of(to / "one")["changes"][-1]["what"]
    assert says == [f"{y} was drawn anew as a whole with another secret." for y in (2023, 2024)]
    assert check(to / "one").passed


def test_a_correction_names_its_years_and_people_not_the_secret(club: Club, tmp_path: Path) -> None:
    both = {2023: members(200, seed=2), 2024: members()}
    release(club(both, synthetic=False), tmp_path, ONE)
    both[2024] = both[2024][1:]
    report = release(club(both, synthetic=False), tmp_path, ONE, "One was erased.")
    assert report.remarks == ("Changed since version 1: 2024. As they were: 2023.",)
    [says] = manifest_of(tmp_path)["changes"][-1]["what"]
    assert says == (
        "2024 was drawn anew as a whole, since its answers or the rules of its release changed. "
        "1 respondent fewer."
    )


def test_a_secret_that_can_be_guessed_has_no_mark(released: ReleaseReport) -> None:
    years = manifest_of(released.to)["years"]
    assert years
    assert [year for year, facts in years.items() if "secret" in facts] == []


def test_a_note_that_comes_late_is_stored_and_a_second_one_is_refused_aloud(
    club: Club, tmp_path: Path
) -> None:
    source = club()
    release(source, tmp_path, SEED)
    late = release(source, tmp_path, SEED, "Pay was misread.", date(2026, 5, 3))
    [entry] = manifest_of(tmp_path)["changes"]
    assert (entry["note"], entry["date"], entry["version"]) == ("Pay was misread.", "2026-05-03", 1)
    assert "Pay was misread." in late.markdown
    second = release(source, tmp_path, SEED, "Something else.", date(2026, 6, 1))
    assert second.remarks[:2] == (
        "--note was not stored: version 1 has the note 'Pay was misread.' already.",
        "--date was not stored: version 1 has the day 2026-05-03 already.",
    )
    assert "not stored" in second.text()
    assert manifest_of(tmp_path)["changes"] == [entry]


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "release.json").read_bytes())
    return found
