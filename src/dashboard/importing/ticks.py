"""Columns of one choice each: which of their cells are ticks.

Exports write a tick as 1, yes, x, the text of the choice or its code, in the language of the
exporting tool, and write what was not ticked as nothing, 0, no, "not selected". All cells of all of
a question's columns decide, since a word means one thing in all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from dashboard.errors import DashboardError, how_many, listed, shown
from dashboard.importing.labels import normalised, tidied
from dashboard.importing.numerals import number

Cells = Sequence[str | None]

_TICKED_WORDS = """
1|yes|y|true|t|x|on|checked|selected|chosen|ticked|quoted|mentioned|marked|applies|✓|✔|☑|✅|•|●|[x]|(x)
ja|j|wahr|gewählt|ausgewählt|angekreuzt|genannt|markiert|zutreffend|trifft zu
oui|o|vrai|coché|cochée|sélectionné|sélectionnée|choisi|choisie|cité|citée|mentionné|mentionnée
sí|si|s|verdadero|seleccionado|seleccionada|marcado|marcada|elegido|elegida|mencionado|mencionada
sim|verdadeiro|selecionado|selecionada|assinalado|assinalada|escolhido|escolhida
vero|selezionato|selezionata|scelto|scelta|waar|geselecteerd|aangevinkt|gekozen
tak|kyllä|da|да|так|ano|áno|igen|evet|hai|já|jah|jā|taip|ναι|có|ya|ใช่|हाँ|हां|はい|是|有|已选|예|네|선택|نعم|כן
prawda|истина|pravda|doğru|valgt|vald|zaznaczono|zaznaczone
"""
_UNTICKED_WORDS = """
0|no|n|false|f|off|none|null|nil|nan|n/a|na|#n/a|<na>|n.a.|-|--|---|.|..|/|[ ]|()|( )|☐|□|○
nein|falsch|keine|nicht zutreffend|trifft nicht zu|keine angabe|non|faux|aucun|aucune
falso|ninguno|ninguna|não|nao|nenhum|nenhuma|nessuno|nessuna|nee|niet|onwaar|geen
nej|inte|nei|ikke|nie|ei|не|нет|ні|ne|nē|nem|nu|hayır|όχι|không|tidak|ไม่ใช่|नहीं
iie|いいえ|否|不|不是|无|無|没有|未选|아니요|아니오|미선택|لا|לא
fałsz|ложь|epätosi|falskt|usann|yanlış|décoché|décochée
sin marcar|sin seleccionar|desmarcado|desmarcada|absent|#null!|#n/d|#nv
blank|empty|missing|left blank|no answer|not answered|does not apply|not applicable
"""
TICKED = frozenset(word for line in _TICKED_WORDS.split("\n") for word in line.split("|") if word)
UNTICKED = frozenset(
    word for line in _UNTICKED_WORDS.split("\n") for word in line.split("|") if word
)
# Words that turn the one after them into its opposite, alone or joined to it.
_NEGATIONS = (
    *("not ", "non ", "no ", "nicht ", "kein ", "keine ", "pas ", "não ", "nao ", "niet ", "inte "),
    *("ikke ", "ej ", "ei ", "nie ", "не ", "ne ", "nem ", "nincs ", "sin ", "sem ", "sans "),
    *("un", "de", "dis", "dé", "in", "non-", "non", "not-", "nicht-", "不", "未"),
)
_TICK_SIGNS = frozenset("✓✔✅☑")
_CROSSES = frozenset("✗✘✖✕❌❎☒×")
_CIRCLES = frozenset("○◯〇⭕◎")
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
    if value is not None:
        return f"{value:.15g}"
    # "Yes!" says what "yes" says.
    bare = text.rstrip(".!")
    return bare if bare in TICKED | UNTICKED else text


def untick_words(texts: Iterable[str]) -> frozenset[str]:
    """Those of some cells, as compared, that say that nothing was ticked: "no", "not chosen"."""
    known = frozenset(texts)
    return frozenset(text for text in known if text in UNTICKED or _denied(text, TICKED | known))


def decide(question: str, columns: Sequence[Column]) -> Ticks:
    """The texts that are ticks in each of a question's columns.

    Raises DashboardError where the cells of a column name another choice, or hold texts of which
    none is known to be a tick.
    """
    return _Deciding(question, columns).ticks()


class _Deciding:
    """Everything that all columns of a question say together, and the verdict on each."""

    def __init__(self, question: str, columns: Sequence[Column]):
        self._question = question
        self._columns = columns
        self._counts = [_counted(column.cells) for column in columns]
        self._blanks = [
            len(column.cells) - counts.total()
            for column, counts in zip(columns, self._counts, strict=True)
        ]
        self._own = [frozenset(map(compared, column.keys)) for column in columns]
        self._owners: dict[str, str] = {}
        for column, keys in zip(columns, self._own, strict=True):
            for key in keys:
                self._owners.setdefault(key, column.name)
        self._written = _as_written(columns)
        self._marks = _marks(self._counts, self._own)
        ticks = [
            set(counts)
            for column, counts in zip(columns, self._counts, strict=True)
            if not column.takes_text
        ]
        self._pairs = _pairs(set().union(*ticks))
        self._codes = _code_each(self._counts, self._blanks, columns)
        # A text in all columns marks something in all of them, whatever else it is the name of.
        held = [set(texts) for texts in self._counts if texts]
        self._common = set.intersection(*held) if held else set()
        self._guessed: dict[str, list[int]] = {}
        self._mixed: list[int] = []

    def ticks(self) -> Ticks:
        """The verdict on every column."""
        found = Ticks([], [])
        for at, column in enumerate(self._columns):
            if column.counted is not None:
                ticked, strange = {compared(column.counted)}, Counter[str]()
            elif at in self._codes:
                self._refuse_codes(at)
                ticked, strange = {self._codes[at]}, Counter[str]()
            else:
                ticked, strange = self._column(at)
            found.ticked.append(frozenset(ticked))
            found.strange.append(strange)
        found.doubts += self._doubts()
        return found

    def _column(self, at: int) -> tuple[set[str], Counter[str]]:
        """The texts that are ticks in a column, and those of which nothing is known."""
        column, counts = self._columns[at], self._counts[at]
        verdicts = {text: self._verdict(text, at) for text in counts}
        ticked = {text for text, verdict in verdicts.items() if verdict}
        unknown = Counter({text: counts[text] for text in counts if verdicts[text] is None})
        if column.takes_text:
            return ticked | set(unknown), Counter()
        self._refuse_others(at)
        has_gaps = self._blanks[at] > 0 or False in verdicts.values()
        if has_gaps and not ticked and len(unknown) == 1 and not any(map(_denies, unknown)):
            # One text and nothing else is what a tick looks like, whatever it says.
            self._guessed.setdefault(next(iter(unknown)), []).append(at)
            return set(unknown), Counter()
        words = [text for text in ticked - self._own[at] if counts[text] > _stray(counts)]
        if len(words) > 1:
            # Where nothing is left for "not ticked", one of two words must be it.
            if not has_gaps:
                raise DashboardError(self._untold(at))
            self._mixed.append(at)
        if unknown and (not ticked or sum(unknown.values()) > _stray(counts)):
            raise DashboardError(self._untold(at))
        return ticked, unknown

    def _verdict(self, text: str, at: int) -> bool | None:
        """Whether a text in a column is a tick; None where nothing says so."""
        own = self._own[at]
        if text in self._pairs and text not in own and text not in UNTICKED - _CIRCLES:
            return self._pairs[text]
        if text in UNTICKED:
            # The text of a choice called "No", or its code 0, ticks it; beside "Yes" it does not.
            others = (TICKED - own) & set(self._counts[at])
            return text in own and text not in self._marks and not others
        if text in own or text in TICKED:
            return True
        return False if _denied(text, TICKED) else None

    def _refuse_codes(self, at: int) -> None:
        """Refuse a column that holds the code of another choice where its own has one, too."""
        text = self._codes[at]
        has_code = any(number(key) is not None for key in self._own[at])
        if has_code and text not in self._own[at] and text in self._owners:
            raise DashboardError(self._says_another(at, text))

    def _says_another(self, at: int, text: str) -> str:
        times, name = self._counts[at][text], self._columns[at].name
        cells = how_many(times, "cell")
        says = f"{'says' if times == 1 else 'say'} {shown(self._written[text])}"
        return (
            f"{self._question}: {cells} in the column of {name} {says}, which is "
            f"{self._owners[text]}. The columns are not in the order of their headers, or a choice "
            "has the wrong column."
        )

    def _refuse_others(self, at: int) -> None:
        """Refuse a column whose cells hold the text of another choice, but for a stray one."""
        for text, times in self._counts[at].items():
            if text not in self._owners or text in self._own[at] or number(text) is not None:
                continue
            # "Yes" and "No" are marks as well as choices, where all columns hold them.
            if text in TICKED | UNTICKED and (text in self._common or not self._blanks[at]):
                continue
            if times > _stray(self._counts[at]):
                raise DashboardError(self._says_another(at, text))

    def _said(self, at: int) -> str:
        """The most frequent texts of a column."""
        counts = self._counts[at].most_common()
        said = " and ".join(
            f"{shown(self._written[text])} ({times:,})" for text, times in counts[:MOST_NAMED]
        )
        rest = len(counts) - MOST_NAMED
        return said + (f" and {rest:,} more texts" if rest > 0 else "")

    def _untold(self, at: int) -> str:
        return (
            f"{self._question}: the column of {self._columns[at].name} holds {self._said(at)}; "
            "it is not known which of them is a tick. Put the text of a tick under 'labels' of the "
            "choice, and the text for none under 'missing' of the question."
        )

    def _doubts(self) -> Iterator[str]:
        for text, places in self._guessed.items():
            cells = sum(self._counts[at][text] for at in places)
            of = listed(self._columns[at].name for at in places)
            yield (
                f"{how_many(cells, 'cell')} of the column{'s' * (len(places) > 1)} of {of} "
                f"{'holds' if cells == 1 else 'hold'} {shown(self._written[text])}, counted as "
                "ticks"
            )
        for at in self._mixed:
            yield (
                f"the column of {self._columns[at].name} holds {self._said(at)}; all of these are "
                "counted as ticks, except words that mean no"
            )
        for at, text in self._codes.items():
            if text == "0":
                yield (
                    f"the column of {self._columns[at].name} holds '0', which is read as the "
                    "code of that choice, since no other column holds it"
                )


def _stray(counts: Counter[str]) -> float:
    return max(STRAY * counts.total(), 1)


def _counted(cells: Cells) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, times in Counter(cells).items():
        if text is not None and (plain := compared(text)):
            counts[plain] += times
    return counts


def _as_written(columns: Sequence[Column]) -> dict[str, str]:
    """Each text as first written in the export."""
    written: dict[str, str] = {}
    for column in columns:
        for cell in dict.fromkeys(column.cells):
            if cell is not None:
                written.setdefault(compared(cell), tidied(cell))
    return written


def _marks(counts: Sequence[Counter[str]], own: Sequence[frozenset[str]]) -> frozenset[str]:
    """The words for "not ticked" that some column has which is not a choice of that name."""
    return frozenset(
        text
        for texts, keys in zip(counts, own, strict=True)
        for text in texts
        if text in UNTICKED and text not in keys
    )


def _denied(text: str, words: AbstractSet[str]) -> str:
    """The one of some words that a text denies, as "not chosen" denies "chosen"; else empty."""
    for negation in _NEGATIONS:
        rest = text.removeprefix(negation)
        if rest != text and len(rest) > 1 and rest in words:
            return rest
    return ""


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


def _denies(text: str) -> bool:
    """Whether a text begins with a negation, as what is not ticked may do."""
    return any(text.startswith(negation) for negation in _NEGATIONS if negation.endswith(" "))


def _pairs(texts: AbstractSet[str]) -> dict[str, bool]:
    """Texts that come in two forms, one of them denied, and crosses beside ticks."""
    found: dict[str, bool] = {}
    for text in texts:
        said = _denied(text, texts)
        if said:
            found |= {text: False, said: True}
    if texts & _TICK_SIGNS:
        found |= dict.fromkeys(texts & _CROSSES, False)
    elif texts & _CIRCLES and texts & _CROSSES:
        # In East Asia a circle says yes and a cross says no.
        found |= dict.fromkeys(texts & _CIRCLES, True) | dict.fromkeys(texts & _CROSSES, False)
    return found
