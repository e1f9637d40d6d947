"""Replays a report: certificates by the kernel, counterexamples by rigorous evaluation, counts by counting.

Runs in a fresh process and imports no SymPy; believes nothing in the report but what it states: each step's
statement and verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from derive.check.inputs import read_json
from derive.check.outcome import VERDICTS, CannotRun
from derive.check.witness import beyond_definedness, is_harmless
from derive.report.json_report import SCHEMA
from numerics.refute import recheck as evaluate_again
from numerics.sampling import admissible
from proofs.kernel.checker import check
from proofs.kernel.sexpr import read
from proofs.kernel.term import Refused, show
from proofs.plain import plain
from proofs.statement import Statement

MOST = 400

#: What a step must have, and the types that it may have.
FIELDS: MappingProxyType[str, tuple[type, ...]] = MappingProxyType({
    "id": (str,),
    "line": (int,),
    "column": (int,),
    "k": (int,),
    "lhs": (str,),
    "relation": (str,),
    "rhs": (str,),
    "reading": (str,),
    "statement": (dict, type(None)),
    "hypotheses": (list,),
    "verdict": (str,),
    "method": (str,),
    "conditions": (list,),
    "reason": (str,),
    "diagnosis": (str,),
    "counterexample": (dict, type(None)),
    "certificate": (dict, type(None)),
    "seconds": (int, float),
})  # fmt: skip


class Altered(Exception):
    """Something in the report does not hold; the message says what."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """What was replayed, and what was found to be wrong, each with its step."""

    problems: tuple[str, ...]
    steps: int
    certificates: int
    counterexamples: int

    def sentence(self) -> str:
        """The result in one sentence."""
        done = f"{self.certificates} certificates and {self.counterexamples} counterexamples of {self.steps} steps"
        if self.problems:
            return f"replayed {done}: {len(self.problems)} do not hold"
        return f"replayed {done}: all hold"


def recheck(path: Path) -> list[str]:
    """What does not hold in the report at that path; an empty list when all does. Raises: CannotRun."""
    return list(replay(path).problems)


def replay(path: Path) -> Recheck:
    """Replay the report at that path. Raises: CannotRun, when it is no report of this schema."""
    report = read_json(path)
    if not isinstance(report, dict) or report.get("schema") != SCHEMA or not isinstance(report.get("documents"), list):
        raise CannotRun(f"{path}: not a report of schema {SCHEMA}")
    problems: list[str] = []
    counts: Counter[str] = Counter()
    for document in report["documents"]:
        if not isinstance(document, dict) or not isinstance(document.get("steps"), list):
            raise CannotRun(f"{path}: not a report: a document without steps")
        problems += _document(document, counts)
    return Recheck(tuple(problems), counts["step"], counts["proved"], counts["refuted"])


def _document(document: dict[str, Any], counts: Counter[str]) -> Iterator[str]:
    where = str(document.get("path"))
    ids: Counter[str] = Counter()
    for n, step in enumerate(document["steps"]):
        counts["step"] += 1
        label = step.get("id", n + 1) if isinstance(step, dict) else n + 1
        try:
            _step(step)
        except (Altered, Refused) as why:
            place = f", line {step['line']}" if isinstance(step, dict) and "line" in step else ""
            yield f"{where}: step {label}{place}: {_shortened(str(why))}"
        else:
            counts[step["verdict"]] += 1
            ids[step["id"]] += 1
    yield from (f"{where}: {n} steps have the id {i}" for i, n in ids.items() if n > 1)
    yield from _summary(document, where)


def _shortened(why: str) -> str:
    """The reason on one line; the terms in it can be long."""
    line = " ".join(why.split())
    return line if len(line) <= MOST else line[:MOST] + "…"


def _summary(document: dict[str, Any], where: str) -> Iterator[str]:
    """The counts that the report states against those of its steps."""
    found = Counter(str(step.get("verdict")) for step in document["steps"] if isinstance(step, dict))
    stated = document.get("summary")
    if not isinstance(stated, dict) or {v: n for v, n in stated.items() if n} != dict(found):
        yield f"{where}: the summary states {stated}, the steps are {dict(found)}"
    unread, formulas = document.get("unread"), document.get("formulas")
    if not isinstance(unread, list) or not isinstance(formulas, dict) or formulas.get("unread") != len(unread):
        yield f"{where}: the number of unread formulas is not that of those listed"


def _step(step: Any) -> None:
    """Check one step. Raises: Altered or Refused, with what does not hold."""
    if not isinstance(step, dict):
        raise Altered("is no object")
    for key, types in FIELDS.items():
        if key not in step or not isinstance(step[key], types) or isinstance(step[key], bool):
            raise Altered(f"{key} is missing or of the wrong type")
    verdict, certificate, counterexample = step["verdict"], step["certificate"], step["counterexample"]
    if verdict not in VERDICTS:
        raise Altered(f"{verdict!r} is no verdict")
    if (verdict == "refuted") != (counterexample is not None):
        raise Altered(f"the verdict is {verdict} {'with' if counterexample else 'without'} a counterexample")
    if (verdict == "proved") != (certificate is not None):
        raise Altered(f"the verdict is {verdict} {'with' if certificate else 'without'} a certificate")
    statement = _stated(step)
    if statement is None:
        if verdict in ("proved", "supported", "refuted"):
            raise Altered(f"the verdict is {verdict} without a statement")
    elif verdict == "proved":
        _certified(statement, certificate, step["conditions"])
    elif verdict == "refuted" and not evaluate_again(statement, counterexample):
        raise Altered("the counterexample does not refute the statement")


def _stated(step: dict[str, Any]) -> Statement | None:
    """The statement of a step, whose hypotheses are those listed beside it; None where it has none."""
    if step["statement"] is None:
        return None
    statement = _statement(step["statement"])
    if list(statement.hypotheses) != [read(str(h)) for h in step["hypotheses"]]:
        raise Altered("the hypotheses are not those of the statement")
    return statement


def _statement(value: Any) -> Statement:
    match value:
        case {"hypotheses": list(hypotheses), "claim": str(claim)}:
            return Statement(tuple(read(str(h)) for h in hypotheses), read(claim))
    raise Altered("the statement is malformed")


def _certified(statement: Statement, certificate: Any, conditions: list[Any]) -> None:
    """Replay the certificate; what it needs beyond the hypotheses must stand among the conditions."""
    checked = check(statement.claim, statement.hypotheses, certificate)
    extra = beyond_definedness(statement, tuple(checked.conditions))
    if extra and not is_harmless(statement, extra):
        needs = ", ".join(map(plain, extra))
        raise Altered(f"the certificate needs {needs}, which is no condition of definedness")
    if all(next(iter(admissible(statement, seed)), None) is None for seed in range(4)):
        raise Altered("no point meets the hypotheses, so that the proof would say nothing")
    for condition in checked.conditions:
        if plain(condition) not in conditions and show(condition) not in conditions:
            raise Altered(f"the certificate needs the condition {plain(condition)}, which the step does not state")
