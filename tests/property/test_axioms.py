"""Every axiom is true: enclosures of both sides, at closed instances that Hypothesis draws, never contradict it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from instances import holds, instances, spoiled

from proofs.kernel.axioms import axioms
from proofs.kernel.rules import Theorem
from proofs.kernel.term import show

PINNED = Path(__file__).parent.parent / "golden" / "axioms.txt"
WANTED = 3  # instances at which an axiom's hypotheses and conclusion are enclosed
#: As many draws as it takes the axiom whose hypotheses fewest meet; the rest stop at WANTED.
MANY = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_the_list_of_axioms_is_pinned() -> None:
    """What is postulated is exactly what the pinned list names."""
    assert sorted(axioms()) == PINNED.read_text(encoding="utf-8").split()


@pytest.mark.parametrize("name", sorted(axioms()))
def test_axiom_holds_where_its_hypotheses_do(name: str) -> None:
    """At every instance drawn that enclosures settle the conclusion holds; at least one is settled.

    There the conclusion with its right side raised by 1 is false: the enclosures tell the two apart.
    """
    settled: list[Theorem] = []

    @MANY
    @given(instances(axioms()[name]))
    def at_random_instances(theorem: Theorem | None) -> None:
        if theorem is None or theorem in settled or len(settled) >= WANTED:
            return
        found = holds(theorem)
        assert found is not False, f"{[show(h) for h in theorem.hypotheses]} |- {show(theorem.conclusion)}"
        if found:
            settled.append(theorem)

    at_random_instances()
    assert settled, "no instance is settled"
    wrong = [w for theorem in settled if (w := spoiled(theorem)) is not None]
    assert not any(holds(w) for w in wrong)
    assert not wrong or any(holds(w) is False for w in wrong)
