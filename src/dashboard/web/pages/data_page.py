"""The data page: the released files, what is in them, how to cite them, and code to begin with."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from dashboard.analysis.results import results
from dashboard.analysis.rounding import percent
from dashboard.codebook import Codebook, Year
from dashboard.exports.dataset import (
    Published,
    Released,
    bibtex,
    citation,
    dictionary,
    everything,
    example,
    flat,
    released,
    snippets,
)
from dashboard.exports.dataset.data_words import (
    DICTIONARY,
    DICTIONARY_LEAD,
    FILE_FORMAT,
    data_lead,
    file_size,
    file_title,
)
from dashboard.exports.markdown_text import verbatim
from dashboard.exports.opening import Survey
from dashboard.query.selection import select
from dashboard.web.app import in_frame
from dashboard.web.page_choices import Held
from dashboard.web.session import survey

HASH_SHOWN = 12
LANGUAGES = {"pandas": "python", "R": "r", "DuckDB": "sql"}


def data_page() -> None:
    """Draw the data page."""
    in_frame()
    at_hand = survey()
    codebook = at_hand.codebook
    st.title("Data", anchor=False)
    release = released(codebook)
    st.markdown(data_lead(codebook, release))
    if release is not None:
        _files(codebook, release)
    st.header("Data dictionary", anchor=False)
    st.markdown(DICTIONARY_LEAD)
    _download("Dictionary (CSV)", partial(dictionary, codebook), f"{codebook.id}_{DICTIONARY}")
    if release is not None:
        _code(at_hand, release)
    _citing(codebook, release)
    if release is not None:
        _report(codebook, release)


# --- Files ---------------------------------------------------------------------------------------


def _files(codebook: Codebook, release: Released) -> None:
    st.header("Download", anchor=False)
    left, right = st.columns(2)
    years, key = list(release.years), "data_year"
    of = Held("edition", key, {str(year): year for year in years}, str(years[0]))
    begin: dict[str, Any] = {} if of.start is None else {"index": years.index(of.start)}
    year = left.selectbox("Year", years, key=key, **begin)
    of.keep(year)
    of_year = {file_title(codebook, file): file for file in release.files if file.year == year}
    # A file is called by what is in it, so that its name is the same in every year.
    titles, key = list(of_year), "data_file"
    options = {_code_of(codebook, file): title for title, file in of_year.items()}
    known = {_code_of(codebook, file) for file in release.files}
    held = Held("file", key, options, next(iter(options)), known)
    begin = {} if held.start is None else {"index": titles.index(held.start)}
    wanted = right.selectbox(
        "File",
        titles,
        help="Some demographics are published in separate files, alone or beside one key "
        "attribute, with different ids and in a different order, so that they cannot be joined to "
        "the answers.",
        key=key,
        **begin,
    )
    held.keep(wanted)
    file = of_year[wanted]
    st.caption(
        f"{file.rows:,} respondents · {file.columns} columns · {file_size(file.size)} as Parquet · "
        f"SHA-256 `{file.sha256[:HASH_SHOWN]}…`"
    )
    with st.container(horizontal=True):
        _download("Parquet", file.read, f"{file.name}.parquet", "application/vnd.apache.parquet")
        _download("CSV", partial(_csv, codebook, file), f"{file.name}.csv")
        _download(
            "Everything (ZIP)",
            partial(_everything, codebook, release),
            f"{codebook.id}_v{release.version}.zip",
            "application/zip",
        )
    with st.expander("File format"):
        st.markdown(FILE_FORMAT)


def _code_of(codebook: Codebook, file: Published) -> str:
    return file.name.removeprefix(f"{codebook.id}_{file.year}").strip("_") or "answers"


def _csv(codebook: Codebook, file: Published) -> bytes:
    return flat(codebook, file.year, file.read())


def _everything(codebook: Codebook, release: Released) -> bytes:
    return everything(release, [(DICTIONARY, dictionary(codebook))])


def _download(label: str, content: object, name: str, kind: str = "text/csv") -> None:
    """A button whose content is made when somebody clicks it."""
    st.download_button(
        label,
        content,  # type: ignore[arg-type]
        file_name=name,
        mime=kind,
        on_click="ignore",
        icon=":material/download:",
        key=f"download_{name}",
    )


# --- Code ----------------------------------------------------------------------------------------


def _code(at_hand: Survey, release: Released) -> None:
    shown = example(at_hand.codebook, release.years)
    if shown is None:
        return
    st.header("Getting started", anchor=False)
    code = snippets(at_hand.codebook, shown)
    question, topic = shown.question, at_hand.codebook.topic(shown.question.topic)
    link = f"{topic.id}?question={question.id}&year={shown.year}"
    st.markdown(
        f"This reproduces the figure [{verbatim(question.title)}]({link}) of "
        f"{shown.year} from the file `{shown.file(at_hand.codebook)}`. "
        f"{_leading(at_hand, shown.question.id, shown.year)}"
    )
    for tab, (name, text) in zip(_tabs("code", list(code)), code.items(), strict=True):
        tab.code(text, language=LANGUAGES[name])


def _tabs(name: str, labels: Sequence[str]) -> Sequence[TabContainer]:
    """Tabs of which the open one is in the address."""
    key, options = f"data_{name}", {label.lower(): label for label in labels}
    held = Held(name, key, options, next(iter(options)))
    tabs = st.tabs(labels, key=key, on_change="rerun", default=held.begun)
    held.keep(next((label for label, tab in zip(labels, tabs, strict=True) if tab.open), None))
    return tabs


def _leading(at_hand: Survey, code: str, year: Year) -> str:
    """What the code should print for the leading answer."""
    question = at_hand.codebook.questions[code]
    result = results(at_hand.responses, [question], select(at_hand.codebook, [year]))[code]
    share, base = result.shares.share[0, 0, 0], result.shares.base[0, 0, 0]
    if not np.isfinite(share).any():
        return "The sample is too small for a percentage."
    first = int(np.nanargmax(share))
    label, people = verbatim(question.choices[first].label), f"{base[first]:,.0f}"
    return f"The top answer is {label}: {percent(float(share[first]))} (n = {people})."


# --- License, citation, release ------------------------------------------------------------------


def _citing(codebook: Codebook, release: Released | None) -> None:
    st.header("License and citation", anchor=False)
    if licence := codebook.licence:
        name = verbatim(licence.name)
        name = f"[{name}]({licence.url})" if licence.url else name
        st.markdown(f"Data and codebook: {name}.")
    else:
        st.markdown("No license is given: ask the publisher before you use the data.")
    year = release.years[0] if release else max(codebook.years)
    version = release.version if release else None
    text, entry = _tabs("citation", ["Text", "BibTeX"])
    text.code(citation(codebook, year, version), language=None, wrap_lines=True)
    entry.code(bibtex(codebook, year, version), language="bibtex")


def _report(codebook: Codebook, release: Released) -> None:
    st.header(f"Release, version {release.version}", anchor=False)
    st.markdown("\n".join(f"- {verbatim(change)}" for change in release.changes))
    hashes = [
        {"File": f"{file.year}, {file_title(codebook, file)}", "SHA-256": f"`{file.sha256}`"}
        for file in release.files
    ]
    files = st.expander("Checksums", key="release_hashes", on_change="rerun")
    if files.open:
        files.table(hashes, border="horizontal", hide_index=True)
    whole = st.expander("Release report", key="release_report", on_change="rerun")
    if whole.open:
        # Its headings are a page's; here they stand below one.
        whole.markdown(release.report().replace("\n#", "\n####").replace("# ", "#### ", 1))
    _download("Report (Markdown)", release.report, "release.md", "text/markdown")
