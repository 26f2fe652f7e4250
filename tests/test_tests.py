"""Every test asserts something, and none passes because there was nothing to look at."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FILES = sorted(path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py"))
# What takes an iterable and gives as many things, or is empty only where that is.
KEEPING = {"enumerate", "zip", "sorted", "list", "set", "tuple", "reversed", "pairwise", "dict"}
VIEWS = {"items", "values", "keys"}


def functions(text: str) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def is_check(node: ast.AST) -> bool:
    """Whether a statement is an assertion, or expects an error to be raised."""
    if isinstance(node, ast.With):
        return any("pytest.raises" in ast.unparse(item.context_expr) for item in node.items)
    return isinstance(node, ast.Assert)


def is_certain(node: ast.expr) -> bool:
    """Whether an iterable is seen not to be empty: written out, or a constant of its module."""
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return any(is_certain(p.value) if isinstance(p, ast.Starred) else True for p in parts)
        case ast.Dict(keys=keys):
            return bool(keys)
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.Name(id=name):
            # A constant, or an enum with all its members.
            return name.isupper() or name[:1].isupper()
        case ast.Call(func=ast.Name(id="range"), args=args):
            return all(isinstance(one, ast.Constant) for one in args)
        case ast.Call(func=ast.Attribute(value=whole, attr=name)) if name in VIEWS:
            return is_certain(whole)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
            return name in KEEPING and bool(args) and all(map(is_certain, args))
    return False


def holds_for_nothing(test: ast.expr) -> bool:
    """Whether a condition is true of nothing: `all(...)` or `not any(...)` of what may be empty."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="any"), args=[of])):
            return isinstance(of, ast.GeneratorExp) and not is_certain(of.generators[0].iter)
        case ast.Call(func=ast.Name(id="all"), args=[of]):
            return isinstance(of, ast.GeneratorExp) and not is_certain(of.generators[0].iter)
        case ast.Call(func=ast.Attribute(attr="all" | "any")):
            return False
    return False


def sure_checks(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The assertions that are reached whatever there is, and are not true of nothing."""
    for node in body:
        if isinstance(node, ast.Assert) and holds_for_nothing(node.test):
            continue
        if is_check(node):
            yield node
        elif isinstance(node, ast.With | ast.Try) or (
            isinstance(node, ast.For) and is_certain(node.iter)
        ):
            yield from sure_checks(node.body)
        elif isinstance(node, ast.If) and node.orelse:
            yield from (*sure_checks(node.body), *sure_checks(node.orelse))


def faults(text: str) -> list[str]:
    found = []
    for test in functions(text):
        if not any(map(is_check, ast.walk(test))):
            found.append(f"{test.name}, line {test.lineno}: asserts nothing")
        elif not any(sure_checks(test.body)):
            found.append(f"{test.name}, line {test.lineno}: passes where there is nothing")
    return found


@pytest.mark.parametrize("file", FILES)
def test_every_test_of_a_file_asserts_something_in_any_case(file: str) -> None:
    assert not faults((TESTS / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("page()", "asserts nothing"),
        ("for one in found(): assert one", "passes where there is nothing"),
        ("assert all(one for one in found())", "passes where there is nothing"),
        ("assert not any(one for one in found())", "passes where there is nothing"),
        ("x = found()\n    if x is not None:\n        assert x", "passes where there is nothing"),
        ("for one in []: assert one", "passes where there is nothing"),
        ("for one in ('a', 'b'): assert one", ""),
        ("for one in sorted(NAMES): assert one", ""),
        ("for one in found(): assert one\n    assert found()", ""),
        ("with pytest.raises(ValueError): found()", ""),
    ],
)
def test_tests_that_may_pass_on_nothing_are_found(body: str, says: str) -> None:
    found = faults(f"def test_it():\n    {body}\n")
    assert [fault.partition(": ")[2] for fault in found] == ([says] if says else [])
