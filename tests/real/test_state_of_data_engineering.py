"""The authors' report of the data engineering survey, reproduced from either of its two files.

The report is read when the test runs. Shares are of all respondents, as its authors computed them.
Cross-tables are left out: two of their figures do not follow from the data.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from conftest import asking, explored_whole

from dashboard.__main__ import main
from dashboard.analysis.results import results
from dashboard.analysis.rows import rows
from dashboard.analysis.two_segments import people_of, set_against
from dashboard.codebook import Codebook, Question, read_codebook
from dashboard.exports.batch.opener import at_hand
from dashboard.importing.labels import matching_keys, normalised
from dashboard.query.selection import Of, select
from dashboard.responses import Responses, load_responses
from dashboard.stories.compare_me import asked_of_readers, placed
from dashboard.stories.what_changed import what_changed

SURVEY = "state-of-data-engineering-2026"
YEAR = 2026
RESPONDENTS = 1_101

# The first column of a table in the report, to the question it is about.
TABLES = {
    "respondent role": "role",
    "region": "region",
    "organization size": "company_size",
    "environment": "storage",
    "orchestration approach": "orchestration",
    "architecture trend": "architecture",
    "usage frequency": "ai_frequency",
    "ai use case": "ai_help",
    "adoption stage": "ai_adoption",
    "modeling approach": "modelling",
    "pain point": "modelling_pains",
    "bottleneck": "bottleneck",
    "activity": "team_focus",
    "expectation": "team_growth",
    "topic": "education",
}


@dataclass(frozen=True)
class Printed:
    """A number as the report prints it."""

    question: str
    row: str
    text: str

    @property
    def decimals(self) -> int:
        return len(self.text.removesuffix("%").partition(".")[2])

    def says(self, count: int, share: float) -> bool:
        """Whether the printed number is the count, or the share rounded as it is printed."""
        if self.text.endswith("%"):
            return self.text == f"{share * 100:.{self.decimals}f}%"
        return self.text == str(count)


def printed_numbers(report: Path) -> Iterator[Printed]:
    """Every number of the report's tables on one question, the overall column of the others."""
    question: str | None = None
    for line in report.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            question = None
        elif question is None:
            question = TABLES[cells[0].casefold()]
        elif not set(line) <= set("|:- "):
            # A table on all respondents has a count, a share, or both; a cross-table has the
            # overall share first.
            numbers = [cell.replace("\\~", "").replace(",", "") for cell in cells[1:]]
            is_cross_table = len(numbers) > 2
            for number in numbers[:1] if is_cross_table else numbers:
                assert re.fullmatch(r"\d+(\.\d+)?%?", number), line
                yield Printed(question, html.unescape(cells[0]), number)


@pytest.fixture(scope="session")
def printed(real_survey: Callable[[str], Path]) -> list[Printed]:
    return list(printed_numbers(real_survey(SURVEY) / "published" / "report.md"))


@pytest.fixture(scope="session", params=["responses.csv", "responses.xlsx"])
def responses(
    request: pytest.FixtureRequest,
    real_import: Callable[[str, str, int, Path], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Responses:
    """The survey, imported from the publisher's copy or from the export itself."""
    to = tmp_path_factory.mktemp("engineers") / "data"
    real_import(SURVEY, request.param, YEAR, to)
    return load_responses(read_codebook(to))


def choice_of(question: Question, row: str) -> str:
    """The choice a row of the report is about: the one whose label or key is most like it."""
    text = normalised(row)
    if text.startswith("other") and any(choice.other for choice in question.choices):
        return next(choice.id for choice in question.choices if choice.other)

    def likeness(key: str) -> float:
        # Share of the shorter text that stands in the longer one too, in order.
        blocks = SequenceMatcher(None, text, key, autojunk=False).get_matching_blocks()
        return sum(block.size for block in blocks if block.size > 2) / min(len(text), len(key))

    keys = matching_keys(question.choices, YEAR, question.id)
    exact = keys.get(text)
    return exact or keys[max(keys, key=lambda key: (likeness(key), -abs(len(key) - len(text))))]


def shares(responses: Responses) -> dict[tuple[str, str], tuple[int, float]]:
    """Count and share of all respondents by question and choice."""
    codebook: Codebook = responses.codebook
    questions = list(codebook.questions.values())
    found = results(responses, questions, asking(select(codebook), of=Of.EVERYONE))
    numbers = {}
    for result in found.values():
        for row in rows(result):
            if row.count is not None and row.share is not None:
                assert row.base == RESPONDENTS
                numbers[row.question, row.choice] = row.count, row.share
    return numbers


def test_every_row_of_a_table_is_another_choice(
    responses: Responses, printed: list[Printed]
) -> None:
    for code in TABLES.values():
        question = responses.codebook.question(code)
        names = {number.row for number in printed if number.question == code}
        assert len({choice_of(question, name) for name in names}) == len(names), code


def test_the_report_is_reproduced_to_its_last_printed_decimal(
    responses: Responses, printed: list[Printed], record_property: Callable[[str, object], None]
) -> None:
    ours = shares(responses)
    agree, differ = 0, []
    for number in printed:
        choice = choice_of(responses.codebook.question(number.question), number.row)
        count, share = ours[number.question, choice]
        if number.says(count, share):
            agree += 1
        else:
            differ.append(f"{number} but is {count}, {share:.3%}")
    record_property("agreement", f"{agree} of {len(printed)}")
    print(f"{agree} of {len(printed)} printed numbers agree")
    assert not differ
    assert agree == len(printed) > 100


def test_both_files_hold_the_same_respondents(responses: Responses) -> None:
    assert responses.rows == {YEAR: RESPONDENTS}


def test_one_edition_has_nothing_to_be_compared_with(
    responses: Responses, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = responses.codebook.folder
    monkeypatch.setenv("SURVEY_PREVIEW", "1")
    survey = at_hand(folder, {"SURVEY_PREVIEW": "1"})
    assert what_changed(survey.desk(survey.address())) is None
    assert main(["changes", "--data", str(folder)]) == 2
    assert "2026 has no earlier edition" in capsys.readouterr().err


def test_the_questions_of_the_reader_are_answered(responses: Responses) -> None:
    """Every question by every measure, and two segments that share people over every topic."""
    book = responses.codebook
    said = explored_whole(responses, {"where.ai_help": ("code",)}, "ai_adoption")
    assert any("differ" in words for words in said)
    sides = [
        select(book, [YEAR], where)
        for where in ({"persona": ["data_engineer"]}, {"where.ai_frequency": ["daily"]})
    ]
    found = people_of(responses, *sides)
    assert 0 < found.both < min(found.first, found.second)
    for topic in book.topics:
        asked = [q for q in topic.questions if q.published]
        if asked:
            assert set_against(responses, asked, *sides), topic.id


def test_a_reader_is_placed_and_sees_the_next_step(responses: Responses) -> None:
    assert len(asked_of_readers(responses.codebook, YEAR)) == 12
    answers = {"role": ("data_engineer",), "ai_adoption": ("experimenting",),
               "ai_frequency": ("weekly",)}  # fmt: skip
    found = placed(responses, YEAR, answers)
    assert {one.question.id for one in found.placings} == {"ai_adoption", "ai_frequency"}
    assert all(one.same for one in found.placings)
    assert "are above you" in found.placings[0].position
    assert "one level up" in found.step or "No significant difference" in found.step
