"""What a law's word and arguments can mean."""

import pytest

from proofs.kernel.term import instantiate, show
from proofs.theory.laws import LAWS, find_law
from proofs.theory.lookup import interpret
from proofs.theory.notation import term


@pytest.mark.parametrize(
    ("word", "law"),
    [
        ("\\mathcal{N}", "normal"),
        ("\\operatorname{Gamma}", "gamma"),
        ("\\Gamma", "gamma"),
        ("Gam", "gamma"),
        ("Inv-Gamma", "inverse_gamma"),
        ("\\text{Beta-Binomial}", "beta_binomial"),
        ("negative binomial", "negative_binomial"),
        ("Student's t", "student"),
        ("\\chi^2", "chi_squared"),
        ("Exponential distribution", "exponential"),
        ("\\mathrm{Dir}", "dirichlet"),
        ("U", "uniform"),
        (r"\mathcal{E}", "exponential"),
        ("E", None),
        ("P", None),
        ("n", None),
        ("banana", None),
    ],
)
def test_find_law(word: str, law: str | None) -> None:
    """A law is found by the words that documents use for it, and by no others."""
    found = find_law(word)
    assert (found and found.id) == law


READINGS = [
    ("N", ["mu", "sigma^2"], ["normal/variance"]),
    ("N", ["mu", "1/tau"], ["normal/variance"]),
    ("N", ["0", "1"], ["normal/variance"]),
    ("N", ["mu", "sigma"], ["normal/sd", "normal/variance", "normal/precision"]),
    ("Gamma", ["alpha", "b"], ["gamma/rate", "gamma/scale"]),
    ("Gamma", ["k", "theta"], ["gamma/scale", "gamma/rate"]),
    ("Exp", ["lambda"], ["exponential/rate", "exponential/mean"]),
    ("B", ["n", "p"], ["binomial/trials", "beta/shapes"]),
    ("B", ["p"], ["bernoulli/probability"]),
    ("Pareto", ["alpha", "x_m"], ["pareto/shape_scale", "pareto/scale_shape"]),
    ("Weibull", ["k", "lambda"], ["weibull/shape_scale", "weibull/scale_shape"]),
    ("Geom", ["p"], ["geometric_from_1/probability", "geometric_from_0/probability"]),
    ("Poisson", ["a", "b"], []),
]


@pytest.mark.parametrize(("word", "args", "readings"), READINGS)
def test_interpret(word: str, args: list[str], readings: list[str]) -> None:
    """Every way of reading is listed, the usual one first."""
    found = interpret(word, tuple(term(a) for a in args))
    assert [f"{r.law.id}/{r.parametrisation.id}" for r in found] == readings


def test_keyword_decides() -> None:
    """A keyword leaves one parametrisation, whatever the order of the arguments."""
    (reading,) = interpret("Gamma", (term("s"), term("a")), ("scale", "shape"))
    assert reading.parametrisation.id == "scale"
    assert [show(p) for p in reading.parameters] == ["a", "(^ s -1)"]


def test_instance() -> None:
    """Parameters and variable never meet, so a parameter may mention a symbol called x."""
    (reading, *_) = interpret("Exp", (term("x"),))
    assert reading.instance(reading.law.density, {"x": term("y")}) == term("x*exp(-x*y)")
    later = instantiate(reading.instance(reading.law.density), {reading.law.variable: term("y")})
    assert later == term("x*exp(-x*y)")


def test_parametrisations_are_consistent() -> None:
    """Ids that data mention exist, and each way gives all canonical parameters from its own."""
    for law in LAWS.values():
        for way in law.parametrisations:
            assert len(way.to_canonical) == len(law.parameters)
            assert {n for t in way.to_canonical for n in t.facts.free} <= {p.name for p in way.parameters}
            assert all(law.parametrisation(a) for a in way.ambiguous)
