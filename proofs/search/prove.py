"""Finds a certificate for a statement; what it returns has been replayed by the kernel's checker."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from proofs.kernel.checker import check
from proofs.kernel.definedness import definedness
from proofs.kernel.term import App, Bind, Refused, Term, is_closed, show, subterms
from proofs.plain import plain
from proofs.search.context import Context, OutOfTime
from proofs.search.conversions.table import TOOLS
from proofs.search.goals import prove_goal
from proofs.search.inequalities import contradiction
from proofs.search.recorder import Fact, Proof
from proofs.search.strategy import right
from proofs.statement import Statement

#: Share of the time that goes to the conditions before, and again after, the claim itself is proved.
RESERVE = 0.25
#: How often the search starts again with conditions of convergence that it asked for.
MAX_WANTED = 3


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
    plainly = Context(proof, statement.hypotheses, started + seconds * RESERVE, tools=TOOLS)
    granted = _granted(claim, plainly)
    plainly = _renewed(plainly, statement, started + seconds * (1 - RESERVE))
    ctx = plainly.assuming(*granted)
    fact = prove_goal(claim, ctx)
    wanted: list[Term] = []
    for _ in range(MAX_WANTED):
        more = [] if fact else [c for c in _bearable(ctx, statement, plainly) if c not in wanted]
        if not more:
            break
        wanted += more
        ctx = plainly.assuming(*wanted, *granted)
        fact = prove_goal(claim, ctx)
    if fact is None:
        return Failure(_reason(claim, ctx))
    plainly = _renewed(plainly, statement, started + seconds)
    return _finished(statement, proof.finish(fact), plainly, frozenset(wanted))


def _renewed(ctx: Context, statement: Statement, deadline: float) -> Context:
    """ctx with a later deadline; a new one where the old one ran out of time with proofs half done."""
    if time.monotonic() > ctx.deadline:
        return Context(ctx.proof, statement.hypotheses, deadline, tools=TOOLS)
    ctx.extend(deadline)
    return ctx


def _bearable(ctx: Context, statement: Statement, early: Context) -> list[Term]:
    """The conditions of convergence that the search asked for and that the hypotheses do not contradict."""
    symbols = statement.symbols()
    return [c for c in ctx.wanted if c.facts.free <= symbols and not _denied(c, early)]


def _denied(c: Term, ctx: Context) -> bool:
    match c:
        case App("<", (a, b)):
            return _within_time(ctx, App("<=", (b, a))) is not None
    return True


def _granted(claim: Term, ctx: Context) -> list[Term]:
    """The definedness conditions of the claim that are not plainly true, the strongest first."""
    conditions = sorted(definedness(claim), key=_strength)
    return [c for c in conditions if not _is_order(c) or _within_time(ctx, c) is None]


def _within_time(ctx: Context, p: Term) -> Fact | None:
    try:
        return ctx.discharge(p)
    except OutOfTime:
        return None


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


def _finished(statement: Statement, fact: Fact, last: Context, wanted: frozenset[Term]) -> Proved | Failure:
    """fact with its conditions discharged as far as may be, replayed by the checker."""
    given, allowed = frozenset(statement.hypotheses), definedness(statement.claim) | wanted
    for h in sorted(fact.hypotheses - given, key=_strength, reverse=True):
        found = _condition(h, fact, given, last)
        if found is not None:
            fact = last.proof.cut(found, fact)
        elif h not in allowed:
            return Failure(f"needs {plain(h)}")
        elif _is_impossible(h, last):
            return Failure(f"needs {plain(h)}, which cannot hold")
    certificate = last.proof.certificate(fact)
    checked = check(statement.claim, statement.hypotheses, certificate)
    conditions = tuple(sorted(checked.conditions, key=_strength))
    orders = tuple(c for c in conditions if isinstance(c, App) and c.head in ("<", "<="))
    if len(orders) > 1 and contradiction(App("and", orders), last) is not None:
        return Failure(f"needs {' and '.join(map(plain, orders))}, which cannot hold together")
    return Proved(certificate, conditions, tuple(sorted(checked.axioms)))


def _is_impossible(h: Term, ctx: Context) -> bool:
    """Whether h, an order, contradicts the hypotheses."""
    match h:
        case App("<" | "<=", _):
            return contradiction(h, ctx) is not None
        case App("!=", (a, b)):
            return a == b or _within_time(ctx, App("=", (a, b))) is not None
    return False


def _condition(h: Term, fact: Fact, given: frozenset[Term], last: Context) -> Fact | None:
    """h from the hypotheses, or from those and the other conditions."""
    found = _within_time(last, h)
    others = fact.hypotheses - given - {h}
    if found is not None or not others:
        return found
    return _within_time(last.assuming(*sorted(others, key=_strength)), h)


def _reason(claim: Term, ctx: Context) -> str:
    """Why the search gave up: a condition that would settle it, else the part that no rule fits."""
    sides = _sides(claim)
    if sides is None:
        return f"no rule found for {plain(claim)}"
    simple = [right(f) if (f := ctx.tools.simplify(t, ctx)) else t for t in sides]
    for a, b in (sides, simple) if isinstance(claim, App) and claim.head == "=" else ():
        missing = _missing(a, b, ctx)
        if missing is not None:
            return f"needs {plain(missing)}"
    stuck = next((u for t in simple for u in subterms(t) if _is_unsolved(u)), None)
    if stuck is not None:
        return f"no rule for {plain(stuck)}"
    return f"no rule found that leads from {plain(simple[0])} to {plain(simple[1])}"


def _missing(a: Term, b: Term, ctx: Context) -> Term | None:
    """The condition that keeps the ring procedure from a = b, if there is one."""
    try:
        return ctx.unsettled(ctx.proof.ring(a, b))
    except Refused:
        return None


def _sides(claim: Term) -> tuple[Term, Term] | None:
    match claim:
        case App("=" | "<" | "<=" | "!=", (a, b)):
            return a, b
    return None


def _is_unsolved(t: Term) -> bool:
    """An integral, infinite sum, limit or derivative that has been left standing."""
    match t:
        case Bind("int" | "E") | App("lim" | "diff"):
            return is_closed(t)
        case Bind("sum", domain):
            return is_closed(t) and isinstance(domain, App) and domain.head != "range"
    return False
