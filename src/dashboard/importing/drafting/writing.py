"""A codebook's first draft, as YAML with the guesses marked as such."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from dashboard.codebook import Year
from dashboard.errors import DashboardError
from dashboard.importing.drafting.blocks import Block, Export, read_export
from dashboard.importing.drafting.kinds import NONE, OTHER, OUTSIDE, Guess, band, guess, routed_by
from dashboard.importing.labels import tidied

Band = tuple[float, float | None]

LONGEST_ID = 40
LONGEST_TITLE = 60
FEWEST_ASKED = 0.95
_DEMOGRAPHIC = re.compile(
    r"(^|_)(age|old|gender|country|region|location|industry|sector|education|degree|salary|"
    r"compensation|experience|years)(_|$)"
)
# Words that tell little of a question.
_FILLERS = frozenset(
    {
        *("a", "an", "and", "are", "at", "by", "do", "does", "for", "how", "in", "is", "it"),
        *("many", "much", "of", "on", "or", "the", "to", "what", "which", "who", "with", "you"),
        *("your", "have", "has", "been", "did", "was", "were", "that", "this", "please"),
    }
)


def write_draft(raw: Path, year: Year, to: Path, topic: str, format: str | None = None) -> str:
    """Write a draft codebook of an export into an empty folder; says what was found."""
    if to.exists() and any(to.iterdir()):
        raise DashboardError(f"{to} holds files already; a draft goes into a new folder.")
    export = read_export(raw, format=format)
    survey, questions = draft(export, year, topic)
    (to / "topics").mkdir(parents=True, exist_ok=True)
    (to / "survey.yaml").write_text(survey, encoding="utf-8")
    (to / "topics" / f"{topic}.yaml").write_text(questions, encoding="utf-8")
    return (
        f"Format: {export.format}. {export.rows:,} responses, {len(export.blocks)} questions found."
        f"\nLook for GUESS and TODO in {to / 'topics' / f'{topic}.yaml'}, then import."
    )


def draft(export: Export, year: Year, topic: str) -> tuple[str, str]:
    """The texts of `survey.yaml` and of the topic that holds all questions."""
    entries = [(block, guess(block, export.separators)) for block in export.blocks]
    ids = ids_of([block.text for block in export.blocks])
    lines = [f"id: {topic}", f"title: {_quoted(topic.replace('_', ' ').capitalize())}"]
    lines += ["questions:"]
    texts = []
    codes: dict[str, Sequence[str | None]] = {}
    for code, (block, found) in zip(ids, entries, strict=True):
        if found is None:
            texts.append(block.text)
            continue
        lines += _question(code, block, found, year, codes)
    for text in texts:
        lines.append(f"  # Left out as free text: {_quoted(text[:100])}")
    for name, why in export.left_out:
        lines.append(f"  # Left out, {why}: {_quoted(name[:100])}")
    single = [c for c, (_, f) in zip(ids, entries, strict=True) if f and f.kind == "single"]
    return _survey(export, year, single), "\n".join(lines) + "\n"


def _survey(export: Export, year: Year, single: Sequence[str]) -> str:
    persona = next((c for c in single if re.search(r"role|job|title|position", c)), None)
    size = next((c for c in single if re.search(r"size|employees|people", c)), None)
    lines = [
        "id: my-survey  # TODO",
        "title: My survey  # TODO",
        "synthetic: false",
        f"years: {{{year}: {{}}}}",
    ]
    chosen = [f"{n}: {c}" for n, c in (("persona", persona), ("company_size", size)) if c]
    if chosen:
        lines.append(f"filters: {{{', '.join(chosen)}}}  # GUESS")
    else:
        lines.append("# TODO filters: {persona: QUESTION, company_size: QUESTION}")
    apart = [code for code in single if _DEMOGRAPHIC.search(code) and code not in (persona, size)]
    if apart:
        lines.append(f"privacy: {{separate: [{', '.join(apart)}]}}  # GUESS")
    lines.append("# TODO licence: {name: CC BY 4.0}")
    read = [f"header_rows: {export.header_rows}"] if export.header_rows > 1 else []
    if export.missing:
        read.append(f"missing: [{', '.join(map(_quoted, export.missing))}]")
    if read:
        lines.append(f"read: {{{year}: {{{', '.join(read)}}}}}")
    return "\n".join(lines) + "\n"


def _question(
    code: str, block: Block, found: Guess, year: Year, codes: dict[str, Sequence[str | None]]
) -> Iterator[str]:
    title = block.text if len(block.text) <= LONGEST_TITLE else block.text[:57].rstrip() + "..."
    yield f"  - id: {code}"
    yield f"    kind: {found.kind}" + (f"  # GUESS: {found.doubt}" if found.doubt else "")
    yield f"    title: {_quoted(title)}"
    yield f"    wording: {_quoted(block.text)}"
    if block.pattern:
        yield f"    columns: {{{year}: {_quoted(block.pattern)}}}"
    if found.separator not in ("", ", "):
        yield f"    separator: {_quoted(found.separator)}"
    answered = [any(cells) for cells in zip(*(p.cells for p in block.parts), strict=True)]
    if sum(answered) < FEWEST_ASKED * len(answered):
        for before, given in reversed(codes.items()):
            led = routed_by(answered, given)
            if led:
                yield (
                    f"    asked_of: {{question: {before}, any_of: [{', '.join(sorted(led))}]}}"
                    "  # GUESS"
                )
                break
    if found.items and found.kind != "ranking":
        yield "    items:"
        yield from _choices(found.items, found)
    if found.choices:
        yield "    choices:"
        yield from _choices(found.choices, found)
        if found.kind == "single" and any(OTHER.match(text) for text in found.choices):
            other = next(text for text in found.choices if OTHER.match(text))
            place = found.choices.index(other)
            yield f"    write_ins: {ids_of(found.choices)[place]}"
    if found.kind in ("single", "scale"):
        known = dict(zip(found.choices, ids_of(found.choices), strict=True))
        codes[code] = [known.get(tidied(cell)) if cell else None for cell in block.parts[0].cells]


def _choices(labels: Sequence[str], found: Guess) -> Iterator[str]:
    ranges = _touching([band(text) for text in labels])
    known = [given for given in ranges if given]
    is_bands = found.kind == "single" and len(known) > len(labels) / 2
    overlap = is_bands and _overlapping(known)
    for place, (code, text) in enumerate(zip(ids_of(labels), labels, strict=True)):
        more = ""
        low_high = ranges[place]
        if OUTSIDE.match(text):
            more = ", outside: true"
        elif NONE.match(text) and found.kind == "multiple":
            more = ", exclusive: true"
        elif OTHER.match(text):
            more = ", other: true"
        elif found.kind == "scale":
            more = f", value: {place + 1}"
        elif is_bands and not overlap and low_high:
            low, high = low_high
            more = f", from: {low:g}" + (f", to: {high:g}" if high is not None else "")
        yield f"      - {{id: {code}, label: {_quoted(text)}{more}}}"


def _touching(ranges: Sequence[Band | None]) -> list[Band | None]:
    """Ranges of which one ends where the next begins, such as 10-50 and 50-100, cut there."""
    starts = {given[0] for given in ranges if given}
    return [
        (given[0], given[1] - 1)
        if given and given[1] and given[1] - 1 in starts - {given[0]}
        else given
        for given in ranges
    ]


def _overlapping(ranges: Sequence[Band]) -> bool:
    ends = sorted((low, float("inf") if high is None else high) for low, high in ranges)
    return any(before[1] > after[0] for before, after in pairwise(ends))


def ids_of(texts: Sequence[str]) -> list[str]:
    """Short ids of texts, each once."""
    found: list[str] = []
    for text in texts:
        plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
        telling = [word for word in words if word not in _FILLERS] or words or ["q"]
        code = ""
        for word in telling:
            if len(code) + len(word) >= LONGEST_ID:
                break
            code = f"{code}_{word}" if code else word
        code = code or telling[0][:LONGEST_ID]
        code = code if code[0].isalpha() else f"n{code}"
        unique, number = code, 2
        while unique in found:
            unique, number = f"{code}_{number}", number + 1
        found.append(unique)
    return found


def _quoted(text: str) -> str:
    # What JSON quotes YAML reads.
    return json.dumps(text, ensure_ascii=False)
