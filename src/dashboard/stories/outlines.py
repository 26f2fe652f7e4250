"""The outline of a topic's page: the questions it leads with, and its stories."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboard.codebook import Topic
from dashboard.codebook import page_entries as entries
from dashboard.stories.item_columns import against, columns
from dashboard.stories.ordered_answers import by_group, over_the_years, ranked
from dashboard.stories.personas import personas
from dashboard.stories.steps import distribution, steps
from dashboard.stories.story import Story
from dashboard.stories.tools import tools
from dashboard.stories.use_cases import now_and_later

KINDS: dict[type[entries.StoryEntry], Callable[[Any], Story]] = {
    entries.OverTheYears: over_the_years,
    entries.ByGroup: by_group,
    entries.Ranked: ranked,
    entries.Steps: steps,
    entries.Distribution: distribution,
    entries.Columns: columns,
    entries.Against: against,
    entries.NowAndLater: now_and_later,
    entries.Tools: tools,
    entries.Personas: personas,
}


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A topic's page: the questions it begins with, and the stories it tells."""

    lead: tuple[str, ...]
    stories: tuple[Story, ...]


def outline_of(topic: Topic) -> Outline:
    """The outline that the topic's file declares."""
    stories = tuple(KINDS[type(entry)](entry) for entry in topic.page.stories)
    return Outline(lead=tuple(topic.page.lead), stories=stories)
