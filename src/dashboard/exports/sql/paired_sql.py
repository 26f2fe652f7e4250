"""What respondents say of today beside what they say of later, person by person."""

from dataclasses import replace

from dashboard.codebook import Kind, Question
from dashboard.errors import DashboardError
from dashboard.exports.sql.allocation_sql import adds_up
from dashboard.exports.sql.points_sql import mean_of
from dashboard.exports.sql.statement_text import select, statement
from dashboard.exports.sql.wanted import Wanted, chosen
from dashboard.query.selection import Query
from dashboard.responses.schema import RESPONDENT
from dashboard.responses.sql_names import quoted
from dashboard.responses.store import Responses


def twice_sql(
    responses: Responses,
    now: Question,
    later: Question,
    query: Query,
) -> str:
    """A statement about two allocations of the same items, over those who gave both.

    It gives year, item, base, the mean parts now and later and their change, and up, flat and
    down, the shares of people who raised, kept or lowered their percentage.
    """
    if {now.kind, later.kind} != {Kind.ALLOCATION} or [i.id for i in now.items] != [
        i.id for i in later.items
    ]:
        raise DashboardError(f"{now.id!r} and {later.id!r} do not have the same items.")
    wanted = Wanted(question=now, query=replace(query, by=None))
    columns = {
        "person": quoted(RESPONDENT),
        "today": quoted(now.id),
        "afterwards": quoted(later.id),
    }
    weight = ["weight"] if wanted.weighted else []
    twice = (("now", "today"), ("later", "afterwards"))
    sums, conditions = ["*"], []
    for name, answer in twice:
        sums.append(f"map_values({answer}) AS {name}_percents")
        sums.append(f"list_sum(map_values({answer})) AS {name}_total")
        conditions += adds_up(f"{name}_percents", f"{name}_total")
    parts = [
        chosen(responses, wanted, columns),
        ("added", select(sums, "chosen")),
        ("given", select(["*"], "added", where=conditions)),
    ]
    for name, answer in twice:
        entry = f"unnest(map_entries({answer})) AS entry"
        entries = select(["year", "person", entry, f"{name}_total", *weight], "given")
        # Percentages that rounding alone tells apart are the same.
        percent = f"round(coalesce(entry.value, 0) * 100 / {name}_total, 6) AS {name}"
        kept = ["year", "person", "entry.key AS item", percent, *(weight if name == "now" else [])]
        parts += [(f"{name}_entries", entries), (f"{name}_parts", select(kept, f"{name}_entries"))]
    shares = {"up": "later > now", "flat": "later = now", "down": "later < now"}
    result = select(
        [
            "year",
            "item",
            "count(*) AS base",
            f"{mean_of(wanted, 'now')} / 100 AS mean_now",
            f"{mean_of(wanted, 'later')} / 100 AS mean_later",
            f"{mean_of(wanted, 'later - now')} / 100 AS change",
            *(f"{mean_of(wanted, f'({met})::INTEGER')} AS {name}" for name, met in shares.items()),
        ],
        "now_parts\nJOIN later_parts USING (year, person, item)",
        grouped=True,
        ordered=["year", "item"],
    )
    return statement(parts, result)
