"""What the verdicts say about the document."""

from dataclasses import replace

from report_samples import DECLARED, PROVED, REFUTED, UNKNOWN, report

from derive.check.outcome import Judged
from derive.report.conclusion import conclusion, resting_on_refuted


def on(judged: Judged, *ids: str, head: str | None = None) -> Judged:
    """The step, resting on those."""
    outcome = replace(judged.outcome, head_verdict=head)  # type: ignore[arg-type]
    return Judged(replace(judged.step, id=judged.step.id + "r", rests_on=ids), outcome)


def sentence(*judged: Judged) -> str:
    """The conclusion of a document with those steps."""
    return conclusion(report(*judged).documents[0])


def test_a_proved_conclusion_stands() -> None:
    """Nothing refuted, the last claim proved: it is proved, under conditions if there are some."""
    assert sentence(DECLARED, PROVED) == "The conclusion (line 5) is proved under the conditions shown."


def test_a_conclusion_free_of_the_refuted_stands_all_the_same() -> None:
    """A refuted step that the last claim does not rest on leaves it standing."""
    assert "stands all the same" in sentence(REFUTED, PROVED)


def test_a_conclusion_on_refuted_steps_does_not_follow() -> None:
    """The rows that break it are named, also when it rests on them through others."""
    text = sentence(REFUTED, on(UNKNOWN, "3"), on(PROVED, "4r"))
    assert "does not follow" in text
    assert "line 6" in text


def test_a_conclusion_true_against_the_head_stands() -> None:
    """The last row is false against the row above, but proved against the head of its chain."""
    assert "against the head" in sentence(PROVED, on(REFUTED, "2", head="proved"))
    assert "stands" in sentence(REFUTED, on(PROVED, "3", head="proved"))


def test_a_refuted_conclusion_is_false() -> None:
    """The last claim refuted."""
    assert sentence(PROVED, REFUTED) == "The conclusion (line 6) is false as written."


def test_an_undecided_conclusion_is_not_claimed() -> None:
    """The last claim unknown."""
    assert "was not decided" in sentence(PROVED, UNKNOWN)


def test_a_document_without_claims_says_so() -> None:
    """Declarations only, or nothing."""
    assert sentence(DECLARED) == sentence() == "The document claims nothing that can be checked."


def test_resting_is_found_in_circles_too() -> None:
    """Steps that name each other end the search."""
    document = report(REFUTED, on(UNKNOWN, "3", "2r"), on(PROVED, "4r")).documents[0]
    assert resting_on_refuted(document) == {"4r": ("3",), "2r": ("3",)}
