"""The paper that documents are made for."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A size of paper, upright, in centimeters."""

    label: str
    width: float
    height: float


A4 = Paper(label="A4", width=21.0, height=29.7)
LETTER = Paper(label="US Letter", width=21.59, height=27.94)
PAPERS = {"a4": A4, "letter": LETTER}
