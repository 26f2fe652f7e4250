"""The yearly figure book: every usual figure by topic, as documents to read and files to use."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PIL import Image

from dashboard.codebook import Year
from dashboard.errors import DashboardError
from dashboard.exports.atomic_files import write_files
from dashboard.exports.batch.batch_run import (
    Progress,
    Told,
    each_made,
    faults_by_topic,
    not_made,
    told_of,
)
from dashboard.exports.batch.figure_files import Made, Order, made
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.batch.print_pdf import printed
from dashboard.exports.batch.request import wanted
from dashboard.exports.bundle import bundle
from dashboard.exports.documents.draft import draft_of
from dashboard.exports.documents.draft_docx import docx
from dashboard.exports.documents.draft_html import page
from dashboard.exports.documents.draft_markdown import draft_zip
from dashboard.exports.exhibit import Taken
from dashboard.exports.pictures.image_studio import FORMATS

COLORS = 128
"""Of a picture in a document: figures have few, and letters stay sharp."""


def book(
    survey: AtHand,
    year: Year,
    folder: Path,
    *,
    names: Sequence[str] = (),
    pages: int | None = None,
    progress: Progress | None = None,
) -> tuple[list[Path], list[Told]]:
    """Write a year's figure book: the files, and what became of each figure.

    `names` are the figures, the usual ones if not given. The documents are HTML, DOCX, Markdown
    in a ZIP and, where there is Chromium, PDF; the figures lie in a ZIP beside them. Raises
    DashboardError, with nothing written, where the year has no figure or the folder cannot be
    written.
    """
    view = survey.address(year=str(year))
    asked = wanted(survey, names, [view])
    told, found = list[Told](), list[Made]()
    make = partial(made, order=Order(formats=FORMATS, documents=True))
    for one, result in each_made(asked, make, pages=pages, progress=progress):
        if isinstance(result, DashboardError):
            told.append(not_made(one, result))
        else:
            told.append(told_of(result))
            found.append(result)
    files = documents(
        [one.taken for one in found],
        title=f"{survey.codebook.title} {year}: all figures",
        name=f"{survey.codebook.id}_{year}",
        print_it=not any(one.failed for one in found),
        left_out=faults_by_topic(told),
    )
    return write_files(folder, files), told


def documents(
    taken: Sequence[Taken],
    *,
    title: str,
    name: str,
    print_it: bool = True,
    left_out: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, bytes]:
    """The book's files by name; the PDF, which needs Chromium, only if it is to be printed.

    `left_out` says by topic which figures could not be made.
    """
    # Drawn pictures stay sharp at any size; documents that take dots need fewer than posters.
    draft = draft_of([_with_fewer_dots(one) for one in taken], title, left_out)
    read = page(draft)
    files = {
        f"{name}_book.html": read.encode(),
        f"{name}_book.docx": docx(draft),
        f"{name}_book_markdown.zip": draft_zip(draft),
        f"{name}_figures.zip": bundle(taken, title),
    }
    if print_it:
        files[f"{name}_book.pdf"] = printed(read)
    return files


def _with_fewer_dots(taken: Taken) -> Taken:
    pictures = {
        key: fewer_dots(content) if key.endswith("png") else content
        for key, content in taken.pictures.items()
    }
    return replace(taken, pictures=pictures)


def fewer_dots(png: bytes) -> bytes:
    """A picture at half its width and height, in few colors: a tenth of the bytes."""
    with Image.open(io.BytesIO(png)) as picture:
        size = (max(1, picture.width // 2), max(1, picture.height // 2))
        small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    small.quantize(COLORS, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()
