"""The document this project began with, lines 43 to 136, where the folder shared/ is beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.outcome import DocumentReport, Judged
from derive.check.run import check_documents

SEED = Path(__file__).parents[3] / "shared" / "corpus" / "seeds" / "homework.md"
CONTEXT = Path(__file__).parent / "contexts" / "homework.yaml"

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="shared/corpus is not beside this checkout")


@pytest.fixture(scope="module")
def report() -> DocumentReport:
    """The report of the whole document."""
    return check_documents(paths=[SEED], context=CONTEXT).documents[0]


def _part(report: DocumentReport) -> list[Judged]:
    return [j for j in report.judged if 43 <= j.step.line <= 136]


def _at(report: DocumentReport, line: int) -> list[Judged]:
    return [j for j in report.judged if j.step.line == line]


def test_every_display_is_read(report: DocumentReport) -> None:
    """No formula is unread."""
    assert not report.unread


def test_most_claims_are_decided(report: DocumentReport) -> None:
    """At least 85 of 100 claims are proved or refuted; undecided are only the ellipsis and what diverges."""
    claims = [j for j in _part(report) if j.outcome.verdict != "declared" and j.step.line not in {110, 128, 132}]
    good = [j for j in claims if j.outcome.verdict in {"proved", "refuted"}]
    assert 100 * len(good) >= 85 * len(claims)
    assert all(j.outcome.verdict != "unknown" for j in claims)


def test_what_is_false_is_refuted_and_nothing_else(report: DocumentReport) -> None:
    """The mistakes, and only they, are refuted, each with a counterexample and a diagnosis."""
    refuted = [j for j in _part(report) if j.outcome.verdict == "refuted"]
    assert {j.step.line for j in refuted} == {58, 92, 100, 102, 106, 108}
    assert all(j.outcome.counterexample for j in refuted)
    assert all(j.outcome.diagnosis for j in refuted if j.step.id != "106:1")  # its bracket, 106, has one


def test_posteriors_and_predictive_are_proved(report: DocumentReport) -> None:
    """Both posteriors and the Lomax predictive carry certificates."""
    for line in (60, 76, 78, 114, 118, 120):
        assert all(j.outcome.verdict == "proved" and j.outcome.certificate for j in _at(report, line)), line


def test_divergence_is_reported_without_a_number(report: DocumentReport) -> None:
    """E[1/t] diverges at 0, and E[r] is finite only for epsilon > 1."""
    for line in (128, 132):
        first = _at(report, line)[0].outcome
        assert first.verdict == "unknown" and "diverges at t -> 0" in first.reason and first.counterexample is None
    assert any("1 < ε" in c for c in _at(report, 130)[0].outcome.conditions)
