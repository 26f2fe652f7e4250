"""Routing guessed from who answered a question after which answers."""

import math
from collections import Counter
from collections.abc import Sequence

# So many people have to have given an answer before it decides anything.
FEWEST_PEOPLE = 10
# How unlikely it has to be that those not asked merely skipped the question.
_BY_CHANCE = 1e-6
_ASTRAY = 0.01


def routed_by(answered: Sequence[bool], codes: Sequence[str | None]) -> set[str] | None:
    """The answers to an earlier question after which this one was answered, if nowhere else.

    None where that question does not decide it, or too few people show that it does: those who
    were led past must be so many that they cannot merely have skipped the question, as others
    did. Answers that fewer than ten people gave decide nothing and count as led to it.
    """
    asked: Counter[str] = Counter()
    total: Counter[str] = Counter()
    silent = 0
    for has, code in zip(answered, codes, strict=True):
        if code is None:
            silent += has
        else:
            total[code] += 1
            asked[code] += has
    past = {c for c in total if total[c] >= FEWEST_PEOPLE and asked[c] <= 0.05 * total[c]}
    led = set(total) - past
    people = sum(total[code] for code in led)
    given = sum(asked[code] for code in led)
    astray = sum(asked[code] for code in past) + silent
    if not past or people < FEWEST_PEOPLE or given < 0.5 * people:
        return None
    if astray > _ASTRAY * sum(answered):
        return None
    # Each answer on its own must be one after which nobody merely forgot the question.
    skipped = max(1 - given / people, 1 / people)
    if any(total[code] * math.log(skipped) > math.log(_BY_CHANCE) for code in past):
        return None
    return led
