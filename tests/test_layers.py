"""Imports run one way, and each foreign library is known only where it belongs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "dashboard"

# Lowest first; a module may import from its own layer and from those above it in this list.
LAYERS = [
    ["errors", "sums", "page_files"],
    ["estimates"],
    ["codebook"],
    ["layout", "selection", "tally", "conditions"],
    ["weights", "weight_words", "scoring", "sides"],
    ["responses"],
    ["weighed", "counted", "weighed_scores"],
    ["results"],
    ["scores"],
    ["mixing"],
    [
        "findings",
        "address",
        "references",
        "comparison",
        "association",
        "co_use",
        "expectations",
        "groups",
    ],
    ["against", "side_by_side", "following"],
    ["statements"],
    ["lines", "tabulate", "told"],
    ["figures"],
    ["importing", "sample", "questionnaire", "release", "drafting"],
    ["editions"],
    ["question_words"],
    ["painter"],
    ["publishing"],
    ["exports"],
    ["choices"],
    ["desk"],
    ["stories"],
    ["outlines"],
    ["catalogue"],
    ["exhibits", "basket"],
    ["press"],
    ["survey", "streamlit_charts", "copy_link", "viewport"],
    ["charts"],
    ["isolation"],
    ["browser_pictures"],
    ["controls"],
    ["frame"],
    ["take_away"],
    ["long_lists", "standing_out", "unweighted", "showing"],
    ["page"],
    ["overview", "method", "codebook_page", "data_page", "figure_page", "report_page"],
    ["commands"],
    ["__main__"],
]
STREAMLIT = {
    "survey",
    "charts",
    "isolation",
    "streamlit_charts",
    "copy_link",
    "viewport",
    "controls",
    "long_lists",
    "standing_out",
    "unweighted",
    "page",
    "showing",
    "browser_pictures",
    "take_away",
    "figure_page",
    "report_page",
    "overview",
    "method",
    "codebook_page",
    "data_page",
    "frame",
}
OTHER_HOMES = {
    "duckdb": {"responses"},
    "plotly": {"figures", "painter"},
    "yaml": {"codebook", "sample"},
    "scipy": {"estimates"},
}

MODULES = sorted(SOURCE.rglob("*.py"))


def layer_of(name: str) -> int:
    for number, layer in enumerate(LAYERS):
        if name in layer:
            return number
    raise AssertionError(f"{name!r} stands in no layer; add it to LAYERS")


def part_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_imports_only_from_lower_layers(path: Path) -> None:
    own = part_of(path)
    if own == "__init__":
        return
    used = {name.split(".")[1] for name in imports(path) if name.startswith("dashboard.")}
    higher = [name for name in used if name != own and layer_of(name) > layer_of(own)]
    assert not higher


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_libraries_are_known_only_where_they_belong(path: Path) -> None:
    own = part_of(path)
    used = {name.split(".")[0] for name in imports(path)}
    if own not in STREAMLIT:
        assert "streamlit" not in used
    for library, homes in OTHER_HOMES.items():
        if own not in homes:
            assert library not in used


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_sql_stands_only_with_the_responses(path: Path) -> None:
    if part_of(path) != "responses":
        assert "SELECT " not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_a_page_is_an_outline_of_a_few_lines(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) <= 20
    assert all(name.startswith("dashboard.") for name in imports(path))
