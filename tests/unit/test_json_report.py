"""The report for programs."""

import json
from dataclasses import replace

from report_samples import DECLARED, PROVED, REFUTED, TRUE, UNKNOWN, UNREAD, report, step

from derive.check.outcome import VERDICTS, Judged, Outcome, Report
from derive.report.json_report import to_json, to_text, written
from proofs.kernel.sexpr import read
from proofs.kernel.term import Bind
from proofs.language import POSREAL

STEP = [
    "id", "line", "column", "k", "lhs", "relation", "rhs", "reading", "statement", "hypotheses", "verdict", "method",
    "conditions", "reason", "diagnosis", "suggestion", "counterexample", "certificate", "seconds",
]  # fmt: skip


def test_keys_are_those_of_the_contract() -> None:
    """The keys of report, document, step and unread formula, in their order."""
    value = to_json(report(PROVED, unread=(UNREAD,)))
    document = value["documents"][0]
    assert list(value) == ["schema", "documents"]
    assert list(document) == ["path", "assumed", "repaired", "steps", "unread", "formulas", "summary"]
    assert list(document["steps"][0]) == STEP
    assert list(document["unread"][0]) == ["line", "column", "source", "reason"]
    assert document["formulas"] == {"read": 1, "unread": 1}
    assert list(document["summary"]) == list(VERDICTS)


def test_what_is_absent_is_null() -> None:
    """A step without statement, counterexample and certificate has null for each."""
    found = to_json(report(DECLARED))["documents"][0]["steps"][0]
    assert [found[key] for key in ("statement", "counterexample", "certificate")] == [None, None, None]
    assert found["hypotheses"] == []


def test_the_suggestion_is_part_of_the_diagnosis() -> None:
    """The nearest true step stands in the diagnosis and under a key of its own."""
    found = to_json(report(REFUTED))["documents"][0]["steps"][0]
    assert found["diagnosis"] == "the factor 2 is x; true instead: x^2"
    assert found["suggestion"] == "x^2"


def test_alternatives_are_shown_where_there_are_some() -> None:
    """A step with several readings lists the others."""
    judged = Judged(step("1", 1, statement=TRUE, alternatives=(TRUE,)), Outcome("unknown"))
    assert len(to_json(report(judged))["documents"][0]["steps"][0]["alternatives"]) == 1


def test_the_text_is_json_and_the_summary_counts() -> None:
    """The text parses to the value, and the counts are those of the steps."""
    value = json.loads(to_text(report(PROVED, REFUTED, UNKNOWN)))
    assert value == to_json(report(PROVED, REFUTED, UNKNOWN))
    assert value["documents"][0]["summary"] == {"proved": 1, "supported": 0, "refuted": 1, "declared": 0, "unknown": 1}


def test_a_statement_reads_back_as_itself() -> None:
    """Also when a bound variable is called as a constant or a binder is."""
    for hint in ("x", "E", "gamma", "1", "a b", "int"):
        fold = Bind("int", POSREAL, read("(exp y)"), hint)
        assert read(written(fold)) == fold


def test_a_name_that_is_no_utf8_survives() -> None:
    """A path with undecodable bytes is written as escapes and reads back."""
    document = replace(report(PROVED).documents[0], path="caf\udce9.md")
    text = to_text(Report((document,)))
    assert text.encode("utf-8")
    assert json.loads(text)["documents"][0]["path"] == "caf\udce9.md"
