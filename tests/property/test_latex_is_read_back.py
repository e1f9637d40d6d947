"""What LaTeX is printed for a term means the same when the reader reads it.

Both sides are valued exactly: rational arithmetic, finite sums, and for exp, log, gamma, roots and
symbolic powers some rational function that tells them and their arguments apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derive.document import syntax as s
from derive.document.reader import read_formula
from derive.report.latex import latex
from proofs.kernel.term import App, Bind, Num, Term, Var, open_
from proofs.language import fold, num, var

VALUES: Mapping[str, Fraction] = {
    "alpha": Fraction(3, 7),
    "b": Fraction(5, 3),
    "mu_0": Fraction(7, 11),
    "x'": Fraction(13, 5),
    "hat_theta": Fraction(17, 19),
    "tau": Fraction(2, 9),
    "c": Fraction(23, 4),
}


def opaque(head: str, *args: Fraction) -> Fraction:
    """A stand-in for a function that is not rational."""
    seed = sum(map(ord, head))
    return Fraction(seed, 97) + sum((Fraction(k + 2, 3) * a * a + a / (k + 5) for k, a in enumerate(args)), Fraction(0))


def raised(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent < 0:
        return 1 / raised(base, -exponent)
    if exponent.denominator == 1 and exponent < 30:
        return base**exponent.numerator
    return opaque("sqrt", base) if exponent == Fraction(1, 2) else opaque("pow", base, exponent)


def of_term(t: Term) -> Fraction:
    match t:
        case Num():
            return t.value
        case Var(name="f", args=(a,)):
            return opaque("f", of_term(a))
        case Var():
            return VALUES[t.name]
        case App(head="+", args=args):
            return sum(map(of_term, args), Fraction(0))
        case App(head="*", args=args):
            product = Fraction(1)
            for a in args:
                product *= of_term(a)
            return product
        case App(head="^", args=(base, exponent)):
            return raised(of_term(base), of_term(exponent))
        case App(head=head, args=args):
            return opaque(head, *map(of_term, args))
        case Bind(kind="sum"):
            return sum((of_term(open_(t.body, num(i))) for i in (1, 2, 3)), Fraction(0))
    raise ValueError(t)


def name_of(e: s.Expr) -> str | None:
    match e:
        case s.Name(base=base, marks=marks, primes=primes):
            return "".join(f"{m}_" for m in marks) + base + "'" * primes
        case s.Subscript(base=base, index=s.Number(value=v)):
            return f"{name_of(base)}_{v}"
    return None


def of_tree(e: s.Expr, bound: Mapping[str, Fraction]) -> Fraction:
    match e:
        case s.Number(value=Fraction() as v):
            return v
        case s.Name() | s.Subscript():
            return {**VALUES, **bound}[name_of(e) or ""]
        case s.Group(body=body):
            return of_tree(body, bound)
        case s.Add(terms=terms):
            return sum((of_tree(t, bound) for t in terms), Fraction(0))
        case s.Negative(operand=o):
            return -of_tree(o, bound)
        case s.Multiply(factors=factors):
            product = Fraction(1)
            for f in factors:
                product *= of_tree(f, bound)
            return product
        case s.Divide(numerator=a, denominator=b):
            return of_tree(a, bound) / of_tree(b, bound)
        case s.Root(radicand=r, degree=None):
            return opaque("sqrt", of_tree(r, bound))
        case s.Power() | s.Apply():
            return of_power(e, bound) if isinstance(e, s.Power) else of_call(e, bound)
        case s.Big(kind="sum", variables=(variable,), body=body):
            name = name_of(variable) or ""
            return sum((of_tree(body, {**bound, name: Fraction(i)}) for i in (1, 2, 3)), Fraction(0))
    raise ValueError(e)


def of_power(e: s.Power, bound: Mapping[str, Fraction]) -> Fraction:
    """A power; that of a letter before a bracket raises the bracket only."""
    exponent = of_tree(e.exponent, bound)
    match e.base:
        case s.Name(base="e"):
            return opaque("exp", exponent)
        case s.Apply(head=head, args=(a,)) if name_of(head) in VALUES:
            return of_tree(head, bound) * raised(of_tree(a, bound), exponent)
    return raised(of_tree(e.base, bound), exponent)


def of_call(e: s.Apply, bound: Mapping[str, Fraction]) -> Fraction:
    """A function at its argument, or a letter times a bracket."""
    (a,) = e.args
    name = name_of(e.head) or ""
    if name in {"exp", "log", "Gamma", "f"}:
        return opaque(name.lower(), of_tree(a, bound))
    return of_tree(e.head, bound) * of_tree(a, bound)


def terms() -> st.SearchStrategy[Term]:
    numbers = st.builds(
        lambda n, d: num(Fraction(n, d)), st.integers(-9, 9).filter(bool), st.sampled_from([1, 1, 2, 3])
    )
    leaves = st.one_of(numbers, st.sampled_from(sorted(VALUES)).map(var))

    def larger(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            several.map(lambda a: App("+", a)),
            several.map(lambda a: App("*", a)),
            st.builds(lambda b, e: App("^", (b, e)), inner, st.one_of(numbers, inner)),
            st.builds(lambda b: App("^", (b, num(-1))), inner),
            st.builds(lambda h, a: App(h, (a,)), st.sampled_from(["exp", "log", "gamma"]), inner),
            inner.map(lambda a: var("f", a)),
            inner.map(lambda a: fold("sum", App("range", (num(1), num(3))), "tau", a)),
        )

    return st.recursive(leaves, larger, max_leaves=7)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(terms())
def test_latex_is_read_back(t: Term) -> None:
    """The value of the term and that of its LaTeX, as read, are equal."""
    try:
        expected = of_term(t)
    except (ZeroDivisionError, OverflowError):
        assume(False)
    assume(abs(expected.numerator).bit_length() < 4000)
    source = latex(t)
    formula = read_formula(source)
    assert formula.unread is None, (source, formula.unread)
    assert of_tree(formula.chains[0].head, {}) == expected, source


@pytest.mark.parametrize("name", ["mu_0", "eta'", "hat_beta", "bar_x", "Q_soft", "x_i"])
def test_names_are_read_back(name: str) -> None:
    """A name that is printed is read as one name with those decorations."""
    formula = read_formula(latex(var(name)))
    assert formula.unread is None
    assert isinstance(formula.chains[0].head, (s.Name, s.Subscript))
