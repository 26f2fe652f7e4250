"""The pages of the static site that have views, their bundles, and the pages about the survey."""

import gc
import hashlib
import json
import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dashboard
from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError, contained
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.opening import open_survey
from dashboard.exports.pictures.image_studio import Studio
from dashboard.exports.site.about_pages import codebook_html, data_html, method_html
from dashboard.exports.site.bundles import (
    Bundle,
    bundle_of,
    bundles_of,
    figures_in,
    name_of,
    packed,
    pages_of,
)
from dashboard.exports.site.rendering import FRONT, about, controls_of, environment_of, menu_of
from dashboard.exports.site.views import Who, groups, views_of
from dashboard.figures.palette import Mode, colors
from dashboard.figures.payload import library, library_name, script, source
from dashboard.responses.remembered import Remembered
from dashboard.stories.cache import Cache
from dashboard.stories.front_page import HOW_TO_READ, HOW_TO_READ_TITLE

MODES: tuple[Mode, Mode] = ("light", "dark")
BUNDLES = "bundles"
INDEX = f"{BUNDLES}/index.json"
NARROW_PLOT, WIDE_PLOT = 400, 1080
"""Pixels that plots within a page are drawn for: beside each other or on phones, and alone."""
FONT = "static/static/media/SourceSansVF-Upright*.woff2"
ASSETS = Path(__file__).parent / "assets"
Write = Callable[[str, bytes], object]


_opened: list[AtHand] = []
"""The survey, in a process that computes bundles."""


def _open(folder: Path, app: str) -> None:
    # Whoever starts these processes has passed the gate, or asked for a preview.
    survey = open_survey(read_codebook(folder), preview=True)
    # Every year of a group has its views: they are counted together.
    survey = replace(survey, responses=Remembered.of(survey.responses))
    _opened[:] = [AtHand(survey=survey, cache=Cache(limit=None), app=app)]
    gc.disable()
    gc.freeze()


def _work(who: Who) -> list[tuple[str, str, bytes]]:
    survey = _opened[0]
    made = bundles_of(survey, who)
    # No other group asks for what was computed of this one.
    survey.cache.forget_filtered()
    gc.collect()
    # What stays to the end is looked through once for what could go.
    gc.freeze()
    return made


class Bundles:
    """The bundles of all views: taken over where nothing changed, else computed beside the rest."""

    def __init__(self, survey: AtHand, old: Path, processes: int) -> None:
        self.made_from = _made_from(survey)
        self._old = old
        self._kept = _kept(old, self.made_from)
        self._pool: ProcessPoolExecutor | None = None
        self._coming: list[Future[list[tuple[str, str, bytes]]]] = []
        if self._kept is None:
            self._pool = ProcessPoolExecutor(
                processes,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_open,
                initargs=(survey.codebook.folder, survey.app),
            )
            self._coming = [self._pool.submit(_work, who) for who in groups(survey.codebook)]

    @property
    def steps(self) -> int:
        """How many steps of work there are."""
        return len(self._coming)

    def write(self, write: Write, step: Callable[[], object]) -> dict[str, dict[str, str]]:
        """Write every bundle; gives, by page, the names of bundles by the keys of views."""
        views: dict[str, dict[str, str]] = {}
        if self._kept is not None:
            views = self._kept
            for name in {name for page in views.values() for name in page.values()}:
                write(_file(name), (self._old / _file(name)).read_bytes())
        for coming in self._coming:
            for page, key, content in coming.result():
                name = name_of(content)
                views.setdefault(page, {})[key] = name
                write(_file(name), content)
            step()
        index = {"made_from": self.made_from, "views": views}
        write(INDEX, json.dumps(index, indent=1, sort_keys=True).encode())
        return views

    def close(self) -> None:
        """End the processes; nobody wants the rest."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _file(name: str) -> str:
    return f"{BUNDLES}/{name}.json"


def _made_from(survey: AtHand) -> str:
    """What changes when any bundle may: the release, the program, and the dashboard's address.

    Empty for a preview, which is always computed anew.
    """
    if survey.manifest is None:
        return ""
    whole = hashlib.sha256(json.dumps(survey.manifest, sort_keys=True, default=str).encode())
    whole.update(f"{survey.app}\n{library_name()}".encode())
    package = Path(dashboard.__file__).parent
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".html", ".js", ".css"):
            whole.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


def _kept(old: Path, made_from: str) -> dict[str, dict[str, str]] | None:
    """The bundles of a site that was made from the same; None where it was not."""
    try:
        index = json.loads((old / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not made_from or index.get("made_from") != made_from:
        return None
    views: dict[str, dict[str, str]] = index["views"]
    names = {name for page in views.values() for name in page.values()}
    return views if all((old / _file(name)).is_file() for name in names) else None


# ---- pages ---------------------------------------------------------------------------------------


def scripts() -> dict[str, bytes]:
    """What the pages load for the first choice, by names that change with the content."""
    menu = script("plot.js", "picture.js", "menu.js", STYLE="", MENU="")
    menu_name = f"menu-{name_of(menu.encode())}.js"
    charts = script("plot.js", "charts.js", STYLE="", MENU=menu_name)
    own = (ASSETS / "twin.js").read_bytes()
    return {
        library_name(): library(),
        menu_name: menu.encode(),
        f"charts-{name_of(charts.encode())}.js": charts.encode(),
        f"twin-{name_of(own)}.js": own,
    }


@dataclass(frozen=True, kw_only=True)
class FirstViews:
    """What pages show before anything is chosen: bundles and plots, by page."""

    bundles: Mapping[str, Bundle]
    plots: Mapping[str, Mapping[str, str]]


def first_views(survey: AtHand, studio: Studio | None) -> FirstViews:
    """The first views of all pages; none where everyone are too few for a share.

    Without a studio plots are left out, and their descriptions stand there.
    """
    if next(views_of(survey.responses, {}), None) is None:
        return FirstViews(bundles={}, plots={})
    everyone = survey.address()
    bundles = {page: bundle_of(survey, page, everyone) for page in pages_of(survey)}
    plots = _plots(studio, bundles) if studio is not None else {}
    return FirstViews(bundles=bundles, plots=plots)


def survey_pages(
    survey: AtHand,
    first: FirstViews,
    views: Mapping[str, Mapping[str, str]],
    *,
    site: str,
    listing: str,
    cards: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """Every page with views, as it stands before anything is chosen, then those about the survey.

    `listing` stands at the end of the front page; `cards` are the figures whose social cards
    stand for pages.
    """
    codebook = survey.codebook
    files = scripts()
    painter = next(name for name in files if name.startswith("charts-"))
    own = next(name for name in files if name.startswith("twin-"))
    titles = {FRONT: "Overview"} | {topic.id: topic.title for topic in codebook.topics}
    pages = [page for page in first.bundles if page in views]
    environment = environment_of(survey, site=site, year=survey.newest, narrow=0)
    environment.globals |= {"controls": controls_of(codebook)}
    template = environment.get_template("survey_page.html")
    yield from files.items()
    for page in pages:
        bundle = first.bundles[page]
        shown = environment.get_template("view.html").render(
            bundle=bundle, pictures=first.plots.get(page, {}), root="", page=page
        )
        whole = about(survey, page, views[page], painter)
        title = codebook.title if page == FRONT else titles[page]
        yield (
            f"{page}.html",
            template.render(
                page=page,
                menu=menu_of(survey, page, pages),
                title=title,
                description=bundle["headline"][0] or codebook.description or title,
                here=f"{page}.html",
                root="",
                with_view=True,
                shown=shown,
                about=packed(whole).decode().replace("<", "\\u003c"),
                script=own,
                card_of=cards.get(page, next(iter(cards.values()), "")),
                more=_front_foot(listing) if page == FRONT else "",
            ).encode(),
        )
    for page, title, shown in (
        ("method", "Method", method_html(codebook)),
        ("codebook", "Codebook", codebook_html(survey)),
        ("data", "Data", data_html(survey)),
    ):
        yield (
            f"{page}.html",
            template.render(
                page=page,
                menu=menu_of(survey, page, pages),
                title=title,
                description=f"{title}: {codebook.title}",
                here=f"{page}.html",
                root="",
                with_view=False,
                shown=shown,
                card_of="",
                more="",
            ).encode(),
        )


def _front_foot(listing: str) -> str:
    from_markdown = "".join(f"<li>{_bold(line)}</li>" for line in HOW_TO_READ)
    return f"<h2>{HOW_TO_READ_TITLE}</h2><ul>{from_markdown}</ul>{listing}"


def _bold(line: str) -> str:
    parts = line.split("**")
    return "".join(f"<strong>{part}</strong>" if n % 2 else part for n, part in enumerate(parts))


def _plots(studio: Studio, bundles: Mapping[str, Bundle]) -> dict[str, dict[str, str]]:
    """The plots of pages, by page and figure: as on phones, and where it has one, as alone."""
    wanted: list[tuple[str, str, str, dict[str, Any], int]] = []
    for page, bundle in bundles.items():
        for id, block in figures_in(bundle).items():
            figure = {**block["figure"], "reference": ""}
            wanted.append((page, id, "small", figure, NARROW_PLOT))
            if "wide" in block:
                wanted.append((page, id, "large", figure | block["wide"], WIDE_PLOT))
    with ThreadPoolExecutor(studio.pages) as pool:
        drawn = list(pool.map(partial(_plot, studio), wanted))
    found: dict[str, dict[str, str]] = {}
    for (page, id, size, _, _), svg in zip(wanted, drawn, strict=True):
        if svg:
            of_page = found.setdefault(page, {})
            both = f' data-size="{size}"'
            of_page[id] = of_page.get(id, "") + svg.replace("<svg", f"<svg{both}", 1)
    return found


def _plot(studio: Studio, one: tuple[str, str, str, dict[str, Any], int]) -> str:
    _, id, _, figure, width = one
    made = contained(f"Figure {id!r}", lambda: studio.plot(figure, width))
    return "" if isinstance(made, DashboardError) else made


def font() -> tuple[str, bytes] | None:
    """The letters of the app as a file, by a name that changes with it; None where there is none.

    Figures leave room for these: others are wider. They come with Streamlit, under the Open Font
    License.
    """
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        return None
    found = sorted(Path(spec.origin).parent.glob(FONT))
    if not found:
        return None
    letters = found[0].read_bytes()
    return f"source-sans-{name_of(letters)}.woff2", letters


def style() -> str:
    """The letters, the palette's colors by the names that plots use, and the style of figures."""
    letters = font()
    face = (
        '@font-face { font-family: "Source Sans"; font-weight: 200 900; font-display: swap; '
        f'src: url("{letters[0]}") format("woff2"); }}\n'
        if letters is not None
        else ""
    )
    light, dark = (
        " ".join(f"--c-{name}: {value};" for name, value in colors(mode).items()) for mode in MODES
    )
    paper = "@media print { :root { " + light + " } }\n"
    named = f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    return face + named + paper + source("charts.css")
