"""Judges one step: tries to refute it, then to prove it. Runs in a worker that may be killed.

Refuted needs a counterexample under every reading; proved needs a certificate and a witness, a point that
meets all hypotheses and conditions; everything else is unknown with its reason.
"""

from __future__ import annotations

import time
from dataclasses import replace

from derive.check.diagnosis import diagnose
from derive.check.outcome import Json, Outcome
from derive.check.task import Task
from derive.check.wellformed import fault
from derive.check.witness import beyond_definedness, is_harmless
from derive.report.latex import latex
from numerics.refute import Refuted, Supported, Undecided, refute
from numerics.sampling import admissible
from proofs.kernel.term import App, Bind, Term, subterms
from proofs.plain import plain
from proofs.search.prove import Proved, prove
from proofs.statement import Statement

Result = Refuted | Supported | Undecided


def judge(task: Task) -> Outcome:
    """The outcome of a step."""
    started = time.monotonic()
    wrong = fault(task.statement)
    if wrong is not None:
        return Outcome("unknown", reason=f"misread: {wrong}")
    found = refute(task.statement, seed=task.seed, budget_seconds=0.2 * task.seconds)
    if isinstance(found, Undecided) and found.divergence is None and found.counts.get("divergent"):
        found = refute(task.statement, seed=task.seed, budget_seconds=0.4 * task.seconds)
    outcome = _refuted(task, found) if isinstance(found, Refuted) else _proved(task, found)
    return _timed(outcome, time.monotonic() - started)


def _timed(o: Outcome, seconds: float) -> Outcome:
    return replace(o, seconds=round(seconds, 3))


# ---- refuted


def _refuted(task: Task, found: Refuted) -> Outcome:
    for kind, way in task.ways:
        again = refute(way, seed=task.seed, budget_seconds=0.1 * task.seconds)
        if not isinstance(again, Refuted):
            return Outcome("unknown", method=f"reading:{kind}", reason=_OTHER[kind])
        if kind == "condition":
            found = again  # what the text allows is shown
    for alternative in task.alternatives:
        other = refute(alternative, seed=task.seed, budget_seconds=0.1 * task.seconds)
        if isinstance(other, Supported):
            return Outcome(
                "unknown", reason=f"true or not by the domain of a symbol: holds under {_domains(alternative)}"
            )
    if task.alternatives and not _fails_somewhere(task):
        return Outcome("unknown", reason="needs the domain of a symbol that neither text nor context gives")
    if task.redefines is not None:
        return Outcome("unknown", reason=f"{task.redefines} is defined in another way before")
    if task.caution is not None:
        return Outcome("unknown", reason=f"not true in general, but {task.caution}")
    d = diagnose(task.statement, task.head, task.subjects, seed=task.seed, seconds=0.35 * task.seconds)
    return Outcome(
        "refuted",
        method="counterexample",
        diagnosis=d.text,
        suggestion_latex="" if d.right is None else latex(d.right),
        counterexample=found.counterexample,
        conditions=task.conditions,
    )


_OTHER = {
    "law": "false by the usual parameters of the law, but not by the other ones that its name may mean",
    "reach": "false as it is usually read, but not with another reach of the product or another variable of ∝",
    "condition": "false in general, but no counterexample was found where a condition of the text holds",
}


def _fails_somewhere(task: Task) -> bool:
    """Whether the step fails in a domain that a symbol without any is likely to be meant to have."""
    return any(
        isinstance(refute(a, seed=task.seed, budget_seconds=0.1 * task.seconds), Refuted) for a in task.alternatives
    )


def _domains(s: Statement) -> str:
    return ", ".join(plain(h) for h in s.hypotheses[:2])


# ---- proved, supported, unknown


def _proved(task: Task, found: Supported | Undecided) -> Outcome:
    if isinstance(found, Undecided) and found.divergence is not None:
        return Outcome("unknown", reason=f"diverges: {found.divergence}; no number stands there")
    attempt = prove(task.statement, seconds=0.5 * task.seconds)
    if isinstance(attempt, Proved) and _has_witness(task.statement, found, attempt):
        conditions = tuple(plain(c) for c in attempt.conditions)
        return Outcome(
            "proved", method="certificate", conditions=(*task.conditions, *conditions), certificate=_json(attempt)
        )
    reason = "" if isinstance(attempt, Proved) else attempt.reason
    if isinstance(found, Supported) and _is_inequality(task.statement.claim):
        return Outcome("unknown", reason=f"no counterexample found, but points do not support an inequality; {reason}")
    if isinstance(found, Supported) and _is_piecewise(task.statement.claim):
        return Outcome(
            "unknown", reason=f"no counterexample found, but points do not support a piecewise claim; {reason}"
        )
    if isinstance(found, Supported):
        return Outcome("supported", method="enclosures", reason=reason, conditions=task.conditions)
    if isinstance(attempt, Proved):
        needs = ", ".join(plain(c) for c in attempt.conditions[:3])
        return Outcome(
            "unknown", reason=f"a proof was found, but no point that meets its conditions: {needs}; {found.reason}"
        )
    why = "; ".join(r for r in (found.reason, reason) if r)
    return Outcome("unknown", reason=why or "no rule applies")


def excludes_another_law(task: Task) -> bool:
    """Whether the step, true under the usual meaning of its laws' names, is false under another one."""
    return any(
        isinstance(refute(way, seed=task.seed, budget_seconds=0.05 * task.seconds), Refuted)
        for kind, way in task.ways
        if kind == "law"
    )


def _is_piecewise(claim: Term) -> bool:
    """Whether a function with breaks stands in the claim: no sample need lie beyond every break."""
    return any(isinstance(u, App) and u.head in _BROKEN for u in subterms(claim))


_BROKEN = frozenset({"if", "min", "max", "abs", "floor"})


def _is_inequality(claim: Term) -> bool:
    """Whether an order stands in the claim: it may fail in a corner that no sample meets."""
    match claim:
        case App(head="<" | "<=" | "!="):
            return True
        case App(head="and" | "or" | "=>" | "not", args=args):
            return any(_is_inequality(a) for a in args)
        case Bind(kind="all"):
            return _is_inequality(claim.body)
        case _:
            return False


def _json(p: Proved) -> Json:
    return p.certificate


def _has_witness(s: Statement, found: Supported | Undecided, p: Proved) -> bool:
    """Whether a point is known that meets the hypotheses and, where conditions remain, gives both sides values."""
    extra = beyond_definedness(s, tuple(p.conditions))
    if extra:
        return is_harmless(s, extra)
    if isinstance(found, Supported) or found.witness is not None:
        return True
    return not p.conditions and next(iter(admissible(s, 0)), None) is not None
