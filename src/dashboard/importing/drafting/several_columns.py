"""The kind of a question that has several columns: ticks, rows of a matrix, ranks, parts of 100."""

from collections import Counter
from collections.abc import Sequence

from dashboard.importing.drafting.answer_scales import (
    is_other_header,
    numeric_scale,
    ordered_labels,
)
from dashboard.importing.drafting.blocks import Part
from dashboard.importing.drafting.damaged_ranges import undamaged
from dashboard.importing.drafting.guesses import (
    LEAST_OFTEN_SAID,
    Guess,
    covered_by,
    likely_choices,
    rare_note,
    texts_of,
)
from dashboard.importing.drafting.joined import joined
from dashboard.importing.drafting.naming import plain
from dashboard.importing.drafting.personal import same_text, shared_texts
from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number
from dashboard.importing.ticks import TICKED, compared, untick_words

MOST_LEVELS = 30
_LEAST_FULL = 0.8
# So many answers for each column show that nobody gives two.
_EACH = 2
_DASHES = (" - ", " – ", ": ", " / ", " | ", " > ")
_JOINTS = (", ", "; ", ";", "|", "\n")


def several_columns(named: Sequence[Part]) -> Guess | None:
    """The kind of a question with a column for each choice, row or place; None for free text."""
    values = [same_text(texts_of(part.cells)) for part in named]
    ticks = [_is_ticked(part, found) for part, found in zip(named, values, strict=True)]
    if all(ticks) and (exploded := _exploded(named)):
        return exploded
    if all(ticks):
        return _ticked(named, values)
    # A column of free text next to the rows of a grid is not a row.
    pairs = [(p, v) for p, v in zip(named, values, strict=True) if not is_other_header(p.name)]
    pairs = [(p, v) for p, v in pairs if shared_texts(v) or not v]
    if not pairs:
        return None
    together: Counter[str] = Counter()
    for _, found in pairs:
        together.update(found)
    together = same_text(together)
    items = tuple(plain(part.name) for part, _ in pairs)
    parts = tuple((plain(part.name), part) for part, _ in pairs)
    if all(number(text) is not None for text in together):
        return _numbers_by_row(items, parts, pairs, together)
    labels = likely_choices(together)
    if several := _several_a_row(labels, items, parts):
        return several
    if 2 <= len(labels) <= MOST_LEVELS and covered_by(labels, together) >= LEAST_OFTEN_SAID:
        why = [] if len(pairs) == len(named) else ["columns of free text are left out"]
        why += rare_note(labels, together)
        return Guess("matrix", ordered_labels(labels)[0], items, parts=parts, why=tuple(why))
    found_joined = joined(together)
    if found_joined and len(found_joined.labels) <= MOST_LEVELS:
        why = [f"several answers in a row, joined by {found_joined.separator.strip()!r}"]
        return Guess(
            "matrix",
            ordered_labels(found_joined.labels)[0],
            items,
            separator=found_joined.separator,
            parts=parts,
            several=True,
            why=tuple(why),
        )
    return None


def _several_a_row(
    labels: Sequence[str], items: tuple[str, ...], parts: tuple[tuple[str, Part], ...]
) -> Guess | None:
    """A matrix whose rows take several answers: the joined answers also occur alone."""
    for separator in _JOINTS:
        alone = [text for text in labels if separator not in text]
        together = [text for text in labels if separator in text]
        known = set(map(normalised, alone))
        if together and all(
            normalised(piece) in known for text in together for piece in text.split(separator)
        ):
            why = f"several answers in a row, joined by {separator.strip() or 'a line break'!r}"
            return Guess(
                "matrix",
                ordered_labels(alone)[0],
                items,
                separator=separator,
                parts=parts,
                several=True,
                why=(why,),
            )
    return None


def _exploded(named: Sequence[Part]) -> Guess | None:
    """A matrix with a column of ticks for each choice of each row: "Hammer - In use"."""
    for dash in _DASHES:
        pairs = [(part.name.partition(dash), part) for part in named]
        grid = [(plain(a), plain(b), part) for (a, found, b), part in pairs if found and a and b]
        items = tuple(dict.fromkeys(item for item, _, _ in grid))
        choices = tuple(dict.fromkeys(choice for _, choice, _ in grid))
        if len(grid) < len(named) or min(len(items), len(choices)) < 2:
            continue
        if len(grid) < _LEAST_FULL * len(items) * len(choices):
            continue
        none = untick_words(compared(cell) for _, _, part in grid for cell in part.cells if cell)
        several = any(
            sum(cell is not None and compared(cell) not in none for cell in row) > 1
            for item in items
            for row in zip(*(part.cells for one, _, part in grid if one == item), strict=True)
        )
        why = "a column for each answer of each row"
        ordered, _ = ordered_labels(choices)
        return Guess(
            "matrix", ordered, items, several=several, grid=tuple(grid), dash=dash, why=(why,)
        )
    return None


def _is_ticked(part: Part, found: Counter[str]) -> bool:
    """Whether a column only says that its choice was ticked, in a word or by its own text."""
    texts = {compared(text) for text in found}
    none = untick_words(texts)
    said = texts - none
    name = compared(part.name)
    if name in texts or (len(texts) == 1 and not none):
        return said <= {name} or len(texts) == 1
    return (said <= TICKED and len(said) <= 1) or is_other_header(part.name)


def _ticked(named: Sequence[Part], values: Sequence[Counter[str]]) -> Guess:
    labels = [plain(part.name) for part in named]
    own = [
        next(iter(found)) if len(found) == 1 and not _says_yes(found, label) else ""
        for found, label in zip(values, labels, strict=True)
    ]
    named_so = [normalised(a) == normalised(b) for a, b in zip(own, labels, strict=True)]
    why = []
    if all(own) and 3 * sum(named_so) >= 2 * len(labels):
        # Ticked cells hold their choice: where a header says something else, the cells are right.
        for says, is_, same in zip(labels, own, named_so, strict=True):
            why += [] if same else [f"the header {says!r} is above cells that say {is_!r}"]
        labels = own if len(set(map(normalised, own))) == len(own) else labels
    ticks = any(normalised(a) != normalised(b) for a, b in zip(own, labels, strict=True))
    repaired, spellings = undamaged(labels)
    if len(repaired) < len(labels):
        # Two columns cannot be of one range: then one of them is called so.
        repaired, spellings = labels, {}
    labels = repaired
    why += [f"a spreadsheet made {given[0]!r} of {label!r}" for label, given in spellings.items()]
    kind = "multiple"
    if _never_two(named):
        kind = "single"
        why.append("nobody gave two answers: a single choice in several columns?")
    parts = tuple(zip(labels, named, strict=True))
    return Guess(kind, tuple(labels), parts=parts, ticks=ticks, spellings=spellings, why=tuple(why))


def _never_two(named: Sequence[Part]) -> bool:
    """Whether of enough people nobody ticked two columns."""
    texts = {c: compared(c) for part in named for c in set(part.cells) if c}
    words = untick_words(texts.values()) - {compared(part.name) for part in named}
    empty = {None, *(cell for cell, text in texts.items() if text in words)}
    given = [
        sum(c not in empty for c in row) for row in zip(*(p.cells for p in named), strict=True)
    ]
    return max(given) == 1 and sum(given) >= _EACH * len(named)


def _says_yes(found: Counter[str], label: str) -> bool:
    """Whether cells say yes or no; in a column headed "None" that word names the choice."""
    texts = {compared(text) for text in found}
    return texts <= (TICKED | untick_words(texts)) - {compared(label)}


def same_texts(whole: Sequence[Part]) -> Guess | None:
    """Columns without names of their own, each holding the text of one choice."""
    values = [texts_of(part.cells) for part in whole]
    if any(len(found) > 1 for found in values):
        return None
    pairs = [(next(iter(v)), p) for v, p in zip(values, whole, strict=True) if v]
    labels = tuple(dict.fromkeys(text for text, _ in pairs))
    return Guess("multiple", labels, parts=tuple(pairs)) if len(labels) > 1 else None


def _numbers_by_row(
    items: tuple[str, ...],
    parts: tuple[tuple[str, Part], ...],
    pairs: Sequence[tuple[Part, Counter[str]]],
    together: Counter[str],
) -> Guess:
    points = numeric_scale(together)
    rows = list(zip(*(part.cells for part, _ in pairs), strict=True))
    numbers = [[number(cell) for cell in row if cell] for row in rows]
    full = [[value or 0 for value in row] for row in numbers if len(row) == len(items)]
    ranked = [row for row in numbers if len(row) > 1]
    if ranked and all(len(set(row)) == len(row) for row in ranked) and _are_ranks(ranked, items):
        why = "each number occurs once in a row: ranks, 1 is best"
        return Guess("ranking", items, parts=parts, why=(why,))
    if full and sum(abs(sum(row) - 100) < 1 for row in full) > 0.8 * len(full):
        return Guess("allocation", (), items, parts=parts, why=("the rows add up to 100",))
    if points:
        why = "whole numbers in each row: points of a scale"
        return Guess("matrix", points, items, parts=parts, why=(why,))
    why = "numbers in each row: shares, or a number for each?"
    return Guess("allocation", (), items, parts=parts, why=(why,))


def _are_ranks(rows: Sequence[Sequence[float | None]], items: Sequence[str]) -> bool:
    return all(value in range(1, len(items) + 1) for row in rows for value in row)
