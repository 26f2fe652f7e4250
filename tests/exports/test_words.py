"""Words of a figure: alt text, caption, citation, embed code."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from figures.conftest import Loaded
from figures.test_figures import COMPARISONS

from dashboard.exports.captions import (
    caption,
    cell_words,
    embed_code,
    long_citation,
    short_alt,
    short_citation,
    shortened,
)
from dashboard.exports.dataset import bibtex
from dashboard.exports.exhibit import Exhibit
from dashboard.exports.figure_export import titled
from dashboard.figures.words import sentence

from .conftest import CODES, Draw


@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("code", CODES)
def test_every_alt_text_has_kind_measure_base_fact_and_caveat(
    exhibit: Draw, code: str, comparison: str
) -> None:
    figure = exhibit(code, comparison).figure
    assert figure.alt.startswith(f"{figure.kind}: {figure.title}.")
    for part in (figure.subtitle, figure.base, *figure.facts, figure.caveat):
        assert sentence(part) in figure.alt
    assert figure.facts or figure.kind == "Nothing to show"
    assert len(figure.facts) <= 3
    assert "Demo data" in figure.caveat
    if comparison in ("years", "two years") and figure.kind != "Nothing to show":
        assert re.search(r"in 20\d\d", " ".join(figure.facts))


@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("code", CODES)
def test_every_short_alt_text_is_short_and_says_the_most_that_has_room(
    exhibit: Draw, code: str, comparison: str
) -> None:
    one = exhibit(code, comparison)
    short = short_alt(one)
    assert len(short) <= 250
    assert short.startswith(f"{one.figure.kind}: {one.figure.title}.")
    assert short.endswith("Demo data.")
    assert one.figure.base in short


def test_a_title_without_end_leaves_room_for_the_base(exhibit: Draw) -> None:
    one = exhibit("persona")
    one = replace(one, figure=replace(one.figure, title="A very long title of a figure " * 20))
    short = short_alt(one)
    assert len(short) <= 250
    assert "…" in short
    assert "(240 were asked)" in short


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("short", 10, "short"),
        ("cut between words", 12, "cut between…"),
        ("日本語の道具の長い名前です", 6, "日本語の道…"),
        ("lines\nand  spaces", 20, "lines and spaces"),
    ],
)
def test_texts_are_cut_between_words(text: str, most: int, expected: str) -> None:
    assert shortened(text, most) == expected


def test_a_caption_has_title_facts_base_and_source_with_its_reference(exhibit: Draw) -> None:
    text = caption(exhibit("age")).replace("\u00a0", " ")
    assert re.fullmatch(
        r"Age\. Under 30: \d+%, 30 and over \d+%\. "
        r"% of respondents · All respondents · 2024\. "
        r"\d+ respondents \(240 were asked\)\. "
        r"Source: Made-up Survey 2024, The Tests, CC0, demo data, "
        r"figure age\?year=2024@0a1b2c3d\.",
        text,
    )


def test_the_numbers_of_a_caption_are_those_of_the_figure(exhibit: Draw) -> None:
    one = exhibit("age")
    shares = [row[1] for row in one.figure.table.rows]
    told = [int(n) / 100 for n in re.findall(r"(\d+)%", caption(one))]
    assert told == [pytest.approx(share, abs=0.005) for share in shares]


def test_a_number_after_an_arabic_label_stays_behind_it(exhibit: Draw) -> None:
    [fact] = [fact for fact in exhibit("tools").figure.facts if "القياس" in fact]
    assert re.search("القياس\u200e \\d+", fact)


def test_a_citation_has_the_surveys_own_title_and_single_marks_within(exhibit: Draw) -> None:
    one = exhibit("tools")
    one = replace(one, figure=replace(one.figure, title='Who uses “Axe” or "Saw"'))
    mine = titled(titled(one, "Axes win, I say"), "Axes win")
    assert mine.figure.title == "Axes win"
    assert long_citation(mine) == long_citation(one)
    assert long_citation(one).startswith("“Who uses ‘Axe’ or ‘Saw’”, figure tools?year=2024@")


def test_citations_name_figure_edition_and_reference(exhibit: Draw) -> None:
    one = exhibit("tools")
    assert short_citation(one) == (
        "Made-up Survey 2024, The Tests, CC0, demo data, figure tools?year=2024@0a1b2c3d."
    )
    assert long_citation(one) == (
        "“Tools”, figure tools?year=2024@0a1b2c3d. Made-up Survey 2024, The Tests, CC0. "
        "Release, version 1. Demo data. "
        "https://survey.example/figure?figure=tools&year=2024"
    )


def test_a_figure_has_an_entry_of_its_own_for_bibtex(big: Loaded) -> None:
    link = "https://survey.example/figure?a=1"
    entry = bibtex(big[0], 2024, 2, figure="50 % & more", reference="used@0a1b", link=link)
    assert entry.startswith("@misc{madeup2024-used-0a1b,\n")
    assert r"title = {{50 \% \& more. Made-up Survey 2024}}" in entry
    assert rf"howpublished = {{\url{{{link}}}}}" in entry
    assert "note = {Figure used@0a1b. Version 2. CC0. Demo data}" in entry
    assert entry != bibtex(big[0], 2024, 2)


class Frames(HTMLParser):
    """The attributes of all tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_embed_code_is_one_frame_that_leads_to_the_figure(hard_exhibit: Exhibit) -> None:
    title = 'A "quoted" <title> & more'
    one = replace(
        hard_exhibit,
        link='https://survey.example/figure?figure=hard&where="><script>#here',
        figure=replace(hard_exhibit.figure, title=title),
    )
    frames = Frames()
    frames.feed(embed_code(one))
    # The frame, and what follows its height.
    [(tag, found), listener] = frames.tags
    assert tag == "iframe"
    assert listener == ("script", {})
    assert found["title"] == title
    assert found["loading"] == "lazy"
    address = urlsplit(str(found["src"]))
    assert parse_qs(address.query)["embed"] == ["true"]
    assert parse_qs(address.query)["figure"] == ["hard"]
    assert address.fragment == "here"


def test_embed_code_of_a_link_without_a_query_begins_one(exhibit: Draw) -> None:
    code = embed_code(exhibit("tools"), "https://survey.example/figure")
    assert 'src="https://survey.example/figure?embed=true"' in code


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.4249, "percent", "42%"),
        (-0.06, "points", "−6\u00a0points"),
        (1204, "count", "1,204"),
        (2.5, "number", "2.5"),
        (None, "percent", "–"),
        ("=1", "text", "=1"),
    ],
)
def test_cells_are_written_as_on_the_page(value: float, unit: str, expected: str) -> None:
    assert cell_words(value, unit) == expected  # type: ignore[arg-type]
