"""Rigorous value of a closed term at an assignment: exact rationals where possible, else Arb balls."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flint import arb, ctx, fmpq

from numerics import integrate, limits, real, series
from numerics.closed_forms import Closed, closed_integral, rewrite_inner
from numerics.derivative import derivative, resolved
from numerics.exchange import exchanged
from numerics.model import Assignment, Drawn, Explicit, Point, Table
from numerics.outcome import Diverges, Enclosure, Finite, NoValue, Undefined, Unsupported, undefined, unsupported
from numerics.real import Value, ball, fraction, integer, rational
from numerics.unroll import expectation, mass_of, unroll
from proofs.kernel.term import (
    App,
    Bind,
    Bound,
    Num,
    Refused,
    Term,
    Var,
    close,
    free,
    instantiate,
    is_closed,
    open_,
    show,
    subterms,
)

Env = Mapping[str, Value]
MAX_TERMS = 20_000
INTEGERS = frozenset({"int", "nat", "posint", "range", "from"})


def enclose(term: Term, assignment: Assignment, precision: int = 128, *, deadline: float | None = None) -> Enclosure:
    """A ball that contains the exact value of `term` at `assignment`, or why there is none."""
    return Evaluator.at(assignment, precision, deadline=deadline).enclose(term)


@dataclass(slots=True)
class Evaluator:
    """Evaluates terms at one assignment; remembers the points at which drawn functions were looked up."""

    assignment: Assignment
    precision: int
    deadline: float
    base: dict[str, Value]
    explicit: dict[str, Term]
    looked_up: dict[str, dict[Point, Fraction]] = field(default_factory=dict)
    _opened: dict[Bind, tuple[str, Term]] = field(default_factory=dict)
    _folded: dict[Bind, Value] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @classmethod
    def at(cls, assignment: Assignment, precision: int = 128, *, deadline: float | None = None) -> Evaluator:
        """An evaluator at `assignment`."""
        values: dict[str, Value] = {k: rational(v) for k, v in assignment.values.items()}
        explicit = {k: f.term for k, f in assignment.functions.items() if isinstance(f, Explicit)}
        limit = time.monotonic() + 20 if deadline is None else deadline
        return cls(assignment, precision, limit, values, explicit)

    def enclose(self, term: Term) -> Enclosure:
        """The enclosure of `term`; leaves flint's precision as it was."""
        before = ctx.prec
        ctx.prec = self.precision
        try:
            return Finite(ball(real.finite(self.value(self.prepare(term), self.base))))
        except NoValue as e:
            return e.outcome
        except (Refused, OverflowError, ZeroDivisionError, RecursionError, MemoryError) as e:
            return unsupported(f"{type(e).__name__}: {e}").outcome
        finally:
            ctx.prec = before

    def holds(self, proposition: Term) -> bool | None:
        """Whether `proposition` holds, None where that is not known."""
        before = ctx.prec
        ctx.prec = self.precision
        try:
            return self.truth(self.prepare(proposition), self.base)
        except (NoValue, Refused, OverflowError, ZeroDivisionError, RecursionError, MemoryError):
            return None
        finally:
            ctx.prec = before

    def prepare(self, term: Term) -> Term:
        """`term` with explicit functions put in and derivatives carried out."""
        return resolved(instantiate(term, self.explicit) if self.explicit else term)

    def check_time(self) -> None:
        """Raise NoValue when the deadline has passed."""
        if time.monotonic() > self.deadline:
            raise unsupported("time")

    def open(self, b: Bind) -> tuple[str, Term]:
        """A name of its own for the bound variable, and the body with it."""
        if b not in self._opened:
            name = f"{b.hint}@{next(self._numbers)}"
            self._opened[b] = (name, open_(b.body, Var(name)))
        return self._opened[b]

    def value(self, t: Term, env: Env) -> Value:
        """The value of t. Raises: NoValue, when there is none or none is known."""
        match t:
            case Num():
                return rational(t.value)
            case Var(args=()):
                return self._symbol(t.name, env)
            case Var():
                return self._lookup(t, env)
            case Bound():
                raise unsupported("loose index")
            case App():
                return self._application(t, env)
            case Bind():
                return self._fold(t, env)

    def _symbol(self, name: str, env: Env) -> Value:
        if name in env:
            return env[name]
        if name in self.assignment.functions:
            return self._entry(name, ())
        raise unsupported(f"no value for {name}")

    def _lookup(self, t: Var, env: Env) -> Value:
        point = []
        for a in t.args:
            v = self.value(a, env)
            if not isinstance(v, fmpq):
                raise unsupported(f"{t.name} at a point that is not rational")
            point.append(fraction(v))
        return self._entry(t.name, tuple(point))

    def _entry(self, name: str, point: Point) -> Value:
        f = self.assignment.functions.get(name)
        match f:
            case Table() if point in f.entries:
                return rational(f.entries[point])
            case Drawn():
                v = f.value(name, point)
                self.looked_up.setdefault(name, {})[point] = v
                return rational(v)
        raise unsupported(f"no value for {name} at {tuple(map(str, point))}")

    def _application(self, t: App, env: Env) -> Value:
        match t.head, t.args:
            case "+", args:
                return self._sum(args, env)
            case "*", args:
                return self._product(args, env)
            case "^", (b, e):
                return real.power(self.value(b, env), self.value(e, env), literal=isinstance(e, Num))
            case "if", (p, a, b):
                return self.value(a if self.truth(p, env) else b, env)
            case "pi", ():
                return arb.pi()
            case "euler_gamma", ():
                return arb.const_euler()
            case "lower_beta", (x, a, b):
                return real.lower_beta(self.value(x, env), self.value(a, env), self.value(b, env))
            case "diff", (f, x):
                return self._derivative(f, x, env)
            case "lim", (f, where):
                return limits.limit(self, f, where, env)
        if t.head in real.UNARY:
            return real.UNARY[t.head](self._inner(t.args[0], env))
        if t.head in real.BINARY:
            return real.BINARY[t.head](self._inner(t.args[0], env), self._inner(t.args[1], env))
        raise unsupported(f"no rule for {t.head}")

    def _inner(self, t: Term, env: Env) -> Value:
        """The value of an argument; a divergent argument leaves the function undefined."""
        try:
            return self.value(t, env)
        except NoValue as e:
            if isinstance(e.outcome, Diverges):
                raise NoValue(Undefined("a part diverges", e.outcome.place)) from e
            raise

    def _parts(self, args: tuple[Term, ...], env: Env) -> tuple[list[Value], list[Diverges]]:
        values: list[Value] = []
        divergent: list[Diverges] = []
        problem: NoValue | None = None
        for a in args:
            try:
                values.append(self.value(a, env))
            except NoValue as e:
                if isinstance(e.outcome, Diverges):
                    divergent.append(e.outcome)
                else:
                    problem = problem or e
        if problem:
            if divergent and isinstance(problem.outcome, Undefined):
                raise NoValue(Undefined(problem.outcome.reason, divergent[0].place))
            raise problem
        return values, divergent

    def _sum(self, args: tuple[Term, ...], env: Env) -> Value:
        values, divergent = self._parts(args, env)
        if divergent:
            signs = {d.sign for d in divergent}
            if len(divergent) == 1 or signs in ({1}, {-1}):
                raise NoValue(divergent[0])
            raise NoValue(Undefined("difference of divergent parts", divergent[0].place))
        total: Value = fmpq(0)
        for v in values:
            total = total + v
        return real.finite(total)

    def _product(self, args: tuple[Term, ...], env: Env) -> Value:
        values, divergent = self._parts(args, env)
        total: Value = fmpq(1)
        for v in values:
            total = real.multiply(total, v)
        if len(divergent) == 1:
            s = real.sign(total)
            if s:
                d = divergent[0]
                raise NoValue(Diverges(d.place, d.how, d.sign * s))
        if divergent:
            raise NoValue(Undefined("product with a divergent part", divergent[0].place))
        return real.finite(total)

    def _derivative(self, f: Term, x: Term, env: Env) -> Value:
        if not isinstance(f, Bind):
            raise unsupported("derivative of an unknown function")
        at = self.value(x, env)
        name, body = self.open(f)
        inside = {**env, name: at}
        self.value(body, inside)
        body = self._in_closed_form(unroll(self, body, env), inside)
        slope = derivative(body, name)
        if slope is None:
            raise unsupported("no derivative")
        return self.value(slope, inside)

    def _in_closed_form(self, t: Term, env: Env) -> Term:
        """t with integrals in closed form where it holds around this point, its conditions being open."""
        if not any(isinstance(u, Bind) for u in subterms(t)):
            return t
        match t:
            case App():
                return App(t.head, tuple(self._in_closed_form(a, env) for a in t.args))
            case Bind(kind="int"):
                closed = closed_integral(t)
                if closed is not None and self._closed(closed, env) is not None:
                    return closed.value
        return t

    # folds

    def _fold(self, t: Bind, env: Env) -> Value:
        """The value of a fold, remembered where it depends on no bound variable."""
        self.check_time()
        if t in self._folded:
            return self._folded[t]
        v = self._computed(t, env)
        if not any("@" in name for name in free(t)):
            self._folded[t] = v
        return v

    def _computed(self, t: Bind, env: Env) -> Value:
        match t.kind:
            case "E":
                return self._expected(t, env)
            case "int" if isinstance(t.domain, Var) or (isinstance(t.domain, App) and t.domain.head in INTEGERS):
                return self._fold(Bind("sum", t.domain, t.body, t.hint), env)
            case "int":
                return self._integral(t, env)
            case "sum" | "prod":
                return self._discrete(t, env)
        raise unsupported(f"a {t.kind} has no value")

    def _expected(self, t: Bind, env: Env) -> Value:
        """The expectation t, undefined where its law has another total mass than 1."""
        whole = expectation(t)
        mass = mass_of(t)
        try:
            total = self._fold(mass, env)
        except NoValue as e:
            if isinstance(e.outcome, Diverges):
                raise undefined("an expectation over what is no density") from e
            total = fmpq(1)
        if not (total == 1 if isinstance(total, fmpq) else total.contains(1)):
            raise undefined("an expectation over what is no density")
        return self._fold(whole, env)

    def _integral(self, whole: Bind, env: Env) -> Value:
        t = Bind("int", whole.domain, unroll(self, whole.body, env), whole.hint)
        name, body = self.open(t)
        t = Bind("int", whole.domain, close(rewrite_inner(self, body, {name: t.domain}), name), whole.hint)

        def exact(exponent: Term) -> Fraction | None:
            try:
                v = self.value(exponent, env)
            except NoValue:
                return None
            return fraction(v) if isinstance(v, fmpq) else None

        closed = closed_integral(t, exact)
        if closed is not None:
            v = self._closed(closed, env)
            if v is not None:
                return v
        try:
            return integrate.integral(self, t, env)
        except NoValue as e:
            name, body = self.open(t)
            other = exchanged(self, body, name, t.domain, t.hint) if isinstance(e.outcome, Unsupported) else None
            if other is None:
                raise
        return self._fold(other, env)

    def _closed(self, closed: Closed, env: Env) -> Value | None:
        try:
            if all(self.value(c, env) > 0 for c in closed.positive):
                return self.value(closed.value, env)
        except NoValue:
            return None
        return None

    def _discrete(self, t: Bind, env: Env) -> Value:
        elements = self.elements(t.domain, env)
        if elements is not None:
            return self._finite(t, elements, env)
        if t.kind == "prod":
            raise unsupported("infinite product")
        return series.series(self, t, env)

    def _finite(self, t: Bind, elements: range | None, env: Env) -> Value:
        if elements is None:
            raise unsupported("fold over an unknown set")
        if len(elements) > MAX_TERMS:
            raise unsupported("too many terms")
        name, body = self.open(t)
        if not elements:
            self._require_constants(body, name, env)
        if t.kind == "prod":
            total: Value = fmpq(1)
            for k in elements:
                self.check_time()
                total = real.finite(real.multiply(total, self._inner(body, {**env, name: fmpq(k)})))
            return total
        total = fmpq(0)
        for k in elements:
            self.check_time()
            total = real.finite(total + self._inner(body, {**env, name: fmpq(k)}))
        return total

    def _require_constants(self, body: Term, name: str, env: Env) -> None:
        """Raise NoValue where a part of body that is free of name is undefined, though no element asks for it."""
        match body:
            case App() if name not in free(body) and is_closed(body) and body.facts.sort == "real":
                try:
                    self.value(body, env)
                except NoValue as e:
                    if isinstance(e.outcome, Undefined):
                        raise
            case App(head=head, args=args) if head not in ("if", "diff", "lim"):
                for a in args:
                    self._require_constants(a, name, env)

    def elements(self, domain: Term, env: Env) -> range | None:
        """The elements of a finite set of integers or labels; None for an infinite one. Raises: NoValue."""
        match domain:
            case Var(args=()) if domain.name in self.assignment.spaces:
                return range(self.assignment.spaces[domain.name])
            case App(head="range", args=(a, b)):
                first, last = integer(self.value(a, env)), integer(self.value(b, env))
                if first is None or last is None:
                    raise undefined("range with ends that are no integers")
                return range(first, last + 1)
            case App(head=("int" | "nat" | "posint" | "from")):
                return None
        raise unsupported(f"fold over {show(domain)}")

    # propositions

    def truth(self, p: Term, env: Env) -> bool:
        """Whether p holds. Raises: NoValue, when that is not known."""
        match p:
            case App(head="=" | "!=" | "<" | "<=", args=(a, b)):
                return _compare(p.head, self._inner(a, env), self._inner(b, env))
            case App(head="and"):
                return all(self.truth(a, env) for a in p.args)
            case App(head="or"):
                return any(self.truth(a, env) for a in p.args)
            case App(head="not", args=(a,)):
                return not self.truth(a, env)
            case App(head="=>", args=(a, b)):
                return not self.truth(a, env) or self.truth(b, env)
            case App(head="in", args=(a, domain)):
                return self.member(self.value(a, env), domain, env)
            case Bind(kind="all"):
                elements = self.elements(p.domain, env)
                if elements is None or len(elements) > MAX_TERMS:
                    raise unsupported("all over an infinite set")
                name, body = self.open(p)
                return all(self.truth(body, {**env, name: fmpq(k)}) for k in elements)
        raise unsupported(f"cannot decide {show(p)}")

    def member(self, x: Value, domain: Term, env: Env) -> bool:
        """Whether x lies in the domain. Raises: NoValue, when that is not known."""
        zero = fmpq(0)
        match domain:
            case App(head="real"):
                return True
            case App(head="posreal"):
                return _compare("<", zero, x)
            case App(head="nonneg"):
                return _compare("<=", zero, x)
            case App(head="open", args=(a, b)):
                return _compare("<", self.value(a, env), x) and _compare("<", x, self.value(b, env))
            case App(head="closed", args=(a, b)):
                return _compare("<=", self.value(a, env), x) and _compare("<=", x, self.value(b, env))
            case App(head="above", args=(a,)):
                return _compare("<", self.value(a, env), x)
            case App(head="below", args=(a,)):
                return _compare("<", x, self.value(a, env))
            case Var():
                n = integer(x)
                return n is not None and n in (self.elements(domain, env) or range(0))
        return self._integer_member(x, domain, env)

    def _integer_member(self, x: Value, domain: Term, env: Env) -> bool:
        if not isinstance(x, fmpq):
            raise unsupported("membership of a ball in a set of integers")
        if x.q != 1:
            return False
        zero = fmpq(0)
        match domain:
            case App(head="int"):
                return True
            case App(head="nat"):
                return bool(x >= zero)
            case App(head="posint"):
                return bool(x > zero)
            case App(head="range", args=(a, b)):
                return _compare("<=", self.value(a, env), x) and _compare("<=", x, self.value(b, env))
            case App(head="from", args=(a,)):
                return _compare("<=", self.value(a, env), x)
        raise unsupported(f"membership in {show(domain)}")


def _compare(head: str, a: Value, b: Value) -> bool:
    """a `head` b. Raises: NoValue, when the balls do not decide."""
    match head:
        case "<":
            yes, no = a < b, a >= b
        case "<=":
            yes, no = a <= b, a > b
        case _:
            same = isinstance(a, fmpq) and isinstance(b, fmpq) and a == b
            apart = bool(a < b or a > b)
            yes, no = (same, apart) if head == "=" else (apart, same)
    if not yes and not no:
        raise unsupported("undecided comparison")
    return bool(yes)
