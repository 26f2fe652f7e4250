"""An exhibit: a figure with everything that goes with it when it is taken away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.figures.figure import Figure
from dashboard.figures.presets import BARE


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A figure of one view, and what somebody who was not there needs to trust and cite it.

    `reference` names exactly this figure: its id, its view and the release, as it stands in the
    footer of every picture. `name` is what its files are called, without an ending. `link` leads
    to it, `wordings` hold (title, wording) of the questions it shows, `sql` gives its counts,
    bases and shares from the published files. `year` is that of its newest results. `citation`
    is that of the edition, `bibtex` the figure's own entry.

    `filters` are (name, codes) as the view has them, None where nobody said; `release` is the
    hash of the release. `own_title` is the title that the survey gives the figure, by which it is
    cited, where its collector gave it another one.
    """

    figure: Figure
    reference: str
    name: str
    topic: str
    year: int
    link: str
    wordings: tuple[tuple[str, str], ...]
    method: str
    citation: str
    bibtex: str
    licence: str
    sql: str
    filters: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    release: str = ""
    own_title: str = ""

    @property
    def file_name(self) -> str:
        """The name as any file system takes it."""
        return re.sub(r"[^A-Za-z0-9_-]+", "-", self.name).strip("-") or "figure"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An exhibit as somebody takes it away: a remark of their own, and the pictures made of it.

    `pictures` are by ending, with the preset before it where it is not the usual one: "svg",
    "png", "slide.png". `missing` says for an ending why there is no such picture.
    """

    exhibit: Exhibit
    remark: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)

    def drawing(self, ending: str) -> bytes | None:
        """The picture with this ending for a document: without words, if there is such a one."""
        found = self.pictures.get(f"{BARE}.{ending}")
        return self.picture(ending) if found is None else found

    def picture(self, ending: str) -> bytes | None:
        """A picture with this ending, for a report where there are several sizes."""
        for key in (ending, f"report.{ending}", *sorted(self.pictures)):
            if key.startswith(f"{BARE}."):
                continue
            if key in self.pictures and key.rpartition(".")[2] == ending:
                return self.pictures[key]
        return None
