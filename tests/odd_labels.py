"""The shipped survey with every label replaced by one that Markdown, HTML or a chart might read.

Each label has a number of its own between signs. Wherever the number is shown, the signs must be
around it, letter by letter.
"""

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

SIGNS = [
    ("*", "*"), ("**", "**"), ("_", "_"), ("__", "__"), ("`", "`"), ("$", "$"), ("$$", "$$"),
    ("[", "](y)"), (":red[", "]"), (":material/home:", ""), ("~", "~"), ("~~", "~~"),
    ("<b>", "</b>"), ("# ", ""), ("1. ", ""), ("2) ", ""), ("- ", ""), ("+ ", ""), ("> ", ""),
    ("", "<br>x"), ("", "|x|"), ("&amp;", "&lt;"), ("", ":smile:"), (":streamlit:", ""),
    (":blue-background[", "]"), ("\\*", "\\"), ("", "->x"), ("", "--x"), ("<-", ">=5"),
    ("%{", "}"), ("<!--", "-->"), ("www.", ".com"), ("https://", ".org/a_b_"), ("{", "}"),
    ("^", "^"), ("![", "](y)"), ("<i>", ""), ("=", "+1"), ("@", "~=2"), ("", "[^1]"),
    ("<script>", "</script>"), ("**", ""), ("</div>", ""), ("user@", ".com"), (":small[", "]"),
    (":material_home:", ""), ("[ ] ", ""), ("%s{{", "}}"),
]  # fmt: skip
NUMBER = re.compile(r"q(\d+)q", re.IGNORECASE)
# What readers see of a codebook, by its keys. Texts below a wording are by years.
SHOWN = {"label", "title", "lead", "description", "help", "heading", "section", "menu", "reason",
         "note", "wording", "publisher"}  # fmt: skip
# Signs that part others without being seen, and blanks, which lines end at.
UNSEEN = re.compile("[\\s\N{WORD JOINER}\N{ZERO WIDTH SPACE}]+")


def odd_label(number: int) -> str:
    """The label of a number."""
    before, after = SIGNS[number % len(SIGNS)]
    return f"{before}Q{number}Q{after}"


def faults(text: str) -> list[str]:
    """Where a text, as it is shown, has a label otherwise than letter by letter."""
    plain = UNSEEN.sub("", text).casefold()
    found = []
    for match in NUMBER.finditer(plain):
        label = UNSEEN.sub("", odd_label(int(match[1]))).casefold()
        start = match.start() - label.index(match[0])
        if not plain.startswith(label, max(0, start)) or start < 0:
            found.append(f"{label} in {plain[max(0, match.start() - 30) : match.end() + 30]}")
    return found


def write_odd_labels(source: Path, folder: Path) -> Path:
    """A copy of a survey folder in which all texts that readers see are odd; gives it."""
    shutil.copytree(source, folder)
    odd: dict[str, str] = {}
    for path in sorted(folder.rglob("*.yaml")):
        if path.name not in ("sample.yaml", "synonyms.yaml"):
            entries = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
            text = yaml.safe_dump(_replaced(entries, odd), allow_unicode=True, sort_keys=False)
            path.write_text(text, encoding="utf-8")
    return folder


def _replaced(entry: Any, odd: dict[str, str], shown: bool = False) -> Any:
    if isinstance(entry, dict):
        return {
            # A wording by years is below its years; whatever else is below another key, is not.
            key: _replaced(below, odd, key in SHOWN or (shown and isinstance(key, int)))
            for key, below in entry.items()
        }
    if isinstance(entry, list):
        # A page's `lead` is a list of ids.
        return [_replaced(below, odd) for below in entry]
    if isinstance(entry, str) and shown:
        # The same words elsewhere are the same label: sections are named where they are used.
        return odd.setdefault(entry, odd_label(len(odd)))
    return entry
