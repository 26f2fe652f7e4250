"""Labels and sentences inside Markdown, shown letter by letter whatever signs they hold."""

import re

from dashboard.exports.archive import fit

_SPECIAL = re.compile(r"([\\`*_\[\]{}|#~$^])")
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")
_JOINER = "\N{WORD JOINER}"
# Streamlit draws these also where their signs are escaped: it looks for them once escapes are gone.
_DRAWN = re.compile(r":(?=material\\_|streamlit\b)")
# And Markdown of GitHub's kind makes links of addresses: parted here, they are words.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\w)(?=@\w)", re.IGNORECASE)


def escaped(text: str) -> str:
    """A text on one line, for Markdown files: CommonMark and Pandoc show every sign as it is."""
    text = " ".join(fit(text).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\1", text)
    return _AT_START.sub(r"\\\1" if not text[:1].isdecimal() else r"\1\\", text)


def verbatim(text: str) -> str:
    """A text on one line, for Streamlit, whose Markdown also has icons, emoji and colors.

    These begin with a colon: ":material/home:", ":smile:", ":red[text]".
    """
    text = _ADDRESS.sub(_JOINER, _DRAWN.sub(f":{_JOINER}", escaped(text)))
    return text.replace(":", r"\:").replace(r"\:material/", r"\:material\/")
