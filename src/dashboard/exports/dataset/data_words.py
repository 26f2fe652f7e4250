"""What is said of the released files wherever they are offered."""

from dashboard.codebook import Codebook
from dashboard.exports.dataset.release_files import Published, Released

ANSWERS = "Answers"
DICTIONARY = "dictionary.csv"
DICTIONARY_LEAD = (
    "Every column and code in the files, with wordings, years, routing and ranges. For a "
    "readable version, see Codebook."
)


def data_lead(codebook: Codebook, release: Released | None) -> str:
    """What the files are."""
    if release is None:
        return (
            "These responses have not been released, so only the data dictionary can be downloaded."
        )
    whose = (
        "Demo data, not real responses."
        if codebook.synthetic
        else ("Anonymized; see the release report below.")
    )
    return f"Response-level data behind every chart. {whose}"


def file_title(codebook: Codebook, file: Published) -> str:
    """What a file holds, in words."""
    if file.about is None:
        return ANSWERS
    title = codebook.questions[file.about].title
    if file.beside is None:
        return title
    return f"{title} by {codebook.questions[file.beside].title.lower()}"


def file_size(size: int) -> str:
    """Bytes as people say them."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(round(size / 1000), 1)} kB"


FILE_FORMAT = """
For each question `Q` asked in a year, `Q__asked` says whether a respondent was shown it. If it is
true and `Q` is empty, the respondent did not answer; if `Q__withheld` is true as well, there may be
an answer that the release withholds. Answers are codes; the data dictionary has their labels.

| Question type | Parquet | CSV |
|---|---|---|
| single choice, scale, number | `Q`: a code or number | the same |
| multiple choice | `Q`: a list of codes | `Q.choice` for each choice: 1 ticked, 0 not |
| ranking | `Q`: a list, best first | `Q.choice`: its rank from 1 |
| matrix | `Q`: a map from row to code | `Q.row`: the code; several are joined by `;` |
| allocation, adding to 100% | `Q`: a map from part to percent | `Q.part`: the percentage |
| best–worst (MaxDiff) | `Q`: a list of tasks | `Q.1.shown`, `Q.1.best`, `Q.1.worst` for each task |

In the CSV, a matrix row is empty if it was not shown and `(no answer)` if it was skipped. Texts
that a spreadsheet would run as a formula start with an apostrophe.

The ZIP has all files, the codebook and the release report; this dashboard can open it as a folder.
"""
