"""The combinators, tested with conversions that know no mathematics."""

import time

import pytest

from proofs.kernel.sexpr import read
from proofs.kernel.term import App, Term, show
from proofs.search.context import Context, OutOfTime
from proofs.search.recorder import Fact, Proof
from proofs.search.strategy import (
    at_path,
    attempt,
    children,
    everywhere,
    exhaust,
    first,
    identity,
    memoised,
    once,
    rewrite_with,
    right,
    then,
)


def context(*hypotheses: str, seconds: float = 5.0) -> Context:
    """A context with those hypotheses."""
    return Context(Proof(), map(read, hypotheses), time.monotonic() + seconds)


def renames(old: str, new: str):
    """The conversion by the hypothesis old = new."""

    def run(t: Term, ctx: Context) -> Fact | None:
        return ctx.facts[read(f"(= {old} {new})")] if t == read(old) else None

    return run


def after(fact: Fact | None) -> str:
    """The right side of a fact, as text."""
    assert fact is not None
    return show(right(fact))


AB, BC = "(= a b)", "(= b c)"


def test_then_goes_on_with_the_result() -> None:
    """`then` runs the second conversion on what the first has made."""
    assert after(then(renames("a", "b"), renames("b", "c"))(read("a"), context(AB, BC))) == "c"


def test_then_passes_over_what_does_not_apply() -> None:
    """A conversion that does not apply leaves the term to the next."""
    assert after(then(renames("b", "c"), renames("a", "b"))(read("a"), context(AB, BC))) == "b"


def test_then_of_nothing_that_applies_is_none() -> None:
    """Does not apply is None, not the input returned."""
    assert then(renames("b", "c"))(read("a"), context(BC)) is None


def test_first_takes_the_first_that_applies() -> None:
    """`first` stops at the first conversion that applies."""
    ctx = context("(= a b)", "(= a c)")
    assert after(first(renames("a", "c"), renames("a", "b"))(read("a"), ctx)) == "c"


def test_exhaust_repeats() -> None:
    """`exhaust` goes on until nothing applies."""
    step = first(renames("a", "b"), renames("b", "c"))
    assert after(exhaust(step)(read("a"), context(AB, BC))) == "c"


def test_exhaust_stops_in_a_circle() -> None:
    """Where the terms come round again `exhaust` ends."""
    step = first(renames("a", "b"), renames("b", "a"))
    assert after(exhaust(step)(read("a"), context(AB, "(= b a)"))) == "b"


def test_children_convert_every_direct_part() -> None:
    """`children` converts the parts and leaves the whole."""
    assert after(children(renames("a", "b"))(read("(+ a (* a 2) a)"), context(AB))) == "(+ b (* a 2) b)"


def test_everywhere_reaches_all_depths() -> None:
    """`everywhere` converts bottom-up at every place."""
    assert after(everywhere(renames("a", "b"))(read("(exp (+ a (f a)))"), context(AB))) == "(exp (+ b (f b)))"


def test_everywhere_goes_under_binders() -> None:
    """Under an integral the body is converted too."""
    fact = everywhere(renames("a", "b"))(read("(int x real (* a (g x)))"), context(AB))
    assert after(fact) == "(int x real (* b (g x)))"


def test_everywhere_converts_bounds() -> None:
    """The ends of a range are converted."""
    fact = everywhere(renames("a", "b"))(read("(sum i (range a 9) (f i))"), context(AB))
    assert after(fact) == "(sum i (range b 9) (f i))"


def test_the_domain_is_known_under_a_binder() -> None:
    """Under a binder the membership of its variable can be discharged, and is not left in the theorem."""

    def positive_one(t: Term, ctx: Context) -> Fact | None:
        return ctx.by_axiom("abs_nonneg", x=t.args[0]) if isinstance(t, App) and t.head == "abs" else None

    fact = everywhere(positive_one)(read("(int x posreal (f (abs x)))"), context())
    assert after(fact) == "(int x posreal (f x))"
    assert fact is not None
    assert not fact.hypotheses


def test_nothing_is_known_under_a_lam() -> None:
    """A function may be applied outside its domain, so under a lam its domain is no fact."""

    def positive_one(t: Term, ctx: Context) -> Fact | None:
        return ctx.by_axiom("abs_nonneg", x=t.args[0]) if isinstance(t, App) and t.head == "abs" else None

    assert everywhere(positive_one)(read("(diff (lam x posreal (abs x)) 2)"), context()) is None


def test_the_condition_of_an_if_is_known_in_its_branch() -> None:
    """In the first branch of an `if` its condition is a fact, in the second it is not."""

    def positive_one(t: Term, ctx: Context) -> Fact | None:
        return ctx.by_axiom("abs_nonneg", x=t.args[0]) if isinstance(t, App) and t.head == "abs" else None

    fact = everywhere(positive_one)(read("(if (< 0 x) (abs x) (abs x))"), context("(in x real)"))
    assert after(fact) == "(if (< 0 x) x (abs x))"


def test_once_converts_one_place() -> None:
    """`once` converts the first place from the top only."""
    assert after(once(renames("a", "b"))(read("(+ a (f a))"), context(AB))) == "(+ b (f a))"


def test_at_path_converts_there_only() -> None:
    """`at_path` converts the part at the path."""
    assert after(at_path((1, 0), renames("a", "b"))(read("(+ a (f a))"), context(AB))) == "(+ a (f b))"


def test_rewrite_with_an_equation() -> None:
    """An equation rewrites its left side to its right side."""
    ctx = context("(= (f a) b)")
    assert after(rewrite_with(ctx.facts[read("(= (f a) b)")])(read("(f a)"), ctx)) == "b"


def test_rewrite_with_a_universal_equation() -> None:
    """A universal equation rewrites the instances whose argument lies in its domain."""
    family = "(all i (range 1 9) (= (f i) (+ i 1)))"
    ctx = context(family)
    assert after(rewrite_with(ctx.facts[read(family)])(read("(f 3)"), ctx)) == "(+ 3 1)"
    assert rewrite_with(ctx.facts[read(family)])(read("(f 10)"), ctx) is None


def test_attempt_turns_a_refusal_into_none() -> None:
    """What the rules refuse does not apply."""
    assert attempt(lambda t, ctx: ctx.proof.ring(t, read("b")))(read("a"), context()) is None


def test_memoised_runs_once() -> None:
    """A memoised conversion is run once for a term in a context."""
    calls = []

    def counted(t: Term, ctx: Context) -> Fact | None:
        calls.append(t)
        return identity(t, ctx)

    ctx, conversion = context(), memoised(counted)
    conversion(read("a"), ctx)
    conversion(read("a"), ctx)
    assert len(calls) == 1


def test_the_deadline_is_kept() -> None:
    """After the deadline the combinators raise OutOfTime."""
    with pytest.raises(OutOfTime):
        everywhere(renames("a", "b"))(read("(f a)"), context(AB, seconds=-1))
