"""What surrounds the code says what is true: versions, dependencies, licence, workflows."""

import ast
import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
DEPENDENCIES = [Requirement(text) for text in PROJECT["dependencies"]]
SPARK = "requirements-spark.txt"
EXTRAS = [Requirement(text) for text in PROJECT["optional-dependencies"]["spark"]]
# What an extra is imported as, since it may not be installed.
IMPORTED_AS = {"grpc": "grpcio", "pyspark": "pyspark-client", "sqlglot": "sqlglot"}
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted(
    path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config"
)


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def pins(file: str) -> dict[str, str]:
    """The pinned versions of a file by canonical name."""
    lines = [line.strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    kept = [line for line in lines if line and not line.startswith(("#", "-"))]
    return {canonicalize_name(name): pin for name, _, pin in (one.partition("==") for one in kept)}


def imported() -> Iterator[str]:
    """The modules that the project imports and does not bring along."""
    for path in [*(ROOT / "src").rglob("*.py"), ROOT / "app.py", *(ROOT / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def test_every_pin_is_one_version() -> None:
    files = [pins(name) for name in ("requirements.txt", "requirements-dev.txt", SPARK)]
    every = {name: pin for file in files for name, pin in file.items()}
    assert len(every) > len(DEPENDENCIES)
    assert [name for name, pin in every.items() if not re.fullmatch(r"[0-9][0-9a-z.]*", pin)] == []
    assert len(every) == sum(map(len, files))


@pytest.mark.parametrize("requirement", [*DEPENDENCIES, *EXTRAS], ids=str)
def test_a_dependency_is_pinned_to_a_version_of_its_range(requirement: Requirement) -> None:
    pin = (pins("requirements.txt") | pins(SPARK))[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(pin)
    # Open above, a new major version would be taken for one that fits.
    assert {one.operator for one in requirement.specifier} == {">=", "<"}


def test_what_the_code_imports_are_its_dependencies() -> None:
    foreign = set(imported()) - set(sys.stdlib_module_names) - {"dashboard"}
    names = packages_distributions()
    found = {IMPORTED_AS.get(module) or names[module][0] for module in foreign}
    assert {canonicalize_name(name) for name in found} == {
        canonicalize_name(requirement.name) for requirement in (*DEPENDENCIES, *EXTRAS)
    }


def test_the_ordinary_app_needs_nothing_of_the_extra() -> None:
    assert not {canonicalize_name(one.name) for one in EXTRAS} & pins("requirements.txt").keys()


def test_the_version_is_the_same_wherever_it_stands() -> None:
    cited = loaded(ROOT / "CITATION.cff")
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.findall(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    assert (PROJECT["version"], str(cited["date-released"])) == entries[0]
    assert cited["version"] == PROJECT["version"]
    heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert heads == ["Unreleased", *(" - ".join(entry) for entry in entries)]
    assert entries == sorted(entries, key=lambda e: tuple(map(int, e[0].split("."))), reverse=True)


def test_the_licence_of_the_code_is_named_as_it_is() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert PROJECT["license"] == loaded(ROOT / "CITATION.cff")["license"] == "Apache-2.0"


def test_the_tests_run_on_every_python_that_is_promised_as_anybody_runs_them() -> None:
    [job] = loaded(ROOT / ".github" / "workflows" / "tests.yml")["jobs"].values()
    said = [text.rpartition(" ")[2] for text in PROJECT["classifiers"] if ":: 3." in text]
    assert job["strategy"]["matrix"]["python"] == said
    assert PROJECT["requires-python"] == f">={said[0]}"
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands[-1] == ".ci/run"
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_twin_is_published_when_the_data_change_and_only_a_sound_release() -> None:
    workflow = loaded(ROOT / ".github" / "workflows" / "publish.yml")
    # YAML takes the key `on` for a truth value.
    assert "data/**" in workflow[True]["push"]["paths"]
    commands = "\n".join(step.get("run", "") for step in workflow["jobs"]["build"]["steps"])
    assert commands.index("make check-data") < commands.index("make twin")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_workflows_make_is_there_to_be_made(path: Path) -> None:
    targets = re.findall(
        r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    workflow = loaded(path)
    assert workflow["permissions"] == {"contents": "read"}
    jobs = workflow["jobs"].values()
    runs = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    assert set(re.findall(r"\bmake ([\w-]+)", "\n".join(runs))) <= set(targets)
    assert all("timeout-minutes" in job for job in jobs if len(job["steps"]) > 1)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_forms_for_issues_are_of_the_shape_they_are_read_in(path: Path) -> None:
    form = loaded(path)
    assert form["name"]
    assert form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields) > 0
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert all(field["attributes"]["label"] for field in fields)


def test_hooks_before_a_commit_run_the_pinned_tools() -> None:
    hooks = [
        hook for one in loaded(ROOT / ".pre-commit-config.yaml")["repos"] for hook in one["hooks"]
    ]
    assert {hook["language"] for hook in hooks} == {"system"}
    programs = {hook["entry"].split()[0] for hook in hooks}
    assert programs == {".venv/bin/ruff", ".venv/bin/python"}


def test_the_guide_for_contributors_names_what_there_is() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = {one for one in re.findall(r"`([\w./-]+)`", text) if "/" in one}
    assert len(paths) > 15
    made = "build/"
    homes = (ROOT, ROOT / "src" / "dashboard", ROOT / "src" / "dashboard" / "figures")
    gone = [p for p in paths if not p.startswith(made) and not any((h / p).exists() for h in homes)]
    assert gone == []
    targets = re.findall(
        r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(re.findall(r"\bmake ([a-z][\w-]+)`", text)) <= set(targets)


def test_no_file_is_read_or_written_in_the_encoding_of_the_machine() -> None:
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    silent = []
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="read_text" | "write_text" as name)):
                    given = len(node.args) > (name == "write_text")
                    if not given and "encoding" not in {word.arg for word in node.keywords}:
                        silent.append(f"{path.relative_to(ROOT)}, line {node.lineno}")
    assert len(files) > 100
    assert not silent


def python_of(path: Path) -> Iterator[str]:
    """The Python in a file: all of it, or the code blocks of a page of documentation."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield text
    else:
        yield from re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


BESIDE = [
    path
    for folder in ("benchmarks", "deploy", "examples", "docs", "pages")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".md")
]


@pytest.mark.parametrize("path", [ROOT / "app.py", ROOT / "README.md", *BESIDE], ids=str)
def test_what_stands_beside_the_source_imports_what_is_there(path: Path) -> None:
    missing = []
    for node in (node for text in python_of(path) for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Import):
            names = [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [(node.module, alias.name) for alias in node.names]
        else:
            continue
        for module, name in names:
            if module.partition(".")[0] == "dashboard" and not is_there(module, name):
                missing.append(f"{module} {name}".strip())
    assert missing == []


def is_there(module: str, name: str) -> bool:
    """Whether a module can be imported and has a name, if one is given."""
    try:
        found = importlib.import_module(module)
        return not name or hasattr(found, name) or bool(importlib.import_module(f"{module}.{name}"))
    except ImportError:
        return False


@pytest.mark.parametrize(("module", "name"), [("nowhere", ""), ("errors", "Nothing")])
def test_an_import_that_is_not_there_is_seen(module: str, name: str) -> None:
    assert not is_there(f"dashboard.{module}", name)
    assert is_there("dashboard.errors", "DashboardError")
