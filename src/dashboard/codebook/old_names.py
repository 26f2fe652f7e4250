"""Names of earlier days, and what bears another name today."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """Old names, each with the name of today; those of choices by the id of their question.

    Filters are those by which an address may narrow a view, whether the filter itself or the
    question that it is named after was renamed. Figures are whole ids, or their first parts,
    each with the next name it had.
    """

    questions: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)

    def figure(self, id: str) -> str:
        """A figure's id by the names of today, part for part and as a whole."""
        id = self._parts(id)
        for _ in self.figures:
            begins = self.old_beginning(id)
            if begins is None:
                break
            id = self._parts(self.figures[begins] + id[len(begins) :])
        return id

    def old_beginning(self, id: str) -> str | None:
        """The longest old name that a figure's id is, or begins with; None where there is none."""
        parts = id.split(".")
        beginnings = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
        return next((begins for begins in beginnings if begins in self.figures), None)

    def _parts(self, id: str) -> str:
        """An id with each question renamed, and each choice or item that follows its question."""
        parts: list[str] = []
        for part in id.split("."):
            before = self.choices.get(parts[-1] if parts else "", {})
            parts.append(self.questions.get(part) or before.get(part, part))
        return ".".join(parts)
