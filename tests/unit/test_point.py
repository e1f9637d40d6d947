"""Counterexamples in words."""

import pytest

from derive.report.point import in_words, value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3", "3"),
        ("-1/2", "-1/2"),
        ("0.2500000000000000", "0.25"),
        ("[0.08208499862389879516952867 +/- 4.47e-27]", "0.0820849986…"),
        ("[1.5000000000000000 +/- 1e-20]", "1.5000000000…"),
        ("[1.2345e+30 +/- 1e10]", "1.2345…e+30"),
        ("diverges at x -> 0", "diverges at x -> 0"),
    ],
)
def test_values_are_cut_and_say_so(text: str, shown: str) -> None:
    """An exact value is shown whole, an enclosed one with its first digits and an ellipsis."""
    assert value(text) == shown


def test_symbols_families_functions_and_points_are_named() -> None:
    """Values of symbols, of a family, a function by its term, and the points at which two functions differ."""
    found = {
        "assignment": {
            "values": {"alpha": "2"},
            "functions": {"x": {"table": [[["1"], "-1"]]}, "f": {"term": []}},
            "spaces": {"Omega": 3},
        },
        "functions": {"f": "(lam u real (+ u 1))"},
        "at": {"y": "1/2"},
        "lhs": "1",
        "rhs": "2",
    }
    assert in_words(found) == "at α = 2, x(1) = -1, f(u) = u + 1, y = 1/2, Ω of 3 points: left 1, right 2"


@pytest.mark.parametrize("found", [{}, {"assignment": 3, "functions": []}, {"functions": {"f": "("}, "lhs": None}])
def test_what_is_malformed_gives_little_but_no_error(found: dict[str, object]) -> None:
    """The report of a malformed counterexample is short, never a crash."""
    assert isinstance(in_words(found), str)
