"""Stories: one view of the survey, and what a page shows of several questions at once.

The package may know figures and everything below them. It never knows a web page or a file.
"""

from dashboard.stories.item_columns import against, columns
from dashboard.stories.ordered_answers import by_group, over_the_years, ranked
from dashboard.stories.personas import personas
from dashboard.stories.respondents import who_answered
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
