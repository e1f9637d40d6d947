"""Multipliers of linear facts."""

from fractions import Fraction as F

from proofs.search.farkas import Premise, combination, feasible


def test_a_sum_of_two_facts() -> None:
    """0 < x and 0 <= y give 0 < x + y with multipliers 1 and 1."""
    facts = [Premise({"x": F(1)}, "<"), Premise({"y": F(1)}, "<=")]
    assert combination(Premise({"x": F(1), "y": F(1)}, "<"), facts, "1") == (1, 1)


def test_a_weak_fact_gives_no_strict_goal() -> None:
    """0 <= x does not give 0 < x."""
    assert combination(Premise({"x": F(1)}, "<"), [Premise({"x": F(1)}, "<=")], "1") is None


def test_a_constant_makes_up_for_it() -> None:
    """0 <= x gives 0 < x + 1."""
    assert combination(Premise({"x": F(1), "1": F(1)}, "<"), [Premise({"x": F(1)}, "<=")], "1") == (1,)


def test_equations_may_have_negative_multipliers() -> None:
    """x - 1 = 0 gives 1 - x = 0 with the multiplier -1."""
    facts = [Premise({"x": F(1), "1": F(-1)}, "=")]
    assert combination(Premise({"x": F(-1), "1": F(1)}, "="), facts, "1") == (-1,)


def test_inequalities_prove_no_equation() -> None:
    """0 <= x does not give 0 = x."""
    assert combination(Premise({"x": F(1)}, "="), [Premise({"x": F(1)}, "<=")], "1") is None


def test_a_contradiction_is_found() -> None:
    """0 < x and 0 < -x give 0 < 0."""
    facts = [Premise({"x": F(1)}, "<"), Premise({"x": F(-1)}, "<")]
    found = combination(Premise({}, "<"), facts, "1")
    assert found is not None
    assert found[0] == found[1] > 0


def test_feasible_solves_exactly() -> None:
    """x + y = 1, x - y = 1/3 has the solution 2/3, 1/3; with right side 2 in place of 1/3 there is none >= 0."""
    rows = [[F(1), F(1)], [F(1), F(-1)]]
    assert feasible(rows, [F(1), F(1, 3)]) == [F(2, 3), F(1, 3)]
    assert feasible(rows, [F(1), F(2)]) is None
