"""What is given together with one answer: how often, and how much more often than by chance."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard.codebook import Kind, Question
from dashboard.errors import DashboardError
from dashboard.exports.sql.statement_text import array, select, statement
from dashboard.exports.sql.wanted import Wanted, chosen
from dashboard.query.selection import Query
from dashboard.responses.sql_names import literal, quoted
from dashboard.responses.store import Responses

_WEIGHT_OF_USERS = "sum(weight) FILTER (WHERE gave_it)"


def together_sql(
    responses: Responses,
    question: Question,
    code: str,
    partners: Mapping[str, Sequence[str]],
    query: Query,
) -> str:
    """A statement about one choice and the choices of other questions, in the newest year.

    It gives year, question, choice, count (who gave both), users (who gave the one choice), base
    (who answered both questions), share_among_users, share_among_all and lift.
    """
    for asked in (question, *(responses.codebook.questions[other] for other in partners)):
        if asked.kind is not Kind.MULTIPLE:
            raise DashboardError(f"{asked.id!r} is not a multiple-choice question.")
    year = query.years[-1]
    wanted = Wanted(question=question, query=replace(query, years=(year,), by=None))
    one, names = quoted(question.id), [quoted(other) for other in partners]
    columns = {"gave_it": f"list_contains({one}, {literal(question.choice(code).id)})"}
    columns |= {name: name for name in names}
    weight = ["weight"] if wanted.weighted else []
    asked_both = f"UNPIVOT chosen\nON {', '.join(names)}\nINTO NAME question VALUE answer"
    given = select(
        ["year", "question", "gave_it", "answer", *weight], "pairs", where=["len(answer) > 0"]
    )
    ticks = select(["year", "question", "gave_it", "unnest(answer) AS choice", *weight], "given")
    users = ["count(*) FILTER (WHERE gave_it) AS users", "count(*) AS base"]
    pairs = ["count(*) FILTER (WHERE gave_it) AS count", "count(*) AS others"]
    count, of_users, others, base = "count", "users", "others", "base"
    if wanted.weighted:
        users += [f"{_WEIGHT_OF_USERS} AS users_weight", "sum(weight) AS base_weight"]
        pairs += [f"{_WEIGHT_OF_USERS} AS count_weight", "sum(weight) AS others_weight"]
        count, of_users = "count_weight", "users_weight"
        others, base = "others_weight", "base_weight"
    offered = "\nUNION ALL\n".join(
        f"SELECT {literal(other)} AS question, unnest({array(codes)}) AS choice"
        for other, codes in partners.items()
    )
    parts = [
        chosen(responses, wanted, columns, [f"len({one}) > 0"]),
        ("pairs", asked_both),
        ("given", given),
        ("bases", select(["year", "question", *users], "given", grouped=True)),
        ("ticks", ticks),
        ("counts", select(["question", "choice", *pairs], "ticks", grouped=True)),
        ("offered", offered),
    ]
    among, overall = (
        f"coalesce({given}, 0) / nullif({of}, 0)"
        for given, of in ((count, of_users), (others, base))
    )
    result = select(
        [
            "year",
            "question",
            "choice",
            "coalesce(count, 0) AS count",
            "users",
            "base",
            f"{among} AS share_among_users",
            f"{overall} AS share_among_all",
            "share_among_users / nullif(share_among_all, 0) AS lift",
        ],
        "bases\nJOIN offered USING (question)\nLEFT JOIN counts USING (question, choice)",
        ordered=["question", "lift DESC", "choice"],
    )
    return statement(parts, result)
