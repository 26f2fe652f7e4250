"""The static twin: a folder of plain files for every usual figure, to be hosted anywhere."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from urllib.parse import quote

from dashboard.codebook import Year
from dashboard.errors import DashboardError
from dashboard.exports.batch.batch_run import (
    Progress,
    Told,
    Wanted,
    each_made,
    faults_by_topic,
    not_made,
    pages_at_once,
    told_of,
)
from dashboard.exports.batch.book import fewer_dots
from dashboard.exports.batch.figure_files import Camera, Look, Made, photographed
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.batch.request import wanted
from dashboard.exports.batch.staging import in_place_of
from dashboard.exports.captions import FOLLOW_HEIGHT, cell_words, long_citation, short_alt
from dashboard.exports.data.metadata import metadata_json
from dashboard.exports.data.tidy import data_csv
from dashboard.exports.exhibit import Exhibit
from dashboard.exports.pictures.image_studio import Studio
from dashboard.exports.site.about_pages import data_files
from dashboard.exports.site.rendering import FRONT, environment_of
from dashboard.exports.site.survey_pages import Bundles, first_views, font, style, survey_pages
from dashboard.exports.site.world import world_files
from dashboard.figures.payload import source
from dashboard.figures.presets import PRESETS, Preset
from dashboard.query.url import Address
from dashboard.stories.catalogue import entry

MARK = "index.html"
FOLDER, EMBED = "figures", "embed"
HEIGHT_SCRIPT = "height.js"
TELL_HEIGHT = 'tellHeight(document.querySelector("html"));'
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
    pictures: bool = True,
    progress: Progress | None = None,
) -> list[Told]:
    """Write the twin of a year in the place of one that is there; what became of each figure.

    `names` are figures, whose pages are written alone; without them it is the whole site: pages
    with views, those about the survey, and a page for every usual figure. `site` is where the
    folder will be served, for previews of links and the sitemap; without `pictures` descriptions
    stand in their place. Files that did not change stay the same files. Raises DashboardError,
    with everything left as it was, where the folder is somebody else's or cannot be written, and
    where pictures cannot be made on this machine.
    """
    site = f"{site.rstrip('/')}/" if site else ""
    view = survey.address(year=str(year))
    asked = [_cited(one, survey, site) for one in wanted(survey, names, [view])]
    told: list[Told] = []
    shown: list[Shown] = []
    with in_place_of(folder, MARK) as new:
        write = partial(_write, new, folder)
        # Views are computed in processes of their own while everything else is made here.
        bundles = None if names else Bundles(survey, folder, pages or pages_at_once())
        try:
            steps = bundles.steps if bundles is not None else 0
            counted = _Counted(progress, (len(asked) if pictures else 0) + steps)
            make = partial(_made if pictures else _written, survey=survey, view=view)
            each = each_made(asked, make, pages=pages, progress=counted.figures)
            for one, result in each:
                if isinstance(result, DashboardError):
                    told.append(not_made(one, result))
                    continue
                if result.failed:
                    raise DashboardError(
                        f"Nothing was written to {folder}. {next(iter(result.missing.values()))}"
                    )
                told.append(told_of(result))
                for name, content in result.written.items():
                    write(f"{FOLDER}/{name}", content)
                made = frozenset({*LOOKS, *ON_PHONES} - set(result.missing)) if pictures else None
                shown.append(Shown(exhibit=result.exhibit, pictures=made or frozenset()))
            if not shown:
                raise DashboardError(f"Nothing was written to {folder}: {year} has no figure.")
            left_out = faults_by_topic(told)
            listing = ""
            for name, content in _pages(survey, year, shown, site, left_out):
                if name == MARK and bundles is not None:
                    listing = _main_of(content.decode())
                else:
                    write(name, content)
            if bundles is not None:
                with Studio(pages or pages_at_once()) as studio:
                    first = first_views(survey, studio if pictures else None)
                for name, content in chain(data_files(survey), world_files(survey, shown, site)):
                    write(name, content)
                views = bundles.write(write, counted.step)
                for name, content in survey_pages(
                    survey, first, views, site=site, listing=listing, cards=_cards(survey, shown)
                ):
                    write(name, content)
        finally:
            if bundles is not None:
                bundles.close()
    return told


class _Counted:
    """The steps of all work together, for whoever watches."""

    def __init__(self, progress: Progress | None, whole: int) -> None:
        self.progress, self.whole, self.figures_done, self.done = progress, whole, 0, 0

    def figures(self, done: int, of: int) -> None:
        """So many figures are made."""
        self.figures_done = done
        self._tell(max(self.whole, of))

    def step(self) -> None:
        """The views of one group more are written."""
        self.done += 1
        self._tell(self.whole)

    def _tell(self, whole: int) -> None:
        if self.progress is not None:
            self.progress(min(self.figures_done + self.done, whole), whole)


def _main_of(page: str) -> str:
    """The list of figures out of the page that has nothing else."""
    return page[page.index('<main id="figures">') + 19 : page.index("</main>")]


def _cards(survey: AtHand, shown: Sequence[Shown]) -> dict[str, str]:
    """By page the figure whose social card stands for it."""
    cards: dict[str, str] = {}
    by_title = {topic.title: topic.id for topic in survey.codebook.topics}
    for one in shown:
        if "-card.png" in one.pictures:
            cards.setdefault(by_title.get(one.exhibit.topic, FRONT), one.id)
    return cards


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


def _written(exhibit: Exhibit, camera: Camera, survey: AtHand, view: Address) -> Made:
    """A figure's data alone."""
    id = exhibit.figure.id
    files = {f"{id}.csv": data_csv(exhibit).encode(), f"{id}.json": metadata_json(exhibit).encode()}
    return Made(exhibit=exhibit, written=files)


def _write(folder: Path, old: Path, name: str, content: bytes) -> None:
    """Write a file; one that stood in the old folder with the same content is taken over."""
    path, before = folder / name, old / name
    path.parent.mkdir(parents=True, exist_ok=True)
    same_size = before.is_file() and before.stat().st_size == len(content)
    if same_size and before.read_bytes() == content:
        with suppress(OSError):  # a disk without links
            path.unlink(missing_ok=True)
            os.link(before, path)
            return
    path.write_bytes(content)


def _pages(
    survey: AtHand,
    year: Year,
    shown: Sequence[Shown],
    site: str,
    left_out: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, bytes]]:
    """Every page, the style and what search engines read, by name."""
    environment = environment_of(
        survey,
        year=year,
        site=site,
        narrow=NARROW,
        card=CARD,
        phone=PHONE,
        follow_height=FOLLOW_HEIGHT,
        height_script=HEIGHT_SCRIPT,
    )

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
    yield "style.css", (write("style.css").decode() + style()).encode()
    if (letters := font()) is not None:
        yield letters
    yield HEIGHT_SCRIPT, f"{source('height.js')}\n{TELL_HEIGHT}\n".encode()
    yield "robots.txt", write("robots.txt")
    yield ".nojekyll", b""
    if site:
        yield "sitemap.xml", write("sitemap.xml", shown=shown)
