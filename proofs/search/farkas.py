"""Finds rational multipliers that combine linear facts into a goal: an exact feasibility problem, solved by simplex."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Row = Mapping[Any, Fraction]

MAX_PIVOTS = 200


@dataclass(frozen=True, slots=True)
class Premise:
    """0 R form, with R one of <, <= and =."""

    form: Row
    relation: str


def combination(goal: Premise, premises: Sequence[Premise], unit: Hashable) -> tuple[Fraction, ...] | None:
    """Multipliers c with goal.form = sum c_i form_i + k fit for the rule `linear`, or None; for 0 < 0 a contradiction.

    Sound and complete over the rationals but for the cap on pivots, and for premises that contradict each other.
    """
    columns, weights, owners = _columns(goal, premises, unit)
    keys = list(dict.fromkeys(k for c in columns for k in c))
    rows = [[c.get(k, Fraction(0)) for c in columns] for k in keys]
    solution = feasible([*rows, weights], [Fraction(0)] * len(rows) + [Fraction(1)])
    if solution is None or (goal.form and not solution[0]):
        return None
    scale = solution[0] or Fraction(1)
    out = [Fraction(0)] * len(premises)
    for (owner, sign), x in zip(owners, solution[1:], strict=True):
        if owner >= 0:
            out[owner] += sign * x / scale
    return tuple(out)


def _columns(
    goal: Premise, premises: Sequence[Premise], unit: Hashable
) -> tuple[list[Row], list[Fraction], list[tuple[int, int]]]:
    """The goal denied, the premises (equations twice) and the constant, with what makes each one a contradiction."""
    one, zero = Fraction(1), Fraction(0)
    columns: list[Row] = [{k: -c for k, c in goal.form.items()}]
    weights, owners = [zero if goal.relation == "<" else one], []
    for i, p in enumerate(premises):
        for sign in (1, -1) if p.relation == "=" else (1,) if goal.relation != "=" else ():
            columns.append({k: sign * c for k, c in p.form.items()})
            weights.append(one if p.relation == "<" else zero)
            owners.append((i, sign))
    if goal.relation != "=":
        columns.append({unit: one})
        weights.append(one)
        owners.append((-1, 1))
    return columns, weights, owners


def feasible(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """Some x >= 0 with rows x = right (right >= 0), or None; Bland's rule, so it ends."""
    m, n = len(rows), len(rows[0])
    table = [[*row, b] for row, b in zip(rows, right, strict=True)]
    basis = list(range(n, n + m))
    cost = [sum((row[j] for row in table), Fraction(0)) for j in range(n + 1)]
    for _ in range(MAX_PIVOTS):
        enter = next((j for j in range(n) if cost[j] > 0), None)
        if enter is None:
            break
        ratios = [(row[n] / row[enter], basis[i], i) for i, row in enumerate(table) if row[enter] > 0]
        if not ratios:
            return None
        leave = min(ratios)[2]
        _pivot(table, cost, leave, enter)
        basis[leave] = enter
    if cost[n]:
        return None
    x = [Fraction(0)] * n
    for i, j in enumerate(basis):
        if j < n:
            x[j] = table[i][n]
    return x


def _pivot(table: list[list[Fraction]], cost: list[Fraction], leave: int, enter: int) -> None:
    pivot = table[leave][enter]
    table[leave] = [v / pivot for v in table[leave]]
    for row in (*(r for i, r in enumerate(table) if i != leave), cost):
        factor = row[enter]
        if factor:
            row[:] = [v - factor * w if w else v for v, w in zip(row, table[leave], strict=True)]
