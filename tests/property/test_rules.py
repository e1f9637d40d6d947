"""Every rule of inference is sound: what Hypothesis derives with them is true in exact finite models.

A model gives the symbols x and y numbers, f a table, and p a truth value; a theorem is true in it if its conclusion
is or one of its hypotheses is not. The rules know nothing of `diff`, which is a difference here.

`ring`, `normal`, `linear` and `sign` have tests of their own beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from proofs.kernel import rules
from proofs.kernel.rules import RULES, Theorem
from proofs.kernel.sexpr import read
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, children, open_, show

Model = dict[str, Any]
D = read("(range 0 2)")
PLACES = tuple(map(read, ("real", "posreal", "(range 0 2)", "nat", "(range 0 x)")))
LEAVES = tuple(map(read, ("x", "y", "0", "1", "2", "-1", "(f x)", "(f 1)")))
#: The others compute: their results are tried in test_ring, test_order and the unit tests of the kernel.
STRUCTURAL = sorted(RULES.keys() - {"ring", "normal", "linear", "sign", "finish"})


def models() -> Iterator[Model]:
    """All models with two small numbers and one of three functions."""
    tables: tuple[Callable[[Fraction], Fraction], ...] = (lambda v: v, lambda v: 1 - v * v, lambda v: Fraction(v > 0))
    for x, y, f, p in product((-1, 0, 1, 2), (0, 1), tables, (True, False)):
        yield {"x": Fraction(x), "y": Fraction(y), "f": f, "p": p}


def elements(d: Term, m: Model) -> list[Fraction]:
    """The elements of a range."""
    assert isinstance(d, App) and d.head == "range"
    low, high = (value(a, m) for a in d.args)
    return [low + k for k in range(int(high - low) + 1)] if low.denominator == high.denominator == 1 else []


def under(t: Bind, x: Fraction, m: Model) -> tuple[Term, Model]:
    """A binder's body at x, and the model that knows x."""
    name = f"%{len(m)}"
    return open_(t.body, Var(name)), {**m, name: x}


def value(t: Term, m: Model) -> Fraction:
    """The value of a real term."""
    match t:
        case Num(q):
            return q
        case Var(name, args):
            return m[name](*(value(a, m) for a in args)) if args else m[name]
        case App("+", args):
            return sum((value(a, m) for a in args), Fraction(0))
        case App("*", (a, b)):
            return value(a, m) * value(b, m)
        case App("if", (p, a, b)):
            return value(a if holds(p, m) else b, m)
        case App("diff", (Bind() as f, x)):
            at = value(x, m)
            return value(*under(f, at + 1, m)) - value(*under(f, at, m))
        case Bind("sum", d):
            return sum((value(*under(t, k, m)) for k in elements(d, m)), Fraction(0))
    raise AssertionError(show(t))


def holds(p: Term, m: Model) -> bool:  # noqa: C901  one case for each proposition
    """Whether p is true in the model."""
    match p:
        case Var(name, ()):
            return bool(m[name])
        case App("=", (a, b)):
            return value(a, m) == value(b, m)
        case App("!=", (a, b)):
            return value(a, m) != value(b, m)
        case App("<", (a, b)):
            return value(a, m) < value(b, m)
        case App("<=", (a, b)):
            return value(a, m) <= value(b, m)
        case App("and", parts):
            return all(holds(q, m) for q in parts)
        case App("=>", (a, b)):
            return not holds(a, m) or holds(b, m)
        case App("not", (a,)):
            return not holds(a, m)
        case App("in", (a, App("real"))):
            return True
        case App("in", (a, App("posreal"))):
            return value(a, m) > 0
        case App("in", (a, App("nat"))):
            return value(a, m) >= 0 and value(a, m).denominator == 1
        case App("in", (a, d)):
            return value(a, m) in elements(d, m)
        case Bind("all", d):
            return all(holds(*under(p, k, m)) for k in elements(d, m))
    raise AssertionError(show(p))


def true(th: Theorem) -> bool:
    """Whether the theorem is true in all models."""
    return all(holds(th.conclusion, m) for m in models() if all(holds(h, m) for h in th.hypotheses))


class Derivation:
    """Theorems derived so far; each method draws the arguments of one rule, aimed at what it accepts."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.known = [rules.assume(self.proposition(1))]

    def term(self, depth: int = 2, bound: tuple[str, ...] = ()) -> Term:
        """A real term."""
        leaves = (*LEAVES, *(Var(b) for b in bound), *(Var("f", (Var(b),)) for b in bound))
        match self.draw(st.integers(0, 6)) if depth else 0:
            case 1 | 2 as k:
                return App("+" if k == 1 else "*", (self.term(depth - 1, bound), self.term(depth - 1, bound)))
            case 3 | 6:
                return App("if", (self.proposition(0, bound), self.term(depth - 1, bound), self.term(depth - 1, bound)))
            case 4:
                i = f"i{depth}"
                return bind("sum", D, i, self.term(depth - 1, (*bound, i)))
            case 5:
                t = f"t{depth}"
                f = bind("lam", D, t, self.term(depth - 1, (*bound, t)))
                return App("diff", (f, self.term(0, bound)))
        return self.draw(st.sampled_from(leaves))

    def proposition(self, depth: int = 2, bound: tuple[str, ...] = ()) -> Term:
        """A proposition."""
        match self.draw(st.integers(0, 7)) if depth else self.draw(st.integers(0, 3)):
            case 0 | 1 | 2 as k:
                return App(("=", "<", "<=")[k], (self.term(1, bound), self.term(1, bound)))
            case 3:
                return App("in", (self.term(1, bound), self.draw(st.sampled_from(PLACES))))
            case 4:
                return App("=>", (self.proposition(depth - 1, bound), self.proposition(depth - 1, bound)))
            case 5:
                return App("and", (self.proposition(depth - 1, bound), self.proposition(depth - 1, bound)))
            case 6:
                return Var("p")
        j = f"j{depth}"
        return bind("all", D, j, self.proposition(depth - 1, (*bound, j)))

    def theorem(self) -> Theorem:
        """One of those known."""
        return self.draw(st.sampled_from(self.known))

    def equation(self, a: Term, names: tuple[str, ...] = (), conditions: tuple[Term, ...] = ()) -> Theorem:
        """A theorem a = b under an assumption without `names` and, perhaps, one of the conditions."""
        goal: Term = App("=", (a, self.term(1, names)))
        p = self.draw(st.sampled_from([None, *conditions, *conditions, self.proposition(0)]))
        goal = goal if p is None else App("=>", (p, goal))
        for x in names:
            goal = bind("all", D, x, goal)
        th = rules.assume(goal)
        for x in reversed(names):
            th = rules.spec(th, Var(x))
        return th if p is None else rules.mp(th, rules.assume(p))

    def place(self, t: Term) -> tuple[tuple[int, ...], tuple[str, ...], tuple[Term, ...], Term]:
        """A path to a real term in t, a name for each binder crossed, the conditions on the way, and the term."""
        path: tuple[int, ...] = ()
        names: tuple[str, ...] = ()
        conditions: tuple[Term, ...] = ()
        while True:
            parts = children(t)
            inside = [1] if isinstance(t, Bind) else [n for n, c in enumerate(parts) if c.facts.sort != "set"]
            if not inside or (path and t.facts.sort in ("real", "any") and self.draw(st.integers(0, 2)) == 0):
                return path, names, conditions, t
            n = self.draw(st.sampled_from(inside))
            if isinstance(t, App) and t.head in ("if", "=>"):
                conditions = (*conditions, t.args[0], App("not", (t.args[0],)))
            if isinstance(t, Bind):
                names = (*names, f"k{len(names)}")
                t = open_(t.body, Var(names[-1]))
            else:
                t = parts[n]
            path = (*path, n)

    def step(self, rule: str) -> Theorem:  # noqa: C901  one case for each rule
        """One inference by the rule. Raises: Refused, where it does not apply."""
        th = self.theorem()
        match rule:
            case "assume" | "refl":
                return RULES[rule][0](self.proposition() if rule == "assume" else self.term())
            case "trans":
                first = self.equation(self.term(1))
                middle = children(first.conclusion)[1]
                return rules.trans(first, self.equation(self.draw(st.sampled_from((middle, self.term(0))))))
            case "cut":
                other = self.theorem()
                return rules.cut(th, rules.weaken(other, th.conclusion))
            case "weaken":
                return rules.weaken(th, self.proposition(1))
            case "imp":
                p = self.draw(st.sampled_from([*sorted(th.hypotheses, key=show), self.proposition(1)]))
                return rules.imp(p, th)
            case "mp":
                return rules.mp(rules.assume(App("=>", (th.conclusion, self.proposition(1)))), th)
            case "both":
                return rules.both((th, self.theorem()))
            case "part":
                return rules.part(rules.both((th, self.theorem())), self.draw(st.integers(0, 1)))
            case "gen":
                x = self.draw(st.sampled_from(("x", "y")))
                return rules.gen(x, D, rules.weaken(th, App("in", (Var(x), D))))
            case "spec":
                universal = rules.assume(bind("all", D, "j", self.proposition(1, ("j",))))
                return rules.spec(universal, self.term(1))
            case "inst":
                lam = bind("lam", App("real"), "v", self.term(1, ("v",)))
                return rules.inst(th, ("x", "y", "f"), (self.term(1), self.term(1), lam))
            case "at":
                t = self.term()
                path, names, conditions, a = self.place(t)
                return rules.at(t, path, names, self.equation(a, names, conditions))
            case "rewrite":
                path, names, conditions, a = self.place(th.conclusion)
                return rules.rewrite(th, path, names, self.equation(a, names, conditions))
        return RULES[rule][0](th)


def test_derived_theorems_are_true() -> None:
    """After any inferences by the rules of the kernel each theorem is true in every model; each rule is used."""
    used = Counter[str]()

    @settings(max_examples=300, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(st.data())
    def in_every_model(data: st.DataObject) -> None:
        derivation = Derivation(data.draw)
        for _ in range(data.draw(st.integers(4, 10))):
            rule = data.draw(st.sampled_from(STRUCTURAL))
            try:
                found = derivation.step(rule)
            except Refused:
                continue
            assert true(found), f"{rule}: {[show(h) for h in found.hypotheses]} |- {show(found.conclusion)}"
            derivation.known.append(found)
            used[rule] += 1

    in_every_model()
    assert all(used[rule] >= 5 for rule in STRUCTURAL), used
