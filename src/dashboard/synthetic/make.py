"""Make synthetic responses of every year: as a data folder, or as raw exports."""

from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError
from dashboard.importing.survey_folder import check_target
from dashboard.importing.unfinished import added_to
from dashboard.synthetic.generator import Generator
from dashboard.synthetic.hints import SampleHints, read_hints
from dashboard.synthetic.raw_exports import raw_file, write_raw
from dashboard.synthetic.sample_files import copy_codebook, write_year
from dashboard.synthetic.streams import between
from dashboard.synthetic.truths import TRUTHS_FILE, write_truths

SEED = 20221010
"""The public seed that the project's own folder is made with."""

FIRST_EDITION = 1040
GROWTH = 480
"""Respondents of the first edition, and how many more the newest has."""


@dataclass(frozen=True)
class SampleReport:
    """The sample that was made: its folder, and the respondents of each year; prints as text."""

    to: Path
    rows: dict[Year, int]
    truths: Path | None

    def __str__(self) -> str:
        years = ", ".join(f"{year}: {rows:,}" for year, rows in self.rows.items())
        text = f"Made synthetic responses in {self.to} (respondents: {years})."
        return text if self.truths is None else f"{text}\nPlanted truths: {self.truths}"


def make_sample(
    codebook: Codebook,
    to: Path,
    respondents: int | None = None,
    raw: bool = False,
    seed: int = SEED,
    truths: Path | None = None,
) -> SampleReport:
    """Synthetic responses for every year of the codebook, the same whenever and wherever made.

    Writes a data folder, or with `raw` one CSV a year as a survey tool exports it. `respondents`
    is the number in each year. Hints are read from `sample.yaml` beside the codebook; truths
    planted by them are written to `truths`, by default `truths.json` in `to`. A DashboardError
    where `to` holds something that must not be overwritten.
    """
    if respondents is not None and respondents < 1:
        raise DashboardError(f"A sample needs at least one respondent, not {respondents}.")
    _check(codebook, to, raw)
    hints = read_hints(codebook)
    generator = Generator(codebook, hints, seed)
    rows: dict[Year, int] = {}
    with added_to(to) as new:
        if not raw and not codebook.folder.samefile(to):
            copy_codebook(codebook, new)
        for year, count in _counts(codebook, hints, respondents, seed).items():
            sheets = generator.year(year, count)
            if raw:
                rows[year] = write_raw(raw_file(new, codebook, year), codebook, year, sheets, seed)
            else:
                rows[year] = write_year(new, codebook, year, sheets)
        if hints.truths:
            write_truths(generator.truths.report(), truths or new / TRUTHS_FILE)
    return SampleReport(to, rows, (truths or to / TRUTHS_FILE) if hints.truths else None)


def _check(codebook: Codebook, to: Path, raw: bool) -> None:
    """Refuse to mix synthetic responses with real ones, or raw exports with a data folder."""
    own = to.is_dir() and codebook.folder.samefile(to)
    if raw:
        if own:
            raise DashboardError(
                f"{to} is the survey's data folder, and raw exports do not belong there. "
                "Name another folder."
            )
        return
    if own and not codebook.synthetic:
        raise DashboardError(
            f"{to} is labeled as holding real responses; synthetic ones are never written there. "
            "Name another folder."
        )
    check_target(to, replace(codebook, synthetic=True))


def _counts(
    codebook: Codebook, hints: SampleHints, respondents: int | None, seed: int
) -> dict[Year, int]:
    """How many respondents each year gets: growing from edition to edition."""
    years = [year for year in sorted(codebook.years) if codebook.asked_in(year)]
    counts = {}
    for at, year in enumerate(years):
        grown = FIRST_EDITION + GROWTH * at / max(len(years) - 1, 1)
        usual = int(grown + between(-30, 30, seed, year, "respondents"))
        counts[year] = respondents or hints.respondents.get(year, usual)
    return counts
