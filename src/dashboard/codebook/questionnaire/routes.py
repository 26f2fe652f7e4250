"""The ways people take through an edition: which modules they get, what routing leads them to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from dashboard.codebook import Codebook, Condition, Kind, Question, Year
from dashboard.codebook.conditions import all_hold, answer_test, any_holds
from dashboard.codebook.questionnaire.timing import WELCOME, seconds

PATHS = 2000
TICKED = 0.2

Answer = str | float | list[str]
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Path:
    """One respondent's way: the questions shown, in order, with the seconds each takes."""

    modules: frozenset[str]
    shown: Mapping[str, float]

    @property
    def minutes(self) -> float:
        """From the welcome to the last question."""
        return (WELCOME + sum(self.shown.values())) / 60


def paths(codebook: Codebook, year: Year, count: int = PATHS) -> list[Path]:
    """`count` paths through an edition, always the same ones.

    Modules are drawn as the survey says. Every choice of a question with one answer is as likely
    as any other, and each choice of a multiple question is ticked with a chance of one in five:
    more routes open than with real answers, so the times err on the long side.
    """
    random = Random(f"{codebook.id} {year}")
    order = list(_in_order_of_need(codebook.asked_in(year)))
    return [_path(codebook, order, year, random) for _ in range(count)]


def module_draw(codebook: Codebook, year: Year, random: Random) -> frozenset[str]:
    """The modules one respondent gets: of each draw, every module with the same chance.

    Modules that are always together are drawn first, as one; the others fill what is left.
    """
    if codebook.modules is None:
        return frozenset()
    present = {question.module for question in codebook.asked_in(year)}
    got: set[str] = set()
    for draw in codebook.modules.rounds:
        left = [module for module in draw.of if module in present]
        places = draw.per_respondent
        chance = places / max(len(left), 1)
        for together in codebook.modules.always_together:
            group = [module for module in together if module in left]
            left = [module for module in left if module not in group]
            if group and len(group) <= places and random.random() < chance:
                got |= set(group)
                places -= len(group)
        got |= set(random.sample(left, min(places, len(left))))
    return frozenset(got)


def _in_order_of_need(questions: Sequence[Question]) -> Iterator[Question]:
    """Reading order, but what routing rests on always before what it leads to."""
    by_id = {question.id: question for question in questions}
    done: set[str] = set()

    def visit(question: Question) -> Iterator[Question]:
        if question.id in done:
            return
        done.add(question.id)
        for code in (*question.routed_by, *question.items_from):
            if code in by_id:
                yield from visit(by_id[code])
        yield question

    for question in questions:
        yield from visit(question)


def _path(codebook: Codebook, order: list[Question], year: Year, random: Random) -> Path:
    modules = module_draw(codebook, year, random)
    answers: dict[str, Answer] = {}
    shown: dict[str, float] = {}
    for question in order:
        if question.derived or (question.module is not None and question.module not in modules):
            continue
        condition = question.asked_of.get(year)
        if condition is not None and not holds(condition, answers, codebook):
            continue
        rows = None
        if question.items_from:
            ticked = {code for source in question.items_from for code in _list(answers, source)}
            rows = sum(item.id in ticked for item in question.shown_items(year))
            if not rows:
                continue
        answer = _answer(question, year, random)
        answers[question.id] = answer
        ticks = len(answer) if isinstance(answer, list) else 1
        shown[question.id] = seconds(question, year, rows=rows, ticks=ticks)
    return Path(modules, shown)


def _list(answers: Answers, source: str) -> list[str]:
    answer = answers.get(source)
    return answer if isinstance(answer, list) else []


def _answer(question: Question, year: Year, random: Random) -> Answer:
    offered = question.offered(year)
    if question.kind is Kind.MULTIPLE:
        ticked = [
            choice.id for choice in offered if not choice.exclusive and random.random() < TICKED
        ]
        alone = [choice.id for choice in offered if choice.exclusive]
        return ticked[: question.pick] or alone[:1] or [random.choice(offered).id]
    if question.is_coded and question.kind is not Kind.MATRIX:
        return random.choice(offered).id
    if question.kind is Kind.NUMBER:
        return random.uniform(question.minimum or 0.0, question.maximum or 100.0)
    return "answered"


def holds(condition: Condition, answers: Answers, codebook: Codebook) -> bool:
    """Whether a condition is known to be true; what rests on a missing answer is not."""
    return _verdict(condition, answers, codebook) is True


def _verdict(condition: Condition, answers: Answers, codebook: Codebook) -> bool | None:
    if condition.question is not None:
        answer = answers.get(condition.question)
        if condition.answered is not None:
            return (answer is not None) is condition.answered
        if answer is None or condition.item is not None:
            # Rows are not simulated one by one: what rests on one counts as open.
            return None if answer is None else True
        return answer_test(condition, codebook.questions[condition.question])(answer)
    if condition.not_ is not None:
        inner = _verdict(condition.not_, answers, codebook)
        return None if inner is None else not inner
    parts = condition.all_ or condition.any_ or ()
    verdicts = [_verdict(part, answers, codebook) for part in parts]
    return all_hold(verdicts) if condition.all_ else any_holds(verdicts)
