"""Terms of the language: immutable, locally nameless, with cached hash, size and depth.

A bound variable is a de Bruijn index, so terms that differ only in the names of bound variables
are equal; the name a writer chose is kept as a hint that no comparison sees. A free symbol, an
unknown function, an indexed family x(i) and a variable of an axiom schema are all `Var`.
Propositions, sets and filters are terms too; `signature.py` says what may stand where, and every
constructor checks it, so that no ill-sorted term exists. The sort of a `Var` is that of its place: a
variable is told apart by name, number of arguments and sort. Binders bind numbers only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count
from typing import NamedTuple

from proofs.kernel.signature import BINDERS, CONSTANTS

MAX_DEPTH, MAX_SIZE = 200, 50_000


class Refused(Exception):
    """A rule, a decoder or the checker does not accept what it was given; the message says why."""


class _Facts(NamedTuple):
    """What is computed once for every node."""

    hash: int
    size: int
    depth: int
    loose: int  # one more than the largest index that points outside the term
    free: frozenset[str]
    sort: str  # see signature.Constant; "any" for a Var, "schema" for a lam whose body is no real


class _Node:
    """Equality by structure, with the cached hash first; every new node is checked."""

    __slots__ = ("facts",)
    __match_args__: tuple[str, ...]
    facts: _Facts

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", _facts(self))  # type: ignore[arg-type]

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), tuple(getattr(self, name) for name in self.__match_args__)

    def __hash__(self) -> int:
        return self.facts.hash

    def __eq__(self, other: object) -> bool:
        alike = isinstance(other, _Node) and self.facts.hash == other.facts.hash
        return self is other or (alike and _key(self) == _key(other))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class Num(_Node):
    """An exact rational number."""

    value: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Var(_Node):
    """A free symbol, or an unknown function or family applied to arguments."""

    name: str
    args: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Bound(_Node):
    """The variable bound by the index-th binder outwards: a number, so never applied."""

    index: int
    args: tuple[Term, ...] = ()  # always empty


@dataclass(frozen=True, slots=True, eq=False)
class App(_Node):
    """A constant of the signature applied to its arguments."""

    head: str
    args: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Bind(_Node):
    """A binder over a domain: int, sum, prod, E, all, lam."""

    kind: str
    domain: Term
    body: Term
    hint: str = "x"


Term = Num | Var | Bound | App | Bind


def children(t: Term) -> tuple[Term, ...]:
    """Direct parts of t, the domain of a binder before its body."""
    if isinstance(t, Bind):
        return (t.domain, t.body)
    return () if isinstance(t, Num) else t.args


def with_children(t: Term, parts: tuple[Term, ...]) -> Term:
    """t with other direct parts, as many."""
    if isinstance(t, Bind):
        return Bind(t.kind, parts[0], parts[1], t.hint)
    return type(t)(_label(t), parts) if parts else t  # type: ignore[call-arg, arg-type]


def _label(t: Term) -> object:
    return getattr(t, t.__match_args__[0])


def _key(t: Term) -> tuple[object, ...]:
    """What two equal terms have in common."""
    return type(t).__name__, _label(t), children(t)


def signature(t: Term) -> tuple[tuple[str, ...], str]:
    """The sorts that the places of the direct parts of t ask for, and the sort of t. Raises: Refused, if none."""
    match t:
        case App(head, args) if head in CONSTANTS:
            takes, gives, variadic, *_ = CONSTANTS[head]
            return takes + takes[-1:] * (len(args) - len(takes) if variadic else 0), gives
        case Bind(kind, App(head)) if (head == "law") != (kind == "E"):  # a law is a domain of E alone
            raise Refused(f"term: {kind} over {show(t.domain)}")
        case Bind("lam", _, body) if body.facts.sort not in ("real", "any"):
            return ("set", body.facts.sort), "schema"
        case Bind(kind) if kind in BINDERS:
            return ("set", BINDERS[kind][0]), BINDERS[kind][1]
        case Var(_, args):
            return ("real",) * len(args), "any"
        case Num(Fraction()) | Bound():
            return (), "real"
    raise Refused(f"term: {_label(t)!r} is no exact number, or an unknown constant or binder")


def _facts(t: Term) -> _Facts:
    """What is known of t from its label and its parts. Raises: Refused, for an ill-sorted or too large term."""
    size, depth, loose = 1, 0, t.index + 1 if isinstance(t, Bound) else 0
    free = frozenset({t.name}) if isinstance(t, Var) else frozenset()
    parts, (takes, gives) = children(t), signature(t)
    fits = [p.facts.sort in (sort, "any") for p, sort in zip(parts, takes, strict=False)]
    if len(parts) != len(takes) or not all(fits) or (isinstance(t, Bound) and t.index < 0):
        raise Refused(f"term: {_label(t)} takes {' '.join(takes)}, got {' '.join(map(show, parts))}")
    for n, part in enumerate(parts):
        f = part.facts
        size, free = size + f.size, free | f.free if free else f.free
        depth = f.depth if f.depth > depth else depth
        loose = max(loose, f.loose - (n == 1 and isinstance(t, Bind))) if f.loose else loose
    if size > MAX_SIZE or depth >= MAX_DEPTH:
        raise Refused(f"term: size {size} or depth {depth + 1} beyond the caps {MAX_SIZE} and {MAX_DEPTH}")
    return _Facts(hash((_label(t), parts)), size, depth + 1, loose, free, gives)


def subterms(t: Term) -> Iterator[Term]:
    """t and everything below it, outermost first; bodies of binders are shown with loose indices."""
    yield t
    for c in children(t):
        yield from subterms(c)


def _walk(t: Term, leaf: Callable[[Var | Bound, int], Term], relevant: Callable[[Term, int], bool], k: int = 0) -> Term:
    """Rebuild t with leaf(node with rebuilt arguments, binders crossed) in place of each Var and Bound."""
    if not relevant(t, k):
        return t
    inner = (k, k + 1) if isinstance(t, Bind) else (k,) * len(children(t))
    t = with_children(t, tuple(_walk(c, leaf, relevant, n) for c, n in zip(children(t), inner, strict=True)))
    return leaf(t, k) if isinstance(t, Var | Bound) else t


def shift(t: Term, by: int) -> Term:
    """t with every index that points outside it raised by `by`."""

    def leaf(v: Var | Bound, k: int) -> Term:
        return Bound(v.index + by) if isinstance(v, Bound) and v.index >= k else v

    return _walk(t, leaf, lambda u, k: u.facts.loose > k)


def apply(f: Term, args: tuple[Term, ...]) -> Term:
    """f applied to args, beta-reduced. Raises: Refused, when f is no function of that many arguments."""
    match f:
        case _ if not args:
            return f
        case Var(name, ()):
            return Var(name, args)
        case Bind("lam", _, body):
            return apply(open_(body, args[0]), args[1:])
    raise Refused(f"apply: {show(f)} is no function of {len(args)} more arguments")


def open_(body: Term, u: Term) -> Term:
    """body[index 0 := u], the other outside indices lowered."""

    def leaf(v: Var | Bound, k: int) -> Term:
        if isinstance(v, Var) or v.index < k:
            return v
        return shift(u, k) if v.index == k else Bound(v.index - 1)

    return _walk(body, leaf, lambda t, k: t.facts.loose > k)


def close(t: Term, name: str) -> Term:
    """The body of a binder over t: each free `name` becomes index 0. Raises: Refused, if `name` is no number."""
    return instantiate(shift(t, 1), {name: Bound(0)})


def bind(kind: str, domain: Term, name: str, body: Term) -> Bind:
    """The binder `kind` over `domain` that binds the free symbol `name` of body."""
    return Bind(kind, domain, close(body, name), name)


def instantiate(t: Term, values: Mapping[str, Term]) -> Term:
    """t with each symbol of `values` replaced at once, free of capture; functions are beta-reduced."""
    names = values.keys()

    def leaf(v: Var | Bound, k: int) -> Term:
        return apply(shift(values[v.name], k), v.args) if isinstance(v, Var) and v.name in names else v

    return _walk(t, leaf, lambda u, k: not names.isdisjoint(u.facts.free))


def free(t: Term) -> frozenset[str]:
    """Names of the free symbols of t."""
    return t.facts.free


def is_closed(t: Term) -> bool:
    """Whether no index of t points outside it."""
    return t.facts.loose == 0


def fresh(name: str, used: frozenset[str]) -> str:
    """`name`, or `name` with the first number that makes it differ from all of `used`."""
    return next(x for x in chain((name,), (f"{name}_{n}" for n in count(1))) if x not in used)


def show(t: Term, names: tuple[str, ...] = ()) -> str:
    """t in prefix notation, for messages; two different terms may print alike, so nothing compares prints."""
    match t:
        case Bind():
            hint = fresh(t.hint, free(t.body) | frozenset(names))
            return f"({t.kind} {hint} {show(t.domain, names)} {show(t.body, (hint, *names))})"
        case Bound():
            return names[t.index] if t.index < len(names) else f"#{t.index}"
    return f"({_label(t)} {' '.join(show(a, names) for a in children(t))})" if children(t) else str(_label(t))


def union_free(terms: Iterable[Term]) -> frozenset[str]:
    """Names of the free symbols of all of `terms`."""
    return frozenset().union(*map(free, terms))


def domain_of(d: Term) -> Term:
    """The domain that a bound variable ranges over: of a law, that of its density."""
    return d.args[0].domain if isinstance(d, App) and d.head == "law" and isinstance(d.args[0], Bind) else d


def is_range(d: Term) -> bool:
    """Whether d is a range of integers, which is finite."""
    return isinstance(d, App) and d.head == "range"
