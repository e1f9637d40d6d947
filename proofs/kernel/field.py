"""Normal forms of real terms: polynomials over Q in atoms, with every condition under which they equal the term.

A monomial maps atoms to exponents. An atom is a term that arithmetic does not look into (its arguments are
normalised), a prime, the constant e as `exp 1`, or a sum under a power that cannot be multiplied out. An exponent
is a rational or itself a polynomial. Sound but incomplete. Values are total (see `signature.py`): x^-1 is 0 at
x = 0, so (xy)^-1 = x^-1 y^-1 needs no condition, while x x^-1 = 1 asks for x != 0; a power of a product with a
general exponent asks for each factor to be positive.
"""

from fractions import Fraction
from functools import cache, reduce

# isort: off
from proofs.kernel.signature import POINTWISE
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, children, domain_of as domain_of, fresh
from proofs.kernel.term import is_range, open_, show, with_children
# isort: on

Exponent = Fraction | frozenset[tuple["Mono", Fraction]]
Mono = frozenset[tuple[Term, Exponent]]
Poly = dict[Mono, Fraction]

ZERO, ONE, MINUS, E = Num(Fraction(0)), Num(Fraction(1)), Num(Fraction(-1)), App("exp", (Num(Fraction(1)),))
UNIT: Mono = frozenset()
REAL, NONE, ONCE = App("real"), Fraction(0), Fraction(1)
MAX_BITS, MAX_EXPONENT, MAX_PRODUCTS, MAX_DIVISION = 8_192, 64, 20_000, 2_000


def const(c: Fraction | int) -> Poly:
    """The constant polynomial c."""
    return {UNIT: Fraction(c)} if c else {}


def added(*polys: Poly) -> Poly:
    """Sum of polynomials."""
    out: Poly = {}
    for p in polys:
        for m, c in p.items():
            out[m] = out.get(m, NONE) + c
    return {m: c for m, c in out.items() if c}


def scaled(p: Poly, c: Fraction | int) -> Poly:
    """p times the number c."""
    return {m: c * d for m, d in p.items()} if c else {}


def small(c: Fraction, times: int = 1) -> Fraction:
    """c, if c ** times is of a size that can be computed with. Raises: Refused."""
    if abs(times) * (c.numerator.bit_length() + c.denominator.bit_length()) > MAX_BITS:
        raise Refused("field: numbers too large")
    return c


def whole(e: Exponent) -> int | None:
    """An exponent as an integer, or None."""
    return int(e) if isinstance(e, Fraction) and e.denominator == 1 else None


def as_poly(e: Exponent) -> Poly:
    """An exponent as a polynomial."""
    return dict(e) if not isinstance(e, Fraction) else {UNIT: e} if e else {}


def as_exponent(p: Poly) -> Exponent:
    """A polynomial as an exponent: a number if it is constant."""
    return p.get(UNIT, NONE) if p.keys() <= {UNIT} else frozenset(p.items())


def parted(e: Exponent) -> tuple[Exponent, int]:
    """An exponent as (rest with constant part in [0, 1), integer)."""
    k = as_poly(e).get(UNIT, NONE) // 1
    return (as_exponent(added(as_poly(e), const(-k))) if k else e), k


def raised(d: dict[Term, Exponent]) -> Poly:
    """The product of atoms to exponents as a polynomial: whole powers of numbers are multiplied out."""
    c = ONCE
    for a, e in d.items():
        if isinstance(a, Num):
            d[a], k = parted(e)
            c *= small(a.value, k) ** k
    return {frozenset((a, e) for a, e in d.items() if e): c}


def atom(a: Term) -> Poly:
    """The polynomial a."""
    return {frozenset({(a, ONCE)}): ONCE}


def primes(c: Fraction) -> list[tuple[Term, Exponent]]:
    """Factors of c > 0 with exponents, by trial division to 10^4; a large cofactor is left whole."""
    out: list[tuple[Term, Exponent]] = []
    for n, sign in ((c.numerator, Fraction(1)), (c.denominator, Fraction(-1))):
        while n > 1:
            d = next((d for d in range(2, min(10_000, n)) if n % d == 0), n)
            out.append((Num(Fraction(d)), sign))
            n //= d
    return out


def mono_names(m: Mono) -> frozenset[str]:
    """Names of the free symbols of a monomial."""
    return frozenset().union(*(a.facts.free | poly_names(as_poly(e)) for a, e in m))


def poly_names(p: Poly) -> frozenset[str]:
    """Names of the free symbols of a polynomial."""
    return frozenset().union(*map(mono_names, p))


class Normaliser:
    """Normalises terms and collects in `conditions` all under which the normal forms equal them in value."""

    def __init__(self) -> None:
        self.conditions: dict[Term, None] = {}
        self._key = cache(show)
        self._mono_key = cache(lambda m: f"{len(m)} {' '.join(map(show, self._powers(m)))}")

    # ---- printing back, in an order that does not depend on the process

    def _by_key(self, m: Mono) -> list[tuple[Term, Exponent]]:
        return sorted(m, key=lambda ae: self._key(ae[0]))

    def _powers(self, m: Mono) -> list[Term]:
        powers = [(a, self.to_term(as_poly(e))) for a, e in self._by_key(m)]
        return [App("exp", (x,)) if a == E else a if x == ONE else App("^", (a, x)) for a, x in powers]

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

    # ---- arithmetic of polynomials

    def _times(self, m: Mono, n: Mono) -> Poly:
        d = dict(m)
        for a, e in n:
            old = d.get(a, NONE)
            if old and (whole(old) or 0) * (whole(e) or 0) < 0:
                self._nonzero(a)
            d[a] = as_exponent(self.cleared(added(as_poly(old), as_poly(e)))) if old else e
        return raised(d)

    def times(self, p: Poly, q: Poly) -> Poly:
        """Product of polynomials."""
        if len(p) * len(q) > MAX_PRODUCTS:
            raise Refused("field: polynomial too large")
        products = (scaled(self._times(m, n), c * d) for m, c in p.items() for n, d in q.items())
        return {m: small(c) for m, c in added(*products).items()}

    def _mono_power(self, m: Mono, e: Poly) -> Poly:
        """m^e, exponents multiplied; the caller sees to the conditions."""
        return raised({a: as_exponent(self.times(as_poly(k), e)) for a, k in m})

    def content(self, p: Poly) -> tuple[Fraction, Mono, Poly]:
        """p as c m q, q a sum free of common factors whose first coefficient is 1 (q is 1 if p is one term)."""
        rows, rest = [(dict(m), c) for m, c in p.items()], Poly()
        exponents = {a: {d.get(a, NONE) for d, _ in rows} for a in {a for m in p for a, _ in m}}
        low = {a: min(es) for a, es in exponents.items() if len(es) == 1 or all(isinstance(e, Fraction) for e in es)}
        for d, c in rows:
            for a, e in low.items():
                f = d.pop(a, NONE)
                if isinstance(e, Fraction) and isinstance(f, Fraction) and e != f:  # a^f = a^e a^(f - e)
                    d[a] = f - e
                    if e < 0:
                        self._nonzero(a)
            rest[frozenset(d.items())] = c
        first = rest[min(rest, key=self._mono_key)]
        return first, frozenset((a, e) for a, e in low.items() if e), scaled(rest, 1 / first)

    def whole_power(self, p: Poly, k: int) -> Poly:
        """p^k for an integer k; p is cleared if it is a sum and k < 0."""
        if abs(k) > MAX_EXPONENT:
            raise Refused(f"field: exponent {k} beyond the cap {MAX_EXPONENT}")
        if not p or k == 0:
            return const(int(k == 0))
        if len(p) > 1 and k > 0:
            return reduce(self.times, [p] * k)
        c, m, q = self.content(p)
        out = scaled(self._mono_power(m, const(k)), small(c, k) ** k)
        return out if q == const(1) else self.times(out, raised({self.to_term(q): Fraction(k)}))

    # ---- functions of cleared polynomials

    def power(self, p: Poly, e: Poly) -> Poly:
        """p^e: of a product with a general exponent by factors, each of which has to be positive."""
        k = whole(as_exponent(e))
        if k is not None:
            return self.whole_power(p, k)
        factors = self._factors(p)
        if factors is None:
            return atom(App("^", (self.to_term(p), self.to_term(e))))
        for a, _ in factors:
            self._positive(a)
        return reduce(self.times, (self._mono_power(frozenset({factor}), e) for factor in factors), const(1))

    def _factors(self, p: Poly) -> list[tuple[Term, Exponent]] | None:
        """Factors of p with their exponents, with a sum in an odd power turned round if p is negative without."""
        if not p:
            return None
        c, m, q = self.content(p)
        factors = self._by_key(m)
        if q != const(1):
            factors.append((self.to_term(scaled(q, 1 if c > 0 else -1)), Fraction(1)))
        elif c < 0:
            odd = next(((a, e) for a, e in factors if _is_sum(a) and (whole(e) or 0) % 2), None)
            if odd is None:
                return None
            factors[factors.index(odd)] = self.to_term(scaled(self.poly(odd[0]), -1)), odd[1]
        return [*primes(abs(c)), *factors]

    def exponential(self, p: Poly) -> Poly:
        """exp p, with exp (c log a) = a^c for each term with one logarithm."""
        out, rest = const(1), Poly()
        for m, c in p.items():
            match [(a, e) for a, e in m if isinstance(a, App) and a.head == "log"]:
                case [(App("log", (base,)), 1) as log] if not isinstance(base, Num) or base.value > 0:
                    self._positive(base)
                    out = self.times(out, raised({base: as_exponent({m - {log}: c})}))
                case _:
                    rest[m] = c
        return self.times(out, raised({E: as_exponent(rest)}))

    def logarithm(self, p: Poly) -> Poly:
        """log p, as the sum over the factors, each of which has to be positive if there is more than one."""
        factors = self._factors(p)
        if factors is None:
            return atom(App("log", (self.to_term(p),)))
        for a, e in factors:
            if len(factors) > 1 or e != 1:
                self._positive(a)
        logs = (self.times(const(1) if a == E else atom(App("log", (a,))), as_poly(e)) for a, e in factors)
        return added(*logs)

    def natural_power(self, b: Poly, e: Poly) -> Poly:
        """pow b (sum c m + k) = b^k prod (pow b m)^c for integers c, k, m; at b = 0 only if all terms are >= 0."""
        base, out = self.to_term(b), const(1)
        if any(c.denominator != 1 for c in e.values()):
            return atom(App("pow", (base, self.to_term(e))))
        for m, c in e.items():
            n = self.to_term({m: Fraction(1)})
            if m and e != {m: 1}:
                self.conditions[App("in", (n, App("int")))] = None
                if not _plainly_positive(base) and base != MINUS:
                    self.conditions[App("or", (App("!=", (base, ZERO)), App("<=", (ZERO, n))))] = None
            if c < 0 and e.keys() != {UNIT}:
                self._nonzero(base)
            out = self.times(out, self.whole_power(atom(App("pow", (base, n))) if m else b, int(c)))
        return out

    # ---- sums under powers

    def cleared(self, p: Poly) -> Poly:
        """p over one common denominator: whole powers of sums multiplied out or cancelled."""
        sums: set[Term] = {a for m in p for a, _ in m if _is_sum(a)}
        for a in sorted(sums, key=self._key):
            groups: dict[Exponent, list[tuple[int, Poly]]] = {}
            inner = self.poly(a)
            opposite = self.to_term(scaled(inner, -1))
            for m, c in p.items():
                d = dict(m)
                x, k = d.pop(a, NONE), whole(d.get(opposite, NONE))
                if k:  # (-a)^k = (-1)^k a^k
                    del d[opposite]
                    (turned,) = self.times(raised({a: x}), {frozenset({(a, Fraction(k))}): c * (-1) ** abs(k)}).items()
                    x, c = dict(turned[0]).get(a, NONE), turned[1]
                rest, n = parted(x)
                groups.setdefault(rest, []).append((n, {frozenset(d.items()): c}))
            p = added(*(self._over_one_power(a, inner, rest, group) for rest, group in groups.items()))
        return p

    def _over_one_power(self, a: Term, inner: Poly, rest: Exponent, group: list[tuple[int, Poly]]) -> Poly:
        """The sum of q a^(rest + k) over (k, q) in the group, over the least power of a."""
        low = min(k for k, _ in group) if rest else min(0, *(k for k, _ in group))
        if not rest and low < 0 and any(k > low for k, _ in group):
            self._nonzero(a)
        total = added(*(self.times(q, self.whole_power(inner, k - low)) for k, q in group))
        while total and (rest or low < 0):
            quotient = divided(total, inner)
            if quotient is None or self.times(quotient, inner) != total:  # with the conditions of this product
                break
            if not rest:
                self._nonzero(a)
            total, low = quotient, low + 1
        return self.times(total, raised({a: as_exponent(added(as_poly(rest), const(low)))}))

    # ---- terms

    def poly(self, t: Term) -> Poly:
        """t as a polynomial; sums under negative or general powers stay whole."""
        match t:
            case Num(value):
                return const(value)
            case App("+", args):
                return added(*map(self.poly, args))
            case App("*", args):
                return reduce(self.times, map(self.poly, args), const(1))
            case App("^", (App("*", args), Num(k) as e)) if k.denominator == 1 and k < 0:
                return self.poly(App("*", tuple(App("^", (a, e)) for a in args)))  # none of them multiplied out
            case App("^", (App("^", (b, Num(j))), Num(k))) if j.denominator == k.denominator == 1 and k < 0:
                return self.poly(App("^", (b, Num(j * k))))
            case App("^" | "pow" | "exp" | "log" as head, args):
                rules = {"^": self.power, "pow": self.natural_power, "exp": self.exponential, "log": self.logarithm}
                return rules[head](*(self.cleared(self.poly(a)) for a in args))  # type: ignore[no-any-return, operator]
            case Bind("sum" | "int" | "E" | "prod"):
                return self._fold(t)
        return atom(self.inside(t))

    def term(self, t: Term) -> Term:
        """The normal form of t as a term."""
        return self.to_term(self.cleared(self.poly(t)))

    def inside(self, t: Term, pointwise: bool = False) -> Term:
        """t with its real parts normalised; the conditions met under a lam hold for all numbers unless `pointwise`."""

        def part(u: Term, pointwise: bool = False) -> Term:
            return self.term(u) if u.facts.sort == "real" else self.inside(u, pointwise)

        if isinstance(t, Bind):
            d, x = self.inside(t.domain), fresh(f"_{t.facts.depth}", t.facts.free)
            outer, self.conditions = self.conditions, {}
            body = part(open_(t.body, Var(x)))
            self._leave(outer, x, REAL if t.kind == "lam" and not pointwise else domain_of(t.domain))
            return bind(t.kind, d, x, body)
        head = t.head if isinstance(t, App) else ""
        parts = [part(u, i == 0 and head in POINTWISE) for i, u in enumerate(children(t))]
        return with_children(t, tuple(sorted(parts, key=self._key) if head in ("max", "min") else parts))

    def _leave(self, outer: dict[Term, None], x: str, domain: Term) -> None:
        """Add to `outer` the conditions met in the body of a binder of x over domain."""
        inner, self.conditions = self.conditions, outer
        for c in inner:
            self.conditions[bind("all", domain, x, c) if x in c.facts.free else c] = None

    # ---- binders

    def _fold(self, t: Bind) -> Poly:
        """A finite sum is taken term by term, a finite product factor by factor; constant factors come out."""
        d, x = self.inside(t.domain), fresh(f"_{t.facts.depth}", t.facts.free)
        outer, self.conditions = self.conditions, {}
        p = self.cleared(self.poly(open_(t.body, Var(x))))
        split = (t.kind == "prod" or (t.kind == "sum" and len(p) > 1)) and (is_range(d) or isinstance(d, Var))
        if split and not is_range(d):
            self.conditions[App("summable", (Bind("lam", d, ONE),))] = None
        if t.kind == "prod":
            factors = self._factors(p) if split else None
            out = atom(bind("prod", d, x, self.to_term(p))) if factors is None else self._product(d, x, factors)
        else:
            pieces = [{m: c} for m, c in p.items()] if split or len(p) == 1 else [p] if p else []
            out = added(*(self._piece(t.kind, d, x, piece) for piece in pieces))
        self._leave(outer, x, domain_of(t.domain))
        return out

    def _piece(self, kind: str, d: Term, x: str, p: Poly) -> Poly:
        """The fold of p over d: its factors that are free of x, times the fold of the others."""
        c, m, q = self.content(p)
        still, moving = _apart(m, x)
        body = self.times(q, raised(moving))
        if kind != "sum" or body != const(1) or not is_range(d):
            return self.times(scaled(raised(still), c), atom(bind(kind, d, x, self.to_term(body))))
        first, last = children(d)
        count = self.cleared(added(self.poly(last), scaled(self.poly(first), -1), const(1)))
        self.conditions[App("in", (self.to_term(count), App("nat")))] = None
        if not (isinstance(first, Num) and first.value.denominator == 1):
            self.conditions[App("in", (first, App("int")))] = None
        return self.times(scaled(raised(still), c), count)

    def _product(self, d: Term, x: str, factors: list[tuple[Term, Exponent]]) -> Poly:
        """A finite product by factors; one that is free of x, a in the power of e, gives a^(sum e), with 0 < a."""
        out = const(1)
        for a, e in factors:
            if x not in a.facts.free:
                self._positive(a)
                total = added(*(self._piece("sum", d, x, {n: k}) for n, k in as_poly(e).items()))
                factor = raised({a: as_exponent(self.cleared(total))})
            elif x in poly_names(as_poly(e)):
                factor = atom(bind("prod", d, x, self.to_term(raised({a: e}))))
            else:
                factor = raised({bind("prod", d, x, a): e})
            out = self.times(out, factor)
        return out


def _is_sum(a: Term) -> bool:
    return isinstance(a, App) and a.head == "+"


def _plainly_positive(a: Term) -> bool:
    return a.value > 0 if isinstance(a, Num) else a == E


def _apart(m: Mono, x: str) -> tuple[dict[Term, Exponent], dict[Term, Exponent]]:
    """m as (factor free of x, factor that depends on x), exponents of powers of positive atoms split too."""
    still: dict[Term, Exponent] = {}
    moving: dict[Term, Exponent] = {}
    for a, e in m:
        kept = {n: c for n, c in as_poly(e).items() if x in a.facts.free | mono_names(n)}
        moving[a], still[a] = as_exponent(kept), as_exponent(added(as_poly(e), scaled(kept, -1)))
    return still, moving


def divided(p: Poly, q: Poly) -> Poly | None:
    """What p / q is if the division by leading terms comes out even; nothing rests on it, for it is multiplied out."""
    if any(not isinstance(e, Fraction) for m in q for _, e in m):
        return None
    atoms = sorted({a for m in q for a, _ in m if not isinstance(a, Num)}, key=show)

    def powers(m: Mono) -> list[Fraction]:
        d = dict(m)
        return [as_poly(d.get(a, NONE)).get(UNIT, NONE) for a in atoms]

    scratch, lead, out = Normaliser(), max(q, key=powers), Poly()
    inverse = scratch.whole_power({lead: q[lead]}, -1)
    low = [min(column) for column in zip(*map(powers, p), strict=True)]
    for _ in range(MAX_DIVISION // len(q)):
        top = max(p, key=powers)
        step = scratch.times({top: p[top]}, inverse)
        if any(x < y for m in step for x, y in zip(powers(m), low, strict=True)):
            return None
        out, p = added(out, step), added(p, scaled(scratch.times(step, q), -1))
        if not p:
            return out
    return None


def normalise(t: Term) -> tuple[Term, frozenset[Term]]:
    """The normal form of t and the conditions under which it equals t."""
    n = Normaliser()
    return n.term(t), frozenset(n.conditions)
