"""How to cite a survey: as a sentence, and for BibTeX."""

import re

from dashboard.codebook import Codebook, Year

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
}


def citation(codebook: Codebook, year: Year, version: int | None = None) -> str:
    """An edition's citation in a sentence, with the version of the release."""
    text = codebook.citation.format(year=year) if codebook.citation else ""
    if not text:
        licence = codebook.licence.name if codebook.licence else ""
        parts = [f"{codebook.title} {year}", codebook.publisher, licence]
        text = ", ".join(part for part in parts if part) + "."
    if version is not None:
        text += f" Release, version {version}."
    if codebook.synthetic:
        text += " Demo data."
    return f"{text} {codebook.url}".strip()


def bibtex(
    codebook: Codebook,
    year: Year,
    version: int | None = None,
    *,
    figure: str = "",
    reference: str = "",
    link: str = "",
) -> str:
    """An edition's entry for BibTeX and BibLaTeX; with `figure`, a title, that of one figure.

    A figure's `reference` is in its key and its note, `link` leads to it.
    """
    edition = f"{codebook.title} {year}"
    address = link or codebook.url
    notes = [
        f"Figure {reference}" if reference else "",
        f"Version {version}" if version is not None else "",
        codebook.licence.name if codebook.licence else "",
        "Demo data" if codebook.synthetic else "",
    ]
    fields = {
        "title": "{" + _escaped(f"{figure}. {edition}" if figure else edition) + "}",
        # Double braces: an organisation is no first and last name.
        "author": "{" + _escaped(codebook.publisher or codebook.title) + "}",
        "year": str(year),
        "howpublished": rf"\url{{{address}}}" if address else "",
        "note": _escaped(". ".join(note for note in notes if note)),
    }
    key = re.sub("[^a-z0-9]+", "", codebook.id) + str(year)
    if reference:
        key += "-" + re.sub("[^A-Za-z0-9]+", "-", reference).strip("-")
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _escaped(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in text)
