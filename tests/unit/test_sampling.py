"""Points satisfy the hypotheses, are drawn in the order of dependence, and are the same for the same seed."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import islice

from numerics.evaluate import Evaluator
from numerics.hypotheses import satisfied
from numerics.model import Assignment, Explicit, Table
from numerics.sampling import Sampler, admissible
from proofs.kernel.term import App, Term
from proofs.language import (
    INT,
    NAT,
    ONE,
    POSINT,
    POSREAL,
    REAL,
    ZERO,
    add,
    fold,
    member,
    mul,
    num,
    power,
    relation,
    var,
)
from proofs.statement import Statement

a, b, c, k, n = map(var, "abckn")
TRUTH = relation("=", ONE, ONE)


def points(*hypotheses: Term, count: int = 24, claim: Term = TRUTH) -> list[Assignment]:
    """The first points of a statement; each satisfies the hypotheses."""
    found = list(islice(admissible(Statement(hypotheses, claim)), count))
    for p in found:
        assert all(satisfied(Evaluator.at(p), h) for h in hypotheses)
    return found


def test_domains_that_depend_on_others() -> None:
    """k in 0..n is drawn after n, an interval after its ends."""
    integers = (member(n, POSINT), member(k, App("range", (ZERO, n))))
    found = points(*integers, member(a, POSREAL), member(b, App("above", (a,))))
    assert len(found) == 24
    assert all(0 <= p.values["k"] <= p.values["n"] and p.values["a"] < p.values["b"] for p in found)


def test_first_points_are_round() -> None:
    """The first values are small integers and halves."""
    first = points(member(a, POSREAL), count=3)
    assert all(p.values["a"] in (F(1), F(2), F(1, 2), F(3), F(3, 2)) for p in first)


def test_same_seed_same_points() -> None:
    """Sampling is deterministic."""
    hypotheses = (member(a, REAL), member(n, NAT), member(k, INT))
    assert points(*hypotheses) == points(*hypotheses)


def test_inequalities_by_rejection_and_equations_by_solving() -> None:
    """Inequalities are met, equations linear in a symbol solved exactly."""
    found = points(member(a, REAL), member(b, REAL), relation("<", a, b), relation("!=", a, ZERO))
    assert all(p.values["a"] < p.values["b"] and p.values["a"] != 0 for p in found)
    solved = points(member(a, REAL), member(b, REAL), relation("=", add(mul(num(2), a), mul(num(3), b)), ONE))
    assert len(solved) == 24
    assert all(2 * p.values["a"] + 3 * p.values["b"] == 1 for p in solved)


def test_definitions() -> None:
    """A symbol defined by an equation has that value, rational or not."""
    found = points(member(a, POSREAL), relation("=", c, power(a, 2)), relation("=", b, App("log", (a,))), count=5)
    assert all(p.values["c"] == p.values["a"] ** 2 for p in found)
    assert all("b" in p.values or isinstance(p.functions["b"], Explicit) for p in found)


def test_densities_of_finite_sets_are_normalised_tables() -> None:
    """A conditional density over an abstract finite set is a table whose rows sum to 1."""
    marginal = App("density", (fold("lam", var("S"), "s", var("p", var("s"))),))
    rows = fold("all", var("S"), "s", App("density", (fold("lam", var("A"), "u", var("q", var("u"), var("s"))),)))
    for p in points(marginal, rows, count=6):
        table = p.functions["q"]
        assert isinstance(table, Table)
        for s in range(p.spaces["S"]):
            assert sum(v for (_, t), v in table.entries.items() if t == s) == 1


def test_densities_of_reals_are_explicit() -> None:
    """An unknown density of reals, also given another variable, is an explicit one."""
    density = App("density", (fold("lam", REAL, "y", var("p", var("y"))),))
    given = fold("all", REAL, "y", App("density", (fold("lam", POSREAL, "z", var("q", var("z"), var("y"))),)))
    for p in points(density, given, count=6):
        assert isinstance(p.functions["p"], Explicit) and isinstance(p.functions["q"], Explicit)


def test_families_have_values_in_their_domain() -> None:
    """A family of positive numbers is positive at every index."""
    family = fold("all", App("range", (ONE, n)), "i", member(var("y", var("i")), App("open", (ZERO, ONE))))
    assert len(points(member(n, POSINT), family)) == 24


def test_no_points_with_a_reason() -> None:
    """Hypotheses that contradict one another give no point, and a reason."""
    sampler = Sampler(Statement((member(a, POSREAL), relation("<", a, ZERO)), TRUTH))
    assert not list(sampler.points())
    assert sampler.reason is not None


def test_a_bound_beyond_the_first_round_numbers_is_met() -> None:
    """A hypothesis that no small round number meets is met by rougher or larger ones."""
    assert len(points(member(a, REAL), relation("<", num(2), a), count=12)) == 12
