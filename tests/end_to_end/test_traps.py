"""What released tools get wrong (shared/traps.md): the right answer or a refusal, never the wrong answer."""

from __future__ import annotations

import pytest

from derive.document import syntax as s
from derive.document.reader import read_formula
from derive.meaning.survey import nodes
from tests.end_to_end.steps_of import judged, verdicts

BETA_BERNOULLI = "Let $P \\sim \\mathrm{Beta}(23/10, 17/10)$ and $X \\mid P \\sim \\mathrm{Bernoulli}(P)$. Then\n"
GAMMA_EXP = (
    "Let $L \\sim \\mathrm{Gamma}(a, b)$ with rate $b$ and $X \\mid L \\sim \\mathrm{Exp}(L)$ with rate $L$. Then\n"
)

WRONG = [
    ("the substitution u = x^2 is not monotone", "$$\\int_{-1}^{1} x^2 \\, dx = 0$$\n"),
    ("an integral across a pole of second order has no value", "$$\\int_{-1}^{1} \\frac{1}{x^2} \\, dx = -2$$\n"),
    ("an integral across a simple pole has no value", "$$\\int_{-1}^{1} \\frac{1}{x} \\, dx = 0$$\n"),
    ("a tolerance is relative, not absolute", "$$\\frac{1}{2004!} = \\frac{1}{2006!}$$\n"),
    ("small powers differ", "$$2^{-99} = 2^{-98}$$\n"),
    ("a probability is no complex number", BETA_BERNOULLI + "$$P(X = 0) = -\\frac{131}{1000}$$\n"),
    ("a posterior is not the prior", GAMMA_EXP + "$$E[L \\mid X = 2] = \\frac{a}{b}$$\n"),
    ("the mean of 1/t diverges for an exponential t", "Let $t \\sim \\mathrm{Exp}(c)$. Then\n$$E[1/t] = c$$\n"),
    (
        "the mean of 1/t diverges for a Lomax t",
        "Let $t \\sim \\mathrm{Lomax}(a, b)$. Then\n$$E[1/t] = \\frac{a}{b}$$\n",
    ),
    ("log E exp is no E", "Let $X \\sim \\mathrm{Bernoulli}(p)$. Then\n$$\\log E[e^{X}] = E[X]$$\n"),
    (
        "the normaliser of a posterior has the posterior's gamma function",
        "Let $x \\mid c \\sim \\mathrm{Poisson}(c)$ and $c \\sim \\mathrm{Gamma}(u, v)$ with rate $v$. Then\n"
        "$$p(c \\mid x) = \\frac{(v+1)^{u+x}}{\\Gamma(u)} c^{u+x-1} e^{-(v+1) c}$$\n",
    ),
]

RIGHT = [
    ("the integral of x^2", "$$\\int_{-1}^{1} x^2 \\, dx = \\frac{2}{3}$$\n"),
    ("a Bernoulli of a beta probability", BETA_BERNOULLI + "$$P(X = 0) = \\frac{17}{40}$$\n"),
    ("the posterior mean of a rate", GAMMA_EXP + "$$E[L \\mid X = 2] = \\frac{a + 1}{b + 2}$$\n"),
    (
        "the compound gamma law",
        "Let $g \\sim \\mathrm{Gamma}(u, v)$ with rate $v$ and $r \\mid g \\sim \\mathrm{Gamma}(a, g)$ with rate $g$. Then\n"
        "$$p(r) = \\frac{\\Gamma(a+u)}{\\Gamma(a)\\Gamma(u)} \\frac{v^u r^{a-1}}{(v+r)^{a+u}}$$\n",
    ),
    (
        "the beta-binomial marginal",
        "Let $k \\mid q \\sim \\mathrm{Bin}(n, q)$ and $q \\sim \\mathrm{Beta}(u, v)$. Then\n"
        "$$p(k) = \\binom{n}{k} \\frac{B(k+u, n-k+v)}{B(u, v)}$$\n",
    ),
    (
        "the Poisson predictive is negative binomial",
        "Let $x \\mid c \\sim \\mathrm{Poisson}(c)$ and $c \\sim \\mathrm{Gamma}(u, v)$ with rate $v$. Then\n"
        "$$p(x) = \\frac{\\Gamma(u+x)}{\\Gamma(u) \\, x!} \\left(\\frac{v}{v+1}\\right)^u \\left(\\frac{1}{v+1}\\right)^x$$\n",
    ),
]


@pytest.mark.parametrize(("sentence", "text"), WRONG, ids=[s_ for s_, _ in WRONG])
def test_the_wrong_answer_is_not_accepted(sentence: str, text: str) -> None:
    """The last row states what a tool said and is wrong: it is refuted, or unknown because a side diverges."""
    last = list(judged(text).values())[-1]
    assert last.verdict == "refuted" or (last.verdict == "unknown" and "diverges" in last.reason), (sentence, last)


@pytest.mark.parametrize(("sentence", "text"), RIGHT, ids=[s_ for s_, _ in RIGHT])
def test_the_right_answer_is_proved(sentence: str, text: str) -> None:
    """The last row states the truth: it is proved."""
    assert list(verdicts(text).values())[-1] == "proved", sentence


def _tree(latex: str) -> s.Formula:
    return read_formula(latex)


def test_an_equation_is_read_whole() -> None:
    """V(s) = alpha log sum exp keeps its sum and its exponential."""
    f = _tree("V(s)=\\alpha\\log\\sum_a\\exp(Q(s,a)/\\alpha)")
    assert f.unread is None
    kinds = {type(n).__name__ for n in nodes(f.chains[0].links[0].rhs)}
    assert {"Big", "Apply", "Divide"} <= kinds


@pytest.mark.parametrize("bar", ["|", "\\mid ", "\\vert "])
def test_a_conditional_density_is_a_density(bar: str) -> None:
    """p(x | theta) keeps its condition, by whichever bar."""
    head = _tree(f"p(x{bar}\\theta) = 1").chains[0].head
    assert isinstance(head, s.Apply) and head.args == (s.Name("x"),) and head.given == (s.Name("theta"),)


def test_an_expectation_is_an_expectation() -> None:
    """E under x ~ p keeps operator, law and argument."""
    head = _tree("\\mathbb{E}_{x\\sim p}[f(x)] = 0").chains[0].head
    assert isinstance(head, s.Expectation) and isinstance(head.under, s.Relation)


def test_a_law_is_a_law() -> None:
    """x ~ N(mu, sigma^2) is a relation, no product."""
    chain = _tree("x\\sim\\mathcal N(\\mu,\\sigma^2)").chains[0]
    assert chain.links[0].operator == "sim" and isinstance(chain.links[0].rhs, s.Apply)


def test_primes_hats_and_gradients_are_kept() -> None:
    """s_{t'+1}, R-hat and the gradient keep their marks."""
    index = _tree("s_{t'+1} = 0").chains[0].head
    assert isinstance(index, s.Subscript) and any(isinstance(n, s.Name) and n.primes == 1 for n in nodes(index))
    hat = _tree("\\hat{R}_t = 0").chains[0].head
    assert isinstance(hat, s.Subscript) and hat.base == s.Name("R", ("hat",))
    gradient = _tree("\\nabla_\\theta J(\\theta) = 0").chains[0].head
    assert isinstance(gradient, s.Gradient) and gradient.wrt == s.Name("theta")
