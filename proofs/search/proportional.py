"""`propto` and `upto`: the constant is guessed from normal forms or from one point, then proved to be one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofs.kernel.field import MINUS, ONE, Normaliser, domain_of
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, instantiate, open_
from proofs.search.context import Context
from proofs.search.equality import equate
from proofs.search.inequalities import nonzero
from proofs.search.recorder import Fact
from proofs.search.strategy import right

INVERSE = Num(Fraction(-1))


def prove_propto(p: Term, ctx: Context) -> Fact | None:
    """f proportional to g: for a constant c != 0, f = c g on the domain."""
    match p:
        case App("propto", (Bind("lam", domain, body, hint) as f, Bind("lam", other, g))) if domain == other:
            x = ctx.fresh(hint, p)
            inner = ctx.assume_locally(App("in", (Var(x), domain_of(domain))))
            left, kernel = open_(body, Var(x)), open_(g, Var(x))
        case _:
            return None
    for c in _candidates(left, kernel, x, domain, inner):
        differs = ctx.discharge(nonzero(c))
        same = equate(left, App("*", (c, kernel)), inner) if differs else None
        if same is not None:
            found = ctx.proof.axiom("propto_intro", D=domain, f=f, g=p.args[1], c=c)
            return ctx.settle(ctx.proof.cuts(found, ctx.proof.gen(x, domain, same)))
    return None


def prove_upto(p: Term, ctx: Context) -> Fact | None:
    """f equal to g up to a constant: f = g + c on the domain."""
    match p:
        case App("upto", (Bind("lam", domain, body, hint) as f, Bind("lam", other, g))) if domain == other:
            x = ctx.fresh(hint, p)
            inner = ctx.assume_locally(App("in", (Var(x), domain_of(domain))))
            left, base = open_(body, Var(x)), open_(g, Var(x))
        case _:
            return None
    difference = App("+", (left, App("*", (MINUS, base))))
    for c in _free_of(x, _forms(difference, inner)):
        same = equate(left, App("+", (base, c)), inner)
        if same is not None:
            found = ctx.proof.axiom("upto_intro", D=domain, f=f, g=p.args[1], c=c)
            return ctx.settle(ctx.proof.cuts(found, ctx.proof.gen(x, domain, same)))
    return None


def _candidates(f: Term, g: Term, x: str, domain: Term, ctx: Context) -> Iterator[Term]:
    """Guesses for f / g that are free of x: the quotient, the quotient of constant factors, the one at a point."""
    yield from _free_of(x, _forms(App("*", (f, App("^", (g, INVERSE)))), ctx))
    simple = [right(s) if (s := ctx.tools.simplify(t, ctx)) else t for t in (f, g)]
    yield from _free_of(x, _forms(App("*", (simple[0], App("^", (simple[1], INVERSE)))), ctx))
    for point in _points(domain):
        at = [_at_point(t, x, point) for t in (f, g)]
        yield from _free_of(x, _forms(App("*", (at[0], App("^", (at[1], INVERSE)))), ctx))


def _forms(t: Term, ctx: Context) -> Iterator[Term]:
    """t simplified, and the normal form of t whatever conditions that needs; a guess has none."""
    simple = ctx.tools.simplify(t, ctx)
    if simple is not None:
        yield right(simple)
    p = ctx.poly(t)
    if p is not None:
        yield Normaliser().to_term(p)


def _free_of(x: str, guesses: Iterator[Term]) -> Iterator[Term]:
    return (c for c in dict.fromkeys(guesses) if x not in c.facts.free)


def _points(domain: Term) -> Iterator[Term]:
    match domain:
        case App("real" | "posreal" | "nonneg" | "int" | "nat" | "posint"):
            yield ONE
        case App("open", (a, b)):
            yield App("*", (Num(Fraction(1, 2)), App("+", (a, b))))
        case App("above", (a,)):
            yield App("+", (a, ONE))
        case App("closed" | "range" | "from", (a, *_)):
            yield a


def _at_point(t: Term, x: str, point: Term) -> Term:
    try:
        return instantiate(t, {x: point})
    except Refused:
        return t
