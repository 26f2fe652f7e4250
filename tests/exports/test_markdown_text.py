"""Labels inside Markdown are shown letter by letter, in files and in Streamlit."""

import re

import pytest

from dashboard.exports.markdown_text import escaped, verbatim

LABELS = [
    "~home~ ~made~", ":material/home: [x](y)", "1. Keeper of *things*", "2) two", "- some",
    "+ more", "= level", ":red[Alarm]", ":smile:", "C* and D*", "snake_case_", "<b>Axe</b> & saw",
    "&amp;", "$50k–$100k", "# hash", "a | b", "`code`", "> quote", "back\\slash", "![x](y)",
    "10:30:45", "https://example.org/a_b", "{braces}", "^up^",
]  # fmt: skip


def read(markdown: str) -> str:
    """What Markdown makes of escapes and entities: the letters that are shown."""
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(name, sign)
    # What parts a text without being seen.
    return text.replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("write", [escaped, verbatim])
def test_a_label_is_read_as_it_is(write, label) -> None:
    assert read(write(label)) == label


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("write", [escaped, verbatim])
def test_no_sign_of_markdown_is_left_bare(write, label) -> None:
    text = write(label)
    assert not re.search(r"(?<!\\)[`*_\[\]{}|#~$^]", text)
    assert not re.search(r"<|>|&(?!(?:lt|gt|amp);)", text)
    assert not re.match(r"[-+=]|\d+[.)]", text)


@pytest.mark.parametrize("label", LABELS)
def test_streamlit_is_left_no_icon_emoji_or_color(label) -> None:
    text = verbatim(label)
    assert not re.search(r"(?<!\\):", text)
    # Streamlit rewrites this before it reads escapes.
    assert ":material/" not in text


@pytest.mark.parametrize("label", [":streamlit:", "a :material_home: b"])
def test_what_streamlit_draws_after_reading_escapes_is_parted(label) -> None:
    assert read(verbatim(label)) == label
    assert not re.search(r":(material|streamlit)", verbatim(label).replace("\\", ""))


@pytest.mark.parametrize("label", ["www.example.org", "https://example.org/a", "me@example.org"])
def test_an_address_in_a_label_is_no_link(label) -> None:
    plain = verbatim(label).replace("\\", "")
    assert not re.search(r"www\.|://|\w@\w", plain)


def test_lines_become_one() -> None:
    assert escaped("two\n  lines\t") == "two lines"
