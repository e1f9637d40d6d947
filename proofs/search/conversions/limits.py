"""Limits at the ends of intervals: continuity, arithmetic, and the functions that vanish there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, open_, subterms
from proofs.language import ONE, ZERO, mul, neg, num
from proofs.search.context import Context, Prover
from proofs.search.conversions.algebra import normal
from proofs.search.conversions.derivatives import derives, slope
from proofs.search.conversions.folds import by_algebra
from proofs.search.conversions.integrand_shape import Piece, linear, literal, pieces, term_of, tidy
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, joined, right

AT_INF, AT_NEG_INF = App("at_inf"), App("at_neg_inf")
TWO = num(2)
#: Domain and filter -> what shows that the filter meets the domain, and the names of its variables.
_NEAR = MappingProxyType(
    {
        ("real", "at_inf"): "near_real",
        ("real", "at_neg_inf"): "near_real_down",
        ("real", "from_right"): "near_real_right",
        ("real", "from_left"): "near_real_left",
        ("posreal", "at_inf"): "near_posreal",
        ("posreal", "from_left"): "near_posreal_left",
        ("above", "at_inf"): "near_above",
        ("above", "from_right"): "near_above_end",
        ("below", "at_neg_inf"): "near_below",
        ("below", "from_left"): "near_below_end",
        ("open", "from_right"): "near_open_left",
        ("open", "from_left"): "near_open_right",
        ("nat", "at_inf"): "near_naturals",
        ("posint", "at_inf"): "near_positive_integers",
    }
)
#: What is brought into another form on the domain before its limit is taken, beside folds.
REWRITTEN = ("if", "diff", "lim", "abs")
#: Continuous functions of one argument with their rule.
_CONTINUOUS = ("exp", "log", "gamma", "digamma", "abs", "erf", "sin", "cos", "arctan")


@dataclass(frozen=True, slots=True)
class End:
    """The variable, the domain and the filter of a limit, and the fact that they meet."""

    x: str
    domain: Term
    filter: App
    near: Fact

    def lam(self, u: Term) -> Bind:
        """u as a function of the variable."""
        return bind("lam", self.domain, self.x, u)

    def common(self) -> dict[str, Term]:
        """The values of the variables that most rules have."""
        return {"D": self.domain, "F": self.filter}

    def point(self) -> Term | None:
        """The finite point that the variable goes to."""
        return self.filter.args[0] if self.filter.args else None


def tends(f: Bind, filter_: Term, ctx: Context) -> Fact | None:
    """`tends f filter v` with v explicit, or None."""
    key = ("tends", f, filter_)
    if key not in ctx.memo:
        ctx.memo[key] = None
        ctx.memo[key] = _tends(f, filter_, ctx)
    return ctx.memo[key]


def _tends(f: Bind, filter_: Term, ctx: Context) -> Fact | None:
    ctx.check_time()
    if not isinstance(filter_, App) or not isinstance(f.domain, App):
        return None
    smaller = _smaller(f, filter_, ctx)
    if smaller is not None:
        return smaller
    near = _near(f.domain, filter_, ctx)
    if near is None:
        return None
    x = ctx.fresh(f.hint, f, filter_)
    end = End(x, f.domain, filter_, near)
    return tend(open_(f.body, Var(x)), end, ctx) or _after_rewriting(f, end, ctx)


def _after_rewriting(f: Bind, end: End, ctx: Context) -> Fact | None:
    """The limit of f by that of f simplified on the domain."""
    if not any(isinstance(t, Bind) or (isinstance(t, App) and t.head in REWRITTEN) for t in subterms(f.body)):
        return None
    x, body, inner = ctx.open(f)
    equation = ctx.tools.simplify(body, inner)
    place = End(x, end.domain, end.filter, end.near)
    found = tend(right(equation), place, ctx) if equation else None
    return found and _same(found, body, place, ctx, equation)


def _near(domain: App, filter_: App, ctx: Context) -> Fact | None:
    label = _NEAR.get((domain.head, filter_.head))
    match domain, filter_:
        case App("posreal"), App("from_right", (a,)):
            return ctx.by_axiom("near_posreal_zero") if a == ZERO else ctx.by_axiom("near_posreal_right", a=a)
        case App("open", (a, b)), App(side, (c,)) if c == (a if side == "from_right" else b) and label:
            return ctx.by_axiom(label, a=a, b=b)
        case App("above" | "below", (a,)), App(_, ends) if label and set(ends) <= {a}:
            return ctx.by_axiom(label, a=a)
        case App("real" | "posreal"), App(_, (a,)) if label:
            return ctx.by_axiom(label, a=a)
        case App("real" | "posreal" | "nat" | "posint"), App(_, ()) if label:
            return ctx.by_axiom(label)
    return None


def _smaller(f: Bind, filter_: App, ctx: Context) -> Fact | None:
    """The limit over the reals, or a set with its ends, from that over a smaller open set that the filter lies in."""
    values: dict[str, Term] = {}
    match f.domain, filter_:
        case App("real"), App("at_inf"):
            label, domain = "tends_real_at_inf", App("posreal")
        case App("real"), App("at_neg_inf"):
            label, domain = "tends_real_at_neg_inf", App("below", (ZERO,))
        case App("real"), App("from_right", (a,)) if a == ZERO:
            label, domain = "tends_real_from_right_0", App("posreal")
        case App("real"), App("from_right", (a,)):
            label, domain, values = "tends_real_from_right", App("above", (a,)), {"a": a}
        case App("real"), App("from_left", (a,)):
            label, domain, values = "tends_real_from_left", App("below", (a,)), {"a": a}
        case App("nonneg"), App("at_inf"):
            label, domain = "tends_nonneg_at_inf", App("posreal")
        case App("nonneg"), App("from_right", (a,)) if a == ZERO:
            label, domain = "tends_nonneg_from_right_0", App("posreal")
        case App("closed", (a, b)), App("from_right", (c,)) if c == a:
            label, domain, values = "tends_closed_from_right", App("open", (a, b)), {"a": a, "b": b}
        case App("closed", (a, b)), App("from_left", (c,)) if c == b:
            label, domain, values = "tends_closed_from_left", App("open", (a, b)), {"a": a, "b": b}
        case _:
            return None
    found = _tends(Bind("lam", domain, f.body, f.hint), filter_, ctx)
    return found and ctx.settle(ctx.proof.cut(found, ctx.proof.axiom(label, f=f, v=limit(found), **values)))


def limit(fact: Fact) -> Term:
    """v in `tends f filter v`."""
    match fact.conclusion:
        case App("tends", (_, _, v)):
            return v
    raise Refused("limits: no limit")


def function(fact: Fact) -> Bind:
    """f in `tends f filter v`."""
    match fact.conclusion:
        case App("tends", (Bind("lam") as f, _, _)):
            return f
    raise Refused("limits: no function")


def tend(u: Term, end: End, ctx: Context) -> Fact | None:
    """The limit of u."""
    ctx.check_time()
    if end.x not in u.facts.free:
        return ctx.proof.cut(end.near, ctx.proof.axiom("tends_constant", c=u, **end.common()))
    try:
        return _by_continuity(u, end, ctx) or _by_table(u, end, ctx) or _by_head(u, end, ctx) or _by_parts(u, end, ctx)
    except Refused:
        return None


def _by_continuity(u: Term, end: End, ctx: Context) -> Fact | None:
    """The value at a finite point where u is differentiable."""
    at = end.point()
    f = end.lam(u)
    found = None if at is None else derives(f, at, ctx)
    if at is None or found is None:
        return None
    fact = ctx.proof.axiom(f"tends_{end.filter.head}_value", f=f, D=end.domain, x=at, u=slope(found))
    return ctx.settle(ctx.proof.cuts(fact, end.near, found))


# ---- functions known to have a limit


def _by_table(u: Term, end: End, ctx: Context) -> Fact | None:
    found = pieces(u, end.x)
    if found is None or len(found) != 1:
        return None
    for label, values in _entries(found[0], end):
        fact = ctx.by_axiom(label, D=end.domain, **{name: tidy(t) for name, t in values.items()})
        if fact is None:
            continue
        scaled = ctx.proof.axiom("tends_scale", f=function(fact), c=found[0].constant, v=limit(fact), **end.common())
        same = _same(ctx.proof.cut(fact, scaled), u, end, ctx)
        if same is not None:
            return same
    return None


def _same(fact: Fact, u: Term, end: End, ctx: Context, known: Fact | None = None) -> Fact | None:
    """The limit of u, equal on the domain to the function in fact by algebra or by the known u = its value at x."""
    f, g = function(fact), end.lam(u)
    if f == g:
        return fact
    if known is None:
        x, body, inner = ctx.open(g)
        equation = by_algebra(open_(f.body, Var(x)), body, inner)
    else:
        x, equation = end.x, ctx.proof.sym(known)
    if equation is None:
        return None
    rule = ctx.proof.axiom("tends_same", f=f, g=g, v=limit(fact), **end.common())
    return ctx.settle(ctx.proof.cuts(rule, fact, ctx.proof.gen(x, end.domain, equation)))


def _entries(piece: Piece, end: End) -> Iterator[tuple[str, dict[str, Term]]]:
    log = App("log", (Var(end.x),))
    logs = literal(piece.atoms.get(log, ZERO))
    rest, rates, p = piece.without(log), piece.rates(), piece.power
    one = next(iter(rates.items())) if rates and len(rates) == 1 else None
    match end.filter:
        case App("from_right", (a,)) if a == ZERO and not rest:
            if rates == {} and logs in (0, 1, 2):
                yield ("tends_power_at_0", "tends_power_log_at_0", "tends_power_log_at_0_2")[int(logs)], {"p": p}
            if one is not None and logs == 0:
                yield "tends_inverse_gamma_kernel", {"p": p, "q": neg(one[1]), "k": neg(one[0])}
        case App("at_inf"):
            yield from _at_infinity(piece, end, logs, rest, rates)
        case App("at_neg_inf") if not rest and logs == 0:
            yield from _at_minus_infinity(piece, rates)


def _at_infinity(
    piece: Piece, end: End, logs: Fraction | None, rest: dict[Term, Term], rates: dict[Term, Term] | None
) -> Iterator[tuple[str, dict[str, Term]]]:
    p, plain = piece.power, not rest and logs in (0, 1)
    suffix = "_log" if logs == 1 else ""
    if rates == {} and plain:
        yield f"tends_power{suffix}_at_inf", {"p": neg(p)}
    if rates and len(rates) == 1 and plain:
        ((k, c),) = rates.items()
        yield f"tends_gamma_kernel{suffix}", {"p": p, "q": neg(c), "k": k}
    if rates and set(rates) == {ONE, TWO} and plain and logs == 0:
        yield "tends_gaussian_kernel_right", {"a": neg(rates[TWO]), "b": rates[ONE], "n": p}
    if rates == {} and len(rest) == 1 and logs == 0:
        ((a, e),) = rest.items()
        yield from _linear_entries(a, e, p, end.x, "right")


def _linear_entries(a: Term, e: Term, p: Term, x: str, side: str) -> Iterator[tuple[str, dict[str, Term]]]:
    inner = a.args[0] if isinstance(a, App) and a.head in ("erf", "arctan") else a
    line = linear(inner, x)
    if line is None:
        return
    values = {"e": line[0], "d": line[1]}
    if isinstance(a, App) and a.head in ("erf", "arctan") and e == ONE and p == ZERO:
        yield f"tends_{a.head}_{side}", values
        yield f"tends_{a.head}_{side}_falling", values
    elif side == "right" and p == ZERO:
        yield "tends_linear_power_right", {**values, "p": neg(e)}
    elif side == "right" and tidy(App("+", (p, e))) == ZERO:
        yield "tends_balanced_power", {**values, "p": p}
    elif side == "right":
        yield "tends_power_linear_power", {**values, "p": p, "r": neg(e)}


def _at_minus_infinity(piece: Piece, rates: dict[Term, Term] | None) -> Iterator[tuple[str, dict[str, Term]]]:
    p = piece.power
    if rates == {}:
        yield "tends_negative_power_left", {"n": neg(p)}
    if rates and TWO in rates and set(rates) <= {ONE, TWO}:
        yield "tends_gaussian_kernel_left", {"a": neg(rates[TWO]), "b": rates.get(ONE, ZERO), "n": p}
    if rates and set(rates) == {ONE}:
        yield "tends_exponential_left", {"t": rates[ONE], "n": p}


# ---- by structure


def _by_head(u: Term, end: End, ctx: Context) -> Fact | None:
    match u:
        case App("+" as head, args) | App("*" as head, args):
            return _joined(head, args, u, end, ctx)
        case App(head, (g,)) if head in _CONTINUOUS:
            return _special(u, end, ctx) or _composed(f"tends_{head}", g, end, ctx)
        case App("lower_gamma", (a, g)) if end.x not in a.facts.free:
            return _composed("tends_lower_gamma", g, end, ctx, a=a)
        case App("^", (b, e)) if e == num(-1):
            return _composed("tends_inverse", b, end, ctx)
        case App("^", (b, Num(n))) if n.denominator == 1 and n > 0:
            return _joined("*", (b,) * int(n), u, end, ctx) if n <= 8 else None
        case App("^", (b, e)) if end.x not in e.facts.free:
            return _composed("tends_power", b, end, ctx, p=e) or _vanishing_power(b, e, end, ctx)
        case App("^", (b, e)):
            return _two("tends_power_both", b, e, end, ctx)
    return None


def _special(u: App, end: End, ctx: Context) -> Fact | None:
    """erf or arctan of a linear function at minus infinity, or with negative slope."""
    if u.head not in ("erf", "arctan") or end.point() is not None:
        return None
    side = "right" if end.filter == AT_INF else "left"
    for label, values in _linear_entries(u, ONE, ZERO, end.x, side):
        fact = ctx.by_axiom(label, D=end.domain, **{name: tidy(t) for name, t in values.items()})
        same = fact and _same(fact, u, end, ctx)
        if same is not None:
            return same
    return None


def _composed(label: str, g: Term, end: End, ctx: Context, **values: Term) -> Fact | None:
    inner = tend(g, end, ctx)
    if inner is None:
        return None
    found = _tidied(inner, ctx)
    rule = ctx.proof.axiom(label, f=function(found), u=limit(found), **end.common(), **values)
    return ctx.settle(ctx.proof.cut(found, rule))


def _tidied(fact: Fact, ctx: Context) -> Fact:
    """The fact with its limit simplified."""
    equation = ctx.tools.simplify(limit(fact), ctx)
    return fact if equation is None else ctx.proof.rewrite(fact, (2,), (), equation)


def _vanishing_power(b: Term, e: Term, end: End, ctx: Context) -> Fact | None:
    """b^e for a positive b that goes to 0 and 0 < e."""
    inner = tend(b, end, ctx)
    found = inner and _tidied(inner, ctx)
    if found is None or limit(found) != ZERO:
        return None
    rule = ctx.proof.axiom("tends_power_zero", f=function(found), p=e, **end.common())
    return ctx.settle(ctx.proof.cut(found, rule))


def _two(label: str, a: Term, b: Term, end: End, ctx: Context) -> Fact | None:
    one = tend(a, end, ctx)
    other = tend(b, end, ctx) if one else None
    if one is None or other is None:
        return None
    second = "w" if label == "tends_power_both" else "v"
    values = {"f": function(one), "g": function(other), "u": limit(one), second: limit(other)}
    return ctx.settle(ctx.proof.cuts(ctx.proof.axiom(label, **values, **end.common()), one, other))


def _joined(head: str, args: tuple[Term, ...], u: Term, end: End, ctx: Context) -> Fact | None:
    label = "tends_add" if head == "+" else "tends_product"
    if head == "*":
        args = _factors(args, end.x)
    if len(args) < 2:
        return None
    total = tend(args[0], end, ctx)
    for a in args[1:]:
        other = tend(a, end, ctx) if total else None
        if total is None or other is None:
            return None
        values = {"f": function(total), "g": function(other), "u": limit(total), "v": limit(other)}
        total = ctx.proof.cuts(ctx.proof.axiom(label, **values, **end.common()), total, other)
    return total and _same(total, u, end, ctx)


def _factors(args: tuple[Term, ...], x: str) -> tuple[Term, ...]:
    """The constant factors as one, then the others."""
    still = tuple(a for a in args if x not in a.facts.free)
    moving = tuple(a for a in args if x in a.facts.free)
    return (mul(*still), *moving) if len(still) > 1 else args


def _by_parts(u: Term, end: End, ctx: Context) -> Fact | None:
    """The limit of u multiplied out, piece by piece; a piece as (what vanishes or blows up) times (the rest)."""
    found = pieces(u, end.x)
    if found is None or (len(found) == 1 and not _divides(found[0], end)):
        return None
    terms = [_written(p, end) for p in found]
    if terms == [u]:
        return None
    total = tend(terms[0], end, ctx)
    for t in terms[1:]:
        other = tend(t, end, ctx) if total else None
        if total is None or other is None:
            return None
        values = {"f": function(total), "g": function(other), "u": limit(total), "v": limit(other)}
        total = ctx.proof.cuts(ctx.proof.axiom("tends_add", **values, **end.common()), total, other)
    return total and _same(total, u, end, ctx)


def _divides(piece: Piece, end: End) -> bool:
    """Whether a piece has both a singular factor at 0 and a rest."""
    return end.point() == ZERO and bool(piece.exponent or piece.atoms) and piece.power != ZERO


def _written(piece: Piece, end: End) -> Term:
    """A piece as a product: at 0 the powers and logarithms of the variable first, as one factor."""
    x, log = Var(end.x), App("log", (Var(end.x),))
    singular: list[Term] = [App("^", (x, piece.power))] if piece.power != ZERO else []
    if log in piece.atoms:
        e = piece.atoms[log]
        singular.append(log if e == ONE else App("^", (log, e)))
    rest: list[Term] = [a if e == ONE else App("^", (a, e)) for a, e in piece.without(log).items()]
    sums = [mul(c, term_of({m: Fraction(1)})) for m, c in piece.exponent.items()]
    if sums:
        rest.append(App("exp", (sums[0] if len(sums) == 1 else App("+", tuple(sums)),)))
    if end.point() == ZERO and singular and rest:
        factors = (piece.constant, mul(*singular), mul(*rest))
        return App("*", factors if piece.constant != ONE else factors[1:])
    return mul(piece.constant, *singular, *rest)


# ---- conversions and provers


def value(t: Term, ctx: Context) -> Fact | None:
    """A limit = its value."""
    match t:
        case App("lim", (Bind("lam") as f, filter_)):
            found = tends(f, filter_, ctx)
            if found is None:
                return None
            fact = ctx.by_axiom("tends_value", D=f.domain, F=filter_, f=f, v=limit(found))
            return fact and joined(fact, normal(right(fact), ctx), ctx)
    return None


def prove_tends(p: Term, ctx: Context) -> Fact | None:
    """`tends f filter v` for a given v."""
    match p:
        case App("tends", (Bind("lam") as f, filter_, v)):
            found = tends(f, filter_, ctx)
            if found is None or limit(found) == v:
                return found
            if v == App("lim", (f, filter_)):
                equation = ctx.by_axiom("tends_value", D=f.domain, F=filter_, f=f, v=limit(found))
                return equation and ctx.proof.rewrite(found, (2,), (), ctx.proof.sym(equation))
            found = _tidied(found, ctx)
            equation = by_algebra(limit(found), v, ctx)
            return equation and ctx.proof.rewrite(found, (2,), (), equation)
    return None


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType({"limit_value": value})
PROVERS: MappingProxyType[str, Prover] = MappingProxyType({"tends": prove_tends})
