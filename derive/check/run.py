"""A run: documents in, a report out. Reads and elaborates here, judges in workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from pathlib import Path

from derive.check.outcome import CannotRun, DocumentReport, Judged, Outcome, Report, Step, UnreadFormula
from derive.check.task import Task
from derive.check.worker import Returned, as_outcome, run
from derive.document import syntax as s
from derive.document.reader import DocumentError, read, read_formula
from derive.meaning import context_file
from derive.meaning.conditions import with_conditions
from derive.meaning.context_file import Context, ContextError
from derive.meaning.declarations import declare
from derive.meaning.declared import Declarations
from derive.meaning.ellipsis import Patterns, without_ellipses
from derive.meaning.squares import with_squares
from derive.meaning.steps import steps
from proofs.statement import Statement

_SIGNS = {"=": "=", "<": "<", ">": ">", "underbrace": "=", "overbrace": "=", "sim": "="}

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Prepared:
    """A document with its declarations, its steps and the steps under other parametrisations."""

    document: s.Document
    context: Context
    patterns: Patterns
    declarations: Declarations
    steps: list[Step]
    ways: dict[str, tuple[tuple[str, Statement], ...]] = field(default_factory=dict)
    slips: set[str] = field(default_factory=set)
    factored: dict[str, Step] = field(default_factory=dict)  # steps with the joint density factored the other way


def check_documents(  # noqa: PLR0913 - the options of the command
    *,
    paths: Sequence[Path] = (),
    context: Path | None = None,
    formula: str | None = None,
    seed: int = 0,
    timeout: float = 10.0,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Judges all documents and the formula. Raises: CannotRun."""
    try:
        given = context_file.load(context) if context is not None else {}
        documents = [read(p) for p in paths]
        if formula is not None:
            documents.append(_formula_document(formula))
        prepared = [prepare_document(d, given) for d in documents]
    except (ContextError, DocumentError) as e:
        raise CannotRun(str(e)) from e
    prepared = _without_conflicts(prepared, seed, timeout, jobs)
    tasks, owners = tasks_of(prepared, seed, timeout)
    outcomes = {
        owners[n]: as_outcome(result)
        for n, result in run("derive.check.judge:judge", tasks, jobs=jobs, timeout=timeout, progress=progress)
    }
    outcomes.update(_again(prepared, tasks, owners, outcomes, timeout, jobs))
    outcomes.update(_otherwise_factored(prepared, tasks, owners, outcomes, jobs=jobs, timeout=timeout))
    return Report(tuple(_report(n, p, outcomes) for n, p in enumerate(prepared)))


def _formula_document(latex: str) -> s.Document:
    formula = read_formula(latex)
    if formula.unread is not None:
        raise CannotRun(f"--formula: column {formula.unread.span.column}: {formula.unread.reason}")
    return s.Document("<formula>", latex, (formula,), {})


def prepare_document(document: s.Document, given: dict[str, object]) -> _Prepared:
    context = context_file.parse({**document.context, **given})
    document = with_conditions(context_file.with_rows(document, context))
    document, patterns = without_ellipses(with_squares(document))
    return _elaborate(document, context, patterns)


def _elaborate(
    document: s.Document, context: Context, patterns: Patterns, conflicts: dict[str, tuple[int, int]] | None = None
) -> _Prepared:
    def begin(choice: Mapping[str, int], *, wide: bool = False, backwards: bool = False) -> Declarations:
        out = declare(
            document,
            lambda env: context_file.prepare(context, env),
            context.laws,
            ranges=patterns.ranges,
            choice=choice,
            backwards=backwards,
        )
        out.env.conflicts.update(conflicts or {})
        out.wide = wide
        return out

    usual = begin({})
    prepared = _Prepared(document, context, patterns, usual, steps(document, usual))
    readings = [("law", begin(c)) for c in _choices(usual.open_laws)]
    readings += [("reach", begin({}, wide=True))] if usual.ambiguous else []
    for kind, other in readings:
        others = {x.id: x for x in steps(document, other)}
        for step in prepared.steps:
            twin = others.get(step.id)
            if twin is not None and twin.statement is not None and twin.statement != step.statement:
                ways = prepared.ways.get(step.id, ())
                prepared.ways[step.id] = tuple(dict.fromkeys((*ways, (kind, twin.statement))))
    if usual.chained > 1:
        prepared.factored.update({x.id: x for x in steps(document, begin({}, backwards=True))})
    return prepared


def _choices(open_laws: Mapping[str, int]) -> list[dict[str, int]]:
    """Combinations of the meanings that the laws' names leave open, the usual one left out; a bounded number."""
    words = list(open_laws)
    combined = product(*(range(open_laws[w]) for w in words))
    return [dict(zip(words, c, strict=True)) for c in islice(combined, _MOST_READINGS) if any(c)]


_MOST_READINGS = 9


def _without_conflicts(prepared: list[_Prepared], seed: int, timeout: float, jobs: int | None) -> list[_Prepared]:
    """Judges second definitions first: where two differ, either may be the slip, and nothing rests on the name.

    A single one that differs is itself the slip where a further restatement, or the next row of the first
    definition's own chain, agrees with the first.
    """
    steps_ = [(n, x) for n, p in enumerate(prepared) for x in p.steps]
    again = [(n, x) for n, x in steps_ if x.redefines is not None and x.statement is not None]
    backing = [(n, x) for n, key in {(n, x.redefines) for n, x in again} for x in _continuation(prepared[n], key or "")]
    owners = [*again, *backing]
    claims = [(x.statement, x.alternatives) for _, x in owners]
    tasks = [Task(c, others, seed=seed, seconds=timeout) for c, others in claims if c is not None]
    found = {i: as_outcome(r).verdict for i, r in run("derive.check.judge:judge", tasks, jobs=jobs, timeout=timeout)}
    agrees = Counter((n, x.redefines) for i, (n, x) in enumerate(again) if found[i] in _HOLDS)
    for i, (n, x) in enumerate(backing, len(again)):
        agrees[n, _defined_by(prepared[n], x)] += found[i] in _HOLDS
    conflicts: dict[int, dict[str, tuple[int, int]]] = {}
    differing = Counter((n, x.redefines) for i, (n, x) in enumerate(again) if found[i] == "refuted")
    for i, (n, x) in enumerate(again):
        if found[i] != "refuted" or x.redefines is None:
            continue
        if differing[n, x.redefines] == 1 and agrees[n, x.redefines]:
            prepared[n].slips.add(x.id)
        else:
            first = prepared[n].declarations.env.definitions[x.redefines][0].line
            conflicts.setdefault(n, {})[x.redefines] = (first, x.line)
    for n, names in conflicts.items():
        slips = prepared[n].slips
        prepared[n] = _elaborate(prepared[n].document, prepared[n].context, prepared[n].patterns, names)
        prepared[n].slips |= slips
    return prepared


_HOLDS = frozenset({"proved", "supported"})


def _continuation(p: _Prepared, key: str) -> list[Step]:
    """The row that goes on from the first definition of a name."""
    for i, x in enumerate(p.steps[:-1]):
        following = p.steps[i + 1]
        if x.declared == f"defines {key}" and following.lhs == x.rhs and following.statement is not None:
            return [following]
    return []


def _defined_by(p: _Prepared, following: Step) -> str | None:
    before = p.steps[p.steps.index(following) - 1]
    return before.declared.removeprefix("defines ") if before.declared is not None else None


def tasks_of(prepared: list[_Prepared], seed: int, timeout: float) -> tuple[list[Task], list[tuple[int, int]]]:
    tasks: list[Task] = []
    owners: list[tuple[int, int]] = []
    for n, p in enumerate(prepared):
        for i, step in enumerate(p.steps):
            if step.statement is not None and step.declared is None:
                ways = p.ways.get(step.id, ())
                if step.within is not None:
                    ways = (*ways, ("condition", step.within))
                tasks.append(
                    Task(
                        step.statement, step.alternatives, ways, step.head_statement, step.caution,
                        None if step.id in p.slips else step.redefines, step.conditions,
                        step.subjects, seed, timeout,
                    )
                )  # fmt: skip
                owners.append((n, i))
    return tasks, owners


_DOUBTFUL = "holds by the usual parameters of the law, which other rows of the document contradict"


def _again(
    prepared: list[_Prepared],
    tasks: list[Task],
    owners: list[tuple[int, int]],
    outcomes: dict[tuple[int, int], Outcome],
    timeout: float,
    jobs: int | None,
) -> dict[tuple[int, int], Outcome]:
    """Lets the rows of a document decide between the meanings of its laws' names.

    A proved row that is false under another meaning votes for the usual one, a row that only another meaning
    saves votes against. Three to one for the usual meaning settles it; where the others are no fewer, what is
    proved only under the usual meaning stays unknown.
    """
    other = Counter(owner[0] for owner, o in outcomes.items() if o.method == "reading:law")
    if not other:
        return {}
    voters = [n for n, owner in enumerate(owners) if owner[0] in other and outcomes[owner].verdict == "proved"]
    asked = run("derive.check.judge:excludes_another_law", [tasks[n] for n in voters], jobs=jobs, timeout=timeout)
    excluding = [owners[voters[i]] for i, answer in asked if isinstance(answer, Returned) and answer.value is True]
    usual = Counter(owner[0] for owner in excluding)
    settled = {n for n in usual if usual[n] > 2 * other[n]}
    redo = [n for n, owner in enumerate(owners) if owner[0] in settled and outcomes[owner].method == "reading:law"]
    for owner in excluding:
        if owner[0] not in settled and other[owner[0]] >= usual[owner[0]]:
            outcomes[owner] = Outcome("unknown", reason=_DOUBTFUL)
    again = [replace(tasks[n], ways=tuple(w for w in tasks[n].ways if w[0] != "law")) for n in redo]
    found = run("derive.check.judge:judge", again, jobs=jobs, timeout=timeout)
    return {owners[redo[i]]: as_outcome(result) for i, result in found}


def _otherwise_factored(
    prepared: list[_Prepared],
    tasks: list[Task],
    owners: list[tuple[int, int]],
    outcomes: dict[tuple[int, int], Outcome],
    *,
    jobs: int | None,
    timeout: float,
) -> dict[tuple[int, int], Outcome]:
    """Proofs of undecided steps by the other order of the chain rule: p(x, z) = p(z) p(x | z) says no more.

    A step that is proved so is replaced by its twin, whose statement the certificate proves.
    """
    redo: list[tuple[int, Step]] = []
    for n, (document, i) in enumerate(owners):
        step = prepared[document].steps[i]
        twin = prepared[document].factored.get(step.id)
        open_ = outcomes[(document, i)].verdict in {"unknown", "supported"} and not tasks[n].ways
        if open_ and twin is not None and twin.statement is not None and twin.statement != step.statement:
            redo.append((n, twin))
    again = [replace(tasks[n], statement=twin.statement, head=None) for n, twin in redo if twin.statement is not None]
    found: dict[tuple[int, int], Outcome] = {}
    for k, result in run("derive.check.judge:judge", again, jobs=jobs, timeout=timeout):
        n, twin = redo[k]
        outcome = as_outcome(result)
        if outcome.verdict == "proved":
            document, i = owners[n]
            prepared[document].steps[i] = twin
            found[owners[n]] = outcome
    return found


def _report(n: int, p: _Prepared, outcomes: dict[tuple[int, int], Outcome]) -> DocumentReport:
    judged = []
    for i, step in enumerate(p.steps):
        outcome = outcomes.get((n, i))
        if outcome is None:
            outcome = without_claim(step)
        elif outcome.suggestion_latex:
            sign = _SIGNS.get(step.relation, f"\\{step.relation}")
            outcome = replace(outcome, suggestion_latex=f"{step.lhs} {sign} {outcome.suggestion_latex}")
        judged.append(Judged(step, outcome))
    unread = tuple(
        UnreadFormula(f.unread.span.line, f.unread.span.column, f.source, f.unread.reason)
        for f in p.document.formulas
        if f.unread is not None
    )
    repaired = tuple(f"line {f.span.line}: {f.repaired}" for f in p.document.formulas if f.repaired)
    return DocumentReport(
        path=p.document.path,
        assumed=tuple(dict.fromkeys(p.declarations.env.assumed)),
        judged=tuple(judged),
        unread=unread,
        formulas_read=sum(f.unread is None for f in p.document.formulas),
        repaired=repaired,
        text=p.document.text,
    )


def without_claim(step: Step) -> Outcome:
    if step.declared is not None:
        return Outcome("declared", reason=step.declared)
    return Outcome("unknown", reason=step.problem or "nothing to judge")
