"""Densities over finite ranges: their sums are 1."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from proofs.kernel.term import App, Bind, Term
from proofs.language import ONE
from proofs.search.context import Context
from proofs.search.matching import match_term, opened
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion


def sum_of_density(t: Term, ctx: Context) -> Fact | None:
    """The sum of a density over a finite range = 1."""
    match t:
        case Bind("sum", App("range", (a, b)) as domain, body, hint):
            f = Bind("lam", domain, body, hint)
            for density in _densities(f, ctx):
                proof = ctx.proof
                total = proof.cut(density, proof.axiom("density_integrates", D=domain, f=f))
                integral = proof.cut(total, proof.axiom("integrates_value", D=domain, f=f, v=ONE))
                counted = ctx.by_axiom("integral_over_range", f=f, a=a, b=b)
                return counted and ctx.settle(proof.trans(proof.sym(counted), integral))
    return None


def _densities(f: Bind, ctx: Context) -> Iterator[Fact]:
    """`density f`, as a fact or as an instance of a universal one."""
    wanted = App("density", (f,))
    if wanted in ctx.facts:
        yield ctx.facts[wanted]
    for family in ctx.families:
        names, body = opened(family.conclusion)
        if isinstance(body, App) and body.head == "density":
            values = match_term(body, wanted, frozenset(names))
            if values is not None and len(values) == len(names):
                fact = ctx.instance(family, tuple(values[n] for n in names))
                if fact is not None:
                    yield fact


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType({"sum_of_density": sum_of_density})
