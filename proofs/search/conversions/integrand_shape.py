"""An integrand or summand as a sum of pieces: constant times powers and exponentials of the variable.

Plans only: what is read off here chooses an axiom and its values, the kernel checks that they fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from proofs.kernel.field import UNIT, E, Exponent, Mono, Normaliser, Poly, as_poly, mono_names
from proofs.kernel.term import App, Num, Refused, Term, Var
from proofs.language import ONE, ZERO, mul

MAX_PIECES = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """constant * x^power * exp(sum of coefficient * key) * product of atom^exponent.

    The keys of `exponent` are monomials in which every atom depends on x; those of `atoms` are the other atoms that
    depend on x.
    """

    variable: str
    constant: Term
    power: Term
    exponent: Mapping[Mono, Term]
    atoms: Mapping[Term, Term]

    def rates(self) -> dict[Term, Term] | None:
        """The exponent as {k: coefficient of x^k}; None if it holds anything but powers of x."""
        out: dict[Term, Term] = {}
        for m, c in self.exponent.items():
            k = power_of(m, self.variable)
            if k is None:
                return None
            out[k] = c
        return out

    def body(self, *left_out: Term) -> Term:
        """The piece as a term without its constant and without the atoms left out."""
        x = Var(self.variable)
        parts: list[Term] = [App("^", (x, self.power)) if self.power != ONE else x] if self.power != ZERO else []
        parts += [a if e == ONE else App("^", (a, e)) for a, e in self.atoms.items() if a not in left_out]
        parts += [App("exp", (App("*", (c, term_of({m: Fraction(1)}))),)) for m, c in self.exponent.items()]
        return mul(*parts)

    def without(self, *atoms: Term) -> dict[Term, Term]:
        """The other atoms but these."""
        return {a: e for a, e in self.atoms.items() if a not in atoms}


def power_of(m: Mono, x: str) -> Term | None:
    """k if m is x^k."""
    if len(m) != 1:
        return None
    ((a, e),) = m
    return term_of(as_poly(e)) if a == Var(x) else None


def term_of(p: Poly) -> Term:
    """The term of a polynomial."""
    return Normaliser().to_term(p)


def tidy(t: Term) -> Term:
    """A normal form of t for use as a value: nothing is proved about it here."""
    try:
        return Normaliser().term(t)
    except (Refused, ValueError, ZeroDivisionError):
        return t


def depends(a: Term, e: Exponent, x: str) -> bool:
    """Whether a^e depends on x."""
    return x in a.facts.free or (not isinstance(e, Fraction) and any(x in mono_names(m) for m in e_monos(e)))


def e_monos(e: Exponent) -> list[Mono]:
    """The monomials of an exponent."""
    return list(as_poly(e))


def split(m: Mono, x: str) -> tuple[Mono, Mono]:
    """m as (part free of x, part in which each factor depends on x)."""
    moving = frozenset((a, e) for a, e in m if depends(a, e, x))
    return m - moving, moving


def by_variable(p: Poly, x: str) -> dict[Mono, Term]:
    """p as {monomial in x: coefficient}."""
    groups: dict[Mono, Poly] = {}
    for m, c in p.items():
        still, moving = split(m, x)
        groups.setdefault(moving, {})[still] = c
    return {m: term_of(q) for m, q in groups.items()}


def pieces(body: Term, x: str) -> list[Piece] | None:
    """The pieces of body, or None where there are too many or the algebra is beyond the caps."""
    try:
        p = Normaliser().poly(body)
    except (Refused, ValueError, ZeroDivisionError):
        return None
    if len(p) > MAX_PIECES:
        return None
    found = [_piece({m: c}, x) for m, c in sorted(p.items(), key=lambda mc: len(mc[0]))]
    return _merged([f for f in found if f is not None]) if all(found) else None


def _merged(found: list[Piece]) -> list[Piece]:
    """Pieces that differ by their constant only as one."""
    groups: dict[tuple[object, ...], list[Piece]] = {}
    for f in found:
        key = (f.power, frozenset(f.exponent.items()), frozenset(f.atoms.items()))
        groups.setdefault(key, []).append(f)
    out = []
    for group in groups.values():
        f = group[0]
        c = f.constant if len(group) == 1 else App("+", tuple(g.constant for g in group))
        out.append(Piece(f.variable, c, f.power, f.exponent, f.atoms))
    return out


def _piece(p: Poly, x: str) -> Piece | None:
    ((m, c),) = p.items()
    still, moving = split(m, x)
    exponent: dict[Mono, list[Term]] = {}
    constant: list[Term] = [term_of({still: c})]
    power: Term = ZERO
    atoms: dict[Term, Term] = {}
    for a, e in moving:
        if x in a.facts.free:
            if a == Var(x) and not any(x in mono_names(n) for n in e_monos(e)):
                power = term_of(as_poly(e))
            else:
                atoms[a] = term_of(as_poly(e))
            continue
        log = ONE if a == E else App("log", (a,))
        for n, coefficient in by_variable(as_poly(e), x).items():
            if n == UNIT:
                constant.append(App("exp", (App("*", (log, coefficient)),)))
            else:
                exponent.setdefault(n, []).append(coefficient if log == ONE else App("*", (log, coefficient)))
    rates = {n: c[0] if len(c) == 1 else App("+", tuple(c)) for n, c in exponent.items()}
    if any(x in t.facts.free for t in (power, *rates.values())):
        return None
    return Piece(x, constant[0] if len(constant) == 1 else App("*", tuple(constant)), power, rates, atoms)


def coefficients(t: Term, x: str) -> dict[Term, Term] | None:
    """t as {k: coefficient of x^k} with k free of x, 0 for the constant; None if it is no such sum."""
    try:
        p = Normaliser().poly(t)
    except (Refused, ValueError, ZeroDivisionError):
        return None
    out: dict[Term, Term] = {}
    for m, c in by_variable(p, x).items():
        k = ZERO if m == UNIT else power_of(m, x)
        if k is None or x in k.facts.free or x in c.facts.free:
            return None
        out[k] = c
    return out


def linear(t: Term, x: str) -> tuple[Term, Term] | None:
    """(e, d) if t is e + d x with d not 0."""
    c = coefficients(t, x)
    if c is None or ONE not in c or not set(c) <= {ZERO, ONE}:
        return None
    return c.get(ZERO, ZERO), c[ONE]


def binomial_in(t: Term, x: str) -> tuple[Term, Term, Term] | None:
    """(c, d, k) if t is c + d x^k."""
    c = coefficients(t, x)
    if c is None or len(c) != 2 or ZERO not in c:
        return None
    (k,) = (k for k in c if k != ZERO)
    return c[ZERO], c[k], k


def quadratic(t: Term, x: str) -> tuple[Term, Term, Term] | None:
    """(c0, c1, c2) if t is c0 + c1 x + c2 x^2 with c2 not 0."""
    c, two = coefficients(t, x), Num(Fraction(2))
    if c is None or two not in c or not set(c) <= {ZERO, ONE, two}:
        return None
    return c.get(ZERO, ZERO), c.get(ONE, ZERO), c[two]


def literal(t: Term) -> Fraction | None:
    """The number that t is."""
    return t.value if isinstance(t, Num) else None
