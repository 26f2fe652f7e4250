"""Pictures from a warm browser: what is in them, that they are exact, and what goes wrong."""

import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from figures.conftest import LONG, made_up, question
from PIL import Image
from pypdf import PdfReader

from dashboard.errors import DashboardError
from dashboard.exports.pictures import chromium
from dashboard.exports.pictures.chromium import Chromium, NoBrowser
from dashboard.exports.pictures.image_studio import FORMATS, Studio
from dashboard.figures.figure import Figure
from dashboard.figures.presets import PRESETS, SYNTHETIC_NOTICE, bare

from .conftest import PUBLISHED, FigureOf, figure_in
from .measuring import faults, measured

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
ARABIC = (
    "قابلية التوسع في مراقبة النماذج بعد نشرها في بيئة الإنتاج، مع كل ما يلزم من بيانات وأدوات " * 2
)
JAPANESE = "本番環境で機械学習モデルを運用する際に最も時間がかかる作業とその理由について、" * 4
SHORT = question("size", "single", choices=[{"id": "one", "label": "Only this"}])


@pytest.fixture(scope="module")
def plain_figure(figure_of: FigureOf) -> Figure:
    return replace(figure_of(PUBLISHED[3]), reference=f"{PUBLISHED[3].id}@0123456789ab")


def tree_of(made: dict[str, bytes]) -> ElementTree.Element:
    return ElementTree.fromstring(made["svg"])


def words_in(tree: ElementTree.Element) -> str:
    return " ".join(" ".join(tree.itertext()).replace("\N{NO-BREAK SPACE}", " ").split())


# ---- what a picture holds ------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_a_picture_carries_every_word_and_its_reference(
    preset: str, studio: Studio, plain_figure: Figure
) -> None:
    tree = tree_of(studio.pictures(plain_figure, preset, ["svg"]))
    words = words_in(tree)
    assert " respondents" in plain_figure.base
    assert plain_figure.source.startswith("Source:")
    wanted = ["title", "subtitle", "base", "source", "reference"]
    # Cards have the beginning of a long note; the reference leads to the rest.
    wanted += [] if PRESETS[preset].tells else ["note"]
    assert plain_figure.note[:20] in words
    assert (plain_figure.note in words) != ("More notes with the figure." in words)
    for text in (*(getattr(plain_figure, name) for name in wanted), SYNTHETIC_NOTICE):
        assert text in words
    assert tree[0].tag == SVG + "title"
    assert tree[0].text == plain_figure.title
    assert tree[1].tag == SVG + "desc"
    assert tree[1].text == plain_figure.alt
    assert tree.get("role") == "img"


def test_words_are_text_and_stand_in_reading_order(studio: Studio, plain_figure: Figure) -> None:
    lines = measured(studio, plain_figure, "report")["lines"]
    first = {name: next(n for n, line in enumerate(lines) if line["text"].startswith(start))
             for name, start in (("title", plain_figure.title[:20]), ("base", plain_figure.base),
                                 ("source", "Source:"), ("synthetic", "Demo data"))}  # fmt: skip
    tops = [lines[n]["top"] for n in first.values()]
    assert tops == sorted(tops)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_text_needs_spaces_at_its_edges(
    preset: str, studio: Studio, plain_figure: Figure
) -> None:
    tree = tree_of(studio.pictures(plain_figure, preset, ["svg"]))
    lines = [line for tag in ("text", "tspan") for line in tree.iter(SVG + tag) if line.text]
    assert lines
    assert [line.text for line in lines if line.text != line.text.strip(" \u00a0\n")] == []
    # What stood off its bar by spaces stands off by its place.
    numbers = [line for line in lines if re.fullmatch(r"\d+%", line.text)]
    assert numbers
    assert all(float(number.get("x", "0")) > 0 for number in numbers)


def test_a_picture_is_light_unless_asked(studio: Studio, plain_figure: Figure) -> None:
    light = studio.pictures(plain_figure, "card", ["png"])["png"]
    dark = studio.pictures(plain_figure, "card", ["png"], mode="dark")["png"]
    corners = [
        Image.open(io.BytesIO(made)).convert("RGB").getpixel((2, 2)) for made in (light, dark)
    ]
    assert corners == [(255, 255, 255), (0x11, 0x16, 0x1D)]


def test_a_transparent_picture_has_no_ground(studio: Studio, plain_figure: Figure) -> None:
    made = studio.pictures(plain_figure, "card", ["png", "svg"], transparent=True)
    image = Image.open(io.BytesIO(made["png"]))
    assert image.mode == "RGBA"
    assert image.getpixel((2, 2)) == (0, 0, 0, 0)
    assert image.getextrema()[3][1] == 255


@pytest.mark.parametrize("preset", PRESETS)
def test_a_png_has_the_preset_s_size_times_its_density(
    preset: str, studio: Studio, plain_figure: Figure
) -> None:
    made = studio.pictures(plain_figure, preset, ["png", "svg"])
    size, tree = PRESETS[preset], tree_of(made)
    width, height = int(tree.get("width", 0)), int(tree.get("height", 0))
    assert width == size.width
    assert height == size.height or (size.grows and height > size.height)
    with Image.open(io.BytesIO(made["png"])) as image:
        assert image.size == (width * size.density, height * size.density)
        # Programs place it by this: 300 dots an inch where it is meant for paper.
        assert image.info["dpi"] == pytest.approx((size.resolution, size.resolution), abs=0.1)
        image.verify()


@pytest.mark.parametrize("preset", [name for name, one in PRESETS.items() if not one.grows])
def test_the_title_of_a_slide_or_card_is_read_from_afar(
    preset: str, studio: Studio, plain_figure: Figure
) -> None:
    long = replace(plain_figure, title="A finding that takes more than one line of a card " * 2)
    for figure in (plain_figure, long):
        tree = tree_of(studio.pictures(figure, preset, ["svg"]))
        largest = max(float(one.get("font-size", 0)) for one in tree.iter() if one.get("font-size"))
        assert largest >= 28


@pytest.mark.parametrize("preset", [name for name, one in PRESETS.items() if one.tells])
def test_a_card_tells_one_thing_in_a_sentence_and_a_number_with_its_evidence(
    preset: str, studio: Studio, plain_figure: Figure
) -> None:
    told = plain_figure.highlight
    assert told is not None
    assert told.number in told.sentence
    assert re.fullmatch(r"95% interval \d+–\d+% · n = [\d,]+", told.evidence)
    lines = measured(studio, plain_figure, preset)["lines"]
    sizes: dict[str, float] = {}
    for line in lines:
        sizes[line["text"].strip()] = max(line["size"], sizes.get(line["text"].strip(), 0))
    assert sizes[told.number] == max(sizes.values()) > 60
    for part in told.evidence.split(" · "):
        assert sizes[part] >= 18
    sentence = [text for text in sizes if text in told.sentence and sizes[text] >= 28]
    assert " ".join(one for one in sentence if one != told.number) == told.sentence


@pytest.mark.parametrize("preset", [name for name, one in PRESETS.items() if one.tells])
def test_of_many_rows_a_card_shows_the_first_six(
    preset: str, studio: Studio, tmp_path: Path
) -> None:
    choices = [{"id": f"c{n}", "label": f"Answer {n}"} for n in range(14)]
    _, responses = made_up(
        tmp_path / "survey", [*PERSONA, question("many", "single", choices=choices)]
    )
    figure = figure_in(responses, responses.codebook.question("many"))
    lines = [line["text"].strip() for line in measured(studio, figure, preset)["lines"]]
    assert len([line for line in lines if line.startswith("Answer ")]) == 6
    assert "Showing the first 6 of 14 rows." in " ".join(lines)


def test_a_card_without_a_sure_number_tells_its_title(studio: Studio, plain_figure: Figure) -> None:
    lines = measured(studio, replace(plain_figure, highlight=None), "card")["lines"]
    title = next(line for line in lines if line["text"] == plain_figure.title)
    assert title["size"] == max(line["size"] for line in lines) >= 28


def test_a_picture_for_documents_has_no_words_but_its_source(
    studio: Studio, plain_figure: Figure
) -> None:
    made = studio.pictures(plain_figure, bare(PRESETS["report"]), ["svg"])
    text = " ".join(
        one.text or "" for one in tree_of(made).iter() if one.tag.endswith(("text", "tspan"))
    )
    words = re.sub(r"\s+", " ", text)
    assert plain_figure.title not in words
    assert plain_figure.base not in words
    assert "Source" in words


@pytest.mark.parametrize("preset", PRESETS)
def test_a_pdf_is_one_page_of_the_exact_size_with_text(
    preset: str, studio: Studio, plain_figure: Figure
) -> None:
    made = studio.pictures(plain_figure, preset, ["pdf", "svg"])
    tree = tree_of(made)
    reader = PdfReader(io.BytesIO(made["pdf"]), strict=True)
    (page,) = reader.pages
    assert float(page.mediabox.width) == pytest.approx(int(tree.get("width", 0)) * 0.75, abs=0.001)
    assert float(page.mediabox.height) == pytest.approx(
        int(tree.get("height", 0)) * 0.75, abs=0.001
    )
    text = " ".join(page.extract_text().split())
    assert plain_figure.title in text
    assert plain_figure.base in text
    assert reader.metadata is not None
    assert reader.metadata.title == plain_figure.title
    assert "/Image" not in str(page["/Resources"].get("/XObject", ""))  # drawn, not photographed


# ---- the same bytes ------------------------------------------------------------------------------


def test_the_same_figure_gives_the_same_bytes_from_another_browser(
    studio: Studio, figure_of: FigureOf
) -> None:
    figures = [figure_of(one) for one in PUBLISHED[:12:3]]
    first = [studio.pictures(one, "slide", FORMATS) for one in figures]
    assert [studio.pictures(one, "slide", FORMATS) for one in figures] == first
    with Studio(pages=1) as other:
        backwards = [other.pictures(one, "slide", FORMATS) for one in reversed(figures)]
    assert backwards[::-1] == first


def test_pictures_may_stand_in_one_page(studio: Studio, figure_of: FigureOf) -> None:
    figures = [figure_of(one) for one in PUBLISHED[:6]]
    made = [tree_of(studio.pictures(f, p, ["svg"])) for f in figures for p in ("report", "slide")]
    ids = [part.get("id") for tree in made for part in tree.iter() if part.get("id")]
    assert len(ids) == len(set(ids))
    for tree in made:
        own = {part.get("id") for part in tree.iter()}
        used = re.findall(r"url\(#([^)]+)\)", ElementTree.tostring(tree, encoding="unicode"))
        assert used
        assert set(used) <= own


# ---- figures that are hard to draw ---------------------------------------------------------------


def hard(label: str) -> dict[str, Any]:
    choices = [{"id": f"c{n}", "label": label[:118] + f" {n}"} for n in range(4)]
    return question("hard", "single", choices=choices)


HARD = {
    "long": LONG,
    "arabic": ARABIC,
    "japanese": JAPANESE,
    "emoji": "👩‍👩‍👧‍👦🚀🏳️‍🌈" * 40,
    "markup": "<b>bold</b> & <script>alert(1)</script>, " * 5,
    "one word": "W" * 120,
    "capitals": "CHANGES OF MONITORED MODELS THAT NOBODY HAD HOPED FOR, " * 4,
}


@pytest.mark.parametrize("compare", [None, "year", "persona"])
@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_long_texts_of_any_script_are_never_cut(
    text: str, compare: str | None, studio: Studio, tmp_path: Path
) -> None:
    _, responses = made_up(tmp_path / "survey", [*PERSONA, hard(text)])
    figure = figure_in(responses, responses.codebook.question("hard"), compare)
    figure = replace(figure, title=text[:120], note=text)
    assert [fault for preset in PRESETS for fault in faults(studio, figure, preset)] == []
    words = words_in(tree_of(studio.pictures(figure, "report", ["svg"]))).replace(" ", "")
    assert text[:118].replace(" ", "") in words


PERSONA = [
    question("persona", "single", choices=[{"id": f"p{n}", "label": f"Persona {n}"} for n in "ab"]),
    question("region", "single", choices=[{"id": f"r{n}", "label": f"Region {n}"} for n in "ab"]),
]


def test_arabic_runs_from_the_right(studio: Studio, plain_figure: Figure) -> None:
    figure = replace(plain_figure, title=ARABIC[:60])
    found = measured(studio, figure, "report")
    title = next(line for line in found["lines"] if line["text"] == figure.title)
    assert found["width"] - title["right"] == pytest.approx(28, abs=2)
    tree = tree_of(studio.pictures(figure, "report", ["svg"]))
    drawn = next(part for part in tree.iter(SVG + "text") if part.text == figure.title)
    assert drawn.get("direction") == "rtl"


@pytest.mark.parametrize("preset", PRESETS)
def test_eighty_bars_are_cut_where_they_must_be_and_counted(
    preset: str, studio: Studio, tmp_path: Path
) -> None:
    bands = [{"id": f"b{n}", "label": f"Band {n}", "from": n, "to": n + 1} for n in range(80)]
    _, responses = made_up(tmp_path / "survey", [*PERSONA, question("many", "number", bands=bands)])
    figure = figure_in(responses, responses.codebook.question("many"))
    assert len(figure.layout["meta"]["rows"]) == 80
    assert faults(studio, figure, preset) == []
    words = words_in(tree_of(studio.pictures(figure, preset, ["svg"])))
    drawn = {line["text"].strip() for line in measured(studio, figure, preset)["lines"]}
    shown = [n for n in range(80) if f"Band {n}" in drawn]
    assert shown == list(range(len(shown)))
    if PRESETS[preset].grows:
        assert len(shown) == 80
    else:
        left = f"Showing the first {len(shown)} of 80 rows."
        assert left in words


@pytest.mark.parametrize("people", [3, 240])
def test_one_bar_and_nothing_at_all_are_pictures_too(
    people: int, studio: Studio, tmp_path: Path
) -> None:
    _, responses = made_up(tmp_path / "survey", [*PERSONA, SHORT], people)
    figure = figure_in(responses, responses.codebook.question("size"))
    for preset in PRESETS:
        assert faults(studio, figure, preset) == []
    words = words_in(tree_of(studio.pictures(figure, "square", ["svg"])))
    assert ("Only this" in words) == (people > 3)


# ---- what goes wrong -----------------------------------------------------------------------------


def test_unknown_sizes_and_formats_are_refused(plain_figure: Figure) -> None:
    with Studio() as closed:  # no browser is started for these
        with pytest.raises(DashboardError, match=r"'reprot'.*Did you mean 'report'"):
            closed.pictures(plain_figure, "reprot", ["svg"])
        with pytest.raises(DashboardError, match="'jpg'"):
            closed.pictures(plain_figure, "report", ["jpg"])


def test_a_figure_too_tall_for_a_png_says_so_and_is_still_an_svg(
    studio: Studio, plain_figure: Figure
) -> None:
    tall = replace(plain_figure, height=40_000)
    assert studio.pictures(tall, "report", ["svg"])
    for name in ("png", "pdf"):
        with pytest.raises(DashboardError, match="too tall"):
            studio.pictures(tall, "report", ["svg", name])


def test_a_figure_plotly_refuses_is_named(studio: Studio, plain_figure: Figure) -> None:
    broken = replace(
        plain_figure, data=[{"type": "scatter", "y": 3, "x": {"a": 1}}], layout={"xaxis": 7}
    )
    with pytest.raises(DashboardError, match=plain_figure.id):
        studio.pictures(broken, "report", ["svg"])
    assert studio.pictures(plain_figure, "report", ["svg"])


def test_without_a_browser_the_error_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, plain_figure: Figure
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with Studio() as none, pytest.raises(NoBrowser, match="CHROMIUM names '/nowhere/chromium'"):
        none.pictures(plain_figure, "report", ["svg"])
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(chromium, "PLACES", ())
    with Studio() as none, pytest.raises(NoBrowser, match="google-chrome"):
        none.pictures(plain_figure, "report", ["svg"])


def running(studio: Studio) -> Chromium:
    with studio.page() as page:
        return page.browser


def test_a_browser_that_dies_is_started_again(plain_figure: Figure) -> None:
    with Studio(pages=1) as own:
        before = own.pictures(plain_figure, "report", ["svg", "pdf"])
        first = running(own)
        os.killpg(first.process_id, signal.SIGKILL)
        assert own.pictures(plain_figure, "report", ["svg", "pdf"]) == before
        assert running(own) is not first
        assert not first.folder.exists()


def test_a_browser_that_dies_over_a_picture_is_tried_once_more(plain_figure: Figure) -> None:
    with Studio(pages=2) as own:
        own.pictures(plain_figure, "report", ["svg"])
        killed = threading.Timer(0.3, os.killpg, (running(own).process_id, signal.SIGKILL))
        with ThreadPoolExecutor(4) as threads:
            killed.start()
            made = [
                threads.submit(own.pictures, plain_figure, "report", FORMATS) for _ in range(12)
            ]
            assert len({one.result()["svg"] for one in made}) == 1


def test_a_browser_that_keeps_dying_ends_in_one_sentence(
    plain_figure: Figure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(broken))
    with Studio() as own, pytest.raises(DashboardError, match="Two attempts failed"):
        own.pictures(plain_figure, "report", ["svg"])


def alive_in(group: int) -> list[str]:
    """The processes of a group, without those that only wait for their parent to notice."""
    fields = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            fields.append(path.read_text(encoding="utf-8").rpartition(")")[2].split())
    return [state for state, _, of, *_ in fields if int(of) == group and state != "Z"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to look for processes")
def test_a_closed_studio_leaves_no_process_and_no_file(plain_figure: Figure) -> None:
    own = Studio(pages=1)
    own.pictures(plain_figure, "report", ["svg"])
    browser = running(own)
    own.close()
    own.close()
    assert not browser.alive
    assert not browser.folder.exists()
    assert alive_in(browser.process_id) == []
    with pytest.raises(DashboardError, match="closed"):
        own.pictures(plain_figure, "report", ["svg"])


ORPHAN = """
from dashboard.exports.pictures.chromium import Chromium, find_chromium
browser = Chromium(find_chromium())
browser.open("about:blank")
print(browser.process_id, flush=True)
input()
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to look for processes")
def test_a_browser_ends_with_the_program_that_started_it(studio: Studio) -> None:
    command = [sys.executable, "-c", ORPHAN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        group = int(program.stdout.readline())
        assert alive_in(group)
        program.kill()
    until = time.monotonic() + 20
    while alive_in(group) and time.monotonic() < until:
        time.sleep(0.1)
    assert alive_in(group) == []


def test_many_threads_share_a_studio(studio: Studio, figure_of: FigureOf) -> None:
    figures = [figure_of(one) for one in PUBLISHED[:8]]
    alone = [studio.pictures(one, "card", ["svg"]) for one in figures]
    with ThreadPoolExecutor(8) as threads:
        together = threads.map(lambda one: studio.pictures(one, "card", ["svg"]), figures * 3)
        assert list(together) == alone * 3
