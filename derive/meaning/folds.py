"""Sums, products and integrals: what a big operator binds, and over which set."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from derive.document import syntax as s
from derive.meaning.environment import NotUnderstood
from derive.meaning.names import key_of
from derive.meaning.transforms import support_in
from proofs.kernel.term import App, Bind, Num, Term, close, subterms
from proofs.language import INT, NAT, NONNEG, POSINT, POSREAL, REAL, mul, neg, num, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope

_KINDS: dict[str, Literal["sum", "prod", "int"]] = {"sum": "sum", "product": "prod", "integral": "int"}
_NAMED_SETS = {
    "mathbb_R": REAL, "mathbb_N": NAT, "mathbb_Z": INT, "R": REAL, "N": NAT, "Z": INT, "mathbf_R": REAL,
    "mathbb_N_0": NAT, "mathbb_N_+": POSINT, "mathbb_N^+": POSINT, "mathbb_R^+": POSREAL, "mathbb_R_+": POSREAL,
    "mathbb_N_>0": POSINT, "mathbb_R_>0": POSREAL, "mathbb_R_0^+": NONNEG,
}  # fmt: skip


def fold_term(el: Elaborator, e: s.Big, scope: Scope) -> Term:
    """The fold that e writes."""
    if e.kind not in _KINDS:
        raise NotUnderstood(f"a big {e.kind} has no meaning here", e.span)
    if e.condition is not None:
        raise NotUnderstood("a big operator with a side condition has no meaning here yet", e.span)
    if not e.variables:
        what = "integral without its variable (dx)" if e.kind == "integral" else f"{e.kind} without its index"
        raise NotUnderstood(f"a {what}", e.span)
    if len(e.variables) > 1 and (e.domain is not None or e.lower is not None):
        raise NotUnderstood("an integral over a region", e.span)
    if e.kind == "product":
        inside, outside = _reach(el, e)
        t = _nested(el, s.Big(e.kind, e.variables, e.lower, e.upper, e.domain, e.condition, inside), e.variables, scope)
        return mul(t, *(el.term(f, scope) for f in outside))
    return _nested(el, e, e.variables, scope)


def _reach(el: Elaborator, e: s.Big) -> tuple[s.Expr, tuple[s.Expr, ...]]:
    """What a product reaches over: trailing factors without its index stand outside, else they would be powers."""
    body = e.body
    if not isinstance(body, s.Multiply):
        return body, ()
    keys = {key_of(v) for v in e.variables}
    last = max((i for i, f in enumerate(body.factors) if keys & _names(f, keys)), default=0)
    if last + 1 == len(body.factors):
        return body, ()
    el.ambiguous = True
    if el.wide:
        return body, ()
    kept = body.factors[: last + 1]
    return (kept[0] if len(kept) == 1 else s.Multiply(kept, span=body.span)), body.factors[last + 1 :]


def _names(e: object, rebound: set[str | None]) -> set[str | None]:
    """Names in e, but not inside operators that bind one of `rebound` anew."""
    match e:
        case s.Name():
            return {key_of(e)}
        case s.Big() if {key_of(v) for v in e.variables} & rebound:
            return set()
        case tuple():
            return {k for x in e for k in _names(x, rebound)}
        case _ if hasattr(e, "__dataclass_fields__") and not isinstance(e, s.Span):
            return {k for f in e.__dataclass_fields__ if f != "span" for k in _names(getattr(e, f), rebound)}
        case _:
            return set()


def _nested(el: Elaborator, e: s.Big, variables: tuple[s.Expr, ...], scope: Scope) -> Term:
    """One fold a variable, the first outermost; with bounds there is one variable."""
    first, *rest = variables
    key = key_of(first)
    if key is None:
        raise NotUnderstood("a big operator that binds no name", first.span)
    key = el.env.resolve(key)
    sign, domain = _domain(el, e, key, scope)
    domain = el.placed(_support(el, e.body, key, domain, scope), scope)
    if rest and (e.lower is not None or e.upper is not None):
        raise NotUnderstood("several variables under one pair of bounds", e.span)
    inner = dict(scope)
    name = el.bound_name(key, domain)
    inner[key] = var(name)
    body = _nested(el, e, tuple(rest), inner) if rest else el.term(e.body, inner)
    kind = _KINDS[e.kind]
    if kind == "int" and el.env.decision is not None and el.env.decision.counts(key):
        kind = "sum"
    t: Term = binder(el, kind, domain, name, body)
    return neg(t) if sign < 0 else t


def _support(el: Elaborator, body: s.Expr, key: str, domain: Term, scope: Scope) -> Term:
    """The support of a density that is a factor of the integrand, where it is smaller: a density is 0 outside it."""

    for factor in _factors(body):
        if isinstance(factor, s.Apply):
            support = support_in(el, factor, key, scope)
            if support is not None and support != domain and covers(domain, support, el):
                return support
    return domain


def _factors(e: s.Expr) -> tuple[s.Expr, ...]:
    match e:
        case s.Multiply(factors=factors):
            return tuple(g for f in factors for g in _factors(f))
        case s.Divide(numerator=a):
            return _factors(a)
        case s.Group(body=b) | s.Negative(operand=b):
            return _factors(b)
        case _:
            return (e,)


def covers(wide: Term, narrow: Term, el: Elaborator) -> bool:
    """Whether `narrow` evidently lies within `wide`; sound but incomplete."""
    from derive.meaning.signs import is_nonnegative, is_positive

    if wide == narrow:
        return True
    match wide, narrow:
        case App(head="real"), App():
            return True
        case App(head="posreal" | "nonneg"), App(head="open" | "above" | "closed", args=(low, *_)):
            return is_nonnegative(low, el.domain_of)
        case App(head="posreal" | "nonneg"), App(head="posreal" | "posint"):
            return True
        case App(head="nonneg"), App(head="nat" | "posreal"):
            return True
        case App(head="int"), App(head="nat" | "posint" | "range" | "from"):
            return True
        case App(head="nat"), App(head="posint"):
            return True
        case App(head="nat"), App(head="range" | "from", args=(low, *_)):
            return is_nonnegative(low, el.domain_of)
        case App(head="posint"), App(head="range" | "from", args=(low, *_)):
            return is_positive(low, el.domain_of)
        case App(head="from", args=(a,)), App(head="range" | "from", args=(low, *_)):
            return a == low
        case App(head="open", args=(a, b)), App(head="open", args=(c, d)):
            return a == c and b == d
        case _:
            return False


def binder(el: Elaborator, kind: str, domain: Term, name: str, body: Term) -> Bind:
    """The binder over the internal symbol `name`, shown by the name that was written."""
    return Bind(kind, domain, close(body, name), el.hints.get(name, name))


def _domain(el: Elaborator, e: s.Big, key: str, scope: Scope) -> tuple[int, Term]:
    if e.domain is not None and not (isinstance(e.domain, s.Apply) and el.env.decision is not None):
        return 1, set_term(el, e.domain, scope, key)
    if e.lower is None and e.upper is None:  # in `sum over a ~ pi(a | s)` the sum is over the actions
        return 1, _unwritten(el, e, key, scope)
    if e.upper is None and e.lower is not None and _is_set(e.lower):
        return 1, set_term(el, e.lower, scope, key)
    if e.kind == "integral":
        return _interval(el, e.lower, e.upper, scope)
    domain = _range(el, e, scope)
    if isinstance(domain, App) and domain.head == "range" and not isinstance(domain.args[1], Num):
        el.assume(App("<=", domain.args))
    return 1, domain


def _is_set(e: s.Expr) -> bool:
    return isinstance(e, s.Interval | s.SetOf) or (isinstance(e, s.Name) and e.font in {"mathcal", "mathbb"})


def _range(el: Elaborator, e: s.Big, scope: Scope) -> Term:
    low, high = e.lower, e.upper
    if low is None:
        low = s.Number(num(1).value) if high is not None else None
    if low is None or high is None:
        raise NotUnderstood(f"a {e.kind} with one bound only", e.span)
    if _infinite(low):
        if _infinite(high):
            return INT
        raise NotUnderstood("a sum from minus infinity", e.span)
    start = el.term(low, scope)
    if _infinite(high):
        return NAT if start == num(0) else POSINT if start == num(1) else App("from", (start,))
    return App("range", (start, el.term(high, scope)))


def _infinite(e: s.Expr | None) -> int:
    """1 for infinity, -1 for minus infinity, else 0."""
    match e:
        case s.Number(value=None):
            return 1
        case s.Negative(operand=s.Number(value=None)):
            return -1
        case s.Add(terms=(one,)) | s.Group(body=one):
            return _infinite(one)
        case _:
            return 0


def _interval(el: Elaborator, low: s.Expr | None, high: s.Expr | None, scope: Scope) -> tuple[int, Term]:
    if low is None or high is None:
        raise NotUnderstood("an integral with one bound only", (low or high or s.Number(None)).span)
    if _infinite(low) > 0 or _infinite(high) < 0:
        sign, domain = _interval(el, high, low, scope)
        return -sign, domain
    if _infinite(low) and _infinite(high):
        return 1, REAL
    if _infinite(low):
        return 1, App("below", (el.term(high, scope),))
    a = el.term(low, scope)
    if _infinite(high):
        return 1, POSREAL if a == num(0) else App("above", (a,))
    b = el.term(high, scope)
    if isinstance(a, Num) and isinstance(b, Num) and b.value < a.value:
        return -1, App("open", (b, a))
    if not (isinstance(a, Num) and isinstance(b, Num)):
        el.assume(App("<=", (a, b)))
    return 1, App("open", (a, b))


def _unwritten(el: Elaborator, e: s.Big, key: str, scope: Scope) -> Term:
    """The set that nobody wrote: the support of a random variable, a declared domain, the range of a family."""
    times = el.env.decision.times.get(key) if el.env.decision is not None and e.kind != "integral" else None
    if times is not None:
        return App("range", (el.term(times[0], {}), el.term(times[1], {})))
    rv = el.env.random_variable(key)
    if rv is not None:
        if rv.plate is not None:
            raise NotUnderstood(f"an integral over the whole family {key}", e.span)
        if e.kind == "integral" and rv.domain != REAL and not (key in el.weighed or el.unfolds_density(e.body, key)):
            raise NotUnderstood(f"an integral over {key} whose bounds are not written", e.span)
        return rv.domain
    if key in el.env.domains and key not in el.env.guessed:
        return el.env.domains[key]
    if e.kind != "integral":
        ranges = {(f.lower, f.upper) for f in el.env.families.values() if f.index == key}
        if len(ranges) == 1:
            (low, high) = ranges.pop()
            return App("range", (low, high))
        raise NotUnderstood(f"a {e.kind} over {key} without its bounds", e.span)
    return REAL


def set_term(el: Elaborator, e: s.Expr, scope: Scope, key: str | None = None) -> Term:
    """The set that e denotes; `key` is the variable that ranges over it."""
    match e:
        case s.Interval(lower=low, upper=high, closed=closed):
            return interval_set(el, low, high, closed, scope)
        case s.Group(body=b, bracket=_):
            return set_term(el, b, scope, key)
        case s.Tuple(items=(low, high)):
            return _interval(el, low, high, scope)[1]
        case s.SetOf(items=items, condition=None):
            return _listed(el, items, scope, e)
        case s.Power(base=s.Name() as base, exponent=x):
            named = _NAMED_SETS.get(f"{key_of(base)}^{key_of(x) or _sign(x)}")
            if named is not None:
                return named
        case _:
            pass
    name = key_of(e)
    if name is None:
        raise NotUnderstood("a set that is not understood", e.span)
    if name in _NAMED_SETS and name not in el.env.domains:
        return _NAMED_SETS[name]
    rv = el.env.random_variable(key) if key is not None else None
    if rv is None and name.startswith("mathcal_"):
        rv = el.env.random_variable(name.removeprefix("mathcal_"))
    if rv is not None and rv.plate is None:
        return rv.domain
    return var(name)


def _sign(e: s.Expr) -> str:
    return "+" if isinstance(e, s.Text) and e.words.strip() == "+" else "?"


def interval_set(el: Elaborator, low: s.Expr, high: s.Expr, closed: tuple[bool, bool], scope: Scope) -> Term:
    """An interval as a set, closed ends kept where the language has them."""
    if _infinite(low) and _infinite(high):
        return REAL
    if _infinite(low):
        return App("below", (el.term(high, scope),))
    a = el.term(low, scope)
    if _infinite(high):
        if a == num(0):
            return NONNEG if closed[0] else POSREAL
        return App("above", (a,))
    return App("closed" if all(closed) else "open", (a, el.term(high, scope)))


def _listed(el: Elaborator, items: tuple[s.Expr, ...], scope: Scope, e: s.Expr) -> Term:
    """{0, 1, ..., n} and {0, 1} as ranges."""
    if any(isinstance(i, s.Ellipsis_) for i in items):
        first, last = items[0], items[-1]
        if isinstance(last, s.Ellipsis_):
            start = el.term(first, scope)
            return NAT if start == num(0) else POSINT if start == num(1) else App("from", (start,))
        return App("range", (el.term(first, scope), el.term(last, scope)))
    values = [el.term(i, scope) for i in items]
    numbers = [v.value for v in values if isinstance(v, Num)]
    if len(numbers) == len(values) and all(b - a == 1 for a, b in pairwise(numbers)):
        return App("range", (values[0], values[-1]))
    raise NotUnderstood("a set whose members are listed", e.span)


def mentions(t: Term, name: str) -> bool:
    """Whether the symbol occurs in t."""
    return any(name in u.facts.free for u in subterms(t))
