"""All conversions and provers, and the simplifier that tries them."""

from __future__ import annotations

from types import MappingProxyType

from proofs.kernel.term import Bind, Term, subterms
from proofs.search.context import Context, Prover, Tools
from proofs.search.conversions import (
    algebra,
    conditionals,
    constants,
    derivatives,
    gammas,
    integrals,
    limits,
    logarithms,
    normalisation,
    powers,
    sums,
    unknown,
)
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, attempt, everywhere, exhaust, first, then

#: In the order in which they are tried.
MODULES = (
    algebra,
    constants,
    conditionals,
    powers,
    logarithms,
    gammas,
    derivatives,
    limits,
    integrals,
    normalisation,
    sums,
    unknown,
)

CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType(
    {name: conversion for module in MODULES for name, conversion in module.CONVERSIONS.items()}
)


def _provers(head: str) -> tuple[Prover, ...]:
    return tuple(module.PROVERS[head] for module in MODULES if head in getattr(module, "PROVERS", {}))


def _one_of(provers: tuple[Prover, ...]) -> Prover:
    return first(*map(attempt, provers))


PROVERS: MappingProxyType[str, Prover] = MappingProxyType(
    {head: _one_of(_provers(head)) for module in MODULES for head in getattr(module, "PROVERS", {})}
)


def _on_folds(conversion: Conversion) -> Conversion:
    """conversion, on terms with an integral or sum in them."""

    def run(t: Term, ctx: Context) -> Fact | None:
        folds = any(isinstance(u, Bind) and u.kind in ("int", "sum") for u in subterms(t))
        return conversion(t, ctx) if folds else None

    return run


_STEP = then(algebra.normal, everywhere(first(*map(attempt, CONVERSIONS.values()))))
#: Linearity comes before normal forms, which take factors out that facts of convergence speak of.
_SIMPLIFY = then(_on_folds(everywhere(attempt(unknown.by_linearity))), exhaust(_STEP))


def simplify(t: Term, ctx: Context) -> Fact | None:
    """t = its simplest known form; None if that is t."""
    key = (simplify, t)
    if key not in ctx.memo:
        ctx.memo[key] = None  # a side condition met on the way may ask for t again
        ctx.memo[key] = _SIMPLIFY(t, ctx)
    return ctx.memo[key]


TOOLS = Tools(provers=PROVERS, simplify=simplify)
