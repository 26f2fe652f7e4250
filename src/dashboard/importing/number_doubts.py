"""Doubts about numbers: parts of one, codes for no answer, ranks and sums that cannot be."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from dashboard.codebook import Kind, Question
from dashboard.errors import how_many

# Parts of one, rounded, add up to no more than this.
ALMOST_ONE = 1.02
# Parts of a hundred, rounded, add up to about so much.
LEAST_SUM, MOST_SUM = 95, 105
# So many people's parts may add up to something else.
MOST_OFF = 0.1
# Codes of statistical programs for "no answer", with either sign, that a few people have.
NO_ANSWER = frozenset({8, 9, 77, 88, 98, 99, 997, 998, 999, 9998, 9999, 99999})
FEWEST_CODES = 3


def doubted_fractions(question: Question, values: Sequence[float]) -> Iterator[str]:
    """Doubt percentages of which none is above 1: a workbook shows 0.8 as 80%."""
    is_percent = question.kind is Kind.ALLOCATION or "%" in question.unit
    if not is_percent or not values or question.maximum == 1:
        return
    if max(values) <= ALMOST_ONE and any(value % 1 for value in values):
        yield (
            f"no percentage is above {max(values):.4g}; these look like parts of one, which "
            "the workbook they come from showed as percentages"
        )
    parts = [value for value in values if 0 < value < 1]
    if max(values) > ALMOST_ONE and len(parts) >= max(FEWEST_CODES, MOST_OFF * len(values)):
        yield (
            f"{how_many(len(parts), 'percentage')} such as {parts[0]:.4g} "
            f"{'is' if len(parts) == 1 else 'are'} below 1, others up to {max(values):.4g}; if "
            "those are parts of one, make all of them percentages"
        )


def doubted_codes(values: Sequence[float]) -> Iterator[str]:
    """Doubt numbers that stand for "no answer" in many files, far off all others."""
    counts = Counter(values)
    codes = {code for code in counts if abs(code) in NO_ANSWER or code == -1}
    others = counts.keys() - codes
    for code in sorted(codes):
        times = counts[code]
        below = code < 0 and all(value >= 0 for value in others)
        above = code >= 77 and code > 2 * max(others, default=code)
        if times >= FEWEST_CODES and others and (below or above):
            yield (
                f"{times:,} cells hold {code:g}, which means no answer in many files; if "
                "it does here, put it under 'missing' of the question"
            )


def doubted_ranks(rows: Sequence[Sequence[float | None]]) -> Iterator[str]:
    """Doubt ranks that cannot be places: one given twice, or one beyond the last place."""
    given = [[rank for rank in ranks if rank is not None] for ranks in rows]
    if twice := sum(len(ranks) > len(set(ranks)) for ranks in given):
        yield (
            f"{how_many(twice, 'respondent')} gave one rank to two choices, which are taken in "
            "the order of their columns"
        )
    places = len(rows[0])
    if beyond := [rank for ranks in given for rank in ranks if rank > places]:
        yield (
            f"{how_many(len(beyond), 'rank')} such as {max(beyond):g} "
            f"{'is' if len(beyond) == 1 else 'are'} beyond the {places} places "
            "there are; if these are points, the best has the most and the order is reversed"
        )


def doubted_places(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Doubt rankings in which a choice has two places."""
    if twice := sum(len(given) > len(set(given)) for given in rows):
        yield (
            f"{how_many(twice, 'respondent')} gave two places to one choice, which counts at the "
            "better one"
        )


def doubted_sums(rows: Sequence[Mapping[str, float | None]]) -> Iterator[str]:
    """Doubt parts that add up to something else than 100, or that no share can be."""
    given = [[part for part in row.values() if part is not None] for row in rows]
    sums = [sum(parts) for parts in given if parts]
    off = [s for s in sums if s == 0 or (s > ALMOST_ONE and not LEAST_SUM <= s <= MOST_SUM)]
    if len(off) > MOST_OFF * len(sums):
        yield (
            f"the parts of {len(off):,} of {how_many(len(sums), 'respondent')} do not add up to "
            f"100 but, for example, to {off[0]:g}"
        )
    wrong = [part for row in rows for part in row.values() if part and not 0 <= part <= MOST_SUM]
    if wrong:
        yield (
            f"{how_many(len(wrong), 'part')} such as {wrong[0]:g} "
            f"{'is' if len(wrong) == 1 else 'are'} below 0 or above 100"
        )
