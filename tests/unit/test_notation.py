"""The infix notation of the theories' data files."""

import pytest

from proofs.kernel.term import App, Term, Var, bind
from proofs.language import ONE, POSREAL, add, binomial, div, exp, gamma, mul, neg, num, power, sqrt, sub, var
from proofs.theory.notation import NotationError, term

A, B, X = var("a"), var("b"), var("x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a-(b-x)", sub(A, sub(B, X))),
        ("a-b-x", sub(sub(A, B), X)),
        ("-x^2", neg(power(X, 2))),
        ("x^-1", power(X, -1)),
        ("x^a^b", power(X, power(A, B))),
        ("(a/b)/x", div(div(A, B), X)),
        ("a/b*x", mul(div(A, B), X)),
        ("1/2", div(num(1), num(2))),
        ("0.25", div(num(1), num(4))),
        ("-2", num(-2)),
        ("exp(-b*x)", exp(mul(num(-1), B, X))),
        ("sqrt(x)", sqrt(X)),
        ("factorial(x)", gamma(add(X, ONE))),
        ("binomial(a, b)", binomial(A, B)),
        ("posreal", POSREAL),
        ("x(a)", Var("x", (A,))),
        ("a < b", App("<", (A, B))),
        ("a > b", App("<", (B, A))),
        ("0 < a < b", App("and", (App("<", (num(0), A)), App("<", (A, B))))),
        ("a in posreal", App("in", (A, POSREAL))),
        ("not a = b", App("not", (App("=", (A, B)),))),
        ("if(a < b, 1, x)", App("if", (App("<", (A, B)), ONE, X))),
        ("sum(i, 1, a, x(i))", bind("sum", App("range", (ONE, A)), "i", Var("x", (Var("i"),)))),
        ("sum(i, 1, oo, b^i)", bind("sum", App("from", (ONE,)), "i", power(B, Var("i")))),
        ("integral(x, posreal, x)", bind("int", POSREAL, "x", X)),
    ],
)
def test_reads(text: str, expected: Term) -> None:
    """Each text is read as the term that the constructors build."""
    assert term(text) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ">>> "),
        ("a +", "a + >>> "),
        ("a b", "a  >>> b"),
        ("(a", "(a >>> "),
        ("gamma", "gamma >>> "),
        ("gamma(a, b)", "gamma(a, b) >>> "),
        ("sum(1, 2, 3, a)", "sum(1, 2, 3, a) >>> "),
        ("a $ b", "a >>>  $ b"),
        ("__import__", None),
    ],
)
def test_refuses_with_the_place(text: str, place: str | None) -> None:
    """What is not in the notation is refused with its place; a dunder is a name like another."""
    if place is None:
        assert term(text) == Var(text)
        return
    with pytest.raises(NotationError) as caught:
        term(text)
    assert str(caught.value).endswith(place)
