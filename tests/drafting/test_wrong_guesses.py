"""What a draft would guess wrong, and nobody would see: others of one sort, comments, names."""

import pytest

from dashboard.importing.drafting.answer_scales import is_other
from dashboard.importing.drafting.personal import is_personal
from drafting.conftest import Drafting, rows

ASKED = "Which tools do you use?"


@pytest.mark.parametrize(
    "label",
    ["Other", "Others", "Other:", "other (please specify)", "Other - please specify",
     "Other, please specify", "Other please say", "Other tool", "Other tools (name them)",
     "Something else", "Sonstiges", "Andere bitte angeben", "Autre (précisez)"],
)  # fmt: skip
def test_all_other_answers(label: str) -> None:
    assert is_other(label, ASKED)


@pytest.mark.parametrize(
    "label", ["Other R packages", "Other people's notebooks", "Other cloud", "Otherwise", "Mother"]
)
def test_others_of_one_sort_are_a_choice_of_their_own(label: str) -> None:
    assert not is_other(label, ASKED)


def test_a_draft_marks_the_answer_other_alone(drafted: Drafting) -> None:
    names = ["R", "Other R packages", "Python", "Other"]
    cells = [", ".join(n for at, n in enumerate(names) if i >> at & 1) for i in range(1, 16)]
    found = drafted(rows(ASKED, cells, 4))
    [question] = found.codebook.questions.values()
    assert {c.label: c.other for c in question.choices} == {
        "R": False, "Other R packages": False, "Python": False, "Other": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["thanks. - Hugo", "Great survey! — Anna", "Thank you, Carla", "maps please ~ Gita"]
)
def test_a_signed_text_is_a_person_s(text: str) -> None:
    assert is_personal(text)


@pytest.mark.parametrize(
    "text", ["Word - Excel", "No, but I plan to", "Yes, often", "Daily. Or so"]
)
def test_other_texts_of_two_parts_are_not(text: str) -> None:
    assert not is_personal(text)


@pytest.mark.parametrize(
    "header",
    ["Anything else?", "Anything else you want to tell us?", "Any other comments?", "Comments",
     "Do you have any feedback?", "Haben Sie noch Anmerkungen?", "Autres commentaires", "Algo más"],
)  # fmt: skip
def test_the_last_question_of_a_form_is_free_text(drafted: Drafting, header: str) -> None:
    cells = ["Great survey!", "Too long", "Please ask about maps, thanks"] * 8
    lines = rows(header, cells).splitlines()
    text = "\n".join(f"{line},{'Pet' if not at else ('Cat', 'Dog')[at % 2]}"
                     for at, line in enumerate(lines))  # fmt: skip
    found = drafted(text + "\n")
    assert list(found.codebook.questions) == ["pet"]
    assert f'# Left out as free text: "{header}"' in found.text


@pytest.mark.parametrize("header", ["Comments in your code are", "Feedback from users comes"])
def test_a_question_about_comments_is_none(drafted: Drafting, header: str) -> None:
    found = drafted(rows(header, ["Rare", "Often"], 12))
    assert len(found.codebook.questions) == 1
