"""Spoiled certificates are refused, each for its own reason, and never with another exception."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from proofs.kernel.checker import check
from proofs.kernel.sexpr import read
from proofs.kernel.term import App, Refused, Term
from proofs.search.recorder import Fact, Proof

MEMBER = read("(in a posreal)")
RATE = read("(in b posreal)")


def mean_of_gamma() -> tuple[Term, dict[str, Any]]:
    """int_0^oo x^a e^(-b x) dx = a gamma(a) b^(-a-1), with its certificate."""
    p = Proof()
    a, b = p.assume(MEMBER), p.assume(RATE)
    kernel = p.axiom("gamma_kernel", a=read("(+ a 1)"), b=read("b"))
    kernel = p.cut(p.sign(read("(in (+ a 1) posreal)"), a), kernel)
    function = kernel.conclusion.args[0]  # type: ignore[union-attr]
    integral = read("(int x posreal (* (^ x a) (exp (* -1 b x))))")
    body = read("(* (^ x a) (exp (* -1 b x)))"), read("(* (^ x (+ (+ a 1) -1)) (exp (* -1 b x)))")
    same = p.ring(*body)
    same = p.cut(p.sign(read("(< 0 x)"), p.assume(read("(in x posreal)"))), same)
    moved = p.at(integral, (1,), ("x",), same)
    value = p.axiom(
        "integrates_value",
        D=read("posreal"),
        f=read(f"(lam x posreal {'(* (^ x (+ (+ a 1) -1)) (exp (* -1 b x)))'})"),
        v=kernel.conclusion.args[1],
    )  # type: ignore[union-attr]
    value = p.cut(kernel, value)
    assert function.facts.sort == "fun"
    step = p.cut(a, p.axiom("gamma_step", x=read("a")))
    stepped = p.at(value.conclusion.args[1], (0,), (), step)  # type: ignore[union-attr]
    last = p.ring(stepped.conclusion.args[1], read("(* a (gamma a) (^ b (+ (* -1 a) -1)))"))  # type: ignore[union-attr]
    done = p.finish(p.chain(moved, value, stepped, last))
    claim = done.conclusion
    done = discharge(
        p,
        done,
        a,
        b,
        p.axiom("integrates_integrable", D=read("posreal"), f=value_function(), v=kernel.conclusion.args[1]),
        kernel,
    )  # type: ignore[union-attr]
    return claim, json.loads(json.dumps(p.certificate(done)))


def value_function() -> Term:
    """The integrand of the kernel."""
    return read("(lam x posreal (* (^ x (+ (+ a 1) -1)) (exp (* -1 b x))))")


def discharge(p: Proof, done: Fact, a: Fact, b: Fact, integrable: Fact, kernel: Fact) -> Fact:
    """Cut away what follows from the two memberships."""
    integrable = p.cut(kernel, integrable)
    back = p.ring(read("(* (^ x (+ (+ a 1) -1)) (exp (* -1 b x)))"), read("(* (^ x a) (exp (* -1 b x)))"))
    back = p.cut(p.sign(read("(< 0 x)"), p.assume(read("(in x posreal)"))), back)
    done = p.cut(p.rewrite(integrable, (0, 1), ("x",), back), done)
    for h in sorted(done.hypotheses, key=str):
        if h in (MEMBER, RATE):
            continue
        if isinstance(h, App):
            done = p.cut(p.sign(h, a, b), done)
        else:
            done = p.cut(p.gen("y", read("posreal"), p.sign(read("(< 0 y)"), p.assume(read("(in y posreal)")))), done)
    return done


CLAIM, GOOD = mean_of_gamma()


def test_the_sound_certificate_passes() -> None:
    """The certificate that the others are spoiled from proves its claim under its two hypotheses alone."""
    checked = check(CLAIM, (MEMBER, RATE), GOOD)
    assert checked.conditions == frozenset()
    assert checked.axioms == {"gamma_kernel", "gamma_step", "integrates_value", "integrates_integrable"}


def step_of(rule: str) -> int:
    """The first step with a rule."""
    return next(n for n, row in enumerate(GOOD["steps"]) if row[0] == rule)


def node(text: str) -> list[Any]:
    """The table's row of a term without arguments."""
    return next(row for row in GOOD["terms"] if row[:2] == ["v", text])


SPOILED: list[tuple[str, Callable[[Any], Any], str]] = [
    ("no steps", lambda c: c.update(steps=[]), "certificate"),
    ("last step gone", lambda c: c["steps"].pop(), "."),
    ("another rule", lambda c: c["steps"][step_of("trans")].__setitem__(0, "cut"), "cut"),
    ("unknown rule", lambda c: c["steps"][0].__setitem__(0, "trust"), "no rule or axiom"),
    ("unknown axiom", lambda c: c["steps"][step_of("axiom")].__setitem__(1, "all_is_well"), "no rule or axiom"),
    ("another axiom", lambda c: c["steps"][step_of("axiom")].__setitem__(1, "gamma_kernel_log"), "."),
    ("argument missing", lambda c: c["steps"][step_of("at")].pop(), "arguments expected"),
    ("argument too many", lambda c: c["steps"][step_of("finish")].append(0), "arguments expected"),
    ("forward step", lambda c: c["steps"][step_of("finish")].__setitem__(1, 10**6), "points outside"),
    ("step as text", lambda c: c["steps"][step_of("finish")].__setitem__(1, "0"), "points outside"),
    ("path off", lambda c: c["steps"][step_of("at")].__setitem__(2, [0]), "at"),
    ("path too long", lambda c: c["steps"][step_of("at")].__setitem__(2, [1, 0, 0, 0]), "at"),
    ("name missing", lambda c: c["steps"][step_of("at")].__setitem__(3, []), "a name for each binder"),
    ("name is a constant", lambda c: c["steps"][step_of("at")].__setitem__(3, ["pi"]), "name"),
    ("finish left out", lambda c: c["steps"][step_of("finish")].__setitem__(0, "sym"), "."),
    ("variable renamed", lambda c: node_in(c, "a").__setitem__(1, "b"), "."),
    ("variable is a number", lambda c: node_in(c, "a").__setitem__(1, "7"), "name"),
    ("term table gone", lambda c: c.pop("terms"), "certificate"),
    ("node of unknown kind", lambda c: c["terms"][0].__setitem__(0, "z"), "node"),
    ("cyclic node", lambda c: c["terms"].insert(0, ["a", "exp", 0]), "points outside"),
]


def node_in(c: Any, text: str) -> list[Any]:
    """The row of a symbol in a copy."""
    return next(row for row in c["terms"] if row[:2] == ["v", text])


@pytest.mark.parametrize(("label", "spoil", "why"), SPOILED, ids=[s[0] for s in SPOILED])
def test_spoiled_certificate_is_refused(label: str, spoil: Callable[[Any], Any], why: str) -> None:
    """A certificate with one thing wrong is refused, with the reason."""
    bad = copy.deepcopy(GOOD)
    spoil(bad)
    with pytest.raises(Refused, match=why):
        check(CLAIM, (MEMBER, RATE), bad)


def test_random_damage_never_proves_another_claim() -> None:
    """Any number in the certificate changed: refused, or the same claim with no fewer conditions."""
    rng = random.Random(5)
    same = 0
    for _ in range(1500):
        bad = copy.deepcopy(GOOD)
        rows = bad[rng.choice(("steps", "terms"))]
        row = rng.choice(rows)
        i = rng.randrange(len(row))
        if isinstance(row[i], int):
            row[i] = rng.randrange(-1, len(rows) + 1)
        elif isinstance(row[i], list):
            row[i] = [rng.randrange(0, 9) for _ in row[i]]
        else:
            row[i] = rng.choice(("+", "*", "x", "1", "0", "a", "sum", "E", "lam", "<", "ring", "sym", "cut"))
        try:
            checked = check(CLAIM, (MEMBER, RATE), bad)
        except Refused:
            continue
        same += 1
        assert checked.claim == CLAIM
    assert same < 400


def test_claims_and_hypotheses_are_checked() -> None:
    """Another claim, or one that is no proposition, is refused; fewer hypotheses show as conditions."""
    for other in ("(= a a)", "a"):
        with pytest.raises(Refused):
            check(read(other), (MEMBER, RATE), GOOD)
    assert check(CLAIM, (), GOOD).conditions == {MEMBER, RATE}
