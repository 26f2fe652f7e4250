"""The parts that lay out answers: `given` has a row an answer, `answers` a row a choice given."""

from collections.abc import Mapping, Sequence

from dashboard.codebook import Kind, Question
from dashboard.exports.sql.statement_text import select
from dashboard.exports.sql.wanted import Wanted
from dashboard.responses.sql_names import literal

Part = tuple[str, str]


def keys_of(wanted: Wanted) -> tuple[str, ...]:
    """What an answer belongs to: year and segment, and in a matrix its row."""
    return (*wanted.keys, "item") if wanted.question.kind is Kind.MATRIX else wanted.keys


def outer(wanted: Wanted, *, item: str = "''", choice: str = "''") -> list[str]:
    """The first columns of every result: year, segment, item, choice; '' for what there is not."""
    keys = keys_of(wanted)
    return [
        "year",
        "segment" if "segment" in keys else "'' AS segment",
        "item" if "item" in keys else f"{item} AS item" if item != "item" else item,
        choice if choice == "choice" else f"{choice} AS choice",
    ]


def carried(wanted: Wanted) -> list[str]:
    """The weight, for parts that hand it on."""
    return ["weight"] if wanted.weighted else []


def summed(wanted: Wanted) -> list[str]:
    """The sum of the weights, for parts that count people."""
    return ["sum(weight) AS weights"] if wanted.weighted else []


def share_of(wanted: Wanted) -> str:
    """The share of a line of `counts` in its line of `bases`."""
    if wanted.weighted:
        return "coalesce(counts.weights, 0) / bases.weights AS share"
    return "coalesce(count, 0) / base AS share"


def given(wanted: Wanted, *also: str, withheld: bool = False) -> list[Part]:
    """`given`: one row for each answer of a respondent, in a matrix for each row answered.

    With `withheld` also one for each answer that is not published.

    For a matrix also `rows`: what was shown, answered or not.
    """
    question, weight = wanted.question, carried(wanted)
    if question.kind is Kind.MATRIX:
        entries = "map_entries(answer)"
        if wanted.items:
            kept = ", ".join(map(literal, wanted.items))
            entries = f"list_filter({entries}, lambda entry: entry.key IN ({kept}))"
        entry = f"unnest({entries}) AS entry"
        answered = "len(entry.value) > 0" if question.multiple else "entry.value IS NOT NULL"
        rows = select([*wanted.keys, *also, entry, *weight], "chosen", where=["asked"])
        columns = [*wanted.keys, *also, "entry.key AS item", "entry.value AS answer", *weight]
        return [("rows", rows), ("given", select(columns, "rows", where=[answered]))]
    listed = question.kind in (Kind.MULTIPLE, Kind.RANKING)
    answered = "len(answer) > 0" if listed else "answer IS NOT NULL"
    columns = [*wanted.keys, *also, "answer", *weight]
    if withheld:
        columns.append("withheld")
        answered = f"({answered} OR withheld)"
    return [("given", select(columns, "chosen", where=["asked", answered]))]


def answers(wanted: Wanted) -> Part:
    """`answers`: one row for each choice that was given."""
    several = wanted.question.kind is Kind.MULTIPLE or wanted.question.multiple
    choice = "unnest(answer)" if several else "answer"
    columns = [*keys_of(wanted), f"{choice} AS choice", *carried(wanted)]
    return "answers", select(columns, "given")


def counted_as(question: Question, places: Sequence[int]) -> Mapping[str, str]:
    """The choices that are counted as another, with the code of that one."""
    codes = [choice.id for choice in question.choices]
    return {
        code: codes[place - 1]
        for code, place in zip(codes, places, strict=bool(places))
        if codes[place - 1] != code
    }


def recoded(pairs: Mapping[str, str]) -> str:
    """SQL giving a choice as the one it is counted as."""
    cases = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for old, new in pairs.items())
    return f"CASE choice {cases} ELSE choice END AS choice"
