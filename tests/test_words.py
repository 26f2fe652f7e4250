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
    r"(label|model|cancel|travel)l(ed|ing)\b": "labeled, modeling",
    r"\bprogrammes?\b": "program",
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
    r"(?<!there )\b(is|are) no (day|number|file|date|table|export|respondent|response)s?\b": "not",
    r"\bholds? no (responses?|respondents?)\b": "has no",
    r"\b[a-z]{3,}\((s|es)\)(?!\?)": "the right number, by `how_many`",
    r"(?<![\w.,−-])(?<![−+-] )1 (answers|respondents|questions|cells|rows|columns)\b": "singular",
    r"(^|[.:] )(Of|What|Who) [^?\n]*\.(?= |$)": "a sentence that begins with its subject",
}
PATTERNS = {re.compile(pattern, re.IGNORECASE): text for pattern, text in BETTER.items()}
# The last is about capitals.
PATTERNS = {
    re.compile(one.pattern) if "(Of|What|Who)" in one.pattern else one: text
    for one, text in PATTERNS.items()
}

# Docstrings and comments: the subject first, the trade's noun, no riddles.
BETTER_INSIDE = {
    r"\b(stands?|stood)\b(?! for| out)": "is, occurs, comes",
    r"\brests? (up)?on\b": "depends on",
    r"\bnoughts?\b": "zero",
    r"(^|[.;] )Of (a|an|the|some|all|those|each|every|which|whom|what|how)\b": "the subject",
    r"^(What|Who|Whose|Whom) ": "the noun",
    r"\b[Ww]hoever\b": "respondents who, anyone who",
    r"\b[Cc]ommone(r|st)\b": "more common, most common",
    r"\bin truth\b": "actually, or nothing",
    r"\bit is (told|tried|looked)\b": "the subject",
    r"\ba row a respondent\b|\ba column a\b": "one row per respondent",
}
INSIDE = {re.compile(pattern): text for pattern, text in BETTER_INSIDE.items()}
READ_INSIDE = ("importing", "release", "synthetic", "cli")

# Places still to be read: whoever edits one takes it from the list.
TO_READ: tuple[str, ...] = ()

# Words of the guides in which a pattern is right.
RIGHT = ("told apart", "Keeping up with news", "what stands out")

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


def python_notes(path: Path) -> Iterator[tuple[int, str]]:
    """The docstrings and comments of a module with their lines; neighboring comments are one."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.lineno, " ".join(str(node.value.value).split())
    for found in re.finditer(r"^ *# .*(\n *# .*)*", source, flags=re.M):
        text = re.sub(r"\n? *# ", " ", found[0]).strip()
        yield source.count("\n", 0, found.start()) + 1, text


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


def test_docstrings_and_comments() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {found[0]!r} in {text[:100]!r}: write {better}"
        for package in READ_INSIDE
        for path in paths(f"src/dashboard/{package}/**/*.py")
        for line, text in python_notes(path)
        for pattern, better in INSIDE.items()
        for found in [pattern.search(text)]
        if found
    ]
    assert not wrong, "\n".join(wrong)


def test_docstrings_and_comments_are_found(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text('"""It stands\n\nhere."""\n# Whoever\n# reads.\na = "x"\n', encoding="utf-8")
    assert list(python_notes(path)) == [(1, "It stands here."), (4, "Whoever reads.")]


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
    found = paths("data/**/*.yaml", "examples/**/*.yaml")
    wrong = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in found
        for key, text in values(yaml.safe_load(path.read_text(encoding="utf-8")))
        for fault in faults(text, asked=key in ASKED | LEADING)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    ["57 %", "57\u00a0%", "Every share is told.", "What we think.", "1 answers", "2 answer(s)",
     "'x' is no day.", "It holds no responses."],
)  # fmt: skip
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
