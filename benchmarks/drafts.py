"""How much of a hand-written codebook a draft gets right, for surveys that lie beside the project.

    python benchmarks/drafts.py [SURVEYS_DIR]

Each survey is drafted from its exports alone and imported. A question of the hand-written codebook
in `examples/` is matched to the drafted one that reads the same columns; it is right

- in kind, where both are of one kind in every year,
- in choices, where in every year each of its choices is one of the draft's by a label that occurs
  in the export, no two by the same, and the draft has no further choice that anybody gave (of two
  catch-alls for write-ins each counts as the other),
- in years, where one drafted question reads it in all of its years and no others.

The hand-written questions are the denominator of each. Alignment over years is set against
`question-alignment.csv`, a list of which questions stand under which codes in which year, found by
their exact wording: pairs of columns of two years that both list as one question count as right.
"""

import csv
import gzip
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from dashboard.codebook import Choice, Codebook, Question, Year, read_codebook
from dashboard.codebook.survey_entries import ReadEntry
from dashboard.importing.columns import HeaderIndex, source_of
from dashboard.importing.drafting import write_draft
from dashboard.importing.formats import recognised
from dashboard.importing.importer import import_raw
from dashboard.importing.labels import keys_with_codes, normalised, splitter
from dashboard.importing.raw_table import RawTable, ReadOptions, first_rows, read_raw

ROOT = Path(__file__).parents[1]
SURVEYS = ROOT.parent / "shared" / "surveys"
EXPORTS: Mapping[str, Mapping[Year, tuple[str, ...]]] = {
    "state-of-data-engineering-2026": {2026: ("responses.xlsx", "responses.csv")},
    "kaggle-ml": {year: (f"{year}.csv.gz",) for year in (2019, 2020, 2021, 2022)},
}
ALIGNMENT = "question-alignment.csv"


@dataclass
class Right:
    """Questions right in each respect, of how many, and what was not."""

    of: int = 0
    kind: int = 0
    choices: int = 0
    years: int = 0
    single_choices: int = 0
    all_choices: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """An export as a codebook reads it."""

    codebook: Codebook
    year: Year
    table: RawTable
    index: HeaderIndex

    def places(self, question: Question) -> tuple[int, ...]:
        return tuple(sorted(source_of(question, self.year, self.index).positions()))


def main() -> None:
    surveys = Path(sys.argv[1]) if len(sys.argv) > 1 else SURVEYS
    if not surveys.is_dir():
        print(f"No surveys in {surveys}; name their folder.")
        return
    for survey, years in EXPORTS.items():
        variants = max(len(files) for files in years.values())
        for variant in range(variants):
            raws = [(surveys / survey / files[variant], year) for year, files in years.items()]
            with tempfile.TemporaryDirectory() as folder:
                judge(survey, raws, Path(folder))


def judge(survey: str, raws: list[tuple[Path, Year]], folder: Path) -> None:
    """Draft, import and compare one survey, and print what is right."""
    start = time.perf_counter()
    write_draft(raws, folder / "draft", "personas")
    drafted_in = time.perf_counter() - start
    start = time.perf_counter()
    for raw, year in raws:
        import_raw(raw, year, folder / "draft", folder / "data", lambda rows: None)
    imported_in = time.perf_counter() - start
    hand = read_codebook(ROOT / "examples" / survey)
    draft = read_codebook(folder / "draft")
    found = compared(hand, draft, raws)
    names = ", ".join(raw.name for raw, _ in raws)
    print(f"\n{survey} ({names})")
    print(f"  drafted in {drafted_in:.0f} s, imported as it is in {imported_in:.0f} s")
    print(f"  {len(draft.questions)} questions drafted, {found.of} hand-written")
    for name, n in (("kind", found.kind), ("choices", found.choices), ("years", found.years)):
        print(f"  right in {name:8} {n:3} of {found.of} ({n / found.of:.0%})")
    share = found.single_choices / max(found.all_choices, 1)
    print(f"  choices one by one {found.single_choices} of {found.all_choices} ({share:.0%})")
    for line in found.wrong:
        print(f"    {line}")
    listed = raws[0][0].parent / ALIGNMENT
    if listed.is_file():
        aligned(listed, draft, hand, raws)


# Questions ---------------------------------------------------------------------------------------


def compared(hand: Codebook, draft: Codebook, raws: list[tuple[Path, Year]]) -> Right:
    """The hand-written questions that the draft has right."""
    right = Right(of=sum(not q.derived for q in hand.questions.values()))
    ours: dict[str, dict[Year, Question | None]] = {}
    scores: dict[str, dict[Year, tuple[int, int, str]]] = {}
    for raw, year in raws:
        by_hand = read(raw, year, hand)
        drafted = read(raw, year, draft)
        by_place = {at: q for q in draft.asked_in(year) for at in drafted.places(q)}
        for question in hand.asked_in(year):
            if question.derived:
                continue
            places = by_hand.places(question)
            same = {q.id: q for at in places if (q := by_place.get(at))}
            one = next(iter(same.values())) if len(same) == 1 else None
            ours.setdefault(question.id, {})[year] = one
            if one is not None:
                texts = answers(by_hand, question)
                scores.setdefault(question.id, {})[year] = paired(question, one, year, texts)
    for code, by_year in ours.items():
        question = hand.questions[code]
        found = [one for one in by_year.values() if one is not None]
        whole = len(found) == len(by_year)
        kind = whole and all(one.kind == question.kind for one in found)
        years = whole and len({one.id for one in found}) == 1
        years = years and found[0].asked == question.asked
        pairs = scores.get(code, {})
        choices = whole and all(not why for _, _, why in pairs.values())
        right.kind += kind
        right.years += years
        right.choices += choices
        right.single_choices += sum(n for n, _, _ in pairs.values())
        right.all_choices += sum(len(question.offered(year)) for year in by_year)
        if not kind:
            right.wrong.append(f"{code}: kind {sorted({str(q.kind) for q in found})}")
        if not years:
            right.wrong.append(f"{code}: years {[(q.id, q.asked) for q in found]}")
        right.wrong += [f"{code} {y}: {why}" for y, (_, _, why) in pairs.items() if why]
    return right


def read(raw: Path, year: Year, codebook: Codebook) -> Read:
    """An export and its header, as the codebook says that it is written."""
    how = codebook.read.get(year, ReadEntry())
    heads, _ = first_rows(raw, ReadOptions(encoding=how.encoding, sheet=how.sheet), 4)
    layout = recognised(heads, False, how.header_rows)
    missing = frozenset(how.missing) | layout.missing
    table = read_raw(raw, ReadOptions(header_rows=layout.header_rows, missing=missing))
    rewritten = layout.rewrite(table.headers, codebook, year)
    return Read(codebook, year, table, HeaderIndex(tuple(tuple(row) for row in rewritten)))


def answers(found: Read, question: Question) -> set[str]:
    """The texts that stand for answers in the export, joined ones taken apart."""
    source = source_of(question, found.year, found.index)
    cells = {cell for at in source.positions() for cell in found.table.columns[at] if cell}
    if question.kind != "multiple" or len(source.whole) != 1:
        return {normalised(cell) for cell in cells}
    keys = keys_with_codes(question.offered(found.year), found.year, question.id)
    split = splitter(keys, question.separator or ", ")
    by_code: dict[str, set[str]] = {}
    for text, code in keys.items():
        by_code.setdefault(code, set()).add(text)
    given = {code for cell in cells for code in split(cell).codes}
    return {text for code in given for text in by_code[code]}


def paired(
    question: Question, draft: Question, year: Year, texts: set[str]
) -> tuple[int, int, str]:
    """Choices that the draft has by a label of the export, of how many; and what is wrong."""
    theirs = {c.id: labels(c, year) & texts for c in question.offered(year)}
    ours = {c.id: labels(c, year) for c in draft.offered(year)}
    other = {c.id for c in question.offered(year) if c.other and not theirs[c.id]}
    spare = {c.id for c in draft.offered(year) if c.other and not ours[c.id] & texts}
    right = 0
    used: set[str] = set()
    missing = []
    for code, known in theirs.items():
        found = {c for c, said in ours.items() if said & known}
        if len(found) == 1 and not found & used:
            used |= found
            right += 1
        elif code in other:
            right += 1
            used |= spare
        elif known:
            missing.append(code)
    further = [c for c, said in ours.items() if c not in used and said & texts]
    wrong = [f"without {', '.join(missing)}"] if missing else []
    wrong += [f"besides {', '.join(further)}"] if further else []
    return right, len(theirs), "; ".join(wrong)


def labels(choice: Choice, year: Year) -> set[str]:
    """What may stand for a choice in an export."""
    known = (choice.label, choice.wording.get(year, choice.label), *choice.labels.get(year, ()))
    return {normalised(text) for text in known}


# Years -------------------------------------------------------------------------------------------


Pair = tuple[tuple[Year, str], tuple[Year, str]]


def aligned(listed: Path, draft: Codebook, hand: Codebook, raws: list[tuple[Path, Year]]) -> None:
    """Print precision and recall of the pairs of columns that the draft takes for one question.

    The list knows exact wordings only, and so can judge only pairs that are worded alike. Of pairs
    beyond it, those are counted that the hand-written codebook takes for one question, too, and
    those that it keeps apart; the others are listed by their codes.
    """
    years = [year for _, year in raws]
    codes = {year: codes_of(raw) for raw, year in raws}
    expected = set(listed_pairs(listed, codes))
    found, by_hand = pairs_of(draft), pairs_of(hand)
    known = {
        (year, stem)
        for q in hand.questions.values()
        for year in q.asked
        if (stem := stem_of(q, year))
    }
    both = found & expected
    print(f"  alignment of {years[0]} to {years[-1]} against {ALIGNMENT}:")
    print(f"    recall    {len(both)} of {len(expected)} pairs ({len(both) / len(expected):.0%})")
    alike = {one for one in found if worded_alike(draft, one)}
    judged = len(alike & expected)
    print(f"    precision {judged} of {len(alike)} pairs that are worded alike", end=" ")
    print(f"({judged / len(alike):.0%})")
    print(f"              {len(both)} of {len(found)} pairs in all ({len(both) / len(found):.0%})")
    for one in sorted(expected - found):
        print(f"    missed {one}")
    beyond = found - expected
    confirmed = beyond & by_hand
    against = {one for one in beyond - by_hand if set(one) <= known}
    print(f"    beyond the list {len(beyond)}: the hand-written codebook joins {len(confirmed)} of")
    print(f"    them, too, keeps {len(against)} apart, and does not have the others")
    for one in sorted(against):
        print(f"    kept apart by hand {one}")
    for one in sorted(beyond - confirmed - against):
        print(f"    not in the hand-written one {one}")


def pairs_of(codebook: Codebook) -> set[Pair]:
    """Pairs of years and code stems that a codebook takes for one question."""
    found = set()
    for question in codebook.questions.values():
        stems = {y: stem for y in question.asked if (stem := stem_of(question, y))}
        found |= {pair(a, stems[a], b, stems[b]) for a, b in combinations(sorted(stems), 2)}
    return found


def worded_alike(codebook: Codebook, one: Pair) -> bool:
    """Whether a question had the same wording in both years of a pair."""
    (first, stem), (second, _) = one
    questions = [q for q in codebook.questions.values() if first in q.asked and second in q.asked]
    return any(
        stem_of(q, first) == stem and normalised(q.wording[first]) == normalised(q.wording[second])
        for q in questions
    )


def pair(a: Year, first: str, b: Year, second: str) -> Pair:
    return (a, first), (b, second)


def codes_of(raw: Path) -> list[str]:
    """The codes of an export's columns."""
    with gzip.open(raw, "rt", encoding="utf-8-sig", newline="") as stream:
        return next(csv.reader(stream))


def listed_pairs(path: Path, codes: Mapping[Year, list[str]]) -> Iterator[Pair]:
    """Pairs of years and code stems that the list has in one line."""
    with path.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            stems = {
                year: match[1]
                for year in codes
                if (match := re.match(r"(Q\d+(?:_[AB])?) \(", line[str(year)] or ""))
            }
            for a, b in combinations(sorted(stems), 2):
                yield pair(a, stems[a], b, stems[b])


def stem_of(question: Question, year: Year) -> str:
    """The stem of the codes that a question's columns have in a year."""
    patterns = list(question.columns.get(year, ()))
    patterns += [text for choice in question.choices for text in choice.columns.get(year, ())]
    match = re.match(r"(Q\d+(?:_[AB])?)(?:_|$)", patterns[0]) if patterns else None
    return match[1] if match else ""


if __name__ == "__main__":
    main()
