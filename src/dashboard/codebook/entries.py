"""What may stand in each kind of file of a codebook; the JSON Schemas are made from it.

Entries keep the shorthands of the files (a wording for all years, a choice list by name);
`resolve` turns them into the objects everything else works with.
"""

from typing import Annotated, Any

from pydantic import Field

from dashboard.codebook.choice_entries import ChoiceListsFile
from dashboard.codebook.entry_types import Entry, Id, QuestionId
from dashboard.codebook.question_entries import TopicFile
from dashboard.codebook.registry_entries import RegistryFile
from dashboard.codebook.survey_entries import SurveyFile

LONGEST_FIGURE = 200

FigureId = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$", max_length=LONGEST_FIGURE)
]


class RenamedFile(Entry):
    """`renamed.yaml`: names that older links and citations hold, each with the name of today.

    Choices, and items, stand under the id that their question has today. A figure's name, or the
    parts that it begins with, is renamed besides where it is not that of a question.
    """

    questions: dict[QuestionId, QuestionId] = {}
    """Old ids of questions, each with today's.
    Example: `{use_case_total: project_count}`
    Goes wrong: An old id that is a question's id today.
    """
    choices: dict[QuestionId, dict[Id, Id]] = {}
    """Old ids of choices, below today's id of their question.
    Example: `{persona: {ml_eng: ml_engineer}}`
    """
    filters: dict[QuestionId, QuestionId] = {}
    """Old names of filters. Example: `{job: persona}`"""
    figures: dict[FigureId, FigureId] = {}
    """Old names of figures, or how they began. Example: `{tools_board: tools_table}`"""


FILES: dict[str, type[Entry]] = {
    "survey": SurveyFile,
    "topic": TopicFile,
    "choices": ChoiceListsFile,
    "registry": RegistryFile,
    "renamed": RenamedFile,
}


def schema(entry: type[Entry]) -> dict[str, Any]:
    """The JSON Schema of a kind of file, for completion and checks in editors."""
    return entry.model_json_schema(by_alias=True)
