"""A survey folder opened for its figures, and the views that are wanted of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.codebook import Codebook, Year, read_codebook
from dashboard.exports.exhibit import Exhibit
from dashboard.exports.figure_export import exhibit_of
from dashboard.query.url import Address, newest_year, read_address
from dashboard.release.gate import PREVIEW, gate
from dashboard.release.history import Manifest, release_name
from dashboard.release.manifest import read_manifest
from dashboard.responses import Responses, load_responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import Entry, entry
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk


@dataclass(frozen=True, kw_only=True)
class AtHand:
    """A survey, loaded; `manifest` is that of its release, None where it is only a preview.

    `app` is the dashboard's own address, ending in a slash, or empty where nobody said it.
    """

    responses: Responses
    cache: Cache
    manifest: Manifest | None
    app: str = ""

    @property
    def codebook(self) -> Codebook:
        """The survey as data."""
        return self.responses.codebook

    @property
    def release(self) -> str:
        """What references say behind their @."""
        return release_name(self.manifest)

    @property
    def newest(self) -> Year:
        """The newest year that has responses."""
        return newest_year(self.codebook, self.responses.years)

    def address(self, **parameters: str | Sequence[str]) -> Address:
        """A view by the parameters of an address; DashboardError where one is unknown."""
        given = {
            name: [value] if isinstance(value, str) else list(value)
            for name, value in parameters.items()
        }
        return read_address(given, self.codebook, self.newest)

    def desk(self, address: Address, *, narrow: bool = False) -> Desk:
        """One view of the survey."""
        return Desk(
            responses=self.responses,
            chosen=choices_of(self.responses, address),
            cache=self.cache,
            release=self.release,
            narrow=narrow,
        )

    def exhibit(self, desk: Desk, one: Entry) -> Exhibit:
        """A figure as it is taken away; without the dashboard's address it has no link."""
        made = exhibit_of(desk, one, self.app)
        return made if self.app else replace(made, link="")

    def exhibit_by(self, address: Address, id: str) -> Exhibit:
        """The same by its id."""
        desk = self.desk(address)
        return self.exhibit(desk, entry(desk, id))


def at_hand(folder: Path, environment: Mapping[str, str], app: str = "") -> AtHand:
    """A folder opened; DashboardError where it was not released and no preview is asked for."""
    codebook = read_codebook(folder)
    refusal = gate(folder, codebook)
    # What runs on the command line is seen on this machine only.
    if refusal is not None and environment.get(PREVIEW) != "1":
        raise refusal
    responses = load_responses(codebook)
    return AtHand(
        responses=responses,
        cache=Cache(),
        manifest=read_manifest(folder) if refusal is None else None,
        app=f"{app.rstrip('/')}/" if app else "",
    )
