"""Steps about unknown functions: linearity under convergence, densities, Gibbs, positive bases."""

import pytest

from proofs.kernel.checker import check
from proofs.kernel.sexpr import read
from proofs.kernel.term import show
from proofs.search.prove import Failure, Proved, prove
from proofs.statement import Statement

P = "(density (lam x A (p x)))"
Q = "(density (lam x A (q x)))"
GIVEN_X = "(all x A (density (lam y B (r y x))))"
MEAN = "(int x A (* x (p x)))"
OTHER = "(int x A (int y B (* y (p x) (r y x))))"

TRUE = [
    ("(= (int x A (p x)) 1)", [P]),
    (f"(= (int x A (* (^ (- x {MEAN}) 2) (p x))) (- (int x A (* (^ x 2) (p x))) (^ {MEAN} 2)))", [P]),
    (f"(<= 0 (int x A (* (^ (- x {MEAN}) 2) (p x))))", [P]),
    ("(= (int x A (* (+ x a) (p x))) (+ (int x A (* x (p x))) a))", [P, "(in a real)"]),
    ("(= (int x A (int y B (* x (p x) (r y x)))) (int x A (* x (p x))))", [P, GIVEN_X]),
    ("(= (int y B (int x A (* (p x) (r y x)))) 1)", [P, GIVEN_X]),
    (
        f"(= (int x A (int y B (* (- x {MEAN}) (- y {OTHER}) (p x) (r y x))))"
        f" (- (int x A (int y B (* x y (p x) (r y x)))) (* {MEAN} {OTHER})))",
        [P, GIVEN_X],
    ),
    (
        "(= (E x (law (lam x A (p x))) (+ (* 2 (f x)) (* b (g x))))"
        " (+ (* 2 (E x (law (lam x A (p x))) (f x))) (* b (E x (law (lam x A (p x))) (g x)))))",
        [P, "(in b real)"],
    ),
    ("(= (sum x A (+ (f x) (g x))) (+ (sum x A (f x)) (sum x A (g x))))", []),
    ("(<= 0 (int x A (* (p x) (log (* (p x) (^ (q x) -1))))))", [P, Q]),
    ("(<= (int x A (* (p x) (log (q x)))) (int x A (* (p x) (log (p x)))))", [P, Q]),
    ("(<= (int x A (* (p x) (- (log (f x)) (log (p x))))) (log (int x A (f x))))", [P]),
    (
        "(<= 0 (sum x (range 1 n) (* (p x) (log (* (p x) (^ (q x) -1))))))",
        [
            "(in n posint)",
            "(all x (range 1 n) (< 0 (p x)))",
            "(all x (range 1 n) (< 0 (q x)))",
            "(= (sum x (range 1 n) (p x)) 1)",
            "(= (sum x (range 1 n) (q x)) 1)",
        ],
    ),
    (
        "(= (^ (^ (* (- 1 (^ r 2)) (^ s 2)) 1/2) 2) (* (- 1 (^ r 2)) (^ s 2)))",
        ["(in r real)", "(in s real)"],
    ),
    (
        "(= (exp (- (log r) (log (sum i (range 1 n) (^ (y i) 2))))) (* r (^ (sum i (range 1 n) (^ (y i) 2)) -1)))",
        ["(in r real)", "(in n posint)"],
    ),
    (
        "(= (exp (sum j (range 1 k) (log (+ (a j) 1)))) (prod j (range 1 k) (+ (a j) 1)))",
        ["(in k posint)", "(all j (range 1 k) (in (a j) posreal))"],
    ),
]

FALSE = [
    ("(= (int x A (p x)) 2)", [P]),
    (f"(= (int x A (* (^ (- x {MEAN}) 2) (p x))) (- (int x A (* (^ x 2) (p x))) {MEAN}))", [P]),
    ("(= (int x A (* (+ x a) (p x))) (+ (int x A (* x (p x))) (* 2 a)))", [P, "(in a real)"]),
    ("(= (int x A (* (+ x a) (f x))) (+ (int x A (* x (f x))) a))", ["(in a real)"]),
    ("(= (int x A (* (f x) (g x))) (* (int x A (f x)) (int x A (g x))))", []),
    ("(= (int x A (* x (f x))) (* 2 (int x A (f x))))", []),
    ("(= (int x A (int y B (* y (p x) (r y x)))) (int x A (* x (p x))))", [P, GIVEN_X]),
    ("(<= 0 (int x A (* (p x) (log (* (q x) (^ (p x) -1))))))", [P, Q]),
    ("(< 0 (int x A (* (p x) (log (* (p x) (^ (q x) -1))))))", [P, Q]),
    ("(<= (int x A (* (p x) (log (p x)))) (int x A (* (p x) (log (q x)))))", [P, Q]),
    ("(<= 0 (int x A (* (f x) (log (* (f x) (^ (g x) -1))))))", ["(all x A (< 0 (f x)))", "(all x A (< 0 (g x)))"]),
    ("(<= (log (int x A (f x))) (int x A (* (p x) (- (log (f x)) (log (p x))))))", [P]),
    ("(= (^ (^ (* (- 1 (^ r 2)) (^ s 2)) 1/2) 2) (* (- 1 (^ r 2)) s))", ["(in r real)", "(in s real)"]),
]


def outcome(claim: str, given: list[str]) -> Proved | Failure:
    """What the search says of a claim."""
    return prove(Statement(tuple(map(read, given)), read(claim)))


@pytest.mark.parametrize(("claim", "given"), TRUE, ids=[c[:50] for c, _ in TRUE])
def test_true_steps_are_proved(claim: str, given: list[str]) -> None:
    """The step is proved, and every condition left is one of its definedness."""
    result = outcome(claim, given)
    assert isinstance(result, Proved), result
    assert check(read(claim), map(read, given), result.certificate).conditions == frozenset(result.conditions)


@pytest.mark.parametrize(("claim", "given"), FALSE, ids=[c[:50] for c, _ in FALSE])
def test_false_steps_are_not_proved(claim: str, given: list[str]) -> None:
    """A false variant is not proved."""
    assert isinstance(outcome(claim, given), Failure)


def test_integrability_is_shown_as_a_condition() -> None:
    """Where a mean is not known to exist its existence is a condition."""
    result = outcome("(= (int x A (* (+ x a) (p x))) (+ (int x A (* x (p x))) a))", [P, "(in a real)"])
    assert isinstance(result, Proved)
    assert [show(c) for c in result.conditions] == ["(integrable (lam x A (* x (p x))))"]
