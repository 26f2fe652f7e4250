"""References: whatever line a figure bears, its figure and its exact view are found again."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from conftest import DATA
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.query.reference import (
    LONGEST_NAME,
    NOT_SAID,
    PREVIEW,
    Reference,
    copied_link,
    parse_reference,
)
from dashboard.query.selection import Of
from dashboard.query.url import Address, comparisons, possible_weights
from dashboard.responses import load_responses
from dashboard.stories.cache import Cache
from dashboard.stories.catalogue import all_figures
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

SURVEY = read_codebook(DATA)
USED = Reference("used", Address(year=2024, where={"persona": ("builder", "keeper")}), "1f3e5a7b")
LINE = "used?year=2024&persona=builder,keeper@1f3e5a7b"


def parse(text: str, codebook: Codebook) -> Reference:
    return parse_reference(text, codebook, 2024)


def some(codes: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Any of the codes, in their order."""
    picked = st.sets(st.sampled_from(codes))
    return picked.map(lambda chosen: tuple(code for code in codes if code in chosen))


wheres = st.fixed_dictionaries(
    {name: some([c.id for c in question.choices]) for name, question in SURVEY.filters.items()}
).map(lambda where: {name: codes for name, codes in where.items() if codes})
addresses = st.builds(
    Address,
    year=st.sampled_from(list(SURVEY.years)),
    where=wheres,
    compare=st.sampled_from([None, *comparisons(SURVEY)]),
    of=st.sampled_from(Of),
    weights=st.sampled_from(possible_weights(SURVEY)),
    question=st.sampled_from([None, "used_tracking"]),
)
references = st.builds(
    Reference,
    st.from_regex(r"[a-z0-9_]{1,40}(\.[A-Za-z0-9_]{1,40}){0,3}", fullmatch=True),
    addresses,
    st.from_regex(r"[0-9a-f]{8}", fullmatch=True) | st.just(PREVIEW),
)


@settings(deadline=None, max_examples=100, derandomize=True, database=None)
@given(references, st.sampled_from(list(SURVEY.years)))
def test_a_reference_written_and_read_is_the_same_whatever_year_is_newest(
    reference: Reference, newest: int
) -> None:
    assert parse_reference(str(reference), SURVEY, newest) == reference
    link = f"https://example.org/survey/figure?{urlencode(reference.parameters())}"
    assert parse_reference(f"{link}@{reference.release}", SURVEY, newest) == reference


@settings(deadline=None, max_examples=100, derandomize=True, database=None)
@given(references, references)
def test_a_file_s_name_is_safe_bounded_and_its_figure_s_own(one: Reference, two: Reference) -> None:
    names = [reference.file_name(SURVEY.id) for reference in (one, two)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in names)
    assert all(len(name) <= LONGEST_NAME for name in names)
    assert all(str(r.address.year) in name for r, name in zip((one, two), names, strict=True))
    assert (names[0] == names[1]) is (one == two)


def test_a_reference_reads_as_figure_view_and_release(tiny: Codebook) -> None:
    assert str(USED) == LINE
    assert str(Reference("used", Address(year=2024), PREVIEW)) == "used?year=2024@preview"
    assert parse(LINE, tiny) == USED


def test_a_file_is_named_by_survey_year_figure_view_and_release() -> None:
    address = Address(year=2025, where={"persona": ("ml_engineer",)}, compare="year")
    reference = Reference("tools_table.used_tracking", address, "1f3e5a7b")
    assert reference.file_name("mlops-community-survey") == (
        "mlops-community-survey_2025_tools_table-used_tracking_persona-ml_engineer_compare-year"
        "_1f3e5a7b"
    )


def test_a_long_name_is_cut_and_still_tells_views_apart() -> None:
    where = {"persona": tuple(choice.id for choice in SURVEY.filter("persona").choices)}
    names = {
        Reference("used", Address(year=2025, where=where, of=of), "1f3e5a7b").file_name(SURVEY.id)
        for of in Of
    }
    assert len(names) == len(Of)
    for name in names:
        assert len(name) == LONGEST_NAME
        assert name.startswith(f"{SURVEY.id}_2025_used_persona-")
        assert name.endswith("_1f3e5a7b")


def test_what_was_looked_up_beside_a_figure_is_no_part_of_it() -> None:
    beside = Reference("used", Address(year=2024, question="mood"), PREVIEW)
    assert beside == Reference("used", Address(year=2024), PREVIEW)


LINK = "https://example.org/figure?figure=used&persona=builder,keeper"
PASTED = {
    "blanks around it": f"  {LINE}\n",
    "a line broken in print": "used?year=2024&per\n   sona=builder,keeper\r\n@1f3e5a7b",
    "marks of width none": "us\u00aded?year=2024&\u200bpersona=builder,keeper@1f3e5a7b",
    "the word before it": f"Figure {LINE}",
    "the word and a number": f"(fig. 12: {LINE}).",
    "quotes": f"“{LINE}”",
    "capitals in the hash": LINE.replace("1f3e5a7b", "1F3E5A7B"),
    "another order": "used?persona=keeper,builder&year=2024@1f3e5a7b",
    "the newest year, not said": "used?persona=builder,keeper@1f3e5a7b",
    "a link": f"{LINK}&year=2024&v=1@1f3e5a7b",
    "a link that names its release": f"{LINK}&year=2024&v=1&release=1f3e5a7b",
    "a link with its release, embedded": f"{LINK}&year=2024&release=1f3e5a7b&embed=true",
    "a link embedded in a page": f"{LINK}&year=2024&embed=true&embed_options=light_theme@1f3e5a7b",
    "a link from a page's source": LINK.replace("&", "&amp;") + "@1f3e5a7b",
    "a link that a newsletter lengthened": f"{LINK}&year=2024&utm_source=a@b.org&fbclid=x1",
    "a reference that somebody lengthened": "used?year=2024&persona=builder,keeper&ref=x@1f3e5a7b",
    "the line under a picture": f"Source: Tiny 2024, CC BY 4.0, synthetic sample · Figure {LINE}",
    "all that is under a picture": f"Base: 9\nSource: Tiny · Figure\u00a0{LINE}\nSynthetic data",
    "the end of a caption": f"Used. Base: 9. Source: Tiny 2024, CC BY 4.0, figure {LINE}.",
    "a link with everything escaped": LINK.replace(",", "%2C") + "%401f3e5a7b",
}  # fmt: skip


@pytest.mark.parametrize("case", PASTED)
def test_what_comes_of_pasting_is_read_all_the_same(case: str, tiny: Codebook) -> None:
    said = USED if "1f3e5a7b" in PASTED[case].casefold() else replace(USED, release=NOT_SAID)
    assert parse(PASTED[case], tiny) == said


def test_a_link_need_not_say_its_release(tiny: Codebook) -> None:
    reference = parse(LINK, tiny)
    assert reference == Reference("used", USED.address, NOT_SAID)
    assert str(reference) == "used?year=2024&persona=builder,keeper"
    assert reference.file_name("tiny") == "tiny_2024_used_persona-builder-keeper"


def test_a_copied_link_names_the_release_of_its_figure_and_is_read_again(tiny: Codebook) -> None:
    link = copied_link(USED.address, 2024, "1f3e5a7b")
    assert link.endswith("&release=1f3e5a7b")
    assert parse(f"https://example.org/figure?{link}", tiny) == USED
    # Of a page there are no numbers to check, and a preview has no release.
    assert "release" not in copied_link(replace(USED.address, figure=None), 2024, "1f3e5a7b")
    assert "release" not in copied_link(USED.address, 2024, PREVIEW)


REFUSED = {
    "a link to no release": (f"{LINK}&release=newest", "'newest' is no release"),
    "a link to two releases": (f"{LINK}&release=1f3e5a7b&release=2f3e5a7b", "'release' 2 times"),
    "nothing": ("  ", "There is no reference"),
    "only the word": ("Figure ", "There is no reference"),
    "no release": ("used?year=2024", "does not say its release"),
    "half a hash": ("used?year=2024@1f3e", "'1f3e' is no release: behind the @ stand eight"),
    "another hash": ("used?year=2024@1f3e5a7g", "is no release"),
    "a version": ("used?year=2024@v1", "is no release"),
    "nothing behind the @": ("used?year=2024@", "'' is no release"),
    "no figure": ("?year=2024@1f3e5a7b", "'' is no figure"),
    "a figure with a slash": ("../used?year=2024@1f3e5a7b", "is no figure"),
    "a figure twice": ("used?figure=mood@1f3e5a7b", "'figure' 2 times"),
    "a link to another page": ("https://example.org/tools?year=2024@1f3e5a7b", "names no figure"),
    "a link that is none": ("https://[used?figure=used", "is no link"),
    "an unknown choice": ("used?persona=bilder@1f3e5a7b", "Did you mean 'builder'"),
    "an unknown year": ("used?year=1999@1f3e5a7b", "Unknown year '1999'"),
    "a version to come": ("used?v=2@1f3e5a7b", "of version '2'"),
    "a book": ("used" * 2000, "longer than"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_reference_is_refused_in_a_sentence(case: str, tiny: Codebook) -> None:
    text, words = REFUSED[case]
    with pytest.raises(DashboardError, match=words) as raised:
        parse(text, tiny)
    assert len(str(raised.value)) < 600


def test_every_figure_can_be_referred_to(sample_folder: Path) -> None:
    responses = load_responses(read_codebook(sample_folder))
    address = Address(year=2025)
    desk = Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())
    names = set()
    figures = all_figures(desk)
    for figure in figures:
        reference = Reference(figure, address, PREVIEW)
        assert parse(str(reference), responses.codebook) == reference
        names.add(reference.file_name(SURVEY.id))
    assert len(names) == len(figures)
