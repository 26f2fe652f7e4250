"""Where a view has too few answers, wider ones are offered: those that have enough, no others."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from surveys import load_survey, survey_of, topic_of

from dashboard.errors import DashboardError
from dashboard.query.url import Address, read_address, write_address
from dashboard.responses import Responses
from dashboard.stories.cache import Cache
from dashboard.stories.chosen import choices_of
from dashboard.stories.offers import Offer, offers
from dashboard.stories.view import Desk

ROLES = ("smith", "joiner", "mason", "clerk")
SIZES = [
    {"id": "tiny", "label": "1–9", "from": 1, "to": 10},
    {"id": "small", "label": "10–99", "from": 10, "to": 100},
    {"id": "middle", "label": "100–999", "from": 100, "to": 1000},
    {"id": "large", "label": "1,000 and more", "from": 1000},
]
FAMILY = {"label": "Smiths and joiners", "of": ["smith", "joiner"]}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "role", "choices": [{"id": r, "label": r.title()} for r in ROLES], "families": [FAMILY]},
    {"id": "size", "kind": "number", "bands": SIZES},
    {
        "id": "tea",
        "choices": [{"id": "yes_tea", "label": "Tea"}, {"id": "no_tea", "label": "None"}],
    },
    {
        "id": "hat",
        "asked": {"from": 2024},
        "choices": [{"id": "cap", "label": "Cap"}, {"id": "bare", "label": "None"}],
    },
    {
        "id": "cup",
        "asked": {"from": 2024},
        "choices": [{"id": "mug", "label": "Mug"}, {"id": "glass", "label": "Glass"}],
    },
]
PEOPLE = {
    # (year, role, size): how many, all of whom answered about tea.
    (2024, "smith", "small"): 12,
    (2024, "joiner", "small"): 20,
    (2024, "smith", "middle"): 8,
    (2024, "mason", "tiny"): 9,
    (2024, "mason", "small"): 9,
    (2024, "mason", "middle"): 40,
    (2024, "clerk", "large"): 25,
    (2023, "clerk", "large"): 31,
    (2023, "smith", "small"): 5,
}


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    filters = {"persona": "role", "company_size": "size"}
    privacy = {"key_attributes": ["role", "size"]}
    survey = survey_of(2023, 2024, filters=filters, privacy=privacy)
    answers = {year: list(_people(year)) for year in (2023, 2024)}
    folder = tmp_path_factory.mktemp("offers") / "survey"
    return load_survey(folder, survey, topic_of(QUESTIONS), years=answers)


def _people(year: int) -> Iterator[dict[str, Any]]:
    for (when, role, size), many in PEOPLE.items():
        if when == year:
            answered = {"hat": "cap", "cup": "mug"} if year == 2024 else {}
            yield from ({"role": role, "size": size, "tea": "yes_tea", **answered},) * many


def found(
    responses: Responses, *codes: str, compare: str | None = None, **where: str
) -> list[Offer]:
    chosen = {name: tuple(text.split(",")) for name, text in where.items()}
    address = Address(year=2024, where=chosen, compare=compare)
    desk = Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())
    return offers(desk, [desk.question(code) for code in codes or ("tea",)])


def told(offer: Offer) -> dict[str, str]:
    return {name: ",".join(codes) for name, codes in offer.address.where.items()}


def test_the_family_of_a_role_is_offered_where_it_has_enough(responses: Responses) -> None:
    [family] = found(responses, persona="smith")
    assert told(family) == {"persona": "smith,joiner"}
    assert family.label == "Smiths and joiners · 2024 (40 answers per question)"


def test_nothing_is_offered_to_a_view_with_enough_answers(responses: Responses) -> None:
    assert found(responses, persona="mason") == []
    assert found(responses) == []


def test_neighbors_of_a_band_are_offered_and_one_filter_less(responses: Responses) -> None:
    offered = found(responses, persona="mason", company_size="small")
    assert [told(one) for one in offered] == [
        {"persona": "mason", "company_size": "tiny,small,middle"},
        {"company_size": "small"},
        {"persona": "mason"},
    ]
    assert offered[0].label == "1–9, 10–99 or 100–999 · Mason · 2024 (58 answers per question)"


def test_what_has_no_more_to_show_is_not_offered(responses: Responses) -> None:
    # The neighbors of the smallest are the small alone, and masons of both are too few.
    offered = [told(one) for one in found(responses, persona="mason", company_size="tiny")]
    assert offered == [{"persona": "mason"}]


def test_the_edition_before_is_offered_beside_this_one(responses: Responses) -> None:
    [offer] = found(responses, persona="clerk")
    assert (offer.address.compare, told(offer)) == ("year", {"persona": "clerk"})
    assert offer.label == "Clerk · 2023 and 2024, side by side (31 answers per question)"


def test_a_view_whose_answers_are_withheld_is_widened_and_is_no_wider_view(
    responses: Responses,
) -> None:
    thin = replace(responses, thin={2024: {"size": frozenset({"middle"})}})
    # Masons of this size are enough, but none of their answers is shown.
    offered = [told(one) for one in found(thin, persona="mason", company_size="middle")]
    assert offered == [{"persona": "mason"}]
    # Its neighbors have this size among them, and are not offered.
    offered = [told(one) for one in found(thin, persona="mason", company_size="small")]
    assert offered == [{"company_size": "small"}, {"persona": "mason"}]


def test_an_edition_that_did_not_ask_is_not_offered(responses: Responses) -> None:
    assert found(responses, "hat", persona="clerk") == []


def test_a_comparison_is_not_widened(responses: Responses) -> None:
    assert found(responses, compare="persona", persona="smith") == []


def test_half_of_the_questions_in_need_are_filled_or_there_is_no_offer(
    responses: Responses,
) -> None:
    [offer] = found(responses, "tea", "hat", persona="clerk")
    assert (offer.fewest, offer.most) == (31, 31)
    assert found(responses, "tea", "hat", "cup", persona="clerk") == []


@pytest.mark.parametrize(
    "where", [{"persona": "smith"}, {"persona": "mason", "company_size": "small"}]
)
def test_an_offer_is_an_address_of_its_own(responses: Responses, where: dict[str, str]) -> None:
    offers = found(responses, **where)
    assert offers
    for offer in offers:
        written = write_address(offer.address, 2024)
        parameters = {name: [text] for name, text in written.items()}
        try:
            again = read_address(parameters, responses.codebook, 2024)
        except DashboardError as error:
            pytest.fail(str(error))
        assert again == offer.address
