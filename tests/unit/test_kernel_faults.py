"""Every fault that the prototype of the kernel had."""

from __future__ import annotations

import time

import pytest

from proofs.kernel import rules
from proofs.kernel.axioms import axioms, load
from proofs.kernel.checker import check, replay
from proofs.kernel.sexpr import read
from proofs.kernel.term import App, Bound, Num, Refused, Var, bind

TRUE = read("(= x x)")


def refused(certificate: object, why: str) -> None:
    """The certificate is refused for that reason, and quickly."""
    start = time.perf_counter()
    with pytest.raises(Refused, match=why):
        check(TRUE, (), certificate)
    assert time.perf_counter() - start < 0.5


def test_extensionality_under_lam_keeps_the_domain() -> None:
    """That sqrt(x^2) = x on the positive numbers shows nothing about the function at -3."""
    eq = rules.ring(read("(^ (^ x 2) 1/2)"), read("x"))
    eq = rules.cut(rules.sign(read("(< 0 x)"), (rules.assume(read("(in x posreal)")),)), eq)
    with pytest.raises(Refused):
        rules.at(read("(diff (lam x posreal (^ (^ x 2) 1/2)) -3)"), (0, 1), ("x",), eq)
    with pytest.raises(Refused):
        rules.ring(read("(J (lam x posreal x))"), read("0"))
    equal, conditions = rules.normal(read("(diff (lam x posreal (^ (^ x 2) 1/2)) -3)")), "(all x real (< 0 x))"
    assert read(conditions) in equal.hypotheses


def test_sum_split_asks_for_integers() -> None:
    """sum_split at a half-integer keeps a false hypothesis."""
    th = rules.inst(axioms()["sum_split"].theorem, ("a", "b", "c"), (read("1"), read("3/2"), read("3")))
    assert read("(in 3/2 int)") in th.hypotheses


def test_abstract_sets_are_not_taken_as_finite() -> None:
    """A sum over a set is split only under the condition that the set is finite."""
    th = rules.ring(read("(sum x D (+ (f x) (g x)))"), read("(+ (sum x D (f x)) (sum x D (g x)))"))
    assert read("(summable (lam x D 1))") in th.hypotheses


def test_unknown_constants_and_bad_names_are_refused() -> None:
    """No term has an unknown constant, and a symbol cannot pass for a number or constant."""
    refused({"terms": [["n", "4"], ["a", "sqrt", 0]], "steps": [["refl", 1]]}, "unknown constant")
    refused({"terms": [["v", "1"]], "steps": [["refl", 0]]}, "name")
    refused({"terms": [["v", "pi"]], "steps": [["refl", 0]]}, "name")
    with pytest.raises(Refused):
        check(App("=", (Var("1"), Var("1"))), (), {"terms": [], "steps": [["refl", 0]]})


def test_bombs_are_refused_quickly() -> None:
    """DAG bombs, giant numbers and deep terms end as Refused at once."""
    dag = [["v", "x"]] + [["a", "+", i, i] for i in range(60)]
    refused({"terms": dag, "steps": [["refl", 60]]}, "caps")
    deep = [["v", "x"]] + [["a", "exp", i] for i in range(20_000)]
    refused({"terms": deep, "steps": [["refl", 20_000]]}, "caps")
    for text in ("1e99999999", "1/0", "9" * 5000, "0x10", "1.5", "", "-", "١"):
        refused({"terms": [["n", text]], "steps": [["refl", 0]]}, "number")
    nine: list[list[object]] = [["n", "9"], ["n", "64"], ["a", "^", 0, 1], ["a", "^", 2, 1], ["a", "^", 3, 1]]
    refused({"terms": nine, "steps": [["normal", 4]]}, "too large")
    refused({"terms": [["n", "9"], ["n", "999999999"], ["a", "^", 0, 1]], "steps": [["normal", 2]]}, "exponent")
    with pytest.raises(Refused):
        read("(" * 10_000)


def test_self_application_is_no_term() -> None:
    """lam x. x x is refused: binders bind numbers, and functions take numbers."""
    with pytest.raises(Refused):
        Bound(0, (Bound(0),))
    with pytest.raises(Refused):
        bind("lam", App("real"), "x", Var("x", (Var("x"),)))
    with pytest.raises(Refused):
        Var("f", (read("(lam x real x)"),))
    refused({"terms": [["b", 0], ["v", "f", 0], ["b", 0, 0]], "steps": [["refl", 0]]}, "node")


def test_positions_are_checked() -> None:
    """Forward, negative, boolean and fractional indices are refused, and loose terms in rules."""
    for terms in (
        [["a", "exp", 0]],
        [["v", "x"], ["a", "exp", -1]],
        [["v", "x"], ["a", "exp", True]],
        [["v", "x"], ["a", "exp", 0.0]],
    ):
        refused({"terms": terms, "steps": [["refl", 0]]}, "points outside")
    refused({"terms": [["b", 0]], "steps": [["refl", 0]]}, "loose")
    refused({"terms": [["v", "x"]], "steps": [["refl", 5]]}, "points outside")
    refused({"terms": [["v", "x"]], "steps": [["sym", 0]]}, "points outside")
    for junk in (
        None,
        3,
        [],
        {},
        {"terms": 1, "steps": []},
        {"terms": [], "steps": [7]},
        {"terms": [{}], "steps": [["refl", 0]]},
    ):
        refused(junk, "certificate|rule")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(gamma (+ a 1 -1))", "(gamma a)"),
        ("(^ 4 a)", "(^ 2 (* 2 a))"),
        ("(^ (^ (+ r 1) 1/2) 2)", "(+ r 1)"),
        ("(* (exp (* a (^ (+ a b) -1))) (exp (* b (^ (+ a b) -1))))", "(exp 1)"),
        ("(pow g (+ t 1))", "(* g (pow g t))"),
        ("(^ (+ (* 2 r) (* 2 w)) a)", "(* (^ 2 a) (^ (+ r w) a))"),
        ("(^ (+ x (* -1 y)) a)", "(^ (* -1 (+ y (* -1 x))) a)"),
        ("(* (^ 2 1/2) (^ 2 1/2))", "2"),
        ("(log (* 12 x))", "(+ (log 3) (* 2 (log 2)) (log x))"),
        ("(max a b)", "(max b a)"),
        ("(^ (* x y) -1)", "(* (^ x -1) (^ y -1))"),
        ("(* 0 (^ x -1))", "0"),
        (
            "(+ " + " ".join(f"(^ (+ x a{i}) -1)" for i in range(6)) + ")",
            "(+ " + " ".join(f"(^ (+ a{i} x) -1)" for i in reversed(range(6))) + ")",
        ),
    ],
)
def test_ring_proves(left: str, right: str) -> None:
    """What the prototype's ring could not prove, ours does."""
    assert rules.ring(read(left), read(right)).conclusion == read(f"(= {left} {right})")


def test_natural_powers_at_zero() -> None:
    """g^(t+1) = g g^t holds at g = 0 for natural t."""
    th = rules.ring(read("(pow g (+ t 1))"), read("(* g (pow g t))"))
    facts = (rules.assume(read("(in t nat)")),)
    for h in th.hypotheses:
        assert rules.sign(h, facts).conclusion == h


@pytest.mark.parametrize(
    ("left", "right", "condition"),
    [
        ("(* x (^ x -1))", "1", "(!= x 0)"),
        ("(^ (^ x 2) 1/2)", "x", "(< 0 x)"),
        ("(^ (* x y) a)", "(* (^ x a) (^ y a))", "(< 0 y)"),
        ("(exp (log x))", "x", "(< 0 x)"),
        ("(* (^ (+ x -1) -1) (+ (^ x 2) -1))", "(+ x 1)", "(!= (+ 1 (* -1 x)) 0)"),
        ("(* (^ x a) (^ x b))", "(^ x (+ a b))", "(< 0 x)"),
    ],
)
def test_ring_keeps_its_conditions(left: str, right: str, condition: str) -> None:
    """Each cancellation or split of a power carries its condition."""
    assert read(condition) in rules.ring(read(left), read(right)).hypotheses


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(^ -8 1/3)", "-2"),
        ("(^ (* -1 -1) a)", "(* (^ -1 a) (^ -1 a))"),
        ("(gamma a)", "(gamma b)"),
        ("x", "0"),
        ("(exp (log -3))", "-3"),
    ],
)
def test_ring_refuses(left: str, right: str) -> None:
    """False or unfounded equations are refused, or keep a condition that no one can meet."""
    try:
        th = rules.ring(read(left), read(right))
    except Refused:
        return
    assert any(
        h.head == "<" and isinstance(h.args[1], Num) and h.args[1].value <= 0
        for h in th.hypotheses
        if isinstance(h, App)
    )


@pytest.mark.parametrize(
    "text",
    [
        '(axiom a (vars) (hyps) (concl (= x x)) (source "s"))',
        '(axiom a (vars (x real)) (hyps) (concl (= (foo1) x)) (source "s"))',
        '(axiom a (vars (x real)) (hyps) (concl (+ x x)) (source "s"))',
        '(axiom a (vars (x real)) (hyps) (concl (= (x 1) 1)) (source "s"))',
        '(axiom a (vars (x real) (x real)) (hyps) (concl (= x x)) (source "s"))',
        '(axiom a (vars (x real) (y real)) (hyps) (concl (= x x)) (source "s"))',
        '(axiom a (vars (x real)) (hyps) (concl (= x x)) (source ""))',
        '(axiom a (vars (x real)) (hyps) (concl (= x x)) (source "s"))' * 2,
        '(axiom a (vars (x foo)) (hyps) (concl (= x x)) (source "s"))',
        "(axiom)",
    ],
)
def test_the_axiom_loader_refuses(text: str) -> None:
    """Undeclared or ill-used variables, unknown constants, duplicates and axioms without source are no axioms."""
    with pytest.raises(Refused):
        load([text])


def test_the_claim_is_compared_as_a_term() -> None:
    """A certificate for one claim does not pass for another, nor without finish."""
    good = {"terms": [["v", "x"]], "steps": [["refl", 0], ["finish", 0]]}
    assert check(TRUE, (), good).conditions == frozenset()
    with pytest.raises(Refused, match="claimed"):
        check(read("(= y y)"), (), good)
    with pytest.raises(Refused, match="finish"):
        check(TRUE, (), {"terms": [["v", "x"]], "steps": [["refl", 0]]})
    assert replay(good, {})[1] == frozenset()
