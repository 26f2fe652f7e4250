"""Blue is the good end of a scale, whichever end that is."""

from dataclasses import replace

import pytest

from dashboard.analysis.agreement import is_diverging, sides_of
from dashboard.codebook import Question, read_codebook
from dashboard.figures.kinds.scales import colors_of
from dashboard.paths import ROOT

SCALES = [q for q in read_codebook(ROOT / "data").questions.values() if is_diverging(q)]
BLUE, ORANGE = {"1", "2", "3"}, {"5", "6", "7"}


def steps(question: Question, places: tuple[int, ...]) -> list[str]:
    """The steps of the diverging colors that answers have."""
    colors = colors_of(question)
    return [colors[v][0].removeprefix("diverging-").split("/")[0] for v in places]


@pytest.mark.parametrize("question", SCALES, ids=lambda q: q.id)
def test_the_good_end_is_blue_and_the_outermost_answers_are_darkest(question: Question) -> None:
    for good in ("high", "low"):
        asked = replace(question, good=good)
        sides = sides_of(asked)
        low, high = steps(asked, sides.below), steps(asked, sides.above)
        assert set(high if good == "high" else low) <= BLUE
        assert set(low if good == "high" else high) <= ORANGE
        outermost = {low[0], high[-1]}
        assert outermost in ({"1", "7"}, {"2", "6"})


def test_hard_is_not_good() -> None:
    assert {q.id for q in SCALES if q.good == "low"} == {
        q.id for q in SCALES if any("hard" in choice.label.lower() for choice in q.choices)
    }
