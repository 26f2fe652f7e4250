"""The static twin: a folder of plain files for every usual figure, to be hosted anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboard.codebook import Year
from dashboard.errors import DashboardError
from dashboard.exports.batch.batch_run import (
    Progress,
    Told,
    Wanted,
    each_made,
    faults_by_topic,
    not_made,
    told_of,
)
from dashboard.exports.batch.book import fewer_dots
from dashboard.exports.batch.figure_files import Camera, Look, Made, photographed
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.batch.request import wanted
from dashboard.exports.batch.staging import in_place_of
from dashboard.exports.captions import cell_words, long_citation, short_alt
from dashboard.exports.data.metadata import metadata_json
from dashboard.exports.data.tidy import data_csv
from dashboard.exports.exhibit import Exhibit
from dashboard.figures.presets import PRESETS, SYNTHETIC_NOTICE, Preset
from dashboard.query.url import Address
from dashboard.stories.catalogue import entry

MARK = "index.html"
FOLDER, EMBED = "figures", "embed"
PHONE = Preset(label="Phone", width=380, height=320, grows=True)
"""For screens on which a report's letters would be too small."""
NARROW = 620
"""Pixels of a screen up to which the picture for phones is shown."""
CARD = PRESETS["card"]

# By what stands behind the figure's name in its pictures.
LOOKS = {
    ".svg": Look(format="svg"),
    ".png": Look(format="png"),
    "-dark.svg": Look(format="svg", mode="dark"),
    "-card.png": Look(format="png", preset=CARD),
}
ON_PHONES = {
    "-phone.svg": Look(format="svg", preset=PHONE),
    "-phone-dark.svg": Look(format="svg", preset=PHONE, mode="dark"),
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A figure as its page shows it: `pictures` are the names that its files end in."""

    exhibit: Exhibit
    pictures: frozenset[str]
    before: "Shown | None" = None

    @property
    def id(self) -> str:
        """The figure's id, which its files are called by."""
        return self.exhibit.figure.id

    @property
    def page(self) -> str:
        """Where its page lies."""
        return f"{FOLDER}/{self.id}.html"

    @property
    def description(self) -> str:
        """What link previews and search engines say of it."""
        figure = self.exhibit.figure
        return " ".join([*figure.facts[:2], figure.base]).strip() or figure.subtitle

    @property
    def alt(self) -> str:
        """The short alt text."""
        return short_alt(self.exhibit)

    @property
    def citation(self) -> str:
        """The citation."""
        return long_citation(self.exhibit)

    @property
    def rows(self) -> list[list[str]]:
        """The table's cells as they are read."""
        table = self.exhibit.figure.table
        units = [column.unit for column in table.columns]
        return [
            [cell_words(value, unit) for value, unit in zip(row, units, strict=True)]
            for row in table.rows
        ]


def publish(
    survey: AtHand,
    year: Year,
    folder: Path,
    *,
    names: Sequence[str] = (),
    site: str = "",
    pages: int | None = None,
    progress: Progress | None = None,
) -> list[Told]:
    """Write the twin of a year in the place of one that is there; what became of each figure.

    `names` are the figures, the usual ones if not given; `site` is where the folder will be
    served, for previews of links and the sitemap. Raises DashboardError, with everything left as
    it was, where the folder is somebody else's or cannot be written, and where pictures cannot be
    made on this machine.
    """
    site = f"{site.rstrip('/')}/" if site else ""
    view = survey.address(year=str(year))
    asked = [_cited(one, survey, site) for one in wanted(survey, names, [view])]
    told: list[Told] = []
    shown: list[Shown] = []
    with in_place_of(folder, MARK) as new:
        make = partial(_made, survey=survey, view=view)
        for one, result in each_made(asked, make, pages=pages, progress=progress):
            if isinstance(result, DashboardError):
                told.append(not_made(one, result))
                continue
            if result.failed:
                raise DashboardError(
                    f"Nothing was written to {folder}. {next(iter(result.missing.values()))}"
                )
            told.append(told_of(result))
            _write(new, {f"{FOLDER}/{name}": content for name, content in result.written.items()})
            pictures = frozenset({*LOOKS, *ON_PHONES} - set(result.missing))
            shown.append(Shown(exhibit=result.exhibit, pictures=pictures))
        if not shown:
            raise DashboardError(f"Nothing was written to {folder}: {year} has no figure.")
        _write(new, dict(_pages(survey, year, shown, site, faults_by_topic(told))))
    return told


def _cited(one: Wanted, survey: AtHand, site: str) -> Wanted:
    """A figure whose link is its page here, where it has no live one."""
    if survey.app or not site:
        return one

    def draw() -> Exhibit:
        exhibit = one.draw()
        return replace(exhibit, link=f"{site}{FOLDER}/{quote(exhibit.figure.id)}.html")

    return replace(one, draw=draw)


def _made(exhibit: Exhibit, camera: Camera, survey: AtHand, view: Address) -> Made:
    """A figure's pictures and data; on phones it is drawn as the app draws it there."""
    desk = survey.desk(view, narrow=True)
    narrow = survey.exhibit(desk, entry(desk, exhibit.figure.id)).figure
    id = exhibit.figure.id
    files, missing, failed = dict[str, bytes](), dict[str, str](), False
    for figure, looks in ((exhibit.figure, LOOKS), (narrow, ON_PHONES)):
        taken = photographed(camera, figure, looks)
        files |= {id + ending: content for ending, content in taken.pictures.items()}
        missing |= taken.missing
        failed |= taken.failed
    if f"{id}.png" in files:
        files[f"{id}.png"] = fewer_dots(files[f"{id}.png"])
    files[f"{id}.csv"] = data_csv(exhibit).encode()
    files[f"{id}.json"] = metadata_json(exhibit).encode()
    return Made(exhibit=exhibit, written=files, missing=missing, failed=failed)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _pages(
    survey: AtHand,
    year: Year,
    shown: Sequence[Shown],
    site: str,
    left_out: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, bytes]]:
    """Every page, the style and what search engines read, by name."""
    codebook = survey.codebook
    environment = Environment(
        loader=PackageLoader("dashboard.exports.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["address"] = quote
    environment.globals |= {
        "survey": codebook,
        "year": year,
        "release": survey.release,
        "released": survey.manifest is not None,
        "synthetic": SYNTHETIC_NOTICE if codebook.synthetic else "",
        "site": site,
        "app": survey.app,
        "narrow": NARROW,
        "card": CARD,
        "phone": PHONE,
    }

    def write(name: str, **given: object) -> bytes:
        return environment.get_template(name).render(given).encode()

    topics = [
        (topic, list(figures)) for topic, figures in groupby(shown, lambda one: one.exhibit.topic)
    ]
    drawn = {topic for topic, _ in topics}
    topics += [(topic, []) for topic in left_out if topic not in drawn]
    yield (
        "index.html",
        write("index.html", topics=topics, left_out=left_out, root="", here="index.html"),
    )
    places = zip(shown, [None, *shown[:-1]], [*shown[1:], None], strict=True)
    for one, before, after in places:
        given = {"one": one, "before": before, "after": after, "root": "../"}
        yield one.page, write("figure.html", here=one.page, **given)
        embedded = f"{EMBED}/{one.id}.html"
        yield embedded, write("embed.html", here=embedded, **given)
    yield "style.css", write("style.css")
    yield "robots.txt", write("robots.txt")
    yield ".nojekyll", b""
    if site:
        yield "sitemap.xml", write("sitemap.xml", shown=shown)
