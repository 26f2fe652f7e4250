"""A codebook's first draft from the exports of one year or several, written into a new folder."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.analysis.safe_cells import safe
from dashboard.codebook import Year
from dashboard.codebook.survey_entries import ReadEntry
from dashboard.errors import DashboardError, how_many
from dashboard.importing.drafting.aligning import Match
from dashboard.importing.drafting.blocks import Export, read_export
from dashboard.importing.drafting.code_lists import read_code_lists
from dashboard.importing.drafting.one_year import draft_year
from dashboard.importing.drafting.questions import DraftQuestion
from dashboard.importing.drafting.several_years import merged
from dashboard.importing.drafting.trial import LeftOut, tried, write_files
from dashboard.importing.import_report import doubt_line
from dashboard.importing.unfinished import added_to
from dashboard.paths import in_folder

REVIEW_FILE = "alignment.csv"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Draft:
    """A draft that has been tried: its questions, and how those of several years were matched.

    `doubts` are what its imports are not sure of.
    """

    exports: dict[Year, Export]
    questions: list[DraftQuestion]
    matches: list[Match]
    left_out: LeftOut
    doubts: list[str]

    def text(self, to: Path, topic: str) -> str:
        """The findings in a few lines."""
        lines = list(map(doubt_line, self.doubts))
        for year, export in sorted(self.exports.items()):
            found = sum(year in question.places for question in self.questions)
            left_out = len(self.left_out.get(year, ()))
            lines.append(
                f"{year}: {export.format}, {how_many(export.rows, 'response')}, "
                f"{how_many(found, 'question')} drafted, {how_many(left_out, 'column')} left out."
            )
        file = to / "topics" / f"{topic}.yaml"
        if len(self.exports) > 1:
            joined = sum(match.joined and not match.choice for match in self.matches)
            lines.append(
                f"{how_many(joined, 'match', 'matches')} between questions of different years; "
                f"review {to / REVIEW_FILE}."
            )
        lines.append(f"Look for GUESS and TODO in {file}, then import.")
        return "\n".join(lines)


def draft(
    raws: Sequence[tuple[Path, Year]],
    topic: str,
    *,
    how: ReadEntry | None = None,
    format: str | None = None,
    codes: Sequence[Path] = (),
) -> Draft:
    """Draft a codebook of exports, each with its year.

    `codes` are code lists. Raises DashboardError where an export cannot be read, or where two
    are of the same year.
    """
    if len({year for _, year in raws}) < len(raws):
        raise DashboardError("Two exports are of the same year; a draft takes one of each year.")
    lists = read_code_lists(codes) if codes else None
    exports = {year: read_export(path, how, format) for path, year in raws}
    drafts = [draft_year(export, year, lists) for year, export in exports.items()]
    left_out: LeftOut = {one.year: list(one.left_out) for one in drafts}
    questions, matches = merged(drafts)
    kept, doubts = tried(questions, exports, left_out, topic, format)
    return Draft(exports, kept, matches, left_out, doubts)


def write_draft(
    raws: Sequence[tuple[Path, Year]],
    to: Path,
    topic: str,
    *,
    how: ReadEntry | None = None,
    format: str | None = None,
    codes: Sequence[Path] = (),
) -> str:
    """Write a draft codebook of exports into an empty folder; returns what was found, in lines.

    A draft of several years comes with a table of what was matched, and of near matches.
    """
    if to.exists() and not to.is_dir():
        raise DashboardError(f"{to} is a file; a draft goes into a new folder.")
    if to.exists() and in_folder(to, "*"):
        raise DashboardError(f"{to} is not empty; a draft goes into a new folder.")
    found = draft(raws, topic, how=how, format=format, codes=codes)
    with added_to(to) as new:
        write_files(new, found.questions, found.exports, found.left_out, topic)
        if len(found.exports) > 1:
            _write_review(new / REVIEW_FILE, found.matches)
    return found.text(to, topic)


def years_of(raws: Sequence[Path], given: Sequence[Year]) -> list[tuple[Path, Year]]:
    """Each export with its year: as given, in the same order, else the one year in its name."""
    if given and len(given) != len(raws):
        raise DashboardError(
            f"{len(raws)} exports and {len(given)} years: give --year once for each, in order."
        )
    if given:
        return list(zip(raws, given, strict=True))
    found = []
    for raw in raws:
        years = set(_YEAR.findall(raw.name))
        if len(years) != 1:
            raise DashboardError(
                f"The name of {raw.name} does not say one year; give --year for each export."
            )
        found.append((raw, int(years.pop())))
    return found


def _write_review(path: Path, matches: Sequence[Match]) -> None:
    """The table of what was compared, doubtful ones first."""
    head = ("decided", "score", "same answers", "question", "choice", "year", "text",
            "earlier year", "earlier text")  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for one in sorted(matches, key=lambda match: (bool(match.choice), match.score)):
            share = "" if one.choices is None else f"{one.choices:.2f}"
            writer.writerow(
                ["same" if one.joined else "apart", f"{one.score:.0f}", share, one.question,
                 one.choice, one.year, safe(one.text), one.earlier_year, safe(one.earlier_text)]
            )  # fmt: skip
