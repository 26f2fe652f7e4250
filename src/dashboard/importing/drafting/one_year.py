"""From one export to drafted questions: kinds, choices, columns, and who was asked."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from dashboard.codebook import Year
from dashboard.errors import shown
from dashboard.importing.drafting.answer_scales import (
    OTHER,
    OUTSIDE,
    is_other,
    known_scale,
    numeric_scale,
)
from dashboard.importing.drafting.blocks import Block, Cells, Export, Part
from dashboard.importing.drafting.code_lists import CodeLists
from dashboard.importing.drafting.guesses import Guess, texts_of
from dashboard.importing.drafting.joined import split
from dashboard.importing.drafting.kinds import guess
from dashboard.importing.drafting.naming import ids_of, plain, question_ids
from dashboard.importing.drafting.personal import FEWEST, is_day, is_personal
from dashboard.importing.drafting.placing import Columns, place
from dashboard.importing.drafting.questions import DraftChoice, DraftQuestion, YearDraft
from dashboard.importing.drafting.routing_guesses import routed_by
from dashboard.importing.drafting.several_columns import several_columns
from dashboard.importing.identifiers import identifying_label
from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number
from dashboard.importing.person_names import all_names
from dashboard.importing.ticks import TICKED, compared, untick_words

FEWEST_STATEMENTS = 3
_FEWEST_ASKED = 0.95
_AGREE = 0.95
FEWEST_BESIDE = 2
# Signs that join the words of many a header part it above columns of ticks alone.
_JOINED_HEADER = re.compile(r"(.+?)(?:_|\.|::?| \()(.+?)\)?")
_JOINTS = re.compile(r"[;|\n]|, | / ")


@dataclass(frozen=True)
class _Found:
    """A block with what it was taken for."""

    block: Block
    guess: Guess


def draft_year(export: Export, year: Year, codes: CodeLists | None = None) -> YearDraft:
    """All questions of an export, in its order, and what was left out."""
    left_out = list(export.left_out)
    codes = codes and codes.for_columns(chain.from_iterable(export.index.headers))
    found: list[_Found] = []
    for block in export.blocks:
        kind = _coded(block, codes) or guess(block, export.separators)
        if kind is None:
            left_out.append((block.text, "as free text"))
        else:
            found.append(_Found(block, kind))
    found = list(_headed_by_choices(found))
    found = list(_beside_joined(found, left_out))
    found = list(_begin_alike(found))
    found = list(_statements(found))
    found = [one for one in found if not _names_persons(one, left_out)]
    ids = question_ids([one.block.text for one in found])
    questions = []
    for code, one in zip(ids, found, strict=True):
        question, columns = _question(code, one, year, codes)
        if place(question, year, export.index, columns):
            questions.append(question)
        elif question.kind == "single" and columns.parts:
            # Columns that no import reads as one answer are read as several answers.
            question.kind = "multiple"
            if place(question, year, export.index, columns):
                questions.append(question)
        else:
            left_out.append((one.block.text, "no header finds its columns and no others"))
    _route(questions, year, found)
    return YearDraft(year, questions, left_out)


def _names_persons(one: _Found, left_out: list[tuple[str, str]]) -> bool:
    """Whether choices or rows, which headers may name, are persons; such a question is left out."""
    named = (one.guess.items, one.guess.choices)
    # Days are answers where they come back, which was looked at before.
    held = any(identifying_label(text) and not is_day(text) for text in chain(*named))
    if not held and not any(map(all_names, named)):
        return False
    left_out.append((one.block.text, "its choices or rows identify people"))
    return True


def _coded(block: Block, codes: CodeLists | None) -> Guess | None:
    """A question of one column all of whose answers a code list has, or most one of its name."""
    if codes is None or len(block.parts) > 1:
        return None
    counts = texts_of(block.parts[0].cells)
    texts = sorted(counts, key=lambda text: (number(text) or 0, text))
    labels = codes.labels(block, texts)
    if len(texts) < 2 or not labels:
        return None
    unlisted = [text for text in texts if text not in labels]
    if not unlisted:
        return Guess("single", tuple(texts), why=("its codes are in a code list",))
    if codes.own(block) is None or 2 * sum(counts[text] for text in labels) < counts.total():
        return None
    often = tuple(t for t in texts if t in labels or (counts[t] >= FEWEST and not is_personal(t)))
    why = f"its code list has no label for {', '.join(map(shown, unlisted[:3]))}"
    return Guess("single", often, why=(why,))


def _question(
    code: str, one: _Found, year: Year, codes: CodeLists | None
) -> tuple[DraftQuestion, Columns]:
    block, found = one.block, one.guess
    at = [part.at for part in found.columns] or [p.at for p in block.parts if not p.name]
    labels = codes.labels(block, found.choices) if codes and found.kind != "number" else {}
    choices = _choices(found.choices, year, found, labels, block.text)
    if found.write_ins and not any(choice.is_other for choice in choices):
        [other] = ids_of(["Other"], [choice.id for choice in choices])
        outside = [c for c in choices if OUTSIDE.match(c.label)]
        inside = [c for c in choices if c not in outside]
        new = DraftChoice(other, "Other", asked={year}, is_other=True)
        choices = [*inside, new, *outside]
    items = _choices(found.items, year, found, {}, block.text)
    question = DraftQuestion(
        id=code,
        kind=found.kind,
        wording={year: block.text},
        places={year: tuple(sorted(at))},
        choices=choices,
        items=items,
        separator={year: found.separator} if found.separator else {},
        several=found.several,
        write_ins={year} if found.write_ins else set(),
        why={year: found.why} if found.why else {},
        said={year: _said(block)},
    )
    ids = dict(zip(found.items or found.choices, (c.id for c in items or choices), strict=False))
    # Cells that hold the text of their choice need no column each, where codes find them all.
    by_text = found.kind == "multiple" and not found.ticks
    by_text = by_text and (bool(block.codes) or not all(part.name for _, part in found.parts))
    by_choice = dict(zip(found.choices, (choice.id for choice in choices), strict=False))
    columns = Columns(
        codes=block.codes,
        parts={} if by_text else {ids[label]: part.at for label, part in found.parts},
        grid={(ids[i], by_choice[c]): part.at for i, c, part in found.grid},
        dash=found.dash,
    )
    return question, columns


def _choices(
    labels: Sequence[str], year: Year, found: Guess, names: dict[str, str], asked: str
) -> list[DraftChoice]:
    shown = [names.get(label, label) for label in labels]
    choices = []
    for code, text, label in zip(ids_of(shown), shown, labels, strict=True):
        spelled = (*found.spellings.get(label, ()), *((label,) if text != label else ()))
        choices.append(
            DraftChoice(
                code,
                text,
                texts={year: spelled} if spelled else {},
                asked={year},
                is_other=is_other(text, asked),
            )
        )
    return choices


def _said(block: Block) -> Counter[str]:
    found: Counter[str] = Counter()
    for part in block.parts:
        for text, n in texts_of(part.cells).items():
            found[normalised(text)] += n
    return found


# Columns that belong together --------------------------------------------------------------------


def _headed_by_choices(found: Sequence[_Found]) -> Iterator[_Found]:
    """Neighboring columns that hold nothing but their own header as choices of one question."""

    def belongs(first: _Found, one: _Found) -> bool:
        is_other = OTHER.match(one.block.text) is not None
        return _says_its_header(first) and (_says_its_header(one) or is_other)

    for run in _runs(found, belongs):
        yield from [_of_choices(run)] if sum(map(_says_its_header, run)) > 1 else run


def _runs(
    found: Iterable[_Found], belongs: Callable[[_Found, _Found], bool]
) -> Iterator[list[_Found]]:
    """Neighbors that belong to the first of their run."""
    run: list[_Found] = []
    for one in found:
        if run and not belongs(run[0], one):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _says_its_header(one: _Found) -> bool:
    alone = len(one.block.parts) == 1 and not one.block.parts[0].name
    return alone and [*map(normalised, one.guess.choices)] == [normalised(one.block.text)]


def _of_choices(run: Sequence[_Found]) -> _Found:
    labels = tuple(one.block.text for one in run)
    parts = tuple(Part(text, one.block.parts[0].cells, one.block.parts[0].at)
                  for text, one in zip(labels, run, strict=True))  # fmt: skip
    why = "columns that hold their own header: choices of a question whose text the export lacks"
    block = Block(f"From {labels[0]} to {labels[-1]}", parts)
    return _Found(
        block, Guess("multiple", labels, parts=tuple(zip(labels, parts, strict=True)), why=(why,))
    )


def _beside_joined(found: Sequence[_Found], left_out: list[tuple[str, str]]) -> Iterator[_Found]:
    """A question of joined answers, and columns of its choices beside it, as one question."""
    taken: set[int] = set()
    for at, one in enumerate(found):
        if at in taken:
            continue
        pairs = _columns_of_choices(one, found[at + 1 :])
        if len(pairs) < FEWEST_BESIDE:
            yield one
            continue
        taken |= set(range(at + 1, at + 1 + len(pairs)))
        left_out.append((one.block.text, "the same answers are in one column per choice"))
        why = "one column holds the answers joined; each choice is read from its own"
        kind = Guess("multiple", tuple(pairs), parts=tuple(pairs.items()), ticks=True, why=(why,))
        yield _Found(one.block, kind)


def _columns_of_choices(one: _Found, after: Sequence[_Found]) -> dict[str, Part]:
    """The columns behind a question that say of one choice each whether its cell names it."""
    pairs: dict[str, Part] = {}
    if len(one.block.parts) > 1 or one.guess.kind not in ("single", "multiple"):
        return pairs
    cells = one.block.parts[0].cells
    pieces: set[str] = set()
    for text in dict.fromkeys(cell for cell in cells if cell):
        pieces |= {plain(piece) for piece in _JOINTS.split(text)} | set(split(text, ","))
    for other in after:
        label = _choice_of(other.block, pieces, cells)
        if label is None or label in pairs:
            break
        pairs[label] = other.block.parts[0]
    return pairs


def _choice_of(block: Block, pieces: set[str], joined: Cells) -> str | None:
    """The choice that a column of ticks stands for, by its header and by what the cells say."""
    words = {compared(cell) for cell in block.parts[0].cells if cell}
    none = untick_words(words)
    if len(block.parts) > 1 or not words <= none | TICKED | set(map(normalised, pieces)):
        return None
    header = normalised(block.text).rstrip(" )]}\"'")
    fits = [piece for piece in pieces if piece and header.endswith(normalised(piece).rstrip(")]"))]
    for label in sorted(fits, key=len, reverse=True):
        agree = both = 0
        for cell, text in zip(block.parts[0].cells, joined, strict=True):
            if text:
                ticked = bool(cell) and compared(cell or "") not in none
                both += 1
                agree += ticked == (normalised(label) in normalised(text))
        if both and agree >= _AGREE * both:
            return label
    return None


def _begin_alike(found: Sequence[_Found]) -> Iterator[_Found]:
    """Neighboring columns of ticks whose headers begin alike as choices of one question."""
    for run in _runs(found, lambda first, one: _head(one) == _head(first) != ""):
        yield from _of_ticks(run) if len(run) > 1 else run


def _head(one: _Found) -> str:
    """The header of a column of ticks up to its choice; empty for other columns."""
    match = _JOINED_HEADER.fullmatch(one.block.text)
    if not match or len(one.block.parts) > 1 or one.guess.kind not in ("single", "scale", "number"):
        return ""
    texts = {compared(cell) for cell in set(one.block.parts[0].cells) if cell}
    return match[1] if texts <= TICKED | untick_words(texts) | {compared(match[2])} else ""


def _of_ticks(run: Sequence[_Found]) -> Sequence[_Found]:
    """Columns of ticks as one question, or as they are where several words say that one is."""
    named = [match for one in run if (match := _JOINED_HEADER.fullmatch(one.block.text))]
    columns = [one.block.parts[0] for one in run]
    parts = tuple(Part(m[2], c.cells, c.at) for m, c in zip(named, columns, strict=True))
    kind = several_columns(parts)
    if kind is None or kind.kind not in ("multiple", "single"):
        return run
    why = (*kind.why, "columns of ticks whose names begin alike")
    return [_Found(Block(named[0][1], parts), replace(kind, why=why))]


def _statements(found: Sequence[_Found]) -> Iterator[_Found]:
    """Neighboring questions on one scale as a single matrix of statements."""
    for run in _runs(found, _same_scale):
        yield from [_matrix(run)] if len(run) >= FEWEST_STATEMENTS else run


def _same_scale(first: _Found, second: _Found) -> bool:
    if first.guess.kind != "scale" or second.guess.kind != "scale":
        return False
    a, b = known_scale(first.guess.choices), known_scale(second.guess.choices)
    if a and a == b:
        return bool(
            set(map(normalised, first.guess.choices)) & set(map(normalised, second.guess.choices))
        )
    points = numeric_scale(first.guess.choices)
    return bool(points) and points == numeric_scale(second.guess.choices)


def _matrix(run: Sequence[_Found]) -> _Found:
    texts = [one.block.text for one in run]
    shared = _common_start(texts)
    items = tuple(text[len(shared) :].strip(" :-–[]") or text for text in texts)
    labels = tuple(dict.fromkeys(text for one in run for text in one.guess.choices))
    scale = known_scale(labels)
    outside = [text for text in labels if OUTSIDE.match(text)]
    points = [text for text in labels if text not in outside]
    if scale:
        points.sort(key=lambda text: scale.index(normalised(text)))
    choices = (*_each_once(points), *_each_once(outside))
    title = shared.strip(" :-–[]") or f"From {choices[0]} to {points[-1]}"
    parts = tuple((item, one.block.parts[0]) for item, one in zip(items, run, strict=True))
    why = f"{len(run)} questions in a row have the same scale: rows of one question"
    block = Block(title, tuple(Part(item, part.cells, part.at) for item, part in parts))
    return _Found(block, Guess("matrix", choices, items, parts=parts, why=(why,)))


def _each_once(texts: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for text in texts:
        first.setdefault(normalised(text), text)
    return list(first.values())


def _common_start(texts: Sequence[str]) -> str:
    """The words that all texts begin with; empty where they are fewer than three."""
    words = [text.split(" ") for text in texts]
    shared: list[str] = []
    for each in zip(*words, strict=False):
        if len(set(each)) > 1:
            break
        shared.append(each[0])
    return " ".join(shared) if len(shared) >= 3 else ""


# Routing -----------------------------------------------------------------------------------------


def _route(questions: Sequence[DraftQuestion], year: Year, found: Sequence[_Found]) -> None:
    """Say of a question that fewer answered who was asked it, where an earlier answer decides."""
    blocks = {_places(one): one for one in found}
    before: dict[str, list[str | None]] = {}
    for question in questions:
        one = blocks[question.places[year]]
        columns: list[Cells] = [part.cells for part in one.guess.columns]
        columns = columns or [part.cells for part in one.block.parts if not part.name]
        answered = [any(row) for row in zip(*columns, strict=True)]
        if sum(answered) < _FEWEST_ASKED * len(answered):
            for code, given in reversed(before.items()):
                led = routed_by(answered, given)
                if led and len(led) < len(set(filter(None, given))):
                    question.route[year] = (code, tuple(sorted(led)))
                    break
        if question.kind in ("single", "scale") and len(columns) == 1:
            known = {normalised(c.label): c.id for c in question.choices}
            for choice in question.choices:
                known |= {normalised(text): choice.id for text in choice.texts.get(year, ())}
            other = next((c.id for c in question.choices if c.is_other), None)
            rest = other if question.write_ins else None
            codes = {c: known.get(normalised(plain(c)), rest) for c in set(columns[0]) if c}
            before[question.id] = [codes.get(cell) if cell else None for cell in columns[0]]


def _places(one: _Found) -> tuple[int, ...]:
    at = [part.at for part in one.guess.columns]
    return tuple(sorted(at or [part.at for part in one.block.parts if not part.name]))
