"""The data page: the released files, what is in them, how to cite them, and code to begin with."""

from functools import partial

import numpy as np
import streamlit as st

from dashboard.analysis.describe import verbatim
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
from dashboard.exports.opening import Survey
from dashboard.query.selection import select
from dashboard.web.app import in_frame
from dashboard.web.session import survey

ANSWERS = "Answers"
DICTIONARY = "dictionary.csv"
HASH_SHOWN = 12
LANGUAGES = {"pandas": "python", "R": "r", "DuckDB": "sql"}


def data_page() -> None:
    """Draw the data page."""
    in_frame()
    at_hand = survey()
    codebook = at_hand.codebook
    st.title("Data", anchor=False)
    release = released(codebook)
    st.markdown(_lead(codebook, release))
    if release is not None:
        _files(codebook, release)
    st.header("Data dictionary", anchor=False)
    st.markdown(
        "Every column and every code of the files, with wordings, years, routing and bands. "
        "The codebook page shows the same for reading."
    )
    _download("Dictionary (CSV)", partial(dictionary, codebook), f"{codebook.id}_{DICTIONARY}")
    if release is not None:
        _code(at_hand, release)
    _citing(codebook, release)
    if release is not None:
        _report(codebook, release)


def _lead(codebook: Codebook, release: Released | None) -> str:
    if release is None:
        return (
            "This folder was not released, so its responses cannot be downloaded. The data "
            "dictionary is there already."
        )
    whose = (
        "Nobody gave them: they are synthetic."
        if codebook.synthetic
        else ("They were made anonymous first; the release report below says how.")
    )
    return f"The answers behind every figure, one row a respondent. {whose}"


# --- Files ---------------------------------------------------------------------------------------


def _files(codebook: Codebook, release: Released) -> None:
    st.header("Download", anchor=False)
    left, right = st.columns(2)
    year = left.selectbox("Year", release.years, key="data_year")
    of_year = {_title(codebook, file): file for file in release.files if file.year == year}
    wanted = right.selectbox(
        "File",
        list(of_year),
        help="A demographic in files of its own stands there by itself or beside one key "
        "attribute, with other ids and in another order, so that nobody can join it to the "
        "answers.",
        key="data_file",
    )
    file = of_year[wanted]
    st.caption(
        f"{file.rows:,} respondents · {file.columns} columns · {_size(file.size)} as Parquet · "
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
    with st.expander("How answers are written"):
        st.markdown(WRITTEN)


def _title(codebook: Codebook, file: Published) -> str:
    """What a file holds, in words."""
    if file.about is None:
        return ANSWERS
    title = codebook.questions[file.about].title
    if file.beside is None:
        return title
    return f"{title} by {codebook.questions[file.beside].title.lower()}"


WRITTEN = """
For each question `Q` that the year asked, `Q__asked` says whether a respondent was shown it. Where
it is true and `Q` is empty, there was no answer; where `Q__withheld` is true, too, there may be one
that the release withholds. Answers are codes; the dictionary has their labels.

| Kind of question | In Parquet | In CSV |
|---|---|---|
| one answer, a scale, a number | `Q`: a code or number | the same |
| several answers | `Q`: a list of codes | `Q.choice` for each choice: 1 ticked, 0 not |
| ranking | `Q`: a list, the best first | `Q.choice`: its rank from 1 |
| matrix | `Q`: a map from row to code | `Q.row`: the code, several joined by `;` |
| 100 percent shared out | `Q`: a map from part to percent | `Q.part`: the percentage |
| best and worst | `Q`: a list of tasks | `Q.1.shown`, `Q.1.best`, `Q.1.worst` for each task |

In the CSV a row of a matrix is empty where it was not shown, and says `(no answer)` where it was
left out. Texts that a spreadsheet would run as a formula have an apostrophe in front.

The ZIP holds all files, the codebook and the release report: a folder that this dashboard opens.
"""


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


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(round(size / 1000), 1)} kB"


# --- Code ----------------------------------------------------------------------------------------


def _code(at_hand: Survey, release: Released) -> None:
    shown = example(at_hand.codebook, release.years)
    if shown is None:
        return
    st.header("Code to begin with", anchor=False)
    code = snippets(at_hand.codebook, shown)
    question, topic = shown.question, at_hand.codebook.topic(shown.question.topic)
    link = f"{topic.id}?question={question.id}&year={shown.year}"
    st.markdown(
        f"This reproduces the figure [{verbatim(question.title)}]({link}) of "
        f"{shown.year} from the file `{shown.file(at_hand.codebook)}`. "
        f"{_leading(at_hand, shown.question.id, shown.year)}"
    )
    for tab, (name, text) in zip(st.tabs(list(code)), code.items(), strict=True):
        tab.code(text, language=LANGUAGES[name])


def _leading(at_hand: Survey, code: str, year: Year) -> str:
    """What the code should print for the leading answer."""
    question = at_hand.codebook.questions[code]
    result = results(at_hand.responses, [question], select(at_hand.codebook, [year]))[code]
    share, base = result.shares.share[0, 0, 0], result.shares.base[0, 0, 0]
    if not np.isfinite(share).any():
        return "It has too few answers for a share."
    first = int(np.nanargmax(share))
    label, people = verbatim(question.choices[first].label), f"{base[first]:,.0f}"
    return f"First comes “{label}”: {percent(float(share[first]))} of {people} who answered."


# --- Licence, citation, release ------------------------------------------------------------------


def _citing(codebook: Codebook, release: Released | None) -> None:
    st.header("Licence and citation", anchor=False)
    if licence := codebook.licence:
        name = f"[{licence.name}]({licence.url})" if licence.url else licence.name
        st.markdown(f"Data and codebook: {name}.")
    else:
        st.markdown("The survey names no licence: ask its publisher before you use the data.")
    year = release.years[0] if release else max(codebook.years)
    version = release.version if release else None
    text, entry = st.tabs(["Text", "BibTeX"])
    text.code(citation(codebook, year, version), language=None, wrap_lines=True)
    entry.code(bibtex(codebook, year, version), language="bibtex")


def _report(codebook: Codebook, release: Released) -> None:
    st.header(f"Release, version {release.version}", anchor=False)
    st.markdown("\n".join(f"- {change}" for change in release.changes))
    hashes = [
        {"File": f"{file.year}, {_title(codebook, file)}", "SHA-256": f"`{file.sha256}`"}
        for file in release.files
    ]
    files = st.expander("Files and their hashes", key="release_hashes", on_change="rerun")
    if files.open:
        files.table(hashes, border="horizontal", hide_index=True)
    whole = st.expander("Release report", key="release_report", on_change="rerun")
    if whole.open:
        # Its headings are a page's; here they stand below one.
        whole.markdown(release.report().replace("\n#", "\n####").replace("# ", "#### ", 1))
    _download("Report (Markdown)", release.report, "release.md", "text/markdown")
