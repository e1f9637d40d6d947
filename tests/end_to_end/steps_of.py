"""Judges a short document in this process: verdicts by source line and ordinal."""

from __future__ import annotations

from derive.check.judge import judge
from derive.check.outcome import Outcome
from derive.check.run import prepare_document, tasks_of, without_claim
from derive.document.reader import read_text


def judged(text: str, *, context: dict[str, object] | None = None, kind: str = "md") -> dict[str, Outcome]:
    """Outcome of every step, by the step's id `line:k`."""
    prepared = prepare_document(read_text(text, kind, "test"), context or {})
    tasks, owners = tasks_of([prepared], 0, 6.0)
    found = {owners[n][1]: judge(task) for n, task in enumerate(tasks)}
    return {step.id: found.get(i) or without_claim(step) for i, step in enumerate(prepared.steps)}


def verdicts(text: str, **options: object) -> dict[str, str]:
    """Verdict of every step."""
    return {name: outcome.verdict for name, outcome in judged(text, **options).items()}  # type: ignore[arg-type]
