"""The download dialog of a figure: data, citation, alt text, embed code, SQL."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.exports.bundle import bundle
from dashboard.exports.captions import caption, embed_code, long_citation, short_alt
from dashboard.exports.data.metadata import metadata_json
from dashboard.exports.data.spreadsheet import xlsx
from dashboard.exports.data.tidy import data_csv
from dashboard.exports.exhibit import Exhibit, Taken
from dashboard.exports.markdown_text import verbatim
from dashboard.web.browser_pictures import NO_PDF, PRESET, studio
from dashboard.web.isolation import part_place

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@st.dialog("Download & cite", width="medium")
def take_away(make: Callable[[], Exhibit]) -> None:
    """Show the downloads of a figure other than the images in its own menu."""
    with part_place("the downloads of a figure"):
        _offer(make())


def _offer(exhibit: Exhibit) -> None:
    st.markdown(f"**{verbatim(exhibit.figure.title)}**")
    st.caption(verbatim(exhibit.figure.subtitle))
    data, words, embed, sql = st.tabs(["Data", "Citation and alt text", "Link and embed", "SQL"])
    with data, part_place(f"data of figure {exhibit.figure.id!r}"):
        _data(exhibit)
    with words, part_place(f"words of figure {exhibit.figure.id!r}"):
        _copied("Caption", caption(exhibit))
        _copied("Citation", long_citation(exhibit))
        _copied("BibTeX", exhibit.bibtex, language="latex")
        _copied("Alt text", short_alt(exhibit))
    with embed:
        _copied("Link to this figure", exhibit.link)
        _copied("Embed code", embed_code(exhibit), language="html")
        _copied("Reference (printed under every exported chart)", exhibit.reference)
    with sql:
        st.caption(
            "Run it in DuckDB from the data folder (see Data) to reproduce counts, bases and "
            "shares. For intervals, see Method."
        )
        st.code(exhibit.sql, language="sql", wrap_lines=True)


def _data(exhibit: Exhibit) -> None:
    name = exhibit.file_name
    st.caption("Unrounded numbers with bases, intervals and reliability flags.")
    files: dict[str, tuple[Callable[[], bytes], str, str]] = {
        "CSV": (lambda: data_csv(exhibit).encode(), f"{name}.csv", "text/csv"),
        "Excel": (partial(xlsx, exhibit), f"{name}.xlsx", XLSX),
        "Metadata (JSON)": (
            lambda: metadata_json(exhibit).encode(),
            f"{name}.metadata.json",
            "application/json",
        ),
    }
    with st.container(horizontal=True):
        for label, (make, file, mime) in files.items():
            st.download_button(
                label, make, file, mime, key=f"take_{label}", on_click="ignore", width="content"
            )
    with st.container(horizontal=True):
        _pdf(exhibit)


def _pdf(exhibit: Exhibit) -> None:
    at_hand = studio()
    if at_hand is None:
        st.button("PDF", disabled=True, help=f"{NO_PDF}. SVG is a vector format as well.")
        return
    st.download_button(
        "PDF",
        lambda: at_hand.pictures(exhibit.figure, PRESET, ["pdf"])["pdf"],
        f"{exhibit.file_name}.pdf",
        "application/pdf",
        key="take_pdf",
        on_click="ignore",
        width="content",
    )
    st.download_button(
        "Everything (ZIP)",
        lambda: bundle([_with_pictures(exhibit)]),
        f"{exhibit.file_name}.zip",
        "application/zip",
        key="take_zip",
        on_click="ignore",
        width="content",
    )


def _with_pictures(exhibit: Exhibit) -> Taken:
    at_hand = studio()
    if at_hand is None:
        return Taken(exhibit=exhibit)
    return Taken(
        exhibit=exhibit,
        pictures=at_hand.pictures(exhibit.figure, PRESET, ["svg", "png", "pdf"]),
    )


def _copied(label: str, text: str, language: str | None = None) -> None:
    st.caption(label)
    st.code(text, language=language, wrap_lines=True)
