"""The output of an import: a data folder that needs nothing else, changed whole or not at all."""

from pathlib import Path

import pyarrow as pa

from dashboard.codebook import Codebook, Year
from dashboard.codebook.faults import CodebookError
from dashboard.codebook.reading import SURVEY_FILE, codebook_files
from dashboard.codebook.survey_entries import SurveyFile
from dashboard.codebook.validate import validate
from dashboard.codebook.yaml_source import read_yaml
from dashboard.errors import DashboardError, unknown
from dashboard.importing.parquet_writer import write_parquet
from dashboard.importing.unfinished import (
    IMPORTING,
    files_below,
    put_in_place,
    written_aside,
)
from dashboard.paths import in_folder
from dashboard.responses.file_checks import year_faults
from dashboard.responses.schema import year_file
from dashboard.responses.weight_report import weight_words
from dashboard.responses.weights import write_weights


def check_target(to: Path, codebook: Codebook) -> None:
    """Refuse an output folder that holds something else, before a long export is read."""
    if to.exists() and not to.is_dir():
        raise DashboardError(f"{to} is a file; an import writes a folder.")
    if not to.is_dir() or all(path.name.startswith(".") for path in to.iterdir()):
        return
    survey_file = to / SURVEY_FILE
    if not survey_file.is_file():
        raise DashboardError(
            f"{to} holds files but no {SURVEY_FILE}, so it is not a data folder. "
            "Name an empty or a new folder."
        )
    before = _survey(survey_file)
    if before.id != codebook.id:
        raise DashboardError(
            f"{to} holds the survey {before.id!r}, the codebook is of {codebook.id!r}. "
            "Two surveys cannot share a folder."
        )
    if before.synthetic is not codebook.synthetic:
        words = {True: "synthetic", False: "real"}
        raise DashboardError(
            f"{to} holds {words[before.synthetic]} responses, the codebook says "
            f"{words[codebook.synthetic]}. One folder cannot hold both."
        )


def check_other_years(to: Path, codebook: Codebook, year: Year) -> None:
    """Refuse a codebook with which the years that `to` already holds could not be read."""
    faults: list[str] = []
    for path in in_folder(to, "responses/year=*/responses.parquet"):
        name = path.parent.name.removeprefix("year=")
        if not name.isdigit() or int(name) not in codebook.years:
            faults.append(f"{path.parent.name}: " + unknown("year", name, codebook.years))
        elif int(name) != year:
            faults += year_faults(codebook, int(name), path)
    if faults:
        raise DashboardError(
            f"{to} holds years that this codebook could not read. Fix the codebook, or import "
            "them into a new folder:\n" + "\n".join(f"  {fault}" for fault in faults)
        )


def write_folder(to: Path, codebook: Codebook, year: Year, responses: pa.Table) -> tuple[str, ...]:
    """Write the codebook's YAML, unchanged, and a year's responses into a data folder.

    Returns sentences about the weights written with them. All files are written aside first and
    then put in place; if that fails, the previous files are restored. The folder of the codebook
    itself may be the target.
    """
    with written_aside(to, IMPORTING) as aside:
        new = aside / "new"
        answers = year_file(new, year)
        write_parquet(responses, answers)
        write_weights(codebook, year, answers)
        weighted = weight_words(codebook, answers)
        if faults := year_faults(codebook, year, answers):
            raise DashboardError("The import would not be readable:\n" + "\n".join(faults))
        stale: set[Path] = set()
        if not codebook.folder.samefile(to):
            stale = {*codebook_files(to)} - {*codebook_files(codebook.folder)}
            for path in codebook_files(codebook.folder):
                (new / path).parent.mkdir(exist_ok=True)
                (new / path).write_bytes((codebook.folder / path).read_bytes())
        put_in_place(new, to, files_below(new), stale)
        return weighted


def _survey(path: Path) -> SurveyFile:
    source, faults = read_yaml(path)
    survey = None
    if source is not None:
        survey, found = validate(source, SurveyFile)
        faults += found
    if survey is None:
        raise CodebookError(faults)
    return survey
