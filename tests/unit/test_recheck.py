"""The replay of a report."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from report_samples import DECLARED, FALSE, POINT, TRUE, UNKNOWN, report, statement, step

from derive.check.outcome import CannotRun, Judged, Outcome
from derive.report import recheck as module
from derive.report.json_report import to_json
from numerics.refute import Refuted, refute

#: x + x = 2 x, by the ring procedure.
SUM = {
    "terms": [["v", "x"], ["a", "+", 0, 0], ["n", "2"], ["a", "*", 2, 0]],
    "steps": [["ring", 1, 3], ["finish", 0]],
}
#: x (1/x) = 1 needs x != 0.
QUOTIENT = {
    "terms": [["v", "x"], ["n", "-1"], ["a", "^", 0, 1], ["a", "*", 0, 2], ["n", "1"]],
    "steps": [["ring", 3, 4], ["finish", 0]],
}
INVERSE = statement("(= (* x (^ x -1)) 1)", "(in x real)")
PROVED = Judged(step("2", 5, statement=TRUE), Outcome("proved", certificate=SUM))
CONDITIONAL = Judged(step("3", 6, statement=INVERSE), Outcome("proved", conditions=("(!= x 0)",), certificate=QUOTIENT))


def found(tmp_path: Path, value: object) -> list[str]:
    """What the replay of that JSON value finds."""
    path = tmp_path / "report.json"
    path.write_text(json.dumps(value))
    return module.recheck(path)


def whole() -> Any:
    """A report on right steps, without a counterexample."""
    return to_json(report(DECLARED, PROVED, CONDITIONAL, UNKNOWN))


def test_a_report_as_written_holds(tmp_path: Path) -> None:
    """Every certificate replays."""
    assert found(tmp_path, whole()) == []


def _set(index: int, key: str, value: object) -> Callable[[Any], None]:
    def change(report: Any) -> None:
        report["documents"][0]["steps"][index][key] = value

    return change


def _claim(index: int, claim: str) -> Callable[[Any], None]:
    def change(report: Any) -> None:
        report["documents"][0]["steps"][index]["statement"]["claim"] = claim

    return change


def _in(report: Any, *path: Any) -> Any:
    for key in path:
        report = report[key]
    return report


@pytest.mark.parametrize(
    ("alter", "word"),
    [
        (_claim(1, "(= (+ x x) (* 3 x))"), "the certificate shows"),
        (_claim(1, "(= (+ x x"), "sexpr"),
        (_claim(1, "(exp x)"), "proposition"),
        (_set(1, "certificate", {"terms": SUM["terms"], "steps": SUM["steps"][:1]}), "finish"),
        (_set(1, "certificate", {}), "certificate"),
        (_set(1, "certificate", None), "without a certificate"),
        (_set(1, "certificate", QUOTIENT), "the certificate shows"),
        (_set(1, "verdict", "refuted"), "without a counterexample"),
        (_set(1, "verdict", "certain"), "no verdict"),
        (_set(1, "verdict", ["proved"]), "verdict"),
        (_set(3, "verdict", "proved"), "without a certificate"),
        (_set(1, "statement", None), "without a statement"),
        (_set(1, "statement", {"claim": 3}), "malformed"),
        (_set(1, "hypotheses", []), "hypotheses"),
        (_set(1, "line", True), "line"),
        (_set(1, "id", "1"), "have the id"),
        (_set(2, "conditions", []), "condition"),
        (lambda r: _in(r, "documents", 0, "summary").update(proved=7), "summary"),
        (lambda r: _in(r, "documents", 0).pop("summary"), "summary"),
        (lambda r: _in(r, "documents", 0, "steps").pop(), "summary"),
        (lambda r: _in(r, "documents", 0, "steps").append(3), "no object"),
        (lambda r: _in(r, "documents", 0, "formulas").update(unread=1), "unread"),
    ],
)
def test_what_was_altered_is_found(tmp_path: Path, alter: Callable[[Any], None], word: str) -> None:
    """Each alteration is named for what it breaks."""
    value = copy.deepcopy(whole())
    alter(value)
    assert word in " ".join(found(tmp_path, value))


@pytest.mark.parametrize(
    "value", [[], {}, {"schema": 2, "documents": []}, {"schema": 1}, {"schema": 1, "documents": [1]}]
)
def test_what_is_no_report_cannot_be_rechecked(tmp_path: Path, value: object) -> None:
    """Other JSON is refused as a whole."""
    with pytest.raises(CannotRun, match="not a report"):
        found(tmp_path, value)


def test_a_problem_names_document_step_and_line(tmp_path: Path) -> None:
    """The message leads to the step."""
    value = whole()
    _claim(1, "(= x 3)")(value)
    (problem,) = found(tmp_path, value)
    assert problem.startswith("notes.md: step 2, line 5: check: ")


def test_a_counterexample_is_evaluated_again(tmp_path: Path) -> None:
    """A counterexample holds as it was found, and is found out when its point or a value was altered."""
    refuted = refute(FALSE)
    assert isinstance(refuted, Refuted)
    value = to_json(
        report(Judged(step("5", 8, statement=FALSE), Outcome("refuted", counterexample=refuted.counterexample)))
    )
    assert found(tmp_path, value) == []
    for change in ({"assignment": POINT["assignment"]}, {"lhs": "7"}, {"assignment": 3}, {"points": ["a"]}):
        altered = copy.deepcopy(value)
        _in(altered, "documents", 0, "steps", 0, "counterexample").update(change)
        assert "does not refute" in found(tmp_path, altered)[0]


def test_no_sympy_is_needed() -> None:
    """The modules of the replay do not import SymPy."""
    script = "import sys, derive.report.recheck; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], timeout=30, check=False).returncode == 0
