"""What is wrong with a codebook: every fault with its file, line and place, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import DashboardError, how_many


@dataclass(frozen=True)
class Fault:
    """One thing to put right: where it stands and a sentence saying what is wrong."""

    path: Path
    line: int
    place: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path.name}, line {self.line}"
        return (
            f"{where}, {self.place}: {self.message}" if self.place else f"{where}: {self.message}"
        )


class CodebookError(DashboardError):
    """A codebook that cannot be used; `faults` lists everything found, in file order."""

    def __init__(self, faults: Sequence[Fault]):
        self.faults = tuple(sorted(faults, key=lambda fault: (str(fault.path), fault.line)))
        count = how_many(len(self.faults), "fault")
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"The codebook has {count}:\n{lines}")
