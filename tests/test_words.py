"""Plain American English in every text of the product: patterns to avoid, and what to write."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]

# pattern: what to write instead. Patterns ignore case.
BETTER = {
    r"\d[ \u00a0\u202f]%": "57%, without a space",
    r"\borganis(e|ation)": "organize, organization",
    r"\b(recogn|summar|linear|general|emphas|optim|minim|anonym|categor|standard|normal|author"
    r"|final|prior|special|visual|util)is(e|ed|es|ing|ation)\b": "-ize",
    r"\banalys(e|ed|ing)\b": "analyze",
    r"labell(ed|ing)\b": "labeled, labeling",
    r"\b(behavi|col|fav|neighb|hon)our": "behavior, color, favor, neighbor, honor",
    r"\blicences?\b": "license",
    r"\bcentred?\b": "center, centered",
    r"\bjudgement": "judgment",
    r"\bgrey\b": "gray",
    r"\bstands\b": "is",
    r"\b(rests?|resting) (up)?on\b": "is based on",
    r"\btold\b": "shown, distinguished",
    r"\bshar(e|es|ed|ing) (them |it )?out\b": "split, add to 100",
    r"\btak(e|es|en|ing) up\b": "adopt",
    r"\bcom(e|es|ing) of\b": "outcome",
    r"\bkeep(s|ing)? up\b": "maintain",
    r"\bbears?\b": "has",
    r"\bspen\w+ (\w+ )?a year\b": "annual spending",
    r"\bless (every|those|share|percentage|the |times|of )": "minus",
    r"\beverybody else\b": "all other respondents",
    r"\bmuch as in\b": "no significant change since",
    r"\b(tak(e|es|en|ing)|took) (\w+ ){0,2}away\b": "download, export, remove",
    r"\bchance (alone|explains|does not)": "significant, not significant",
    r"\b(by|beyond|from) chance\b": "significant, not significant",
    r"\b(too )?few answers\b": "small sample",
    r"\bare rough\b|\bis rough\b": "small sample",
    r"\b(share|shares|part) of those who (answered|ranked)\b": "% of respondents",
    r"\bloosen": "remove a filter",
    r"\bdrift of\b": "data drift",
    r"\bcommonest\b": "most common, top",
    r"\bnought\b": "zero, 0",
    r"\bworked out\b": "derived, computed",
    r"\bother(wise)? than (in )?\d{4}\b": "different from",
    r"\bput to (people|other)": "asked",
    r"\bends with [012]\b": "exits with",
    r"(^|[.:] )(Of|What|Who) [^?\n]*\.(?= |$)": "a sentence that begins with its subject",
}
PATTERNS = {re.compile(pattern, re.IGNORECASE): text for pattern, text in BETTER.items()}
# The last is about capitals.
PATTERNS = {
    re.compile(one.pattern) if "(Of|What|Who)" in one.pattern else one: text
    for one, text in PATTERNS.items()
}

# Places still to be read: whoever edits one takes it from the list.
TO_READ: tuple[str, ...] = ()

# Words of the guides in which a pattern is right.
RIGHT = ("told apart", "Keeping up with news", "what stands out", "# TODO licence: ", "### Licence")

# Keys of the codebook whose values readers see; wordings are questions, and begin as questions do.
SHOWN = {"label", "name", "title", "lead", "description", "help", "heading", "section", "menu",
         "reason", "note", "when", "row"}  # fmt: skip
ASKED = {"wording"}
# Leads may begin so, too: they say what a page is about.
LEADING = {"lead"}
QUESTIONS_BEGIN = re.compile(r"\(Of\|What\|Who\)")


def faults(text: str, asked: bool = False) -> list[str]:
    """What is to be written otherwise in a text; `asked` where it may begin as questions do."""
    for right in RIGHT:
        text = text.replace(right, "")
    return [
        f"{found[0]!r} in {text.strip()[:100]!r}: write {better}"
        for pattern, better in PATTERNS.items()
        if not (asked and QUESTIONS_BEGIN.search(pattern.pattern))
        for found in [pattern.search(text)]
        if found
    ]


def python_texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module with their lines, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {
        id(node.value) for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
            parts = (p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
            yield node.lineno, "".join(map(str, parts))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.lineno, node.value


def is_read(text: str) -> bool:
    """Whether a string is words: with a space, or with a capital; code is neither."""
    code = ("{\n", "=>", "</", "SELECT ", "font-", "px;")
    return (" " in text.strip() or text[:1].isupper()) and not any(sign in text for sign in code)


def prose(text: str) -> str:
    """Markdown without its code, links' addresses and comments."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    return re.sub(r"`[^`]*`|\]\([^)]*\)|<!--.*?-->", "", text, flags=re.S)


def values(entry: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a YAML file with the key it is below; years and ids pass their key on."""
    if isinstance(entry, dict):
        for name, below in entry.items():
            yield from values(below, name if name in SHOWN | ASKED else key if key in ASKED else "")
    elif isinstance(entry, list):
        for below in entry:
            yield from values(below, key)
    elif isinstance(entry, str) and key:
        yield key, entry


def paths(*patterns: str) -> list[Path]:
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    assert found
    return [path for path in found if not _to_read(path)]


def _to_read(path: Path) -> bool:
    place = path.relative_to(ROOT).as_posix()
    return any(place == one or place.startswith(f"{one}/") for one in TO_READ)


def test_texts_in_python() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {fault}"
        for path in paths("src/dashboard/**/*.py")
        for line, text in python_texts(path)
        if is_read(text)
        for fault in faults(text)
    ]
    assert not wrong, "\n".join(wrong)


def test_texts_in_scripts_and_templates() -> None:
    wrong = []
    for path in paths("src/dashboard/**/*.js", "src/dashboard/**/*.html"):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".js":
            text = re.sub(r"^\s*//.*$|\s// .*$", "", text, flags=re.M)
            texts = [one[1:-1] for one in re.findall(r"\"[^\"\n]*\"|`[^`]*`", text)]
        else:
            texts = re.findall(r">([^<>{}%]+)<", text)
        wrong += [f"{path.name}: {fault}" for one in texts if is_read(one) for fault in faults(one)]
    assert not wrong, "\n".join(wrong)


def test_guides() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in paths("docs/*.md", "README.md", "CONTRIBUTING.md", "SECURITY.md")
        for block in re.split(r"\n\s*\n|\n(?=[-|#])", prose(path.read_text(encoding="utf-8")))
        for fault in faults(" ".join(block.split()))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_codebook() -> None:
    found = [path for path in (ROOT / "data").rglob("*.yaml") if not _to_read(path)]
    wrong = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in found
        for key, text in values(yaml.safe_load(path.read_text(encoding="utf-8")))
        for fault in faults(text, asked=key in ASKED | LEADING)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("text", ["57 %", "57\u00a0%", "Every share is told.", "What we think."])
def test_a_pattern_is_found(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize("text", ["57%", "What we think", "What do you use?", "License"])
def test_plain_words_pass(text: str) -> None:
    assert not faults(text)


def test_texts_are_found_in_every_kind_of_string(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text('"""Told."""\na = "It is told."\nb = f"{a} is told {a}."\n', encoding="utf-8")
    assert sorted(python_texts(path)) == [(2, "It is told."), (3, "{} is told {}.")]


def test_places_to_read_exist() -> None:
    assert all((ROOT / place).exists() for place in TO_READ)
