"""Addresses: what a link says is what the reader sees, or a sentence saying why not."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import DATA

from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.query.selection import Of
from dashboard.query.url import (
    Address,
    comparisons,
    corrected,
    groupings,
    read_address,
    write_address,
)


def read(codebook: Codebook, **parameters: str) -> Address:
    return read_address({name: [text] for name, text in parameters.items()}, codebook, 2024)


def test_an_empty_address_is_the_default_view(tiny: Codebook) -> None:
    assert read(tiny) == Address(year=2024)
    assert write_address(Address(year=2024), 2024) == {}


ADDRESSES = [
    Address(year=2023),
    Address(year=2024, where={"persona": ("builder", "keeper")}),
    Address(year=2024, where={"persona": ("builder",), "region": ("north",)}, compare="year"),
    Address(year=2023, compare="company_size", of=Of.EVERYONE, question="used"),
    Address(year=2024, figure="tools_table.used"),
    Address(year=2024, compare="used"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_view_written_and_read_is_the_same_view(address: Address, tiny: Codebook) -> None:
    assert read(tiny, **write_address(address, 2024)) == address


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_carries_anything_says_its_version(address: Address) -> None:
    assert write_address(address, 2024)["v"] == write_address(address, 2024, exact=True)["v"] == "1"


def test_an_exact_address_names_the_year_that_is_shown_by_default(tiny: Codebook) -> None:
    exact = write_address(Address(year=2024, figure="used"), 2024, exact=True)
    assert exact == {"figure": "used", "year": "2024", "v": "1"}
    parameters = {name: [text] for name, text in exact.items()}
    assert read_address(parameters, tiny, 2023) == Address(year=2024, figure="used")


def test_an_address_without_a_version_is_of_the_first(tiny: Codebook) -> None:
    assert read(tiny, persona="builder") == read(tiny, persona="builder", v="1")


def test_an_address_holds_codes_not_labels(tiny: Codebook) -> None:
    address = Address(year=2024, where={"persona": ("builder",)})
    assert write_address(address, 2024) == {"persona": "builder", "v": "1"}


ADDED = {
    "utm_source": ["newsletter"],
    "fbclid": ["x" * 5000],
    "ref": ["https://example.org/?persona=bilder", "twice"],
    "": ["nothing"],
    "persone": ["builder"],
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_the_world_adds_to_a_link_is_passed_over(address: Address, tiny: Codebook) -> None:
    written = {name: [text] for name, text in write_address(address, 2024).items()}
    assert read_address(ADDED | written, tiny, 2024) == address
    with pytest.raises(DashboardError, match="Unknown choice"):
        read_address(ADDED | {"persona": ["bilder"]}, tiny, 2024)


SURVEY = read_codebook(DATA)


@pytest.mark.parametrize("year", SURVEY.years)
def test_a_year_is_compared_by_what_it_asked_and_by_nothing_else(year: int) -> None:
    offered = {*comparisons(SURVEY, year), *groupings(SURVEY, year)}
    refused = {*comparisons(SURVEY), *groupings(SURVEY)} - offered
    assert offered
    assert refused
    for compare in offered:
        parameters = {"compare": [compare], "year": [str(year)]}
        assert read_address(parameters, SURVEY, year).compare == compare
    for compare in refused:
        question = SURVEY.question(compare)
        assert year not in question.asked
        asked = ", ".join(map(str, question.asked))
        said = f"{year} did not ask “{re.escape(question.title)}”.* Asked in: {asked}"
        with pytest.raises(DashboardError, match=said):
            read_address({"compare": [compare]}, SURVEY, year)


BAD = {
    "an unknown value": ({"persona": "bilder"}, "Did you mean 'builder'"),
    "a label instead of a code": ({"persona": "Builder"}, "Did you mean 'builder'"),
    "a script": ({"persona": "<script>alert(1)</script>"}, "Unknown choice"),
    "quotes": ({"persona": "builder' or 1=1 --"}, "Unknown choice"),
    "a year that is none": ({"year": "next"}, "Unknown year 'next'"),
    "a year in other digits": ({"year": "２０２４"}, "Unknown year"),
    "a year without a survey": ({"year": "1999"}, "Unknown year '1999'"),
    "an unknown comparison": ({"compare": "weather"}, "Unknown comparison"),
    "a word of a comparison": ({"compare": "size"}, "Did you mean 'company_size'"),
    "a comparison by an allocation": ({"compare": "time"}, "Unknown comparison"),
    "an unknown denominator": ({"of": "some"}, "Unknown denominator"),
    "an unknown question": ({"question": "usd"}, "Did you mean 'used'"),
    "ten kilobytes": ({"persona": "x" * 10_000}, "longer than"),
    "an empty value": ({"persona": ""}, "Unknown choice"),
    "a version to come": ({"v": "2", "who": "me"}, "of version '2', .* it reads 1"),
    "a version that is none": ({"v": ""}, "of version ''"),
    "a figure with a blank": ({"figure": "used tools"}, "'used tools' is no figure"),
    "a figure with a path": ({"figure": "../used"}, "is no figure"),
    "a figure that ends in a dot": ({"figure": "used."}, "is no figure"),
    "a figure in other letters": ({"figure": "usé"}, "is no figure"),
    "a figure of 201 letters": ({"figure": "x" * 201}, "200 characters at most"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_an_address_gets_wrong_is_refused_in_a_sentence(case: str, tiny: Codebook) -> None:
    parameters, words = BAD[case]
    with pytest.raises(DashboardError, match=words) as raised:
        read(tiny, **parameters)
    assert len(str(raised.value)) < 600


def test_a_parameter_given_twice_is_refused(tiny: Codebook) -> None:
    with pytest.raises(DashboardError, match="2 times"):
        read_address({"persona": ["builder", "keeper"]}, tiny, 2024)


def test_parameters_of_the_embedding_page_are_let_be(tiny: Codebook) -> None:
    assert read(tiny, embed="true") == Address(year=2024)


# Old names --------------------------------------------------------------------------------------

TABLE = """
questions: {place: region, tools: gear, gear: used}
choices:
  role: {maker: smith, smith: builder}
  region: {up: north}
  used: {hatchet: axe}
filters: {trade: persona, job: trade}
figures: {board: list.gear, list: tools_table, card.of.maker: card.of.builder}
"""


@pytest.fixture
def renamed(tiny_copy: Path) -> Codebook:
    """The tiny survey after many names were changed."""
    (tiny_copy / "renamed.yaml").write_text(TABLE, encoding="utf-8")
    return read_codebook(tiny_copy)


OLD = {
    "a question": ({"question": "gear"}, {"question": "used"}),
    "a question renamed twice": ({"question": "tools"}, {"question": "used"}),
    "a choice": ({"persona": "smith,keeper"}, {"persona": "builder,keeper"}),
    "a choice renamed twice": ({"persona": "maker"}, {"persona": "builder"}),
    "a choice by both its names": ({"persona": "maker,builder"}, {"persona": "builder"}),
    "a filter": ({"trade": "keeper"}, {"persona": "keeper"}),
    "a filter renamed twice, and its choice": ({"job": "maker"}, {"persona": "builder"}),
    "a filter's question, and its choice": ({"place": "up"}, {"region": "north"}),
    "a comparison": ({"compare": "job"}, {"compare": "persona"}),
    "a figure": ({"figure": "tools"}, {"figure": "used"}),
    "a part of a figure": ({"figure": "tools_table.gear"}, {"figure": "tools_table.used"}),
    "a story": ({"figure": "list"}, {"figure": "tools_table"}),
    "a story renamed twice, and its question": (
        {"figure": "board.hatchet"},
        {"figure": "tools_table.used.axe"},
    ),
    "how a figure begins": ({"figure": "list.tools"}, {"figure": "tools_table.used"}),
    "a figure as a whole": ({"figure": "card.of.maker"}, {"figure": "card.of.builder"}),
    "a choice in a figure": ({"figure": "card.tools.hatchet"}, {"figure": "card.used.axe"}),
}


@pytest.mark.parametrize("case", OLD)
def test_a_link_with_an_old_name_shows_what_it_showed_and_is_written_anew(
    case: str, renamed: Codebook
) -> None:
    old, new = OLD[case]
    address = read(renamed, **old)
    assert write_address(address, 2024) == new | {"v": "1"}
    assert address == read(renamed, **new)


def test_a_choice_s_old_name_is_one_of_its_question_only(renamed: Codebook) -> None:
    with pytest.raises(DashboardError, match="Unknown choice of 'region' 'maker'"):
        read(renamed, region="maker")
    assert read(renamed, figure="card.hatchet").figure == "card.hatchet"


def test_a_choice_that_never_was_is_refused_with_the_nearest(renamed: Codebook) -> None:
    with pytest.raises(DashboardError, match=r"choice of 'role' 'bilder'\. Did you mean"):
        read(renamed, persona="bilder")


def test_a_filter_by_its_old_and_its_new_name_is_given_twice(renamed: Codebook) -> None:
    with pytest.raises(DashboardError, match="'region' 2 times"):
        read(renamed, place="up", region="south")


def test_what_is_published_apart_makes_no_groups_and_the_refusal_says_why() -> None:
    name = SURVEY.separate[0]
    with pytest.raises(DashboardError, match="is published apart from the other answers"):
        read_address({"compare": [name]}, SURVEY, max(SURVEY.years))
    assert not set(SURVEY.separate) & set(groupings(SURVEY))


def test_a_filter_that_is_published_with_the_rest_may_make_groups() -> None:
    together = replace(
        SURVEY, privacy=SURVEY.privacy.model_copy(update={"separate": (SURVEY.separate[0],)})
    )
    name = SURVEY.separate[1]
    assert name in groupings(together)
    assert read_address({"compare": [name]}, together, max(SURVEY.years)).compare == name


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"compare": "persnoa"}, {"compare": "persona"}),
        ({"persona": "bilder,keeper"}, {"persona": "builder,keeper"}),
        ({"where.usd": "axe"}, {"where.used": "axe"}),
        ({"b.persona": "bilder"}, {"b.persona": "builder"}),
        ({"persona": "bilder", "compare": "yaer"}, {"persona": "builder", "compare": "year"}),
        ({"question": "usde", "year": "2023"}, {"question": "used", "year": "2023"}),
    ],
    ids=str,
)
def test_a_view_with_wrong_names_has_a_near_one(
    written: dict[str, str], meant: dict[str, str], tiny: Codebook
) -> None:
    with pytest.raises(DashboardError, match="Did you mean"):
        read(tiny, **written)
    parameters = {name: [text] for name, text in written.items()}
    assert corrected(parameters, tiny, 2024) == {**meant, "v": "1"}


@pytest.mark.parametrize(
    "written", [{}, {"persona": "builder"}, {"compare": "xyzzy"}, {"v": "9", "compare": "yaer"}]
)
def test_a_right_view_and_one_like_nothing_have_none(
    written: dict[str, str], tiny: Codebook
) -> None:
    assert corrected({name: [text] for name, text in written.items()}, tiny, 2024) is None
