"""One figure as files: the formats and sizes that were ordered, and what could not be made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dashboard.errors import DashboardError, unknown
from dashboard.exports.bundle import picture_name
from dashboard.exports.captions import caption, long_citation, short_alt, short_citation
from dashboard.exports.data.metadata import metadata_json
from dashboard.exports.data.spreadsheet import xlsx
from dashboard.exports.data.tidy import data_csv, table_csv
from dashboard.exports.exhibit import Exhibit, Taken
from dashboard.exports.pictures.chromium import (
    BrowserHangs,
    BrowserLost,
    NoBrowser,
    find_chromium,
    no_browser,
)
from dashboard.exports.pictures.image_studio import FORMATS, Studio
from dashboard.figures.figure import Figure
from dashboard.figures.palette import Mode
from dashboard.figures.presets import BARE, PRESETS, Preset, bare

USUAL = "report"
"""The size that files do not name."""
MOST_LOST = 3
"""Figures in a row over which Chromium may end before no more are tried."""


def alt_text(exhibit: Exhibit) -> str:
    """The short alt text, then the long one."""
    return f"{short_alt(exhibit)}\n\n{exhibit.figure.alt}\n"


def citations(exhibit: Exhibit) -> str:
    """The short citation, the long one, and the entry for BibTeX."""
    return f"{short_citation(exhibit)}\n\n{long_citation(exhibit)}\n\n{exhibit.bibtex.strip()}\n"


# By format: how its files end, and how they are made.
WRITTEN: dict[str, tuple[str, Callable[[Exhibit], str]]] = {
    "csv": (".csv", data_csv),
    "table": (".table.csv", table_csv),
    "json": (".metadata.json", metadata_json),
    "alt": (".alt.txt", alt_text),
    "caption": (".caption.txt", lambda exhibit: caption(exhibit) + "\n"),
    "citation": (".citation.txt", citations),
    "sql": (".sql", lambda exhibit: exhibit.sql and exhibit.sql.rstrip() + "\n"),
}
WORKBOOK = "xlsx"
NO_STATEMENT = "No query reproduces this figure."
EVERY_FORMAT = (*FORMATS, "csv", WORKBOOK, *(name for name in WRITTEN if name != "csv"))


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one picture is to look."""

    format: str
    preset: Preset = PRESETS[USUAL]
    mode: Mode = "light"


@dataclass(frozen=True, kw_only=True)
class Photographed:
    """A figure's pictures by key; `missing` says of a key why there is none.

    `failed` is whether one is missing for a reason that is the machine's, not the figure's.
    """

    pictures: Mapping[str, bytes]
    missing: Mapping[str, str]
    failed: bool


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be made of each figure; DashboardError for a format or size that is unknown.

    `documents`: also without words, for documents that have the words in their own text.
    """

    formats: tuple[str, ...] = ("svg", "png", "csv")
    sizes: tuple[str, ...] = (USUAL,)
    mode: Mode = "light"
    transparent: bool = False
    documents: bool = False

    def __post_init__(self) -> None:
        for name in self.formats:
            if name not in EVERY_FORMAT:
                raise DashboardError(unknown("format", name, EVERY_FORMAT))
        for name in self.sizes:
            if name not in PRESETS:
                raise DashboardError(unknown("size of pictures", name, PRESETS))

    @property
    def looks(self) -> dict[str, Look]:
        """The pictures by what stands behind the name: "svg", "slide_dark.png"."""
        looks = {
            self._key(size, name): Look(format=name, preset=PRESETS[size], mode=self.mode)
            for size in self.sizes
            for name in FORMATS
            if name in self.formats
        }
        if self.documents:
            preset = bare(PRESETS[USUAL])
            looks |= {f"{BARE}.{name}": Look(format=name, preset=preset) for name in ("svg", "png")}
        return looks

    def _key(self, size: str, ending: str) -> str:
        parts = [size] if size != USUAL else []
        parts += [self.mode] if self.mode != "light" else []
        parts += ["transparent"] if self.transparent else []
        return f"{'_'.join(parts)}.{ending}" if parts else ending


@dataclass(frozen=True, kw_only=True)
class Made:
    """What was made of a figure: pictures by key ("svg", "slide.png"), other files by name.

    `missing` says of a picture or a format why there is none, `failed` as for pictures.
    """

    exhibit: Exhibit
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    written: Mapping[str, bytes] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    failed: bool = False

    @property
    def files(self) -> dict[str, bytes]:
        """Everything by file name."""
        name = self.exhibit.file_name
        drawn = {picture_name(name, key): content for key, content in self.pictures.items()}
        return drawn | dict(self.written)

    @property
    def taken(self) -> Taken:
        """The figure with its pictures, for bundles and drafts."""
        return Taken(exhibit=self.exhibit, pictures=self.pictures, missing=self.missing)


class Camera:
    """Takes pictures while the browser lasts: what it cannot do at all it does not try for ever."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.broken: DashboardError | None = no_browser() if find_chromium() is None else None
        self._lost = 0

    def pictures(
        self,
        figure: Figure,
        preset: Preset,
        formats: tuple[str, ...],
        mode: Mode = "light",
        transparent: bool = False,
    ) -> dict[str, bytes | DashboardError]:
        """A figure's pictures by format, or for a format the error that says why."""

        def take(*formats: str) -> dict[str, bytes] | DashboardError:
            return self._taken(figure, preset, formats, mode, transparent)

        taken = take(*formats)
        if not isinstance(taken, DashboardError):
            return {name: taken[name] for name in formats}
        if machines_fault(taken) or len(formats) == 1:
            return dict.fromkeys(formats, taken)
        # One format may be too tall where another is not.
        found: dict[str, bytes | DashboardError] = {}
        for name in formats:
            one = take(name)
            found[name] = one if isinstance(one, DashboardError) else one[name]
        return found

    def _taken(
        self,
        figure: Figure,
        preset: Preset,
        formats: tuple[str, ...],
        mode: Mode,
        transparent: bool,
    ) -> dict[str, bytes] | DashboardError:
        if self.broken is not None:
            return self.broken
        try:
            pictures = self.studio.pictures(
                figure, preset, formats, mode=mode, transparent=transparent
            )
        except DashboardError as error:
            if machines_fault(error):
                self._lost += 1
                hopeless = isinstance(error, NoBrowser) or isinstance(error.__cause__, BrowserHangs)
                if hopeless or self._lost >= MOST_LOST:
                    self.broken = error
            return error
        self._lost = 0
        return pictures


def photographed(
    camera: Camera, figure: Figure, looks: Mapping[str, Look], transparent: bool = False
) -> Photographed:
    """A figure's pictures by the keys of their looks; those that differ in format are one work."""
    works: dict[tuple[Preset, Mode], dict[str, str]] = {}
    for key, look in looks.items():
        works.setdefault((look.preset, look.mode), {})[look.format] = key
    pictures, missing, failed = dict[str, bytes](), dict[str, str](), False
    for (preset, mode), keys in works.items():
        taken = camera.pictures(figure, preset, tuple(keys), mode, transparent)
        for name, picture in taken.items():
            if isinstance(picture, bytes):
                pictures[keys[name]] = picture
            else:
                missing[keys[name]] = str(picture)
                failed |= machines_fault(picture)
    return Photographed(pictures=pictures, missing=missing, failed=failed)


def made(exhibit: Exhibit, camera: Camera, order: Order) -> Made:
    """Everything ordered of one figure."""
    taken = photographed(camera, exhibit.figure, order.looks, order.transparent)
    missing, written, name = dict(taken.missing), dict[str, bytes](), exhibit.file_name
    for form, (ending, write) in WRITTEN.items():
        if form in order.formats:
            text = write(exhibit)
            if text:
                written[name + ending] = text.encode()
            else:
                missing[form] = NO_STATEMENT
    if WORKBOOK in order.formats:
        written[f"{name}.xlsx"] = xlsx(exhibit)
    return Made(
        exhibit=exhibit,
        pictures=taken.pictures,
        written=written,
        missing=missing,
        failed=taken.failed,
    )


def machines_fault(error: DashboardError) -> bool:
    """Whether a picture is missing because of the machine: no Chromium, or one that ended."""
    return isinstance(error, NoBrowser) or isinstance(error.__cause__, BrowserLost)
