"""Instances of an axiom that mention no variable: functions, sets and numbers put in, all in the kernel's language.

What a hypothesis determines is put in as it says: in (integrates f v) the number v becomes the integral of f, in
(derives F x v) the derivative of F at x. So hypotheses and conclusion are closed, and enclosures decide them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from fractions import Fraction

from flint import fmpq
from hypothesis import strategies as st

from numerics.derivative import derivative
from numerics.evaluate import Evaluator
from numerics.hypotheses import fold_of
from numerics.judgement import Agrees, Fails, Judgement, Open, judge_precisely
from numerics.model import Assignment
from numerics.outcome import NoValue
from numerics.real import fraction
from proofs.kernel.axioms import Axiom
from proofs.kernel.rules import Theorem, inst
from proofs.kernel.sexpr import read
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, free, instantiate, open_, show, subterms
from proofs.language import ONE, add, mul

Draw = Callable[[st.SearchStrategy[object]], object]
NOWHERE = Assignment()
SECONDS = 1.0  # for one judgement
DOMAINS = ("posreal", "real", "(open 0 1)", "(above 1)", "nat", "posint", "(range 1 3)")
FILTERS = ("at_inf", "at_neg_inf", "(from_right 0)", "(from_right 1)", "(from_left 1)", "(from_left 0)")
NUMBERS = {
    "real": ("0", "1", "-1", "1/2", "-1/2", "2", "-3/2", "3"),
    "posreal": ("1", "1/2", "2", "3/2", "3/4", "3"),
    "nonneg": ("0", "1", "1/2", "2"),
    "int": ("0", "1", "-1", "2", "-2", "3"),
    "nat": ("0", "1", "2", "3", "4"),
    "posint": ("1", "2", "3", "4"),
}
PARTS = ("1/2", "1/4", "9/10")
STEPS = ("1/2", "1", "5/2")
#: Functions of x: of any sign, and with no zero. `c` is 1, 1/2 or 2, `d` 0, 1/2 or -7/10.
SIGNED = (
    "(* c (exp (* -1 (^ x 2))) (+ 1 (* d x)))",
    "(* c x (exp (* -1 (^ x 2))))",
    "(* c (+ x d))",
    "(+ c (* d (^ x 2)))",
    "(* c (cos x))",
    "(* c (sin x) (exp (* -1 c (^ x 2))))",
    "(+ d (* c (arctan x)))",
    "(* -1 c (exp (* -1 c x)))",
)
POSITIVE = (
    "(* c (exp (* -1 (^ x 2))))",
    "(* c (+ 1 (* (^ d 2) (^ x 2))) (exp (* -1 (^ x 2))))",
    "(* c (^ (+ 1 (^ x 2)) -1))",
    "(+ c (* 0 x))",
    "(* c (exp (* -1 c x)))",
    "(* c (+ 1 (^ x 2)))",
    "(* c (exp (* -1 (abs x))))",
)
#: The same, of a positive x alone.
ON_POSREAL = (
    "(* (^ x 2) (exp (* -1 (+ x (* c (^ x -1))))))",
    "(* (^ x -1) (exp (* -1 c (^ (log x) 2))))",
    "(* c (^ x -1/2) (exp (* -1 c x)))",
)
TWO = (
    "(* c (exp (+ (* -1 (^ x 2)) (* -1 (^ y 2)))))",
    "(* c (exp (+ (* -1 x) (* -1 y))))",
    "(* c (+ 1 (* d (cos x))) (exp (* -1 (^ y 2))))",
    "(* c (+ d (arctan x)) (exp (* -1 (^ y 2))))",
    "(* c (exp (* -1 x)) (^ y x) (^ (gamma (+ y 1)) -1))",
    "(* (^ 1/2 x) (exp (* -1 c y)))",
    "(+ (* c x) (* d y))",
    "(* c (^ 1/2 (+ x y)))",
)
PREDICATES = ("(<= -3 x)", "(<= 0 x)", "(<= 2 x)", "(!= x 1)", "(< (^ 1/2 x) 3)")
PROPOSITIONS = ("(< 0 1)", "(< 1 0)", "(= 2 2)", "(!= 1 1)")


class Unfit(Exception):
    """The values drawn make no instance: a set without an end, a limit at a point far from the set."""


def instances(axiom: Axiom) -> st.SearchStrategy[Theorem | None]:
    """Closed instances of the axiom; None, where the values drawn make none."""

    @st.composite
    def one(draw: Draw) -> Theorem | None:
        try:
            values = _Values(axiom, draw).found
            return inst(axiom.theorem, tuple(values), tuple(values.values()))
        except (Unfit, Refused, NoValue):
            return None

    return one()


class _Values:
    """One term for each variable of an axiom, in `found`."""

    def __init__(self, axiom: Axiom, draw: Draw) -> None:
        self.axiom, self.draw, self.found = axiom, draw, dict[str, Term]()
        self.declared = dict(axiom.variables)
        hypotheses = sorted(axiom.theorem.hypotheses, key=show)
        self.hypotheses = [h for h in hypotheses if not (isinstance(h, App) and h.head == "in")]
        self.determined = set[str]()
        for x, d in axiom.variables:
            self.found[x] = self._first(x, d)
        for u in subterms(axiom.theorem.conclusion):
            match u:
                case App("law", (Bind(body=Var() as a) as f,)):
                    self._normalise(a, f, ())
        for _ in range(3):
            for h in self.hypotheses:
                self._determine(h, ())
        self._require_limits()

    def pick(self, of: Iterable[str]) -> str:
        """One of the texts."""
        return str(self.draw(st.sampled_from(tuple(of))))

    def term(self, of: Iterable[str], names: tuple[str, ...] = ()) -> Term:
        """One of the texts as a term, its shape constants drawn."""
        values: dict[str, Term] = {"c": read(self.pick(("1", "1/2", "2"))), "d": read(self.pick(("0", "1/2", "-7/10")))}
        t = instantiate(read(self.pick(of)), values)
        for x in reversed(names):
            t = bind("lam", App("real"), x, t)
        return t

    def _first(self, x: str, d: object) -> Term:
        match d:
            case (0, "set"):
                return self.term(DOMAINS)
            case (0, "filter"):
                sets = [self.found[y] for y, e in self.axiom.variables if e == (0, "set") and y in self.found]
                return self.term([f for f in FILTERS if all(reaches(s, read(f)) for s in sets)] or FILTERS)
            case (0, "prop"):
                return self.term(PROPOSITIONS)
            case (1, "prop"):
                return self.term(PREDICATES, ("x",))
            case (1, "real"):
                more = ON_POSREAL if self._on_posreal(x) else ()
                return self.term((*POSITIVE, *more, *(() if self._wants_positive(x) else SIGNED)), ("x",))
            case (2, "real"):
                return self.term(TWO, ("x", "y"))
            case App():
                return self._point(d)
        raise Unfit

    def _wants_positive(self, f: str) -> bool:
        """Whether a hypothesis says that f is nowhere negative."""
        return any(
            isinstance(u, App) and u.head in ("<", "<=", "density") and f in free(u.args[-1])
            for h in self.hypotheses
            for u in _spine(h)
        )

    def _on_posreal(self, f: str) -> bool:
        """Whether f stands under binders over the positive numbers alone."""
        theorem = self.axiom.theorem
        binders = [u for t in (*theorem.hypotheses, theorem.conclusion) for u in subterms(t) if isinstance(u, Bind)]
        return all(b.domain == App("posreal") for b in binders if f in free(b))

    def _point(self, d: App) -> Term:
        """A number of the set, often one that was drawn before."""
        same = [v for v in self.found.values() if isinstance(v, Num)]
        if d.head == "real" and same and self.draw(st.integers(0, 5)) == 5:
            return same[-1]
        ends = [self._number(a) for a in d.args]
        match d.head, ends:
            case head, [] if head in NUMBERS:
                return read(self.pick(NUMBERS[head]))
            case "open" | "closed", [a, b] if a < b:
                return Num(a + (b - a) * Fraction(self.pick(PARTS)))
            case "above" | "below" as head, [a]:
                return Num(a + (1 if head == "above" else -1) * Fraction(self.pick(STEPS)))
            case "range", [a, b] if a <= b:
                return Num(Fraction(int(str(self.draw(st.integers(int(a), int(b)))))))
            case "from", [a]:
                return Num(a + Fraction(self.pick(NUMBERS["nat"])))
        raise Unfit

    def _number(self, t: Term) -> Fraction:
        ev = Evaluator.at(NOWHERE)
        v = ev.value(instantiate(t, self.found), ev.base)
        if not isinstance(v, fmpq):
            raise Unfit
        return fraction(v)

    # ---- what the hypotheses determine

    def _determine(self, h: Term, scope: tuple[tuple[str, Term], ...]) -> None:
        match h:
            case Bind("all", domain, body):
                x = f"{h.hint}%{len(scope)}"
                self._determine(open_(body, Var(x)), (*scope, (x, domain)))
            case App("integrates", (Bind(body=Var() as a) as f, Num(value=total))) if total == 1:
                self._normalise(a, f, scope)
            case App("integrates" | "sums", (Bind() as f, v)):
                fold = fold_of(self._instance(f, scope))
                self._put(v, scope, Bind("sum", fold.domain, fold.body, fold.hint) if h.head == "sums" else fold)
            case App("derives", (Bind() as f, x, v)):
                self._put(v, scope, self._slope(self._instance(f, scope), instantiate(x, self._inside(scope))))
            case App("tends", (f, where, v)):
                self._put(v, scope, App("lim", (self._instance(f, scope), instantiate(where, self.found))))
            case App("=", (a, b)):
                self._put(a, scope, instantiate(b, self._inside(scope)))
            case App("<" | "<=" as head, (a, Var(name, ()))) if not scope and self.declared.get(name) == App("real"):
                least = self._number(a)
                if name not in self.determined and not least < self._number(Var(name)):
                    self.found[name] = Num(least + Fraction(self.pick(STEPS if head == "<" else ("0", *STEPS))))
            case _:
                self._determine_function(h, scope)

    def _determine_function(self, h: Term, scope: tuple[tuple[str, Term], ...]) -> None:
        """What a bound, or a claim about a whole function, determines."""
        match h:
            case App("<=", (App("abs", (_,)), bound)):
                x = scope[-1][0] if scope else "x"
                self._put(bound, scope, instantiate(read("(* 40 (exp (* -1/4 (^ x 2))))"), {"x": Var(x)}))
            case App("<=", (Var() as a, Var() as b)) if b.args and scope:
                more = instantiate(self.term(POSITIVE), {"x": Var(scope[-1][0])})
                self._put(b, scope, add(instantiate(a, self._inside(scope)), more))
            case App("propto" | "upto" as head, (Bind(body=Var() as a) as f, Bind() as g)):
                x = "x%"
                c = read(self.pick(("2", "1/2")))
                other = open_(self._instance(g, scope).body, Var(x))
                self._put(Var(a.name, (Var(x),)), ((x, f.domain),), (mul if head == "propto" else add)(c, other))
            case App("density", (Bind(body=Var() as a) as f,)):
                self._normalise(a, f, scope)

    def _normalise(self, a: Var, f: Bind, scope: tuple[tuple[str, Term], ...]) -> None:
        """Divide the function of f by its integral, once."""
        if a.name not in self.determined:
            x = "x%"
            shape = self._instance(f, scope)
            total = App("^", (fold_of(shape), Num(Fraction(-1))))
            self._put(Var(a.name, (Var(x),)), ((x, f.domain),), mul(total, open_(shape.body, Var(x))))

    def _inside(self, scope: tuple[tuple[str, Term], ...]) -> dict[str, Term]:
        return {n: v for n, v in self.found.items() if n not in dict(scope)}

    def _instance(self, f: Term, scope: tuple[tuple[str, Term], ...]) -> Bind:
        t = instantiate(f, self._inside(scope))
        if not isinstance(t, Bind):
            raise Unfit
        return t

    def _slope(self, f: Bind, at: Term) -> Term:
        name = f"{f.hint}%d"
        slope = derivative(open_(f.body, Var(name)), name)
        return App("diff", (f, at)) if slope is None else instantiate(slope, {name: at})

    def _put(self, target: Term, scope: tuple[tuple[str, Term], ...], value: Term) -> None:
        """Let target, a variable or one applied to the bound names in scope, be value."""
        if not isinstance(target, Var) or target.name not in self.declared:
            return
        names = [a.name for a in target.args if isinstance(a, Var)]
        bound = [n for n, _ in scope]
        if target.args:
            if len(names) < len(target.args) or not set(names) <= set(bound) or (set(bound) & free(value)) - set(names):
                return
            for x in reversed(names):
                value = bind("lam", App("real"), x, value)
        elif self.declared[target.name] != App("real") or set(bound) & free(value):
            return
        self.determined.add(target.name)
        self.found[target.name] = value

    def _require_limits(self) -> None:
        """Refuse a limit along a filter that the set does not reach."""
        for h in self.hypotheses:
            for u in _spine(h):
                if isinstance(u, App) and u.head == "tends":
                    t = instantiate(u, self.found)
                    assert isinstance(t, App)
                    if not reaches(t.args[0].domain, t.args[1]):  # type: ignore[union-attr]
                        raise Unfit


def _spine(h: Term) -> Iterable[Term]:
    """h and what stands under its quantifiers."""
    while isinstance(h, Bind) and h.kind == "all":
        h = open_(h.body, Var(f"{h.hint}%"))
    return (h,)


def reaches(domain: Term, where: Term) -> bool:
    """Whether points of the set come as near to the filter's place as one likes."""
    if not isinstance(domain, App) or not isinstance(where, App):
        return False
    far = {"at_inf": Fraction(10**9), "at_neg_inf": Fraction(-(10**9))}.get(where.head)
    ev = Evaluator.at(NOWHERE)
    if far is None:
        end = ev.value(where.args[0], ev.base)
        if not isinstance(end, fmpq):
            return False
        far = fraction(end) + Fraction(1 if where.head == "from_right" else -1, 10**9)
    return ev.member(fmpq(far.numerator, far.denominator), domain, ev.base)


def judged(p: Term, seed: int = 0) -> Judgement:
    """What enclosures say of a closed proposition, points being chosen for what it quantifies over."""
    found, _ = judge_precisely(p, NOWHERE, seed, 3, time.monotonic() + SECONDS)
    return found


def beside_one(p: Term) -> Term:
    """An equation with 1 added to both sides: what is 0 is then enclosed as narrowly as anything else."""
    match p:
        case App("=", (a, b)):
            return App("=", (add(ONE, a), add(ONE, b)))
        case App("integrates" | "sums", (Bind() as f, v)):
            return App("=", (add(ONE, fold_of(f)), add(ONE, v)))
    return p


def holds(theorem: Theorem) -> bool | None:
    """Whether the conclusion holds where the hypotheses do; None, where they do not or that is not known."""
    if not all(isinstance(judged(h), Agrees) for h in sorted(theorem.hypotheses, key=show)):
        return None
    found = judged(theorem.conclusion)
    if isinstance(found, Open) and found.kind == "wide":
        found = judged(beside_one(theorem.conclusion))
    match found:
        case Agrees():
            return True
        case Fails():
            return False
    return None


def spoiled(theorem: Theorem) -> Theorem | None:
    """The theorem with the value that its conclusion states raised by 1; None, where it states none."""
    match theorem.conclusion:
        case App("=" | "integrates" | "sums" | "derives" | "tends" as head, (*rest, v)):
            return Theorem(theorem.hypotheses, App(head, (*rest, add(ONE, v))))
    return None
