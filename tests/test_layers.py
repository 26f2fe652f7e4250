"""Packages import one way, and each foreign library is known only where it belongs."""

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "dashboard"

# Lowest first: a package may import from itself and from the packages before it.
PACKAGES = [
    "estimates",
    "codebook",
    "query",
    "responses",
    "analysis",
    "figures",
    "stories",
    "importing",
    "synthetic",
    "release",
    "exports",
    "web",
    "cli",
]
ROOT_MODULES = ["errors", "paths"]
LAYERS = [*ROOT_MODULES, *PACKAGES, "__main__", "__init__"]
ONLY_IN = {
    "streamlit": {"web"},
    "duckdb": {"responses"},
    "plotly": {"figures"},
    "yaml": {"codebook", "synthetic"},
    "scipy": {"estimates"},
}
STATEMENTS_STAND_IN = {"responses", "exports/sql"}
# The synthetic sample is nobody's business but the command line's.
KNOWN_ONLY_TO = {"synthetic": {"cli"}}

MODULES = sorted(SOURCE.rglob("*.py"))
IDS = [str(path.relative_to(SOURCE)) for path in MODULES]


def name_of(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


def package_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        submodules = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name if name in NAMES else node.module for name in submodules)


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {name for node in ast.walk(tree) for name in imported(node)}


def test_the_root_holds_packages_and_little_else() -> None:
    packages = [path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()]
    assert sorted(packages) == sorted(PACKAGES)
    modules = {path.stem for path in SOURCE.glob("*.py")} - {"__init__", "__main__"}
    assert sorted(modules) == ROOT_MODULES


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is(package: str) -> None:
    tree = ast.parse((SOURCE / package / "__init__.py").read_text(encoding="utf-8"))
    said = ast.get_docstring(tree) or ""
    assert "may know" in said
    assert "never" in said


def test_no_two_modules_share_a_name() -> None:
    names = Counter(path.stem for path in MODULES if path.stem not in {"__init__", "__main__"})
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_a_module_imports_only_from_lower_packages(path: Path) -> None:
    own = LAYERS.index(package_of(path))
    used = {name.split(".")[1] for name in imports(path) if name.startswith("dashboard.")}
    assert [name for name in used if LAYERS.index(name) > own] == []
    for package, known_to in KNOWN_ONLY_TO.items():
        assert package not in used or package_of(path) in {package, *known_to}


def test_modules_do_not_import_each_other_in_circles() -> None:
    graph = {name: imports(path) & NAMES.keys() - {name} for name, path in NAMES.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(NAMES)


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_libraries_are_known_only_where_they_belong(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    for library, homes in ONLY_IN.items():
        assert library not in used or package_of(path) in homes


def test_only_one_module_knows_spark() -> None:
    libraries = {"grpc", "pyspark", "sqlglot"}
    found = [path.stem for path in MODULES if {i.split(".")[0] for i in imports(path)} & libraries]
    assert found == ["spark_engine"]


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_sql_stands_only_where_answers_are_counted(path: Path) -> None:
    place = path.relative_to(SOURCE).as_posix()
    may = any(place.startswith(f"{home}/") for home in STATEMENTS_STAND_IN)
    assert may or "SELECT " not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    # Commands import what they run when they run it, so that `--help` need not wait.
    if package_of(path) in {"cli", "__main__"}:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    nodes = [node for function in functions for node in ast.walk(function)]
    assert [name for node in nodes for name in imported(node)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_a_page_is_an_outline_of_a_few_lines(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) <= 20
    assert all(name.startswith("dashboard.") for name in imports(path))
