"""What pi(a | s), P(s' | s, a), V_pi(s), R(s, a) and H(pi(. | s)) stand for in a decision process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning.decision.process import (
    TRAJECTORY,
    Decision,
    Kernel,
    Sort,
    family_of,
    family_of_returns,
    head_key,
    parts_of,
)
from derive.meaning.environment import NotUnderstood
from derive.meaning.names import key_of
from derive.meaning.operators import ENTROPY_WORDS
from derive.meaning.survey import nodes
from proofs.kernel.field import normalise
from proofs.kernel.term import App, Refused, Term, Var
from proofs.language import ONE, ZERO, add, fold, log, mul, neg, sub, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope


def speak_of(el: Elaborator, sides: tuple[s.Expr | None, ...]) -> None:
    """Notes which family of values a link speaks of, for the reward that it shares with it."""
    d = el.env.decision
    if d is None:
        return
    d.spoken = frozenset(
        k for e in sides for n in nodes(e) if (k := key_of(n)) is not None and d.sort_of(k) is not None
    )
    families: set[str] = set()
    seen: set[str] = set()
    todo: list[object] = list(sides)
    every: list[s.Expr] = []
    while todo:
        for n in nodes(todo.pop()):
            every.append(n)
            key = head_key(n.head) if isinstance(n, s.Apply) else key_of(n) if isinstance(n, s.Name | s.Label) else None
            if isinstance(n, s.Expectation) and (of_returns := family_of_returns(n, d)) is not None:
                families.add(of_returns)
            if key is None or key in seen:
                continue
            seen.add(key)
            found = family_of(key)
            if found is not None and found[0] in {"V", "Q"} and (found[1] in d.managed or found[1] in d.tied):
                families.add(found[1])
            definition = el.env.definition(key)
            if definition is not None:
                todo.append(definition.body)
    d.families = frozenset(families)
    d.along = TRAJECTORY in d.others and _goes_along(d, every)


def _goes_along(d: Decision, inside: list[s.Expr]) -> bool:
    """Whether a trajectory's density stands beside what happens at its times."""
    whole = any(isinstance(n, s.Name) and key_of(n) == TRAJECTORY for n in inside)
    steps = any(isinstance(n, s.Apply) and (k := d.kernel(n)) is not None and bool(k.given) for n in inside)
    times = any(
        isinstance(n, s.Subscript) and (sort := d.sort_of(key_of(n))) in (d.state, d.action) and sort is not None
        for n in inside
    )
    return whole and (steps or times)


def _of_trajectory(el: Elaborator, d: Decision, kernel: Kernel, where: Term) -> Term:
    """p(s_1) prod_t pi(a_t | s_t) p(s_{t+1} | s_t, a_t), the density of a trajectory."""
    from derive.meaning import folds

    policy = d.kernels[kernel.key]
    if d.horizon is None:
        raise NotUnderstood("a trajectory whose density the document does not write as a product")
    first, last = d.horizon
    times = App("range", (el.term(first, {}), el.term(last, {})))
    t = el.bound_name("t", times)

    def at(letter: str, time: Term) -> Term:
        return Var(letter, (where, time))

    state, action = at(d.state.letter, var(t)), at(d.action.letter, var(t))
    step: Term = Var(policy.symbol, (action, state))
    if d.dynamics is not None:
        follow = Var(d.kernels[d.dynamics].symbol, (at(d.state.letter, add(var(t), ONE)), state, action))
        step = mul(step, follow)
    start = state_density(el, d, "p", at(d.state.letter, times.args[0]), f"{d.state.letter}_1")
    return mul(start, folds.binder(el, "prod", times, t, step))


def same_place(el: Elaborator, body: s.Expr, scope: Scope) -> Scope:
    """The scope in which a definition such as Z = sum_a exp Q(s_t, a) is read at the state that is spoken of."""
    d = el.env.decision
    if d is None:
        return scope
    bound = {key_of(v) for n in nodes(body) if isinstance(n, s.Big) for v in n.variables}
    out = dict(scope)
    for k in {key_of(n) for n in nodes(body)} - bound - scope.keys() - {None}:
        sort = d.sort_of(k)
        if k is None or sort is None or k in d.spoken:
            continue
        inside = [x for x in scope if d.sort_of(x) is sort]
        around = [x for x in d.spoken if d.sort_of(x) is sort]
        if len(inside) == 1:
            out[k] = scope[inside[0]]
        elif not inside and len(around) == 1:
            out[k] = var(around[0])
    return out


def on_trajectory(el: Elaborator, e: s.Subscript, scope: Scope) -> Term | None:
    """s_t and a_t of the trajectory that is spoken of: functions of it and of the time."""
    d = el.env.decision
    base, key = key_of(e.base), key_of(e)
    if d is None or TRAJECTORY not in d.others or key in scope or base not in {d.state.letter, d.action.letter}:
        return None
    if TRAJECTORY not in scope and TRAJECTORY not in d.spoken:
        return None
    where = scope.get(TRAJECTORY, var(TRAJECTORY))
    return Var(base or "", (where, el.term(e.index, scope)))


def applied(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """pi(a | s), P(s' | s, a), V_pi(s), R(s, a) and H(pi(. | s)) in a decision process."""
    d = el.env.decision
    if d is None or e.versus:
        return None
    kernel = d.kernel(e)
    given = {id(d.sort_of(key_of(g))) for g in e.given}
    fits = kernel is not None and given == {id(x) for x in kernel.given}
    if kernel is not None and fits and all(_is_typed(x, d) for x in (*e.args, *e.given)):
        return _kernel_term(el, kernel, e, scope)
    if key in ENTROPY_WORDS and len(e.args) == 1 and isinstance(e.args[0], s.Apply):
        inner = d.kernels.get(head_key(e.args[0].head) or "")
        return None if inner is None else _entropy(el, inner, e.args[0], scope)
    alone = len(e.args) == 1 and not e.given and d.sort_of(key_of(e.args[0])) is d.state
    if alone and key in {"p", "P", "rho", "mu"} and el.env.definition(key) is None:
        return state_density(el, d, key, el.label(e.args[0], scope), key_of(e.args[0]) or "")
    plain = bool(e.args) and not e.given and all(d.sort_of(key_of(a)) in d.others.values() for a in e.args)
    if plain and key in {"f", "g", "h"} and el.env.definition(key) is None:
        return Var(key, tuple(el.label(a, scope) for a in e.args))
    return _of_values(el, d, e, key, scope)


def _of_values(el: Elaborator, d: Decision, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """V, Q, A and R of states and actions."""
    found = family_of(key)
    if found is None or e.given or len(e.args) < 1:
        return None
    letter, family = found
    if any(d.sort_of(key_of(a)) is None for a in e.args):
        return None
    arguments = tuple(el.label(a, scope) for a in e.args)
    if letter == "V" and family in d.managed and len(arguments) == 1:
        return value_of_policy(el, family, arguments[0], d.managed[family])
    if letter == "Q" and (family in d.managed or family in d.tied) and len(arguments) == 2:
        return Var(key, arguments)
    if letter in {"R", "r"} and len(arguments) == 1 and family == "|" and el.env.definition(key) is None:
        if d.families:
            raise NotUnderstood("a reward of states alone beside the values that it makes", e.span)
        return Var(f"{key}_{key_of(e.args[0])}", arguments)
    if letter in {"R", "r"} and len(arguments) in (2, 3) and family == "|":
        return reward(el, key, arguments, scope, e)
    if letter == "A" and len(arguments) == 2 and el.env.definition(key) is None:
        return _advantage(el, d, family, e, scope)
    if letter in {"V", "Q"} and el.env.definition(key) is None and key not in el.env.functions:
        return Var(key, arguments)
    return None


def is_typed(el: Elaborator, e: s.Apply) -> bool:
    """Whether something is applied to states and actions only."""
    d = el.env.decision
    return d is not None and bool(e.args) and all(_is_typed(x, d) for x in (*e.args, *e.given))


def _is_typed(e: s.Expr, d: Decision) -> bool:
    return isinstance(e, s.Hole) or d.sort_of(key_of(e)) is not None


def state_density(el: Elaborator, d: Decision, head: str, at: Term, key: str) -> Term:
    """q(s): an unknown density of states, another for each time."""
    name = f"{head}^{key.rstrip(chr(39)) or d.state.letter}"
    if name not in d.densities:
        d.densities.add(name)
        el.env.facts.append(App("density", (fold("lam", d.state.domain, "y", Var(name, (var("y"),))),)))
    return Var(name, (at,))


def _kernel_term(el: Elaborator, kernel: Kernel, e: s.Apply, scope: Scope) -> Term:
    if isinstance(e.args[0], s.Hole):
        raise NotUnderstood(f"the density {kernel.key} without its argument", e.span)
    return density_at(el, kernel, el.label(e.args[0], scope), given_terms(el, kernel, e, scope), e)


def density_at(el: Elaborator, kernel: Kernel, value: Term, given: tuple[Term, ...], e: s.Expr) -> Term:
    """The density at a value: what the document defines it to be, else an unknown function."""
    d = el.env.decision
    if d is not None and d.along and kernel.of.letter == TRAJECTORY and kernel.key in d.kernels and not given:
        return _of_trajectory(el, d, kernel, value)
    definition = el.env.definition(kernel.key)
    early = "*" not in kernel.key and definition is not None and not definition.given and el.env.line < definition.line
    if definition is None or early or len(definition.params) != 1 + len(given):
        return Var(kernel.symbol, (value, *given))  # before a result that says what it is, it is arbitrary
    with el.unfolding(kernel.key, e.span):
        return el.at(definition.body, dict(zip(definition.params, (value, *given), strict=True)), {})


def given_terms(el: Elaborator, kernel: Kernel, e: s.Apply, scope: Scope) -> tuple[Term, ...]:
    """What stands after the bar, in the kernel's order."""
    d = el.env.decision
    sorts = {id(d.sort_of(key_of(g))): g for g in e.given} if d is not None else {}
    if len(e.given) != len(kernel.given) or {id(x) for x in kernel.given} != sorts.keys():
        raise NotUnderstood(f"{kernel.key} given something else than it is elsewhere", e.span)
    return tuple(el.label(sorts[id(x)], scope) for x in kernel.given)


def fresh_name(el: Elaborator, sort: Sort, key: str) -> str:
    return el.bound_name(key, sort.domain)


def total(el: Elaborator, sort: Sort, name: str, body: Term) -> Term:
    """The sum, or the integral, over a sort."""
    from derive.meaning import folds

    return folds.binder(el, "int" if sort.continuous else "sum", sort.domain, name, body)


def _entropy(el: Elaborator, kernel: Kernel, e: s.Apply, scope: Scope) -> Term:
    given = given_terms(el, kernel, e, scope)
    return _entropy_of(el, kernel.of, lambda y: density_at(el, kernel, y, given, e))


def value_of_policy(
    el: Elaborator, family: str, at: Term, kind: tuple[str, s.Expr | None], *, inside: bool = False
) -> Term:
    """V(s) = sum_a pi(a | s) (Q(s, a) - alpha log pi(a | s)), without the logarithm for hard values.

    `inside`: written with the entropy in the logarithm's place.
    """
    d = el.env.decision
    if d is None:
        raise NotUnderstood("no decision process")
    policy, kappa = kind
    mark, rest = parts_of(family)
    name = fresh_name(el, d.action, d.action.letter)
    p = Var(d.kernels[policy].symbol, (var(name), at))
    q: Term = Var(f"{mark}Q{rest}", (at, var(name)))
    if kappa is not None:
        q = sub(q, mul(el.term(kappa, {}), neg(entropy_at(el, d, policy, at)) if inside else log(p)))
    return total(el, d.action, name, mul(p, q))


def reward(el: Elaborator, key: str, arguments: tuple[Term, ...], scope: Scope, e: s.Apply) -> Term:
    """The reward that Bellman's equation leaves for the Q of the family at hand; free where there is none."""
    d = el.env.decision
    own = Var(f"{key}_" if len(arguments) == 2 else f"{key}_3", arguments)  # the letter may be a variable elsewhere
    if d is None or not d.families:
        return own
    if len(d.families) > 1 or d.dynamics is None or d.discount is None:
        raise NotUnderstood("a reward beside values without one discount factor gamma and one dynamics", e.span)
    if key in d.particular:
        raise NotUnderstood(f"{key} is something in particular beside the values that it makes", e.span)
    (family,) = d.families
    state, action = arguments[:2]
    mark, rest = parts_of(family)
    q = Var(f"{mark}Q{rest}", (state, action))
    rest_of = sub(q, mul(_discount(el), _next(el, d, state, action, lambda y: _value_at(el, family, y, e))))
    if len(arguments) == 2:
        return rest_of
    mean = _next(el, d, state, action, lambda y: Var(own.name, (state, action, y)))
    return add(own, sub(rest_of, mean))


def _advantage(el: Elaborator, d: Decision, family: str, e: s.Apply, scope: Scope) -> Term | None:
    """A(s, a) = Q(s, a) - V(s), where the document has both and does not say otherwise."""
    mark, rest = parts_of(family)
    q, v = (d.heads.get(f"{mark}{letter}{rest}") for letter in "QV")
    if q is None or v is None:
        return None
    return sub(el.term(replace(e, head=q), scope), el.term(replace(e, head=v, args=e.args[:1]), scope))


def _discount(el: Elaborator) -> Term:
    d = el.env.decision
    return ONE if d is None or d.discount is None else el.term(d.discount, {})


def _next(el: Elaborator, d: Decision, state: Term, action: Term, f: Callable[[Term], Term]) -> Term:
    """The mean of f over the next state."""
    name = fresh_name(el, d.state, f"{d.state.letter}'")
    p = Var(d.kernels[d.dynamics or ""].symbol, (var(name), state, action))
    return total(el, d.state, name, mul(p, f(var(name))))


def _value_at(el: Elaborator, family: str, at: Term, e: s.Apply) -> Term:
    """V at a state: the theory's, or the document's definition."""
    d = el.env.decision
    mark, rest = parts_of(family)
    key = f"{mark}V{rest}"
    if d is not None and family in d.managed:
        return value_of_policy(el, family, at, d.managed[family])
    definition = el.env.definition(key)
    if definition is None or len(definition.params) != 1:
        raise NotUnderstood(f"nothing says what {key} is", e.span)
    with el.unfolding(f"{key} of the reward", e.span):
        return el.at(definition.body, {definition.params[0]: at}, {})


def is_same(a: Term, b: Term) -> bool:
    """Whether two terms have the same normal form."""
    try:
        return normalise(sub(a, b))[0] == ZERO
    except Refused:
        return False


def entropy_at(el: Elaborator, d: Decision, policy: str, state: Term) -> Term:
    """The entropy of a policy at a state."""
    return _entropy_of(el, d.action, lambda y: Var(d.kernels[policy].symbol, (y, state)))


def _entropy_of(el: Elaborator, sort: Sort, density: Callable[[Term], Term]) -> Term:
    name = fresh_name(el, sort, sort.letter)
    p = density(var(name))
    return neg(total(el, sort, name, mul(p, log(p))))
