"""What the verdicts of the steps say about the document: what rests on what, and whether its conclusion stands."""

from __future__ import annotations

from derive.check.outcome import DocumentReport, Judged


def resting_on_refuted(document: DocumentReport) -> dict[str, tuple[str, ...]]:
    """For each step that rests on refuted ones, directly or through others, the ids of those, in document order."""
    refuted = {j.step.id for j in document.judged if j.outcome.verdict == "refuted"}
    rests = {j.step.id: j.step.rests_on for j in document.judged}
    order = {j.step.id: n for n, j in enumerate(document.judged)}
    found: dict[str, tuple[str, ...]] = {}
    for judged in document.judged:
        below = _below(judged.step.id, rests) & refuted
        if below:
            found[judged.step.id] = tuple(sorted(below, key=lambda i: order[i]))
    return found


def _below(start: str, rests: dict[str, tuple[str, ...]]) -> set[str]:
    """Ids of the steps that `start` rests on, directly or not, without itself."""
    seen: set[str] = set()
    todo = list(rests[start])
    while todo:
        step = todo.pop()
        if step not in seen:
            seen.add(step)
            todo.extend(rests.get(step, ()))
    return seen - {start}


def last_claim(document: DocumentReport) -> Judged | None:
    """The last step that claims something, which is the conclusion; None when nothing is claimed."""
    return next((j for j in reversed(document.judged) if j.outcome.verdict != "declared"), None)


def place(judged: Judged) -> str:
    """Where a step stands, in words."""
    return f"line {judged.step.line}" + (f", relation {judged.step.k}" if judged.step.k > 1 else "")


def conclusion(document: DocumentReport) -> str:
    """One sentence: whether the last claim stands, given the verdicts of all."""
    last = last_claim(document)
    if last is None:
        return "The document claims nothing that can be checked."
    where = f"The conclusion ({place(last)})"
    if last.outcome.head_verdict == "proved" and last.outcome.verdict != "proved":
        return f"{where} stands all the same: it is proved against the head of its chain."
    below = resting_on_refuted(document).get(last.step.id, ())
    match last.outcome.verdict:
        case "refuted":
            return f"{where} is false as written."
        case "unknown":
            return f"Whether the conclusion ({place(last)}) stands was not decided."
        case "supported":
            word = "has no counterexample, but no proof was found"
        case _:
            word = "is proved" + (" under the conditions shown" if last.outcome.conditions else "")
    if below and last.outcome.head_verdict != "proved":
        places = ", ".join(place(j) for j in document.judged if j.step.id in below)
        return f"{where} {word}, but it rests on what was refuted ({places}): it does not follow from this derivation."
    if document.summary()["refuted"]:
        return f"{where} stands all the same: it rests on no refuted step and {word}."
    return f"{where} {word}."
