"""Prefix notation is read back as it is shown; the recorder's certificates replay."""

from __future__ import annotations

import random

import pytest

from proofs.kernel.axioms import axioms
from proofs.kernel.checker import check
from proofs.kernel.sexpr import read
from proofs.kernel.term import Refused, show
from proofs.search.recorder import Proof


def test_shown_terms_are_read_back() -> None:
    """read(show(t)) is t, for every proposition of every axiom."""
    for axiom in axioms().values():
        for t in (*axiom.theorem.hypotheses, axiom.theorem.conclusion):
            assert read(show(t)) == t


def test_bound_and_free_variables_print_apart() -> None:
    """A binder whose hint is also a free symbol of its body prints under another name."""
    t = read("(int x posreal (sum y real (+ x y)))")
    assert show(t) == "(int x posreal (sum y real (+ x y)))"
    u = read("(lam x real (f x_1))")
    assert read(show(u)) == u


def test_junk_is_refused() -> None:
    """Any text is a term or Refused, never another exception."""
    rng = random.Random(3)
    pieces = [
        "(",
        ")",
        "+",
        "x",
        "1",
        "-1/2",
        "1/0",
        "int",
        "lam",
        "real",
        '"s"',
        ";",
        "\n",
        " ",
        "exp",
        "#0",
        "é",
        "^",
        "-",
        "/",
    ]
    for _ in range(3000):
        text = " ".join(rng.choice(pieces) for _ in range(rng.randrange(12)))
        try:
            t = read(text)
        except Refused:
            continue
        assert read(show(t)) == t


def test_recorder_prunes_and_memoises() -> None:
    """Equal steps are one step; a certificate holds only what its fact rests on."""
    p = Proof()
    a, b = p.refl(read("x")), p.refl(read("x"))
    assert a.index == b.index
    p.refl(read("y"))
    done = p.finish(p.sym(a))
    certificate = p.certificate(done)
    assert [row[0] for row in certificate["steps"]] == ["refl", "sym", "finish"]
    assert check(done.conclusion, (), certificate).conditions == frozenset()
    with pytest.raises(Refused):
        p.axiom("no_such_axiom")
