"""The Python interface."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
import sympy as sp

import derive
from derive.check.outcome import CannotRun, Report
from derive.sympy_bridge import Unsupported


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the judge of documents, replaced, was asked."""
    seen: dict[str, object] = {}

    def check_documents(**arguments: object) -> Report:
        seen.update(arguments)
        return Report(())

    module = ModuleType("derive.check.run")
    module.check_documents = check_documents  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "derive.check.run", module)
    return seen


def test_a_string_that_names_a_file_is_a_document(asked: dict[str, object], tmp_path: Path) -> None:
    """A path, as a string or a Path, is checked as a document."""
    path = tmp_path / "notes.md"
    path.write_text("x")
    derive.check(str(path), seed=3)
    assert (asked["paths"], asked["formula"], asked["seed"]) == ((path,), None, 3)
    derive.check(path)
    assert asked["paths"] == (path,)


@pytest.mark.parametrize("formula", [r"\int_0^1 x\,dx = \frac12", "x = x", "a\0 = b", "y = " + "x" * 5000])
def test_another_string_is_a_formula(asked: dict[str, object], formula: str) -> None:
    """LaTeX, also such as no file could be called, is checked as a formula."""
    derive.check(formula)
    assert (asked["paths"], asked["formula"]) == ((), formula)


def test_a_document_that_does_not_exist_is_no_formula() -> None:
    """A string that ends like a document is meant as one."""
    with pytest.raises(CannotRun, match="no such file"):
        derive.check("nothing.md")


def test_other_subjects_are_refused() -> None:
    """One number is neither a document nor a claim."""
    with pytest.raises(TypeError, match="int"):
        derive.check(3)


def test_two_expressions_are_judged() -> None:
    """A true equation is not refuted, a false one is, with a point."""
    x = sp.Symbol("x", positive=True)
    true = derive.check(sp.gamma(x + 1), x * sp.gamma(x))
    assert true.verdict in ("proved", "supported")
    false = derive.check(x**2, 2 * x)
    assert false.verdict == "refuted"
    assert false.counterexample["assignment"]["values"]["x"] != "2"


def test_relations_between_expressions() -> None:
    """Inequalities too, and what has no counterpart is named."""
    x = sp.Symbol("x", real=True)
    assert derive.check(x**2 + 1, x**2, relation="<=").verdict == "refuted"
    with pytest.raises(Unsupported, match="zeta"):
        derive.check(sp.zeta(x), 1)
