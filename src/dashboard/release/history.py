"""The status of a figure: whether its release is the current one, and what changed since."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from dashboard.codebook import Codebook, Year
from dashboard.errors import DashboardError, how_many, listed, nearest, unknown
from dashboard.query.reference import NOT_SAID, PREVIEW, Reference
from dashboard.query.url import COMPARE_YEARS
from dashboard.release.manifest import (
    release_hash,
    released_years_of,
    version_name,
    year_of,
)
from dashboard.responses.schema import year_file

Manifest = Mapping[str, Any]
Entry = Mapping[str, Any]

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PERHAPS = "The figure shown, if any, may not be the one meant."


class Standing(StrEnum):
    """The relation of a figure's release to the current one."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    PREVIEW = "preview"
    UNKNOWN = "unknown"
    NOT_SAID = "not said"


@dataclass(frozen=True, kw_only=True)
class Fate:
    """The status of a figure, and the sentences that say so.

    `version` is the one it was made from, None where it is unknown. `unchanged` are the years whose
    answers, and how they are read, have not changed: a figure of these years only has the same
    numbers. `nearest` is the known hash that an unknown one resembles.
    """

    standing: Standing
    says: str
    version: int | None = None
    unchanged: tuple[Year, ...] = ()
    nearest: str | None = None


def release_name(manifest: Manifest | None) -> str:
    """The part of a reference after @: the hash of the release, or that there is none."""
    return PREVIEW if manifest is None else release_hash(manifest)


def fate(
    reference: Reference, manifest: Manifest | None, years: Iterable[Year] | None = None
) -> Fate:
    """The status of a figure, by the manifest of the current release; None is a preview.

    `years` are those whose changes matter: by default the year of the figure's view, or every year
    where years are compared. Some figures show more than that.
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
    """The status of a figure made from the first of some versions; the last is current."""
    first, last = since[0], since[-1]
    says = [f"Made from version {first['version']}."]
    says += [
        f"Version {after['version']}: {change_in_words(before, after)}."
        for before, after in pairwise(since)
    ]
    released = released_years_of([*first["files"], *last["files"]])
    kept = {year for year in released if _of_year(first, year) == _of_year(last, year)}
    unchanged = tuple(year for year in released if year in kept and _read_alike(first, last, year))
    says += _verdict(set(released if years is None else years), first, kept, set(unchanged))
    return Fate(
        standing=Standing.SUPERSEDED,
        says=" ".join(says),
        version=first["version"],
        unchanged=unchanged,
    )


def _verdict(
    shown: set[Year], first: Entry, kept: set[Year], unchanged: set[Year]
) -> Iterator[str]:
    """Whether the numbers of a figure of these years have changed since a version.

    A manifest has no numbers and no answers of earlier versions, only which files were the same.
    """
    if not shown:
        return
    if shown <= unchanged:
        answers = f"the answers of {listed(sorted(shown))} are the same"
        yield f"The numbers of this figure have not changed since: {answers}."
        return
    new = shown - {*released_years_of(first["files"])}
    corrected, reread = shown - new - kept, (shown & kept) - unchanged
    why = [f"the answers of {listed(sorted(corrected))} were corrected"] if corrected else []
    why += [f"the codebook that reads {listed(sorted(reread))} changed"] if reread else []
    if new:
        yield f"The figure now shows {listed(sorted(new))}, too, which was added since."
    if why:
        numbers = "its other numbers" if new else "its numbers"
        yield (
            f"Whether {numbers} have changed is unknown: {' and '.join(why)}, and a release "
            "keeps no earlier answers to compare with."
        )
    elif same := shown - new:
        yield f"Its numbers of {listed(sorted(same))} have not changed."


def since(name: str, manifest: Manifest | None, codebook: Codebook) -> list[str]:
    """The news since a release, named by its hash, version or day, one sentence each.

    A day means the last release up to it. The release record says which years and separate
    questions changed; the codebook says which questions a new year asked for the first time. Raises
    DashboardError where no version has that name.
    """
    if manifest is None:
        raise DashboardError(f"The current data is a preview; what is new since {name} is unknown.")
    kept = [entry for entry in manifest["changes"] if "files" in entry]
    after = kept[_place(name, kept) :]
    first, last = after[0], after[-1]
    if first is last:
        return [f"{version_name(last)} is the newest: nothing is new since."]
    says = [f"Compared with v{version_name(first)[1:]}."]
    says += [f"{version_name(new)}: {change_in_words(old, new)}." for old, new in pairwise(after)]
    added = {*released_years_of(last["files"])} - {*released_years_of(first["files"])}
    fresh = [q.title for q in codebook.questions.values() if q.published and min(q.asked) in added]
    if fresh:
        says.append(f"Asked for the first time: {listed(fresh)}.")
    return says


def _place(name: str, kept: Sequence[Entry]) -> int:
    """The place of the release of this name in the history."""
    dated = [at for at, one in enumerate(kept) if one.get("date")]
    if DAY.fullmatch(name):
        if before := [at for at in dated if kept[at]["date"] <= name]:
            return before[-1]
        first = (
            f"the first with a date is of {kept[dated[0]]['date']}" if dated else "none has a date"
        )
        raise DashboardError(f"No release is known until {name}: {first}.")
    places = [at for at, one in enumerate(kept) if name in (one["hash"], str(one["version"]))]
    if not places:
        raise DashboardError(unknown("release", name, [one["hash"] for one in reversed(kept)]))
    return places[-1]


def released_on(manifest: Manifest | None, years: Iterable[Year]) -> str | None:
    """The day of the newest version that changed any of some years; None where it has none."""
    kept = [] if manifest is None else [one for one in manifest["changes"] if "files" in one]
    wanted, found = set(years), None
    for old, new in pairwise([{"files": {}, "codebook": {}}, *kept]):
        if any(_year_changed(old, new, year) for year in wanted):
            found = new.get("date")
    return found


def change_in_words(before: Entry, after: Entry) -> str:
    """The changes of a version against the one before, with its note: `2024 corrected (why)`."""
    note = after["note"].strip().rstrip(".")
    return "; ".join(_changed(before, after)) + (f" ({note})" if note else "")


def _changed(before: Entry, after: Entry) -> Iterator[str]:
    years = released_years_of([*before["files"], *after["files"]])
    says = [_year_changed(before, after, year) for year in years]
    # A change that no year's questions show concerns all: the rules on privacy, or the survey's id.
    yield from [some for some in says if some] or ["the codebook changed"]


def _year_changed(before: Entry, after: Entry, year: Year) -> str:
    old, new = _of_year(before, year), _of_year(after, year)
    if not old or not new:
        return f"{year} {'taken out' if old else 'added'}"
    main = str(year_file(Path(), year))
    if old.get(main) != new.get(main):
        more = new[main]["rows"] - old[main]["rows"]
        what = "added" if more > 0 else "removed"
        return f"{year} corrected" + (
            f", {how_many(abs(more), 'respondent')} {what}" if more else ""
        )
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
    return {name: facts for name, facts in entry["files"].items() if year_of(name) == year}
