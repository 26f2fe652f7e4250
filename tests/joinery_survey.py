"""A survey of joiners over three years, whose choices and rows were merged, paused and reworded."""

from collections.abc import Mapping
from pathlib import Path

from surveys import People, load_survey, write_survey

from dashboard.codebook import Codebook
from dashboard.responses import Responses

JOINERY = Path(__file__).parent / "joinery"
SURVEY = (JOINERY / "survey.yaml").read_text(encoding="utf-8")
TOPIC = (JOINERY / "topics" / "work.yaml").read_text(encoding="utf-8")


def write_joinery(folder: Path, years: Mapping[int, People]) -> Codebook:
    """Write the survey with the given people; its codebook."""
    return write_survey(folder, SURVEY, TOPIC, years=years)


def joinery(folder: Path, years: Mapping[int, People]) -> Responses:
    """The same, loaded."""
    return load_survey(folder, SURVEY, TOPIC, years=years)
