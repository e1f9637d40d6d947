"""The rules of inference: from theorems to a theorem, or Refused.

A theorem says: for all values of its free symbols, if all hypotheses are true then so is the conclusion. That
someone holds a Theorem means nothing; that `checker.check` returns means it was derived by these rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.definedness import definedness
from proofs.kernel.field import MINUS, UNIT, ZERO, difference, domain_of, normalise
from proofs.kernel.order import Facts
from proofs.kernel.signature import POINTWISE
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, close, free, instantiate, open_, show

Hypotheses = frozenset[Term]


@dataclass(frozen=True, slots=True)
class Theorem:
    """hypotheses |- conclusion; `finished` says that the hypotheses make the conclusion defined."""

    hypotheses: Hypotheses
    conclusion: Term
    finished: bool = False


def equation(a: Term, b: Term) -> App:
    """The proposition a = b."""
    return App("=", (a, b))


def _sides(rule: str, p: Term, head: str) -> tuple[Term, Term]:
    match p:
        case App(h, (a, b)) if h == head:
            return a, b
    raise Refused(f"{rule}: expected a proposition with {head}, got {show(p)}")


def _same(rule: str, expected: Term, got: Term) -> None:
    if expected != got:
        raise Refused(f"{rule}: expected {show(expected)}\n   got {show(got)}")


def _proposition(rule: str, p: Term) -> None:
    if p.facts.sort not in ("prop", "any"):
        raise Refused(f"{rule}: {show(p)} is no proposition")


def _not_free(rule: str, x: str, terms: Hypotheses) -> None:
    for t in terms:
        if x in free(t):
            raise Refused(f"{rule}: {x} is free in {show(t)}")


def assume(p: Term) -> Theorem:
    """p |- p"""
    _proposition("assume", p)
    return Theorem(frozenset({p}), p)


def refl(t: Term) -> Theorem:
    """|- t = t"""
    return Theorem(frozenset(), equation(t, t))


def sym(th: Theorem) -> Theorem:
    """G |- a = b  /  G |- b = a        (so for !=)"""
    if isinstance(th.conclusion, App) and th.conclusion.head == "!=":
        return Theorem(th.hypotheses, App("!=", th.conclusion.args[::-1]))
    a, b = _sides("sym", th.conclusion, "=")
    return Theorem(th.hypotheses, equation(b, a))


def trans(x: Theorem, y: Theorem) -> Theorem:
    """G |- a = b    D |- b = c  /  G, D |- a = c"""
    (a, b), (c, d) = _sides("trans", x.conclusion, "="), _sides("trans", y.conclusion, "=")
    _same("trans", b, c)
    return Theorem(x.hypotheses | y.hypotheses, equation(a, d))


def cut(x: Theorem, y: Theorem) -> Theorem:
    """G |- p    D, p |- q  /  G, D |- q"""
    if x.conclusion not in y.hypotheses:
        raise Refused(f"cut: {show(x.conclusion)}\n   is not among {[show(h) for h in y.hypotheses]}")
    return Theorem(x.hypotheses | (y.hypotheses - {x.conclusion}), y.conclusion, y.finished)


def weaken(th: Theorem, p: Term) -> Theorem:
    """G |- q  /  G, p |- q"""
    _proposition("weaken", p)
    return Theorem(th.hypotheses | {p}, th.conclusion, th.finished)


def imp(p: Term, th: Theorem) -> Theorem:
    """G, p |- q  /  G |- p => q"""
    _proposition("imp", p)
    return Theorem(th.hypotheses - {p}, App("=>", (p, th.conclusion)))


def mp(i: Theorem, x: Theorem) -> Theorem:
    """G |- p => q    D |- p  /  G, D |- q"""
    p, q = _sides("mp", i.conclusion, "=>")
    _same("mp", p, x.conclusion)
    return Theorem(i.hypotheses | x.hypotheses, q)


def both(ths: tuple[Theorem, ...]) -> Theorem:
    """G |- p    D |- q  /  G, D |- p and q        (two or more)"""
    return Theorem(_hypotheses(ths), App("and", tuple(th.conclusion for th in ths)))


def part(th: Theorem, i: int) -> Theorem:
    """G |- p_0 and p_1 ...  /  G |- p_i"""
    match th.conclusion:
        case App("and", ps) if 0 <= i < len(ps):
            return Theorem(th.hypotheses, ps[i])
    raise Refused(f"part: no part {i} of {show(th.conclusion)}")


def gen(x: str, domain: Term, th: Theorem) -> Theorem:
    """G, x in D |- p(x)  /  G |- all x in D. p(x)        x not free in G, D"""
    hypotheses = th.hypotheses - {App("in", (Var(x), domain))}
    _not_free("gen", x, hypotheses | {domain})
    return Theorem(hypotheses, Bind("all", domain, close(th.conclusion, x), x))


def spec(th: Theorem, t: Term) -> Theorem:
    """G |- all x in D. p(x)  /  G, t in D |- p(t)"""
    match th.conclusion:
        case Bind("all", domain, body):
            return Theorem(th.hypotheses | {App("in", (t, domain))}, open_(body, t))
    raise Refused(f"spec: {show(th.conclusion)} is not universal")


def inst(th: Theorem, names: tuple[str, ...], terms: tuple[Term, ...]) -> Theorem:
    """G |- p  /  G[s] |- p[s]        s replaces symbols and functions at once, free of capture"""
    if len(names) != len(terms) or len(set(names)) != len(names):
        raise Refused("inst: as many terms as different names")
    values = dict(zip(names, terms, strict=True))
    hypotheses = frozenset(instantiate(h, values) for h in th.hypotheses)
    return Theorem(hypotheses, instantiate(th.conclusion, values))


def at(t: Term, path: tuple[int, ...], names: tuple[str, ...], th: Theorem) -> Theorem:
    """G |- a = b  /  G' |- t[a] = t[b] at path

    A name opens each binder crossed. What holds at that place is discharged from G: x in D under a binder over D,
    the condition of an `if` or `=>`; but not x in D under a `lam`, which may be applied outside D, unless what
    the lam stands in looks at it on D only. x is not free in what remains.
    """
    new, hypotheses = _replaced(t, path, names, th)
    return Theorem(hypotheses, equation(t, new))


def rewrite(th: Theorem, path: tuple[int, ...], names: tuple[str, ...], eq: Theorem) -> Theorem:
    """D |- p[a]    G |- a = b  /  D, G' |- p[b] at path        as in `at`"""
    new, hypotheses = _replaced(th.conclusion, path, names, eq)
    return Theorem(th.hypotheses | hypotheses, new)


def _replaced(t: Term, path: tuple[int, ...], names: tuple[str, ...], th: Theorem) -> tuple[Term, Hypotheses]:
    a, b = _sides("at", th.conclusion, "=")
    hypotheses, left = th.hypotheses, list(names)

    def below(u: Term, path: tuple[int, ...], pointwise: bool) -> Term:
        nonlocal hypotheses
        if not path:
            _same("at", a, u)
            return b
        i, rest = path[0], path[1:]
        match u:
            case Bind(kind, domain, body, hint) if i == 1:
                if not left:
                    raise Refused("at: a name for each binder crossed")
                x = left.pop(0)
                _not_free("at", x, frozenset({u}))
                new = below(open_(body, Var(x)), rest, False)
                if kind != "lam" or pointwise:
                    hypotheses -= {App("in", (Var(x), domain_of(domain)))}
                _not_free("at", x, hypotheses)
                return Bind(kind, domain, close(new, x), hint)
            case Bind(kind, domain, body, hint) if i == 0:
                return Bind(kind, below(domain, rest, False), body, hint)
            case Var(name, args) if 0 <= i < len(args):
                return Var(name, (*args[:i], below(args[i], rest, False), *args[i + 1 :]))
            case App(head, args) if 0 <= i < len(args):
                new = below(args[i], rest, i == 0 and head in POINTWISE)
                if i > 0 and head in ("=>", "if"):
                    hypotheses -= {args[0] if i == 1 else App("not", (args[0],))}
                return App(head, (*args[:i], new, *args[i + 1 :]))
        raise Refused(f"at: no part {i} in {show(u)}")

    return below(t, path, False), hypotheses


def ring(a: Term, b: Term) -> Theorem:
    """conditions |- a = b        a - b has normal form 0"""
    rest, conditions = difference(a, b)
    if rest:
        raise Refused(f"ring: {show(a)}\n   differs from {show(b)}")
    return Theorem(conditions, equation(a, b))


def normal(t: Term) -> Theorem:
    """conditions |- t = t'        t' the normal form of t"""
    new, conditions = normalise(t)
    return Theorem(conditions, equation(t, new))


def linear(goal: Term, ths: tuple[Theorem, ...], multipliers: tuple[Fraction, ...]) -> Theorem:
    """G_i |- a_i R_i b_i  /  G, conditions |- a R b        b - a = sum c_i (b_i - a_i) + k

    R is <, <= or =; c_i >= 0 unless R_i is =. For < : k > 0, or k >= 0 and c_i > 0 for some <. For = : k = 0 and
    all R_i are =.
    """
    total, strict, equal = [], False, True
    if len(ths) != len(multipliers):
        raise Refused("linear: a multiplier for each premise")
    for th, c in zip(ths, multipliers, strict=True):
        match th.conclusion:
            case App("=" | "<" | "<=" as relation, (x, y)) if c >= 0 or relation == "=":
                strict, equal = strict or (relation == "<" and c > 0), equal and (relation == "=" or c == 0)
                total += [App("*", (Num(-c), y)), App("*", (Num(c), x))]
            case p:
                raise Refused(f"linear: {c} times {show(p)}")
    match goal:
        case App("=" | "<" | "<=" as relation, (a, b)):
            rest, conditions = difference(App("+", (b, App("*", (MINUS, a)), *total)), ZERO)
        case _:
            raise Refused(f"linear: goal {show(goal)}")
    k = rest.get(UNIT, Fraction(0))
    done = {"=": k == 0 and equal, "<": k > 0 or (k == 0 and strict), "<=": k >= 0}[relation]
    if not done or len(rest) > (k != 0):
        raise Refused(f"linear: no proof of {show(goal)}")
    return Theorem(_hypotheses(ths) | conditions, goal)


def sign(goal: Term, ths: tuple[Theorem, ...]) -> Theorem:
    """G_i |- fact_i  /  G |- goal        goal a sign, an order, a membership, or `and`, `or` of such; see `order.py`"""
    if not Facts(th.conclusion for th in ths).hold(goal):
        raise Refused(f"sign: no proof of {show(goal)} from {[show(th.conclusion) for th in ths]}")
    return Theorem(_hypotheses(ths), goal)


def finish(th: Theorem) -> Theorem:
    """G |- p  /  G, definedness of p |- p"""
    return Theorem(th.hypotheses | definedness(th.conclusion), th.conclusion, True)


def _hypotheses(ths: tuple[Theorem, ...]) -> Hypotheses:
    return frozenset().union(*(th.hypotheses for th in ths)) if ths else frozenset()


#: Each rule with the kinds of its arguments: t term, s theorem, n name, i number, T S N I several, Q rationals.
RULES: MappingProxyType[str, tuple[Callable[..., Theorem], str]] = MappingProxyType(
    {
        "assume": (assume, "t"), "refl": (refl, "t"), "sym": (sym, "s"), "trans": (trans, "ss"), "cut": (cut, "ss"),
        "weaken": (weaken, "st"), "imp": (imp, "ts"), "mp": (mp, "ss"), "both": (both, "S"), "part": (part, "si"),
        "gen": (gen, "nts"), "spec": (spec, "st"), "inst": (inst, "sNT"), "at": (at, "tINs"),
        "rewrite": (rewrite, "sINs"), "ring": (ring, "tt"), "normal": (normal, "t"),
        "linear": (linear, "tSQ"), "sign": (sign, "tS"), "finish": (finish, "s"),
    }
)
