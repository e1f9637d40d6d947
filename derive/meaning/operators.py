"""Words of probability that are no functions to define: entropies, divergences, transforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


ENTROPY_WORDS = frozenset({"H", "h", "mathcal_H", "mathbb_H", "mathrm_H", "Ent"})
DIVERGENCE_WORDS = frozenset({"KL", "D_KL", "mathrm_KL", "D", "mathcal_D_KL", "D_{KL}", "mathbb_D_KL", "mathcal_KL"})
OPERATORS = ENTROPY_WORDS | DIVERGENCE_WORDS | frozenset({
    "E", "E_", "Var", "Cov", "Corr", "Std", "Pr", "median", "mode", "mean", "I", "min", "max", "sup", "inf",
    "Q", "M", "F",
})  # fmt: skip
TRANSFORMS = frozenset({"F", "f", "M", "G", "p", "P"})
