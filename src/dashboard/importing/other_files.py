"""Files of other kinds under the name of an export: documents, images, archives, pages, data."""

import re
from pathlib import Path

from dashboard.errors import DashboardError

# The bytes that files of a kind begin with, and the kind in words.
_KINDS = (
    (rb"%PDF-", "a PDF document"),
    (rb"%!PS", "a PostScript document"),
    (rb"\{\\rtf", "an RTF document"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|RIFF....WEBP|8BPS", "an image"),
    (rb"PAR1", "a Parquet file"),
    (rb"SQLite format 3|\x89HDF|ARROW1|ORC\x08?|Obj\x01", "a file of a database"),
    (rb"7z\xbc\xaf|Rar!\x1a|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd", "an archive; unpack it first"),
    (rb"\x7fELF|MZ\x90\0|\xca\xfe\xba\xbe|\0asm|#!/", "a program"),
    (rb"\s*(<!doctype html|<html|<head|<body)", "a web page"),
    (rb"\s*(<\?xml|<svg)", "an XML file"),
    (rb"\s*(\[\s*[\[{]\s*[\"\d]|\{\s*\"[^\"\n]*\"\s*:)", "a JSON file"),
)
_SIGNATURES = tuple((re.compile(start, re.IGNORECASE | re.DOTALL), kind) for start, kind in _KINDS)
_MARK = b"\xef\xbb\xbf"
# Control characters, and the share of a file above which they are not an accident.
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x7f]")
_MOST_CONTROLS = 0.01


def check_is_text(path: Path, start: bytes) -> None:
    """Raise DashboardError where a file that begins with `start` is not a table of text."""
    start = start.removeprefix(_MARK)
    for signature, kind in _SIGNATURES:
        if signature.match(start):
            raise DashboardError(
                f"{path.name} is {kind}, not a raw export, whatever its name says."
            )
    # With zero bytes it is UTF-16 or no text at all, which its encoding tells.
    if b"\0" not in start and len(_CONTROLS.findall(start)) > _MOST_CONTROLS * len(start):
        raise DashboardError(f"{path.name} is not a text file: it contains control characters.")
