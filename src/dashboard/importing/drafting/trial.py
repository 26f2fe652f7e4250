"""A draft tried before it is handed out: it must be a codebook, and import its exports."""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from dashboard.codebook import CodebookError, Fault, Year, read_codebook
from dashboard.codebook.reading import SURVEY_FILE, TOPICS
from dashboard.errors import DashboardError
from dashboard.importing.drafting.blocks import Export
from dashboard.importing.drafting.questions import DraftQuestion
from dashboard.importing.drafting.writing import survey_text, topic_text
from dashboard.importing.importer import import_raw
from dashboard.importing.unfinished import said_in_a_sentence
from dashboard.responses.own_folders import kept_from_all

LeftOut = dict[Year, list[tuple[str, str]]]

MOST_TRIES = 40
TRIAL = "survey-draft-"
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_AT = re.compile(r"questions\[(\d+)\]")


def tried(
    questions: Sequence[DraftQuestion],
    exports: Mapping[Year, Export],
    left_out: LeftOut,
    topic: str,
    format: str | None = None,
) -> tuple[list[DraftQuestion], list[str]]:
    """The questions that read and import, and what the imports doubt.

    What does not is left out, with what was wrong. Raises DashboardError where an export cannot be
    imported for a reason of its own.
    """
    kept = list(questions)
    years = sorted(exports)
    for _ in range(MOST_TRIES):
        with _aside() as folder:
            survey = write_files(folder / "survey", kept, exports, left_out, topic)
            try:
                read_codebook(survey)
                doubts: list[str] = []
                for year in years:
                    if any(year in question.places for question in kept):
                        to = folder / "data"
                        report = import_raw(exports[year].path, year, survey, to, _silent, format)
                        doubts += (f"{year}: {doubt}" for doubt in report.doubts)
                return kept, doubts
            except CodebookError as error:
                wrong = _by_question(error.faults, kept)
                if not wrong:
                    raise
            except DashboardError as error:
                wrong = _named(str(error), kept)
                if not wrong:
                    raise
        kept = _without(kept, wrong, left_out)
    raise DashboardError("No draft of this export can be imported; say how it is written.")


@contextmanager
def _aside() -> Iterator[Path]:
    """A folder for answers that nobody may see, which is gone however the command ends."""
    with said_in_a_sentence(Path(tempfile.gettempdir())), kept_from_all(TRIAL) as folder:
        yield folder


def write_files(
    to: Path,
    questions: Sequence[DraftQuestion],
    exports: Mapping[Year, Export],
    left_out: LeftOut,
    topic: str,
) -> Path:
    """Write a survey folder with one topic; the folder."""
    years = sorted(exports)
    read = {year: export.read for year, export in exports.items()}
    (to / TOPICS).mkdir(parents=True, exist_ok=True)
    survey = survey_text(years, questions, read)
    (to / SURVEY_FILE).write_text(survey, encoding="utf-8")
    text = topic_text(topic, questions, years, left_out)
    (to / TOPICS / f"{topic}.yaml").write_text(text, encoding="utf-8")
    return to


def _by_question(faults: Sequence[Fault], kept: Sequence[DraftQuestion]) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in faults:
        match = _AT.search(fault.place)
        if match and int(match[1]) < len(kept):
            question = kept[int(match[1])]
            if "asked_of" in fault.place:
                question.route.clear()
                found.setdefault(question.id, "")
            else:
                found[question.id] = fault.message
    return found


def _named(message: str, kept: Sequence[DraftQuestion]) -> dict[str, str]:
    """The questions that an import's refusal names, with what it says of each."""
    found: dict[str, str] = {}
    for line in message.splitlines():
        for question in kept:
            if re.search(rf"(^|[\s'\"(]){re.escape(question.id)}(:|['\"])", line):
                # Cells may hold personal data, which no draft repeats.
                found.setdefault(question.id, _QUOTED.sub("'...'", line.strip()))
    return found


def _without(
    kept: Sequence[DraftQuestion], wrong: Mapping[str, str], left_out: LeftOut
) -> list[DraftQuestion]:
    gone = {code for code, why in wrong.items() if why}
    for question in kept:
        if question.id in gone:
            for year in question.years:
                left_out.setdefault(year, []).append((question.wording[year], wrong[question.id]))
        question.route = {y: r for y, r in question.route.items() if r[0] not in gone}
    return [question for question in kept if question.id not in gone]


def _silent(rows: int) -> None:
    pass
