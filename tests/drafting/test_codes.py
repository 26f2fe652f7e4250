"""Code lists that are not quite those of the export, and codes where words are declared."""

from pathlib import Path
from typing import Any

import pytest
from surveys import topic_of, write_codebook

from dashboard.__main__ import main
from drafting.conftest import Drafting

LIST = "role\n1, Dev\n2, Ops\n"
CODED = "role,tools_1,tools_2\n" + "1,1,0\n2,0,1\n9,1,1\n1,0,1\n2,1,0\n" * 6
TOOLS = [{"id": code, "label": code.title()} for code in ("hammer", "saw", "drill")]


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    return tmp_path / "codes.txt"


def test_a_list_of_one_column_gives_no_other_its_labels(drafted: Drafting, codes: Path) -> None:
    codes.write_text(LIST, encoding="utf-8")
    found = drafted(CODED, "--codes", str(codes))
    assert found.labels("role") == ["Dev", "Ops", "9"]
    assert "its code list has no label for '9'" in found.text
    assert found.report.questions["role"].answered == 30
    assert found.labels("tools") == ["1", "2"]


def test_a_list_is_read_in_its_own_encoding(drafted: Drafting, codes: Path) -> None:
    codes.write_bytes("role\n1, Développeur\n2, Exploitation\n9, Autre\n".encode("cp1252"))
    found = drafted(CODED, "--codes", str(codes))
    assert found.labels("role") == ["Développeur", "Exploitation", "Autre"]


def test_a_code_of_two_labels_is_refused(
    tmp_path: Path, codes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes.write_text("role\n1, Dev\n1, Ops\n", encoding="utf-8")
    raw = tmp_path / "raw.csv"
    raw.write_text(CODED, encoding="utf-8")
    to = str(tmp_path / "draft")
    assert main(["codebook", str(raw), "--year", "2025", "--to", to, "--codes", str(codes)]) == 2
    assert "The code list of 'role' has '1' twice, as 'Dev' and as 'Ops'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cells", "question", "says"),
    [
        (["Hammer, Saw", "Saw", "Saw, Drill"], {"separator": "; "},
         "its answers are joined by ', ', not by '; '"),
        (["1; 2", "2", "2; 3"], {"separator": "; "}, "all 50 answers are numbers"),
        (["1", "2", "3"], {"kind": "single"}, "all 30 answers are numbers"),
    ],
)  # fmt: skip
def test_what_is_joined_otherwise_or_coded_is_no_new_choice(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    cells: list[str],
    question: dict[str, Any],
    says: str,
) -> None:
    asked = {"id": "tools", "kind": "multiple", "title": "Tools", "choices": TOOLS} | question
    head = {"id": "pets", "title": "Pets", "synthetic": True, "years": {2025: {}}}
    folder = write_codebook(tmp_path / "survey", head, topic_of([asked], "pets", "Pets"))
    raw = tmp_path / "raw.csv"
    lines = [f'1,"{cell}"' for cell in cells] * 10
    raw.write_text("\n".join(["x,tools", *lines]) + "\n", encoding="utf-8")
    assert main(["codebook", str(raw), "--year", "2025", "--against", str(folder)]) == 0
    told = capsys.readouterr().out
    assert says in told
    assert "edit choices" not in told
