"""`derive.check(…)`: the checker for Python programs and notebooks.

derive.check("notes.md")                                  a Report on the document
derive.check(r"\\int_0^1 x\\,dx = \\frac12")                 a Report on one formula
derive.check(sympy.gamma(x + 1), x * sympy.gamma(x))      an Outcome
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, overload

from derive.check.outcome import CannotRun, Outcome, Report
from derive.check.worker import DEFAULT_TIMEOUT, as_outcome, run

DOCUMENTS = (".md", ".markdown", ".tex", ".ipynb")
Relation = Literal["=", "<", "<=", "!="]
JUDGE = "derive.check.judge:judge"


@overload
def check(
    subject: str | Path,
    *,
    context: str | Path | None = None,
    seed: int = 0,
    timeout: float = 10.0,
    jobs: int | None = None,
) -> Report: ...
@overload
def check(
    subject: object, other: object, *, relation: Relation = "=", seed: int = 0, timeout: float = 10.0
) -> Outcome: ...
def check(subject: object, other: object = None, **options: object) -> Report | Outcome:
    """Check a document (its path), a formula (LaTeX), or that two SymPy expressions are in relation.

    A string is the path of a document when it names a file or ends like one, else a formula.

    Raises: CannotRun, when there is no such document; derive.sympy_bridge.Unsupported, when a SymPy expression
    has no counterpart; TypeError, when the subject is none of these.
    """
    if other is not None:
        return _expressions(subject, other, **options)  # type: ignore[arg-type]
    if not isinstance(subject, (str, Path)):
        raise TypeError(f"derive.check: a path, a formula or two expressions expected, got {type(subject).__name__}")
    return _text(subject, **options)  # type: ignore[arg-type]


def _text(
    subject: str | Path,
    *,
    context: str | Path | None = None,
    seed: int = 0,
    timeout: float = 10.0,
    jobs: int | None = None,
) -> Report:
    from derive.check.run import check_documents

    path = _as_path(subject)
    if path is not None and not path.is_file():
        raise CannotRun(f"{path}: no such file")
    return check_documents(
        paths=(path,) if path is not None else (),
        context=None if context is None else Path(context),
        formula=None if path is not None else str(subject),
        seed=seed,
        timeout=timeout,
        jobs=jobs,
        progress=lambda done, total: None,
    )


def _as_path(subject: str | Path) -> Path | None:
    """The path that the subject is, or None when it is a formula."""
    if isinstance(subject, Path) or subject.endswith(DOCUMENTS):
        return Path(subject)
    try:
        return Path(subject) if Path(subject).is_file() else None
    except (OSError, ValueError):
        return None


def _expressions(
    lhs: object, rhs: object, *, relation: Relation = "=", seed: int = 0, timeout: float = DEFAULT_TIMEOUT
) -> Outcome:
    from derive.check.task import Task
    from derive.sympy_bridge import to_statement

    statement, assumed = to_statement(lhs, rhs, relation)
    task = Task(statement, conditions=assumed, seed=seed, seconds=timeout)
    ((_, result),) = run(JUDGE, [task], jobs=1, timeout=timeout)
    return as_outcome(result)
