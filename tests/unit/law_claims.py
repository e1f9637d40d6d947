"""What the data file of a law says of it, as statements about integrals or sums of its density."""

from __future__ import annotations

from proofs.kernel.term import App, Term, Var, instantiate
from proofs.language import ONE, REAL, ZERO, exp, fold, log, mul, neg, power, sub
from proofs.statement import Statement
from proofs.theory.law import Fact, Law, own


def statements(law: Law) -> dict[str, Statement]:
    """Total mass, mean, variance, entropy, mgf and cdf, as far as the law states them."""
    x, t, f = Var(law.variable), Var(own("t")), law.density
    bodies: dict[str, tuple[Term, Fact | None]] = {"total": (f, Fact(ONE)), "mean": (mul(x, f), law.mean)}
    if law.mean is not None:
        bodies["variance"] = (mul(power(sub(x, law.mean.value), 2), f), law.variance)
    bodies["entropy"] = (neg(mul(f, log(f))), law.entropy)
    bodies["mgf"] = (mul(exp(mul(t, x)), f), law.mgf)
    stated = {
        name: _statement(law, fact, law.support, body, (App("in", (t, REAL)),) if name == "mgf" else ())
        for name, (body, fact) in bodies.items()
        if fact is not None
    }
    if law.cdf is not None:
        y = Var("y")
        at_y = Fact(instantiate(law.cdf.value, {law.variable: y}), law.cdf.conditions)
        stated["cdf"] = _statement(law, at_y, _up_to(law.support, y), f, (App("in", (y, law.support)),))
    return stated


def _statement(law: Law, fact: Fact, domain: Term, body: Term, more: tuple[Term, ...]) -> Statement:
    given = tuple(App("in", (Var(p.name), p.domain)) for p in law.parameters)
    kind = "int" if law.kind == "continuous" else "sum"
    claim = App("=", (fold(kind, domain, law.variable, body), fact.value))
    return Statement((*given, *law.constraints, *fact.conditions, *more), claim)


def _up_to(support: Term, y: Term) -> App:
    """The part of the support that does not lie beyond y, without its end."""
    match support:
        case App("posreal"):
            return App("open", (ZERO, y))
        case App("real"):
            return App("below", (y,))
        case App("nat"):
            return App("range", (ZERO, y))
        case App("posint"):
            return App("range", (ONE, y))
        case App("range" | "from", (a, *_)):
            return App("range", (a, y))
        case App(_, (a, *_)):
            return App("open", (a, y))
    raise ValueError(f"no support known: {support}")
