"""Domains: where the document says that a symbol lies, and what the notation itself implies."""

from __future__ import annotations

from derive.document import syntax as s
from derive.meaning.declared import Declarations, Place
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import NotUnderstood
from derive.meaning.names import key_of
from derive.meaning.relations import INEQUALITIES
from derive.meaning.survey import nodes
from proofs.kernel.term import App, Num, Term
from proofs.language import NAT, ONE, POSINT, POSREAL, REAL, ZERO

# ---- indices and functions


def index_domains(out: Declarations) -> None:
    """A symbol that bounds a sum is a positive integer; one under a factorial or binomial is an integer."""
    for e in out.survey.upper_bounds:
        key = key_of(e)
        if key is not None and key not in out.survey.bound:
            _guess(out, key, POSINT)
    for e in out.survey.factorials:
        if isinstance(e, s.Subscript) and key_of(e.base) in out.survey.indexed:
            continue
        key = key_of(e)
        if key is not None and key not in out.survey.bound and key not in out.survey.indexed:
            _guess(out, key, NAT)


def _guess(out: Declarations, key: str, domain: Term) -> None:
    key = out.env.resolve(key)
    if key not in out.env.domains and out.env.definition(key) is None:
        out.env.domains[key] = domain
        out.env.guessed.add(key)


# ---- domains


def declare_domain(left: s.Expr, link: s.Link, out: Declarations) -> None:
    from derive.meaning.folds import set_term

    key = key_of(left)
    if key is None or link.rhs is None:
        return
    key = out.env.resolve(key)
    el = Elaborator(out.env)
    try:
        domain = set_term(el, link.rhs, {}, key)
    except NotUnderstood:
        return
    if isinstance(domain, App) and (key not in out.env.domains or key in out.env.guessed):
        if key not in out.env.model.variables and out.env.definition(key) is None:
            out.env.domains[key] = domain
            out.env.guessed.discard(key)


def declare_bounds(place: Place, chain: s.Chain, left: s.Expr, out: Declarations) -> None:
    """`x > 0`, `0 < p < 1`, `n \\geq 1` about a bare symbol without domain; `x, y > 0` about each."""
    if isinstance(left, s.Tuple):
        for item in left.items:
            declare_bounds(place, chain, item, out)
        return
    found = bounds_of(left, chain.links, Elaborator(out.env))
    if found is None:
        return
    key, domain = found
    env = out.env
    fixed = key in env.model.variables or env.definition(key) is not None or key in env.functions
    if fixed or key in env.families or (key in env.domains and key not in env.guessed and env.domains[key] != REAL):
        return
    if key in env.guessed:
        return
    env.domains[key] = domain
    for n in range(len(chain.links)):
        out.declared[(place[0], place[1], n)] = f"says where {key} lies"


def bounds_of(left: s.Expr, links_: tuple[s.Link, ...], el: Elaborator) -> tuple[str, Term] | None:
    """The symbol and the interval that a chain of inequalities with numbers states."""
    sides = [left, *(k.rhs for k in links_)]
    keys = [(i, key_of(x)) for i, x in enumerate(sides) if x is not None and key_of(x) is not None]
    if len(keys) != 1 or len(sides) > 3 or any(x is None for x in sides):
        return None
    i, key = keys[0]
    ends = [x for j, x in enumerate(sides) if j != i and x is not None]
    if key is None or not all(_is_number(x) for x in ends):
        return None
    if len(sides) == 3 and i != 1:
        return None
    low, high = _ends(i, sides, links_, el)
    domain = _interval(low, high)
    return None if domain is None else (el.env.resolve(key), domain)


def narrowed_by(el: Elaborator, chain: s.Chain, link: s.Link, left: s.Expr) -> frozenset[str]:
    """The free symbols that a condition narrows down beyond their domains; none where it says nothing new."""
    from derive.meaning.folds import set_term

    if link.rhs is None or link.operator not in INEQUALITIES | {"in", "notin"}:
        return frozenset()
    sides = [left, link.rhs] if link.operator in INEQUALITIES else [left]
    keys = frozenset(el.env.resolve(k) for side in sides for n in nodes(side) if (k := _bare_key(n)) is not None)
    domain = el.env.domains.get(next(iter(keys)), REAL) if len(keys) == 1 else None
    try:
        if link.operator in {"in", "notin"}:
            stated = set_term(el, link.rhs, {}, next(iter(keys), None))
            known = domain in {stated, None} or (stated == REAL and link.operator == "in")
            return frozenset() if known or not isinstance(stated, App) else keys
        if domain is None or key_of(left) is None or chain.head is None:
            return keys
        whole = list(chain.sides)
        own = [i for i, side in enumerate(whole) if side is not None and key_of(side) is not None]
        if len(own) != 1 or not all(x is not None and (i in own or _is_number(x)) for i, x in enumerate(whole)):
            return keys
        return frozenset() if _contains(_ends(own[0], whole, chain.links, el), domain) else keys
    except NotUnderstood:
        return keys


def _bare_key(e: s.Expr) -> str | None:
    key = key_of(e) if isinstance(e, s.Name | s.Subscript) else None
    return None if key in {"pi", "e"} else key


def _contains(ends: tuple[Bound, Bound], domain: Term) -> bool:
    """Whether an interval contains a domain: only where both have numbers for ends."""
    (low, low_closed), (high, high_closed) = ends
    (own_low, own_low_closed), (own_high, own_high_closed) = _extent(domain)
    below = low is None or _reaches(low, own_low, strict=own_low_closed and not low_closed)
    above = high is None or _reaches(own_high, high, strict=own_high_closed and not high_closed)
    return below and above


def _reaches(a: Term | None, b: Term | None, *, strict: bool) -> bool:
    """Whether a <= b, or a < b, for numbers."""
    if a == b:
        return a is not None and not strict
    return isinstance(a, Num) and isinstance(b, Num) and a.value < b.value


def _extent(domain: Term) -> tuple[Bound, Bound]:
    match domain:
        case App("posreal"):
            return (ZERO, False), (None, False)
        case App("nonneg" | "nat"):
            return (ZERO, True), (None, False)
        case App("posint"):
            return (ONE, True), (None, False)
        case App("open" | "closed" as kind, (a, b)):
            return (a, kind == "closed"), (b, kind == "closed")
        case App("range", (a, b)):
            return (a, True), (b, True)
        case App("above", (a,)):
            return (a, False), (None, False)
        case App("below", (b,)):
            return (None, False), (b, False)
        case _:
            return (None, False), (None, False)


def _is_number(e: s.Expr) -> bool:
    match e:
        case s.Number():
            return True
        case s.Negative(operand=o):
            return _is_number(o)
        case s.Add(terms=(one,)):
            return _is_number(one)
        case _:
            return False


Bound = tuple[Term | None, bool]  # the end and whether it is included; None for infinity


def _ends(i: int, sides: list[s.Expr | None], links_: tuple[s.Link, ...], el: Elaborator) -> tuple[Bound, Bound]:
    from derive.meaning.folds import _infinite

    low: Bound = (None, False)
    high: Bound = (None, False)
    for n, link in enumerate(links_):
        up = link.operator in {"<", "leq", "le", "leqslant"}
        closed = link.operator not in {"<", ">"}
        j = n + 1 if n == i else n
        other = sides[j]
        if other is None or (n != i and n + 1 != i):
            continue
        end: Term | None = None if _infinite(other) else el.term(other, {})
        if (n == i) == up:
            high = (end, closed)
        else:
            low = (end, closed)
    return low, high


def _interval(low: Bound, high: Bound) -> Term | None:
    (a, a_closed), (b, b_closed) = low, high
    if a is not None and b is not None:
        return App("closed" if a_closed and b_closed else "open", (a, b))
    if a is not None:
        if a == ZERO:
            return App("nonneg") if a_closed else POSREAL
        return App("above", (a,)) if not a_closed else None
    if b is not None and not b_closed:
        return App("below", (b,))
    return None
