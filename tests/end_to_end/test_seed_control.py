"""Both documents this project began with, their parts on control, where the folder shared/ is beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.outcome import DocumentReport
from derive.check.run import check_documents

SEEDS = Path(__file__).parents[3] / "shared" / "corpus" / "seeds"
CONTEXTS = Path(__file__).parent / "contexts"

pytestmark = pytest.mark.skipif(not SEEDS.exists(), reason="shared/corpus is not beside this checkout")


@pytest.fixture(scope="module")
def maxent() -> DocumentReport:
    """The report of maxent.md."""
    return check_documents(paths=[SEEDS / "maxent.md"], context=CONTEXTS / "maxent.yaml").documents[0]


@pytest.fixture(scope="module")
def homework() -> DocumentReport:
    """The report of homework.md."""
    return check_documents(paths=[SEEDS / "homework.md"], context=CONTEXTS / "homework.yaml").documents[0]


def _lines(report: DocumentReport, verdict: str, first: int = 1) -> list[int]:
    return [j.step.line for j in report.judged if j.outcome.verdict == verdict and j.step.line >= first]


def test_what_is_false_in_maxent_is_refuted(maxent: DocumentReport) -> None:
    """The soft Bellman equation without its entropy, Z without exp, a policy in another's place; nothing else."""
    assert not maxent.unread
    assert _lines(maxent, "refuted") == [61, 103, 103, 140, 142]


def test_soft_values_are_proved(maxent: DocumentReport) -> None:
    """Every other Bellman equation, the optimal policy and its value carry certificates."""
    lines = [18, 19, 20, 34, 35, 49, 50, 51, 52, 62, 63, 64, 74, 75, 84, 95, 96, 117, 118, 119, 131, 132, 141]
    assert set(lines) <= set(_lines(maxent, "proved"))
    assert all(j.outcome.certificate for j in maxent.judged if j.outcome.verdict == "proved")


def test_what_is_false_in_control_is_refuted(homework: DocumentReport) -> None:
    """The logarithm over the bracket, the lost log Z and the brace that forgets the logarithm; nothing else."""
    assert not homework.unread
    assert _lines(homework, "refuted", 137) == [146, 150, 220]


def test_log_derivatives_are_proved_for_a_symbolic_horizon(homework: DocumentReport) -> None:
    """The soft policy at t = T and t < T, and every step of the second gradient, carry certificates."""
    lines = {164, 170, 172, 186, 188, 190, 192, 194, 202, 208, 210, 218, 220, 222, 224, 226}
    assert lines <= set(_lines(homework, "proved", 137))
