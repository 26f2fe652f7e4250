"""Routing conditions as a reader says them."""

from dashboard.codebook import Codebook, Condition

MOST_NAMED = 3


def condition_in_words(condition: Condition, codebook: Codebook) -> str:
    """A condition as half a sentence: `spending next year is “More” or “Much more”`."""
    if condition.question is not None:
        return _of_question(condition, codebook)
    if condition.not_ is not None:
        return f"not ({condition_in_words(condition.not_, codebook)})"
    joined, parts = (
        (" and ", condition.all_) if condition.all_ is not None else (" or ", condition.any_ or [])
    )
    texts = [condition_in_words(part, codebook) for part in parts]
    return joined.join(f"({text})" if len(texts) > 1 and " or " in text else text for text in texts)


def _of_question(condition: Condition, codebook: Codebook) -> str:
    assert condition.question is not None
    question = codebook.questions[condition.question]
    subject = f"“{question.title}”"
    if condition.item is not None:
        subject += f", {question.item(condition.item).label},"
    if condition.answered is not None:
        return f"{subject} {'has' if condition.answered else 'has no'} answer"
    if condition.any_of is not None:
        wanted = [f"“{question.choice(code).label}”" for code in condition.any_of]
        known = {choice.id for choice in question.choices if not choice.outside}
        rest = known - set(condition.any_of)
        if len(wanted) > MOST_NAMED and len(rest) == 1:
            return f"{subject} is other than “{question.choice(rest.pop()).label}”"
        if len(wanted) > MOST_NAMED:
            return f"{subject} is one of {len(wanted)} answers"
        return f"{subject} is {' or '.join(wanted)}"
    bounds = [
        f"at least {condition.at_least:g}" if condition.at_least is not None else "",
        f"below {condition.below:g}" if condition.below is not None else "",
    ]
    return f"{subject} is {' and '.join(filter(None, bounds))}"
