"""What a worker needs to judge a step: plain data, cheap to import."""

from __future__ import annotations

from dataclasses import dataclass

from proofs.statement import Statement


@dataclass(frozen=True, slots=True)
class Task:
    """A statement with its other readings (`alternatives` by domain, `ways` by parametrisation) and its bounds."""

    statement: Statement
    alternatives: tuple[Statement, ...] = ()
    ways: tuple[tuple[str, Statement], ...] = ()
    head: Statement | None = None
    caution: str | None = None
    redefines: str | None = None
    conditions: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    seed: int = 0
    seconds: float = 10.0
