"""Stories: what a page tells of several questions at once. Pages name the questions."""

from dashboard.stories.columns import against, columns
from dashboard.stories.ordered import by_group, over_the_years, ranked
from dashboard.stories.people import who_answered
from dashboard.stories.personas import personas
from dashboard.stories.steps import distribution, steps
from dashboard.stories.story import Fact, Make, Stage, Story, Told
from dashboard.stories.tools import tools
from dashboard.stories.use_cases import now_and_later

__all__ = [
    "Fact",
    "Make",
    "Stage",
    "Story",
    "Told",
    "against",
    "by_group",
    "columns",
    "distribution",
    "now_and_later",
    "over_the_years",
    "personas",
    "ranked",
    "steps",
    "tools",
    "who_answered",
]
