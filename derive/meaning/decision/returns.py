"""Discounted returns: E_pi[sum_{t=0}^oo gamma^t x(s_t, a_t) + c | s_0 = s]."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning.decision.process import Decision, is_endless, name_of, parts_of
from derive.meaning.decision.values import entropy_at, fresh_name, is_same, reward, total
from derive.meaning.environment import NotUnderstood
from derive.meaning.names import key_of
from derive.meaning.survey import nodes
from proofs.kernel.term import Term, Var
from proofs.language import ONE, ZERO, add, mul, neg, num, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope


def returns(el: Elaborator, d: Decision, family: str, e: s.Expectation, scope: Scope) -> Term:
    """E_pi[sum_{t=0}^oo gamma^t x(s_t, a_t) + c | s_0 = s] for an x that is the family's reward: its value.

    With x = R + h, h the entropy's bonus, and x_1 what is summed from t = 1 on, it is the mean of Q + h - x_1 + c.
    """
    policy, kappa = d.managed[family]
    start = dict(_starts(el, d, e, scope)) or _written_state(el, d, e, scope)
    if d.state.letter not in start:
        raise NotUnderstood("discounted returns from no state", e.span)
    state = start[d.state.letter]
    name = fresh_name(el, d.action, d.action.letter)
    action = start.get(d.action.letter, var(name))
    endless, first, rest = [], [], []
    for sign, part in _parts(e.args[0]):
        if is_endless(part) and isinstance(part, s.Big):
            begin = el.term(part.lower, scope) if part.lower is not None else None
            if begin not in (ZERO, ONE):
                raise NotUnderstood("returns that start later", part.span)
            x = mul(num(sign), _at_time(el, d, part, state, action, scope))
            endless.append(x)
            first += [x] if begin == ONE else []
        else:
            rest.append(mul(num(sign), el.term(part, {**scope, d.state.letter: state, d.action.letter: action})))
    gain = reward(el, "R", (state, action), scope, s.Apply(s.Name("R"), ()))
    bonus: Term = ZERO
    if kappa is not None:
        bonus = mul(el.term(kappa, {}), entropy_at(el, d, policy, state))
    if not is_same(add(*endless), add(gain, bonus)):
        raise NotUnderstood("returns of something else than the reward", e.span)
    mark, tail = parts_of(family)
    inside = add(Var(f"{mark}Q{tail}", (state, action)), bonus, *(neg(x) for x in first), *rest)
    if d.action.letter in start:
        return inside
    p = Var(d.kernels[policy].symbol, (action, state))
    return total(el, d.action, name, mul(p, inside))


def _starts(el: Elaborator, d: Decision, e: s.Expectation, scope: Scope) -> Iterator[tuple[str, Term]]:
    """The state, and the action, at which the process starts: s_0 = s, a_0 = a."""
    for given in e.given:
        match given:
            case s.Relation(operands=(left, right), operators=("=",)) if left is not None and right is not None:
                sort = d.sort_of(key_of(left))
                if sort is None or key_of(left) != f"{sort.letter}_0":
                    raise NotUnderstood("a condition on something that is no state or action at time 0", e.span)
                yield sort.letter, el.label(right, scope)
            case _:
                raise NotUnderstood("a condition that is not understood", e.span)


def _written_state(el: Elaborator, d: Decision, e: s.Expectation, scope: Scope) -> dict[str, Term]:
    """The one state without a time in what the mean is of, where no condition says where the process starts."""
    bare = {d.state.letter, f"{d.state.letter}'"}
    inside = [n for a in e.args for n in nodes(a)]
    indexed = {id(n.base) for n in inside if isinstance(n, s.Subscript)}
    found = {key_of(n) for n in inside if isinstance(n, s.Name) and id(n) not in indexed} & bare
    return {d.state.letter: el.label(name_of(found.pop() or ""), scope)} if len(found) == 1 else {}


def _parts(e: s.Expr) -> Iterator[tuple[int, s.Expr]]:
    """The terms of a sum with their signs."""
    match e:
        case s.Add(terms=terms):
            for t in terms:
                yield from _parts(t)
        case s.Negative(operand=o):
            yield from ((-sign, part) for sign, part in _parts(o))
        case s.Group(body=b) | s.Brace(body=b):
            yield from _parts(b)
        case s.Big(kind="sum", body=s.Group(body=s.Add(terms=terms)) | s.Add(terms=terms)) if is_endless(e):
            for t in terms:
                yield from _parts(replace(e, body=t))
        case _:
            yield 1, e


def _at_time(el: Elaborator, d: Decision, e: s.Big, state: Term, action: Term, scope: Scope) -> Term:
    """x of sum_t gamma^t x(s_t, a_t) at a state and an action."""
    time = key_of(e.variables[0]) if len(e.variables) == 1 else None
    body = e.body.body if isinstance(e.body, s.Group | s.Brace) else e.body
    factors = list(body.factors) if isinstance(body, s.Multiply) else [body]
    weights = [f for f in factors if isinstance(f, s.Power) and key_of(f.exponent) == time]
    discounted = [f for f in weights if d.discount is not None and key_of(f.base) == key_of(d.discount)]
    if time is None or len(weights) != 1 or discounted != weights:
        raise NotUnderstood("returns that are not discounted by powers of gamma", e.span)
    rest = [f for f in factors if f is not weights[0]]
    inner = {**scope, f"{d.state.letter}_{time}": state, f"{d.action.letter}_{time}": action}
    return el.product(tuple(rest), inner)
