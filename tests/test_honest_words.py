"""Over all questions, filters and comparisons of a survey: nothing is said that is not so."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from surveys import load_survey, survey_of, topic_of

from dashboard.analysis.changes import Change, Followed, page_family
from dashboard.analysis.group_sentences import groups_in_words
from dashboard.analysis.rows import CHANGE, P_VALUE
from dashboard.analysis.segments import associations
from dashboard.analysis.sentences import changes_in_words, lead
from dashboard.analysis.statistics import TOP2, highest_points, scale_points, statistics_of
from dashboard.analysis.tables import tabulate
from dashboard.codebook import Question
from dashboard.estimates.reliability import Flag
from dashboard.figures import Figure
from dashboard.figures.context import OF_ENOUGH, ONLY_ONE, superlative
from dashboard.query.selection import select
from dashboard.query.url import read_address
from dashboard.responses import Responses
from dashboard.stories.cache import Cache
from dashboard.stories.chosen import choices_of
from dashboard.stories.view import Desk

YEARS = (2022, 2023, 2024)
ROLES, SIZES, TITLES = ("dev", "ops", "lead"), ("small", "large"), ("coder", "admin", "boss")


def choices(*codes: str, **more: Any) -> list[dict[str, Any]]:
    return [{"id": code, "label": code.title(), **more} for code in codes]


def points(*codes: str, neutral: str = "") -> list[dict[str, Any]]:
    return [one | ({"neutral": True} if one["id"] == neutral else {}) for one in choices(*codes)]


SEVEN = ("never", "rarely", "seldom", "at_times", "often", "mostly", "always")
QUESTIONS: list[dict[str, Any]] = [
    {"id": "title", "title": "Title", "choices": choices(*TITLES)},
    {"id": "role", "title": "Role", "choices": [*choices(*ROLES[:2]), *choices("lead", other=True)],
     "derived": [{"choice": role, "when": {"question": "title", "any_of": [title]}}
                 for role, title in zip(ROLES[:2], TITLES[:2], strict=True)]},
    {"id": "size", "title": "Size", "choices": choices(*SIZES)},
    {"id": "likes", "title": "Likes it", "choices": choices("yes", "no")},
    {"id": "tool", "title": "Tool", "choices": choices("axe", "saw", "drill")},
    {"id": "uses", "title": "Uses", "kind": "multiple", "choices": choices("axe", "saw", "drill")},
    {"id": "routed", "title": "Routed", "choices": choices("axe", "saw"),
     "asked_of": {"question": "title", "any_of": ["coder"]}},
    {"id": "mood", "title": "Mood", "kind": "scale",
     "choices": points("bad", "middling", "good", neutral="middling")},
    {"id": "often", "title": "Often", "kind": "scale", "choices": points(*SEVEN)},
    {"id": "parts", "title": "Parts", "kind": "matrix", "items": choices("x", "y"),
     "choices": choices("low", "mid", "high")},
]  # fmt: skip
CODES = [question["id"] for question in QUESTIONS]
WHERE: list[dict[str, list[str]]] = [
    {},
    {"persona": ["dev"]},
    {"persona": ["dev", "lead"]},
    {"company_size": ["large"]},
    {"persona": ["lead"], "company_size": ["large"]},
]
COMPARED = ["", "year", "persona", "company_size"]


def people(year: int) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(year)
    later = (year - YEARS[0]) * 0.18
    for n in range(260):
        at = 2 if n < 26 else int(rng.random() < 0.4)
        size = "small" if n % 5 else "large"
        if at == 2 and size == "large" and n > 12:
            size = "small"
        yes = "yes" if rng.random() < 0.3 + later + 0.25 * (at == 0) else "no"
        yield {
            "title": TITLES[at],
            "role": ROLES[at],
            "size": size,
            "likes": yes,
            "tool": str(rng.choice(["axe", "saw", "drill"], p=[0.5 - later, 0.3 + later, 0.2])),
            "uses": [tool for tool in ("axe", "saw", "drill") if rng.random() < 0.4] or None,
            "routed": str(rng.choice(["axe", "saw"])) if at == 0 else ...,
            "mood": str(rng.choice(["bad", "middling", "good"])),
            "often": str(rng.choice(SEVEN)),
            "parts": {row: str(rng.choice(["low", "mid", "high"])) for row in "xy"},
        }


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    head = survey_of(*YEARS, filters={"persona": "role", "company_size": "size"})
    folder = tmp_path_factory.mktemp("honest") / "survey"
    return load_survey(folder, head, topic_of(QUESTIONS), years={y: people(y) for y in YEARS})


def desk_of(responses: Responses, where: dict[str, list[str]], compare: str) -> Desk:
    asked = {name: [",".join(codes)] for name, codes in where.items()}
    asked |= {"compare": [compare]} if compare else {}
    address = read_address(asked, responses.codebook, YEARS[-1])
    return Desk(responses=responses, chosen=choices_of(responses, address), cache=Cache())


def figures(responses: Responses) -> Iterator[tuple[dict[str, list[str]], str, Question, Figure]]:
    for where, compare in itertools.product(WHERE, COMPARED):
        desk = desk_of(responses, where, compare)
        asked = list(responses.codebook.questions.values())
        found = desk.found(asked)
        for result in found.values():
            yield where, compare, result.question, desk.figure(result, found)


@pytest.fixture(scope="module")
def drawn(responses: Responses) -> list[tuple[dict[str, list[str]], str, Question, Figure]]:
    found = list(figures(responses))
    assert len(found) == len(WHERE) * len(COMPARED) * len(CODES)
    return found


def texts(figure: Figure) -> str:
    inside = [text for trace in figure.data for text in trace.get("text") or ()]
    rows = [str(cell) for row in figure.table.rows for cell in row]
    return " ".join(map(str, [figure.base, figure.note, figure.alt, *inside, *rows]))


def test_only_who_was_not_asked_is_said_not_to_have_been(drawn: Any) -> None:
    told = 0
    for where, compare, question, figure in drawn:
        if re.search(r"[Nn]ot asked", texts(figure)):
            # Routed past: operators and leads, of all questions here the routed one alone.
            assert question.id == "routed", (where, compare, question.id)
            # One group that a filter keeps stands beside all others, who were not.
            assert where.get("persona") != ["dev"] or compare == "persona"
            told += 1
    assert told


def test_whom_a_filter_of_several_groups_leaves_out_is_no_group(drawn: Any) -> None:
    seen = set()
    for where, compare, _, figure in drawn:
        kept = where.get("persona", list(ROLES))
        left_out = set(ROLES) - set(kept)
        if compare == "persona":
            for result in figure.results:
                if result.by is None:
                    continue  # what makes the groups
                # One group alone would have nobody to be compared with.
                assert left_out.isdisjoint(map(str, result.segments)) == (len(kept) > 1), where
                seen.add(len(kept))
    assert len(seen) > 1


def test_no_base_is_nought_where_people_were_asked(drawn: Any) -> None:
    few = 0
    for where, _, question, figure in drawn:
        [result] = figure.results
        if result.tally.asked.n.max() > 0:
            assert not re.search(r"(^|[^\d,])0 (people|respondents)|n = 0\b", figure.base), (
                where,
                question.id,
                figure.base,
            )
            few += bool(0 < result.tally.asked.n.max() < 10)
    assert few


def test_what_the_view_is_filtered_by_is_no_finding(responses: Responses, drawn: Any) -> None:
    known = {"persona": {"role", "title"}, "company_size": {"size"}}
    seen = 0
    for where, compare, question, figure in drawn:
        if compare not in where and any(question.id in known[name] for name in where):
            assert not any("100%" in fact for fact in figure.facts), (where, question.id)
            seen += 1
    assert seen
    for where in WHERE:
        desk = desk_of(responses, where, "")
        asked = list(responses.codebook.questions.values())
        found = desk.found(asked)
        able = desk.of_view(found.values())
        said = [lead(one, desk.family_of(one.question)) for one in able]
        for one, text in zip(able, said, strict=True):
            if any(one.question.id in known[name] for name in where):
                assert text is None, (where, text)


def test_the_top_of_a_scale_is_at_most_half_of_it(responses: Responses) -> None:
    for question in responses.codebook.questions.values():
        if TOP2 in statistics_of(question):
            whole = set(scale_points(question).values())
            assert 1 <= len(highest_points(question)) <= min(2, len(whole) / 2), question.id
    assert len(highest_points(responses.codebook.question("mood"))) == 1
    assert len(highest_points(responses.codebook.question("often"))) == 2


def test_what_is_called_highest_is_so_in_the_picture(drawn: Any) -> None:
    told = 0
    for where, compare, question, figure in drawn:
        [result] = figure.results
        if not result.each_choice or question.items or compare:
            continue
        shares = result.shares.share[-1, 0, 0]
        for fact in figure.facts[:1]:
            match = re.match(r"(.+?) (\d+)%", fact)
            qualified = any(words in fact.lower() for words in (OF_ENOUGH, ONLY_ONE))
            if match and not qualified and np.isfinite(shares).any():
                inside = [v for v, c in enumerate(question.choices) if not c.other]
                most = np.nanmax(shares[inside])
                assert int(match[2]) == round(100 * most), (where, question.id, fact)
                told += 1
    assert told > 10


def test_one_sufficient_sample_is_higher_than_nothing() -> None:
    assert superlative([0.63], [0.63, 0.84]) == ONLY_ONE
    assert superlative([0.63], [0.63, 0.40]) == ONLY_ONE
    assert superlative([0.63], [0.63]) == "highest"
    assert superlative([0.63, 0.5], [0.63, 0.5, 0.4]) == "highest"
    assert superlative([0.63, 0.5], [0.63, 0.5, 0.84]) == f"highest {OF_ENOUGH}"


def test_no_difference_is_told_with_both_signs(responses: Responses) -> None:
    told = 0
    for where, by in itertools.product(WHERE, ("role", "size")):
        name = {"role": "persona", "size": "company_size"}[by]
        desk = desk_of(responses, where, name)
        found = desk.found(responses.codebook.questions.values())
        shares = [one for one in found.values() if one.each_choice and one.question.id != by]
        of_all = [a for group in associations(shares) for a in group]
        lines = groups_in_words(of_all, most=1000)
        told += len(lines)
        groups = responses.codebook.question(by).choices
        in_view = [c for c in groups if c.id in where.get(name, [one.id for one in groups])]
        if len(in_view) == 2:
            assert not any("−" in line.split(" points")[0] for line in lines), lines
    assert told
    family = page_family(
        responses, list(responses.codebook.questions.values()), select(responses.codebook, YEARS)
    )
    for pair in itertools.pairwise(YEARS):
        lines = changes_in_words(family, {}, pair, most=1000)
        assert sum(line.startswith("Likes it") for line in lines) <= 1, lines


def test_commands_and_pages_have_one_p_value(responses: Responses) -> None:
    book, seen = responses.codebook, 0
    for where in WHERE[:4]:
        for first, second in ((2022, 2023), (2023, 2024), (2022, 2024)):
            for code in ("likes", "tool", "uses", "mood"):
                question = book.question(code)
                query = select(book, [second], where)
                page = page_family(responses, [question], query).followed[code, "share"]
                table = tabulate(responses, question, query, change_from=first)
                on_page = changes_between(page, first, second)
                change = {r.choice: r.estimate for r in table.rows if r.statistic == CHANGE}
                p = {r.choice: r.estimate for r in table.rows if r.statistic == P_VALUE}
                for choice, one in on_page.items():
                    assert change[choice] == pytest.approx(one.change)
                    assert p[choice] == one.adjusted_p or np.isnan(one.adjusted_p)
                    seen += 1
    assert seen > 60


def changes_between(page: Followed, first: int, second: int) -> dict[str, Change]:
    every = {**page.changes, **page.long_changes}
    return {s.choice: one for s, one in every.items() if (s.first, s.second) == (first, second)}


def test_nobody_in_view_is_neither_unasked_nor_a_nought(responses: Responses) -> None:
    desk = desk_of(responses, {"company_size": ["large"]}, "persona")
    [found] = desk.found([responses.codebook.question("tool")]).values()
    empty = found.tally.everyone.n == 0
    assert not (found.shares.flag[empty] == Flag.NOT_ASKED).any()
