"""Goals that are propositions: taken apart by structure down to equations, orders, proportionality."""

from __future__ import annotations

from proofs.kernel.term import App, Bind, Term
from proofs.search.context import Context
from proofs.search.equality import equate
from proofs.search.orders import prove_inequality
from proofs.search.proportional import prove_propto, prove_upto
from proofs.search.recorder import Fact


def prove_goal(p: Term, ctx: Context) -> Fact | None:
    """p under what is assumed in ctx, or None."""
    ctx.check_time()
    match p:
        case App("and", parts):
            facts = [prove_goal(q, ctx) for q in parts]
            return ctx.proof.both(*(f for f in facts if f)) if all(facts) else None
        case App("=>", (premise, conclusion)):
            found = prove_goal(conclusion, ctx.assume_locally(premise))
            return ctx.proof.imp(premise, found) if found else None
        case Bind("all", domain):
            x, body, inner = ctx.open(p)
            found = prove_goal(body, inner)
            return ctx.proof.gen(x, domain, found) if found else None
        case App("=", (a, b)):
            return equate(a, b, ctx)
        case App("<" | "<=" | "!="):
            return ctx.discharge(p) or prove_inequality(p, ctx)
        case App("propto"):
            return prove_propto(p, ctx)
        case App("upto"):
            return prove_upto(p, ctx)
    return ctx.discharge(p)
