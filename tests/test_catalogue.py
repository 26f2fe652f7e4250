"""The catalogue knows every figure the pages draw, by an id under which it is found again."""

from pathlib import Path

import pytest

from dashboard.codebook import read_codebook
from dashboard.errors import DashboardError
from dashboard.figures.plain_text import plain
from dashboard.query.url import Address
from dashboard.responses import Responses, load_responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import Entry, all_figures, default_figures, drawn, entry
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk


@pytest.fixture(scope="module")
def responses(sample_folder: Path) -> Responses:
    return load_responses(read_codebook(sample_folder))


def desk_of(responses: Responses, **address: object) -> Desk:
    asked = Address(year=2025, **address)  # type: ignore[arg-type]
    return Desk(responses=responses, chosen=choices_of(responses, asked), cache=Cache())


def test_every_published_question_has_a_figure(responses: Responses) -> None:
    desk = desk_of(responses)
    asked = {q.id for q in desk.codebook.questions.values() if q.published and 2025 in q.asked}
    assert asked <= set(all_figures(desk))


def test_default_figures_are_sound_and_called_by_their_ids(responses: Responses) -> None:
    listed = default_figures(desk_of(responses)).values()
    made = [(one.id, told) for one in listed if (told := one.make()) is not None]
    assert len(made) > 0.9 * len(listed)
    for id, told in made:
        assert told.figure.id == id
        assert told.questions
        plain(told.figure)


@pytest.mark.parametrize("compare", [None, "year"])
def test_every_figure_is_found_again_by_its_id(responses: Responses, compare: str | None) -> None:
    desk = desk_of(responses, compare=compare)
    every = all_figures(desk)
    assert set(default_figures(desk)) <= set(every)
    for one in every.values():
        again = entry(desk, one.id)
        assert (again.id, again.page, again.heading) == (one.id, one.page, one.heading)


def test_a_figure_found_by_its_id_is_the_one_that_its_page_shows(responses: Responses) -> None:
    """A story may say more below a question's figure than the question by itself."""

    def says(one: Entry) -> tuple[str, str, str]:
        figure = drawn(one).figure
        return figure.title, figure.note, figure.alt

    desk = desk_of(responses)
    shown = {id: says(one) for id, one in default_figures(desk).items() if one.make() is not None}
    assert {id: says(entry(desk, id)) for id in shown} == shown
    assert any("Respondents giving 0%" in note for _, note, _ in shown.values())


def test_choices_are_part_of_the_id(responses: Responses) -> None:
    told = drawn(entry(desk_of(responses), "tools_table.used_orchestration"))
    assert told.figure.title == "Workflow orchestration: usage and satisfaction"


def test_a_figure_that_does_not_exist_is_refused_with_the_nearest_name(
    responses: Responses,
) -> None:
    with pytest.raises(DashboardError, match=r"Did you mean 'used_tracking'"):
        entry(desk_of(responses), "used_trackin")


def test_a_figure_that_a_year_did_not_ask_for_is_refused(responses: Responses) -> None:
    asked_later = next(
        q.id for q in responses.codebook.questions.values() if q.published and 2022 not in q.asked
    )
    asked = Address(year=2022)
    desk = Desk(responses=responses, chosen=choices_of(responses, asked), cache=Cache())
    with pytest.raises(DashboardError, match="not asked in 2022"):
        entry(desk, asked_later)


@pytest.mark.parametrize("name", ["persona", "company_size"])
def test_a_question_is_not_broken_down_by_itself(responses: Responses, name: str) -> None:
    code = responses.codebook.filter(name).id
    alone = drawn(entry(desk_of(responses), code)).figure
    compared = drawn(entry(desk_of(responses, compare=name), code)).figure
    assert compared.data == alone.data
    assert compared.subtitle == alone.subtitle
    assert compared.note.endswith("This chart does not change with the comparison.")
