"""One or many figures as files: pictures, data, words, and a manifest of what is there and not."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.errors import DashboardError
from dashboard.exports.archive import zipped
from dashboard.exports.captions import caption, long_citation, short_alt, short_citation
from dashboard.exports.data.metadata import metadata_json
from dashboard.exports.data.spreadsheet import xlsx
from dashboard.exports.data.tidy import data_csv, table_csv
from dashboard.exports.exhibit import Exhibit, Taken
from dashboard.exports.markdown_text import escaped
from dashboard.figures.presets import BARE, SYNTHETIC_NOTICE

MANIFEST = "manifest.json"
PICTURES = ("svg", "png", "pdf")
"""The endings of pictures; where there is none, the manifest says why."""
NOT_MADE = "This image was not created."

CONTENTS = {
    ".svg, .png, .pdf": "image with title, base, source and reference",
    ".csv": "data in tidy form, unrounded",
    ".table.csv": "table as shown; percentages and points are fractions of 1",
    ".xlsx": "data and table as a workbook, with a sheet of notes",
    ".metadata.json": "metadata: ids, wordings, units, flags and SQL",
    ".alt.txt": "alt text, short and long",
    ".caption.txt": "caption",
    ".citation.txt": "citation, short and long",
    ".sql": "query that reproduces counts, bases and shares from the published files",
}


def bundle(taken: Sequence[Taken], title: str = "Figures") -> bytes:
    """Figures as one ZIP; the same figures give the same bytes."""
    return zipped(bundle_files(taken, title))


def bundle_files(taken: Sequence[Taken], title: str = "Figures") -> dict[str, bytes]:
    """Figures as files by name: flat where there is one, else a folder for each in its order.

    Raises DashboardError where there is none.
    """
    if not taken:
        raise DashboardError("The report has no figures; add one first.")
    files: dict[str, bytes] = {}
    told = []
    for folder, one in zip(folders(taken), taken, strict=True):
        own = {f"{folder}{name}": content for name, content in figure_files(one).items()}
        files |= own
        told.append(_entry(one, folder, list(own)))
    files["citations.bib"] = bibliography([one.exhibit for one in taken]).encode()
    files["README.md"] = _readme(taken, title).encode()
    files = dict(sorted(files.items()))
    manifest = {
        "title": title,
        "synthetic": any(one.exhibit.figure.synthetic for one in taken),
        "figures": told,
        "files": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in files.items()
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    return {MANIFEST: text.encode(), **files}


def folders(taken: Sequence[Taken]) -> list[str]:
    """The folder of each figure with its stroke; none where there is only one figure."""
    if len(taken) == 1:
        return [""]
    digits = len(str(len(taken)))
    return [f"{n:0{max(2, digits)}}_{one.exhibit.file_name}/" for n, one in enumerate(taken, 1)]


def figure_files(taken: Taken) -> dict[str, bytes]:
    """Everything made of one figure, by file name: its pictures as given, its data, its words."""
    exhibit, name = taken.exhibit, taken.exhibit.file_name
    files = {
        picture_name(name, key): content
        for key, content in taken.pictures.items()
        if not key.startswith(f"{BARE}.")
    }
    texts = {
        ".csv": data_csv(exhibit),
        ".table.csv": table_csv(exhibit),
        ".metadata.json": metadata_json(exhibit),
        ".alt.txt": f"{short_alt(exhibit)}\n\n{exhibit.figure.alt}\n",
        ".caption.txt": "\n\n".join(filter(None, (taken.remark, caption(exhibit)))) + "\n",
        ".citation.txt": f"{short_citation(exhibit)}\n\n{long_citation(exhibit)}\n",
        ".sql": exhibit.sql.rstrip() + "\n" if exhibit.sql else "",
    }
    files |= {name + ending: text.encode() for ending, text in texts.items() if text}
    files[f"{name}.xlsx"] = xlsx(exhibit)
    return files


def picture_name(name: str, key: str) -> str:
    """The file of a picture: "used.png", and with its preset "used_slide.png"."""
    preset, _, ending = key.rpartition(".")
    return f"{name}_{preset}.{ending}" if preset else f"{name}.{ending}"


def bibliography(exhibits: Sequence[Exhibit]) -> str:
    """The BibTeX entries of several figures, each once."""
    entries = dict.fromkeys(exhibit.bibtex.strip() for exhibit in exhibits)
    return "\n\n".join(entry for entry in entries if entry) + "\n"


def missing(taken: Taken) -> dict[str, str]:
    """The pictures that could not be made, by ending, and why."""
    gone = dict(taken.missing)
    for ending in PICTURES:
        if taken.picture(ending) is None:
            gone.setdefault(ending, NOT_MADE)
    if not taken.exhibit.sql:
        gone.setdefault("sql", "No single query reproduces this figure.")
    return dict(sorted(gone.items()))


def _entry(taken: Taken, folder: str, files: Sequence[str]) -> Mapping[str, Any]:
    exhibit = taken.exhibit
    return {
        "reference": exhibit.reference,
        "title": exhibit.figure.title,
        "topic": exhibit.topic,
        "folder": folder.rstrip("/"),
        "files": sorted(files),
        "missing": missing(taken),
    }


def _readme(taken: Sequence[Taken], title: str) -> str:
    lines = [f"# {escaped(title)}", ""]
    if any(one.exhibit.figure.synthetic for one in taken):
        lines += [f"**{SYNTHETIC_NOTICE}**", ""]
    lines += ["Figures, in report order:", ""]
    for n, one in enumerate(taken, 1):
        exhibit = one.exhibit
        lines.append(f"{n}. {escaped(exhibit.figure.title)} ({exhibit.reference}): {exhibit.link}")
    lines += ["", "Files in each folder:", ""]
    lines += [f"- `{ending}`: {words}" for ending, words in CONTENTS.items()]
    lines += [
        "",
        "`citations.bib` has the BibTeX entries. `manifest.json` lists every file with its",
        "SHA-256, and what could not be created and why.",
        "",
        "A reference identifies one figure: its question, filters and release. To verify its",
        "numbers against the current data: `python -m dashboard verify REFERENCE`.",
        "",
    ]
    licences = dict.fromkeys(one.exhibit.licence for one in taken if one.exhibit.licence)
    lines += [f"License: {', '.join(licences)}.", ""] if licences else []
    methods = dict.fromkeys(one.exhibit.method for one in taken if one.exhibit.method)
    lines += [f"Methodology: {', '.join(methods)}", ""] if methods else []
    return "\n".join(lines)
