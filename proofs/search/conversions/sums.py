"""Sums and products: those of the laws on integers, finite ones with symbolic ends, literal ones written out."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, open_, show, subterms
from proofs.language import ONE, add, gamma, mul, num, power
from proofs.search.context import Context, Prover
from proofs.search.conversions.algebra import normal
from proofs.search.conversions.binomial_theorem import binomial_theorem
from proofs.search.conversions.convergence import fitted
from proofs.search.conversions.folds import (
    SUM,
    assemble,
    by_algebra,
    by_pieces,
    function_of,
    lam_of,
    power_of_product,
    same_function,
    value_of,
)
from proofs.search.conversions.integrand_shape import Piece, linear, tidy
from proofs.search.conversions.series import base_of, candidates, order, plain_power, stirling
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, joined, right

#: Literal ranges up to this length are written out.
MAX_WRITTEN_OUT = 12
#: Terms that are split off the end of a sum to reach a symbolic end.
MAX_SPLIT_OFF = 3


def sums(f: Bind, ctx: Context) -> Fact | None:
    """`sums f v` with v in closed form, or None."""
    key = ("sums", f)
    if key not in ctx.memo:
        ctx.memo[key] = None
        ctx.memo[key] = _sums(f, ctx)
    return ctx.memo[key]


def _sums(f: Bind, ctx: Context) -> Fact | None:
    return (
        by_pieces(SUM, f, _piece, ctx)
        or binomial_theorem(f, ctx)
        or _moved(f, ctx)
        or by_pieces(SUM, f, _piece, ctx, facts=True)
    )


def _moved(f: Bind, ctx: Context) -> Fact | None:
    """`sums f v` by a shift of the index to start at 0, or at 1 over the positive integers."""
    match f.domain:
        case App("posint"):
            return _through("sums_naturals_to_positive", ctx, f=f)
        case App("from", (a,)) if a == ONE and (found := sums(Bind("lam", App("posint"), f.body, f.hint), ctx)):
            naturals = ctx.proof.axiom("sums_positive_to_naturals", f=f, v=value_of(found))
            moved = ctx.proof.axiom("sums_from", f=f, a=a, v=value_of(found))
            return ctx.settle(ctx.proof.cut(ctx.proof.cut(found, naturals), moved))
        case App("from", (a,)):
            return _through("sums_from", ctx, f=f, a=a)
        case App("range", (a, b)) if a != num(0):
            return _through("sums_shift_range", ctx, f=f, a=a, b=b)
    return None


def _through(label: str, ctx: Context, **values: Term) -> Fact | None:
    """The conclusion of an axiom whose one premise is a sum with value v."""
    premises = [
        g for h in ctx.proof.axiom(label, **values).hypotheses if isinstance(h, App) and h.head == "sums"
        for g in h.args if isinstance(g, Bind)
    ]  # fmt: skip
    moved = _tidied(premises[0])
    found = sums(moved, ctx) or _simplified(moved, ctx)
    if found is None:
        return None
    fact = ctx.proof.axiom(label, v=value_of(found), **values)
    (needed,) = (h for h in fact.hypotheses if isinstance(h, App) and h.head == "sums")
    back = _same_sum(found, needed, ctx)
    return back and ctx.settle(ctx.proof.cut(back, fact))


def _simplified(f: Bind, ctx: Context) -> Fact | None:
    """`sums f v` by that of the simplified summand."""
    k, body, inner = ctx.open(f)
    equation = ctx.tools.simplify(body, inner)
    found = sums(bind("lam", f.domain, k, right(equation)), ctx) if equation else None
    if equation is None or found is None:
        return None
    return ctx.settle(ctx.proof.rewrite(found, (0, 1), (k,), ctx.proof.sym(equation)))


def _tidied(f: Bind) -> Bind:
    """f with the ends of its range in normal form."""
    match f.domain:
        case App("range", (a, b)):
            return Bind("lam", App("range", (tidy(a), tidy(b))), f.body, f.hint)
    return f


def _same_sum(fact: Fact, wanted: Term, ctx: Context) -> Fact | None:
    """The fact with its range written as in `wanted`."""
    if fact.conclusion == wanted:
        return fact
    for i in (0, 1):
        now, goal = _end(fact.conclusion, i), _end(wanted, i)
        if now != goal:
            equation = ctx.equal(now, goal)
            if equation is None:
                return None
            fact = ctx.proof.rewrite(fact, (0, 0, i), (), equation)
    return fact if fact.conclusion == wanted else None


def _end(p: Term, i: int) -> Term:
    match p:
        case App(_, (Bind(_, App("range", ends)), *_)):
            return ends[i]
    raise Refused("sums: no range")


def _piece(piece: Piece, domain: Term, ctx: Context) -> Fact | None:
    """`sums` for a piece: its power of the index as a combination of falling factorials."""
    known = _power_sum(piece, domain, ctx) or _log_factorial(piece, domain, ctx)
    if known is not None:
        return known
    m = order(piece)
    parts = []
    for j in range((0 if m is None else m) + 1):
        weight = 1 if m is None else stirling(m, j)
        if weight == 0:
            continue
        found = _kernel(piece, domain, j, ctx)
        if found is None:
            return _moved(bind("lam", domain, piece.variable, piece.body()), ctx)
        fact, excess = found
        parts.append((tidy(mul(num(weight), power(excess, -1))), fact))
    return assemble(SUM, bind("lam", domain, piece.variable, piece.body()), parts, ctx)


def _kernel(piece: Piece, domain: Term, j: int, ctx: Context) -> tuple[Fact, Term] | None:
    for label, values, excess in candidates(piece, domain, j):
        ratio = values.get("y")
        if ratio is not None:
            _know_ratio(ratio, ctx)
        fact = fitted(label, values, ctx)
        if fact is not None:
            return fact, excess
    return None


def _log_factorial(piece: Piece, domain: Term, ctx: Context) -> Fact | None:
    """The sum of y^k log k! / k!, which converges and has no closed form."""
    k = Var(piece.variable)
    factorial = gamma(add(k, ONE))
    found = base_of(piece) if domain == App("nat") and piece.power == num(0) else None
    if found is None or not any(isinstance(a, App) and a.head == "log" for a in found[2]):
        return None
    body = mul(App("pow", (found[0], k)), power(factorial, -1), App("log", (factorial,)))
    f = bind("lam", domain, piece.variable, body)
    converges = ctx.by_axiom("log_factorial_summable", y=found[0])
    if converges is None:
        return None
    kept = ctx.proof.cut(converges, ctx.proof.axiom("summable_sums", D=domain, f=f))
    same = ctx.settle(kept) and same_function(kept, bind("lam", domain, piece.variable, piece.body()), ctx)
    value = same and ctx.proof.normal(value_of(same))
    settled = value and ctx.settle(value)
    return ctx.proof.rewrite(same, (1,), (), settled) if same and settled else same


def _know_ratio(y: Term, ctx: Context) -> None:
    """Add that y is positive, and below 1 or not 1, where its logarithm exists and is negative, or not 0."""
    below, differs = App("<", (y, ONE)), App("!=", (y, ONE))
    if isinstance(y, Num) or below in ctx.facts or differs in ctx.facts:
        return
    log = tidy(App("log", (y,)))
    back = ctx.equal(App("exp", (log,)), y)
    if back is None or log == App("log", (y,)):
        return
    positive = ctx.proof.sign(App("<", (num(0), App("exp", (log,)))))
    ctx.add(ctx.proof.rewrite(positive, (1,), (), back))
    less = ctx.by_axiom("exp_increases", x=log, y=num(0))
    one = ctx.equal(App("exp", (num(0),)), ONE)
    if less is not None and one is not None:
        ctx.add(ctx.proof.rewrite(ctx.proof.rewrite(less, (0,), (), back), (1,), (), one))
        return
    other = ctx.by_axiom("exp_differs_from_one", x=log)
    if other is not None:
        ctx.add(ctx.proof.rewrite(other, (0,), (), back))


def _power_sum(piece: Piece, domain: Term, ctx: Context) -> Fact | None:
    m = plain_power(piece)
    match domain:
        case App("range", (a, b)) if m is not None:
            return ctx.by_axiom(f"power_sum_{m}", a=a, b=b)
    return None


# ---- conversions


def value(t: Term, ctx: Context) -> Fact | None:
    """A sum = its closed form."""
    match t:
        case Bind("sum"):
            found = sums(lam_of(t), ctx)
            if found is None or value_of(found) == t:
                return None
            fact = ctx.by_axiom("sums_value", D=t.domain, f=function_of(found), v=value_of(found))
            return fact and joined(fact, normal(right(fact), ctx), ctx)
    return None


def written_out(t: Term, ctx: Context) -> Fact | None:
    """A sum or product over a literal range = its terms."""
    match t:
        case Bind("sum" | "prod" as kind, App("range", (Num(a), Num(b)))):
            if b - a >= MAX_WRITTEN_OUT or a.denominator != 1 or b.denominator != 1:
                return None
            label = f"{kind}_empty" if b < a else f"{kind}_single" if a == b else f"{kind}_first"
            values = {"a": num(a)} if a == b else {"a": num(a), "b": num(b)}
            fact = ctx.by_axiom(label, f=lam_of(t), **values)
            return fact and joined(fact, normal(right(fact), ctx), ctx)
    return None


def split_off(t: Term, ctx: Context) -> Fact | None:
    """A sum or product that ends at n + c = the one that ends at n, with the terms between; n - c for sums only."""
    match t:
        case Bind("sum" | "prod" as kind, App("range", (a, b))) if not isinstance(b, Num):
            past = _constant_part(b)
            if past == 0 or abs(past) > MAX_SPLIT_OFF:
                return None
            if past > 0:
                fact = ctx.by_axiom(f"{kind}_last", f=lam_of(t), a=a, b=b)
                return fact and joined(fact, normal(right(fact), ctx), ctx)
            if kind == "sum" and _offset(t, ctx) == 0:
                longer = ctx.by_axiom("sum_last", f=lam_of(t), a=a, b=tidy(add(b, ONE)))
                return longer and _without(t, open_(t.body, tidy(add(b, ONE))), longer, ctx)
    return None


def _without(t: Bind, term: Term, longer: Fact, ctx: Context) -> Fact | None:
    """t = the longer sum less the term, from the longer sum = t and the term."""
    match longer.conclusion:
        case App("=", (whole, _)):
            goal = App("=", (t, App("+", (whole, App("*", (num(-1), term))))))
            fact = ctx.settle(ctx.proof.linear(goal, (longer,), (Fraction(-1),)))
            return fact and joined(fact, normal(right(fact), ctx), ctx)
    return None


def _offset(t: Bind, ctx: Context) -> int | None:
    """c if the families in the body stand at the index plus c; None if there are none, or at different places."""
    i, body, _ = ctx.open(t)
    found = {linear(a, i) for u in subterms(body) if isinstance(u, Var) for a in u.args if i in a.facts.free}
    match list(found):
        case [(Num(c), slope)] if slope == ONE and c.denominator == 1:
            return int(c)
    return None


def _constant_part(t: Term) -> int:
    match tidy(t):
        case App("+", args):
            numbers = [a.value for a in args if isinstance(a, Num)]
            return int(numbers[0]) if numbers and numbers[0].denominator == 1 else 0
    return 0


def log_of_product(t: Term, ctx: Context) -> Fact | None:
    """log of a product of positive factors = the sum of their logs."""
    match t:
        case App("log", (Bind("prod", App("range", (a, b)), body, hint),)):
            return ctx.by_axiom("log_of_prod", f=Bind("lam", App("range", (a, b)), body, hint), a=a, b=b)
    return None


def shifted(t: Term, ctx: Context) -> Fact | None:
    """A sum or product with families at i + c = the one with them at i; else from a number other than 1 = from 1."""
    match t:
        case Bind("sum" | "prod" as kind, App("range", (a, b))):
            offset, start = _offset(t, ctx), a.value if isinstance(a, Num) and a.value.denominator == 1 else None
            if offset:
                return _shifted_by(t, offset, ctx)
            if start is None and offset == 0 and kind == "sum":
                return _from_one(t, a, b, ctx)
            if start is None or start == 1 or isinstance(b, Num):
                return None
            if offset == 0 and start == 0:
                fact = ctx.by_axiom(f"{kind}_first", f=lam_of(t), a=a, b=b)
                return fact and joined(fact, normal(right(fact), ctx), ctx)
            if offset == 0 and kind == "sum" and 1 < start <= 1 + MAX_SPLIT_OFF:
                before = num(start - 1)
                longer = ctx.by_axiom("sum_first", f=lam_of(t), a=before, b=b)
                same = longer and ctx.proof.rewrite(longer, (1, 1, 0, 0), (), ctx.proof.ring(add_one(before), a))
                return same and _without(t, open_(t.body, before), same, ctx)
            return _shifted_by(t, int(1 - start), ctx)
    return None


def _from_one(t: Bind, a: Term, b: Term, ctx: Context) -> Fact | None:
    """A sum from a symbolic a = the sum from 1 less the one that ends before a."""
    before = tidy(add(a, num(-1)))
    whole = ctx.by_axiom("sum_split", f=lam_of(t), a=ONE, b=before, c=b)
    if whole is None:
        return None
    same = ctx.equal(add_one(before), a)
    written = same and ctx.proof.rewrite(whole, (1, 1, 0, 0), (), same)
    return written and _without(t, Bind("sum", App("range", (ONE, before)), t.body, t.hint), written, ctx)


def add_one(t: Term) -> Term:
    """t + 1 as the axioms write it."""
    return App("+", (t, ONE))


def _shifted_by(t: Bind, c: int, ctx: Context) -> Fact | None:
    match t.domain:
        case App("range", (a, b)):
            fact = ctx.by_axiom(f"{t.kind}_shift", f=lam_of(t), a=a, b=b, k=num(c))
            return fact and joined(fact, normal(right(fact), ctx), ctx)
    return None


def in_order(t: Term, ctx: Context) -> Fact | None:
    """Two finite sums within each other, neither range with the other's index, in the order of their ranges.

    Of two sums over one range, factors between them or not, that order is taken which is written first.
    """
    match t:
        case Bind("sum", App("range", (a, b)) as outer, Bind("sum", App("range", (c, d)) as inner)):
            if inner.facts.loose or show(inner) >= show(outer):
                return _in_written_order(t, ctx) if inner == outer else None
            return ctx.by_axiom("sum_swap", a=a, b=b, c=c, d=d, f=_doubled(t, t.body, (), ctx))
        case Bind("sum", App("range"), App("*", factors)):
            return _in_written_order(t, ctx) if any(isinstance(f, Bind) for f in factors) else None
    return None


def _doubled(t: Bind, inner: Term, others: tuple[Term, ...], ctx: Context) -> Bind:
    """The function of two indices that t, with `inner` times `others` as its body, sums."""
    if not isinstance(inner, Bind):
        raise Refused("sums: no sum within a sum")
    i, j = ctx.fresh("i", t), ctx.fresh("j", t, Var("i"))
    body = open_(open_(inner, Var(i)).body, Var(j))  # type: ignore[union-attr]
    whole = mul(*(open_(o, Var(i)) for o in others), body)
    return bind("lam", t.domain, i, bind("lam", inner.domain, j, whole))


def _in_written_order(t: Bind, ctx: Context) -> Fact | None:
    """The sums over one range swapped, where the result is written before t."""
    factors = t.body.args if isinstance(t.body, App) else (t.body,)
    folds = [f for f in factors if isinstance(f, Bind) and f.kind == "sum" and f.domain == t.domain]
    if len(folds) != 1 or not isinstance(t.domain, App):
        return None
    a, b = t.domain.args
    two = _doubled(t, folds[0], tuple(f for f in factors if f is not folds[0]), ctx)
    nested = Bind("sum", two.domain, Bind("sum", two.domain, two.body.body))  # type: ignore[union-attr]
    same, swapped = ctx.equal(t, nested), ctx.by_axiom("sum_swap", a=a, b=b, c=a, d=b, f=two)
    fact = same and swapped and ctx.proof.trans(same, swapped)
    fact = fact and joined(fact, normal(right(fact), ctx), ctx)
    return fact if fact and show(_unnamed(right(fact))) < show(_unnamed(t)) else None


def _unnamed(t: Term) -> Term:
    """t with all hints of bound names alike."""
    match t:
        case Bind(kind, domain, body):
            return Bind(kind, _unnamed(domain), _unnamed(body), "x")
        case App(head, args):
            return App(head, tuple(map(_unnamed, args)))
    return t


# ---- provers


def prove_sums(p: Term, ctx: Context) -> Fact | None:
    """`sums f v` for a given v."""
    match p:
        case App("sums", (Bind("lam") as f, v)):
            found = sums(f, ctx)
            equation = found and by_algebra(value_of(found), v, ctx)
            return ctx.proof.rewrite(found, (1,), (), equation) if found and equation else None
    return None


def prove_summable(p: Term, ctx: Context) -> Fact | None:
    """`summable f`, where the sum has a closed form or is finite."""
    match p:
        case App("summable", (Bind("lam", App("range", (a, b))) as f,)):
            finite = ctx.by_axiom("sums_range", f=f, a=a, b=b)
            return finite and ctx.by_axiom("sums_summable", D=f.domain, f=f, v=value_of(finite))
        case App("summable", (Bind("lam") as f,)):
            found = sums(f, ctx)
            return found and ctx.by_axiom("sums_summable", D=f.domain, f=f, v=value_of(found))
    return None


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType(
    {
        "sum_written_out": written_out,
        "sum_value": value,
        "sum_split_off": split_off,
        "log_of_product": log_of_product,
        "sum_shifted": shifted,
        "sum_in_order": in_order,
        "power_of_product": power_of_product,
    }
)
PROVERS: MappingProxyType[str, Prover] = MappingProxyType({"sums": prove_sums, "summable": prove_summable})
