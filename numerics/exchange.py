"""Tonelli: the order of two folds of a non-negative term exchanged, so that the inner one has a closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numerics.closed_forms import positive, rewrite_inner
from proofs.kernel.term import App, Bind, Term, Var, close, free
from proofs.language import mul

if TYPE_CHECKING:
    from numerics.evaluate import Evaluator


def exchanged(ev: Evaluator, body: Term, name: str, domain: Term, hint: str) -> Bind | None:
    """The fold over `domain` of body, a product with one infinite fold, with that fold outside; None if unsure.

    The new inner fold is in closed form. Holds since all factors are non-negative: both sides are the same
    element of [0, oo].
    """
    factors = body.args if isinstance(body, App) and body.head == "*" else (body,)
    inner = [f for f in factors if isinstance(f, Bind) and f.kind in ("int", "sum") and name in free(f)]
    if len(inner) != 1 or name in free(inner[0].domain) or isinstance(inner[0].domain, Var):
        return None
    fold = inner[0]
    y, inside = ev.open(fold)
    whole = mul(*(f for f in factors if f is not fold), inside)
    if not positive(ev, whole, {name: domain, y: fold.domain}, strict=False):
        return None
    swapped = rewrite_inner(ev, Bind("int", domain, close(whole, name), hint), {y: fold.domain})
    if isinstance(swapped, Bind) and swapped.kind == "int" and swapped.domain == domain:
        return None
    return Bind(fold.kind, fold.domain, close(swapped, y), fold.hint)
