"""The normal form equals the term wherever its conditions hold; points include 0, 1, -1 and halves."""

from __future__ import annotations

import random
from fractions import Fraction

import mpmath
import pytest
from mpmath import mpf
from total_values import holds, value

from proofs.kernel.field import normalise
from proofs.kernel.sexpr import read
from proofs.kernel.term import App, Num, Refused, Term, Var, bind, show

NAMES = ("x", "y", "a", "n")
POINTS = [Fraction(p) for p in ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "5/3")]


def draw(rng: random.Random, depth: int, bound: tuple[str, ...] = ()) -> Term:
    """A random term."""
    if depth == 0 or rng.random() < 0.15:
        pick = rng.random()
        if pick < 0.25:
            return Num(rng.choice([Fraction(k) for k in ("0", "1", "-1", "2", "3", "1/2", "-1/2", "6")]))
        return Var(rng.choice(NAMES + bound * 3))

    def sub() -> Term:
        return draw(rng, depth - 1, bound)

    kind = rng.choice(
        ["+", "+", "*", "*", "*", "^", "^", "^-", "^/", "exp", "log", "pow", "f", "max", "sum", "prod", "int", "gamma"]
    )
    match kind:
        case "+" | "*":
            return App(kind, tuple(sub() for _ in range(rng.choice((2, 2, 3)))))
        case "^":
            return App("^", (sub(), rng.choice([sub(), Num(Fraction(2)), Num(Fraction(3))])))
        case "^-":
            return App("^", (sub(), Num(Fraction(rng.choice((-1, -1, -2))))))
        case "^/":
            return App("^", (sub(), Num(Fraction(rng.choice(("1/2", "-1/2", "3/2"))))))
        case "pow":
            return App(
                "pow",
                (sub(), rng.choice([Var("n"), App("+", (Var("n"), Num(Fraction(rng.choice((1, -1, 2)))))), sub()])),
            )
        case "f":
            return Var("f", (sub(),))
        case "max":
            return App("max", (sub(), sub()))
        case "sum" | "prod" | "int":
            x = f"i{len(bound)}"
            top = rng.choice([Num(Fraction(2)), Var("n")])
            domain = App("range", (Num(Fraction(1)), top)) if kind != "int" else App(rng.choice(("posreal", "real")))
            return bind(kind, domain, x, draw(rng, depth - 1, (*bound, x)))
    return App(kind, (sub(),))


def check_at_points(t: Term, rng: random.Random, tries: int = 12) -> int:
    """Compare t with its normal form at random points; the number of points where the conditions hold."""
    try:
        normal, conditions = normalise(t)
    except Refused:
        return 0
    checked = 0
    for _ in range(tries):
        env: dict[str, object] = {x: mpf(q.numerator) / q.denominator for x in NAMES for q in [rng.choice(POINTS)]}
        env["f"] = lambda v: v * v / 3 - v + mpf(1) / 7
        try:
            if not all(holds(c, env) for c in conditions):
                continue
            left, right = value(t, env), value(normal, env)
        except (OverflowError, NotImplementedError):
            continue
        checked += 1
        if max(abs(left), abs(right)) < mpf(10) ** 9:
            scale = 1 + abs(left)
            assert abs(left - right) < mpf(10) ** -9 * scale, (
                f"{show(t)}\n{show(normal)}\n{env}\n{left} {right}\n{[show(c) for c in conditions]}"
            )
    return checked


@pytest.mark.parametrize("seed", range(8))
def test_normal_form_has_the_same_value(seed: int) -> None:
    """Wherever its conditions hold, a random term has the value of its normal form."""
    rng = random.Random(seed)
    checked = 0
    for _ in range(120):
        with mpmath.workdps(40):
            checked += check_at_points(draw(rng, rng.choice((2, 3, 3, 4))), rng)
    assert checked > 300


@pytest.mark.parametrize("seed", range(4))
def test_normal_form_is_settled(seed: int) -> None:
    """The normal form of a random polynomial with inverses is its own normal form."""
    rng = random.Random(seed)
    x, y, a = Var("x"), Var("y"), Var("a")
    for _ in range(60):
        t: Term = rng.choice((x, y, a))
        for _ in range(5):
            u = App(rng.choice(("+", "*")), (t, rng.choice((x, y, a, Num(Fraction(rng.choice((2, -1, 3))))))))
            t = App("^", (u, Num(Fraction(-1)))) if rng.random() < 0.3 else u
        once = normalise(t)[0]
        assert normalise(once)[0] == once, show(t)


@pytest.mark.parametrize(
    "text",
    [
        "(* x (^ x -1))",
        "(* (^ (+ 1 x) -1) (+ 1 (^ x -1)))",
        "(exp (log (* x y)))",
        "(exp (log -3))",
        "(pow 0 (+ n 1))",
        "(pow x (+ n 1))",
        "(^ (* x y) a)",
        "(^ (^ x 2) 1/2)",
        "(^ (* -1 x) a)",
        "(* (^ (+ x (* -1 y)) a) (^ (+ y (* -1 x)) -1))",
        "(prod i (range 1 n) (* x i))",
        "(sum i (range 1 n) (+ (* x i) y))",
        "(sum i (range 1/2 n) x)",
    ],
)
def test_edge_points(text: str) -> None:
    """Terms that lose a condition most easily agree with their normal forms at 0, 1, -1 and halves."""
    rng = random.Random(1)
    check_at_points(read(text), rng, tries=300)
