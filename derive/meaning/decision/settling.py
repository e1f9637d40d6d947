"""Which V and Q are the values of a policy, and at which temperature: what the rows of the document make of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.document import syntax as s
from derive.meaning.decision.process import Decision, family_of, head_key, is_endless, is_entropic, parts_of
from derive.meaning.decision.values import is_same, speak_of, value_of_policy
from derive.meaning.declared import Declarations
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import NotUnderstood
from derive.meaning.names import key_of
from derive.meaning.relations import EQUALITIES
from derive.meaning.survey import nodes
from proofs.kernel.term import App, Refused
from proofs.language import ONE, ZERO


def settle(document: s.Document, out: Declarations) -> None:
    """Leaves the families whose V is what a row makes of Q and the policy, hard or soft, the other rows agreeing."""
    d = out.env.decision
    if d is None:
        return
    for family, (policy, _) in list(d.managed.items()):
        rows = list(_rows_of(document, family))
        own = [(link, left) for link, left in rows if _is_of_q(link.rhs, left, family, d)]
        entropic = any(is_entropic(n, d) for link, _ in rows for n in nodes(link.rhs))
        weights = {_printed(k): k for link, _ in own if link.rhs is not None for k in _weights(link.rhs, d)}
        candidates: list[s.Expr | None] = [*(weights[k] for k in sorted(weights, key=lambda k: k == "1")), None]
        agreeing = [sum(_agrees(link, left, family, (policy, k), out) for link, left in own) for k in candidates]
        best = max(agreeing)
        if (own and best <= len(own) - best) or (not own and entropic):
            del d.managed[family]  # no kind of value agrees with most of the rows
        elif own:
            d.managed[family] = (policy, candidates[agreeing.index(best)])
    out.env.at(0)
    _assumed_values(d, out)


def _rows_of(document: s.Document, family: str) -> Iterator[tuple[s.Link, s.Apply]]:
    """The links of chains that begin with V of the family at a state."""
    head: s.Expr | None = None
    for f in document.formulas:
        for chain in f.chains:
            if chain.head is not None and not chain.continues:
                head = chain.head
            if isinstance(head, s.Apply) and family_of(head_key(head.head)) == ("V", family) and len(head.args) == 1:
                yield from ((link, head) for link in chain.links if link.operator in EQUALITIES)


def _is_of_q(rhs: s.Expr | None, left: s.Apply, family: str, d: Decision) -> bool:
    """Whether a right side makes V of Q and the policy: no reward, no V, no dynamics, no returns."""
    heads = [k for n in nodes(rhs) if isinstance(n, s.Apply) and (k := head_key(n.head)) is not None]
    families = {family_of(k) for k in heads}
    return (
        ("Q", family) in families
        and not any(f is not None and f[0] in "VRrA" for f in families)
        and not any(k in d.kernels and d.kernels[k].of is d.state for k in heads)
        and not any(is_endless(n) for n in nodes(rhs))
    )


def _agrees(link: s.Link, left: s.Apply, family: str, kind: tuple[str, s.Expr | None], out: Declarations) -> bool:
    """Whether the right side is the value of the policy at this temperature, as the names stand at its line."""
    el = Elaborator(out.env)
    if link.rhs is None:
        return False
    out.env.at(link.span.line)
    speak_of(el, (left, link.rhs))
    try:
        written, at = el.term(link.rhs, {}), el.label(left.args[0], {})
        return any(is_same(written, value_of_policy(el, family, at, kind, inside=inside)) for inside in (False, True))
    except (NotUnderstood, Refused, ValueError, RecursionError):
        return False


def _weights(rhs: s.Expr, d: Decision) -> Iterator[s.Expr]:
    """What may be the temperature: letters, or 1 over letters, beside the logarithm of a policy; or 1."""
    for n in nodes(rhs):
        if isinstance(n, s.Multiply) and any(is_entropic(x, d) for x in n.factors):
            plain = [x for x in n.factors if isinstance(x, s.Name) or _is_inverse(x)]
            yield from plain
    if any(is_entropic(n, d) for n in nodes(rhs)):
        yield s.Number(Fraction(1))


def _is_inverse(e: s.Expr) -> bool:
    return isinstance(e, s.Divide) and isinstance(e.numerator, s.Number) and isinstance(e.denominator, s.Name)


def _printed(e: s.Expr) -> str:
    return "/".join(key_of(n) or str(getattr(n, "value", "")) for n in nodes(e) if isinstance(n, s.Name | s.Number))


def _assumed_values(d: Decision, out: Declarations) -> None:
    env = out.env
    for family, (policy, kappa) in sorted(d.managed.items()):
        mark, rest = parts_of(family)
        env.assumed.append(f"{mark}V{rest} and {mark}Q{rest} are the {'soft ' if kappa else ''}values of {policy}")
        for letter_ in (n for n in nodes(kappa) if isinstance(n, s.Name)):
            d.weights.add(key_of(letter_) or "")
            if env.domains.setdefault(key_of(letter_) or "", App("posreal")) == App("posreal"):
                env.assumed.append(f"{key_of(letter_)} > 0")
    for family in d.tied:
        mark, rest = parts_of(family)
        value = env.definition(f"{mark}V{rest}")
        if value is not None:
            d.weights |= {k for n in nodes(value.body) if isinstance(n, s.Name) and (k := key_of(n)) in env.domains}
    if d.discount is not None and (d.managed or d.tied):
        d.weights.add("gamma_")
        if env.domains.setdefault("gamma_", App("open", (ZERO, ONE))) == App("open", (ZERO, ONE)):
            env.assumed.append("0 < gamma < 1")
