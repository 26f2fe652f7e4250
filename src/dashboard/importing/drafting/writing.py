"""A codebook's draft as YAML, each guess with its reason beside it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.codebook import Year
from dashboard.codebook.survey_entries import ReadEntry
from dashboard.importing.drafting.questions import DraftQuestion, entry

_BARE = re.compile(r"[a-z][a-z0-9_]*")
# Words that one reader of YAML or another takes for something else than a word.
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
WIDTH = 100
LONGEST_COMMENT = 100


_BECAUSE = {
    "asked_of": "nobody answered it after other answers",
    "write_ins": "some answers were given by few people",
    "editorial": "only the instruction changed",
}
"""Why a draft has keys that no text of the export says."""


def topic_text(
    topic: str,
    questions: Sequence[DraftQuestion],
    years: Sequence[Year],
    left_out: Mapping[Year, Sequence[tuple[str, str]]],
) -> str:
    """The file of a topic that holds all questions."""
    lines = [f"id: {topic}", f"title: {flow(topic.replace('_', ' ').capitalize())}"]
    lines += ["questions:" if questions else "questions: []"]
    for question in questions:
        lines += _question(question, years)
    for year in years:
        for name, why in left_out.get(year, ()):
            said = f" in {year}" if len(years) > 1 else ""
            why = why if why.startswith("as ") else f", {why}"
            gap = " " if why.startswith("as ") else ""
            lines.append(f"  # Left out{said}{gap}{why}: {flow(name[:LONGEST_COMMENT])}")
    return "\n".join(lines) + "\n"


def _question(question: DraftQuestion, years: Sequence[Year]) -> Iterator[str]:
    start = "  - "
    for key, value in entry(question, years).items():
        if key in ("choices", "items"):
            yield f"    {key}:"
            among = question.choices if key == "choices" else question.items
            for one, choice in zip(value, among, strict=True):
                yield from _choice(one, choice.notes)
            continue
        if key == "kind":
            yield from _why(question)
        note = f"  # GUESS: {_BECAUSE[key]}" if key in _BECAUSE else ""
        text = f"{key}: {flow(value)}"
        if isinstance(value, dict) and len(text) > WIDTH - 10 and key in ("wording", "columns"):
            yield f"{start}{key}:"
            yield from (f"      {inner}: {flow(said)}" for inner, said in value.items())
        else:
            yield f"{start}{text}{note}"
        start = "    "


def _why(question: DraftQuestion) -> Iterator[str]:
    """The guesses behind a question, one line each, with their years."""
    by_reason: dict[str, list[Year]] = {}
    for year, reasons in sorted(question.why.items()):
        for reason in reasons:
            by_reason.setdefault(reason, []).append(year)
    for reason, years in by_reason.items():
        when = f" ({', '.join(map(str, years))})" if len(question.years) > 1 else ""
        yield f"    # GUESS{when}: {' '.join(reason.split())}"


def _choice(one: Mapping[str, Any], notes: Sequence[str]) -> Iterator[str]:
    for note in notes:
        yield f"      # GUESS: {' '.join(note.split())}"
    line = f"      - {flow(one)}"
    if len(line) <= WIDTH or len(one) <= 2:
        yield line
        return
    start = "      - "
    for key, value in one.items():
        yield f"{start}{key}: {flow(value)}"
        start = "        "


def survey_text(
    years: Sequence[Year],
    questions: Sequence[DraftQuestion],
    read: Mapping[Year, ReadEntry],
) -> str:
    """`survey.yaml` of the draft."""
    single = [q for q in questions if q.kind == "single" and set(q.years) == set(years)]
    persona = _first(single, _PERSONA)
    size = _first([q for q in single if q is not persona], _SIZE)
    lines = [
        "id: my-survey  # TODO",
        "title: My survey  # TODO",
        "synthetic: false",
        f"years: {{{', '.join(f'{year}: {{}}' for year in years)}}}",
    ]
    chosen = {"persona": persona, "company_size": size}
    named = {name: question.id for name, question in chosen.items() if question}
    if named:
        lines.append(f"filters: {flow(named)}  # GUESS: by the words of their questions")
    else:
        lines.append("# TODO filters: {persona: QUESTION, company_size: QUESTION}")
    apart = [q.id for q in questions if q.kind == "single" and q not in (persona, size)]
    lines += _privacy(
        [code for code in apart if _DEMOGRAPHIC.search(code)], has_filters=bool(named)
    )
    lines.append("# TODO license: {name: CC BY 4.0}")
    reading = {year: _reading(how) for year, how in read.items() if _reading(how)}
    if reading:
        lines.append("read:")
        lines += [f"  {year}: {flow(how)}" for year, how in sorted(reading.items())]
    return "\n".join(lines) + "\n"


def _privacy(apart: Sequence[str], *, has_filters: bool) -> list[str]:
    """The privacy settings for a release; each TODO can be used once its mark is removed."""
    unprotected = [
        "# Nothing is protected yet: a release needs to know which questions an outsider could",
        "# know somebody by.",
    ]
    keys = "key_attributes: [QUESTION, QUESTION]"
    if not apart:
        return [] if has_filters else [*unprotected, f"# TODO privacy: {{{keys}}}"]
    because = (
        "# GUESS: published in separate files, since together they could identify a respondent"
    )
    separate = f"separate: {flow(list(apart))}"
    if has_filters:
        return [because, f"privacy: {{{separate}}}"]
    inner = [*unprotected, f"# TODO {keys}", because, separate]
    return ["privacy:", *(f"  {line}" for line in inner)]


_PERSONA = re.compile(r"(^|_)(roles?|job|position|occupation|beruf|persona|title)(_|$)")
_SIZE = re.compile(r"(^|_)(size|employees|people|headcount)(_|$)")
_DEMOGRAPHIC = re.compile(
    r"(^|_)(age|old|gender|sex|country|region|location|city|live|reside|industry|sector|"
    r"education|degree|salary|compensation|pay|income|experience|years|alter|geschlecht|land|"
    r"stadt|ort|branche|gehalt|edad|genero|sexo|pais|ciudad|salario|sueldo|genre|pays|ville|"
    r"salaire|ika|sukupuoli|kaupunki|palkka|maa|toimiala|alder|kon|by|lon|eta|sesso|paese|citta)"
    r"(_|$)"
)


def _first(questions: Sequence[DraftQuestion], pattern: re.Pattern[str]) -> DraftQuestion | None:
    return next((q for q in questions if pattern.search(q.id)), None)


def _reading(how: ReadEntry) -> dict[str, Any]:
    found = how.model_dump(exclude_defaults=True, by_alias=True)
    # One row is what an import looks for anyway.
    if found.get("header_rows") == 1:
        del found["header_rows"]
    return {key: value for key, value in found.items() if value not in (None, [], "")}


def flow(value: Any) -> str:
    """A value on one line of YAML: plain words bare, all other texts quoted."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.15g}"
    if _BARE.fullmatch(value) and value not in _RESERVED:
        return str(value)
    # YAML reads strings as JSON quotes them; signs that YAML does not allow are escaped.
    quoted = json.dumps(value, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]", _escaped, quoted)


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
