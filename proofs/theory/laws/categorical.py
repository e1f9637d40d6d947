"""The categorical law on 1, ..., k by the probabilities p(i), which sum to 1."""

from proofs.theory.law import Law, canonical, fact, family
from proofs.theory.notation import term

LAW = Law(
    id="categorical",
    title="categorical",
    words=("categorical", "Cat", "multinoulli", "discrete", "Categ"),
    parametrisations=(
        canonical(
            "probabilities", family("p", "open(0, 1)", "probabilities", "range(1, k)", "p, probs, probabilities")
        ),
    ),
    kind="discrete",
    support=term("range(1, k)"),
    density=term("p(x)"),
    log_density=term("log(p(x))"),
    mean=fact("sum(i, 1, k, i*p(i))"),
    variance=fact("sum(i, 1, k, i^2*p(i)) - (sum(i, 1, k, i*p(i)))^2"),
    cdf=fact("sum(i, 1, x, p(i))"),
    mgf=fact("sum(i, 1, k, p(i)*exp(i*t))"),
    entropy=fact("-sum(i, 1, k, p(i)*log(p(i)))"),
    constraints=(term("sum(i, 1, k, p(i)) = 1"),),
    size="k",
    sampler=None,
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 1",
)
