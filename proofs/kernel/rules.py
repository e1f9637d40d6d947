"""The rules of inference: from theorems to a theorem, or Refused.

A theorem says: for all values of its free symbols, if all hypotheses are true then so is the conclusion. That
someone holds a Theorem means nothing; that `checker.check` returns means it was derived by these rules.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

# isort: off
from proofs.kernel.definedness import definedness
from proofs.kernel.field import MINUS, ZERO, normalise
from proofs.kernel.order import Facts
from proofs.kernel.signature import POINTWISE
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, children, close, domain_of, instantiate, open_
from proofs.kernel.term import show, union_free, with_children
# isort: on


@dataclass(frozen=True, slots=True)
class Theorem:
    """hypotheses |- conclusion; `finished` says that the hypotheses make the conclusion defined."""

    hypotheses: frozenset[Term]
    conclusion: Term
    finished: bool = False


def _parts(rule: str, p: Term, head: str) -> tuple[Term, ...]:
    if not isinstance(p, App) or p.head != head:
        raise Refused(f"{rule}: expected a proposition with {head}, got {show(p)}")
    return p.args


def _same(rule: str, expected: Term, got: Term) -> None:
    if expected != got:
        raise Refused(f"{rule}: expected {show(expected)}\n   got {show(got)}")


def _proposition(rule: str, p: Term) -> Term:
    if p.facts.sort not in ("prop", "any"):
        raise Refused(f"{rule}: {show(p)} is no proposition")
    return p


def _not_free(rule: str, x: str, terms: Iterable[Term]) -> None:
    if x in union_free(terms):
        raise Refused(f"{rule}: {x} is free in {[show(t) for t in terms]}")


def assume(p: Term) -> Theorem:
    """p |- p"""
    return Theorem(frozenset({_proposition("assume", p)}), p)


def refl(t: Term) -> Theorem:
    """|- t = t"""
    return Theorem(frozenset(), App("=", (t, t)))


def sym(th: Theorem) -> Theorem:
    """G |- a = b  /  G |- b = a        (so for !=)"""
    head = "!=" if isinstance(th.conclusion, App) and th.conclusion.head == "!=" else "="
    return Theorem(th.hypotheses, App(head, _parts("sym", th.conclusion, head)[::-1]))


def trans(x: Theorem, y: Theorem) -> Theorem:
    """G |- a = b    D |- b = c  /  G, D |- a = c"""
    (a, b), (c, d) = _parts("trans", x.conclusion, "="), _parts("trans", y.conclusion, "=")
    _same("trans", b, c)
    return Theorem(x.hypotheses | y.hypotheses, App("=", (a, d)))


def cut(x: Theorem, y: Theorem) -> Theorem:
    """G |- p    D, p |- q  /  G, D |- q"""
    if x.conclusion not in y.hypotheses:
        raise Refused(f"cut: {show(x.conclusion)}\n   is not among {[show(h) for h in y.hypotheses]}")
    return Theorem(x.hypotheses | (y.hypotheses - {x.conclusion}), y.conclusion, y.finished)


def weaken(th: Theorem, p: Term) -> Theorem:
    """G |- q  /  G, p |- q"""
    return Theorem(th.hypotheses | {_proposition("weaken", p)}, th.conclusion, th.finished)


def imp(p: Term, th: Theorem) -> Theorem:
    """G, p |- q  /  G |- p => q"""
    return Theorem(th.hypotheses - {p}, App("=>", (p, th.conclusion)))


def mp(i: Theorem, x: Theorem) -> Theorem:
    """G |- p => q    D |- p  /  G, D |- q"""
    p, q = _parts("mp", i.conclusion, "=>")
    _same("mp", p, x.conclusion)
    return Theorem(i.hypotheses | x.hypotheses, q)


def both(ths: tuple[Theorem, ...]) -> Theorem:
    """G |- p    D |- q  /  G, D |- p and q        (two or more)"""
    return Theorem(_hypotheses(ths), App("and", tuple(th.conclusion for th in ths)))


def part(th: Theorem, i: int) -> Theorem:
    """G |- p_0 and p_1 ...  /  G |- p_i"""
    parts = _parts("part", th.conclusion, "and")
    if not 0 <= i < len(parts):
        raise Refused(f"part: no part {i} of {show(th.conclusion)}")
    return Theorem(th.hypotheses, parts[i])


def gen(x: str, domain: Term, th: Theorem) -> Theorem:
    """G, x in D |- p(x)  /  G |- all x in D. p(x)        x not free in G, D"""
    hypotheses = th.hypotheses - {App("in", (Var(x), domain))}
    _not_free("gen", x, hypotheses | {domain})
    return Theorem(hypotheses, bind("all", domain, x, th.conclusion))


def spec(th: Theorem, t: Term) -> Theorem:
    """G |- all x in D. p(x)  /  G, t in D |- p(t)"""
    match th.conclusion:
        case Bind("all", domain, body):
            return Theorem(th.hypotheses | {App("in", (t, domain))}, open_(body, t))
    raise Refused(f"spec: {show(th.conclusion)} is not universal")


def inst(th: Theorem, names: tuple[str, ...], terms: tuple[Term, ...]) -> Theorem:
    """G |- p  /  G[s] |- p[s]        s replaces symbols and functions at once, free of capture"""
    values = dict(zip(names, terms, strict=False))  # any substitution is sound
    return Theorem(frozenset(instantiate(h, values) for h in th.hypotheses), instantiate(th.conclusion, values))


def at(t: Term, path: tuple[int, ...], names: tuple[str, ...], eq: Theorem) -> Theorem:
    """G |- a = b  /  G' |- t[a] = t[b] at path        as in `rewrite`"""
    return rewrite(refl(t), (1, *path), names, eq)


def rewrite(th: Theorem, path: tuple[int, ...], names: tuple[str, ...], eq: Theorem) -> Theorem:
    """D |- p[a]    G |- a = b  /  D, G' |- p[b] at path

    A name opens each binder crossed. What holds at that place is discharged from G: x in D under a binder over D,
    the condition of an `if` or `=>`; but not x in D under a `lam`, which may be applied outside D, unless what
    the lam stands in looks at it on D only. x is not free in what remains.
    """
    a, b = _parts("at", eq.conclusion, "=")
    hypotheses, left = eq.hypotheses, list(names)

    def below(u: Term, path: tuple[int, ...], pointwise: bool = False) -> Term:
        nonlocal hypotheses
        if not path:
            _same("at", a, u)
            return b
        i, parts = path[0], children(u)
        if not 0 <= i < len(parts) or (isinstance(u, Bind) and i == 1 and not left):
            raise Refused(f"at: no part {i} in {show(u)}, or not a name for each binder crossed")
        head = u.head if isinstance(u, App) else ""
        if isinstance(u, Bind) and i == 1:
            x = left.pop(0)
            _not_free("at", x, [u])
            new = close(below(open_(u.body, Var(x)), path[1:]), x)
            if u.kind != "lam" or pointwise:
                hypotheses -= {App("in", (Var(x), domain_of(u.domain)))}
            _not_free("at", x, hypotheses)
        else:
            new = below(parts[i], path[1:], i == 0 and head in POINTWISE)
        if head in ("=>", "if") and i > 0:
            hypotheses -= {parts[0] if i == 1 else App("not", parts[:1])}
        return with_children(u, (*parts[:i], new, *parts[i + 1 :]))

    new = below(th.conclusion, path)
    return Theorem(th.hypotheses | hypotheses, new)


def ring(a: Term, b: Term) -> Theorem:
    """conditions |- a = b        a - b has normal form 0"""
    rest, conditions = normalise(App("+", (a, App("*", (MINUS, b)))))
    if rest != ZERO:
        raise Refused(f"ring: {show(a)}\n   differs from {show(b)}")
    return Theorem(conditions, App("=", (a, b)))


def normal(t: Term) -> Theorem:
    """conditions |- t = t'        t' the normal form of t"""
    new, conditions = normalise(t)
    return Theorem(conditions, App("=", (t, new)))


def linear(goal: Term, ths: tuple[Theorem, ...], multipliers: tuple[Fraction, ...]) -> Theorem:
    """G_i |- a_i R_i b_i  /  G, conditions |- a R b        b - a = sum c_i (b_i - a_i) + k

    R is <, <= or =; c_i >= 0 unless R_i is =. For < : k > 0, or k >= 0 and c_i > 0 for some <. For = : k = 0 and
    all R_i are =.
    """
    total: list[Term] = []
    strict, equal = False, True
    for th, c in zip(ths, multipliers, strict=False):  # what is left over adds nothing
        match th.conclusion:
            case App("=" | "<" | "<=" as relation, (x, y)) if c >= 0 or relation == "=":
                strict, equal = strict or (relation == "<" and c > 0), equal and (relation == "=" or c == 0)
                total += [App("*", (Num(-c), y)), App("*", (Num(c), x))]
            case p:
                raise Refused(f"linear: {c} times {show(p)}")
    match goal:
        case App("=" | "<" | "<=" as relation, (a, b)):
            enough = {"<=": True, "<": strict, "=": equal}[relation]  # for k = 0
            match normalise(App("+", (b, App("*", (MINUS, a)), *total))):
                case Num(k), conditions if (k == 0 and enough) or (k > 0 and relation != "="):
                    return Theorem(_hypotheses(ths) | conditions, goal)
    raise Refused(f"linear: no proof of {show(goal)}")


def sign(goal: Term, ths: tuple[Theorem, ...]) -> Theorem:
    """G_i |- fact_i  /  G |- goal        goal a sign, an order, a membership, or `and`, `or` of such; see `order.py`"""
    if not Facts(th.conclusion for th in ths).hold(goal):
        raise Refused(f"sign: no proof of {show(goal)} from {[show(th.conclusion) for th in ths]}")
    return Theorem(_hypotheses(ths), goal)


def finish(th: Theorem) -> Theorem:
    """G |- p  /  G, definedness of p |- p"""
    return Theorem(th.hypotheses | definedness(th.conclusion), th.conclusion, True)


def _hypotheses(ths: tuple[Theorem, ...]) -> frozenset[Term]:
    return frozenset().union(*(th.hypotheses for th in ths))


# fmt: off
_KINDS: tuple[tuple[Callable[..., Theorem], str], ...] = (
    (assume, "t"), (refl, "t"), (sym, "s"), (trans, "ss"), (cut, "ss"), (weaken, "st"), (imp, "ts"), (mp, "ss"),
    (both, "S"), (part, "si"), (gen, "nts"), (spec, "st"), (inst, "sNT"), (at, "tINs"), (rewrite, "sINs"),
    (ring, "tt"), (normal, "t"), (linear, "tSQ"), (sign, "tS"), (finish, "s"),
)
# fmt: on
#: Each rule with the kinds of its arguments: t term, s theorem, n name, i number, T S N I several, Q rationals.
RULES = MappingProxyType({rule.__name__: (rule, kinds) for rule, kinds in _KINDS})
