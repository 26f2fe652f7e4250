"""Two codebooks set against each other: what a new year asks, and what changed in older ones."""

from collections.abc import Iterator

from dashboard.codebook.edition_changes import changes, edition_before
from dashboard.codebook.model import Choice, Codebook, Question, Year


def difference(old: Codebook, new: Codebook) -> list[str]:
    """Lines on what the new codebook says otherwise; empty where both say the same.

    First what each further year asks, against the year before it; then what differs in the years
    that both have, which changes figures that may be published already.
    """
    lines: list[str] = []
    for year in new.years:
        if year not in old.years:
            lines += _new_year(new, year)
    gone = [year for year in old.years if year not in new.years]
    lines += [f"{year} is no longer a year of the survey." for year in gone]
    shared = [year for year in old.years if year in new.years]
    for code, question in new.questions.items():
        asked = [year for year in question.asked if year in shared]
        if code not in old.questions and asked:
            lines.append(f"{code}: new, also in {_years(asked)}.")
    for code, question in old.questions.items():
        if code not in new.questions:
            renamed = new.renamed.questions.get(code)
            now = f"; it is now {renamed!r}" if renamed else ""
            lines.append(f"{code}: gone{now}.")
        else:
            lines += _changed(question, new.questions[code], shared)
    return lines


def _new_year(new: Codebook, year: Year) -> Iterator[str]:
    asked = new.asked_in(year)
    before = edition_before(new, year)
    carried = [q for q in asked if before is not None and before in q.asked]
    yield f"{year} asks {len(asked)} questions, {len(carried)} of them carried on."
    for change in changes(new, year):
        where = ", ".join(change.questions)
        reason = f": {change.reason}" if change.reason else ""
        yield f"  {change.what} – {change.title} ({where}){reason}"


def _changed(old: Question, new: Question, shared: list[Year]) -> Iterator[str]:
    if old.kind != new.kind:
        yield f"{old.id}: of kind {new.kind}, was {old.kind}."
    before, after = (_within(question.asked, shared) for question in (old, new))
    if before != after:
        yield f"{old.id}: asked in {_years(after)}, was asked in {_years(before)}."
    both = [year for year in before if year in after]
    reworded = [year for year in both if old.wording[year] != new.wording[year]]
    if reworded:
        yield f"{old.id}: worded otherwise in {_years(reworded)}."
    if any(old.asked_of.get(year) != new.asked_of.get(year) for year in both):
        yield f"{old.id}: asked of a different group."
    for name, was, now in (
        ("choice", old.choices, new.choices),
        ("item", old.items, new.items),
    ):
        yield from _choices(f"{old.id}, {name}", was, now, both)


def _choices(
    where: str, old: tuple[Choice, ...], new: tuple[Choice, ...], years: list[Year]
) -> Iterator[str]:
    by_id = {choice.id: choice for choice in new}
    known = {choice.id for choice in old}
    for choice in old:
        after = by_id.get(choice.id)
        if after is None:
            yield f"{where} {choice.id}: gone."
            continue
        was, now = _within(choice.asked, years), _within(after.asked, years)
        if was != now:
            yield f"{where} {choice.id}: offered in {_years(now)}, was offered in {_years(was)}."
        changed = [y for y in was if y in now and choice.wording[y] != after.wording[y]]
        if changed:
            yield f"{where} {choice.id}: labeled differently in {_years(changed)}."
    for choice in new:
        offered = _within(choice.asked, years)
        if choice.id not in known and offered:
            yield f"{where} {choice.id}: new, also in {_years(offered)}."


def _within(asked: tuple[Year, ...], years: list[Year]) -> list[Year]:
    return [year for year in asked if year in years]


def _years(years: list[Year]) -> str:
    return ", ".join(map(str, years)) or "no year"
