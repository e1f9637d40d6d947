"""Each rule of the kernel: what it infers, and what it refuses."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofs.kernel import rules
from proofs.kernel.rules import Theorem, assume
from proofs.kernel.sexpr import read
from proofs.kernel.term import Refused, show


def shown(th: Theorem) -> str:
    """A theorem on one line."""
    return "; ".join(sorted(map(show, th.hypotheses))) + " |- " + show(th.conclusion)


def given(text: str) -> Theorem:
    """p |- p."""
    return assume(read(text))


def test_equality_rules() -> None:
    """refl, sym, trans infer as their figures say; trans refuses a middle that differs."""
    ab, bc = given("(= a b)"), given("(= b c)")
    assert shown(rules.refl(read("x"))) == " |- (= x x)"
    assert shown(rules.sym(ab)) == "(= a b) |- (= b a)"
    assert shown(rules.sym(given("(!= a b)"))) == "(!= a b) |- (!= b a)"
    assert shown(rules.trans(ab, bc)) == "(= a b); (= b c) |- (= a c)"
    with pytest.raises(Refused, match="trans"):
        rules.trans(ab, ab)


def test_propositional_rules() -> None:
    """cut, weaken, imp, mp, both, part infer as their figures say."""
    p, q = given("(< 0 a)"), given("(< 0 b)")
    assert shown(rules.cut(rules.mp(given("(=> (< 0 b) (< 0 a))"), q), p)) == "(< 0 b); (=> (< 0 b) (< 0 a)) |- (< 0 a)"
    assert shown(rules.imp(read("(< 0 a)"), p)) == " |- (=> (< 0 a) (< 0 a))"
    assert shown(rules.part(rules.both((p, q)), 1)) == "(< 0 a); (< 0 b) |- (< 0 b)"
    assert shown(rules.weaken(p, read("(< 0 b)"))) == "(< 0 a); (< 0 b) |- (< 0 a)"
    for bad in (
        lambda: rules.cut(p, q),
        lambda: rules.mp(p, q),
        lambda: rules.part(p, 0),
        lambda: assume(read("(+ a b)")),
    ):
        with pytest.raises(Refused):
            bad()


def test_quantifier_rules() -> None:
    """gen discharges the membership of its variable and refuses one that is free elsewhere; spec gives it back."""
    th = rules.gen("x", read("posreal"), rules.sign(read("(< 0 (* 2 x))"), (given("(in x posreal)"),)))
    assert shown(th) == " |- (all x posreal (< 0 (* 2 x)))"
    assert shown(rules.spec(th, read("(+ a 1)"))) == "(in (+ a 1) posreal) |- (< 0 (* 2 (+ a 1)))"
    with pytest.raises(Refused, match="x is free"):
        rules.gen("x", read("real"), given("(< 0 x)"))
    with pytest.raises(Refused, match="x is free"):
        rules.gen("x", read("(above x)"), rules.refl(read("x")))
    with pytest.raises(Refused, match="function"):
        rules.gen("f", read("real"), rules.refl(read("(f 1)")))


def test_instantiation_is_free_of_capture() -> None:
    """inst replaces symbols and functions at once, and no binder captures what is put in."""
    th = rules.refl(read("(int x posreal (* c (f x)))"))
    done = rules.inst(th, ("c", "f"), (read("x"), read("(lam y real (* x y))")))
    assert done.conclusion == read("(= (int z posreal (* x (* x z))) (int z posreal (* x (* x z))))")
    with pytest.raises(Refused):
        rules.inst(th, ("c",), (read("(lam y real y)"),))
    with pytest.raises(Refused):
        rules.inst(rules.refl(read("(f 1 2)")), ("f",), (read("(lam y real y)"),))


def test_at_discharges_the_domain_of_a_binder() -> None:
    """Crossing an integral discharges x in D; crossing a lam does not, unless it is looked at on D only."""
    eq = rules.ring(read("(^ (^ x 2) 1/2)"), read("x"))
    positive = rules.sign(read("(< 0 x)"), (given("(in x posreal)"),))
    eq = rules.cut(positive, eq)
    assert shown(eq) == "(in x posreal) |- (= (^ (^ x 2) 1/2) x)"
    th = rules.at(read("(int y posreal (^ (^ y 2) 1/2))"), (1,), ("x",), eq)
    assert th.hypotheses == frozenset()
    th = rules.rewrite(given("(integrable (lam y posreal (^ (^ y 2) 1/2)))"), (0, 1), ("x",), eq)
    assert th.conclusion == read("(integrable (lam y posreal y))")
    with pytest.raises(Refused, match="x is free"):
        rules.at(read("(diff (lam y posreal (^ (^ y 2) 1/2)) -3)"), (0, 1), ("x",), eq)
    with pytest.raises(Refused, match="x is free"):
        rules.at(read("(int y real (^ (^ y 2) 1/2))"), (1,), ("x",), eq)


def test_at_discharges_guards() -> None:
    """Inside a branch of `if` the condition is discharged, its negation in the other."""
    t = read("(if (= a 1) a 2)")
    assert shown(rules.at(t, (1,), (), given("(= a 1)"))) == " |- (= (if (= a 1) a 2) (if (= a 1) 1 2))"
    t = read("(if (= a 1) 2 a)")
    assert shown(rules.at(t, (2,), (), given("(= a 1)"))).startswith("(= a 1) |- ")


def test_at_refuses_names_in_use() -> None:
    """A name for a binder may not be free in the term it opens, nor in a hypothesis that is left."""
    with pytest.raises(Refused):
        rules.at(read("(int x posreal (f x y))"), (1,), ("y",), rules.refl(read("(f y y)")))
    with pytest.raises(Refused):
        rules.at(read("(int x posreal (f x))"), (1,), ("x",), given("(= (f x) (g x))"))


def test_linear_checks_multipliers() -> None:
    """linear accepts a nonnegative combination and refuses a negative multiplier or a false goal."""
    ab, bc = given("(< a b)"), given("(<= b c)")
    one = Fraction(1)
    assert shown(rules.linear(read("(< a (+ c 1))"), (ab, bc), (one, one))) == "(< a b); (<= b c) |- (< a (+ c 1))"
    assert rules.linear(read("(< 1 2)"), (), ()).hypotheses == frozenset()
    for goal, ths, cs in (
        ("(<= a b)", (ab,), (-one,)),
        ("(< a c)", (bc,), (one,)),
        ("(<= (+ t 1) t)", (), ()),
        ("(< a a)", (), ()),
        ("(= a b)", (ab,), (one,)),
    ):
        with pytest.raises(Refused):
            rules.linear(read(goal), ths, cs)


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        ("(< 0 (* 2 (gamma a) (exp b)))", ["(in a posreal)"]),
        ("(<= 0 (+ (^ x 2) (abs y)))", []),
        ("(!= (^ a -1) 0)", ["(!= a 0)"]),
        ("(in (+ n 1) posint)", ["(in n nat)"]),
        ("(in k (range 0 n))", ["(in k nat)", "(<= k n)"]),
        ("(in x (open 0 1))", ["(in x (open 0 1))"]),
        ("(< x 1)", ["(in x (open 0 1))"]),
        ("(or (!= x 0) (<= 0 n))", ["(in n nat)"]),
        ("(< 0 x)", ["(in x (above 2))"]),
        ("(in -3 int)", []),
    ],
)
def test_sign_proves(goal: str, facts: list[str]) -> None:
    """Signs, orders and memberships that follow from the parts and the facts."""
    assert rules.sign(read(goal), tuple(map(given, facts))).conclusion == read(goal)


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        ("(!= 0 0)", []),
        ("(< 0 (log x))", ["(in x posreal)"]),
        ("(< 0 (^ x 2))", []),
        ("(< 0 (* x y))", ["(< 0 x)"]),
        ("(< 0 (^ x -1))", []),
        ("(< 0 (pow x n))", ["(!= x 0)"]),
        ("(in x posreal)", ["(in x nonneg)"]),
        ("(in n nat)", ["(<= 0 n)"]),
        ("(in 1/2 int)", []),
        ("(in (* 1/2 n) int)", ["(in n int)"]),
        ("(< 0 x)", ["(in x (above -1))"]),
        ("(< 0 (gamma x))", []),
    ],
)
def test_sign_refuses(goal: str, facts: list[str]) -> None:
    """What does not follow, or is false, is refused."""
    with pytest.raises(Refused):
        rules.sign(read(goal), tuple(map(given, facts)))


@pytest.mark.parametrize(
    ("claim", "conditions"),
    [
        ("(= (log x) 0)", ["(< 0 x)"]),
        ("(= (^ x -1) (^ x 1/2))", ["(!= x 0)", "(< 0 x)"]),
        ("(= (int x posreal (^ x -1)) 0)", ["(integrable (lam x posreal (^ x -1)))", "(all x posreal (!= x 0))"]),
        ("(= (+ (int x real (f x)) (* -1 (int x real (f x)))) 0)", ["(integrable (lam x real (f x)))"]),
        ("(= (sum k (range 1 n) (f k)) 0)", ["(in n int)"]),
        ("(= (sum k D (f k)) 0)", ["(summable (lam k D (f k)))"]),
        ("(=> (< 0 x) (= (log x) 1))", ["(=> (< 0 x) (< 0 x))"]),
        ("(= (if (< 0 x) (log x) 0) 1)", ["(=> (< 0 x) (< 0 x))"]),
        ("(integrable (lam x posreal (log x)))", ["(all x posreal (< 0 x))"]),
        (
            "(= (E x (law (lam x nat (f x))) x) 1)",
            ["(density (lam x nat (f x)))", "(integrable (lam x nat (* (f x) x)))"],
        ),
    ],
)
def test_finish_adds_definedness(claim: str, conditions: list[str]) -> None:
    """finish adds the condition of every constant, generalised over the binders and guards it stands under."""
    done = rules.finish(Theorem(frozenset(), read(claim)))
    assert done.finished
    assert done.hypotheses == frozenset(map(read, conditions))
