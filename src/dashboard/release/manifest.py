"""`release.json`: what was released, under which rules, and hashes that show any later change."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dashboard.codebook import Choice, Codebook, Question, Year
from dashboard.errors import DashboardError
from dashboard.paths import in_folder
from dashboard.release.manifest_entries import manifest_fault
from dashboard.responses.schema import year_file

MANIFEST, REPORT = "release.json", "release.md"
FORMAT = 2
LARGEST = 100_000_000
ROWS_AT_ONCE = 20_000
HASH_LENGTH = 16
SHORT_HASH = 8


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def column_hashes(path: Path) -> dict[str, str]:
    """A hash of what each column of a Parquet file says, whatever way it is written."""
    file = pq.ParquetFile(path)
    found = {}
    for name in file.schema_arrow.names:
        digest = hashlib.sha256()
        for batch in file.iter_batches(ROWS_AT_ONCE, columns=[name]):
            digest.update(json.dumps(batch.column(0).to_pylist()).encode())
        found[name] = digest.hexdigest()[:HASH_LENGTH]
    return found


def response_files(folder: Path) -> list[Path]:
    """Every file in the responses of a data folder, relative to it."""
    found = in_folder(folder, "responses/**/*")
    return [path.relative_to(folder) for path in found if path.is_file()]


def irregular_files(folder: Path) -> list[Path]:
    """Entries among the responses that are neither files nor folders, relative to the data folder.

    Opening a named pipe waits forever for a writer; a link may lead nowhere.
    """
    found = in_folder(folder, "responses/**/*")
    return [path.relative_to(folder) for path in found if not (path.is_file() or path.is_dir())]


def released_years(folder: Path, codebook: Codebook) -> list[Year]:
    """The years of the codebook that a data folder has responses of."""
    names = {path.parent.name for path in response_files(folder)}
    return [year for year in codebook.years if f"year={year}" in names]


def release_hash(manifest: Mapping[str, Any]) -> str:
    """Eight hexadecimal digits for what all numbers depend on: the files, and how they are read.

    Words, dates and notes do not count: the same answers have the same hash.
    """
    files = {name: facts["sha256"] for name, facts in manifest["files"].items()}
    return _hashed({"files": files, "codebook": manifest["codebook"]})[:SHORT_HASH]


def history_entry(manifest: Mapping[str, Any], codebook: Codebook) -> dict[str, Any]:
    """The entry of a version that is kept for good, so that later ones can be compared with it.

    It has the release's hash; a short hash and the rows of every file; by year, a hash of how its
    answers are read.
    """
    years = released_years_of(manifest["files"])
    return {
        "hash": release_hash(manifest),
        "files": {
            name: {"sha256": facts["sha256"][:SHORT_HASH], "rows": facts["rows"]}
            for name, facts in manifest["files"].items()
        },
        "codebook": {
            str(year): _hashed(structure(codebook, [year])["questions"])[:SHORT_HASH]
            for year in years
        },
    }


def has_answers(file: str) -> bool:
    """Whether a file of a manifest holds the answers of a year, not a separate demographic."""
    return Path(file).name == year_file(Path(), 0).name


def version_name(entry: Mapping[str, Any]) -> str:
    """A version with its hash and its day, if it has one: `Version 3 (e7554a99, 2026-11-29)`."""
    known = ", ".join(filter(None, (entry.get("hash"), entry.get("date"))))
    return f"Version {entry['version']}" + (f" ({known})" if known else "")


def day_in_words(day: str) -> str:
    """A day of the record as a sentence has it: `November 29, 2026`."""
    found = date.fromisoformat(day)
    return f"{found:%B} {found.day}, {found.year}"


def year_of(file: str) -> Year:
    """The year that a file of a manifest belongs to."""
    return int(Path(file).parent.name.removeprefix("year="))


def released_years_of(files: Iterable[str]) -> list[Year]:
    """The years that some of a manifest's files belong to."""
    return sorted(set(map(year_of, files)))


def structure(codebook: Codebook, years: Iterable[Year]) -> dict[str, Any]:
    """Everything the responses depend on: questions, kinds, codes, values, keys, by year.

    Wordings, labels, notes and years without responses do not count.
    """
    kept = list(years)
    return {
        "survey": codebook.id,
        "synthetic": codebook.synthetic,
        "k": codebook.privacy.k,
        "singled_out_ceiling": codebook.privacy.singled_out_ceiling,
        "key_attributes": list(codebook.key_attributes),
        "separate": list(codebook.separate),
        "different": codebook.privacy.different,
        "questions": {
            question.id: _hashed(_shape(question, kept))
            for question in codebook.questions.values()
            if any(year in question.asked for year in kept)
        },
    }


def _shape(question: Question, years: Iterable[Year]) -> dict[str, Any]:
    return {
        "kind": question.kind.value,
        "multiple": question.multiple,
        "published": question.published,
        "sensitive": question.sensitive,
        "pick": question.pick,
        "choices": {
            year: [_counted(choice) for choice in question.offered(year)]
            for year in years
            if year in question.asked
        },
        "items": {
            year: [item.id for item in question.shown_items(year)]
            for year in years
            if year in question.asked
        },
    }


def _counted(choice: Choice) -> list[Any]:
    """The properties of a choice that shares and scores depend on."""
    marks = (choice.value, choice.outside, choice.neutral, choice.exclusive, choice.other)
    return [choice.id, choice.low, choice.high, *marks]


def _hashed(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def structure_faults(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Every difference between the codebook that was released and the one at hand."""
    for name in now:
        if name != "questions" and was.get(name) != now[name]:
            yield f"The codebook's {name} was {was.get(name)!r} at the release, now {now[name]!r}."
    before, after = was.get("questions", {}), now["questions"]
    for code in sorted({*before, *after}):
        if code not in after:
            yield f"{code}: this question was in the codebook at the release and no longer is."
        elif code not in before:
            yield f"{code}: this question was not in the codebook at the release."
        elif before[code] != after[code]:
            yield f"{code}: its kind, codes, values or years are not those of the release."


def read_manifest(folder: Path, *, older: bool = False) -> dict[str, Any] | None:
    """The manifest of a folder; None where there is none, an error where it is unreadable.

    An `older` format has at least the history, which a new release continues.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > LARGEST:
            raise DashboardError(f"{path} is larger than a release manifest can be.")
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DashboardError(f"{path} is damaged: {error}.") from error
    formats = range(1, FORMAT + 1) if older else (FORMAT,)
    if not isinstance(manifest, dict) or manifest.get("format") not in formats:
        raise DashboardError(
            f"{path} is not a release manifest of format {FORMAT}; release the folder again."
        )
    if fault := manifest_fault(manifest):
        raise DashboardError(f"{path} is damaged: {fault}.")
    return manifest


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write a manifest, alike for alike content."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
