"""Terms of the language: immutable, locally nameless, with cached hash, size and depth.

A bound variable is a de Bruijn index, so terms that differ only in the names of bound variables
are equal; the name a writer chose is kept as a hint that no comparison sees. A free symbol, an
unknown function, an indexed family x(i) and a variable of an axiom schema are all `Var`.
Propositions, sets and filters are terms too; `signature.py` says what may stand where, and every
constructor checks it, so that no ill-sorted term exists. The sort of a `Var` is that of its place: a
variable is told apart by name, number of arguments and sort. Binders bind numbers only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import NamedTuple, Union

from proofs.kernel.signature import BINDERS, CONSTANTS

MAX_DEPTH = 200
MAX_SIZE = 50_000
_NONE: frozenset[str] = frozenset()


class Refused(Exception):
    """A rule, a decoder or the checker does not accept what it was given; the message says why."""


class _Facts(NamedTuple):
    """What is computed once for every node."""

    hash: int
    size: int
    depth: int
    loose: int  # one more than the largest index that points outside the term
    free: frozenset[str]
    sort: str  # of signature.Sort; "any" for a Var, "schema" for a lam whose body is no real


def _facts(label: tuple[object, ...], parts: tuple[Term, ...], sort: str, *, binds: int = 0, loose: int = 0) -> _Facts:
    """Facts of a node from its label, parts and sort; the last `binds` parts stand under one binder."""
    size, depth, free = 1, 0, _NONE
    hashes: list[object] = [label]
    outside = len(parts) - binds
    for n, p in enumerate(parts):
        f = p.facts
        size += f.size
        depth = f.depth if f.depth > depth else depth
        loose = max(loose, f.loose - (1 if n >= outside else 0))
        free = free | f.free if free else f.free
        hashes.append(f.hash)
    if size > MAX_SIZE or depth >= MAX_DEPTH:
        raise Refused(f"term: size {size} or depth {depth + 1} beyond the caps {MAX_SIZE} and {MAX_DEPTH}")
    return _Facts(hash(tuple(hashes)), size, depth + 1, loose, free, sort)


def _fits(part: Term, wanted: str) -> bool:
    return part.facts.sort in (wanted, "any")


def _sort_of_app(head: str, args: tuple[Term, ...]) -> str:
    """Sort of a constant applied to args. Raises: Refused, when the constant is unknown or the args do not fit."""
    constant = CONSTANTS.get(head)
    if constant is None:
        raise Refused(f"term: unknown constant {head!r}")
    takes = constant.takes
    if constant.variadic and len(args) > len(takes):
        takes += takes[-1:] * (len(args) - len(takes))
    if len(takes) != len(args) or not all(map(_fits, args, takes)):
        raise Refused(f"term: {head} takes {' '.join(takes)}, got {' '.join(show(a) for a in args)}")
    return constant.gives


def _sort_of_bind(kind: str, domain: Term, body: Term) -> str:
    """Sort of a binder. Raises: Refused, when it is unknown or its parts do not fit; a law is a domain of E alone."""
    signature = BINDERS.get(kind)
    if signature is None or not _fits(domain, "set"):
        raise Refused(f"term: no binder {kind!r} over {show(domain)}")
    if isinstance(domain, App) and (domain.head == "law") != (kind == "E"):
        raise Refused(f"term: {kind} over {show(domain)}")
    if kind == "lam":
        return "fun" if _fits(body, "real") else "schema"
    if not _fits(body, signature[0]):
        raise Refused(f"term: {kind} over a body of sort {body.facts.sort}")
    return signature[1]


class _Node:
    """Equality by structure, with the cached hash first."""

    __slots__ = ()
    facts: _Facts

    def __hash__(self) -> int:
        return self.facts.hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented if not isinstance(other, _Node) else False
        return self.facts.hash == other.facts.hash and _same(self, other)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class Num(_Node):
    """An exact rational number."""

    value: Fraction
    facts: _Facts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if type(self.value) is not Fraction:
            raise Refused(f"term: {self.value!r} is no exact number")
        object.__setattr__(self, "facts", _facts(("num", self.value), (), "real"))

    def __reduce__(self) -> tuple[object, ...]:
        return (Num, (self.value,))


@dataclass(frozen=True, slots=True, eq=False)
class Var(_Node):
    """A free symbol, or an unknown function or family applied to arguments."""

    name: str
    args: tuple[Term, ...] = ()
    facts: _Facts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.args and not all(_fits(a, "real") for a in self.args):
            raise Refused(f"term: {self.name} takes numbers, got {' '.join(show(a) for a in self.args)}")
        f = _facts(("var", self.name), self.args, "any")
        object.__setattr__(self, "facts", _Facts(f.hash, f.size, f.depth, f.loose, f.free | {self.name}, "any"))

    def __reduce__(self) -> tuple[object, ...]:
        return (Var, (self.name, self.args))


@dataclass(frozen=True, slots=True, eq=False)
class Bound(_Node):
    """The variable bound by the index-th binder outwards: a number, so never applied."""

    index: int
    args: tuple[Term, ...] = ()  # always empty
    facts: _Facts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.index < 0 or self.args:
            raise Refused(f"term: bound variable #{self.index} takes no arguments")
        object.__setattr__(self, "facts", _facts(("bound", self.index), (), "real", loose=self.index + 1))

    def __reduce__(self) -> tuple[object, ...]:
        return (Bound, (self.index, self.args))


@dataclass(frozen=True, slots=True, eq=False)
class App(_Node):
    """A constant of the signature applied to its arguments."""

    head: str
    args: tuple[Term, ...] = ()
    facts: _Facts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", _facts(("app", self.head), self.args, _sort_of_app(self.head, self.args)))

    def __reduce__(self) -> tuple[object, ...]:
        return (App, (self.head, self.args))


@dataclass(frozen=True, slots=True, eq=False)
class Bind(_Node):
    """A binder over a domain: int, sum, prod, E, all, lam."""

    kind: str
    domain: Term
    body: Term
    hint: str = "x"
    facts: _Facts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        sort = _sort_of_bind(self.kind, self.domain, self.body)
        object.__setattr__(self, "facts", _facts(("bind", self.kind), (self.domain, self.body), sort, binds=1))

    def __reduce__(self) -> tuple[object, ...]:
        return (Bind, (self.kind, self.domain, self.body, self.hint))


Term = Union[Num, Var, Bound, App, Bind]


def _same(a: Term, b: Term) -> bool:
    match a, b:
        case Num(), Num():
            return a.value == b.value
        case Var(), Var():
            return a.name == b.name and a.args == b.args
        case Bound(), Bound():
            return a.index == b.index and a.args == b.args
        case App(), App():
            return a.head == b.head and a.args == b.args
        case Bind(), Bind():
            return a.kind == b.kind and a.domain == b.domain and a.body == b.body
    return False


def children(t: Term) -> tuple[Term, ...]:
    """Direct parts of t, the domain of a binder before its body."""
    match t:
        case Num():
            return ()
        case Var() | Bound() | App():
            return t.args
        case Bind():
            return (t.domain, t.body)


def places(t: Term) -> tuple[str, ...]:
    """The sorts that the places of the direct parts of t ask for."""
    match t:
        case App():
            takes = CONSTANTS[t.head].takes
            return (*takes, *takes[-1:] * (len(t.args) - len(takes)))
        case Bind():
            return ("set", "real" if t.kind == "lam" and t.body.facts.sort == "any" else BINDERS[t.kind][0])
    return ("real",) * len(children(t))


def subterms(t: Term) -> Iterator[Term]:
    """t and everything below it, outermost first; bodies of binders are shown with loose indices."""
    yield t
    for c in children(t):
        yield from subterms(c)


def _walk(t: Term, leaf: Callable[[Var | Bound, int], Term], relevant: Callable[[Term, int], bool], k: int = 0) -> Term:
    """Rebuild t with leaf(node with rebuilt arguments, binders crossed) in place of each Var and Bound."""
    if not relevant(t, k):
        return t
    match t:
        case Num():
            return t
        case App():
            return App(t.head, tuple(_walk(a, leaf, relevant, k) for a in t.args))
        case Var():
            return leaf(Var(t.name, tuple(_walk(a, leaf, relevant, k) for a in t.args)), k)
        case Bound():
            return leaf(t, k)
        case Bind():
            return Bind(t.kind, _walk(t.domain, leaf, relevant, k), _walk(t.body, leaf, relevant, k + 1), t.hint)


def shift(t: Term, by: int) -> Term:
    """t with every index that points outside it raised by `by`."""
    if by == 0 or t.facts.loose == 0:
        return t

    def leaf(v: Var | Bound, k: int) -> Term:
        return Bound(v.index + by) if isinstance(v, Bound) and v.index >= k else v

    return _walk(t, leaf, lambda u, k: u.facts.loose > k)


def apply(f: Term, args: tuple[Term, ...]) -> Term:
    """f applied to args, beta-reduced. Raises: Refused, when f is no function of that many arguments."""
    for n, a in enumerate(args):
        match f:
            case Bind(kind="lam"):
                f = open_(f.body, a)
            case Var(args=()):
                return Var(f.name, args[n:])
            case _:
                raise Refused(f"apply: {show(f)} is no function of {len(args) - n} more arguments")
    return f


def open_(body: Term, u: Term) -> Term:
    """body[index 0 := u], the other outside indices lowered."""
    if body.facts.loose == 0:
        return body

    def leaf(v: Var | Bound, k: int) -> Term:
        if isinstance(v, Var) or v.index < k:
            return v
        return shift(u, k) if v.index == k else Bound(v.index - 1)

    return _walk(body, leaf, lambda t, k: t.facts.loose > k)


def close(t: Term, name: str) -> Term:
    """The body of a binder over t: each free `name` becomes index 0. Raises: Refused, if `name` is no number."""

    def leaf(v: Var | Bound, k: int) -> Term:
        if isinstance(v, Bound):
            return Bound(v.index + 1) if v.index >= k else v
        if v.name == name and v.args:
            raise Refused(f"term: {name} is a function, no binder binds it")
        return Bound(k) if v.name == name else v

    return _walk(t, leaf, lambda u, k: u.facts.loose > k or name in u.facts.free)


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
    if name not in used:
        return name
    n = 1
    while f"{name}_{n}" in used:
        n += 1
    return f"{name}_{n}"


def show(t: Term, names: tuple[str, ...] = ()) -> str:
    """t in prefix notation, for messages; two different terms may print alike, so nothing compares prints."""
    match t:
        case Num():
            return str(t.value)
        case Var():
            return f"({t.name} {' '.join(show(a, names) for a in t.args)})" if t.args else t.name
        case Bound():
            head = names[t.index] if t.index < len(names) else f"#{t.index}"
            return f"({head} {' '.join(show(a, names) for a in t.args)})" if t.args else head
        case App():
            return f"({t.head} {' '.join(show(a, names) for a in t.args)})" if t.args else t.head
        case Bind():
            hint = fresh(t.hint, free(t.body) | frozenset(names))
            return f"({t.kind} {hint} {show(t.domain, names)} {show(t.body, (hint, *names))})"


def union_free(terms: tuple[Term, ...]) -> frozenset[str]:
    """Names of the free symbols of all of `terms`."""
    return reduce(frozenset.union, (free(t) for t in terms), frozenset())
