"""The uniform law on the integers from a to b."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="discrete_uniform",
    title="discrete uniform",
    words=("discrete uniform", "DU", "DUnif", "DiscreteUnif", "uniform discrete"),
    parametrisations=(
        canonical(
            "ends",
            parameter("a", "int", "least value", "lower, minimum, min, low, a"),
            parameter("b", "from(a)", "greatest value", "upper, maximum, max, high, b"),
        ),
        Parametrisation(
            "size", (parameter("n", "posint", "number of values, from 1", "n, size"),), (term("1"), term("n"))
        ),
    ),
    kind="discrete",
    support=term("range(a, b)"),
    density=term("1/(b-a+1)"),
    log_density=term("-log(b-a+1)"),
    mean=fact("(a+b)/2"),
    variance=fact("((b-a+1)^2 - 1)/12"),
    cdf=fact("(x-a+1)/(b-a+1)"),
    mgf=fact("(exp(a*t) - exp((b+1)*t))/((b-a+1)*(1-exp(t)))", "t != 0"),
    entropy=fact("log(b-a+1)"),
    sampler=sampler("z", "z ~ integers(a, b+1)"),
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 6",
)
