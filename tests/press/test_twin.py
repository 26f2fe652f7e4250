"""The static twin: pages that can be read without a script, and the files they lead to."""

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from dashboard.exports.batch.opener import AtHand
from dashboard.exports.site.survey_pages import font
from dashboard.exports.site.twin import MARK
from dashboard.figures.presets import PRESETS, SYNTHETIC_NOTICE
from dashboard.stories.catalogue import entry

from .conftest import FEW, QUESTION, files_of
from .test_export import Run

SITE, APP = "https://example.org/survey", "https://live.example.org"


class Page(HTMLParser):
    """A page as a program reads it: its tags with their attributes, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]

    def meta(self) -> dict[str, str]:
        return {
            one.get("property") or one.get("name", ""): one.get("content", "")
            for one in self.all("meta")
        }


@pytest.fixture(scope="module")
def twin(survey: AtHand, tmp_path_factory: pytest.TempPathFactory, chromium_path: Path) -> Path:
    """The twin of a few figures, made once."""
    from dataclasses import replace

    from dashboard.exports.site.twin import publish

    folder = tmp_path_factory.mktemp("twin") / "out"
    told = publish(replace(survey, app=f"{APP}/"), 2025, folder, names=FEW, site=SITE)
    assert [one.missing for one in told] == [{}, {}, {}]
    return folder


@pytest.mark.browser
def test_every_figure_has_a_page_and_its_files(twin: Path) -> None:
    endings = [".html", ".svg", "-dark.svg", "-phone.svg", "-phone-dark.svg", ".png", "-card.png"]
    endings += [".csv", ".json"]
    expected = {f"figures/{id}{ending}" for id in FEW for ending in endings}
    expected |= {f"embed/{id}.html" for id in FEW}
    expected |= {MARK, "style.css", "robots.txt", "sitemap.xml", ".nojekyll"}
    letters = font()
    assert letters is not None
    expected |= {"height.js", letters[0]}
    assert set(files_of(twin)) == expected


@pytest.mark.browser
def test_every_link_and_picture_leads_to_a_file_that_is_there(twin: Path) -> None:
    paths = list(twin.rglob("*.html"))
    assert len(paths) > 2 * len(FEW)
    for path in paths:
        page = Page(path)
        targets = [one["href"] for tag in ("a", "link") for one in page.all(tag)]
        targets += [one["src"] for one in page.all("img")]
        targets += [one["srcset"] for one in page.all("source")]
        assert targets, path.name
        for target in targets:
            if target.startswith("#"):
                assert target[1:] in {a.get("id") for _, a in page.found}
            elif not target.startswith("https://"):
                assert (path.parent / target).is_file(), (path.name, target)


@pytest.mark.browser
def test_a_figures_page_says_everything_and_needs_no_script(twin: Path, survey: AtHand) -> None:
    desk = survey.desk(survey.address(year="2025"))
    for id in FEW:
        page = Page(twin / "figures" / f"{id}.html")
        figure = survey.exhibit(desk, entry(desk, id)).figure
        assert page.all("html") == [{"lang": "en"}]
        assert not page.all("script")
        for text in (figure.title, figure.base, figure.source, figure.alt, SYNTHETIC_NOTICE):
            assert text in page.text
        [image] = page.all("img")
        assert figure.title[:40] in image["alt"]
        [region] = [one for one in page.all("div") if one.get("role") == "region"]
        assert region["tabindex"] == "0"
        assert len(page.all("th")) == len(figure.table.columns) + len(figure.table.rows)
        assert any(one["href"].startswith(f"{APP}/figure?figure={id}") for one in page.all("a"))
        meta = page.meta()
        assert meta["og:title"] == meta["twitter:title"] == figure.title
        assert meta["og:url"] == f"{SITE}/figures/{id}.html"
        assert meta["og:image"] == meta["twitter:image"] == f"{SITE}/figures/{id}-card.png"
        assert meta["twitter:card"] == "summary_large_image"
        assert figure.base in meta["description"]


@pytest.mark.browser
def test_cards_have_the_size_that_previews_want(twin: Path) -> None:
    for id in FEW:
        with Image.open(twin / "figures" / f"{id}-card.png") as card:
            assert card.size == (PRESETS["card"].width, PRESETS["card"].height)
        for ending in (".svg", "-dark.svg", "-phone.svg", "-phone-dark.svg"):
            ElementTree.parse(twin / "figures" / f"{id}{ending}")
        about = json.loads((twin / "figures" / f"{id}.json").read_text(encoding="utf-8"))
        assert about["figure"] == id


@pytest.mark.browser
def test_the_index_and_the_sitemap_name_every_figure(twin: Path) -> None:
    links = {one["href"] for one in Page(twin / MARK).all("a")}
    assert {f"figures/{id}.html" for id in FEW} <= links
    places = [one.text for one in ElementTree.parse(twin / "sitemap.xml").getroot().iter()]
    assert {f"{SITE}/figures/{id}.html" for id in FEW} <= set(places)
    robots = (twin / "robots.txt").read_text(encoding="utf-8")
    assert f"Sitemap: {SITE}/sitemap.xml" in robots


@pytest.mark.browser
def test_without_an_address_nothing_leads_to_one(
    run: Run, sample_folder: Path, tmp_path: Path, chromium_path: Path
) -> None:
    folder = tmp_path / "out"
    for _ in range(2):  # the second time in the place of the first
        code, out, err = run("publish", folder, QUESTION, "--data", sample_folder)
        assert (code, err) == (0, "")
        assert "1 figure of 2025" in out
    assert not (folder / "sitemap.xml").exists()
    page = Page(folder / "figures" / f"{QUESTION}.html")
    assert "og:image" not in page.meta()
    assert "not released" in page.text
    assert not [one for one in page.all("a") if "figure=" in one["href"]]


def test_without_chromium_nothing_is_published(
    run: Run, sample_folder: Path, tmp_path: Path, no_chromium: None
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / MARK).write_text("the one before", encoding="utf-8")
    code, _, err = run("publish", folder, QUESTION, "--data", sample_folder)
    assert code == 2
    assert "no-such-browser" in err
    assert files_of(folder) == {MARK: b"the one before"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
