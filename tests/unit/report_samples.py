"""Reports for the tests of what is printed."""

from derive.check.outcome import DocumentReport, Judged, Outcome, Report, Step, UnreadFormula
from proofs.kernel.sexpr import read
from proofs.statement import Statement


def statement(claim: str, *hypotheses: str) -> Statement:
    """A statement from s-expressions."""
    return Statement(tuple(read(h) for h in hypotheses), read(claim))


def step(id_: str, line: int, **more: object) -> Step:
    """A step at that line, with unimportant sides."""
    options = {"k": 1, "lhs": "x", "relation": "=", "rhs": "y", "reading": "x = y", **more}
    return Step(id=id_, line=line, column=3, **options)  # type: ignore[arg-type]


TRUE = statement("(= (+ x x) (* 2 x))", "(in x real)")
FALSE = statement("(= (* x x) (* 2 x))", "(in x real)")
POINT = {
    "assignment": {"values": {"alpha": "1", "x_1": "1/2"}, "functions": {}, "spaces": {}},
    "functions": {}, "points": [], "at": {}, "relation": "=", "lhs": "0.2500000000", "rhs": "1", "difference": None,
}  # fmt: skip

DECLARED = Judged(step("1", 3, relation="sim", declared="declares the law of x"), Outcome("declared"))
PROVED = Judged(step("2", 5, statement=TRUE), Outcome("proved", "certificate", ("ε > 1",), certificate={"steps": []}))
REFUTED = Judged(
    step("3", 6, statement=FALSE),
    Outcome("refuted", "arb", diagnosis="the factor 2 is x", suggestion_latex="x^2", counterexample=POINT),
)
UNKNOWN = Judged(step("4", 7, statement=TRUE), Outcome("unknown", reason="time: more than 10 s"))
UNREAD = UnreadFormula(2, 8, r"\mathbf{X}", "matrices are not read yet")


def report(*judged: Judged, text: str = "", unread: tuple[UnreadFormula, ...] = ()) -> Report:
    """A report on one document with those steps."""
    document = DocumentReport("notes.md", ("x is real (line 1)",), judged, unread, len(judged), text=text)
    return Report((document,))
