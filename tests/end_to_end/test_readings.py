"""Classes of misreading that once refuted a true row or proved a false one; each stays mended."""

from __future__ import annotations

import pytest

from tests.end_to_end.steps_of import verdicts

TRUE = [
    (
        "a law named after ∝ is the law of that kernel",
        "Let $x\\mid\\theta\\sim\\mathrm{Binomial}(n,\\theta)$ and $\\theta\\sim\\mathrm{Beta}(a,b)$. Then\n"
        "$$p(\\theta\\mid x)\\propto\\theta^{a+x-1}(1-\\theta)^{b+n-x-1}=\\mathrm{Beta}(\\theta;a+x,b+n-x)$$\n",
    ),
    (
        "a law given in passing holds for its own paragraph",
        "Let $X\\sim\\mathrm{Gamma}(a,b)$ with rate $b$. Then $E[X]=a/b$.\n\nFor $X\\sim\\mathrm{Beta}(a,b)$: "
        "$E[X]=\\frac a{a+b}$.\n\nAnd for the first again $\\mathrm{Var}(X)=a/b^2$.\n\n"
        "For $X\\sim\\mathrm{Poisson}(r)$ we get $E[X]=r$. If $X\\sim\\mathrm{Exp}(r)$, then $E[X]=1/r$.\n",
    ),
    (
        "a density by formula, in a new model, takes the place of the law before",
        "# One\nLet $\\theta\\sim\\mathrm{Gamma}(2,3)$.\n\n# Two\nConsider the density $p(\\theta)=2\\theta$ on "
        "$[0,1]$. Then\n$$E[\\theta]=\\int_0^1\\theta p(\\theta)d\\theta=\\frac23$$\n",
    ),
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
    (
        "the number pi stays a number beside a prior pi(theta)",
        "Let $\\theta\\sim\\mathcal N(0,1)$, so $\\pi(\\theta)=\\frac1{\\sqrt{2\\pi}}e^{-\\theta^2/2}$, and $x|\\theta\\sim\\mathcal N(\\theta,1)$.\n"
        "$$m(x)=\\int f(x|\\theta)\\pi(\\theta)d\\theta=\\frac1{2\\sqrt\\pi}e^{-x^2/4}$$\n",
    ),
    (
        "a reserved letter is the author's where the author defines it",
        "Let $X\\sim\\mathrm{Exp}(\\lambda)$. The cumulative hazard is $$H(x)=-\\log P(X>x)=\\lambda x$$\n",
    ),
    (
        "a pmf p(k) beside a parameter p is no product",
        "Let $X\\sim\\mathrm{Bin}(n,p)$ with pmf $p(k)=\\binom nkp^k(1-p)^{n-k}$. $$\\sum_{k=0}^np(k)=1$$ $$p(0)=(1-p)^n$$\n",
    ),
    (
        "the bounds of an integral are not taken from a law elsewhere",
        "Let $X\\sim\\mathrm{Exp}(1)$. Recall\n$$\\int e^{-x^2/2}dx=\\sqrt{2\\pi}$$\n",
    ),
    (
        "an event about two variables speaks of both",
        "Let $X\\sim\\mathrm{Exp}(\\lambda)$, $Y\\sim\\mathrm{Exp}(\\nu)$ independent. $$P(X<Y)=\\int_0^\\infty P(Y>x)f_X(x)dx$$\n",
    ),
    (
        "the letter of a parameter does not choose a convention",
        "Let $X\\sim\\mathrm{Exp}(\\lambda)$ and $Y\\sim\\mathrm{Exp}(\\mu)$ be independent. Then $$E[XY]=\\frac1{\\lambda\\mu}$$\n",
    ),
    (
        "scale said in words is scale",
        "Let $X\\sim\\mathrm{Gamma}(\\alpha,\\beta)$ with shape $\\alpha$ and scale $\\beta$. Then\n$$E[X]=\\alpha\\beta$$\n",
    ),
    (
        "a law alone in a chain about a density is the density",
        "Let $k\\mid\\theta\\sim\\mathrm{Binomial}(n,\\theta)$ and $\\theta\\sim\\mathrm{Beta}(a,b)$. Then\n"
        "$$p(\\theta|k)=\\mathrm{Beta}(a+k,b+n-k)$$\n",
    ),
    (
        "a rounded decimal is not refuted",
        "Let $X\\sim\\mathrm{Exp}(1)$. Then $$P(X>1)=e^{-1}=0.368$$\n",
    ),
    (
        "a row said for a fixed parameter is not taken over the prior",
        "Suppose $T\\sim\\mathrm{Exp}(\\lambda)$. For fixed $\\lambda$: $E[T]=1/\\lambda$. Bayesian: $\\lambda\\sim\\mathrm{Gamma}(a,b)$.\n"
        "The mean was $E[T]=1/\\lambda$.\n",
    ),
    (
        "laws given for each value of the parent complete each other",
        "Let $z\\sim\\mathrm{Bernoulli}(r)$, $x\\mid z=1\\sim\\mathcal N(2,1)$ and $x\\mid z=0\\sim\\mathcal N(0,1)$. Then $$E[x|z=1]=2$$ $$E[x]=2r$$\n",
    ),
    (
        "IG of a variance is the inverse gamma law",
        "Let $\\sigma^2\\sim\\mathrm{IG}(a,b)$ and $x_i\\mid\\sigma^2\\sim N(0,\\sigma^2)$, $i=1,\\ldots,n$. Then\n"
        "$$\\sigma^2\\mid x_1,\\ldots,x_n\\sim\\mathrm{IG}(a+\\frac n2,b+\\frac12\\sum_{i=1}^nx_i^2)$$\n",
    ),
    (
        "a condition before a display is a hypothesis of the display",
        "Let $x\\mid\\theta\\sim U(0,\\theta)$ and $\\theta\\sim\\mathrm{Pareto}(m,k)$. For $x<m$:\n$$p(x)=\\frac k{(k+1)m}$$\n",
    ),
]

FALSE = [
    (
        "what holds for the law before is not proved of a density by formula",
        "# One\nLet $\\theta\\sim\\mathrm{Gamma}(2,3)$, rate 3.\n\n# Two\nConsider the density $p(\\theta)=2\\theta$ "
        "on $[0,1]$, with variance\n$$\\mathrm{Var}(\\theta)=\\frac29$$\n",
    ),
    (
        "of two laws in one line neither proves a row",
        "If $X\\sim\\mathrm{Exp}(r)$ then $E[X]=1/r$. If $X\\sim\\mathrm{Poisson}(r)$ then $E[X]=r$, so "
        "$\\mathrm{Var}(X)=r$. For the first of the two $\\mathrm{Var}(X)=r$.\n",
    ),
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


TRUE.append(
    (
        "a small letter under a factorial is still a value of its capital",
        "Let $Y\\mid\\lambda\\sim\\mathrm{Poisson}(\\lambda)$ and $\\lambda\\sim\\mathrm{Gamma}(\\alpha,\\beta)$. Then\n"
        "$$p(y\\mid\\lambda)=\\frac{\\lambda^ye^{-\\lambda}}{y!}\\propto\\lambda^ye^{-\\lambda}$$\n",
    )
)
_EXPONENTIAL = "Let $Y\\mid\\lambda\\sim\\mathrm{Exp}(\\lambda)$ and $\\lambda\\sim\\mathrm{Gamma}(a,b)$.\n"
TRUE += [
    (
        "the mean within a conditional variance has the same value given",
        _EXPONENTIAL
        + "$$\\mathrm{Var}(\\lambda\\mid y)=\\frac{a+1}{(b+y)^2}$$\n$$\\mathrm{Var}(\\lambda\\mid Y=y)=\\frac{a+1}{(b+y)^2}$$\n",
    ),
    (
        "what is given has its value in the body too",
        _EXPONENTIAL + "$$E[\\lambda Y\\mid Y=y]=\\frac{y(a+1)}{b+y}$$\n$$E[Y\\lambda\\mid\\lambda=2]=1$$\n",
    ),
    (
        "an upright word is a law, not the function of that name",
        "Let $x\\mid\\lambda\\sim\\text{Poisson}(\\lambda)$ and $\\lambda\\sim\\text{Gamma}(a,b)$.\n"
        "$$p(x\\mid\\lambda)=\\text{Poisson}(\\lambda)$$\n$$p(\\lambda\\mid x)=\\text{Gamma}(a+x,b+1)$$\n",
    ),
]
TRUE += [
    (
        "one word is one law throughout a document",
        "Let $\\sigma^2\\sim\\mathrm{IG}(a,b)$ and $x_i\\mid\\sigma^2\\sim N(0,\\sigma^2)$, $i=1,\\ldots,n$. Then\n"
        "$$p(\\sigma^2\\mid x_1,\\ldots,x_n)\\propto(\\sigma^2)^{-(a+n/2)-1}"
        "\\exp\\left(-\\frac{b+\\frac12\\sum_{i=1}^nx_i^2}{\\sigma^2}\\right).$$\n"
        "$$\\sigma^2\\mid x_1,\\ldots,x_n\\sim\\mathrm{IG}\\left(a+\\frac n2,b+\\frac12\\sum_{i=1}^nx_i^2\\right)$$\n",
    ),
    (
        "a variance with an index is a variance",
        "Likelihood $x\\mid\\mu,\\sigma^2\\sim\\mathcal N(\\mu,\\sigma^2)$, prior "
        "$\\mu\\mid\\mu_0,\\sigma_0^2\\sim\\mathcal N(\\mu_0,\\sigma_0^2)$.\n"
        "$$E[\\mu\\mid x,\\sigma^2]=\\frac{\\sigma_0^2x+\\sigma^2\\mu_0}{\\sigma^2+\\sigma_0^2}$$\n",
    ),
    (
        "a marginal m(x) leaves the prior mean m alone",
        "Let $X\\mid\\mu\\sim N(\\mu,\\sigma^2)$ and $\\mu\\sim N(m,s^2)$.\n$$E[\\mu]=m$$\n"
        "$$m(x)=\\int f(x\\mid\\mu)\\pi(\\mu)d\\mu"
        "=\\frac1{\\sqrt{2\\pi(s^2+\\sigma^2)}}e^{-(x-m)^2/(2(s^2+\\sigma^2))}$$\n",
    ),
    (
        "the value of a binomial variable lies in its support",
        "Let $K\\mid\\theta\\sim\\mathrm{Bin}(n,\\theta)$ and $\\theta\\sim\\mathrm{Beta}(\\alpha,\\beta)$.\n"
        "$$P(K=k\\mid\\theta)=\\binom nk\\theta^k(1-\\theta)^{n-k}$$\n"
        "$$E[\\theta\\mid K=k]=\\frac{\\alpha+k}{\\alpha+\\beta+n}$$\n",
    ),
]
FALSE += [
    (
        "a condition of which nothing is known is not dropped",
        "Let $\\theta\\sim\\mathrm{Beta}(\\alpha,\\beta)$ and let $m!$ be given. Then\n"
        "$$E[\\theta\\mid m]=\\frac{\\alpha}{\\alpha+\\beta}$$\n",
    ),
    (
        "a law is not another one of its family",
        "Let $x\\mid\\lambda\\sim\\text{Poisson}(\\lambda)$ and $\\lambda\\sim\\text{Gamma}(a,b)$.\n"
        "$$p(\\lambda\\mid x)=\\text{Gamma}(a+x,b+2)$$\n",
    ),
    (
        "the posterior mean given a small letter is not the prior mean",
        "Let $Y\\mid\\lambda\\sim\\mathrm{Poisson}(\\lambda)$ and $\\lambda\\sim\\mathrm{Gamma}(\\alpha,\\beta)$. Then\n"
        "$$p(y\\mid\\lambda)=\\frac{\\lambda^ye^{-\\lambda}}{y!}$$\n$$E[\\lambda\\mid y]=\\frac{\\alpha}{\\beta}$$\n",
    ),
    (
        "the posterior probability of an event is not the prior one",
        "Let $X\\mid\\lambda\\sim\\mathrm{Poisson}(\\lambda)$ and $\\lambda\\sim\\mathrm{Gamma}(2,1)$. Then\n"
        "$$P(\\lambda>4\\mid X=3)=P(\\lambda>4)$$\n",
    ),
    (
        "a condition on an event that is only named is not dropped",
        "Let $X\\sim\\mathrm{Exp}(1)$ and let $A$ be the event $\\{X>1\\}$. Then\n$$E[X|A]=1$$\n",
    ),
    (
        "a law for one value of the parent does not hold for another",
        "Let $z\\sim\\mathrm{Bernoulli}(r)$, $x\\mid z=1\\sim\\mathcal N(2,1)$ and $x\\mid z=0\\sim\\mathcal N(0,1)$. Then $$E[x|z=1]=0$$\n",
    ),
    (
        "rate for scale is false where scale is said",
        "Let $X\\sim\\mathrm{Gamma}(\\alpha,\\beta)$ with shape $\\alpha$ and scale $\\beta$. Then\n$$E[X]=\\alpha/\\beta$$\n",
    ),
    ("an inequality that fails on (0, 1) is not supported", "Let $x \\in \\mathbb{R}$. Then\n$$x \\leq x^2$$\n"),
    ("a minimum beyond every sample is not supported", "Let $x > 0$. Then\n$$\\min(x, 100) = x$$\n"),
]
TRUE += [
    (
        "a second condition narrows a symbol down",
        "Let $T > 0$. Suppose $T \\ge 1$. Then\n$$T^2 \\ge T$$\n",
    ),
    ("a condition in a display does, too", "Let $x > 0$.\n$$x \\ge 1$$\n$$x^2 \\ge x$$\n"),
    ("so does one beside the claim", "Let $x > 0$. Then\n$$x^2 \\ge x, \\quad x \\ge 1$$\n"),
    (
        "conditions are followed from symbol to symbol",
        "Let $a > 0$ and $0 < b < 1$ with $a < b$. Then\n$$a^2 + 1 \\le a + 1$$\n",
    ),
    ("so does a set", "Let $x\\in\\mathbb{R}$ and $y > 0$. Assume $x \\in [1,2]$.\n$$y x^2 \\ge y x$$\n"),
    (
        "names of states and actions are no numbers",
        "Let $\\pi(a|s)$ be a policy and $P(s'|s,a)$ the dynamics.\n"
        "$$\\sum_a \\pi(a|s) (a - \\bar a(s))=0$$\nwhere $\\bar a(s)=\\sum_a \\pi(a|s)a$.\n",
    ),
    (
        "a greedy policy is not any",
        "Let $\\pi(a|s)$ be the greedy policy.\n$$V^\\pi(s)=\\sum_a\\pi(a|s)Q^\\pi(s,a)$$\n"
        "$$\\sum_a \\pi(a|s)\\log\\pi(a|s)=0$$\n",
    ),
    (
        "a stationary policy is not any",
        "In the stationary distribution $d(s)$ of the policy $\\pi(a|s)$ and the dynamics $P(s'|s,a)$\n"
        "$$\\sum_s d(s)\\sum_a\\pi(a|s)P(s'|s,a)=d(s')$$\n",
    ),
    (
        "values may be of rewards less entropies",
        "Let $\\pi(a|s)$ be a policy, $P(s'|s,a)$ the dynamics, $0<\\gamma<1$, $\\alpha>0$.\n"
        "$$V^\\pi(s)=\\sum_a\\pi(a|s)\\left(Q^\\pi(s,a)-\\alpha\\log\\pi(a|s)\\right)$$\n"
        "$$Q^\\pi(s,a)=r(s,a)+\\gamma\\sum_{s'}P(s'|s,a)V^\\pi(s')$$\n"
        "$$V^\\pi(s)=\\sum_a\\pi(a|s)Q^\\pi(s,a)+\\alpha H(\\pi(\\cdot|s))$$\n",
    ),
    (
        "a bar over V makes another value of it",
        "Let $\\pi(a|s)$ be a policy, $P(s'|s,a)$ the dynamics.\n"
        "$$V^\\pi(s)=\\sum_a\\pi(a|s)Q^\\pi(s,a)$$\n"
        "$$\\bar V^\\pi(s)=\\sum_a\\pi(a|s)\\left(Q^\\pi(s,a)-\\log\\pi(a|s)\\right)$$\n",
    ),
]
FALSE += [
    (
        "the advantage of soft values has no mean zero",
        "Let $\\pi(a|s)$ be a policy, $P(s'|s,a)$ the dynamics, $\\alpha>0$.\n"
        "$$V^\\pi(s)=\\sum_a\\pi(a|s)\\left(Q^\\pi(s,a)-\\alpha\\log\\pi(a|s)\\right)$$\n"
        "$$A^\\pi(s,a)=Q^\\pi(s,a)-V^\\pi(s)$$\n$$\\sum_a\\pi(a|s)A^\\pi(s,a)=0$$\n",
    ),
    (
        "a mean over an action is no action",
        "Let $\\pi(a|s)$ be a policy and $P(s'|s,a)$ the dynamics.\n$$\\sum_a \\pi(a|s)\\, a = a$$\n",
    ),
    (
        "what holds of any policy's values is not what any Q satisfies",
        "Let $\\pi(a|s)$ and $\\mu(a|s)$ be policies, $P(s'|s,a)$ the dynamics, $0<\\gamma<1$.\n"
        "$$Q^\\pi(s,a)=r(s,a)+\\gamma\\sum_{s'}P(s'|s,a)\\sum_{a'}\\mu(a'|s')Q^\\pi(s',a')$$\n",
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


def test_a_list_after_the_bar_of_a_mean_is_the_whole_sample() -> None:
    """E[lambda | y_1, ..., y_n] is as good as p(lambda | y_1, ..., y_n)."""
    text = (
        "Let $\\lambda\\sim\\mathrm{Gamma}(a,b)$ and $y_i\\mid\\lambda\\sim\\mathrm{Poisson}(\\lambda)$, "
        "$i=1,\\ldots,n$, independent. Then\n"
        "$$E[\\lambda\\mid y_1,\\ldots,y_n]=\\frac{a+\\sum_{i=1}^ny_i}{b+n}$$\n"
    )
    assert list(verdicts(text).values())[-1] == "proved"
