"""Classes of misreading that once refuted a true row or proved a false one; each stays mended."""

from __future__ import annotations

import pytest

from tests.end_to_end.steps_of import verdicts

TRUE = [
    (
        "a second model with the same letters, under a heading of its own, is declared anew",
        "## One\nLet $x\\mid\\theta\\sim\\mathrm{Bernoulli}(\\theta)$ and $\\theta\\sim\\mathrm{Beta}(\\alpha,\\beta)$.\n\n"
        "## Two\nNow let $x\\mid\\theta\\sim\\mathrm{Exp}(\\theta)$ and $\\theta\\sim\\mathrm{Gamma}(\\alpha,\\beta)$. Then\n"
        "$$p(\\theta\\mid x)\\propto \\theta e^{-\\theta x}\\theta^{\\alpha-1}e^{-\\beta\\theta}$$\n",
    ),
    (
        "a derivative with respect to a parameter reaches into the density of the model",
        "For $X\\sim\\text{Bernoulli}(p)$:\n$$\\frac{\\partial}{\\partial p}\\log f(x;p)=\\frac{x}{p}-\\frac{1-x}{1-p}$$\n",
    ),
    (
        "a derivative of an expectation with respect to a parameter moves the expectation",
        "Let $X\\sim\\mathrm{Exp}(\\lambda)$.\n$$\\frac{d}{d\\lambda}E[X]=-\\frac1{\\lambda^2}$$\n",
    ),
    (
        "a lower-case letter before a bar is the author's function, no law of that name",
        "The density is\n$$ f(x|\\mu,b) = \\frac{1}{2b} \\exp\\left( -\\frac{|x-\\mu|}{b} \\right) $$\n",
    ),
    (
        "a parameter narrowed down in plain words is not refuted by other values",
        "Let $X\\sim\\mathrm{Gamma}(a,b)$ with shape $a$ and rate $b$. For a = 1 we get $E[X]=1/b$.\n",
    ),
    (
        "a support that moves with an integrated parameter is kept",
        "Let $x\\mid\\theta\\sim U(0,\\theta)$ and $\\theta\\sim\\mathrm{Pareto}(m,k)$. Then\n"
        "$$p(\\theta\\mid x)=\\mathrm{Pareto}(\\theta;\\max(m,x),k+1)$$\n",
    ),
    (
        "the value in X | L = l ~ law(l) is the random variable L",
        "Let $\\Lambda\\sim\\mathrm{Gamma}(a,b)$ and $X\\mid\\Lambda=\\lambda\\sim\\mathrm{Poisson}(\\lambda)$. Then\n"
        "$$E[X]=E[\\Lambda]$$\n",
    ),
    (
        "a likelihood is proportional in its parameter",
        "Let $k\\mid\\theta\\sim\\mathrm{Binomial}(n,\\theta)$ and $\\theta\\sim\\mathrm{Beta}(a,b)$.\n"
        "$$p(k\\mid\\theta)\\propto\\theta^k(1-\\theta)^{n-k}$$\n$$p(k,\\theta)\\propto\\theta^{a+k-1}(1-\\theta)^{b+n-k-1}$$\n",
    ),
    (
        "a support written in braces chooses the law",
        "Let $G$ be geometric on $\\{0,1,2,\\dots\\}$, $G\\sim\\mathrm{Geom}(p)$. Then $E[G]=\\frac{1-p}{p}$.\n",
    ),
    (
        "a name defined anew in running text is no claim",
        "Let $Z=\\int_0^\\infty e^{-x}dx$; then $Z=1$. For the second model, $Z=\\int_0^\\infty e^{-2x}dx=\\frac12$.\n",
    ),
    (
        "a constant and a random variable of the same letter are two things",
        "Let $A\\sim U(0,1)$. For constant $a$, $\\mathrm{Var}(aA)=\\frac{a^2}{12}$ and $E[e^{aA}]=\\frac{e^a-1}{a}$.\n",
    ),
]

FALSE = [
    (
        "a density integrated over its parameter is not constant in it",
        "Let $X\\sim\\mathrm{Exp}(\\lambda)$.\n$$\\int_0^1 f_X(x)\\,d\\lambda = \\lambda e^{-\\lambda x}$$\n",
    ),
    (
        "a second example with the same letter has its own law",
        "## Example 1\nLet $X\\sim\\mathrm{Exp}(\\lambda)$.\n\n## Example 2\nLet $X\\sim\\mathrm{Poisson}(\\lambda)$. Then\n"
        "$$E[X]=1/\\lambda$$\n",
    ),
    (
        "two density letters are two densities",
        "Let $p(x)=\\mathcal N(x;\\mu_1,\\sigma_1^2)$ and $q(x)=\\mathcal N(x;\\mu_2,\\sigma_2^2)$. Then\n"
        "$$\\int q(x)\\,x\\,dx=\\mu_1$$\n",
    ),
    (
        "an unknown density is not the model's",
        "Let $z\\sim\\mathcal N(0,1)$ and let $q(z)$ be any density. Then\n$$E_{q(z)}[\\log q(z)]=E_{q(z)}[\\log p(z)]$$\n",
    ),
    (
        "a predictive whose support moves is not one formula everywhere",
        "Let $x\\mid\\theta\\sim U(0,\\theta)$ and $\\theta\\sim\\mathrm{Pareto}(m,k)$. Then\n$$p(x)=\\frac{k}{(k+1)m}$$\n",
    ),
    (
        "a posterior mean is not the prior mean",
        "Let $\\Lambda\\sim\\mathrm{Gamma}(a,b)$ and $X\\mid\\Lambda=\\lambda\\sim\\mathrm{Poisson}(\\lambda)$. Then\n"
        "$$E[\\Lambda\\mid X=k]=\\frac{a}{b}$$\n",
    ),
    (
        "the mean of the geometric law on 0, 1, 2, ... is not that of the other one",
        "Let $G$ be geometric on $\\{0,1,2,\\dots\\}$, $G\\sim\\mathrm{Geom}(p)$. Then $E[G]=\\frac1p$.\n",
    ),
    (
        "E[aA] is not E[A^2]",
        "Let $A\\sim U(0,1)$. For constant $a$, $E[aA]=\\frac13$.\n",
    ),
    (
        "variables that are not said to be independent are not",
        "Let $X\\sim\\mathcal N(0,1)$ and $Y\\sim\\mathcal N(0,1)$. Then\n$$\\mathrm{Var}(X+Y)=2$$\n",
    ),
]


@pytest.mark.parametrize(("sentence", "text"), TRUE, ids=[s for s, _ in TRUE])
def test_no_true_row_is_refuted(sentence: str, text: str) -> None:
    """No row of a true text is refuted."""
    assert "refuted" not in verdicts(text).values(), sentence


@pytest.mark.parametrize(("sentence", "text"), FALSE, ids=[s for s, _ in FALSE])
def test_no_false_row_is_proved(sentence: str, text: str) -> None:
    """The last row of each text is false, or does not follow: it is neither proved nor supported."""
    last = list(verdicts(text).values())[-1]
    assert last not in {"proved", "supported"}, sentence
