"""Draws values for the variables of an axiom and tells in floating point whether a proposition is true there."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from mpmath import inf, mp, mpf

from proofs.kernel.axioms import Axiom
from proofs.kernel.sexpr import read
from proofs.kernel.term import App, Bind, Num, Term, Var, open_, show

Function = Callable[..., Any]
DOMAINS = tuple(map(read, ("posreal", "real", "(open 0 1)", "(above 1)", "nat", "posint", "(range 1 3)")))
DISCRETE = ("nat", "posint", "range", "from", "int")
FAR = mpf(10) ** 30


class Unclear(Exception):
    """This draw does not tell: a value does not exist, or a hypothesis is false."""


class Draw:
    """One assignment of values to variables."""

    def __init__(self, axiom: Axiom, rng: random.Random) -> None:
        self.rng, self.env, self.nested = rng, dict[str, Any](), 0
        self.coarse = any(d == (2, "real") for _, d in axiom.variables)
        self.axiom = axiom
        for x, d in axiom.variables:
            self.env[x] = self._first(x, d)
        ordered = sorted(axiom.theorem.hypotheses, key=show)
        self.hypotheses = [h for h in ordered if not (isinstance(h, App) and h.head == "in")]
        for _ in range(3):
            for h in self.hypotheses:
                self._choose(h)

    # ---- drawing

    def _first(self, x: str, d: Any) -> Any:
        rng = self.rng
        match d:
            case (0, "set"):
                return rng.choice(DOMAINS)
            case (0, "filter"):
                return rng.choice(list(map(read, ("at_inf", "(from_right 0)", "(from_right 1)"))))
            case (0, "prop"):
                return rng.random() < 0.5
            case (1, "prop"):
                k = rng.choice((-3, 0, 2))
                return lambda v: v >= k
            case (int(n), "real"):
                return self._function(n)
            case App():
                return self.point(d)
        raise AssertionError(x)

    def _function(self, n: int) -> Function:
        rng = self.rng
        c, d = mpf(rng.choice((1, 2, "0.5"))), mpf(rng.choice((0, 0, "0.5", "-0.7")))
        k = [mpf(rng.choice(("0.5", 1))) for _ in range(n)]
        even = rng.random() < 0.5
        shape = rng.random()
        if shape < 0.12:
            return lambda *a: c * (1 + d)
        if shape < 0.2 and n == 1:
            return lambda a: mpf(rng_sign(a)) * c * abs(a) * decaying(-k[0] * a * a)

        def f(*a: Any) -> Any:
            e = decaying(-mp.fsum(ki * x * x for ki, x in zip(k, a, strict=True)))
            p = mp.fprod(a)
            return c * e * (1 + (d * d * p * p if even else d * p))

        return f

    def point(self, d: Term) -> mpf:  # noqa: C901  one case for each set
        """A point of a domain, its special ones often."""
        rng = self.rng
        real = ("0", "1", "-1", "0.5", "-0.5", "2", "-1.5", "3")
        match d:
            case Var(name):
                return self.point(self.env[name])
            case App("real"):
                return mpf(rng.choice(real))
            case App("posreal"):
                return mpf(rng.choice(("1", "0.5", "2", "1.5", "0.75", "3")))
            case App("nonneg"):
                return mpf(rng.choice(("0", "1", "0.5", "2")))
            case App("int"):
                return mpf(rng.randint(-2, 3))
            case App("nat"):
                return mpf(rng.randint(0, 4))
            case App("posint"):
                return mpf(rng.randint(1, 4))
            case App("open" | "closed", (a, b)):
                low, high = self.value(a), self.value(b)
                if low >= high:
                    raise Unclear
                return low + (high - low) * mpf(rng.choice(("0.5", "0.25", "0.9")))
            case App("range", (a, b)):
                low, high = int(self.value(a)), int(self.value(b))
                if low > high:
                    raise Unclear
                return mpf(rng.randint(low, high))
            case App("above", (a,)):
                return self.value(a) + mpf(rng.choice(("0.5", "1", "2.5")))
            case App("below", (a,)):
                return self.value(a) - mpf(rng.choice(("0.5", "1", "2.5")))
            case App("from", (a,)):
                return self.value(a) + rng.randint(0, 4)
        raise Unclear

    def _choose(self, h: Term, scope: tuple[str, ...] = ()) -> None:
        """Give a variable that a hypothesis determines the value that makes it true."""
        match h:
            case Bind("all", _, body):
                x = f"%{len(scope)}"
                self._choose(open_(body, Var(x)), (*scope, x))
            case App("integrates" | "sums" | "derives" | "tends" as head, args):
                self._define(args[-1], scope, lambda: self._existing(head, args))
            case App("=", (left, right)):
                self._define(left, scope, lambda: self.value(right))
            case App("<=", (App("abs", (_,)), right)):
                self._define(
                    right, scope, lambda: 40 * decaying(-mpf("0.3") * mp.fsum(self.env[x] ** 2 for x in scope[-1:]))
                )
            case App("<=", (left, right)) if isinstance(right, Var) and right.args and isinstance(left, Var):
                base = self._function(len(right.args))
                self._define(right, scope, lambda: self.value(left) + abs(base(*(self.env[x] for x in scope))))
            case App("propto" | "upto" as head, (Bind("lam", _, Var(f)), Bind("lam", _, Var(g)))):
                c = mpf(self.rng.choice((2, "0.5")))
                other = self.env[g]
                self.env[f] = (lambda *a: c * other(*a)) if head == "propto" else (lambda *a: c + other(*a))
            case App("density", (Bind("lam", _, Var(f)) as lam,)):
                shape, total = self.env[f], self.computed("integrates", (lam,))
                self.env[f] = lambda *a: shape(*a) / total

    def _define(self, target: Term, scope: tuple[str, ...], compute: Callable[[], Any]) -> None:
        declared = dict(self.axiom.variables)
        if not isinstance(target, Var) or target.name.startswith("%") or target.name in scope:
            return
        if not target.args and declared[target.name] == App("real"):
            if not scope:
                self.env[target.name] = compute()
        elif target.args and all(isinstance(a, Var) and a.name in scope for a in target.args):
            names = [a.name for a in target.args if isinstance(a, Var)]

            def f(*values: Any) -> Any:
                saved = dict(self.env)
                self.env.update(zip(names, values, strict=True))
                try:
                    return compute()
                finally:
                    self.env = saved

            self.env[target.name] = f

    # ---- values

    def under(self, body: Term, x: Any) -> tuple[Term, str]:
        """A binder's body at x."""
        name = f"%{sum(n.startswith('%') for n in self.env)}"
        self.env[name] = x
        return open_(body, Var(name)), name

    def at(self, lam: Bind, x: Any) -> Any:
        """The value of a binder's body at x."""
        body, name = self.under(lam.body, x)
        try:
            return self.value(body)
        finally:
            del self.env[name]

    def resolve(self, d: Term) -> Term:
        """A domain with set variables replaced."""
        return self.env[d.name] if isinstance(d, Var) else d

    def total(self, lam: Bind, discrete: bool = False) -> Any:
        """The integral or sum of a binder's body over its domain."""
        d = self.resolve(lam.domain)
        if not isinstance(d, App):
            raise Unclear
        if d.head in DISCRETE:
            return self._sum(lam, d)
        if discrete:
            raise Unclear
        ends = {"posreal": (0, inf), "nonneg": (0, inf), "real": (-inf, inf)}.get(d.head) or tuple(
            map(self.value, d.args)
        )
        low, high = (ends[0], inf) if d.head == "above" else (-inf, ends[0]) if d.head == "below" else ends
        if not low < high:
            return mpf(0)
        drawn = [v for v in self.env.values() if isinstance(v, mpf)]
        kinks = {mpf(0), mpf(1), *drawn, *(-v / w for v in drawn for w in drawn if w and len(drawn) < 6)}
        marks = sorted(m for m in kinks if low < m < high and abs(m) < 100) or [mpf(0) if low == -inf else low + 1]
        self.nested += 1
        try:
            return self._pieces(lam, low, high, marks if self.nested == 1 else marks[:1] + marks[-1:])
        finally:
            self.nested -= 1

    def _pieces(self, lam: Bind, low: Any, high: Any, marks: list[Any]) -> Any:
        """The integral over [low, high], its infinite ends taken in the logarithm of the distance."""
        out, rough = mpf(0), mpf(0)
        finite = [low] * (low != -inf) + [m for m in dict.fromkeys(marks) if low < m < high] + [high] * (high != inf)
        parts = [(lambda x: self.at(lam, x), finite)] if len(finite) > 1 else []
        coarse = self.coarse
        ends = [*map(mpf, (-9, 0, 3) if coarse else (-60, -4, 0, 4, 40, 600))]
        if high == inf:
            parts.append((lambda s: self.at(lam, finite[-1] + decaying(s)) * decaying(s), ends))
        if low == -inf:
            parts.append((lambda s: self.at(lam, finite[0] - decaying(s)) * decaying(s), ends))
        for f, where in parts:
            method = "gauss-legendre" if coarse else "tanh-sinh"
            part, error = mp.quad(
                f, where, error=True, maxdegree=4 if coarse else 7 if self.nested == 1 else 4, method=method
            )
            out, rough = out + part, rough + error
        if (
            not mp.isfinite(out)
            or rough > (1e-4 if coarse or self.nested > 1 else 1e-5) * (1 + abs(out))
            or abs(out) > 1e9
        ):
            raise Unclear
        return out

    def _sum(self, lam: Bind, d: App) -> Any:
        if d.head == "range":
            a, b = int(self.value(d.args[0])), int(self.value(d.args[1]))
            return mp.fsum(self.at(lam, mpf(k)) for k in range(a, b + 1))
        first = {"nat": 0, "posint": 1}.get(d.head)
        start = int(self.value(d.args[0])) if first is None and d.args else first
        if start is None:
            raise Unclear
        terms = [self.at(lam, mpf(k)) for k in range(start, start + (30 if self.coarse else 150))]
        if abs(terms[-1]) > 1e-7:
            raise Unclear
        return mp.fsum(terms)

    def computed(self, head: str, args: tuple[Term, ...]) -> Any:
        """The value that `head` states of its function."""
        lam = args[0]
        if not isinstance(lam, Bind):
            raise Unclear
        match head:
            case "integrates" | "sums":
                return self.total(lam, head == "sums")
            case "derives":
                x, h = self.value(args[1]), mpf(10) ** -4
                return (self.at(lam, x + h) - self.at(lam, x - h)) / (2 * h)
        return self._limit(lam, self.resolve(args[1]))

    def _existing(self, head: str, args: tuple[Term, ...]) -> Any:
        got = self.computed(head, args)
        if got is None:
            raise Unclear
        return got

    def _limit(self, lam: Bind, where: Term) -> Any:
        d = self.resolve(lam.domain)
        with mp.workdps(70):
            match where:
                case App("at_inf"):
                    x = FAR
                case App("at_neg_inf"):
                    x = -FAR
                case App("from_right", (a,)):
                    x = self.value(a) + 1 / FAR
                case App("from_left", (a,)):
                    x = self.value(a) - 1 / FAR
                case _:
                    raise Unclear
            if not self.member(x, d):
                return None
            return self.at(lam, x)

    def value(self, t: Term) -> Any:
        """The value of a real term. Raises: Unclear, where it is not defined."""
        match t:
            case Num(q):
                return mpf(q.numerator) / q.denominator
            case Var(name, args):
                return self.env[name](*map(self.value, args)) if args else self.env[name]
            case Bind("int" | "sum" as kind):
                return self.total(t, kind == "sum")
            case Bind("prod", App("range", (a, b))):
                return mp.fprod(self.at(t, mpf(k)) for k in range(int(self.value(a)), int(self.value(b)) + 1))
            case Bind("E", App("law", (Bind("lam", d, f),)), g):
                return self.total(Bind("lam", d, App("*", (f, g))))
            case App("if", (p, a, b)):
                return self.value(a if self.holds(p) else b)
            case App("diff" | "lim" as head, args):
                got = self.computed({"diff": "derives", "lim": "tends"}[head], args)
                if got is None:
                    raise Unclear
                return got
            case App(head, args):
                return operate(head, [self.value(a) for a in args])
        raise Unclear

    def member(self, x: Any, d: Term) -> bool:
        """Whether x is in the domain."""
        whole = x == mp.floor(x)
        match self.resolve(d):
            case App("real"):
                return True
            case App("posreal" | "posint" as s):
                return x > 0 and (whole or s == "posreal")
            case App("nonneg" | "nat" as s):
                return x >= 0 and (whole or s == "nonneg")
            case App("int"):
                return bool(whole)
            case App("open" | "closed" | "range" as s, (a, b)):
                low, high = self.value(a), self.value(b)
                return low < x < high if s == "open" else low <= x <= high and (whole or s == "closed")
            case App("above", (a,)):
                return x > self.value(a)
            case App("below", (a,)):
                return x < self.value(a)
            case App("from", (a,)):
                return x >= self.value(a) and bool(whole)
        raise Unclear

    def holds(self, p: Term) -> bool:  # noqa: C901  one case for each proposition
        """Whether p is true. Raises: Unclear, where floating point does not tell."""
        match p:
            case Var(name, args):
                return bool(self.env[name](*map(self.value, args)) if args else self.env[name])
            case App("=" | "<" | "<=" | "!=" as head, (a, b)):
                return compare(head, self.value(a), self.value(b))
            case App("in", (x, d)):
                return self.member(self.value(x), d)
            case App("and", parts):
                return all(map(self.holds, parts))
            case App("or", parts):
                return any(map(self.holds, parts))
            case App("not", (q,)):
                return not self.holds(q)
            case App("=>", (a, b)):
                return not self.holds(a) or self.holds(b)
            case App("integrates" | "sums" | "derives" | "tends" as head, args):
                got = self.computed(head, args)
                return got is not None and close(got, self.value(args[-1]), 1e-3 if self.coarse else 1e-5)
            case App("integrable" | "summable" as head, (Bind() as lam,)):
                self.total(lam, head == "summable")
                return True
            case App("differentiable", args):
                self.computed("derives", args)
                return True
            case App("density", (Bind() as lam,)):
                return close(self.total(lam), mpf(1), 1e-5) and self.everywhere(lam, lambda v: v >= 0)
            case App("propto" | "upto" as head, (Bind() as f, Bind() as g)):
                xs = [self.point(f.domain) for _ in range(4)]
                rest = [
                    self.at(f, x) / self.at(g, x) if head == "propto" else self.at(f, x) - self.at(g, x) for x in xs
                ]
                return all(close(r, rest[0], 1e-8) for r in rest) and (head == "upto" or rest[0] != 0)
            case Bind("all", d, body):
                return all(self._one(body, self.point(d)) for _ in range(3)) if self._inhabited(d) else True
        raise Unclear

    def _inhabited(self, d: Term) -> bool:
        match self.resolve(d):
            case App("range" | "open" as s, (a, b)):
                return bool(self.value(a) < self.value(b) + (s == "range"))
        return True

    def _one(self, body: Term, x: Any) -> bool:
        opened, name = self.under(body, x)
        try:
            return self.holds(opened)
        finally:
            del self.env[name]

    def everywhere(self, lam: Bind, test: Callable[[Any], bool]) -> bool:
        """Whether a test passes at some points of the domain."""
        return all(test(self.at(lam, self.point(lam.domain))) for _ in range(4))


def decaying(x: Any) -> Any:
    """exp x, 0 far down, held back far up."""
    return mp.exp(min(x, mpf(10) ** 5)) if x > -(10**5) else mpf(0)


def rng_sign(a: Any) -> int:
    """Sign of a number, 0 at 0."""
    return (a > 0) - (a < 0)


def operate(head: str, v: list[Any]) -> Any:
    """The value of a constant applied to numbers. Raises: Unclear, outside its definedness condition."""
    simple: dict[str, Function] = {
        "+": lambda *a: mp.fsum(a),
        "*": lambda *a: mp.fprod(a),
        "exp": decaying,
        "erf": mp.erf,
        "sin": mp.sin,
        "cos": mp.cos,
        "tan": mp.tan,
        "arctan": mp.atan,
        "abs": abs,
        "floor": mp.floor,
        "max": max,
        "min": min,
        "pi": lambda: +mp.pi,
        "euler_gamma": lambda: +mp.euler,
        "erfinv": mp.erfinv,
        "lower_gamma": lambda a, x: mp.gammainc(a, 0, x),
        "upper_gamma": lambda a, x: mp.gammainc(a, x),
        "lower_beta": lambda x, a, b: mp.betainc(a, b, 0, x),
    }
    positive: dict[str, Function] = {
        "log": mp.log,
        "gamma": mp.gamma,
        "digamma": mp.digamma,
        "trigamma": lambda x: mp.psi(1, x),
    }
    if head in positive:
        if v[0] <= 0:
            raise Unclear
        return positive[head](v[0])
    if head in ("^", "pow"):
        b, e = v
        if e == mp.floor(e):
            return mpf(0) if b == 0 and e < 0 else b ** int(e) if abs(e) < 10**6 else b**e
        if b <= 0:
            raise Unclear
        return b**e
    return simple[head](*v)


def close(a: Any, b: Any, tolerance: float) -> bool:
    """Equality in floating point."""
    return bool(abs(a - b) <= tolerance * (1 + abs(a) + abs(b)))


def compare(head: str, a: Any, b: Any) -> bool:
    """An order or equality in floating point; ties within rounding count for <=, = and against < and !=."""
    near = close(a, b, 1e-7)
    return {"=": near, "!=": not near, "<": bool(a < b) and not close(a, b, 1e-13), "<=": near or bool(a < b)}[head]
