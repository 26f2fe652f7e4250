"""Columns of one choice each: which of their cells are ticks.

Exports write a tick as 1, yes, x, the text of the choice or its code, in the language of whoever
exports, and write what was not ticked as nothing, 0, no, "not selected". Which it is is decided
from all cells of all of a question's columns, since a word means one thing in all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.errors import DashboardError, shown
from dashboard.importing.labels import normalised
from dashboard.importing.numerals import number

Cells = Sequence[str | None]

_TICKED_WORDS = """
1|yes|y|true|t|x|on|checked|selected|chosen|ticked|quoted|mentioned|marked|applies|✓|✔|☑|☒|•|●|[x]|(x)
ja|j|wahr|gewählt|ausgewählt|angekreuzt|genannt|markiert|zutreffend|trifft zu
oui|o|vrai|coché|cochée|sélectionné|sélectionnée|choisi|choisie|cité|citée|mentionné|mentionnée
sí|si|s|verdadero|seleccionado|seleccionada|marcado|marcada|elegido|elegida|mencionado|mencionada
sim|verdadeiro|selecionado|selecionada|assinalado|assinalada|escolhido|escolhida
vero|selezionato|selezionata|scelto|scelta|waar|geselecteerd|aangevinkt|gekozen
tak|kyllä|da|да|ano|igen|evet|hai|はい|是|예|네|نعم|כן
"""
_UNTICKED_WORDS = """
0|no|n|false|f|off|none|null|nil|nan|n/a|na|#n/a|<na>|n.a.|-|--|---|.|..|/|[ ]|()|( )|☐|□|○
nein|falsch|keine|nicht zutreffend|trifft nicht zu|keine angabe|non|faux|aucun|aucune
falso|ninguno|ninguna|não|nao|nenhum|nenhuma|nessuno|nessuna|nee|niet|onwaar|geen
nej|inte|nei|ikke|nie|ei|не|нет|ne|nem|hayır|iie|いいえ|否|아니요|아니오|لا|לא
blank|empty|missing|left blank|no answer|not answered|does not apply|not applicable
"""
TICKED = frozenset(word for line in _TICKED_WORDS.split("\n") for word in line.split("|") if word)
UNTICKED = frozenset(
    word for line in _UNTICKED_WORDS.split("\n") for word in line.split("|") if word
)
# Words that turn the one after them into its opposite, alone or joined to it.
_NEGATIONS = (
    *("not ", "non ", "no ", "nicht ", "kein ", "keine ", "pas ", "não ", "nao ", "niet ", "inte "),
    *("ikke ", "ei ", "nie ", "не ", "ne ", "un", "de", "dis", "in", "non-", "non", "not-", "nicht-"),
)
# So many cells may name something else before the columns are taken to hold something else.
STRAY = 0.02
MOST_NAMED = 3


@dataclass
class Ticks:
    """Which texts are ticks, for each column by its place.

    `strange` counts the texts of each column that are neither ticks nor known not to be one;
    `doubts` are sentences on what was guessed.
    """

    ticked: list[frozenset[str]]
    strange: list[Counter[str]]
    doubts: list[str] = field(default_factory=list)

    def reader(self, column: int) -> Callable[[str], bool]:
        """Whether a cell of a column is a tick."""
        ticked = self.ticked[column]
        return lambda cell: compared(cell) in ticked


@dataclass(frozen=True)
class Column:
    """A column of one choice: its name in messages, what may stand for it, its cells.

    `takes_text` where respondents typed into it, as beside "Other"; `counted` is the text of a tick
    where the file says it.
    """

    name: str
    keys: frozenset[str]
    cells: Cells = field(repr=False)
    takes_text: bool = False
    counted: str | None = None


def compared(cell: str) -> str:
    """A cell as it is compared; 1.0 and 0,00 are 1 and 0."""
    text = normalised(cell)
    value = number(text) if text[:1].isdigit() or text[:1] in "+-." else None
    return f"{value:.15g}" if value is not None else text


def decide(question: str, columns: Sequence[Column]) -> Ticks:
    """What is a tick in each of a question's columns.

    Raises DashboardError where the cells of a column name another choice, or hold texts of which
    none is known to be a tick.
    """
    counts = [_counted(column.cells) for column in columns]
    blanks = [sum(cell is None for cell in column.cells) for column in columns]
    own = [frozenset(compared(key) for key in column.keys) for column in columns]
    owners: dict[str, str] = {}
    for column, keys in zip(columns, own, strict=True):
        for key in keys:
            owners.setdefault(key, column.name)
    marks = _marks(counts, own)
    codes = _code_each(counts, blanks, columns)
    # What all columns hold marks something in all of them, whatever it is the name of.
    held = [set(texts) for texts in counts if texts]
    common = set.intersection(*held) if held else set()
    found = Ticks([], [])
    for at, column in enumerate(columns):
        if column.counted is not None:
            found.ticked.append(frozenset({compared(column.counted)}))
            found.strange.append(Counter())
            continue
        if at in codes:
            found.ticked.append(frozenset({codes[at]}))
            found.strange.append(Counter())
            continue
        unknown: Counter[str] = Counter()
        ticked: set[str] = set()
        no_tick = set()
        for text, times in counts[at].items():
            verdict = _verdict(text, own[at], marks, counts[at])
            if verdict is None:
                unknown[text] = times
            else:
                (ticked if verdict else no_tick).add(text)
        if column.takes_text:
            ticked |= set(unknown)
            unknown.clear()
        filled = sum(counts[at].values())
        if not column.takes_text:
            foreign = {
                text: times
                for text, times in counts[at].items()
                if text in owners and text not in own[at] and number(text) is None
                # "Yes" and "No" are marks as well as choices, where all columns hold them.
                and not (text in TICKED | UNTICKED and (text in common or not blanks[at]))
            }
            _refuse_others(question, column, foreign, owners, filled)
        for text in list(unknown):
            if _negated(text, {*ticked, *unknown} - {text}):
                no_tick.add(text)
                del unknown[text]
        told = _only_text(column, unknown, ticked, bool(no_tick) or blanks[at] > 0)
        if told:
            found.doubts.append(told)
            ticked |= set(unknown)
            unknown.clear()
        if unknown and (not ticked or sum(unknown.values()) > max(STRAY * filled, 1)):
            raise DashboardError(_untold(question, column, counts[at]))
        found.ticked.append(frozenset(ticked))
        found.strange.append(unknown)
    found.doubts += [
        f"the column of {columns[at].name} holds {shown(text)}, which is taken for the code of "
        "that choice, since no other column holds it"
        for at, text in codes.items()
        if text == "0"
    ]
    return found


def _counted(cells: Cells) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, times in Counter(cells).items():
        if text is not None and (plain := compared(text)):
            counts[plain] += times
    return counts


def _marks(counts: Sequence[Counter[str]], own: Sequence[frozenset[str]]) -> frozenset[str]:
    """The words for "not ticked" that some column has which is not a choice of that name."""
    return frozenset(
        text
        for texts, keys in zip(counts, own, strict=True)
        for text in texts
        if text in UNTICKED and text not in keys
    )


def _verdict(
    text: str, own: frozenset[str], marks: frozenset[str], column: Mapping[str, int]
) -> bool | None:
    """Whether a text in a column is a tick; None where nothing says so."""
    if text in UNTICKED:
        # The text of a choice called "No", or its code 0, ticks it; beside "Yes" it does not.
        others = (TICKED - own) & set(column)
        return text in own and text not in marks and not others
    if text in own or text in TICKED:
        return True
    if _negated(text, TICKED):
        return False
    return None


def _negated(text: str, words: Iterable[str]) -> bool:
    """Whether a text is one of some words with a negation before it: "not chosen"."""
    return any(
        text == f"{negation}{word}" for word in words if len(word) > 1 for negation in _NEGATIONS
    )


def _code_each(
    counts: Sequence[Counter[str]], blanks: Sequence[int], columns: Sequence[Column]
) -> dict[int, str]:
    """The codes of choices, where each column holds one number, its own, or nothing."""
    numbers: dict[int, str] = {}
    for at, (texts, column) in enumerate(zip(counts, columns, strict=True)):
        if not texts or column.takes_text or column.counted is not None:
            continue
        text = next(iter(texts))
        if len(texts) > 1 or not blanks[at] or number(text) is None:
            return {}
        numbers[at] = text
    return numbers if len(numbers) > 1 and len(set(numbers.values())) == len(numbers) else {}


def _only_text(
    column: Column, unknown: Mapping[str, int], ticked: Iterable[str], has_gaps: bool
) -> str:
    """A doubt where a column holds one text and nothing else: then that is the tick."""
    if len(unknown) != 1 or list(ticked) or not has_gaps:
        return ""
    text, times = next(iter(unknown.items()))
    if any(text.startswith(negation) for negation in _NEGATIONS if negation.endswith(" ")):
        return ""
    return f"{times:,} cells of the column of {column.name} hold {shown(text)}, counted as ticks"


def _refuse_others(
    question: str,
    column: Column,
    foreign: Mapping[str, int],
    owners: Mapping[str, str],
    filled: int,
) -> None:
    """Refuse a column whose cells hold the text of another choice, but for a stray one."""
    for text, times in foreign.items():
        if times > max(STRAY * filled, 1):
            raise DashboardError(
                f"{question}: {times:,} cells in the column of {column.name} say {shown(text)}, "
                f"which is {owners[text]}. The columns are not in the order of their headers, or a "
                "choice has the wrong column."
            )


def _untold(question: str, column: Column, counts: Mapping[str, int]) -> str:
    some = sorted(counts.items(), key=lambda pair: -pair[1])[:MOST_NAMED]
    said = " and ".join(f"{shown(text)} ({times:,})" for text, times in some)
    more = f" and {len(counts) - MOST_NAMED:,} more texts" if len(counts) > MOST_NAMED else ""
    return (
        f"{question}: the column of {column.name} holds {said}{more}; which of them is a tick is "
        "not known. Put the text of a tick under 'labels' of the choice, and what stands for none "
        "under 'missing' of the question."
    )
