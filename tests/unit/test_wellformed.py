"""Statements that say what they seem to say."""

import pytest

from derive.check.wellformed import fault
from proofs.kernel.sexpr import read
from proofs.kernel.term import App, Bind, Bound, Term, Var
from proofs.language import REAL, ZERO
from proofs.statement import Statement


@pytest.mark.parametrize("text", ["(= x 1)", "(= (int E real (f E)) 0)", "(all i (range 1 n) (< (x i) 2))"])
def test_a_proposition_has_no_fault(text: str) -> None:
    """What is read from text is well formed, whatever its bound variables are called."""
    renamed = text.replace("E", "e")
    assert fault(Statement((), read(renamed))) is None
    body = App("=", (Bind("int", REAL, Bound(0), "E"), ZERO))
    assert fault(Statement((read("(in x real)"),), body)) is None


@pytest.mark.parametrize(
    "term",
    [
        App("=", (Var("gamma"), ZERO)),
        App("=", (Var("max", (ZERO,)), ZERO)),
        App("=", (Var("a b"), ZERO)),
        App("=", (Var("1"), ZERO)),
        App("=", (Bound(0), ZERO)),
        App("+", (Var("x"), ZERO)),
    ],
    ids=["constant", "applied constant", "blank", "numeral", "loose", "no proposition"],
)
def test_a_fault_is_named(term: Term) -> None:
    """A symbol called as a constant, a loose index or a number in place of a proposition is told."""
    assert fault(Statement((), term)) is not None
    assert fault(Statement((term,), App("=", (ZERO, ZERO)))) is not None
