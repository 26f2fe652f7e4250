"""Every number and every "up" or "down" that words tell is in the figure they tell it of.

Sentences, captions and alternative texts of all questions, years and personas are held against the
figures' own tables: a seeded sample of them, or all with SOAK=1.
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from sampling import sampled

from dashboard.analysis.rounding import percent, points
from dashboard.analysis.sentences import NO_CHANGE, changes_in_words, finding, lead
from dashboard.codebook import read_codebook
from dashboard.figures import Figure
from dashboard.query.url import read_address
from dashboard.responses import Responses, load_responses
from dashboard.stories.cache import Cache
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

DATA = Path(__file__).parents[2] / "data"
CODEBOOK = read_codebook(DATA)
PERSONAS = [c.id for c in CODEBOOK.filters["persona"].choices] if CODEBOOK.persona else []
TOPICS = [topic.id for topic in CODEBOOK.topics if topic.questions]
EVERY = list(product(TOPICS, sorted(CODEBOOK.years), [None, *PERSONAS]))
SAMPLE = sampled(EVERY, 8)

CHANGE = re.compile(r"([▲▼]) ([+−]\d+ points?|<1 point) from (\d{4}) to (\d{4})")
SINCE = re.compile(r", (up|down) (\d+) points? on (\d{4})\.")
PERCENT = re.compile(r"[<>]?\d+%")


@pytest.fixture(scope="module")
def responses() -> Responses:
    return load_responses(CODEBOOK)


@pytest.fixture(scope="module")
def cache() -> Cache:
    return Cache()


def desk_of(
    responses: Responses, cache: Cache, year: int, persona: str | None, **more: str
) -> Desk:
    given = {"year": [str(year)], **{name: [value] for name, value in more.items()}}
    if persona is not None:
        given["persona"] = [persona]
    address = read_address(given, CODEBOOK, year)
    return Desk(responses=responses, chosen=choices_of(responses, address), cache=cache)


def column(figure: Figure, heading: str) -> int:
    return [one.heading for one in figure.table.columns].index(heading)


def marked(figure: Figure) -> Iterator[tuple[str, str, float]]:
    """Of the changes that a figure marks: what changed, the later year, by how much."""
    headings = [one.heading for one in figure.table.columns]
    if not {"Marked", "Year", "Answer"} <= set(headings):
        return
    for row in figure.table.rows:
        if row[column(figure, "Marked")] == "yes":
            label, year, change = (row[column(figure, h)] for h in ("Answer", "Year", "Change"))
            yield str(label), str(year), float(change or 0)


def percentages(figure: Figure) -> set[str]:
    """All percentages of a figure's table, as readers see them."""
    places = [n for n, one in enumerate(figure.table.columns) if one.unit == "percent"]
    cells = (row[n] for row in figure.table.rows for n in places)
    return {plain(percent(cell)) for cell in cells if isinstance(cell, float)}


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("95% interval", "interval")


@pytest.mark.parametrize(("topic", "year", "persona"), SAMPLE)
def test_words_tell_what_figures_show(
    topic: str, year: int, persona: str | None, responses: Responses, cache: Cache
) -> None:
    desk = desk_of(responses, cache, year, persona)
    asked = [q for q in CODEBOOK.topic(topic).questions if q.published and year in q.asked]
    found = desk.found(asked)
    of_year = {code: desk.figure(one) for code, one in found.items()}
    over_years = desk_of(responses, cache, year, persona, compare="year")
    compared = {c: over_years.figure(one) for c, one in over_years.found(asked).items()}
    family = desk.family([topic])
    told = [one for one in found.values() if one.each_choice]
    sentences = [lead(one, family) for one in told]
    # What pages say without counting the whole topic is what the topic says.
    assert sentences == [lead(one, desk.family_of(one.question)) for one in told]
    for result, text in zip(told, sentences, strict=True):
        if text is not None:
            lead_holds(result.question.id, plain(text), of_year, compared, finding(result), year)
    for result in told:
        if NO_CHANGE in str(lead(result, family)):
            drawn = compared.get(result.question.id)
            assert drawn is None or str(year) not in [later for _, later, _ in marked(drawn)]
    for figure in (*of_year.values(), *compared.values()):
        for words in (figure.alt, " ".join(figure.facts)):
            facts_hold(figure, plain(words))
    pair = (responses.years[-2], responses.years[-1])
    lines = changes_in_words(family, {}, pair, most=1000)
    seen = {
        (code, label, points(change).removesuffix("s"))
        for code, figure in compared.items()
        for label, later, change in marked(figure)
        if later == str(pair[1])
    }
    for line in lines if year == pair[1] else ():
        changed_line_holds(plain(line), seen)


def lead_holds(code: str, text: str, of_year: dict, compared: dict, best, year: int) -> None:  # type: ignore[type-arg,no-untyped-def]
    """The share is that of the figure, a change one that the figure of the years marks."""
    assert best is not None
    assert "much as" not in text
    assert plain(percent(best.share)) in percentages(of_year[code]), text
    if since := SINCE.search(text):
        way, size, _ = since.groups()
        sign = "+" if way == "up" else "−"
        assert any(
            later == str(year) and points(change).startswith(f"{sign}{size}\N{NO-BREAK SPACE}")
            for label, later, change in marked(compared[code])
        ), text
    else:
        assert " up " not in text.partition("leads")[2]
        assert " down " not in text.partition("leads")[2]


def facts_hold(figure: Figure, words: str) -> None:
    """Arrows stand for marked changes, percentages for numbers of the table."""
    known = {(plain(points(change)), later) for _, later, change in marked(figure)}
    for arrow, change, _, later in CHANGE.findall(words):
        assert (change, later) in known, (figure.id, words)
        assert (arrow == "▲") == change.startswith("+"), (figure.id, words)
    of_facts = plain(" ".join(figure.facts))
    for number in PERCENT.findall(of_facts):
        assert number in percentages(figure), (figure.id, number, of_facts)


def changed_line_holds(line: str, seen: set[tuple[str, str, str]]) -> None:
    """A line of the box names an answer and a change that a figure marks."""
    label = line.partition("“")[2].partition("”")[0]
    size = line.partition(": ")[2].partition(" points")[0]
    rows = {(of, change.partition("\N{NO-BREAK SPACE}")[0]) for _, of, change in seen}
    is_row = ", " in line.partition("“")[0]
    assert is_row or (label, size) in rows, (line, sorted(rows))
