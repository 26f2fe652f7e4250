"""Which figures are wanted: ids in some views, whole references, the usual ones, or all."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from dashboard.errors import DashboardError
from dashboard.exports.batch.batch_run import Wanted
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.figure_export import reference_to
from dashboard.query.reference import Reference, parse_reference
from dashboard.query.url import Address
from dashboard.release.history import Standing, fate
from dashboard.stories.catalogue import Entry, all_figures, default_figures, entry
from dashboard.stories.view import Desk

REFERENCE_MARKS = "?@"


def wanted(
    survey: AtHand,
    names: Sequence[str],
    views: Sequence[Address],
    *,
    every: bool = False,
    note: Callable[[str], object] = lambda text: None,
) -> list[Wanted]:
    """The figures of these names, each once; without names the usual figures, or `every` one.

    A name with a `?` or an `@` is a whole reference and brings its own view; `note` is told what
    became of its release. Raises DashboardError for a name or a release that is unknown.
    """
    found: dict[str, Wanted] = {}
    if names:
        for name in names:
            for desk, one in _named(survey, name, views, note):
                found |= _one(survey, desk, one)
        return list(found.values())
    for view in views:
        desk = survey.desk(view)
        for one in (all_figures if every else default_figures)(desk).values():
            found |= _one(survey, desk, one)
    return list(found.values())


def _named(
    survey: AtHand, name: str, views: Sequence[Address], note: Callable[[str], object]
) -> Iterator[tuple[Desk, Entry]]:
    if not any(mark in name for mark in REFERENCE_MARKS):
        for view in views:
            desk = survey.desk(view)
            yield desk, entry(desk, name)
        return
    reference = parse_reference(name, survey.codebook, survey.newest)
    _noted(survey, reference, note)
    desk = survey.desk(reference.address)
    yield desk, entry(desk, reference.figure)


def _noted(survey: AtHand, reference: Reference, note: Callable[[str], object]) -> None:
    """Say what became of a reference's release; one that nobody knows is refused."""
    became = fate(reference, survey.manifest)
    if became.standing is Standing.UNKNOWN:
        raise DashboardError(f"{reference}: {became.says}")
    same_preview = became.standing is Standing.PREVIEW and survey.manifest is None
    if became.standing is not Standing.CURRENT and not same_preview:
        note(f"{reference}: {became.says} The files are of {survey.release}.")


def _one(survey: AtHand, desk: Desk, one: Entry) -> dict[str, Wanted]:
    reference = str(reference_to(desk, one.id))
    return {
        reference: Wanted(
            reference=reference, topic=one.heading, draw=partial(survey.exhibit, desk, one)
        )
    }
