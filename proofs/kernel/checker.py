"""The checker: replays a certificate and compares what it proves with the claim, term by term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from proofs.kernel.axioms import Axiom, axioms
from proofs.kernel.certificate import arguments, decode, rows
from proofs.kernel.rules import RULES, Theorem
from proofs.kernel.sexpr import name
from proofs.kernel.term import Refused, Term, show


@dataclass(frozen=True, slots=True)
class Checked:
    """hypotheses, conditions |- claim: `conditions` are what the certificate needs beyond the given hypotheses."""

    claim: Term
    hypotheses: frozenset[Term]
    conditions: frozenset[Term]
    axioms: frozenset[str]


def replay(certificate: Any, known: Mapping[str, Axiom]) -> tuple[Theorem, frozenset[str]]:
    """The theorem of the last step and the names of the axioms used. Raises: Refused, with the step."""
    table, steps = rows(certificate)
    terms = decode(table)
    theorems: list[Theorem] = []
    used: set[str] = set()
    for n, row in enumerate(steps):
        try:
            match row:
                case ["axiom", str(label)] if label in known:
                    used.add(label)
                    theorems.append(known[label].theorem)
                case [str(rule), *values] if rule in RULES:
                    apply, kinds = RULES[rule]
                    theorems.append(apply(*arguments(kinds, values, terms, theorems)))
                case _:
                    raise Refused(f"no rule or axiom: {str(row)[:80]}")
        except Refused as why:
            raise Refused(f"step {n}: {why}") from None
    return theorems[-1], frozenset(used)


def check(
    claim: Term, hypotheses: Iterable[Term], certificate: Any, known: Mapping[str, Axiom] | None = None
) -> Checked:
    """hypotheses, conditions |- claim, by the certificate. Raises: Refused, whenever it does not show just that.

    The last theorem's conclusion has to be the claim, and `finish` has to have added the conditions under which the
    claim is defined; what of its hypotheses is not given becomes a condition.
    """
    given = frozenset(hypotheses)
    for p in (claim, *given):
        _acceptable(p)
    theorem, used = replay(certificate, axioms() if known is None else known)
    if theorem.conclusion != claim:
        raise Refused(f"check: the certificate shows {show(theorem.conclusion)}\n   claimed is {show(claim)}")
    if not theorem.finished:
        raise Refused("check: the certificate does not end with finish")
    return Checked(claim, given, theorem.hypotheses - given, used)


def _acceptable(p: Term) -> None:
    if p.facts.sort != "prop" or p.facts.loose:
        raise Refused(f"check: {show(p)} is no closed proposition")
    for x in p.facts.free:
        name(x)
