"""Draw answers made of several parts: matrices, allocations, rankings, MaxDiff tasks."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from dashboard.codebook import Choice, Codebook, Question
from dashboard.synthetic.drawing import Ask, ordered, ticks
from dashboard.synthetic.drawn_answers import (
    Codes,
    Codes16,
    Ranks,
    Rows,
    Shares,
    Sheet,
    Tasks,
    Ticks,
)
from dashboard.synthetic.popularity import MOST_COMMON
from dashboard.synthetic.streams import Bools, Floats, Ints, Stream, between, odds, picked, shifted

ROW_LEFT_OUT = 0.012
SMALLEST_PERCENT = 0.03
TODAY_FLOOR = 0.02
EXPECTS_NO_CHANGE = 0.25
RANKS_ALL = 0.8
TASK_LEFT_OUT = 0.02
OWN_WORTH = 0.9
DEFAULT_PICK = 4
DEFAULT_TASKS = 4


def shown_items(question: Question, sheet: Sheet, codebook: Codebook) -> Bools:
    """(respondents, items): the rows of a matrix that each would be shown."""
    offered = np.array([sheet.year in item.asked for item in question.items])
    result = np.broadcast_to(offered, (sheet.size, len(offered)))
    if not question.items_from:
        return result
    ticked = np.zeros(result.shape, dtype=np.bool_)
    for code in question.items_from:
        answer = sheet.answers.get(code)
        if isinstance(answer, Ticks):
            choices = codebook.questions[code].choices
            places = {choice.id: at for at, choice in enumerate(choices)}
            for at, item in enumerate(question.items):
                if item.id in places:
                    ticked[:, at] |= answer.ticked[:, places[item.id]]
    return np.asarray(result & ticked)


def matrix(ask: Ask, shown: Bools) -> Rows:
    """Every row that those asked were shown; answered, but for a few, by `rows` alone."""
    question = ask.question
    answering = np.zeros(ask.sheet.size, dtype=np.bool_)
    answering[ask.rows] = True
    ask = replace(ask, rows=np.flatnonzero(ask.asked))
    who, item = np.nonzero(shown[ask.rows])
    count = np.where(ask.asked, shown.sum(axis=1), 0)
    left_out = ask.stream.uniform(len(item)) < ROW_LEFT_OUT
    left_out |= ~answering[ask.rows][who]
    item16 = item.astype(np.int16)
    if question.multiple:
        ticked = ticks(question, ask.year, _row_chances(ask)[item], ask.stream, {})
        ticked[left_out] = False
        return Rows(count, item16, ticked=ticked)
    order = ask.order()
    if order:
        lot = ask.stream.uniform(len(item))
        code = ordered(ask.weights(), order, ask.pushes()[who, item], lot, ask.stream)
    else:
        code = picked((ask.weights() * _tilt(ask))[item], ask.stream.uniform(len(item)))
    code[left_out] = -1
    return Rows(count, item16, code=code.astype(np.int16))


def _row_chances(ask: Ask) -> Floats:
    """(items, choices): how often each choice is ticked in each row; by the hints or made up."""
    question = ask.question
    usual = ask.popularity.chances(question, ask.year)
    table = shifted(usual, _tilt(ask))
    for at, item in enumerate(question.items):
        said = _stated(ask, item)
        if said is not None:
            shares = [said.get(choice.id, 0.0) / 100 for choice in question.choices]
            table[at] = np.clip(np.where(usual > 0, shares, 0.0), 0.0, MOST_COMMON)
    return table


def _stated(ask: Ask, item: Choice) -> Mapping[str, float] | None:
    """The hints for a row, or else for its category."""
    hint = ask.leanings.hints.of(ask.question.id)
    return hint.rows.get(item.id, hint.rows_of.get(item.category or ""))


def _tilt(ask: Ask) -> Floats:
    """(items, choices): how rows differ in what is answered, as odds; by the hints or made up."""
    seed, question = ask.popularity.seed, ask.question
    usual = ask.weights()
    table = np.ones((len(question.items), len(question.choices)))
    for row, item in zip(table, question.items, strict=True):
        said = _stated(ask, item)
        for at, choice in enumerate(question.choices):
            if said is not None:
                row[at] = said.get(choice.id, 0.0) / (usual[at] or 1.0)
            else:
                row[at] = odds(between(-0.9, 0.9, seed, question.id, item.id, choice.id))
    return table


def allocation(ask: Ask) -> Shares:
    """Percentages that add to 100, most of them round, some items left at 0."""
    question, rows = ask.question, ask.rows
    items = [at for at, item in enumerate(question.items) if ask.year in item.asked]
    weights = ask.weights()[items]
    ids = [question.items[at].id for at in items]
    everything = [item.id for item in question.items]
    moved = ask.leanings.factors(question, ask.sheet, rows, everything)[:, items]
    lot = ask.stream.uniform(len(rows), len(items))
    share = weights * moved * (lot / (1 - lot))
    today = ask.sheet.answers.get(question.paired_with or "")
    if isinstance(today, Shares):
        pair = ask.leanings.codebook.questions[question.paired_with or ""]
        now = _today(today, pair, ids)[rows]
        seed = ask.popularity.seed
        usual = [between(-0.4, 0.5, seed, question.id, code, "growth") for code in ids]
        stated = ask.leanings.hints.of(question.id).items
        growth = np.array([stated.get(c, g) for c, g in zip(ids, usual, strict=True)])
        later = (now + TODAY_FLOOR) * odds(growth + 0.45 * ask.stream.bell(*now.shape))
        share = np.where(now.sum(axis=1, keepdims=True) > 0, later, share)
    else:
        now = np.zeros(share.shape)
    percent = rounded(share, ask.stream)
    # Today's answer is prefilled for the future, and some respondents keep it.
    same = (ask.stream.uniform(len(rows)) < EXPECTS_NO_CHANGE) & (now.sum(axis=1) > 0)
    percent[same] = np.round(100 * now[same])
    result = np.full((ask.sheet.size, len(items)), -1, dtype=np.int16)
    result[rows] = percent
    return Shares(tuple(items), result)


def _today(today: Shares, pair: Question, ids: list[str]) -> Floats:
    """(respondents, items): what each one said of today, 0 for all where they did not."""
    result = np.zeros((len(today.percent), len(ids)))
    for column, at in enumerate(today.items):
        if pair.items[at].id in ids:
            said = np.maximum(today.percent[:, column], 0) / 100
            result[:, ids.index(pair.items[at].id)] = said
    return result


def rounded(share: Floats, stream: Stream) -> Codes16:
    """Whole percentages adding to 100: most people think in fives, some in tens, few in ones."""
    part = share / share.sum(axis=1, keepdims=True)
    part = np.where(part < min(SMALLEST_PERCENT, 0.5 / share.shape[1]), 0.0, part)
    part /= part.sum(axis=1, keepdims=True)
    lot = stream.uniform(len(share))
    step = np.where(lot < 0.65, 5, np.where(lot < 0.85, 10, 1))[:, None]
    exact = part * (100 // step)
    whole = np.floor(exact).astype(np.int64)
    missing = 100 // step - whole.sum(axis=1, keepdims=True)
    rest = np.argsort(np.argsort(whole - exact, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray((whole + (rest < missing)) * step, dtype=np.int16)


def described_case(ask: Ask, overview: Shares, overview_question: Question) -> Codes:
    """The kind of the one described case, drawn in proportion to the respondent's overview.

    Respondents who were not asked for an overview describe a case of a typical kind.
    """
    ids = [choice.id for choice in ask.question.choices]
    own = np.zeros((len(ask.rows), len(ids)))
    for column, at in enumerate(overview.items):
        code = overview_question.items[at].id
        if code in ids:
            own[:, ids.index(code)] = np.maximum(overview.percent[ask.rows, column], 0)
    overall = ask.popularity.weights(overview_question, ask.year)
    by_id = {i.id: float(w) for i, w in zip(overview_question.items, overall, strict=True)}
    usual = np.array([by_id.get(code, 0.0) for code in ids])
    own = np.where(own.sum(axis=1, keepdims=True) > 0, own * (usual > 0), usual)
    own = np.where(own.sum(axis=1, keepdims=True) > 0, own, usual)
    own = own * ask.leanings.leaning(ask.question, ask.sheet, ask.rows, ids)
    return Codes(ask.placed(picked(own, ask.stream.uniform(len(ask.rows)))))


def ranking(ask: Ask) -> Ranks:
    """Choices from best on; one in five respondents stops early."""
    weights = ask.weights() * ask.factors()
    lot = ask.stream.uniform(*weights.shape)
    offered = int((ask.weights() > 0).sum())
    places = min(ask.question.pick or offered, offered)
    best = np.argsort(-(weights * (lot / (1 - lot))), axis=1, kind="stable")[:, :places]
    stop = ask.stream.uniform(len(ask.rows))
    early = 1 + np.floor(ask.stream.uniform(len(ask.rows)) * places).astype(np.int64)
    depth = np.where(stop < RANKS_ALL, places, np.minimum(early, places))
    code = np.where(np.arange(places) < depth[:, None], best, -1)
    return Ranks(ask.placed(code))


def maxdiff(ask: Ask) -> Tasks:
    """Best and worst of a few objects at a time, each shown as often as any other."""
    weights = ask.weights()
    offered = np.flatnonzero(weights)
    pick = min(ask.question.pick or DEFAULT_PICK, len(offered))
    design = balanced(len(offered), pick, ask.question.tasks or DEFAULT_TASKS)
    count, tasks = len(ask.rows), len(design)
    shuffled = np.argsort(ask.stream.uniform(count, len(offered)), axis=1, kind="stable")
    shown = offered[shuffled][:, design]
    worth = (weights * ask.factors())[:, offered]
    worth = worth * odds(OWN_WORTH * ask.stream.bell(count, len(offered)))
    full = np.ones((count, len(weights)))
    full[:, offered] = worth
    lot = ask.stream.uniform(count, tasks, pick)
    appeal = np.take_along_axis(full, shown.reshape(count, -1), axis=1).reshape(shown.shape)
    appeal = appeal * (lot / (1 - lot))
    best = np.take_along_axis(shown, appeal.argmax(axis=2)[:, :, None], axis=2)[:, :, 0]
    worst = np.take_along_axis(shown, appeal.argmin(axis=2)[:, :, None], axis=2)[:, :, 0]
    skipped = ask.stream.uniform(count, tasks) < TASK_LEFT_OUT
    skipped[:, 0] = False
    return Tasks(
        ask.placed(shown),
        ask.placed(np.where(skipped, -1, best)),
        ask.placed(np.where(skipped, -1, worst)),
    )


def balanced(objects: int, pick: int, tasks: int) -> Ints:
    """(tasks, pick): the objects shown in each task.

    Each object is in as many tasks as any other, give or take one; among the objects due, the one
    that has met the others of the task least is taken.
    """
    times = np.zeros(objects, dtype=np.int64)
    met = np.zeros((objects, objects), dtype=np.int64)
    design = []
    for _ in range(tasks):
        task: list[int] = []
        for _ in range(pick):
            free = [at for at in range(objects) if at not in task]
            task.append(min(free, key=lambda at: (times[at], met[at][task].sum(), at)))
            times[task[-1]] += 1
        met[np.ix_(task, task)] += 1
        design.append(task)
    return np.array(design, dtype=np.int64).reshape(tasks, pick)
