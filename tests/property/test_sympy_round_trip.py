"""Terms and SymPy expressions say the same."""

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.sympy_bridge import to_statement, to_term
from derive.sympy_export import to_sympy

A, B = sp.symbols("a b", positive=True)
X, Y = sp.symbols("x y", real=True)
N = sp.Symbol("n", integer=True, nonnegative=True)
F = sp.Function("f")

LEAVES = st.one_of(
    st.fractions(min_value=-5, max_value=5, max_denominator=6).map(lambda q: sp.Rational(q.numerator, q.denominator)),
    st.sampled_from([A, B, X, Y, N, sp.pi, sp.EulerGamma]),
)


def grown(inner: st.SearchStrategy[sp.Basic]) -> st.SearchStrategy[sp.Basic]:
    """Expressions one level above the inner ones."""
    one = st.sampled_from([sp.exp, sp.sin, sp.cos, sp.Abs, sp.erf, sp.atan, F])
    return st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        st.tuples(inner, st.integers(0, 2)).map(lambda p: p[0] ** p[1]),
        st.tuples(one, inner).map(lambda p: p[0](p[1])),
        st.tuples(inner, st.sampled_from([B, X, N, sp.Rational(1, 2)])).map(lambda p: (A + sp.Abs(p[0])) ** p[1]),
        inner.map(lambda e: sp.log(B + e**2)),
        inner.map(lambda e: sp.gamma(B + e**2)),
        inner.map(lambda e: sp.Sum(e, (sp.Symbol("i", integer=True), 0, N))),
    )


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=4)


@settings(max_examples=60, deadline=None)
@given(EXPRESSIONS)
def test_there_and_back_is_the_same_expression(e: sp.Basic) -> None:
    """What becomes a term and comes back is the expression that went, with bound variables renamed at most."""
    if e.has(sp.zoo, sp.nan, sp.oo, sp.I):
        return
    statement, assumed = to_statement(e, 0)
    back = to_sympy(statement.claim.args[0], statement.hypotheses)  # type: ignore[union-attr]
    assert assumed == ()
    assert back == e or to_term(back) == to_term(e)


@settings(max_examples=30, deadline=None)
@given(EXPRESSIONS)
def test_the_value_survives(e: sp.Basic) -> None:
    """At a point, the expression that comes back has the value of the one that went."""
    if e.has(sp.zoo, sp.nan, sp.oo, sp.I, F, sp.Sum):
        return
    e = e.xreplace({N: sp.Integer(2)})
    statement, _ = to_statement(e, 0)
    back = to_sympy(statement.claim.args[0], statement.hypotheses)  # type: ignore[union-attr]
    point = {A: sp.Rational(1, 3), B: sp.Rational(2, 5), X: sp.Rational(1, 2), Y: sp.Rational(-1, 4)}
    went, came = (sp.N(v.subs(point), 20) for v in (e, back))
    assert went == came or abs(went - came) <= abs(went) * sp.Float("1e-12")
