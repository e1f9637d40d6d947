"""The checker: replays a certificate and compares what it proves with the claim, term by term.

A certificate is a table of terms and a list of steps, as plain JSON:

    {"terms": [["n", "1/2"], ["v", "f", 0], ["b", 0], ["a", "real"], ["B", "int", 3, 2, "x"]],
     "steps": [["ring", 0, 4], ["axiom", "gamma_step"]]}

A node points to earlier nodes only, a step to earlier steps. Whatever else is Refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from proofs.kernel.axioms import Axioms, axioms
from proofs.kernel.rules import RULES, Theorem
from proofs.kernel.sexpr import name, number
from proofs.kernel.term import App, Bind, Bound, Num, Refused, Term, Var, show, union_free

MAX_NODES, MAX_STEPS = 100_000, 50_000


@dataclass(frozen=True, slots=True)
class Checked:
    """hypotheses, conditions |- claim: `conditions` are what the certificate needs beyond the given hypotheses."""

    claim: Term
    hypotheses: frozenset[Term]
    conditions: frozenset[Term]
    axioms: frozenset[str]


def _entry(items: list[Any], i: Any) -> Any:
    """The i-th of the items. Raises: Refused, if i is no number that points to one."""
    if type(i) is not int or not 0 <= i < len(items):
        raise Refused(f"certificate: {str(i)[:40]} points outside the first {len(items)}")
    return items[i]


def _node(row: Any, terms: list[Term]) -> Term:
    """The term of a row over earlier terms. Raises: Refused, for a malformed row or an ill-sorted term."""
    match row:
        case ["n", str(text)]:
            return Num(number(text))
        case ["b", int(i)] if i < MAX_NODES:
            return Bound(i)
        case ["v" | "a" as kind, str(head), *args]:
            parts = tuple(_entry(terms, i) for i in args)
            return Var(name(head), parts) if kind == "v" else App(head, parts)
        case ["B", str(kind), domain, body, str(hint)]:
            return Bind(kind, _entry(terms, domain), _entry(terms, body), name(hint))
    raise Refused(f"certificate: node {str(row)[:80]}")


def _argument(kind: str, value: Any, terms: list[Term], theorems: list[Theorem]) -> Any:
    """The argument of a rule, by its kind (see `rules.RULES`). Raises: Refused."""
    match kind, value:
        case "t", _ if not _entry(terms, value).facts.loose:
            return terms[value]
        case "s", _:
            return _entry(theorems, value)
        case "n" | "q", str():
            return name(value) if kind == "n" else number(value)
        case "i", int() if 0 <= value < MAX_NODES:
            return value
        case (("T" | "S" | "I" | "N" | "Q"), list()):
            return tuple(_argument(kind.lower(), v, terms, theorems) for v in value)
    raise Refused(f"certificate: {str(value)[:40]} is no argument of kind {kind}, or has a loose bound variable")


def _step(row: Any, terms: list[Term], theorems: list[Theorem], known: Axioms) -> Theorem:
    """The theorem of a step. Raises: Refused."""
    match row:
        case ["axiom", str(label)] if label in known:
            return known[label].theorem
        case [str(rule), *values] if rule in RULES and len(values) == len(RULES[rule][1]):
            apply, kinds = RULES[rule]
            return apply(*(_argument(kind, v, terms, theorems) for kind, v in zip(kinds, values, strict=True)))
    raise Refused(f"no rule or axiom, or other arguments expected: {str(row)[:80]}")


def replay(certificate: Any, known: Axioms) -> tuple[Theorem, frozenset[str]]:
    """The theorem of the last step and the names of the axioms used. Raises: Refused, with the step."""
    terms: list[Term] = []
    theorems: list[Theorem] = []
    match certificate:
        case {"terms": list(table), "steps": list(steps)} if len(table) <= MAX_NODES and 0 < len(steps) <= MAX_STEPS:
            for row in table:
                terms.append(_node(row, terms))
            for n, row in enumerate(steps):
                try:
                    theorems.append(_step(row, terms, theorems, known))
                except Refused as why:
                    raise Refused(f"step {n}: {why}") from None
            return theorems[-1], frozenset(row[1] for row in steps if row[0] == "axiom")
    raise Refused("certificate: expected at most the allowed numbers of terms and steps")


def check(claim: Term, hypotheses: Iterable[Term], certificate: Any, known: Axioms | None = None) -> Checked:
    """hypotheses, conditions |- claim, by the certificate. Raises: Refused, whenever it does not show just that.

    The last theorem's conclusion has to be the claim, and `finish` has to have added the conditions under which the
    claim is defined; what of its hypotheses is not given becomes a condition.
    """
    given = frozenset(hypotheses)
    for p in (claim, *given):
        if p.facts.sort != "prop" or p.facts.loose:
            raise Refused(f"check: {show(p)} is no closed proposition")
    for x in union_free((claim, *given)):
        name(x)
    theorem, used = replay(certificate, axioms() if known is None else known)
    if theorem.conclusion != claim:
        raise Refused(f"check: the certificate shows {show(theorem.conclusion)}\n   claimed is {show(claim)}")
    if not theorem.finished:
        raise Refused("check: the certificate does not end with finish")
    return Checked(claim, given, theorem.hypotheses - given, used)
