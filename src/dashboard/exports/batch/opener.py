"""A survey folder opened for its figures, and the views that are wanted of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.codebook import Codebook, Year, read_codebook
from dashboard.exports.exhibit import Exhibit
from dashboard.exports.figure_export import exhibit_of
from dashboard.exports.opening import Survey, open_survey
from dashboard.query.url import Address, newest_year, read_address
from dashboard.release.gate import PREVIEW
from dashboard.release.history import Manifest
from dashboard.responses import Responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import Entry
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk


@dataclass(frozen=True, kw_only=True)
class AtHand:
    """A survey, opened, and what is computed of it.

    `app` is the dashboard's own address, ending in a slash, or empty where nobody said it.
    """

    survey: Survey
    cache: Cache
    app: str = ""

    @property
    def responses(self) -> Responses:
        """Its responses."""
        return self.survey.responses

    @property
    def manifest(self) -> Manifest | None:
        """The manifest of its release; None where it is only a preview."""
        return self.survey.manifest

    @property
    def codebook(self) -> Codebook:
        """The survey as data."""
        return self.survey.codebook

    @property
    def release(self) -> str:
        """What references say behind their @."""
        return self.survey.release

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
            chosen=choices_of(self.responses, address, self.cache, self.survey.stamp),
            cache=self.cache,
            stamp=self.survey.stamp,
            release=self.release,
            marks=self.survey.marks,
            narrow=narrow,
        )

    def exhibit(self, desk: Desk, one: Entry) -> Exhibit:
        """A figure as it is taken away; without the dashboard's address it has no link."""
        made = exhibit_of(desk, one, self.app)
        return made if self.app else replace(made, link="")


def at_hand(folder: Path, environment: Mapping[str, str], app: str = "") -> AtHand:
    """A folder opened; DashboardError where it was not released and no preview is asked for."""
    codebook = read_codebook(folder)
    # What runs on the command line is seen on this machine only.
    survey = open_survey(codebook, preview=environment.get(PREVIEW) == "1")
    return AtHand(
        survey=survey,
        cache=Cache(),
        app=f"{app.rstrip('/')}/" if app else "",
    )
