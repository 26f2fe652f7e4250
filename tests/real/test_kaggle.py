"""Four years of the Kaggle survey against a recount with pandas, from the raw files alone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import NormalDist

import pandas as pd
import pytest
from conftest import explored_whole

from dashboard.analysis.results import results
from dashboard.analysis.rows import rows
from dashboard.analysis.two_segments import people_of, set_against
from dashboard.codebook import Codebook, Kind, Question, Year, read_codebook
from dashboard.exports.batch.opener import at_hand
from dashboard.query.selection import select
from dashboard.responses import Responses, load_responses
from dashboard.responses.schema import asked_column, year_file
from dashboard.stories.compare_me import asked_of_readers, placed
from dashboard.stories.what_changed import what_changed

SURVEY = "kaggle-ml"
ANNOUNCED = {2019: 19_717, 2020: 20_036, 2021: 25_973, 2022: 23_997}
WITHOUT_EMPLOYER = {"Student", "Not employed", "Currently not employed"}
# The filters, and the code each year gave to their question.
ROLE = {2019: "Q5", 2020: "Q5", 2021: "Q5", 2022: "Q23"}
COMPANY_SIZE = {2019: "Q6", 2020: "Q20", 2021: "Q21", 2022: "Q25"}


@pytest.fixture(scope="session")
def folder(
    real_import: Callable[[str, str, int, Path], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """All years in one data folder."""
    to = tmp_path_factory.mktemp("kaggle") / "data"
    for year in ANNOUNCED:
        real_import(SURVEY, f"{year}.csv.gz", year, to)
    return to


@pytest.fixture(scope="session")
def codebook(folder: Path) -> Codebook:
    return read_codebook(folder)


@pytest.fixture(scope="session")
def responses(codebook: Codebook) -> Responses:
    return load_responses(codebook)


@pytest.fixture(scope="session")
def raw(real_survey: Callable[[str], Path]) -> dict[Year, pd.DataFrame]:
    """The raw files as pandas reads them; the row below the codes is no respondent."""
    return {
        year: pd.read_csv(
            real_survey(SURVEY) / f"{year}.csv.gz",
            dtype="category",
            keep_default_na=False,
            na_values=["", "nan"],
            skiprows=[1],
            encoding="utf-8-sig",
        )
        for year in ANNOUNCED
    }


@pytest.fixture(scope="session")
def ours(responses: Responses) -> dict[tuple[Year, str, str], tuple[int, int]]:
    """Count and base by year, question and choice, through the same code as the pages."""
    codebook = responses.codebook
    found = results(responses, list(codebook.questions.values()), select(codebook, ANNOUNCED))
    return {
        (row.year, row.question, row.choice): (row.count or 0, row.base or 0)
        for result in found.values()
        for row in rows(result)
        if row.choice
    }


def recounted(question: Question, year: Year, frame: pd.DataFrame) -> tuple[dict[str, int], int]:
    """Texts with how many respondents gave them, and how many gave any, counted by pandas."""
    patterns = [re.escape(p).replace(r"\*", r"(\d+)") for p in question.columns[year]]
    names = [name for name in frame if any(re.fullmatch(p, name) for p in patterns)]
    counts: dict[str, int] = {}
    for name in names:
        for text, count in frame[name].value_counts().items():
            clean = " ".join(str(text).split())
            counts[clean] = counts.get(clean, 0) + int(count)
    return counts, int(frame[names].notna().any(axis=1).sum())


def asked(codebook: Codebook) -> Iterator[tuple[Question, Year]]:
    for question in codebook.questions.values():
        for year in question.asked:
            yield question, year


def test_the_announced_number_of_people_answered(responses: Responses) -> None:
    assert responses.rows == ANNOUNCED


def test_at_least_fifteen_questions_and_four_years_of_persona_and_size(codebook: Codebook) -> None:
    assert len(codebook.questions) >= 15
    assert codebook.question("persona").asked == tuple(ANNOUNCED)
    assert codebook.question("company_size").asked == tuple(ANNOUNCED)
    for year in ANNOUNCED:
        assert codebook.question("persona").columns[year] == (ROLE[year],)
        assert codebook.question("company_size").columns[year] == (COMPANY_SIZE[year],)


def test_every_count_and_base_equals_the_recount(
    codebook: Codebook,
    raw: dict[Year, pd.DataFrame],
    ours: dict[tuple[Year, str, str], tuple[int, int]],
) -> None:
    compared = 0
    for question, year in asked(codebook):
        counts, answered = recounted(question, year, raw[year])
        for choice in question.offered(year):
            known = [choice.label, choice.wording[year], *choice.labels.get(year, ())]
            keys = {" ".join(text.replace("’", "'").split()).casefold() for text in known}
            expected = sum(
                count for text, count in counts.items() if text.replace("’", "'").casefold() in keys
            )
            assert ours[year, question.id, choice.id] == (expected, answered), (
                year, question.id, choice.id,
            )  # fmt: skip
            assert expected > 0, f"{choice.id} was not offered in {year}"
            compared += 1
        if question.kind is Kind.SINGLE:
            assert sum(counts.values()) == answered
        # Nothing was left unread: what pandas counted is what the choices add up to.
        total = sum(ours[year, question.id, c.id][0] for c in question.offered(year))
        assert total == sum(counts.values()), (year, question.id)
    print(f"{compared} counts agree")
    assert compared > 1000


def test_company_size_was_not_asked_of_people_without_an_employer(
    folder: Path, raw: dict[Year, pd.DataFrame]
) -> None:
    for year, role in ROLE.items():
        table = pd.read_parquet(year_file(folder, year))
        was_asked = table[asked_column("company_size")]
        roles = raw[year][role].astype(object)
        employed = roles.notna() & ~roles.isin(WITHOUT_EMPLOYER)
        assert (was_asked == employed).all(), year
        assert table.loc[~was_asked, "company_size"].isna().all()


def test_company_size_shows_as_not_asked_of_students(responses: Responses) -> None:
    codebook = responses.codebook
    size = codebook.question("company_size")
    query = select(codebook, [2019, 2020, 2021], {"persona": ["student"]})
    shown = list(rows(results(responses, [size], query)[size.id]))
    assert {row.year for row in shown} == {2019, 2020, 2021}
    assert {row.flag for row in shown} == {"not_asked"}
    assert all(row.count is None and row.share is None for row in shown)


def test_students_of_2022_were_not_asked_for_a_role_or_a_company(
    folder: Path, raw: dict[Year, pd.DataFrame]
) -> None:
    table = pd.read_parquet(year_file(folder, 2022))
    students = table["student"] == "studying"
    assert students.sum() == (raw[2022]["Q5"] == "Yes").sum() > 0
    for question in ("role", "company_size", "industry", "employer_ml"):
        assert not table.loc[students, asked_column(question)].any()


def test_a_question_that_a_year_did_not_ask_has_no_column_and_a_reason(
    folder: Path, responses: Responses
) -> None:
    industry = responses.codebook.question("industry")
    for year in (2019, 2020):
        names = pd.read_parquet(year_file(folder, year)).columns
        assert not {"industry", "industry__asked"} & set(names)
    result = results(responses, [industry], select(responses.codebook, [2020, 2021]))["industry"]
    assert list(result.gaps) == [2020]
    assert [row.flag for row in rows(result) if row.year == 2020] == ["not_asked"]


def test_a_column_headed_by_a_placeholder_counts_as_what_its_cells_say(
    ours: dict[tuple[Year, str, str], tuple[int, int]], raw: dict[Year, pd.DataFrame]
) -> None:
    assert ours[2020, "ides", "vscode"][0] == raw[2020]["Q9_Part_4"].notna().sum() > 0


def test_routing_leaves_out_nobody_who_answered_but_one(
    codebook: Codebook, folder: Path, raw: dict[Year, pd.DataFrame]
) -> None:
    """The conditions were found in the data; only one respondent of 2022 contradicts them."""
    astray = set()
    for question, year in asked(codebook):
        column = pd.read_parquet(year_file(folder, year), columns=["role", question.id])
        if question.asked_of[year] is not None and question.id != "role":
            has_answer = column[question.id].notna()
            no_employer = column["role"].isin(["student", "not_employed"])
            if question.topic in ("data_stack", "buy_in", "spending"):
                astray |= {(year, row) for row in column.index[has_answer & no_employer]}
    assert len(astray) == 1
    assert {year for year, _ in astray} == {2022}


def test_what_changed_says_the_shares_of_the_recounted_answers(
    folder: Path, ours: dict[tuple[Year, str, str], tuple[int, int]]
) -> None:
    survey = at_hand(folder, {"SURVEY_PREVIEW": "1"})
    checked = 0
    for against in (None, 2019, 2020):
        found = what_changed(survey.desk(survey.address()), against)
        assert found is not None
        assert found.tested > len(found.told) > 5
        assert found.open_ends
        for one in found.told:
            step, change = one.step, one.change
            assert step is not None
            assert change is not None
            both = [ours.get((y, one.question.id, step.choice)) for y in (step.first, step.second)]
            if None in both:
                continue
            shares = [(count / base, base) for count, base in filter(None, both)]
            (then, _), (now, _) = shares
            # What was merged is counted anew, and has no count of its own.
            if change.change != pytest.approx(now - then):
                continue
            checked += 1
            z = (now - then) / sum(p * (1 - p) / base for p, base in shares) ** 0.5
            # What is told has an interval that holds for the whole family (Bonferroni).
            assert 2 * NormalDist().cdf(-abs(z)) * found.tested < 0.06
            assert f"from {100 * then:.0f}% to {100 * now:.0f}%" in one.headline
    assert checked > 20


def test_filters_by_any_answer_equal_a_recount(
    responses: Responses, raw: dict[Year, pd.DataFrame]
) -> None:
    """By ticks and by one answer at once, on a question of a third topic."""
    book, frame = responses.codebook, raw[2022].astype(object)
    names = [name for name in frame if name.startswith("Q12_")]
    uses_r = (frame[names] == "R").any(axis=1)
    master = frame["Q8"].fillna("").str.startswith("Master")
    where = {"where.languages": ["r"], "where.education": ["master"]}
    query = select(book, [2022], where)
    kept = frame[uses_r & master]
    assert responses.count(query) == {2022: len(kept)}
    found = results(responses, [book.question("ml_spending")], query)["ml_spending"]
    assert sorted(found.tally.cells.n[0, 0, 0]) == sorted(kept["Q30"].value_counts())


def test_two_segments_are_set_against_each_other_over_every_topic(
    responses: Responses, raw: dict[Year, pd.DataFrame]
) -> None:
    book, frame = responses.codebook, raw[2022].astype(object)
    sides = [
        select(book, [2022], where)
        for where in ({"persona": ["data_scientist"]}, {"where.languages": ["r"]})
    ]
    found = people_of(responses, *sides)
    uses_r = (frame[[name for name in frame if name.startswith("Q12_")]] == "R").any(axis=1)
    scientist = frame["Q23"] == "Data Scientist"
    assert (found.first, found.second) == (scientist.sum(), uses_r.sum())
    assert found.both == (scientist & uses_r).sum() > 0
    told = 0
    for topic in book.topics:
        asked = [q for q in topic.questions if 2022 in q.asked]
        pairs = set_against(responses, asked, *sides)
        assert pairs, topic.id
        told += any(pair.told.any() for pair in pairs)
    assert told > 2


def test_every_question_is_explored_by_every_measure(responses: Responses) -> None:
    said = explored_whole(responses, {"where.education": ("master",)}, "ml_spending")
    assert any("differ significantly" in words for words in said)


def test_a_reader_is_placed_among_people_like_them(
    responses: Responses, raw: dict[Year, pd.DataFrame]
) -> None:
    book, frame = responses.codebook, raw[2022].astype(object)
    asked = {question.id for question in asked_of_readers(book, 2022)}
    assert {"role", "company_size", "ml_spending", "team_size"} <= asked
    spending = book.question("ml_spending").offered(2022)[0]
    answers = {"role": ("data_scientist",), "ml_spending": (spending.id,)}
    found = placed(responses, 2022, answers)
    kept = frame[frame["Q23"] == "Data Scientist"]["Q30"].dropna()
    [placing] = found.placings
    wording = {spending.label, *spending.wording.values(), *spending.labels.get(2022, ())}
    share = 100 * kept.isin(wording).mean()
    assert share > 0
    assert placing.same[0].startswith(f"{spending.label}: {share:.0f}% (")
    # The level that the survey has is published apart, and so it names none.
    assert not found.step
