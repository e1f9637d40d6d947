"""A statement: what a step claims, with the hypotheses under which it claims it."""

from __future__ import annotations

from dataclasses import dataclass

from proofs.kernel.term import Term, union_free


@dataclass(frozen=True, slots=True)
class Statement:
    """`hypotheses ⊢ claim`; all are closed propositions of the kernel's language.

    Every free symbol of the claim has its domain among the hypotheses: `(in alpha posreal)`, for a
    family `(all i (range 1 n) (in (x i) real))`, for an unknown function of sets none is needed.
    """

    hypotheses: tuple[Term, ...]
    claim: Term

    def symbols(self) -> frozenset[str]:
        """Names of the free symbols."""
        return union_free((*self.hypotheses, self.claim))
