"""Derivatives of explicit functions, by the rules of differentiation at a point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, open_, subterms
from proofs.language import ONE, add, div, neg, num
from proofs.search.context import Context, Prover
from proofs.search.conversions.algebra import normal
from proofs.search.conversions.folds import by_algebra
from proofs.search.conversions.integrand_shape import linear, tidy
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, joined, right

OPEN_SETS = ("real", "posreal", "open", "above", "below")
#: What is brought into another form before it is differentiated, beside folds.
REWRITTEN = ("diff", "lim", "if", "abs")
#: Functions of one argument with the rule of the same name.
UNARY = ("exp", "log", "gamma", "digamma", "erf", "sin", "cos", "tan", "arctan")
#: Functions of parameters and a last (or first) argument.
INCOMPLETE = ("lower_gamma", "upper_gamma")


@dataclass(frozen=True, slots=True)
class Place:
    """The variable of differentiation, the domain written in the lam, the point."""

    x: str
    domain: Term
    at: Term

    def lam(self, u: Term) -> Bind:
        """u as a function of the variable."""
        return bind("lam", self.domain, self.x, u)

    def value(self, u: Term) -> Term:
        """u at the point."""
        return open_(self.lam(u).body, self.at)

    def common(self) -> dict[str, Term]:
        """The values of the variables that every rule has."""
        return {"D": self.domain, "x": self.at}


def derives(f: Bind, at: Term, ctx: Context) -> Fact | None:
    """`derives f at v` with v explicit, or None."""
    key = ("derives", f, at)
    if key not in ctx.memo:
        ctx.memo[key] = None
        ctx.memo[key] = _derives(f, at, ctx)
    return ctx.memo[key]


def _derives(f: Bind, at: Term, ctx: Context) -> Fact | None:
    x = ctx.fresh(f.hint, f, at)
    place = Place(x, f.domain, at)
    u = open_(f.body, Var(x))
    return _explicit(u, place, ctx) or _after_rewriting(f, at, ctx) or derive(u, place, ctx)


def derive(u: Term, place: Place, ctx: Context) -> Fact | None:
    """The derivative of u in the variable at the point."""
    ctx.check_time()
    if place.x not in u.facts.free:
        return ctx.proof.axiom("derives_constant", c=u, **place.common())
    if u == Var(place.x):
        return ctx.proof.axiom("derives_identity", **place.common())
    return _explicit(u, place, ctx) or _known(u, place, ctx)


def _explicit(u: Term, place: Place, ctx: Context) -> Fact | None:
    """The derivative by the rule for the outermost operation."""
    try:
        return _by_head(u, place, ctx)
    except Refused:
        return None


def _by_head(u: Term, place: Place, ctx: Context) -> Fact | None:
    match u:
        case App("+", args):
            return _grouped(u, args[0], _rest("+", args), _sum, place, ctx)
        case App("*", args):
            still = tuple(a for a in args if place.x not in a.facts.free)
            moving = tuple(a for a in args if place.x in a.facts.free)
            if still:
                return _grouped(u, _rest("*", (ONE, *still)), _rest("*", (ONE, *moving)), _scaled, place, ctx)
            return _grouped(u, args[0], _rest("*", args), _product, place, ctx)
        case App("^", (b, e)):
            return _power(u, b, e, place, ctx)
        case App("pow", (b, n)) if place.x not in n.facts.free:
            return _chained("derives_pow", b, place, ctx, n=n)
        case App(head, (g,)) if head in UNARY:
            return _chained(f"derives_{head}", g, place, ctx)
        case App("abs", (g,)):
            return _chained("derives_abs", g, place, ctx) or _chained("derives_abs_negative", g, place, ctx)
        case App(head, (a, g)) if head in INCOMPLETE and place.x not in a.facts.free:
            return _chained(f"derives_{head}", g, place, ctx, a=a)
        case App("lower_beta", (g, a, b)) if place.x not in a.facts.free | b.facts.free:
            return _chained("derives_lower_beta", g, place, ctx, a=a, b=b)
        case Bind("sum", App("range", (a, b))) if place.x not in a.facts.free | b.facts.free:
            return _finite_sum(u, a, b, place, ctx)
        case Bind("int", App("open" | "below")):
            return _upper_end(u, place, ctx)
    return None


def _rest(head: str, args: tuple[Term, ...]) -> Term:
    """All but the first of args, as one term."""
    return args[1] if len(args) == 2 else App(head, args[1:])


Rule = Callable[[Term, Term, Place, Context], "Fact | None"]


def _grouped(u: Term, a: Term, b: Term, rule: Rule, place: Place, ctx: Context) -> Fact | None:
    """The rule for two terms, its function then written as u, which has more or other places."""
    fact = rule(a, b, place, ctx)
    if fact is None:
        return None
    match fact.conclusion:
        case App(_, (Bind(_, _, body), *_)):
            grouped = open_(body, Var(place.x))
    equation = _regrouped(grouped, u, ctx)
    return ctx.proof.rewrite(fact, (0, 1), (place.x,), equation) if equation else None


def _regrouped(a: Term, b: Term, ctx: Context) -> Fact | None:
    """a = b for sums or products of the same parts: an identity of polynomials, so without conditions."""
    if a == b:
        return ctx.proof.refl(a)
    parts: dict[Term, Var] = {}
    head = b.head if isinstance(b, App) else ""

    def shape(t: Term) -> Term:
        if isinstance(t, App) and t.head == head:
            return App(head, tuple(shape(s) for s in t.args))
        return t if isinstance(t, Num) else parts.setdefault(t, Var(f"_part_{len(parts)}"))

    identity = ctx.proof.ring(shape(a), shape(b))
    return ctx.proof.inst_map(identity, {v.name: t for t, v in parts.items()})


def _sum(a: Term, b: Term, place: Place, ctx: Context) -> Fact | None:
    return _two("derives_add", a, b, place, ctx)


def _product(a: Term, b: Term, place: Place, ctx: Context) -> Fact | None:
    return _two("derives_product", a, b, place, ctx)


def _two(label: str, a: Term, b: Term, place: Place, ctx: Context) -> Fact | None:
    one = derive(a, place, ctx)
    other = derive(b, place, ctx) if one else None
    if one is None or other is None:
        return None
    fact = ctx.proof.axiom(label, f=place.lam(a), g=place.lam(b), u=slope(one), v=slope(other), **place.common())
    return ctx.settle(ctx.proof.cuts(fact, one, other))


def _scaled(c: Term, b: Term, place: Place, ctx: Context) -> Fact | None:
    fact = derive(b, place, ctx)
    if fact is None:
        return None
    scaled = ctx.proof.axiom("derives_scale", f=place.lam(b), c=c, v=slope(fact), **place.common())
    return ctx.proof.cut(fact, scaled)


def slope(fact: Fact) -> Term:
    """v in `derives f x v`."""
    match fact.conclusion:
        case App("derives", (_, _, v)):
            return v
    raise Refused("derivatives: no derivative")


def _chained(label: str, g: Term, place: Place, ctx: Context, **values: Term) -> Fact | None:
    """A rule whose only premise is the derivative of g."""
    inner = derive(g, place, ctx)
    if inner is None:
        return None
    fact = ctx.proof.axiom(label, f=place.lam(g), v=slope(inner), **place.common(), **values)
    return ctx.settle(ctx.proof.cut(inner, fact))


def _power(u: Term, b: Term, e: Term, place: Place, ctx: Context) -> Fact | None:
    x = place.x
    if x in e.facts.free and x in b.facts.free:
        return _both_move(b, e, place, ctx)
    if x in e.facts.free:
        return _chained("derives_exponent", e, place, ctx, c=b)
    if e == num(-1):
        return _chained("derives_inverse", b, place, ctx)
    if isinstance(e, Num) and e.value.denominator == 1:
        return _literal_power(u, b, e, place, ctx)
    return _chained("derives_power", b, place, ctx, p=e)


def _literal_power(u: Term, b: Term, n: Num, place: Place, ctx: Context) -> Fact | None:
    """b^n from the rule for `pow b n`, which is the same for a literal n."""
    fact = _chained("derives_pow", b, place, ctx, n=n)
    base = Var("_base")
    same = ctx.proof.ring(App("pow", (base, n)), App("^", (base, n)))
    same = ctx.proof.inst_map(same, {base.name: b})
    return fact and ctx.proof.rewrite(fact, (0, 1), (place.x,), same)


def _both_move(b: Term, e: Term, place: Place, ctx: Context) -> Fact | None:
    one = derive(b, place, ctx)
    other = derive(e, place, ctx) if one else None
    if one is None or other is None:
        return None
    fact = ctx.proof.axiom(
        "derives_power_both", f=place.lam(b), g=place.lam(e), u=slope(one), w=slope(other), **place.common()
    )
    return ctx.settle(ctx.proof.cuts(fact, one, other))


def _finite_sum(u: Bind, a: Term, b: Term, place: Place, ctx: Context) -> Fact | None:
    i, body, inner = ctx.open(u)
    if i == place.x:
        return None
    fact = derive(body, place, inner)
    if fact is None:
        return None
    g = bind("lam", App("int"), i, slope(fact))
    f = bind("lam", App("int"), i, place.lam(body))
    rule = ctx.proof.axiom("derives_sum", a=a, b=b, f=f, g=g, **place.common())
    return ctx.settle(ctx.proof.cut(ctx.proof.gen(i, u.domain, fact), rule))


def _upper_end(u: Bind, place: Place, ctx: Context) -> Fact | None:
    """The derivative of an integral in its upper end."""
    t = Bind("lam", place.domain, u.body, u.hint)
    if place.x in t.body.facts.free:
        return None
    beyond = add(place.at, ONE)
    match u.domain:
        case App("open", (a, end)) if end == Var(place.x) and place.x not in a.facts.free:
            return ctx.by_axiom("derives_upper_end_open", f=t, a=a, c=beyond, **place.common())
        case App("below", (end,)) if end == Var(place.x):
            return ctx.by_axiom("derives_upper_end_below", f=t, c=beyond, **place.common())
    return None


def _known(u: Term, place: Place, ctx: Context) -> Fact | None:
    """The derivative of a function that is known to be differentiable: it keeps its name."""
    f = place.lam(u)
    fact = ctx.facts.get(App("differentiable", (f, place.at)))
    if fact is None and isinstance(u, Var):
        fact = _of_family(f, place, ctx)
    if fact is None:
        return None
    return ctx.proof.cut(fact, ctx.proof.axiom("differentiable_derives", f=f, **place.common()))


def _of_family(f: Bind, place: Place, ctx: Context) -> Fact | None:
    """f differentiable everywhere in some set, by a universal fact."""
    for family in ctx.families:
        match family.conclusion:
            case Bind("all", _, App("differentiable", (g, _))) if g.facts.loose == 0 and g == f:
                return ctx.settle(ctx.proof.spec(family, place.at))
    return None


# ---- functions that are first brought into another form


def _after_rewriting(f: Bind, at: Term, ctx: Context) -> Fact | None:
    """The derivative of a function equal to f on an open set around the point: f with its own derivatives done."""
    if not any(isinstance(t, Bind) or (isinstance(t, App) and t.head in REWRITTEN) for t in subterms(f.body)):
        return None
    for domain in _around(f, at, ctx):
        x, body, inner = ctx.open(Bind("lam", domain, f.body, f.hint))
        equation = ctx.tools.simplify(body, inner)
        if equation is None:
            continue
        fact = derive(right(equation), Place(x, domain, at), ctx)
        moved = fact and _carried(fact, ctx.proof.gen(x, domain, ctx.proof.sym(equation)), domain, f, ctx)
        if moved is not None:
            return moved
    return None


def _around(f: Bind, at: Term, ctx: Context) -> list[Term]:
    """Open sets that hold the point."""
    known = [p.args[1] for p in ctx.facts if isinstance(p, App) and p.head == "in" and p.args[0] == at]
    wanted = [f.domain, *known, App("real"), *_natural_domains(f, ctx)]
    sets = [d for d in dict.fromkeys(wanted) if isinstance(d, App) and d.head in OPEN_SETS]
    return [d for d in sets if ctx.discharge(App("in", (at, d))) is not None]


def _natural_domains(f: Bind, ctx: Context) -> list[Term]:
    """Half-lines on which the arguments of logarithms, gammas and general powers are positive."""
    x = ctx.fresh(f.hint, f)
    out: list[Term] = []
    for t in subterms(_undifferentiated(open_(f.body, Var(x)))):
        match t:
            case App("log" | "gamma" | "digamma", (g,)) | App("^", (g, App() | Var())):
                line = linear(g, x)
            case App("^", (g, Num(e))) if e.denominator != 1 or e < 0:
                line = linear(g, x)
            case _:
                line = None
        if line is not None and x not in line[0].facts.free | line[1].facts.free:
            end = tidy(neg(div(*line)))
            if ctx.discharge(App("<", (num(0), line[1]))) is not None:
                out.append(App("above", (end,)))
            else:
                out.append(App("below", (end,)))
    return list(dict.fromkeys(out))


def _undifferentiated(t: Term) -> Term:
    """t with each derivative replaced by the function itself, which has the same singularities."""
    match t:
        case App("diff", (Bind("lam", _, body), at)):
            return _undifferentiated(open_(body, at))
        case App(head, args) if args:
            return App(head, tuple(_undifferentiated(a) if a.facts.sort == "real" else a for a in args))
    return t


def _carried(fact: Fact, equal: Fact, domain: Term, f: Bind, ctx: Context) -> Fact | None:
    """The derivative of f from that of a function equal to it on the domain."""
    match fact.conclusion, domain:
        case App(_, (g, at, v)), App(head, ends):
            names = {"open": ("a", "b"), "above": ("a",), "below": ("b",)}.get(head, ())
            same = Bind("lam", domain, f.body, f.hint)
            rule = ctx.proof.axiom(
                f"derives_same_{head}", F=g, G=same, s=at, v=v, **dict(zip(names, ends, strict=True))
            )
            settled = ctx.settle(ctx.proof.cuts(rule, equal, fact))
            if settled is None or domain == f.domain:
                return settled
            return ctx.proof.cut(settled, ctx.proof.axiom("derives_other_domain", D=domain, C=f.domain, f=f, x=at, u=v))
    return None


# ---- conversions and provers


def value(t: Term, ctx: Context) -> Fact | None:
    """A derivative = its explicit form."""
    match t:
        case App("diff", (Bind("lam") as f, at)):
            found = derives(f, at, ctx)
            if found is None or slope(found) == t:
                return None
            fact = ctx.by_axiom("derives_value", D=f.domain, f=f, x=at, v=slope(found))
            return fact and joined(fact, normal(right(fact), ctx), ctx)
    return None


def prove_differentiable(p: Term, ctx: Context) -> Fact | None:
    """`differentiable f x` for explicit f."""
    match p:
        case App("differentiable", (Bind("lam") as f, at)):
            found = derives(f, at, ctx)
            return found and ctx.by_axiom("derives_differentiable", D=f.domain, f=f, x=at, v=slope(found))
    return None


def prove_derives(p: Term, ctx: Context) -> Fact | None:
    """`derives f x v` for a given v."""
    match p:
        case App("derives", (Bind("lam") as f, at, v)):
            found = derives(f, at, ctx)
            equation = found and by_algebra(slope(found), v, ctx)
            return ctx.proof.rewrite(found, (2,), (), equation) if found and equation else None
    return None


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType({"derivative_value": value})
PROVERS: MappingProxyType[str, Prover] = MappingProxyType(
    {"differentiable": prove_differentiable, "derives": prove_derives}
)
