"""Selections are checked, ordered as the codebook orders, and said in words."""

from dataclasses import replace

import pytest

from dashboard.codebook import Codebook
from dashboard.errors import DashboardError
from dashboard.query.selection import in_words, select, why_gap, words_of, years_in_words


def test_no_year_means_the_newest(tiny: Codebook) -> None:
    assert select(tiny).years == (2025,)


def test_choices_come_in_the_order_of_the_codebook(tiny: Codebook) -> None:
    one = select(tiny, [2024], {"company_size": ["large"], "persona": ["keeper", "builder"]})
    other = select(tiny, [2024], {"persona": ["builder", "keeper"], "company_size": ["large"]})
    assert one == other
    assert one.where == {"persona": ("builder", "keeper"), "company_size": ("large",)}


@pytest.mark.parametrize(
    ("years", "where", "words"),
    [
        ([1999], {}, "Unknown year 1999"),
        ([2024], {"persono": ["builder"]}, "Did you mean 'persona'"),
        ([2024], {"persona": ["bilder"]}, "Did you mean 'builder'"),
        ([2024], {"used": ["axe"]}, "Unknown filter 'used'"),
    ],
)
def test_what_is_unknown_is_refused(
    years: list[int], where: dict[str, list[str]], words: str, tiny: Codebook
) -> None:
    with pytest.raises(DashboardError, match=words):
        select(tiny, years, where)


def test_a_selection_is_said_in_words(tiny: Codebook) -> None:
    chosen = select(tiny, [2024], {"persona": ["builder", "keeper"], "company_size": ["large"]})
    assert in_words(tiny, chosen) == "Builder or Keeper · Large · 2024"
    assert in_words(tiny, select(tiny, [2023, 2024])) == "All respondents · 2023 and 2024"


def test_years_are_said_shortly() -> None:
    assert years_in_words((2022, 2023, 2024)) == "2022 to 2024"
    assert years_in_words((2022, 2024, 2025)) == "2022, 2024 and 2025"


def test_a_filter_that_a_year_did_not_offer_makes_a_gap_with_a_reason(tiny: Codebook) -> None:
    chosen = select(tiny, [2023, 2024], {"region": ["north"]})
    assert why_gap(tiny, chosen, 2024) is None
    assert "“Region”, which filters this view, was not asked in 2023" in str(
        why_gap(tiny, chosen, 2023)
    )


def test_many_choices_of_a_filter_are_said_by_their_number(tiny: Codebook) -> None:
    question = replace(tiny.question("mood"), choices=tiny.question("mood").choices * 2)
    codes = [choice.id for choice in question.choices]
    assert words_of(question, codes[:2]) == "Disagree or Neither"
    assert words_of(question, codes[:5]) == "Mood: 5 of 8"
