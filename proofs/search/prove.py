"""Finds a certificate for a statement; what it returns has been replayed by the kernel's checker."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from proofs.kernel.checker import check
from proofs.kernel.definedness import definedness
from proofs.kernel.term import App, Bind, Refused, Term, show
from proofs.search.context import Context, OutOfTime
from proofs.search.conversions.table import TOOLS
from proofs.search.goals import prove_goal
from proofs.search.recorder import Fact, Proof
from proofs.statement import Statement

#: Share of the time that goes to the conditions after the claim itself is proved.
RESERVE = 0.25


@dataclass(frozen=True, slots=True)
class Proved:
    """The claim holds under the hypotheses and `conditions`; the certificate has been replayed."""

    certificate: dict[str, Any]
    conditions: tuple[Term, ...]
    rules_used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """No proof was found, which is no denial; the reason is written for the user."""

    reason: str


def prove(statement: Statement, *, seconds: float = 5.0) -> Proved | Failure:
    """A proof of the statement, or why there is none.

    Raises nothing: what the rules refuse and what takes too long is a Failure.
    """
    started = time.monotonic()
    try:
        return _prove(statement, started, seconds)
    except OutOfTime:
        return Failure(f"time: no proof found in {seconds:g} s")
    except Refused as why:
        return Failure(f"the kernel refuses: {why}")
    except RecursionError:
        return Failure("the terms are nested too deeply")


def _prove(statement: Statement, started: float, seconds: float) -> Proved | Failure:
    claim, proof = statement.claim, Proof()
    plain = Context(proof, statement.hypotheses, started + seconds, tools=TOOLS)
    granted = _granted(claim, plain, started + seconds * RESERVE)
    ctx = Context(proof, statement.hypotheses, started + seconds * (1 - RESERVE), tools=TOOLS)
    for condition in granted:
        ctx.assume(condition)
    fact = prove_goal(claim, ctx)
    if fact is None:
        return Failure(_reason(claim, ctx))
    return _finished(statement, proof.finish(fact), plain, started + seconds)


def _granted(claim: Term, plain: Context, deadline: float) -> list[Term]:
    """The definedness conditions of the claim that are not plainly true, the strongest first."""
    conditions = sorted(definedness(claim), key=_strength)
    return [c for c in conditions if not _is_order(c) or plain.discharge(c) is None]


def _is_order(p: Term) -> bool:
    match p:
        case App("<" | "<=" | "!=" | "in"):
            return True
        case App("and" | "or" | "=>", parts):
            return all(map(_is_order, parts))
        case Bind("all", _, body):
            return _is_order(body)
    return False


def _strength(p: Term) -> tuple[int, int, str]:
    kind = next((i for i, h in enumerate(("<", "<=", "!=")) if isinstance(p, App) and p.head == h), 3)
    return kind, p.facts.size, show(p)


def _finished(statement: Statement, fact: Fact, plain: Context, deadline: float) -> Proved | Failure:
    """fact with its conditions discharged as far as may be, replayed by the checker."""
    given, allowed = frozenset(statement.hypotheses), definedness(statement.claim)
    for h in sorted(fact.hypotheses - given, key=_strength, reverse=True):
        try:
            found = _condition(h, fact, given, plain)
        except OutOfTime:
            found = None
        if found is not None:
            fact = plain.proof.cut(found, fact)
        elif h not in allowed:
            return Failure(f"needs {show(h)}")
    certificate = plain.proof.certificate(fact)
    checked = check(statement.claim, statement.hypotheses, certificate)
    conditions = tuple(sorted(checked.conditions, key=_strength))
    return Proved(certificate, conditions, tuple(sorted(checked.axioms)))


def _condition(h: Term, fact: Fact, given: frozenset[Term], plain: Context) -> Fact | None:
    """h from the hypotheses, or from those and the other conditions."""
    found = plain.discharge(h)
    others = fact.hypotheses - given - {h}
    if found is not None or not others:
        return found
    with_others = Context(plain.proof, given | others, plain.deadline, tools=TOOLS)
    return with_others.discharge(h)


def _reason(claim: Term, ctx: Context) -> str:
    match claim:
        case App("=", (a, b)):
            return f"no rule found that leads from {show(a)} to {show(b)}"
    return f"no rule found for {show(claim)}"
