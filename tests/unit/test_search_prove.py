"""Proofs of true steps, and none of false ones."""

import time

import pytest
from step_files import steps

from proofs.kernel.checker import check
from proofs.kernel.sexpr import read
from proofs.kernel.term import show
from proofs.search.prove import Failure, Proved, prove
from proofs.statement import Statement

TRUE, FALSE = steps("true_steps.sexpr"), steps("false_steps.sexpr")


def names(entries: list[tuple[Statement, int]]) -> list[str]:
    """Short names for the entries of a file."""
    return [f"{n}: {show(s.claim)[:40]}" for n, (s, _) in enumerate(entries)]


def conditions(result: Proved | Failure) -> list[str]:
    """The conditions of a proof, as text."""
    assert isinstance(result, Proved), result
    return [show(c) for c in result.conditions]


def statement(claim: str, *hypotheses: str) -> Statement:
    """A statement from prefix notation."""
    return Statement(tuple(map(read, hypotheses)), read(claim))


@pytest.mark.parametrize(("step", "left"), TRUE, ids=names(TRUE))
def test_true_steps_are_proved(step: Statement, left: int) -> None:
    """A true step is proved within a second, its certificate replays, and few conditions are left."""
    started = time.process_time()
    result = prove(step)
    spent = time.process_time() - started
    assert isinstance(result, Proved), result
    assert len(result.conditions) <= left, conditions(result)
    assert spent < 1
    checked = check(step.claim, step.hypotheses, result.certificate)
    assert checked.conditions == frozenset(result.conditions)


@pytest.mark.parametrize(("step", "left"), FALSE, ids=names(FALSE))
def test_false_steps_are_not_proved(step: Statement, left: int) -> None:
    """A false step is not proved, and the reason is given."""
    result = prove(step, seconds=1)
    assert isinstance(result, Failure)
    assert result.reason


def test_a_condition_of_definedness_is_shown() -> None:
    """x / x = 1 is proved with x != 0 as its condition."""
    assert conditions(prove(statement("(= (* x (^ x -1)) 1)", "(in x real)"))) == ["(!= x 0)"]


def test_a_condition_that_follows_is_not_shown() -> None:
    """With 0 < x among the hypotheses no condition is left."""
    assert conditions(prove(statement("(= (* x (^ x -1)) 1)", "(in x posreal)"))) == []


def test_a_missing_condition_is_named() -> None:
    """The root of x^2 is x only for positive x, and the reason says so."""
    result = prove(statement("(= (^ (^ x 2) 1/2) x)", "(in x real)"))
    assert isinstance(result, Failure)
    assert "needs 0 < x" in result.reason


def test_a_condition_that_cannot_hold_proves_nothing() -> None:
    """What is defined nowhere is not proved under the condition that it be defined."""
    alone = prove(statement("(= (log (* -1 x)) (log (* -1 x)))", "(in x posreal)"))
    assert alone == Failure("needs 0 < −x, which cannot hold")
    together = prove(statement("(= (+ (log x) (log (* -1 x))) (+ (log (* -1 x)) (log x)))", "(in x real)"))
    assert isinstance(together, Failure)
    assert "cannot hold together" in together.reason


def test_time_is_kept() -> None:
    """A search without time ends at once and says so."""
    result = prove(statement("(= (gamma (+ x 9)) (gamma (+ x 8)))", "(in x posreal)"), seconds=0.0)
    assert isinstance(result, Failure)
    assert "time" in result.reason
