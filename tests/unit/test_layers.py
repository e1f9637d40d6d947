"""How the source is laid out: layers, sizes, and calls that must not occur."""

import ast
import sys
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(p for package in ("derive", "numerics", "proofs") for p in (ROOT / package).rglob("*.py"))
KERNEL = sorted((ROOT / "proofs/kernel").rglob("*.py"))
FORBIDDEN = {"eval", "exec", "compile", "sympify", "parse_expr", "lambdify", "parse_latex", "__import__"}
MAY_IMPORT = {"proofs": {"proofs"}, "numerics": {"numerics", "proofs"}, "derive": {"derive", "numerics", "proofs"}}


def name(path: Path) -> str:
    """The path from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> set[str]:
    """Full names of all modules that a file imports, wherever it does."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                found |= {a.name for a in names}
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module)
            case ast.ImportFrom():
                found.add(".")
    return found


def code_lines(path: Path) -> int:
    """Number of lines that hold code: no blanks, comments and docstrings."""
    tree = ast.parse(path.read_text())
    strings: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            strings |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    empty = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type not in empty and token.type != tokenize.ENCODING:
                lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - strings)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports_go_down_only(path: Path) -> None:
    """derive may import numerics and proofs, numerics may import proofs, and nothing goes up or is relative."""
    package = path.relative_to(ROOT).parts[0]
    tops = {module.split(".")[0] for module in imported(ast.parse(path.read_text()))}
    assert tops & {"derive", "numerics", "proofs", "tests", ""} <= MAY_IMPORT[package]


@pytest.mark.parametrize("path", KERNEL, ids=name)
def test_the_kernel_stands_alone(path: Path) -> None:
    """The kernel imports itself and the standard library only."""
    for module in imported(ast.parse(path.read_text())):
        assert module.startswith("proofs.kernel") or module.split(".")[0] in sys.stdlib_module_names


def test_the_kernel_is_small() -> None:
    """All code that has to be trusted is under 1,000 lines."""
    lines = {name(path): code_lines(path) for path in KERNEL}
    assert sum(lines.values()) < 1000, lines


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_file_is_long(path: Path) -> None:
    """A file of 500 lines holds more than one concept."""
    length = len(path.read_text().splitlines())
    assert length <= 500, name(path)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_nothing_that_a_document_says_can_be_executed(path: Path) -> None:
    """No call that runs text as code, no assert, no bare except in the source."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Name(id=called)) | ast.Call(func=ast.Attribute(attr=called)) if called in FORBIDDEN:
                regex = isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "re.compile"
                assert regex, f"{name(path)}:{node.lineno}: {called}"
            case ast.Assert() | ast.ExceptHandler(type=None):
                pytest.fail(f"{name(path)}:{node.lineno}: {type(node).__name__}")


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_names_say_the_concept(path: Path) -> None:
    """No file is called for what holds anything."""
    assert path.stem not in ("utils", "helpers", "misc", "common", "util", "helper")
