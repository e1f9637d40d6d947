"""A term as a sum of products coef * x^a * (log x)^l * prod (alpha + beta x^m)^e * exp(sum c_n x^n)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from proofs.kernel.term import App, Num, Term, Var, free
from proofs.language import ONE, ZERO, add, log, mul, num, power

MAX_PRODUCTS = 64
Affine = tuple[Term, Term, Fraction, Term]  # (alpha + beta x^m)^exponent
Powers = tuple[tuple[Fraction, Term], ...]

Exact = Callable[[Term], Fraction | None]


def unknown(_: Term) -> Fraction | None:
    """No value is known."""
    return None


@dataclass(frozen=True, slots=True)
class Product:
    """One product; `exponent` is that of x, `expo` the coefficients inside exp by power of x, `logs` is l."""

    coef: Term = ONE
    exponent: Term = ZERO
    affine: tuple[Affine, ...] = ()
    expo: Powers = ()
    logs: int = 0
    half: bool = False  # holds for x > 0 only


def total(*terms: Term) -> Term:
    """The sum with its numbers added up."""
    flat = [u for t in terms for u in (t.args if isinstance(t, App) and t.head == "+" else (t,))]
    constant = sum((u.value for u in flat if isinstance(u, Num)), Fraction(0))
    return add(*(u for u in flat if not isinstance(u, Num)), num(constant))


def scaled(*terms: Term) -> Term:
    """The product with its numbers multiplied."""
    flat = [u for t in terms for u in (t.args if isinstance(t, App) and t.head == "*" else (t,))]
    constant = Fraction(1)
    for u in flat:
        constant *= u.value if isinstance(u, Num) else 1
    return ZERO if constant == 0 else mul(num(constant), *(u for u in flat if not isinstance(u, Num)))


def tidy(t: Term) -> Term:
    """t with sums flattened, numbers multiplied into sums, and numbers added up."""
    if not isinstance(t, App):
        return t
    args = tuple(tidy(a) for a in t.args)
    if t.head == "+":
        return _collected([u for a in args for u in _spread(a)])
    parts = _spread(App(t.head, args))
    return parts[0] if len(parts) == 1 else _collected(parts)


def _spread(t: Term) -> list[Term]:
    """The summands of t, also of a number times a sum."""
    match t:
        case App(head="+"):
            return list(t.args)
        case App(head="*"):
            sums = [a for a in t.args if isinstance(a, App) and a.head == "+"]
            if len(sums) == 1 and all(isinstance(a, Num) for a in t.args if a is not sums[0]):
                factor = scaled(*(a for a in t.args if a is not sums[0]))
                return [scaled(factor, u) for u in sums[0].args]
    return [t]


def _collected(parts: list[Term]) -> Term:
    """The sum, equal parts with number coefficients put together."""
    coefficients: dict[Term, Fraction] = {}
    for p in parts:
        flat = p.args if isinstance(p, App) and p.head == "*" else (p,)
        c = Fraction(1)
        for u in flat:
            c *= u.value if isinstance(u, Num) else 1
        rest = mul(*(u for u in flat if not isinstance(u, Num)))
        coefficients[rest] = coefficients.get(rest, Fraction(0)) + c
    return total(*(scaled(num(c), u) for u, c in coefficients.items() if c))


def _merge(a: Powers, b: Powers) -> Powers:
    merged = dict(a)
    for n, c in b:
        merged[n] = total(merged[n], c) if n in merged else c
    return tuple(sorted((n, c) for n, c in merged.items() if c != ZERO))


def _times(a: Product, b: Product) -> Product:
    affine = {(p, q, m): e for p, q, m, e in a.affine}
    for p, q, m, e in b.affine:
        affine[p, q, m] = total(affine[p, q, m], e) if (p, q, m) in affine else e
    return Product(
        scaled(a.coef, b.coef),
        total(a.exponent, b.exponent),
        tuple((*key, e) for key, e in affine.items() if e != ZERO),
        _merge(a.expo, b.expo),
        a.logs + b.logs,
        a.half or b.half,
    )


def products(t: Term, x: str, exact: Exact = unknown) -> list[Product] | None:
    """t as such a sum, None where it is none; `exact` tells the value of a symbolic exponent, if it is rational."""
    if x not in free(t):
        return [Product(coef=t)]
    match t:
        case Var(args=()):
            return [Product(exponent=ONE)]
        case App(head="+"):
            parts = [products(a, x, exact) for a in t.args]
            flat = [p for part in parts if part is not None for p in part]
            return None if None in parts or len(flat) > MAX_PRODUCTS else flat
        case App(head="*"):
            return _product(t.args, x, exact)
        case App(head="^" | "pow", args=(b, e)):
            return _power(b, e, x, exact) if x not in free(e) else _exponential(e, b, x, exact)
        case App(head="exp", args=(u,)):
            inner = powers(u, x, exact)
            return None if inner is None else [_split(*inner)]
        case App(head="log", args=(u,)):
            return _logarithm(u, x, exact)
    return None


def _logarithm(u: Term, x: str, exact: Exact) -> list[Product] | None:
    """log u for a single product u, for x > 0 or an exponent of x that is 0."""
    found = products(u, x, exact)
    if found is None or len(found) != 1 or found[0].affine or found[0].logs:
        return None
    p = found[0]
    parts = [Product(coef=scaled(c), exponent=num(n), half=p.half) for n, c in p.expo]
    if p.coef != ONE:
        parts.append(Product(coef=log(p.coef)))
    if p.exponent != ZERO:
        parts.append(Product(coef=p.exponent, logs=1, half=True))
    return parts


def _split(inner: Powers, half: bool) -> Product:
    coef: Term = ONE
    for n, c in inner:
        if n == 0:
            coef = App("exp", (c,))
    return Product(coef=coef, expo=tuple((n, c) for n, c in inner if n != 0), half=half)


def _product(args: Iterable[Term], x: str, exact: Exact) -> list[Product] | None:
    result = [Product()]
    for a in args:
        part = products(a, x, exact)
        if part is None or len(part) * len(result) > MAX_PRODUCTS:
            return None
        result = [_times(p, q) for p in result for q in part]
    return result


def _exponential(e: Term, b: Term, x: str, exact: Exact) -> list[Product] | None:
    """b^e for b free of x."""
    inner = None if x in free(b) else powers(e, x, exact)
    return None if inner is None else [_split(tuple((n, scaled(c, log(b))) for n, c in inner[0]), inner[1])]


def powers(t: Term, x: str, exact: Exact = unknown) -> tuple[Powers, bool] | None:
    """t as a sum of c_n x^n with rational literal n, and whether for x > 0 only."""
    found = products(t, x, exact)
    if found is None:
        return None
    total_: Powers = ()
    for p in found:
        n = p.exponent.value if isinstance(p.exponent, Num) else exact(p.exponent)
        if p.affine or p.expo or p.logs or n is None:
            return None
        total_ = _merge(total_, ((n, p.coef),))
    return total_, any(p.half for p in found)


def _power(b: Term, e: Term, x: str, exact: Exact) -> list[Product] | None:
    base = products(b, x, exact)
    if base is None:
        return None
    whole = isinstance(e, Num) and e.value.denominator == 1
    if len(base) == 1 and not base[0].logs:
        p = base[0]
        return [
            Product(
                power(p.coef, e) if p.coef != ONE else ONE,
                scaled(p.exponent, e),
                tuple((a, c, m, scaled(f, e)) for a, c, m, f in p.affine),
                tuple((n, scaled(c, e)) for n, c in p.expo),
                half=p.half or (not whole and (p.exponent != ZERO or bool(p.affine))),
            )
        ]
    if whole and isinstance(e, Num) and 0 <= e.value <= 6:
        return _product([b] * int(e.value), x, exact)
    inner = powers(b, x, exact)
    if inner is not None and len(inner[0]) == 2 and inner[0][0][0] == 0:
        (_, alpha), (m, slope) = inner[0]
        return [Product(affine=((alpha, slope, m, e),), half=inner[1])]
    return None
