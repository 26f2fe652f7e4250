"""Answers that share out 100 among parts: which count, and what they say."""

from dashboard.analysis.statistics import ALLOCATION, SPREAD, VOLUME, Statistic
from dashboard.codebook import Question
from dashboard.errors import DashboardError
from dashboard.exports.sql.answers_sql import Part, carried, outer, share_of, summed
from dashboard.exports.sql.points_sql import ORDER, mean_of
from dashboard.exports.sql.statement_text import array, cases, number, select
from dashboard.exports.sql.wanted import NothingToCount, Wanted, answer_columns, chosen, years_shown
from dashboard.exports.sql.withheld_sql import told
from dashboard.responses.answer_codes import BLANKS_ARE_ZERO_WITHIN, RESCALED_WITHIN
from dashboard.responses.sql_names import literal, quoted
from dashboard.responses.store import Responses


def allocation_sql(responses: Responses, wanted: Wanted) -> str:
    """The mean part of each item, every respondent counting alike."""
    parts = [chosen(responses, wanted, answer_columns(responses, wanted)), *_shared_out(wanted)]
    mean = mean_of(wanted, "percent") + " / 100"
    return told(responses, wanted, parts, _means(wanted, ALLOCATION, mean), ORDER)


def volume_sql(responses: Responses, wanted: Wanted) -> str:
    """The part of all use cases: a respondent counts as often as they have use cases."""
    entry = responses.codebook.weighting.use_cases
    if entry is None:
        raise DashboardError("The survey does not say how many use cases respondents have.")
    count = responses.codebook.questions[entry.count]
    years = [y for y in years_shown(responses, wanted) if y in count.asked]
    if not years:
        raise NothingToCount(f"There is nothing to count. No year asked {count.id!r}.")
    columns = answer_columns(responses, wanted, years) | {"use_cases": _number_of(count, entry.cap)}
    parts = [chosen(responses, wanted, columns, years=years)]
    parts += _shared_out(wanted, "use_cases")
    weight = "weight * use_cases" if wanted.weighted else "use_cases"
    mean = f"sum({weight} * percent) / sum({weight}) / 100"
    return told(responses, wanted, parts, _means(wanted, VOLUME, mean), ORDER, years=years)


def spread_sql(responses: Responses, wanted: Wanted) -> str:
    """A statement like that of shares: how many gave each item how much, in bands of percent."""
    keys, weight, total = wanted.keys, carried(wanted), summed(wanted)
    none, *quarters, last, whole = SPREAD
    bands = [("percent <= 0", none)]
    bands += [(f"percent <= {25 * at}", band) for at, band in enumerate(quarters, start=1)]
    bands += [("percent < 100", last)]
    band = cases(((met, literal(name)) for met, name in bands), other=literal(whole))
    banded = select([*keys, "item", f"{band} AS choice", *weight], "parts")
    bases = select([*keys, "count(*) AS base", *total], "given", grouped=True)
    counts = select([*keys, "item", "choice", "count(*) AS count", *total], "banded", grouped=True)
    parts = [
        chosen(responses, wanted, answer_columns(responses, wanted)),
        *_shared_out(wanted),
        ("banded", banded),
        ("bases", bases),
        ("counts", counts),
        ("shown", select([f"DISTINCT {keys[0]}", *keys[1:], "item"], "parts")),
        ("bands", f"SELECT unnest({array(SPREAD)}) AS choice"),
    ]
    columns = outer(wanted, item="item", choice="choice")
    source = f"bases\nJOIN shown USING ({', '.join(keys)})\nCROSS JOIN bands"
    source += f"\nLEFT JOIN counts USING ({', '.join([*keys, 'item', 'choice'])})"
    shown = ["coalesce(count, 0) AS count", "base", share_of(wanted)]
    result = select([*columns, *shown], source)
    return told(responses, wanted, parts, result, [*ORDER, "choice"])


def adds_up(percents: str, total: str) -> list[str]:
    """The conditions under which an allocation counts as answered."""
    complete = f"list_count({percents}) = len({percents})"
    return [
        f"list_min({percents}) >= 0",
        f"list_max({percents}) <= 100",
        f"(abs({total} - 100) <= {BLANKS_ARE_ZERO_WITHIN}\n"
        f"        OR (abs({total} - 100) <= {RESCALED_WITHIN} AND {complete}))",
    ]


def _shared_out(wanted: Wanted, *also: str) -> list[Part]:
    """`given`, the answers that add up, and `parts`, each item's percent of the whole."""
    hold = [*also, *carried(wanted)]
    positive = [f"{name} > 0" for name in also]
    sums = ["map_values(answer) AS percents", "list_sum(map_values(answer)) AS total"]
    added = select([*wanted.keys, "answer", *sums, *hold], "chosen", where=["asked", *positive])
    given = select(["*"], "added", where=adds_up("percents", "total"))
    entries = select(
        [*wanted.keys, "unnest(map_entries(answer)) AS entry", "total", *hold], "given"
    )
    percent = "coalesce(entry.value, 0) * 100 / total AS percent"
    parts = select([*wanted.keys, "entry.key AS item", percent, *hold], "entries")
    return [("added", added), ("given", given), ("entries", entries), ("parts", parts)]


def _means(wanted: Wanted, statistic: Statistic, mean: str) -> str:
    columns = [*outer(wanted, item="item"), f"'{statistic}' AS statistic", "count(*) AS base"]
    return select([*columns, f"{mean} AS estimate"], "parts", grouped=True)


def _number_of(count: Question, cap: float | None) -> str:
    """SQL of how many use cases a respondent has; of an answer in bands the declared number."""
    said, most = quoted(count.id), float("inf") if cap is None else cap
    if count.choices:
        known = [band for band in count.choices if band.value is not None]
        return cases(
            (f"{said} = {literal(band.id)}", number(min(band.value or 0, most))) for band in known
        )
    return said if cap is None else cases([(f"{said} > {number(cap)}", number(cap))], other=said)
