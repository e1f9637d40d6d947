"""Side conditions: what a context discharges and what it must not."""

import time

import pytest

from proofs.kernel.sexpr import read
from proofs.search.context import Context
from proofs.search.conversions.table import TOOLS
from proofs.search.recorder import Proof


def context(*hypotheses: str) -> Context:
    """A context with those hypotheses and all tools."""
    return Context(Proof(), map(read, hypotheses), time.monotonic() + 5, tools=TOOLS)


HOLDS = [
    ("(< 0 a)", ["(in a posreal)"]),
    ("(< 0 (- 1 p))", ["(in p (open 0 1))"]),
    ("(< 0 (+ n (* -1 k) 1))", ["(in n nat)", "(in k (range 0 n))"]),
    ("(< 0 (+ a e -1))", ["(in a posreal)", "(< 1 e)"]),
    ("(!= (+ a b) 0)", ["(in a posreal)", "(in b posreal)"]),
    ("(!= (* a (- p 1)) 0)", ["(in a posreal)", "(in p (open 0 1))"]),
    ("(in (+ n (* -1 k)) nat)", ["(in n nat)", "(in k (range 0 n))"]),
    ("(in (* 2 n) int)", ["(in n nat)"]),
    ("(in (+ n 1) posint)", ["(in n nat)"]),
    ("(< 0 (* -2 x))", ["(< x 0)"]),
    ("(<= 0 (+ (^ x 2) (* -2 x y) (^ y 2)))", ["(in x real)", "(in y real)"]),
    ("(all i (range 1 n) (< 0 (+ (x i) 1)))", ["(all i (range 1 n) (<= 0 (x i)))"]),
    ("(< 0 (x 2))", ["(all i (range 1 3) (in (x i) posreal))"]),
    ("(< 0 (prod i (range 1 n) (x i)))", ["(in n posint)", "(all i (range 1 n) (in (x i) posreal))"]),
    ("(< 0 (sum i (range 1 n) (x i)))", ["(in n posint)", "(all i (range 1 n) (in (x i) posreal))"]),
    ("(<= 0 (sum i (range 1 n) (^ (x i) 2)))", ["(in n posint)"]),
    ("(< 0 (gamma (+ a 1)))", ["(in a posreal)"]),
    ("(and (< 0 a) (< 0 (exp b)))", ["(in a posreal)", "(in b real)"]),
    ("(or (!= a 0) (<= 0 n))", ["(in a real)", "(in n nat)"]),
    ("(=> (< 1 x) (< 0 x))", ["(in x real)"]),
    ("(< 0 (p s a))", ["(all s S (all a A (< 0 (p s a))))", "(in s S)", "(in a A)"]),
    ("(< 0 x)", ["(< 0 (* 2 y x))", "(in y posreal)"]),
    ("(!= x 0)", ["(!= (* x y) 0)"]),
    ("(= a (- 1 b))", ["(= (+ a b) 1)"]),
]

FAILS = [
    ("(< 0 a)", ["(in a real)"]),
    ("(< 0 (- 1 p))", ["(in p (closed 0 1))"]),
    ("(< 0 (+ n (* -1 k)))", ["(in n nat)", "(in k (range 0 n))"]),
    ("(!= (- a b) 0)", ["(in a posreal)", "(in b posreal)"]),
    ("(in (* 1/2 n) int)", ["(in n nat)"]),
    ("(in (+ n -1) nat)", ["(in n nat)"]),
    ("(< 0 (x 4))", ["(all i (range 1 3) (in (x i) posreal))"]),
    ("(< 0 (sum i (range 1 n) (x i)))", ["(in n nat)", "(all i (range 1 n) (in (x i) posreal))"]),
    ("(< 0 (^ x 2))", ["(in x real)"]),
    ("(<= 0 (pow x n))", ["(in x real)", "(in n nat)"]),
    ("(< 0 (p s a))", ["(all s S (all a A (< 0 (p s a))))", "(in s S)"]),
    ("(= a b)", ["(<= a b)"]),
]


@pytest.mark.parametrize(("goal", "given"), HOLDS, ids=[g for g, _ in HOLDS])
def test_what_follows_is_discharged(goal: str, given: list[str]) -> None:
    """A side condition that follows is a theorem under the hypotheses given."""
    fact = context(*given).discharge(read(goal))
    assert fact is not None
    assert fact.conclusion == read(goal)
    assert fact.hypotheses <= frozenset(map(read, given))


@pytest.mark.parametrize(("goal", "given"), FAILS, ids=[f"{g} from {h}" for g, h in FAILS])
def test_what_does_not_follow_is_none(goal: str, given: list[str]) -> None:
    """A side condition that does not follow is not discharged."""
    assert context(*given).discharge(read(goal)) is None


def test_a_local_assumption_stays_local() -> None:
    """What is assumed in a child context is unknown in its parent."""
    parent = context("(in x real)")
    assert parent.assume_locally(read("(< 0 x)")).discharge(read("(!= x 0)")) is not None
    assert parent.discharge(read("(!= x 0)")) is None


def test_settle_leaves_what_it_cannot_show() -> None:
    """`settle` is None where a condition of the fact cannot be discharged, and `unsettled` names it."""
    ctx = context("(in x real)")
    fact = ctx.proof.ring(read("(* x (^ x -1))"), read("1"))
    assert ctx.settle(fact) is None
    assert ctx.unsettled(fact) == read("(!= x 0)")
