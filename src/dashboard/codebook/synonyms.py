"""Words that readers search by, with the words of the survey that they stand for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dashboard.codebook.faults import CodebookError, Fault
from dashboard.codebook.yaml_source import as_written, read_yaml

FILE = "synonyms.yaml"


def read_synonyms(folder: Path) -> Mapping[str, Sequence[str]]:
    """The synonyms of a survey, none without such a file; CodebookError if it cannot be used."""
    path = folder / FILE
    if not path.exists():
        return {}
    source, faults = read_yaml(path)
    if source is None or faults:
        raise CodebookError(faults)
    found = source.data or {}
    if not isinstance(found, dict):
        raise CodebookError([Fault(path, 1, "", "Write a list of words for each synonym.")])
    for word, meant in found.items():
        if not isinstance(meant, list) or not all(
            isinstance(as_written(one), str) for one in meant
        ):
            message = "Write a list of words that it means."
            raise CodebookError([Fault(path, source.line((word,)), str(word), message)])
    return {str(as_written(w)): [str(as_written(one)) for one in m] for w, m in found.items()}
