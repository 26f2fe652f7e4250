"""Drafts of several years: what changed between two of them."""

from pathlib import Path

from dashboard.codebook import Codebook, read_codebook
from dashboard.importing.drafting import write_draft

WORDS = ["Very bad", "Bad", "Good", "Very good"]


def _drafted(folder: Path, **years: list[str]) -> Codebook:
    raws = []
    for name, lines in years.items():
        raw = folder / f"{name}.csv"
        raw.write_text("\n".join(lines) + "\n", encoding="utf-8")
        raws.append((raw, int(name[1:])))
    write_draft(raws, folder / "draft", "personas")
    return read_codebook(folder / "draft")


def test_the_points_of_an_exchanged_scale_are_counted_from_one_in_each_year(tmp_path: Path) -> None:
    numbers = [str(n) for n in range(1, 6)]
    found = _drafted(tmp_path, y2023=["Mood", *WORDS * 10], y2024=["Mood", *numbers * 10])
    value = {choice.label: choice.value for choice in found.question("mood").choices}
    assert [value[text] for text in WORDS] == [1, 2, 3, 4]
    assert [value[text] for text in numbers] == [1, 2, 3, 4, 5]


def test_a_point_that_a_scale_gained_leaves_the_others_their_values(tmp_path: Path) -> None:
    more = [*WORDS[:2], "Neutral", *WORDS[2:]]
    found = _drafted(tmp_path, y2023=["Mood", *WORDS * 10], y2024=["Mood", *more * 10])
    value = {choice.label: choice.value for choice in found.question("mood").choices}
    assert [value[text] for text in more] == [1, 2, 3, 4, 5]
