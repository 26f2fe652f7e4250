"""What a topic's page shows is checked like everything else in the codebook."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from dashboard.codebook import CodebookError, read_codebook
from dashboard.codebook.page_entries import AnyStory
from dashboard.stories.outlines import KINDS, outline_of

Edit = Callable[[str, str, str], Path]
PAGE = """page:
  lead: [used]
  stories:
    - {story: steps, question: used, title: In order}
    - story: columns
      id: both
      title: Both
      parts: [{question: used, heading: Use}, {question: liking, heading: Like}]
      replaces: [liking]
questions:"""


def with_page(edit: Edit, page: str) -> Path:
    return edit("topics/tools.yaml", "questions:", page)


def test_a_page_is_read_with_its_topic(edit: Edit) -> None:
    topic = read_codebook(with_page(edit, PAGE)).topic("tools")
    outline = outline_of(topic)
    assert outline.lead == ("used",)
    assert [story.id for story in outline.stories] == ["used_steps", "both"]
    assert outline.stories[1].replaces == ("liking",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lead: [used]", "lead: [usd]", "page.lead[0]: Unknown question 'usd'."),
        ("question: used, title", "question: uesd, title", "Did you mean 'used'?"),
        ("story: steps, question: used", "story: steps, question: mood", "is of kind scale"),
        ("story: steps", "story: ladder", "'ladder'"),
        ("replaces: [liking]", "replaces: [likings]", "Unknown question 'likings'."),
        ("id: both", "id: used", "The id 'used' is that of a question"),
        ("title: In order", "titel: In order", "Did you mean 'title'?"),
    ],
)
def test_a_fault_of_a_page_is_named_with_its_line(
    edit: Edit, old: str, new: str, said: str
) -> None:
    folder = with_page(edit, PAGE.replace(old, new, 1))
    with pytest.raises(CodebookError) as raised:
        read_codebook(folder)
    assert said in str(raised.value)
    assert "tools.yaml, line" in str(raised.value)


def test_every_kind_of_story_can_be_told() -> None:
    assert set(get_args(get_args(AnyStory)[0])) == set(KINDS)


def test_topics_follow_the_order_of_the_survey_file(edit: Edit) -> None:
    folder = edit("survey.yaml", "\nyears:", "\ntopics: [tools]\nyears:")
    assert read_codebook(folder).topics[0].id == "tools"
    folder = edit("survey.yaml", "topics: [tools]", "topics: [toools]")
    with pytest.raises(CodebookError, match="Did you mean 'tools'"):
        read_codebook(folder)
