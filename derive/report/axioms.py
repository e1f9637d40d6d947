"""The list of everything that is postulated, as text."""

from __future__ import annotations

from proofs.kernel.axioms import axioms
from proofs.kernel.term import show


def listing() -> str:
    """Each axiom with hypotheses, conclusion and source, in the kernel's notation; the number of all at the end."""
    blocks = []
    for label, axiom in axioms().items():
        lines = [label, *(f"    {show(h)}" for h in sorted(axiom.theorem.hypotheses, key=show))]
        lines += [f"    |- {show(axiom.theorem.conclusion)}", f"    source: {axiom.source}"]
        blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, f"{len(blocks)} axioms"]) + "\n"
