"""Gradients with respect to the parameter of policies and densities, by the score.

A density pi_theta that is positive and differentiable in theta has grad pi = pi * score, and the score of mean zero is
h - E_pi[h] for some function h; each h is the score of some such family at some theta. So what holds for every h holds
for every family. Over finite sets the gradient passes under sums; for one component of theta at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning.decision.process import Decision, Sort
from derive.meaning.decision.values import total
from derive.meaning.environment import NotUnderstood
from derive.meaning.names import key_of
from proofs.kernel.term import App, Bind, Num, Term, Var, bind, fresh, open_
from proofs.language import ZERO, add, div, log, mul, num, power, sub, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope


def gradient(el: Elaborator, e: s.Gradient, scope: Scope) -> Term:
    """The gradient of the body, one component of it. Raises: NotUnderstood."""
    d = el.env.decision
    wrt = key_of(e.wrt) if e.wrt is not None else d.parameter if d is not None else None
    if d is None or wrt is None or wrt != d.parameter:
        raise NotUnderstood("a gradient with respect to what nothing depends on", e.span)
    slope = _Slope(el, d, wrt, e.span).of(el.term(e.body, scope))
    if e.wrt is None and slope == ZERO:
        raise NotUnderstood("a gradient that does not say in what", e.span)
    return slope


class _Slope:
    """Derivatives in one component of a parameter."""

    def __init__(self, el: Elaborator, d: Decision, wrt: str, span: s.Span) -> None:
        self.el, self.d, self.wrt, self.span = el, d, wrt, span
        self.label = re.compile(rf"[_^]{re.escape(wrt)}(?![A-Za-z0-9_'])")
        self.densities: dict[str, Sort] = {k.symbol: k.of for k in d.kernels.values()}
        self.densities |= {name: d.state for name in d.densities}
        self.bound = set[str]()

    def depends(self, t: Term) -> bool:
        """Whether a symbol of t carries the parameter in its name, or is the parameter."""
        return any(x == self.wrt or self.label.search(x) for x in t.facts.free)

    def require_constant(self, t: Term) -> None:
        """Raises: NotUnderstood, where t holds a capital that may depend on the parameter: a value, an objective.

        What is written with a small letter and without the parameter does not depend on it: r(s, a), f(x), b.
        """
        d = self.d
        constant = {*self.bound, *self.el.local, "R_", "R_3", "T"}
        constant |= {k.symbol for k in d.kernels.values() if k.of is not d.action or self.wrt in k.key}
        for x in sorted(t.facts.free - constant):
            if x in self.densities and not x.startswith("p^"):
                raise NotUnderstood(f"nothing says whether {x} depends on {self.wrt}", self.span)
            if x.rstrip("_") in d.particular:
                raise NotUnderstood(f"{x} is something in particular, which may depend on {self.wrt}", self.span)
            if x.startswith(self.wrt):
                raise NotUnderstood(f"a gradient through {x} itself", self.span)
            if x[:1].isupper() and d.sort_of(x) is None:
                raise NotUnderstood(f"nothing says whether {x} depends on {self.wrt}", self.span)

    def of(self, t: Term) -> Term:
        """The derivative of t."""
        if not self.depends(t):
            self.require_constant(t)
            return ZERO
        match t:
            case Var(name, args) if args:
                return mul(t, self.score(t)) if name in self.densities else Var(f"d_{name}", args)
            case App("+", args):
                return add(*(self.of(a) for a in args))
            case App("*", args):
                slopes = [self.of(a) for a in args]
                return add(*(mul(d, *args[:n], *args[n + 1 :]) for n, d in enumerate(slopes) if d != ZERO))
            case App("exp", (u,)):
                return mul(t, self.of(u))
            case App("log", (u,)):
                return self.of_log(u)
            case App("^", (b, Num(value=n))):
                return mul(num(n), power(b, n - 1), self.of(b))
            case App("^", (b, x)):
                return mul(t, add(mul(self.of(x), log(b)), mul(x, self.of_log(b))))
            case Bind("sum" | "int"):
                return self.under(t, self.of)
            case Bind("prod", domain):
                return mul(t, self.under(Bind("sum", domain, t.body, t.hint), self.of_log))
        raise NotUnderstood("a gradient that is not understood", self.span)

    def of_log(self, t: Term) -> Term:
        """The derivative of log t, t being positive."""
        if not self.depends(t):
            self.require_constant(t)
            return ZERO
        match t:
            case Var(name, args) if args and name in self.densities:
                return self.score(t)
            case App("*", args):
                return add(*(self.of_log(a) for a in args))
            case App("exp", (u,)):
                return self.of(u)
            case App("^", (b, x)) if not self.depends(x):
                return mul(x, self.of_log(b))
            case Bind("prod", domain):
                return self.under(Bind("sum", domain, t.body, t.hint), self.of_log)
        return div(self.of(t), t)

    def under(self, t: Bind, rule: Callable[[Term], Term]) -> Term:
        """The fold of what the rule makes of the body."""
        name = fresh(t.hint, t.facts.free)
        self.bound.add(name)
        return bind(t.kind, t.domain, name, rule(open_(t.body, var(name))))

    def score(self, t: Var) -> Term:
        """h - E[h] at the arguments of a density."""
        sort = self.densities[t.name]
        value, *given = t.args
        name = self.el.bound_name(sort.letter, sort.domain)
        h = f"score_{t.name}"
        mean = total(self.el, sort, name, mul(Var(t.name, (var(name), *given)), Var(h, (var(name), *given))))
        return sub(Var(h, (value, *given)), mean)
