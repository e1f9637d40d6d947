"""What a certificate needs beyond the hypotheses: conditions of definedness, and of convergence on the parameters."""

from __future__ import annotations

from numerics.refute import Refuted, Supported, refute
from proofs.kernel.definedness import definedness
from proofs.kernel.term import App, Term
from proofs.statement import Statement

#: Seconds for finding a point that meets conditions which the certificate adds.
SECONDS = 1.0


def beyond_definedness(statement: Statement, conditions: tuple[Term, ...]) -> tuple[Term, ...]:
    """Those of the conditions that do not follow from the claim's having a value, as 1 < a for a mean to exist."""
    allowed = definedness(statement.claim)
    return tuple(c for c in conditions if c not in allowed)


def is_harmless(statement: Statement, extra: tuple[Term, ...]) -> bool:
    """Whether such conditions leave the claim its meaning.

    They must be strict or weak orders, so that they single no value out; the claim must not fail where they
    fail; and it must agree at points where they hold.
    """
    if not all(isinstance(c, App) and c.head in {"<", "<="} for c in extra):
        return False
    if isinstance(refute(statement, seed=0, budget_seconds=SECONDS), Refuted):
        return False
    narrower = Statement((*statement.hypotheses, *extra), statement.claim)
    return isinstance(refute(narrower, seed=0, budget_seconds=SECONDS), Supported)
