"""Every page with every option of every control, pairs of them, and addresses at random.

No exception, no fault, no empty page. In `make test` a sample of the pairs and of the addresses,
by a seed; `make soak` takes all pairs and three thousand addresses.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sampling import SEED, SOAK, sampled
from streamlit import config
from streamlit.runtime.scriptrunner_utils import script_run_context

from dashboard.codebook import FURTHER, Kind, read_codebook
from dashboard.query.url import further_filters

from .exploring import Views, every_part, every_view, first_steps
from .walker import START, Address, Walker

PAIRS = None if SOAK else 200
ADDRESSES = 3000 if SOAK else 160
SHARES = 4
"""Parts of the work on one page, so that several processes can share it."""
CHUNKS = 32

# What the world adds to links, which changes nothing,
ADDED = {
    "utm_source": "newsletter",
    "utm_campaign": "spring sale",
    "fbclid": "x" * 60,
    "ref": "https://example.org/?a=b",
    "embed_options": "dark_theme",
    "persone": "x",
    "": "nothing",
}
# and what mistyping makes of them.
WRONG = {
    "v": "999",
    "year": "1999",
    "of": "nobody",
    "figure": "../etc",
    "report": "title=x~~~~",
    "question": "<script>",
}

Count = Callable[..., None]


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Count:
    """Say how much a test walked; the sums stand at the end of the run."""

    def add(**numbers: int) -> None:
        for name, number in numbers.items():
            record_property(f"walked {name}", number)

    return add


@contextmanager
def walking(folder: Path) -> Iterator[Walker]:
    """A reader of the survey in a folder, on a machine that may look at previews."""
    address = config.get_option("server.address")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SURVEY_DATA", str(folder))
        patch.setenv("SURVEY_PREVIEW", "1")
        patch.setenv("CHROMIUM", "/no/such/browser")
        # Streamlit warns about what the tests read outside of a run.
        patch.setattr(script_run_context._LOGGER, "disabled", True)
        config.set_option("server.address", "127.0.0.1")
        walker = Walker()
        yield walker
        walker.close()
    config.set_option("server.address", address)


@pytest.fixture(scope="module")
def walker(sample_folder: Path) -> Iterator[Walker]:
    with walking(sample_folder) as found:
        yield found


@pytest.fixture(scope="module")
def views(walker: Walker) -> Views:
    """Every option of the controls that all pages share."""
    found = every_view(walker, _plainest(walker))
    assert len(found.addresses) > 30
    assert {"year", "compare"} <= set(found.values)
    assert "show" not in found.values, "nobody has chosen anything on the page itself"
    return found


def _plainest(walker: Walker) -> str:
    """The page beside which most controls stand, of those the one with the fewest figures."""

    def weight(page: str) -> tuple[int, int]:
        walker.visit(page, START)
        return -len(walker.controls("sidebar")), len(walker.figures())

    return min(walker.pages, key=weight)


def chunk(of: list[Any], number: int) -> list[Any]:
    """One of the equal parts of a list, neighbors together."""
    return of[number * len(of) // CHUNKS : (number + 1) * len(of) // CHUNKS]


def test_what_a_page_opens_by_itself_is_not_kept_as_chosen(walker: Walker) -> None:
    taken = 0
    for page in sampled(walker.pages, 5):
        walker.visit(page, START)
        # Some views have nothing for a section and begin with the next one.
        for name, control in walker.controls("sidebar").items():
            for option in control.options if control.kind == "multiselect" else ():
                walker.reach("sidebar", {name: [option]})
                taken += 1
                assert "show" not in walker.address, (page, name, option)
            walker.reach("sidebar", {name: control.chosen})
    assert taken > 30


@pytest.mark.parametrize("number", range(CHUNKS))
def test_every_page_opens_in_every_view_that_its_controls_offer(
    number: int, walker: Walker, views: Views, count: Count
) -> None:
    before = walker.runs
    work = [(page, address) for page in walker.pages for address in views.addresses]
    # Some of every page: they do not cost the same.
    mine = work[number::CHUNKS]
    assert mine
    for page, address in mine:
        assert walker.visit(page, address)
    count(views=len(mine), runs=walker.runs - before)


@pytest.mark.parametrize("number", range(CHUNKS))
def test_every_option_on_every_page_can_be_taken(number: int, walker: Walker, count: Count) -> None:
    before = walker.runs
    work = [(page, share) for page in walker.pages for share in range(SHARES)]
    taken = 0
    for page, share in work[number::CHUNKS]:
        offered = len(first_steps(walker, page)[share::SHARES])
        done = every_part(walker, page, share, SHARES)
        assert done >= offered, page
        taken += done
    assert walker.runs > before
    count(options=taken, runs=walker.runs - before)


@pytest.mark.parametrize("number", range(SHARES))
def test_every_question_is_found_on_its_page(
    number: int, walker: Walker, sample_folder: Path, count: Count
) -> None:
    before = walker.runs
    asked = [q for q in read_codebook(sample_folder).questions.values() if q.published]
    mine = asked[number::SHARES]
    assert mine
    for question in mine:
        year = {"year": str(max(question.asked))}
        walker.visit(question.topic, START | year | {"question": question.id})
        assert walker.address["question"] == question.id
        assert walker.figures(), f"nothing is shown of {question.id}"
    count(options=len(mine), runs=walker.runs - before)


@pytest.mark.parametrize("compare", [{}, {"compare": "year"}, {"compare": "persona"}])
def test_every_page_opens_filtered_by_the_answers_to_any_question(
    compare: dict[str, str], walker: Walker, sample_folder: Path, count: Count
) -> None:
    before, book = walker.runs, read_codebook(sample_folder)
    year = max(book.years)
    for code in further_filters(book, year)[:: 1 if SOAK else 80]:
        answer = book.questions[code].offered(year)[0].id
        for page in walker.pages:
            assert walker.visit(page, START | compare | {f"{FURTHER}{code}": answer})
    assert walker.runs > before
    count(runs=walker.runs - before)


@pytest.fixture(scope="module")
def links(walker: Walker) -> list[dict[str, str]]:
    """The addresses of the figures that the pages show at first, and of some others."""
    found = dict[str, None]()
    for page in walker.pages:
        for address in (START, START | {"compare": "year"}):
            walker.visit(page, address)
            found |= dict.fromkeys(figure["link"] for figure in walker.figures())
    # The card of a reader's answers, where a walk before this one gave some, leads to their page.
    queries = [dict(parse_qsl(urlsplit(link).query)) for link in found]
    links = [query for query in queries if query]
    assert len(links) > 20
    assert len(queries) - len(links) <= 1
    return links


@pytest.mark.parametrize("number", range(SHARES))
def test_every_figure_has_a_page_and_stands_embedded_and_in_a_report(
    number: int, walker: Walker, links: list[dict[str, str]], count: Count
) -> None:
    before, mine = walker.runs, links[number::SHARES]
    assert mine
    for link in mine:
        walker.visit("figure", link)
        assert walker.figures(), link
        walker.embedded(True)
        walker.visit("figure", link | {"embed": "true"})
        walker.embedded(False)
        assert walker.figures(), link
        # A story may have no such figure by year: then a link leads back to where it has one.
        walker.visit("figure", link | {"compare": "year"})
        assert walker.figures() or "not drawn in this view" in walker.said(), link
    collected = "~~".join(["title=Walked", *map(_in_a_report, mine[:8])])
    walker.visit("report", START | {"report": collected})
    taken = every_part(walker, "report")
    count(figures=len(mine), options=taken, runs=walker.runs - before)


def _in_a_report(link: Mapping[str, str]) -> str:
    view = [f"{name}={value}" for name, value in link.items() if name not in ("figure", "v")]
    return ";".join([link["figure"], *view])


def pairs_of(views: Views) -> list[Address]:
    """Every two values that can stand in one address, in an order that the seed decides."""
    found = [
        {**one, **other}
        for one, other in combinations(views.addresses, 2)
        if all(one[name] == other[name] for name in one.keys() & other.keys())
    ]
    random.Random(SEED).shuffle(found)
    return found


@pytest.mark.parametrize("number", range(CHUNKS))
def test_pairs_of_values_open(number: int, walker: Walker, views: Views, count: Count) -> None:
    before, chance, pairs = walker.runs, random.Random(SEED + number), pairs_of(views)
    refused = 0
    for address in chunk(pairs[:PAIRS], number):
        # Not every year has every comparison: then, and only then, the link is refused.
        loose = {"year", "compare"} <= address.keys() and address not in views.addresses
        page = chance.choice(walker.pages)
        refused += not walker.visit(page, address, may_be_refused=loose)
    done = len(chunk(pairs[:PAIRS], number))
    assert refused < done
    count(pairs=done, refused=refused, runs=walker.runs - before)


@pytest.mark.parametrize("number", range(CHUNKS))
def test_addresses_at_random_lead_to_a_page_or_to_one_sentence(
    number: int, walker: Walker, views: Views, links: list[dict[str, str]], count: Count
) -> None:
    before, chance = walker.runs, random.Random(SEED - number - 1)
    told = Counter[str]()
    for _ in chunk([None] * ADDRESSES, number):
        address, odd = _any_address(chance, views, links)
        page = chance.choice(walker.pages)
        shown = walker.visit(page, address, may_be_refused=odd or "compare" in address)
        told["addresses"] += 1
        told["refused"] += not shown
        # A link to a figure may lead on to years that have no such figure.
        if shown and "figure" not in address and chance.random() < 0.5:
            _go_on(chance, walker)
    assert told["refused"] < told["addresses"]
    count(**told, runs=walker.runs - before)


def _any_address(
    chance: random.Random, views: Views, links: list[dict[str, str]]
) -> tuple[dict[str, str], bool]:
    """An address of some parameters, and whether something in it is odd."""
    values, address = views.values, dict[str, str]()
    for name in chance.sample(sorted(values), chance.randint(0, min(4, len(values)))):
        many = chance.randint(1, 3) if name in views.several else 1
        address[name] = ",".join(chance.sample(values[name], min(many, len(values[name]))))
    if chance.random() < 0.2:
        address = {**chance.choice(links), **address}
    if chance.random() < 0.3:
        for name in chance.sample(sorted(ADDED), chance.randint(1, 3)):
            address[name] = ADDED[name]
    odd = chance.random() < 0.3
    if odd:
        for name in chance.sample(sorted(WRONG), chance.randint(1, 3)):
            address[name] = WRONG[name]
        if address and chance.random() < 0.2:
            name = chance.choice(sorted(address))
            address[name] = address[name][: chance.randint(0, 3)] + "~"
    mixed = sorted(address)
    chance.shuffle(mixed)
    return {name: address[name] for name in mixed}, odd or "figure" in address


def _go_on(chance: random.Random, walker: Walker) -> None:
    """What a reader does next: another page, or another option somewhere on this one."""
    if chance.random() < 0.3:
        walker.go(chance.choice(walker.pages))
        return
    block = chance.choice(["main", "sidebar"])
    controls = {name: one for name, one in walker.controls(block).items() if one.options}
    if controls:
        control = controls[chance.choice(sorted(controls))]
        control.choose(walker.app, [chance.choice(control.options)])
        walker.run()


def test_another_survey_is_walked_whole(tiny_folder: Path, count: Count) -> None:
    """Six questions, four filters, and a year that has no responses yet."""
    with walking(tiny_folder) as walker:
        views, chance = every_view(walker, _plainest(walker)), random.Random(SEED)
        pairs = pairs_of(views)
        for page in walker.pages:
            every_part(walker, page)
            for address in views.addresses:
                walker.visit(page, address)
        for address in pairs if SOAK else pairs[:40]:
            page = chance.choice(walker.pages)
            walker.visit(page, address, may_be_refused="compare" in address)
        seen = len(views.addresses) * len(walker.pages)
        assert walker.runs > seen
        count(views=seen, runs=walker.runs)


def test_a_section_is_not_empty_where_its_question_is_looked_up(
    walker: Walker, sample_folder: Path
) -> None:
    codebook, sections = read_codebook(sample_folder), 0
    few = {name: codebook.filters[name].choices[0].id for name in ("persona", "company_size")}
    for question in codebook.questions.values():
        if question.kind is Kind.MATRIX and question.section and question.published:
            walker.visit(question.topic, {**START, **few, "question": question.id})
            sections += len(walker.app.tabs)
            drawn = [tab for tab in walker.app.tabs if tab.get("bidi_component")]
            assert len(drawn) == bool(walker.app.tabs), question.id
    assert sections > 9
