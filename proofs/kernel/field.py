"""Normal forms of real terms: polynomials over Q in atoms, with every condition under which they equal the term.

A monomial maps atoms to exponents. An atom is a term that arithmetic does not look into (its arguments are
normalised), a prime, the constant e as `exp 1`, or a sum under a power that cannot be multiplied out. An exponent
is a rational or itself a polynomial. Sound but incomplete. Values are total (see `signature.py`): x^-1 is 0 at
x = 0, so (xy)^-1 = x^-1 y^-1 needs no condition, while x x^-1 = 1 asks for x != 0; a power of a product with a
general exponent asks for each factor to be positive.
"""

from __future__ import annotations

from fractions import Fraction

# isort: off
from proofs.kernel.domains import domain_of, finite, is_range
from proofs.kernel.polynomial import MAX_BITS, MINUS, ONE, UNIT, ZERO, E, Exponent, Mono, Poly, added, as_exponent
from proofs.kernel.polynomial import as_poly, atom, const, divided, mono, mono_names, only, parted, poly_names, primes
from proofs.kernel.polynomial import scaled, shed, single, split
from proofs.kernel.signature import POINTWISE
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, fresh, open_, show
# isort: on

__all__ = ["MINUS", "ONE", "UNIT", "ZERO", "E", "Exponent", "Mono", "Normaliser", "Poly", "as_poly", "difference"]
__all__ += ["domain_of", "finite", "is_range", "mono_names", "normalise", "poly_names"]

REAL = App("real")
MAX_EXPONENT, MAX_PRODUCTS = 64, 20_000


class Normaliser:
    """Normalises terms and collects in `conditions` all under which the normal forms equal them in value."""

    def __init__(self) -> None:
        self.conditions: dict[Term, None] = {}
        self._keys: dict[Mono | Term, str] = {}

    # ---- printing back, in an order that does not depend on the process

    def _key(self, a: Term) -> str:
        if a not in self._keys:
            self._keys[a] = show(a)
        return self._keys[a]

    def _mono_key(self, m: Mono) -> str:
        if m not in self._keys:
            self._keys[m] = f"{len(m)} {' '.join(show(t) for t in self._powers(m))}"
        return self._keys[m]

    def _powers(self, m: Mono) -> list[Term]:
        out: list[Term] = []
        for a, e in sorted(m, key=lambda ae: self._key(ae[0])):
            x = self.to_term(as_poly(e))
            out.append(App("exp", (x,)) if a == E else a if e == 1 else App("^", (a, x)))
        return out

    def to_term(self, p: Poly) -> Term:
        """The term of a polynomial."""
        terms = []
        for m in sorted(p, key=self._mono_key):
            parts = ([Num(p[m])] if p[m] != 1 or not m else []) + self._powers(m)
            terms.append(parts[0] if len(parts) == 1 else App("*", tuple(parts)))
        return ZERO if not terms else terms[0] if len(terms) == 1 else App("+", tuple(terms))

    # ---- conditions

    def _positive(self, a: Term) -> None:
        if not _plainly_positive(a):
            self.conditions[App("<", (ZERO, a))] = None

    def _nonzero(self, a: Term) -> None:
        if not _plainly_positive(a) and a != MINUS and App("<", (ZERO, a)) not in self.conditions:
            self.conditions[App("!=", (a, ZERO))] = None

    def _finite(self, d: Term) -> None:
        if not is_range(d):
            self.conditions[finite(d)] = None

    # ---- arithmetic of polynomials

    def _times(self, m: Mono, n: Mono) -> tuple[Mono, Fraction]:
        if not m or not n:
            return m or n, Fraction(1)
        d, c = dict(m), Fraction(1)
        for a, e in n:
            old = d.get(a)
            if old is not None:
                if isinstance(old, Fraction) and isinstance(e, Fraction):
                    if old * e < 0 and old.denominator == e.denominator == 1:
                        self._nonzero(a)
                    e = old + e
                else:
                    e = self._sum(old, e)
            d[a] = e
            if not e:
                del d[a]
            elif isinstance(a, Num):
                c *= shed(d, a)
        return frozenset(d.items()), c

    def _sum(self, e: Exponent, f: Exponent) -> Exponent:
        return as_exponent(self.cleared(added(as_poly(e), as_poly(f))))

    def times(self, p: Poly, q: Poly) -> Poly:
        """Product of polynomials."""
        if len(p) * len(q) > MAX_PRODUCTS:
            raise Refused("field: polynomial too large")
        out: Poly = {}
        for m, c in p.items():
            for n, d in q.items():
                k, f = self._times(m, n)
                out[k] = out.get(k, Fraction(0)) + c * d * f
        out = {m: c for m, c in out.items() if c}
        if any(c.numerator.bit_length() + c.denominator.bit_length() > MAX_BITS for c in out.values()):
            raise Refused("field: numbers too large")
        return out

    def _mono_power(self, m: Mono, e: Poly) -> Poly:
        """m^e, exponents multiplied; the caller sees to the conditions."""
        out = const(1)
        for a, k in m:
            x = as_exponent(self.times(as_poly(k), e))
            if x:
                d = {a: x}
                c = shed(d, a) if isinstance(a, Num) else Fraction(1)
                out = self.times(out, {frozenset(d.items()): c})
        return out

    def content(self, p: Poly) -> tuple[Fraction, Mono, Poly]:
        """p as c m q, q a sum free of common factors whose first coefficient is 1, -1 made positive."""
        low: dict[Term, Exponent] = dict(next(iter(p)))
        general = {a for m in p for a, e in m if not isinstance(e, Fraction)}
        for m in p:
            d = dict(m)
            for a, e in list(low.items()):
                f = d.get(a, Fraction(0))
                if e != f:
                    mixed = a in general or not isinstance(e, Fraction) or not isinstance(f, Fraction)
                    low[a] = Fraction(0) if mixed else min(e, f)  # type: ignore[type-var]
            for a, e in m:
                if a not in low and a not in general and isinstance(e, Fraction) and e < 0:
                    low[a] = e
        m = frozenset((a, e) for a, e in low.items() if e)
        if m:
            p = {self._without(k, m): c for k, c in p.items()}
        c = p[min(p, key=self._mono_key)]
        return c, m, scaled(p, 1 / c)

    def _without(self, m: Mono, common: Mono) -> Mono:
        """m / common, where a^f = a^e a^(f - e) asks for a != 0 if e < 0 and f != e."""
        d = dict(m)
        for a, e in common:
            f = d.pop(a, Fraction(0))
            if isinstance(e, Fraction) and isinstance(f, Fraction) and e != f:
                d[a] = f - e
                if e < 0:
                    self._nonzero(a)
            elif e != f:
                raise Refused("field: no common factor")
        return frozenset(d.items())

    def whole_power(self, p: Poly, k: int) -> Poly:
        """p^k for an integer k."""
        if abs(k) > MAX_EXPONENT:
            raise Refused(f"field: exponent {k} beyond the cap {MAX_EXPONENT}")
        if k < 0:
            p = self.cleared(p)
        if not p or k == 0:
            return const(1) if k == 0 else {}
        if len(p) == 1 or k < 0:
            c, m, q = self.content(p) if len(p) > 1 else (*single(p), const(1))
            if abs(k) * (c.numerator.bit_length() + c.denominator.bit_length()) > MAX_BITS:
                raise Refused("field: numbers too large")
            out = scaled(self._mono_power(m, const(k)), c**k)
            return out if len(p) == 1 else self.times(out, {frozenset({(self.to_term(q), Fraction(k))}): Fraction(1)})
        out = const(1)
        for _ in range(k):
            out = self.times(out, p)
        return out

    def power(self, p: Poly, e: Poly) -> Poly:
        """p^e: of a product with a general exponent by factors, each of which has to be positive."""
        p, e = self.cleared(p), self.cleared(e)
        x = as_exponent(e)
        if isinstance(x, Fraction) and x.denominator == 1:
            return self.whole_power(p, int(x))
        p = self._turned(p)
        if not p or (len(p) == 1 and next(iter(p.values())) < 0):
            return atom(App("^", (self.to_term(p), self.to_term(e))))
        out = const(1)
        for a, k in self._positive_factors(p):
            out = self.times(out, self._mono_power(frozenset({(a, k)}), e))
        return out

    def _positive_factors(self, p: Poly) -> list[tuple[Term, Exponent]]:
        """Factors of p > 0 with their exponents, each one required to be positive."""
        c, m, q = self.content(p) if len(p) > 1 else (*single(p), const(1))
        rest = [] if q == const(1) else [(self.to_term(scaled(q, Fraction(1 if c > 0 else -1))), Fraction(1))]
        out = [*sorted(m, key=lambda ae: self._key(ae[0])), *rest]
        for a, _ in out:
            self._positive(a)
        return [*primes(abs(c)), *out]

    def _turned(self, p: Poly) -> Poly:
        """A single negative term with a sum in an odd power turned round, as c a^k = -c (-a)^k; any other p itself."""
        if len(p) == 1 and next(iter(p.values())) < 0:
            c, m = single(p)
            for a, e in sorted(m, key=lambda ae: self._key(ae[0])):
                if isinstance(a, App) and a.head == "+" and isinstance(e, Fraction) and e.denominator == 1 and e % 2:
                    opposite = self.to_term(scaled(self.poly(a), Fraction(-1)))
                    return self.times({m - {(a, e)}: -c}, {frozenset({(opposite, e)}): Fraction(1)})
        return p

    def exponential(self, p: Poly) -> Poly:
        """exp p, with exp (c log a) = a^c for each term with one logarithm."""
        out, rest = const(1), Poly()
        for m, c in self.cleared(p).items():
            logs = [(a, e) for a, e in m if isinstance(a, App) and a.head == "log"]
            if len(logs) == 1 and logs[0][1] == 1:
                base = logs[0][0].args[0]
                self._positive(base)
                x = as_exponent({m - {logs[0]}: c})
                d = {base: x}
                f = shed(d, base) if isinstance(base, Num) else Fraction(1)
                out = self.times(out, {frozenset((a, e) for a, e in d.items() if e): f})
            else:
                rest[m] = c
        return self.times(out, {frozenset({(E, as_exponent(rest))}): Fraction(1)}) if rest else out

    def logarithm(self, p: Poly) -> Poly:
        """log p, as the sum over the factors, each of which has to be positive."""
        p = self.cleared(p)
        if len(p) == 1 and next(iter(p.values())) == 1 and [e for _, e in next(iter(p))] == [1]:
            ((a, _),) = next(iter(p))
            return const(1) if a == E else atom(App("log", (a,)))
        p = self._turned(p)
        if not p or (len(p) == 1 and next(iter(p.values())) < 0):
            return atom(App("log", (self.to_term(p),)))
        c, m, q = self.content(p) if len(p) > 1 else (Fraction(1), UNIT, p)
        if len(p) > 1 and c == 1 and not m:
            return atom(App("log", (self.to_term(q),)))
        logs = ((const(1) if a == E else atom(App("log", (a,))), as_poly(e)) for a, e in self._positive_factors(p))
        return added(*(self.times(log, e) for log, e in logs))

    # ---- sums under powers

    def cleared(self, p: Poly) -> Poly:
        """p over one common denominator: whole powers of sums multiplied out or cancelled."""
        sums: set[Term] = {a for m in p for a, _ in m if isinstance(a, App) and a.head == "+"}
        for a in sorted(sums, key=self._key):
            p = self._clear(p, a, sums)
        return p

    def _clear(self, p: Poly, a: Term, sums: set[Term]) -> Poly:
        groups: dict[Exponent, dict[int, Poly]] = {}
        inner = self.poly(a)
        opposite = self.to_term(scaled(inner, Fraction(-1)))
        for m, c in p.items():
            d = dict(m)
            x = d.pop(a, Fraction(0))
            k = d.get(opposite) if opposite in sums else None
            if isinstance(k, Fraction) and k.denominator == 1:
                del d[opposite]
                if isinstance(x, Fraction) and k * x < 0:
                    self._nonzero(a)
                x, c = as_exponent(added(as_poly(x), const(k))), (-c if int(k) % 2 else c)
            rest, whole = parted(x)
            slot = groups.setdefault(rest, {}).setdefault(whole, {})
            n = frozenset(d.items())
            slot[n] = slot.get(n, Fraction(0)) + c
        return added(*(self._cleared_group(a, inner, rest, group) for rest, group in groups.items()))

    def _cleared_group(self, a: Term, inner: Poly, rest: Exponent, group: dict[int, Poly]) -> Poly:
        """The sum over k of group[k] a^(rest + k), over the least power of a."""
        low, high = min(group), max(group)
        if high - low > MAX_EXPONENT:
            raise Refused("field: powers of a sum too far apart")
        if (not rest and low < 0 < high) or (not rest and low < 0 and len(group) > 1):
            self._nonzero(a)
        total: Poly = {}
        for k in range(high, low - 1, -1):
            total = added(self.times(total, inner), group.get(k, {}))
        while total and (rest or low < 0):
            quotient = self._divided(total, inner)
            if quotient is None:
                break
            self.times(quotient, inner)  # for the conditions under which this product is `total`
            if not rest:
                self._nonzero(a)
            total, low = quotient, low + 1
        for _ in range(0 if rest else low):
            total = self.times(total, inner)
        x = as_exponent(added(as_poly(rest), const(low if rest or low < 0 else 0)))
        return self.times(total, {frozenset({(a, x)}): Fraction(1)}) if x else total

    def _divided(self, p: Poly, q: Poly) -> Poly | None:
        """p / q if the division comes out even, else None (or beyond the step cap)."""
        atoms = sorted({a for m in q for a, _ in m}, key=self._key)
        slices: dict[Mono, dict[tuple[Fraction, ...], Fraction]] = {}
        for m, c in p.items():
            rest, at = split(m, atoms)
            slices.setdefault(rest, {})[at] = c
        divisor = {split(m, atoms)[1]: c for m, c in q.items()}
        if any(split(m, atoms)[0] for m in q):
            return None
        out: Poly = {}
        for rest, dividend in slices.items():
            quotient = divided(dividend, divisor)
            if quotient is None:
                return None
            for at, c in quotient.items():
                k, f = self._times(rest, frozenset((a, e) for a, e in zip(atoms, at, strict=True) if e))
                out[k] = out.get(k, Fraction(0)) + c * f
        return {m: c for m, c in out.items() if c}

    # ---- terms

    def poly(self, t: Term) -> Poly:
        """t as a polynomial; sums under negative or general powers stay whole."""
        match t:
            case Num(value):
                return const(value)
            case App("+", args):
                return added(*(self.poly(a) for a in args))
            case App("*", args):
                out = const(1)
                for a in args:
                    out = self.times(out, self.poly(a))
                return out
            case App("^", (b, e)):
                return self._raised(b, e)
            case App("pow", (b, e)):
                return self._natural_power(b, e)
            case App("exp", (x,)):
                return self.exponential(self.poly(x))
            case App("log", (x,)):
                return self.logarithm(self.poly(x))
            case Bind("sum" | "int" | "E"):
                return self._linear_fold(t)
            case Bind("prod"):
                return self._product(t)
        return atom(self.inside(t))

    def _raised(self, base: Term, exponent: Term) -> Poly:
        """base^exponent; an inverse of a product or power factor by factor, so that no factor is multiplied out."""
        match base, exponent:
            case App("*", args), Num(k) if k.denominator == 1 and k < 0:
                return self.poly(App("*", tuple(App("^", (a, exponent)) for a in args)))
            case App("^", (b, Num(j))), Num(k) if j.denominator == k.denominator == 1 and k < 0:
                return self.poly(App("^", (b, Num(j * k))))
        return self.power(self.poly(base), self.poly(exponent))

    def term(self, t: Term) -> Term:
        """The normal form of t as a term."""
        return self.to_term(self.cleared(self.poly(t)))

    def inside(self, t: Term, pointwise: bool = False) -> Term:
        """t with its real parts normalised; the conditions met under a lam hold for all numbers unless `pointwise`."""
        match t:
            case Var(name, args) if args:
                return Var(name, tuple(self.term(a) for a in args))
            case App(head, args) if args:
                parts = [
                    self.term(a) if a.facts.sort == "real" else self.inside(a, i == 0 and head in POINTWISE)
                    for i, a in enumerate(args)
                ]
                return App(head, tuple(sorted(parts, key=self._key) if head in ("max", "min") else parts))
            case Bind(kind, domain, body):
                d, x = self.inside(domain), self._symbol(t)
                outer, self.conditions = self.conditions, {}
                opened = open_(body, Var(x))
                b = self.term(opened) if opened.facts.sort == "real" else self.inside(opened)
                self._leave(outer, x, REAL if kind == "lam" and not pointwise else domain_of(domain))
                return bind(kind, d, x, b)
        return t

    def _symbol(self, t: Term) -> str:
        return fresh(f"_{t.facts.depth}", t.facts.free)

    def _leave(self, outer: dict[Term, None], x: str, domain: Term) -> None:
        """Add to `outer` the conditions met in the body of a binder of x over domain."""
        inner, self.conditions = self.conditions, outer
        for c in inner:
            self.conditions[bind("all", domain, x, c) if x in c.facts.free else c] = None

    def _natural_power(self, base: Term, exponent: Term) -> Poly:
        """pow b (sum c m + k) = b^k prod (pow b m)^c for integers c, k, m; at b = 0 only if all terms are >= 0."""
        b, e = self.cleared(self.poly(base)), self.cleared(self.poly(exponent))
        x = as_exponent(e)
        if isinstance(x, Fraction) and x.denominator == 1:
            return self.whole_power(b, int(x))
        at = self.to_term(b)
        single = len(e) == 1 and UNIT not in e and next(iter(e.values())) == 1
        if single or any(c.denominator != 1 for c in e.values()):
            return atom(App("pow", (at, self.to_term(e))))
        out = self.whole_power(b, int(e.get(UNIT, Fraction(0))))
        for m, c in sorted(e.items(), key=lambda mc: self._mono_key(mc[0])):
            if m:
                n = self.to_term({m: Fraction(1)})
                self.conditions[App("in", (n, App("int")))] = None
                out = self.times(out, self.whole_power(atom(App("pow", (at, n))), int(c)))
                if not _plainly_positive(at) and at != MINUS:
                    self.conditions[App("or", (App("!=", (at, ZERO)), App("<=", (ZERO, n))))] = None
        if any(c < 0 for c in e.values()):
            self._nonzero(at)
        return out

    def _opened(self, t: Bind) -> tuple[Term, str, Poly, dict[Term, None]]:
        d, x = self.inside(t.domain), self._symbol(t)
        outer, self.conditions = self.conditions, {}
        return d, x, self.cleared(self.poly(open_(t.body, Var(x)))), outer

    def _linear_fold(self, t: Bind) -> Poly:
        """A sum, integral or expectation: constant factors come out; a finite sum is taken term by term."""
        d, x, p, outer = self._opened(t)
        pieces = [p] if p else []
        if t.kind == "sum" and len(p) > 1 and (is_range(d) or isinstance(d, Var)):
            self._finite(d)
            pieces = [{m: c} for m, c in p.items()]
        out: list[Poly] = []
        for piece in pieces:
            c, m, q = self.content(piece) if len(piece) > 1 else (*single(piece), const(1))
            still, moving = self._apart(m, x)
            body = self.times(q, {moving: Fraction(1)})
            out.append(self.times({still: c}, self._folded(t.kind, d, x, body)))
        self._leave(outer, x, domain_of(t.domain))
        return added(*out)

    def _folded(self, kind: str, d: Term, x: str, body: Poly) -> Poly:
        if kind == "sum" and body == const(1) and isinstance(d, App) and d.head == "range":
            count = self.cleared(added(self.poly(d.args[1]), scaled(self.poly(d.args[0]), Fraction(-1)), const(1)))
            self.conditions[App("in", (self.to_term(count), App("nat")))] = None
            first = d.args[0]
            if not (isinstance(first, Num) and first.value.denominator == 1):
                self.conditions[App("in", (first, App("int")))] = None
            return count
        return atom(bind(kind, d, x, self.to_term(body)))

    def _apart(self, m: Mono, x: str) -> tuple[Mono, Mono]:
        """m as (factor free of x, factor that depends on x), exponents of powers of positive atoms split too."""
        still: dict[Term, Exponent] = {}
        moving: dict[Term, Exponent] = {}
        for a, e in m:
            p = as_poly(e)
            kept = {n: c for n, c in p.items() if x in a.facts.free or x in mono_names(n)}
            moving[a] = as_exponent(kept)
            still[a] = as_exponent({n: c for n, c in p.items() if n not in kept})
        return mono(still), mono(moving)

    def _product(self, t: Bind) -> Poly:
        """A finite product is taken factor by factor; a constant factor a of N gives a^N and asks for 0 < a."""
        d, x, p, outer = self._opened(t)
        if not p or not (is_range(d) or isinstance(d, Var)):
            self._leave(outer, x, domain_of(t.domain))
            return atom(bind("prod", d, x, self.to_term(p)))
        self._finite(d)
        c, m, q = self.content(p) if len(p) > 1 else (*single(p), const(1))
        if c < 0:
            c, q = -c, scaled(q, Fraction(-1))
        out = const(1) if q == const(1) else atom(bind("prod", d, x, self.to_term(q)))
        for a, e in (*primes(c), *sorted(m, key=lambda ae: self._key(ae[0]))):
            out = self.times(out, self._product_of_power(d, x, a, e))
        self._leave(outer, x, domain_of(t.domain))
        return out

    def _product_of_power(self, d: Term, x: str, a: Term, e: Exponent) -> Poly:
        if x in a.facts.free and x in poly_names(as_poly(e)):
            return atom(bind("prod", d, x, self._powers(frozenset({(a, e)}))[0]))
        if x in a.facts.free:
            return self._mono_power(frozenset({(only(atom(bind("prod", d, x, a))), Fraction(1))}), as_poly(e))
        total: Poly = {}
        for m, c in as_poly(e).items():
            still, moving = self._apart(m, x)
            total = added(total, self.times({still: c}, self._folded("sum", d, x, {moving: Fraction(1)})))
        self._positive(a)
        return self._mono_power(frozenset({(a, Fraction(1))}), self.cleared(total))


def _plainly_positive(a: Term) -> bool:
    return a.value > 0 if isinstance(a, Num) else a == E


def normalise(t: Term) -> tuple[Term, frozenset[Term]]:
    """The normal form of t and the conditions under which it equals t."""
    n = Normaliser()
    return n.term(t), frozenset(n.conditions)


def difference(a: Term, b: Term) -> tuple[Poly, frozenset[Term]]:
    """The cleared normal form of a - b, and the conditions under which it equals a - b; {} shows a = b."""
    n = Normaliser()
    p = n.cleared(added(n.poly(a), scaled(n.poly(b), Fraction(-1))))
    return p, frozenset(n.conditions)
