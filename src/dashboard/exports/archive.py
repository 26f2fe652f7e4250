"""ZIP files, and the office files that are ZIP files inside: the same bytes for the same content.

Nothing in them tells when they were made.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime

from dashboard.exports.dataset.release_files import ZIP_DATE

FIXED = datetime(*ZIP_DATE)
"""The date written into every file of an archive."""

_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
# What XML cannot hold at all: control characters, halves of surrogate pairs, non-characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files by name as a ZIP, in the order given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system: Unix,
            entry.external_attr = 0o644 << 16  # and a file that all may read
            archive.writestr(entry, content)
    return stream.getvalue()


def undated(office: bytes) -> bytes:
    """An XLSX or DOCX without the moment it was written."""
    with zipfile.ZipFile(io.BytesIO(office)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if _CORE in files:
        date = f"{FIXED:%Y-%m-%dT%H:%M:%SZ}".encode()
        files[_CORE] = _MODIFIED.sub(rb"\g<1>" + date + rb"\g<2>", files[_CORE])
    return zipped(files)


def fit(text: str) -> str:
    """A text that XML can hold; what it cannot is marked with a replacement character."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
