"""Signs, orders and memberships that follow from the parts of a term and from given facts."""

from __future__ import annotations

from collections.abc import Iterable

from proofs.kernel.field import ONE, ZERO
from proofs.kernel.term import App, Num, Term

INTEGER_SETS = ("int", "nat", "posint", "range", "from")


def bounds(t: Term, domain: Term) -> list[Term] | None:
    """What `t in domain` says beside being an integer, as inequalities; None for an abstract set."""
    match domain:
        case App("real" | "int"):
            return []
        case App("posreal" | "posint"):
            return [App("<", (ZERO, t))]
        case App("nonneg" | "nat"):
            return [App("<=", (ZERO, t))]
        case App("open", (a, b)):
            return [App("<", (a, t)), App("<", (t, b))]
        case App("closed" | "range", (a, b)):
            return [App("<=", (a, t)), App("<=", (t, b))]
        case App("above", (a,)):
            return [App("<", (a, t))]
        case App("below", (a,)):
            return [App("<", (t, a))]
        case App("from", (a,)):
            return [App("<=", (a, t))]
    return None


class Facts:
    """Propositions taken as true, with what membership facts imply."""

    def __init__(self, facts: Iterable[Term]) -> None:
        self.known: set[Term] = set()
        self.integers: set[Term] = set()
        for f in facts:
            self._add(f)

    def _add(self, fact: Term) -> None:
        self.known.add(fact)
        match fact:
            case App("in", (t, domain)):
                if isinstance(domain, App) and domain.head in INTEGER_SETS:
                    self.integers.add(t)
                self.known.update(bounds(t, domain) or ())
                if domain == App("posint"):
                    self.known.add(App("<=", (ONE, t)))
            case App("and", parts):
                for p in parts:
                    self._add(p)
            case App("=", (a, b)) if isinstance(b, Num):
                self.known.add(App("<=", (a, b)))
                self.known.add(App("<=", (b, a)))

    def hold(self, p: Term) -> bool:
        """Whether p follows; False is no denial."""
        if p in self.known:
            return True
        match p:
            case App("and", parts):
                return all(map(self.hold, parts))
            case App("or", parts):
                return any(map(self.hold, parts))
            case App("<", (Num() as a, Num() as b)):
                return a.value < b.value
            case App("<=", (Num() as a, Num() as b)):
                return a.value <= b.value
            case App("!=", (a, b)):
                return self._differ(a, b) or self._differ(b, a)
            case App("<", (a, b)):
                return (a == ZERO and self._positive(b)) or (b == ZERO and self._negative(a))
            case App("<=", (a, b)):
                return a == b or (a == ZERO and self._nonneg(b)) or App("<", (a, b)) in self.known
            case App("in", (t, domain)):
                return self._member(t, domain)
        return False

    def _differ(self, a: Term, b: Term) -> bool:
        if isinstance(a, Num) and isinstance(b, Num):
            return a.value != b.value
        return App("!=", (a, b)) in self.known or App("<", (a, b)) in self.known or (b == ZERO and self._nonzero(a))

    def _member(self, t: Term, domain: Term) -> bool:
        needed = bounds(t, domain)
        integer = isinstance(domain, App) and domain.head in INTEGER_SETS
        return needed is not None and (not integer or self._integer(t)) and all(map(self.hold, needed))

    def _literal(self, t: Term, low: int, *, strict: bool) -> bool:
        """Whether a known fact bounds t from below by a number that gives low < t, or low <= t."""
        for f in self.known:
            match f:
                case App("<" | "<=" as relation, (Num(value), u)) if u == t:
                    if value > low or (value == low and (relation == "<" or not strict)):
                        return True
        return False

    def _positive(self, t: Term) -> bool:
        if App("<", (ZERO, t)) in self.known:
            return True
        match t:
            case Num(value):
                return value > 0
            case App("pi" | "euler_gamma" | "exp"):
                return True
            case App("+", args):
                return all(map(self._nonneg, args)) and any(map(self._positive, args))
            case App("*", args) if all(map(self._positive, args)):
                return True
            case App("gamma", (x,)):
                return self._positive(x)
            case App("^", (b, Num(e))) if e.denominator == 1 and e % 2 == 0:
                return self._nonzero(b)
            case App("^" | "pow", (b, _)):
                return self._positive(b)
            case App("abs", (x,)):
                return self._nonzero(x)
            case App("max", args):
                return any(map(self._positive, args))
            case App("min" | "if", args):
                return all(map(self._positive, args[-2:]))
        return self._literal(t, 0, strict=True)

    def _nonneg(self, t: Term) -> bool:
        if App("<=", (ZERO, t)) in self.known or self._positive(t):
            return True
        match t:
            case Num(value):
                return value >= 0
            case App("+" | "*" | "min", args):
                return all(map(self._nonneg, args))
            case App("if", args):
                return all(map(self._nonneg, args[-2:]))
            case App("^", (b, Num(e))) if e.denominator == 1:
                return e % 2 == 0 or self._nonneg(b)
            case App("pow", (b, _)):
                return self._nonneg(b)
            case App("abs", _):
                return True
            case App("max", args):
                return any(map(self._nonneg, args))
        return self._literal(t, 0, strict=False)

    def _negative(self, t: Term) -> bool:
        match t:
            case Num(value):
                return value < 0
            case App("*", (Num(value), *rest)) if value < 0:
                return all(map(self._positive, rest))
        return App("<", (t, ZERO)) in self.known

    def _nonzero(self, t: Term) -> bool:
        if App("!=", (t, ZERO)) in self.known or App("!=", (ZERO, t)) in self.known:
            return True
        match t:
            case App("*", args):
                return all(map(self._nonzero, args))
            case App("^", (b, Num(e))) if e.denominator == 1:
                return e == 0 or self._nonzero(b)
            case App("pow", (b, e)) if self._integer(e):
                return self._nonzero(b)
        return self._positive(t) or self._negative(t)

    def _integer(self, t: Term) -> bool:
        if t in self.integers:
            return True
        match t:
            case Num(value):
                return value.denominator == 1
            case App("+" | "*" | "max" | "min", args):
                return all(map(self._integer, args))
            case App("^", (b, Num(e))) if e.denominator == 1 and e >= 0:
                return self._integer(b)
            case App("pow", (b, e)):
                return self._integer(b) and self._integer(e) and self._nonneg(e)
            case App("floor"):
                return True
            case App("if", args):
                return all(map(self._integer, args[-2:]))
        return False
