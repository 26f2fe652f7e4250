"""Groups compared: a row an answer, a dot a group, who differs in a line, no empty rows."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dashboard.analysis.rounding import SPACE
from dashboard.analysis.segments import apart
from dashboard.estimates.reliability import Flag
from dashboard.figures import Figure, draw
from dashboard.figures.canvas import NARROW
from dashboard.figures.composite.by_group import by_group
from dashboard.figures.composite.stacks import stacks
from dashboard.figures.kinds.group_canvas import APART_BY_COLOR, LARGE, SYMBOLS
from dashboard.figures.kinds.groups import MOST_GROUPS
from dashboard.query.selection import Of

from .conftest import TOOLS, question
from .test_figures import dots_of, measured, sound, texts

CHOICES = [{"id": "a", "label": "Alpha"}, {"id": "b", "label": "Beta"}]


def compared(loaded, code: str, comparison: str = "persona", **more) -> Figure:
    result, view = measured(loaded, code, comparison, **more)
    return draw(result, replace(view, apart=apart([result])))


def names_of(count: int) -> list[dict[str, str]]:
    return [{"id": f"r{n}", "label": f"Region {n}"} for n in range(1, count + 1)]


@pytest.mark.parametrize("code", ["tools", "mood", "views", "often", "time", "best", "worst"])
def test_whatever_is_compared_by_groups_is_a_row_of_dots(big, code):
    figure = compared(big, code)
    sound(figure)
    assert figure.kind == "Dot plot"
    assert {"Builder", "Keeper"} <= set(texts(figure))
    assert not [text for text in texts(figure) if text.startswith("–")]


def test_an_answer_has_one_row_whatever_the_number_of_groups(survey_of):
    heights = {}
    for count in (2, 7):
        loaded = survey_of(
            question("region", "single", choices=names_of(count)),
            question("kit", "multiple", choices=CHOICES),
            people_per_year=900,
        )
        heights[count] = compared(loaded, "kit", "region").height
    assert heights[7] - heights[2] <= 60  # their names above the rows


def test_up_to_eight_groups_have_colors_and_more_only_where_they_differ(survey_of):
    for count, colors in ((APART_BY_COLOR, APART_BY_COLOR), (APART_BY_COLOR + 2, 0)):
        loaded = survey_of(
            question("region", "single", choices=names_of(count)),
            question("kit", "multiple", choices=CHOICES),
            people_per_year=1500,
        )
        figure = compared(loaded, "kit", "region")
        found = set(dots_of(figure)["marker"]["line"]["color"])
        assert len(found - {"muted"}) == colors
        assert ("muted" in found) == (colors == 0)


def test_groups_differ_in_shape_too_and_no_mark_or_number_leaves_a_phone(survey_of):
    loaded = survey_of(
        question("region", "single", choices=names_of(APART_BY_COLOR)),
        question("kit", "multiple", choices=CHOICES),
        people_per_year=1500,
    )
    figure = compared(loaded, "kit", "region", narrow=True)
    dots = dots_of(figure)
    assert set(dots["marker"]["symbol"]) == set(SYMBOLS)
    named = dict(zip(dots["hovertext"], dots["marker"]["symbol"], strict=True))
    assert [named[f"Region {n}"] for n in (1, 2, 3, 4)] == [*SYMBOLS, SYMBOLS[0]]
    room = NARROW - figure.layout["margin"]["r"]
    marks = zip(dots["x"], dots["marker"]["size"], strict=True)
    assert min(x * room - size / 2 for x, size in marks) > 1
    [words] = [trace for trace in figure.data if trace.get("mode") == "text"]
    numbers = [(x, text) for x, text in zip(words["x"], words["text"], strict=True)
               if text.endswith("%") and text.startswith(SPACE)]  # fmt: skip
    assert numbers
    assert all(x * room + len(text.strip(SPACE)) * 6.6 + 12 < NARROW for x, text in numbers)


@pytest.mark.parametrize(("paired", "lines"), [(True, 2), (False, 1)])
def test_the_ends_of_a_scale_do_not_lie_over_each_other(big, paired, lines):
    [words] = [trace for trace in compared(big, "worst", narrow=paired, paired=paired).data
               if trace.get("mode") == "text"]  # fmt: skip
    named = [y for y, text in zip(words["y"], words["text"], strict=True)
             if "←" in text or "→" in text]  # fmt: skip
    assert len(named) == 2
    assert len(set(named)) == lines


def test_of_many_groups_the_largest_are_drawn_and_all_others_named(survey_of):
    many = MOST_GROUPS + 3
    loaded = survey_of(
        question("region", "single", choices=names_of(many)),
        question("kit", "multiple", choices=CHOICES),
        people_per_year=3000,
    )
    result, view = measured(loaded, "kit", "region")
    figure = draw(result, replace(view, apart=apart([result])))
    y = len(result.years) - 1
    bases = result.shares.base[y, :, 0].max(axis=-1)
    assert len(bases) == many
    kept = sorted(range(many), key=lambda s: (-bases[s], s))[:MOST_GROUPS]
    names = [result.segment_label(segment) for segment in result.segments]
    rest = [name for s, name in enumerate(names) if s not in kept]
    assert f"Not shown: {rest[0]}, {rest[1]} and {rest[2]} (only the 16 largest" in figure.note
    hovers = "\n".join(map(str, dots_of(figure)["hovertext"]))
    assert not [name for name in rest if f"{name}:" in hovers]
    assert all(f"{names[s]}:" in hovers for s in kept)
    # Nobody is taken out of the numbers, and no group made part of another: the table has all.
    assert {str(row[1]) for row in figure.table.rows} == set(names)
    assert result.shares.base[y].max(axis=(1, 2)).tolist() == bases.tolist()
    assert sum(bases) == result.tally.answered.n[y].sum()
    fewer = replace(view, apart=apart([result]))
    assert "Not shown" not in draw(measured(loaded, "kit", "persona")[0], fewer).note


def test_who_differs_is_told_and_drawn_large(survey_of):
    loaded = survey_of(question("kit", "multiple", choices=CHOICES), people_per_year=600)
    result, view = measured(loaded, "kit", "persona")
    tested = apart([result])
    [key] = tested
    sure = replace(
        tested[key],
        marked=np.arange(tested[key].marked.size).reshape(tested[key].marked.shape) == 0,
        told=np.arange(tested[key].marked.size).reshape(tested[key].marked.shape) == 0,
    )
    figure = draw(result, replace(view, apart={key: sure}))
    assert any(
        re.match("Compared with all others: Builder, “Alpha” [+−<]", t) for t in texts(figure)
    )
    sizes = dots_of(figure)["marker"]["size"]
    assert sizes.count(LARGE) == 1
    assert "Large marks: significantly different from all others." in figure.note
    assert "Builder, “Alpha”" in figure.alt


def test_rows_that_are_drawn_large_but_not_told_are_counted(survey_of):
    loaded = survey_of(question("kit", "multiple", choices=CHOICES), people_per_year=600)
    result, view = measured(loaded, "kit", "persona")
    [(key, tested)] = apart([result]).items()
    told, marked = np.zeros(tested.told.shape, bool), np.zeros(tested.marked.shape, bool)
    told.flat[0] = True
    # Of two groups each is all others to the other, so both marks are large.
    marked[0], marked[1] = told[0], told[0]
    alone = draw(result, replace(view, apart={key: replace(tested, marked=marked, told=told)}))
    assert any(text.endswith("; 1 more large mark.") for text in texts(alone))
    marked[:, ..., -1] = True
    more = draw(result, replace(view, apart={key: replace(tested, marked=marked, told=told)}))
    large = int(marked.sum())
    assert any(text.endswith(f"; {large - 1} more large marks.") for text in texts(more))


def test_nobody_differs_is_said_only_where_it_was_tested(survey_of):
    loaded = survey_of(question("kit", "multiple", choices=CHOICES))
    result, view = measured(loaded, "kit", "persona")
    assert "No group differs significantly from all others." in texts(compared(loaded, "kit"))
    assert not any("differs" in text for text in texts(draw(result, view)))


def test_groups_with_too_few_answers_stand_in_one_line(big):
    figure = compared(big, "tools", "region")
    assert figure.note.count("Small sample:") == 1
    assert "Region 6" not in " ".join(texts(figure))
    assert len(dots_of(figure)["x"]) % (len(TOOLS) + 1) == 0


def test_scores_and_net_scores_of_groups_are_tested_too(big):
    found = apart(
        [measured(big, code, "persona")[0] for code in ("tools", "views", "time", "best")]
    )
    assert {"net", "allocation", "share"} <= {what for _, what in found}
    for one in found.values():
        assert one.marked.shape == one.changes.change.shape
        assert not (one.told & ~one.marked).any()


def test_rows_in_which_no_group_has_enough_answers_are_a_line(survey_of):
    items = [{"id": "all", "label": "Asked of all"}, {"id": "few", "label": "Asked of few"}]
    loaded = survey_of(
        question("kit", "multiple", choices=[{"id": "few", "label": "Few"}, CHOICES[0]]),
        question("views", "matrix", items=items, choices=CHOICES),
        people_per_year=240,
    )
    result, view = measured(loaded, "views", "persona")
    estimates = result.estimates
    flag, share = estimates.flag.copy(), estimates.estimate.copy()
    flag[:, :, 1], share[:, :, 1] = Flag.HIDDEN, np.nan
    hidden = replace(result, estimates=replace(estimates, flag=flag, estimate=share))
    figure = draw(hidden, view)
    assert "Asked of all" in texts(figure)
    assert "Asked of few" not in texts(figure)
    assert "1 more row in the table." in figure.note
    assert "Asked of few" in {row[0] for row in figure.table.rows}


OFTEN = [{"id": "daily", "label": "Daily"}, {"id": "less", "label": "Less often"}]
ASKED = "including those who did not answer"
NAMED = "of respondents who answered for each row"


@pytest.mark.parametrize("comparison", ["persona", "years"])
@pytest.mark.parametrize(
    ("more", "of", "measure"),
    [
        ({}, Of.ANSWERED, "% of respondents answering “{}”"),
        ({}, Of.ASKED, f"% answering “{{}}”, of respondents asked, {ASKED}"),
        ({"items_from": "kit"}, Of.ANSWERED, f"% answering “{{}}”, {NAMED}"),
    ],
    ids=["of all", "of those asked", "of those who named the row"],
)  # fmt: skip
def test_one_answer_of_rows_is_named_before_whom_it_is_a_share_of(
    survey_of, more, of, measure, comparison
):
    loaded = survey_of(
        question("kit", "multiple", choices=CHOICES),
        question("uses", "matrix", items=CHOICES, choices=OFTEN, **more),
        people_per_year=600,
    )
    figure = draw(*measured(loaded, "uses", comparison, of=of))
    said = figure.subtitle.partition(" · ")[0]
    assert said in {measure.format(one["label"]) for one in OFTEN}


def test_the_readers_own_group_is_never_left_out_without_a_word(survey_of):
    loaded = survey_of(
        question("region", "single", choices=names_of(MOST_GROUPS + 1)),
        question("kit", "multiple", choices=CHOICES),
        people_per_year=3000,
    )
    result, view = measured(loaded, "kit", "region")
    [name] = re.findall(r"Not shown: (Region \d+) ", draw(result, view).note)
    code = next(c.id for c in loaded[0].question("region").choices if c.label == name)
    own = draw(result, replace(view, kept={"region": (code,)}))
    assert f"{name}:" in "\n".join(map(str, dots_of(own)["hovertext"]))
    assert f"Not shown: {name} " not in own.note
    assert "Not shown: Region" in own.note


def test_an_own_group_without_a_number_has_a_line_that_says_why(survey_of):
    loaded = survey_of(
        question("region", "single", choices=[*names_of(2), {"id": "far", "label": "Far away"}]),
        question("kit", "multiple", choices=CHOICES),
        people_per_year=300,
    )
    result, view = measured(loaded, "kit", "region")
    far = [choice.id for choice in result.by.choices].index("far")
    flag = result.estimates.flag.copy()
    flag[:, far] = Flag.HIDDEN
    small = replace(result, estimates=replace(result.estimates, flag=flag))
    others = draw(small, view)
    assert not [text for text in texts(others) if text.startswith("Far away")]
    own = draw(small, replace(view, kept={"region": ("far",)}))
    [line] = [text for text in texts(own) if text.startswith("Far away")]
    assert re.fullmatch(r"Far away has no marks: sample too small, n = \d+\.", line)
    stack = stacks(small, replace(view, kept={"region": ("far",)}), id="x", title="X")
    assert "Far away" in texts(stack)
    assert "Far away" not in texts(stacks(small, view, id="x", title="X"))
    # Who is withheld may be many: without a row the picture would look complete.
    flag[:, far] = Flag.WITHHELD
    assert "Far away" in texts(stacks(small, view, id="x", title="X"))
    bars = by_group(small, 0, replace(view, kept={"region": ("far",)}), id="x", title="X")
    assert "Far away" in texts(bars)


def test_where_all_samples_are_small_the_alternative_text_names_the_groups(big):
    alt = compared(big, "tools", where={"region": ["r1"]}).alt
    assert "All groups" not in alt
    if "Small samples" in alt:
        assert "(Builder and Keeper)" in alt
