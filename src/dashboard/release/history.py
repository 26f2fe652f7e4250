"""The status of a figure: whether its release is the current one, and what changed since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError, listed, nearest, unknown
from dashboard.query.reference import NOT_SAID, PREVIEW, Reference
from dashboard.query.url import COMPARE_YEARS
from dashboard.release.manifest import release_hash, released_years_of
from dashboard.responses.schema import year_file

Manifest = Mapping[str, Any]
Entry = Mapping[str, Any]

PERHAPS = "The figure shown, if any, may not be the one meant."


class Standing(StrEnum):
    """How a figure's release stands to the one at hand."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    PREVIEW = "preview"
    UNKNOWN = "unknown"
    NOT_SAID = "not said"


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of a figure, and the sentences that say so.

    `version` is the one that it was made from, None where no version is known to be. `unchanged`
    are the years whose answers, and how they are read, are what they were: a figure that shows no
    other year has the same numbers. `nearest` is the known hash that an unknown one resembles.
    """

    standing: Standing
    says: str
    version: int | None = None
    unchanged: tuple[Year, ...] = ()
    nearest: str | None = None


def release_name(manifest: Manifest | None) -> str:
    """What a reference says behind its @: the release's hash, or that there is none."""
    return PREVIEW if manifest is None else release_hash(manifest)


def fate(
    reference: Reference, manifest: Manifest | None, years: Iterable[Year] | None = None
) -> Fate:
    """What became of a figure, by the manifest of the release at hand; None is a preview.

    `years` are those of whose answers it is said whether they changed: by default the one of the
    figure's view, or every year, where years are compared. Some figures show more than that.
    """
    name = reference.release
    if name == PREVIEW:
        return Fate(
            standing=Standing.PREVIEW,
            says="Made from a preview of answers that were not released; whether they match the "
            f"current data is unknown. {PERHAPS}",
        )
    if name == NOT_SAID:
        at_hand = "a preview" if manifest is None else f"version {manifest['version']}"
        return Fate(
            standing=Standing.NOT_SAID,
            says="The reference does not say which release it was made from; the current data is "
            f"{at_hand}. {PERHAPS}",
        )
    if manifest is None:
        return Fate(
            standing=Standing.UNKNOWN,
            says="The current data is a preview without a history; whether it matches release "
            f"{name!r} is unknown. {PERHAPS}",
        )
    if name == release_hash(manifest):
        version = manifest["version"]
        return Fate(
            standing=Standing.CURRENT,
            says=f"Made from version {version}, the current one.",
            version=version,
            unchanged=tuple(released_years_of(manifest["files"])),
        )
    changes: list[Entry] = manifest["changes"]
    made_from = [place for place, entry in enumerate(changes) if entry.get("hash") == name]
    if not made_from:
        return _unknown(name, changes)
    wanted = reference.address
    shown = (
        years if years is not None else None if wanted.compare == COMPARE_YEARS else [wanted.year]
    )
    return _superseded(changes[made_from[-1] :], shown)


def _unknown(name: str, changes: Sequence[Entry]) -> Fate:
    known = [entry["hash"] for entry in reversed(changes) if "hash" in entry]
    return Fate(
        standing=Standing.UNKNOWN,
        says=f"{unknown('release', name, known)} No version of this survey has it. {PERHAPS}",
        nearest=nearest(name, known),
    )


def _superseded(since: Sequence[Entry], years: Iterable[Year] | None) -> Fate:
    """The fate of a figure made from the first of some versions, of which the last is at hand."""
    first, last = since[0], since[-1]
    says = [f"Made from version {first['version']}."]
    says += [
        f"Version {after['version']}: {change_in_words(before, after)}."
        for before, after in pairwise(since)
    ]
    released = released_years_of([*first["files"], *last["files"]])
    kept = {year for year in released if _of_year(first, year) == _of_year(last, year)}
    unchanged = tuple(year for year in released if year in kept and _read_alike(first, last, year))
    shown = set(released if years is None else years)
    if shown and shown <= kept:
        same = shown <= set(unchanged)
        rest = "" if same else ", but the codebook that reads them did"
        says.append(f"The answers of {listed(sorted(shown))} have not changed since{rest}.")
    return Fate(
        standing=Standing.SUPERSEDED,
        says=" ".join(says),
        version=first["version"],
        unchanged=unchanged,
    )


def since(name: str, manifest: Manifest | None, codebook: Codebook) -> list[str]:
    """What is new or corrected since a release, by its hash or version, a sentence each.

    Its record tells which years and separate questions changed; which questions a new year asked
    for the first time, the codebook tells. Raises DashboardError where no version has that name.
    """
    if manifest is None:
        raise DashboardError(f"At hand is a preview: nothing tells what is new since {name}.")
    kept = [entry for entry in manifest["changes"] if "files" in entry]
    places = [at for at, one in enumerate(kept) if name in (one["hash"], str(one["version"]))]
    if not places:
        raise DashboardError(unknown("release", name, [one["hash"] for one in reversed(kept)]))
    after = kept[places[-1] :]
    first, last = after[0], after[-1]
    if first is last:
        return [f"Version {last['version']} ({last['hash']}) is the newest: nothing is new since."]
    says = [
        f"Version {new['version']} ({new['hash']}): {change_in_words(old, new)}."
        for old, new in pairwise(after)
    ]
    added = {*released_years_of(last["files"])} - {*released_years_of(first["files"])}
    fresh = [q.title for q in codebook.questions.values() if q.published and min(q.asked) in added]
    if fresh:
        says.append(f"Asked for the first time: {listed(fresh)}.")
    return says


def change_in_words(before: Entry, after: Entry) -> str:
    """What a version changed against the one before it, with its note: `2024 corrected (why)`."""
    note = after["note"].strip().rstrip(".")
    return "; ".join(_changed(before, after)) + (f" ({note})" if note else "")


def _changed(before: Entry, after: Entry) -> Iterator[str]:
    years = released_years_of([*before["files"], *after["files"]])
    says = [_year_changed(before, after, year) for year in years]
    # What no year's own questions show is said of all: the survey's rules on privacy, or its id.
    yield from [some for some in says if some] or ["the codebook changed"]


def _year_changed(before: Entry, after: Entry, year: Year) -> str:
    old, new = _of_year(before, year), _of_year(after, year)
    if not old or not new:
        return f"{year} {'taken out' if old else 'added'}"
    main = str(year_file(Path(), year))
    if old.get(main) != new.get(main):
        more = new[main]["rows"] - old[main]["rows"]
        what = "added" if more > 0 else "removed"
        people = "respondent" if abs(more) == 1 else "respondents"
        return f"{year} corrected" + (f", {abs(more):,} {people} {what}" if more else "")
    apart = sorted(
        {
            Path(name).name.split(".")[0]
            for name in {*old, *new}
            if name != main and old.get(name) != new.get(name)
        }
    )
    if apart:
        return f"{listed(apart)} of {year} corrected"
    return "" if _read_alike(before, after, year) else f"the codebook of {year} changed"


def _read_alike(before: Entry, after: Entry, year: Year) -> bool:
    """Whether two versions read a year's answers alike."""
    return bool(before["codebook"].get(str(year)) == after["codebook"].get(str(year)))


def _of_year(entry: Entry, year: Year) -> dict[str, Any]:
    return {
        name: facts for name, facts in entry["files"].items() if released_years_of([name]) == [year]
    }
