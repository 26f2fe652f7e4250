"""The static site in a real browser, beside what the app's own functions say of the same views."""

import csv
import io
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sampling import SOAK, sampled
from surveys import write_survey

from dashboard.codebook import Question
from dashboard.errors import DashboardError
from dashboard.exports.batch.opener import AtHand, at_hand
from dashboard.exports.site.bundles import pages_of, rendered
from dashboard.exports.site.rendering import FRONT, demo_words, environment_of, menu_of
from dashboard.exports.site.survey_pages import ASSETS
from dashboard.exports.site.views import groups, key_of, views_of
from dashboard.figures.payload import painted
from dashboard.figures.presets import DEMO, DEMO_MEANS
from dashboard.query.url import Address, read_address, write_address
from dashboard.release.gate import PREVIEW
from dashboard.stories.catalogue import drawn, entry
from dashboard.stories.chosen import selection_words
from dashboard.stories.front_page import front_page, headline
from dashboard.stories.menu import COMPARE_ME, EXPLORE, FIGURE, SEGMENTS, TITLES
from dashboard.stories.topic_view import AT_ONCE, beside_headline, topic_view
from dashboard.stories.view import Desk
from dashboard.stories.what_changed import PAGE as CHANGES

from .conftest import files_of
from .test_twin import Page

TINY = Path(__file__).parents[1] / "survey"
DATA = Path(__file__).parents[2] / "data"
LIVE = "https://live.example.org"
# Of the shipped data, whose site takes minutes to write, views are read in a soak only.
COMPARED = ("survey", "shipped") if SOAK else ("survey",)
VIEWS = 14
WAIT = 60_000
SLOTS = "[...document.querySelectorAll('#view [data-figure]')]"
DRAWN = """(slot) => {
  const chart = slot.querySelector('.survey-chart')?.chart;
  return chart?.drawn || chart?.whole.classList.contains('failed');
}"""
READ = """(slot) => {
  const { chart } = slot.querySelector('.survey-chart');
  const texts = chart.plot.data.map(({ text, x }) => [text ?? null, x ?? null]);
  const said = [chart.head.firstChild, chart.over, chart.base, chart.note, chart.alt];
  const words = said.map((one) => one.textContent);
  return [slot.dataset.figure, { figure: chart.figure, texts, said: words }];
}"""
REFUSED = (
    "year=1999",
    "year=twenty",
    "persona=bilder",
    "persona=builder,nobody",
    "compare=nothing",
    "compare=region&year=2023",
    "of=some",
    "weights=heavy",
    "question=usd",
    "v=9",
    "persona=builder&persona=keeper",
    "persona=it's",
    f"persona={'x' * 2100}",
)


def people(year: int, count: int) -> list[dict[str, Any]]:
    """People of whom few are of the third role, so that some numbers are withheld."""
    dice = random.Random(year)
    found = []
    for _ in range(count):
        used = [one for one in ("axe", "saw") if dice.random() < 0.3 + 0.1 * (year - 2023)]
        person: dict[str, Any] = {
            "role": dice.choices(["builder", "keeper", "other"], [60, 35, 3])[0],
            "used": used or ["none"],
            "mood": dice.choice(["disagree", "neither", "agree", "dont_know"]),
            "hours": float(dice.randrange(1, 60)),
        }
        person["size"] = ... if person["role"] == "other" else dice.choice(["small", "large"])
        if year == 2024:
            person["region"] = dice.choice(["north", "south"])
        found.append(person)
    return found


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> AtHand:
    """A small survey of two years with people enough for every kind of view."""
    folder = tmp_path_factory.mktemp("site") / "survey"
    texts = [path.read_text(encoding="utf-8") for path in sorted((TINY / "topics").glob("*.yaml"))]
    years = {year: people(year, 260) for year in (2023, 2024)}
    write_survey(folder, (TINY / "survey.yaml").read_text(encoding="utf-8"), *texts, years=years)
    return at_hand(folder, {PREVIEW: "1"}, LIVE)


@pytest.fixture(scope="module")
def shipped() -> AtHand:
    """The data that the project ships."""
    return at_hand(DATA, {}, LIVE)


@pytest.fixture(scope="module")
def shipped_site(
    shipped: AtHand, tmp_path_factory: pytest.TempPathFactory, chromium_path: Path
) -> Path:
    """The whole site of it, without pictures."""
    from dashboard.exports.site.twin import publish

    folder = tmp_path_factory.mktemp("shipped") / "site"
    publish(shipped, shipped.newest, folder, pictures=False)
    return folder


@pytest.fixture(scope="module")
def site(survey: AtHand, tmp_path_factory: pytest.TempPathFactory, chromium_path: Path) -> Path:
    """The whole site of it."""
    from dashboard.exports.site.twin import publish

    folder = tmp_path_factory.mktemp("served") / "below" / "site"
    told = publish(survey, 2024, folder, site="https://example.org/below/site", pages=2)
    assert not [one for one in told if one.failed]
    return folder


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """Where a plain web server has it, below a path."""
    with serving(site.parents[1]) as address:
        yield f"{address}/below/site"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Where a plain web server has a folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Tests say nothing."""

    handler = partial(Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium: Any, served: str) -> Iterator[Any]:
    """A page of the small survey's site."""
    with watched(chromium, served) as opened:
        yield opened


@contextmanager
def watched(chromium: Any, served: str) -> Iterator[Any]:
    """A page that fails its test where something is fetched from elsewhere or is refused."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.set_default_timeout(WAIT)
    faults: list[str] = []

    def asked(request: Any) -> None:
        if not request.url.startswith((served, "blob:", "data:")):
            faults.append(request.url)

    def told(message: Any) -> None:
        if "Content Security" in message.text:
            faults.append(message.text)

    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", asked)
    opened.on("console", told)
    yield opened
    context.close()
    assert [fault for fault in faults if not fault.endswith("favicon.ico")] == []


def _shown(page: Any) -> dict[str, dict[str, Any]]:
    """What every figure of a page was drawn from, and says, once all are drawn."""
    page.evaluate("for (const one of document.querySelectorAll('.closed')) one.className = ''")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    # The site's policy forbids what Playwright waits for a function with; asking it is allowed.
    end = time.monotonic() + WAIT / 1000
    while not page.evaluate(f"() => ({SLOTS}).every({DRAWN})"):
        assert time.monotonic() < end, "a figure is not drawn"
        page.wait_for_timeout(50)
    found: dict[str, dict[str, Any]] = page.evaluate(
        f"() => Object.fromEntries(({SLOTS}).map({READ}))"
    )
    return found


def _every_view(survey: AtHand) -> list[tuple[str, Address]]:
    views = [view for who in groups(survey.codebook) for view in views_of(survey.responses, who)]
    by_key = {key_of(view): view for view in views}
    return [(page, view) for page in pages_of(survey) for view in by_key.values()]


@pytest.mark.browser
@pytest.mark.parametrize("of", COMPARED)
def test_the_site_shows_what_the_app_computes(
    of: str, chromium: Any, request: pytest.FixtureRequest, record_property: Any
) -> None:
    survey: AtHand = request.getfixturevalue(of)
    folder: Path = request.getfixturevalue("site" if of == "survey" else "shipped_site")
    sample = sampled(_every_view(survey), VIEWS, soak=500)
    figures, differing = 0, []
    with serving(folder) as served, watched(chromium, served) as page:
        for name, view in sample:
            _choose(page, served, name, write_address(view, survey.newest))
            shown = _shown(page)
            text = " ".join(page.locator("#view").inner_text().split())
            assert shown or name == FRONT
            differing += _other_than_the_app(survey, name, view, text, shown)
            figures += len(shown)
    record_property(f"walked views of the static site, {of}", len(sample))
    record_property(f"walked figures of the static site, {of}", figures)
    assert differing == []
    assert figures > len(sample)


def _choose(page: Any, served: str, name: str, parameters: dict[str, str]) -> None:
    """Have a page show a view."""
    query = "&".join(f"{k}={v}" for k, v in parameters.items())
    page.goto(f"{served}/{name}.html?{query}")
    if not query:  # as it stands before the first choice: chosen, and chosen back
        page.locator("#drawer > summary").click()
        for compare, there in (("year", "?compare=year*"), ("", "")):
            page.select_option("select[name=compare]", compare)
            page.wait_for_url(f"{served}/{name}.html{there}")
            page.wait_for_selector("#view[aria-busy=true]", state="detached")
    page.wait_for_selector("#view[aria-busy=true]", state="detached")
    page.wait_for_selector("#view [data-figure] .survey-chart > .menu", state="attached")


def _other_than_the_app(
    survey: AtHand, name: str, view: Address, text: str, shown: dict[str, dict[str, Any]]
) -> list[tuple[str, Address, str, object, object]]:
    """What a page says otherwise than the app: page, view, what, the page's and the app's."""
    desk = survey.desk(view, narrow=True)
    found: list[tuple[str, Address, str, object, object]] = [
        (name, view, "words", text, said)
        for said in _said(survey, desk, name)
        if " ".join(said.split()) not in text
    ]
    for id, one in shown.items():
        told = drawn(entry(desk, id))
        wanted = painted(told.figure)
        words = wanted["words"]
        over, base, note = (words.get(key, "") for key in ("subtitle", "base", "note"))
        title, above, below, noted, alt = one["said"]
        pairs = [
            (part, one["figure"][part], wanted[part])
            for part in ("words", "data", "layout", "table", "synthetic", "height")
        ]
        texts = [[trace.get("text"), trace.get("x")] for trace in wanted["data"]]
        pairs += [("texts", one["texts"], texts)]
        pairs += [("said", [title, above, noted, alt], [words["title"], over, note, words["alt"]])]
        pairs += [("base", below[: len(base) + 3], f"{base} · ")]
        pairs += [("reference", one["figure"]["reference"].partition("year=")[0], f"{id}?")]
        found += [(name, view, f"{id}: {what}", a, b) for what, a, b in pairs if a != b]
    return found


def _said(survey: AtHand, desk: Desk, name: str) -> list[str]:
    """What the app says of a view, besides its figures."""
    who, number = selection_words(survey.codebook, desk.chosen)
    if name == FRONT:
        return [f"{who} · {number}", headline(front_page(desk))]
    topic = survey.codebook.topic(name)
    parts = topic_view(desk, topic)
    questions = [part for part in (*parts.leading, *parts.rest) if isinstance(part, Question)]
    return [
        f"{who} · {number}",
        *parts.headline,
        *beside_headline(desk, desk.drawn(questions).found)[1],
    ]


@pytest.mark.browser
def test_an_unknown_value_is_refused_in_the_words_of_the_app(
    survey: AtHand, served: str, page: Any
) -> None:
    for query in REFUSED:
        given: dict[str, list[str]] = {}
        for pair in query.split("&"):
            name, _, value = pair.partition("=")
            given.setdefault(name, []).append(value)
        with pytest.raises(DashboardError) as refused:
            read_address(given, survey.codebook, survey.newest)
        page.goto(f"{served}/tools.html?{query}")
        page.wait_for_selector(".problem")
        assert page.locator(".problem p").inner_text() == str(refused.value), query
        assert page.locator("#view [data-figure]").count() == 0
    page.locator(".problem button").click()
    page.wait_for_selector("#view [data-figure]")
    assert page.url == f"{served}/tools.html"


@pytest.mark.browser
def test_addresses_are_those_of_the_app_and_back_goes_back(served: str, page: Any) -> None:
    page.goto(f"{served}/tools.html?utm_source=letter")
    assert page.locator("#view [data-figure] svg").count()
    page.locator("#drawer > summary").click()
    page.select_option("select[name=persona]", "builder")
    page.wait_for_url("**/tools.html?persona=builder&v=1")
    page.wait_for_selector("#view[aria-busy=true]", state="detached")
    page.select_option("select[name=compare]", "year")
    page.wait_for_url("**/tools.html?persona=builder&compare=year&v=1")
    page.wait_for_selector(".selection:has-text('2023')")
    page.go_back()
    page.wait_for_selector(".selection:not(:has-text('2023'))")
    page.wait_for_selector("#view[aria-busy=true]", state="detached")
    assert page.locator("select[name=persona]").input_value() == "builder"
    page.go_forward()
    page.wait_for_selector(".selection:has-text('2023')")
    page.wait_for_selector("#view[aria-busy=true]", state="detached")
    link = page.locator("a[data-view]").first.get_attribute("href")
    assert link is not None
    assert link.endswith("?persona=builder&compare=year&v=1")


@pytest.mark.browser
def test_what_the_site_does_not_hold_leads_into_the_app(served: str, page: Any) -> None:
    page.goto(f"{served}/tools.html?persona=builder&company_size=small&v=1")
    page.wait_for_selector(".problem")
    assert page.locator("#view [data-figure]").count() == 0
    there = page.locator(".problem a").get_attribute("href")
    assert there == "https://live.example.org/tools?persona=builder&company_size=small&v=1"
    # Nor does it pass over a filter by any question's answers.
    page.goto(f"{served}/tools.html?where.used=saw&v=1")
    page.wait_for_selector(".problem")
    assert page.locator("#view [data-figure]").count() == 0
    there = page.locator(".problem a").get_attribute("href")
    assert there == "https://live.example.org/tools?where.used=saw&v=1"


@pytest.mark.browser
def test_a_csv_of_the_site_names_its_source_on_every_line(
    survey: AtHand, served: str, page: Any
) -> None:
    page.goto(f"{served}/tools.html?compare=year&v=1")
    id = next(iter(_shown(page)))
    chart = page.locator("#view [data-figure]").first
    chart.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        chart.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_bytes().decode()
    lines = list(csv.reader(io.StringIO(text, newline="")))
    book = survey.codebook
    assert lines[0][-1] == "source"
    assert len({line[-1] for line in lines[1:]}) == 1
    assert lines[1][-1].startswith(f"{book.title} ")
    assert ("demo data" in lines[1][-1]) is book.synthetic
    assert lines[1][-1].endswith(f"@{survey.release}")
    assert f"figure {id}?" in lines[1][-1]


@pytest.mark.browser
def test_it_reads_without_scripts_and_links_to_what_is_there(site: Path) -> None:
    paths = list(site.rglob("*.html"))
    assert len(paths) > 10
    for path in paths:
        found = Page(path)
        assert "'unsafe-eval'" not in path.read_text(encoding="utf-8")
        [policy] = [one for one in found.all("meta") if one.get("http-equiv")]
        assert policy["content"].startswith("default-src 'none'; script-src 'self';")
        targets = [one["href"] for one in found.all("a") + found.all("link")]
        targets += [one["src"] for one in found.all("script") if "src" in one]
        for target in targets:
            target = target.partition("#")[0].partition("?")[0]
            if target and not target.startswith("https://"):
                assert (path.parent / target).is_file(), (path.name, target)
    tools = Page(site / "tools.html")
    assert len([one for one in tools.all("svg") if one.get("role") == "img"]) >= 3
    assert len(tools.all("desc")) >= 3
    assert all(one.get("type") in ("module", "application/json") for one in tools.all("script"))


@pytest.mark.browser
def test_made_again_it_has_the_same_bytes_in_the_same_files(survey: AtHand, site: Path) -> None:
    from dashboard.exports.site.twin import publish

    before = files_of(site)
    places = {path: path.stat().st_ino for path in site.rglob("*") if path.is_file()}
    publish(survey, 2024, site, site="https://example.org/below/site", pages=2)
    assert files_of(site) == before
    assert {path: path.stat().st_ino for path in site.rglob("*") if path.is_file()} == places


def test_many_lines_above_figures_wait_to_be_opened_as_in_the_app(survey: AtHand) -> None:
    def html(lines: int) -> str:
        standing = ["Changes", [f"line {at}" for at in range(lines)]]
        view = {"selection": ["", ""], "headline": ["", ""], "wider": [], "sections": []}
        view |= {"filtered": False, "standing": standing}
        whole = rendered(environment_of(survey), "tools", view)
        return str(json.loads(whole)["html"])

    assert '<details class="standing" open>' in html(AT_ONCE)
    assert '<details class="standing">' in html(AT_ONCE + 1)


@pytest.mark.browser
def test_readers_find_their_group_and_the_way_back(served: str, page: Any) -> None:
    page.goto(f"{served}/index.html")
    heights = page.evaluate(
        "['.edition', 'h1', '.selection'].map((one) => "
        "document.querySelector(one).getBoundingClientRect().top)"
    )
    assert heights == sorted(heights)
    page.locator(".your-group a:has-text('Builder')").click()
    page.wait_for_url("**/index.html?persona=builder&v=1")
    page.wait_for_selector(".selection:has-text('Builder')")
    assert page.locator(".your-group a[aria-current]").inner_text() == "Builder"
    page.locator(".selection a[data-go]").click()
    page.wait_for_url("**/index.html")
    page.wait_for_selector(".your-group a[aria-current]:has-text('All')")


def test_the_menu_is_that_of_the_app(survey: AtHand) -> None:
    pages = pages_of(survey)
    menu = menu_of(survey, "method", pages)
    by_heading = {heading: [one.title for one in entries] for heading, entries in menu}
    assert by_heading["Explore"] == [TITLES[code] for code in (EXPLORE, SEGMENTS, COMPARE_ME)] + [
        TITLES[CHANGES]
    ]
    assert by_heading["About"] == ["Method", "Codebook", "Data", TITLES[FIGURE]]
    here = [one.link for _, entries in menu for one in entries if one.here]
    assert here == ["method.html"]
    without = menu_of(replace(survey, app=""), "method", pages)
    assert not [one for _, entries in without for one in entries if "//" in one.link]


def test_demo_data_are_called_so_in_the_words_of_the_app(survey: AtHand) -> None:
    made_up = replace(survey.codebook, synthetic=True)
    environment = environment_of(survey)
    environment.globals |= {"demo": demo_words(made_up)}
    said = environment.from_string('{% import "parts.html" as p with context %}{{ p.notices() }}')
    assert f"<strong>{DEMO}</strong> {DEMO_MEANS}" in said.render()


def test_its_own_script_is_short_and_computes_nothing() -> None:
    text = (ASSETS / "twin.js").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert "eval(" not in text
    assert "new Function" not in text
