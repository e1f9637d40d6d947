"""From SymPy to terms and back."""

import pytest
import sympy as sp

from derive.sympy_bridge import Unsupported, to_statement, to_term
from derive.sympy_export import to_sympy
from proofs.kernel.term import show

x, y = sp.symbols("x y")
a, b = sp.symbols("a b", positive=True)
n = sp.Symbol("n", integer=True, nonnegative=True)
k, i = sp.symbols("k i", integer=True)
f = sp.Function("f")


@pytest.mark.parametrize(
    ("expression", "term"),
    [
        (x**2 + 1, "(+ 1 (^ x 2))"),
        (a**b, "(^ a b)"),
        (x**n, "(pow x n)"),
        (sp.E, "(exp 1)"),
        (sp.loggamma(a), "(log (gamma a))"),
        (sp.polygamma(1, a), "(trigamma a)"),
        (sp.lowergamma(a, b), "(lower_gamma a b)"),
        (sp.Max(x, y, 1), "(max (max 1 x) y)"),
        (sp.ceiling(x), "(* -1 (floor (* -1 x)))"),
        (sp.Sum(i**2, (i, 1, n)), "(sum i (range 1 n) (^ i 2))"),
        (sp.Sum(k, (k, 1, i), (i, 1, n)), "(sum i (range 1 n) (sum k (range 1 i) k))"),
        (sp.Sum(a**i, (i, 0, sp.oo)), "(sum i (from 0) (^ a i))"),
        (sp.Product(f(i), (i, 1, n)), "(prod i (range 1 n) (f i))"),
        (sp.Integral(x * sp.exp(-a * x), (x, 0, sp.oo)), "(int x posreal (* x (exp (* -1 a x))))"),
        (sp.Integral(x, (x, 1, 0)), "(* -1 (int x (open 0 1) x))"),
        (sp.Integral(x, (x, -sp.oo, 1)), "(int x (below 1) x)"),
        (sp.Derivative(f(a), a), "(diff (lam a posreal (f a)) a)"),
        (sp.Subs(sp.Derivative(f(x), x), x, 2), "(diff (lam x real (f x)) 2)"),
        (sp.Limit(x * sp.log(x), x, 0), "(lim (lam x real (* x (log x))) (from_right 0))"),
        (sp.Piecewise((x, x > 0), (-x, True)), "(if (< 0 x) x (* -1 x))"),
        (sp.IndexedBase("z")[n], "(z n)"),
    ],
)
def test_each_kind_of_node_has_its_term(expression: sp.Basic, term: str) -> None:
    """A SymPy expression of each kind becomes the term that means the same."""
    assert show(to_term(expression)) == term


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        (sp.Float("0.1") * x, "float"),
        (0.5, "float"),
        ("x + 1", "str"),
        (True, "truth value"),
        (sp.I * x, "ImaginaryUnit"),
        (sp.oo, "Infinity"),
        (sp.Integral(x, x), "indefinite"),
        (sp.Integral(x, (x, 0, y)), "reversed"),
        (sp.Sum(i, (i, 1, k)), "reversed"),
        (sp.Piecewise((x, x > 0)), "default"),
        (sp.Symbol("p", prime=True), "prime"),
        (sp.Symbol("q", rational=True), "rational"),
        (sp.Symbol("A", commutative=False), "not a real number"),
        (sp.Symbol("x", positive=True) + sp.Symbol("x"), "two symbols"),
        (sp.Matrix([1]), "Matrix"),
        (sp.zeta(a), "zeta"),
    ],
)
def test_what_has_no_counterpart_is_refused_by_name(expression: object, word: str) -> None:
    """Nothing is guessed: the refusal names what was met."""
    with pytest.raises(Unsupported, match=word):
        to_term(expression)


def test_assumptions_become_domains() -> None:
    """The hypotheses of a statement are the assumptions of its symbols, and what nothing gives is told."""
    statement, assumed = to_statement(a + x + n + k, sp.Symbol("m", negative=True))
    assert sorted(show(h) for h in statement.hypotheses) == [
        "(< m 0)", "(in a posreal)", "(in k int)", "(in m real)", "(in n nat)", "(in x real)",
    ]  # fmt: skip
    assert assumed == ("x is a real number",)


def test_bound_variables_leave_no_hypothesis() -> None:
    """A bound variable, of a sum, an integral or a substitution, is no symbol of the statement."""
    statement, _ = to_statement(sp.diff(f(a**2), a), sp.Sum(i, (i, 1, n)) + sp.Integral(x, (x, 0, 1)))
    assert statement.symbols() == {"a", "n", "f"}
    assert sorted(show(h) for h in statement.hypotheses) == ["(in a posreal)", "(in n nat)"]


def test_a_sum_over_a_reversed_range_is_not_taken() -> None:
    """SymPy counts a reversed range negatively, our language as empty: neither is guessed."""
    assert sp.Sum(i, (i, 1, -3)).doit() != 0
    with pytest.raises(Unsupported):
        to_term(sp.Sum(i, (i, 1, -3)))


def test_a_term_that_sympy_cannot_say_is_refused() -> None:
    """An abstract domain has no counterpart."""
    from proofs.language import fold, var

    with pytest.raises(Unsupported, match="int"):
        to_sympy(fold("int", var("Omega"), "o", var("X", var("o"))))
