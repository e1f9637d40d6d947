"""Finds the decision process of a document, and puts it into the environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning.decision.process import (
    ACTIONS,
    NAME,
    STATES,
    TRAJECTORY,
    Decision,
    Kernel,
    Sort,
    family_of,
    head_key,
    letter,
    letter_of,
    parts_of,
    policies,
)
from derive.meaning.names import key_of
from derive.meaning.relations import EQUALITIES
from derive.meaning.survey import Survey, nodes
from proofs.kernel.term import App, Term, Var
from proofs.language import ONE, POSINT, ZERO, add, fold, var

if TYPE_CHECKING:
    from derive.meaning.declared import Declarations


def find_decision(document: s.Document, survey: Survey) -> Decision | None:
    """The decision process that the document speaks of: there is one where an action's density is given a state."""
    applied = [e for e in survey.densities if not e.versus]
    letters = [
        (a, g)
        for e in applied
        if len(e.args) == 1 and len(e.given) == 1
        for a, g in [(_acted(e, survey), letter(e.given[0]))]
        if a in ACTIONS and g in STATES and _is_policy(head_key(e.head), applied)
    ]
    moved = _parameters(document)
    if not letters and not moved:
        return None
    action, state = max(sorted(set(letters)), key=letters.count) if letters else ("", "")
    continuous = {letter_of(k) for k in survey.integrated} - _summed(document)
    d = Decision(_sort(state, "S", state in continuous), _sort(action, "A", action in continuous))
    d.parameter = next(iter(moved), None)
    conditional = {head_key(e.head) for e in applied if e.given}
    for e in applied:
        _other_sort(e, d, moved, continuous)
    for e in applied:
        _kernel(e, d, conditional)
        key = head_key(e.head)
        if key is not None and family_of(key) is not None:
            d.heads.setdefault(key, e.head)
    if not d.kernels:
        return None
    for e in applied:
        _alias(e, d)
    _bare_dynamics(survey, d)
    if "gamma_" in survey.scalars:
        d.discount = s.Name("gamma")
    d.times = {k: r for k, r in survey.ranges.items() if k in {"t", "t'"} and key_of(r[1]) == "T" and _is_one(r[0])}
    d.horizon = _horizon(document, d)
    _particular(document, d)
    _manage(d)
    return d


def _is_policy(key: str | None, applied: list[s.Apply]) -> bool:
    """Whether p(a | s) is meant for a policy: by its letter, or since there are dynamics beside it."""
    if key is None or re.match(r"(hat_|tilde_|bar_)?(pi|mu|q|rho)(?![A-Za-z])", key):
        return key is not None
    return any(len(e.args) == 1 and {letter(g) for g in e.given} & ACTIONS and len(e.given) == 2 for e in applied)


def _acted(e: s.Apply, survey: Survey) -> str | None:
    """The letter of the action whose density e is; that of the document's actions in pi(. | s)."""
    if not isinstance(e.args[0], s.Hole):
        return letter(e.args[0])
    named = (head_key(e.head) or "").startswith(("pi", "mu"))
    return next((a for k in sorted(survey.scalars) if (a := letter_of(k)) in ACTIONS), None) if named else None


def _parameters(document: s.Document) -> list[str]:
    """Names that the document takes gradients in, in order."""
    found = [
        key_of(n.wrt)
        for side in _sides(document)
        for n in nodes(side)
        if isinstance(n, s.Gradient) and n.wrt is not None
    ]
    return list(dict.fromkeys(k for k in found if k is not None))


def _is_parametrised(key: str | None, parameters: list[str]) -> bool:
    return key is not None and any(re.fullmatch(rf"[pqP]_{re.escape(w)}|pi_{re.escape(w)}", key) for w in parameters)


def _other_sort(e: s.Apply, d: Decision, parameters: list[str], continuous: set[str | None]) -> None:
    """The set of x in p_theta(x), where the document takes gradients in theta."""
    if len(e.args) == 1 and not e.given and _is_parametrised(head_key(e.head), parameters):
        of = letter(e.args[0])
        if of is not None and of not in d.sorts():
            d.others[of] = _sort(of, of, of in continuous)


def _summed(document: s.Document) -> set[str | None]:
    """Letters over which the document sums: an integral over them elsewhere is by the counting measure."""
    return {
        letter(v)
        for side in _sides(document)
        for n in nodes(side)
        if isinstance(n, s.Big) and n.kind == "sum"
        for v in n.variables
    }


def _sort(letter: str, name: str, continuous: bool) -> Sort:
    return Sort(letter, var(f"mathcal_{name}") if continuous else App("range", (ONE, var(f"n_{name}"))), continuous)


def _kernel(e: s.Apply, d: Decision, conditional: set[str | None]) -> None:
    """pi(a | s) and P(s' | s, a) make kernels; the order of what is given counts for nothing."""
    key = head_key(e.head)
    if key is None or len(e.args) != 1 or (e.given and key in d.kernels):
        return
    of = d.sort_of(key_of(e.args[0]))
    if isinstance(e.args[0], s.Hole):
        sorts = {d.sort_of(key_of(g)) for g in e.given}
        of = d.action if sorts == {d.state} else d.state if sorts == {d.state, d.action} else None
    if not e.given:
        moves = d.parameter is not None and _is_parametrised(key, [d.parameter])
        if moves and of is not None and of in d.others.values():
            d.kernels[f"{key}|{of.letter}"] = Kernel(key, of, (), key in conditional)
        return
    given = tuple(d.sort_of(key_of(g)) for g in e.given)
    if of is d.action and given == (d.state,):
        d.kernels[key] = Kernel(key, of, (d.state,))
    elif of is d.state and set(given) == {d.state, d.action} and len(given) == 2:
        d.kernels[key] = Kernel(key, of, (d.state, d.action))
        d.dynamics = d.dynamics or key


def _alias(e: s.Apply, d: Decision) -> None:
    """b in pi(b | s) is an action too."""
    kernel = d.kernels.get(head_key(e.head) or "") if e.given and len(e.args) == 1 else None
    typed = all(d.sort_of(key_of(g)) is not None for g in e.given)
    other = letter(e.args[0]) if kernel is not None and typed else None
    if kernel is not None and other is not None and d.sort_of(other) is None and other not in {"n", "k", "t"}:
        d.aliases[other] = kernel.of


def _bare_dynamics(survey: Survey, d: Decision) -> None:
    """s' ~ p names the dynamics, where nothing else does; s' ~ P means those written p."""
    for e in survey.expected:
        match e.under:
            case s.Relation(operands=(left, s.Name() as law), operators=("sim",)) if left is not None:
                found = NAME.match(key_of(left) or "")
                coming = found is not None and (found[2] or (found[3] or "").endswith("+1"))
                key = key_of(law)
                if not coming or d.sort_of(key_of(left)) is not d.state or key is None or key in d.kernels:
                    continue
                known = d.kernels.get(d.dynamics or "")
                if known is not None and known.key.lower() != key.lower():
                    continue
                d.kernels[key] = known or Kernel(key, d.state, (d.state, d.action))
                d.dynamics = d.dynamics or key


def _is_one(e: s.Expr) -> bool:
    return isinstance(e, s.Number) and e.value == 1


def _sides(document: s.Document) -> Iterator[s.Expr | None]:
    """Everything between relations."""
    for f in document.formulas:
        for chain in f.chains:
            yield from chain.sides


def _horizon(document: s.Document, d: Decision) -> tuple[s.Expr, s.Expr] | None:
    """The times of a product over policies, the density of a trajectory; those of sums where it leaves them out."""
    for side in _sides(document):
        for n in nodes(side):
            if isinstance(n, s.Big) and n.kind == "product" and any(_applies_policy(m, d) for m in nodes(n.body)):
                if n.lower is not None and n.upper is not None:
                    return n.lower, n.upper
                return d.times.get("t")
    return None


def _applies_policy(e: s.Expr, d: Decision) -> bool:
    kernel = d.kernels.get(head_key(e.head) or "") if isinstance(e, s.Apply) else None
    return kernel is not None and kernel.of is d.action


def _particular(document: s.Document, d: Decision) -> None:
    """Rewards, baselines and policies of which a row says what they are: it is that, or nothing, from there on."""
    for f in document.formulas:
        for chain in f.chains:
            head = chain.head
            if not isinstance(head, s.Apply) or not chain.links or chain.links[0].operator not in EQUALITIES:
                continue
            key = head_key(head.head)
            typed = all(d.sort_of(key_of(x)) is not None for x in (*head.args, *head.given))
            if key is None or not typed or not head.args:
                continue
            kernel = d.kernels.get(key) if head.given else None
            if key in {"r", "R", "b", "f", "g", "h"} or (kernel is not None and kernel.of is d.action):
                d.particular.setdefault(key, chain.links[0].span.line)


def _manage(d: Decision) -> None:
    """The families of V and Q that a policy's name alone marks may be its values; `settle` sees what the rows say."""
    named = policies(d)
    for key in d.heads:
        found = family_of(key)
        if found is None or found[0] in {"R", "r", "A"}:
            continue
        owner = next((p for p in sorted(named, key=len, reverse=True) if _is_label(p, found[1])), None)
        if owner is None and len(named) == 1 and named[0].startswith("pi_") and _is_label("pi", found[1]):
            owner = named[0]  # V^pi beside pi_theta
        if owner is not None and _is_plain(found[1], owner):
            d.managed[found[1]] = (owner, None)


def _is_plain(family: str, policy: str) -> bool:
    """Whether a family bears a policy's name and no other mark: a hat, a bar or a time make other values of it."""
    mark, rest = parts_of(family)
    left = re.sub(rf"[_^]({re.escape(policy)}|pi)(?=$|[_^])", "", rest, count=1)
    return not mark and left in {"", "^soft", "_soft"}


def _is_label(policy: str, family: str) -> bool:
    return re.search(rf"[_^|]{re.escape(policy)}(?=$|[_^])", family) is not None


def enter(document: s.Document, out: Declarations) -> None:
    """Puts the decision process of the document, if there is one, into the environment."""
    d = find_decision(document, out.survey)
    out.env.decision = d
    if d is not None:
        _domains(d, out)
        _facts(d, out)
        _functions(d, out)
        _assumed(d, out)


def _domains(d: Decision, out: Declarations) -> None:
    env = out.env
    for sort in d.sorts().values():
        env.indexed.discard(sort.letter)
        out.survey.indexed.discard(sort.letter)
        env.families.pop(sort.letter, None)
        match sort.domain:
            case App("range", (_, Var(size))):
                env.domains[size] = POSINT
    for key in sorted(out.survey.scalars | out.survey.bound):
        own = d.sort_of(key)
        if own is not None:
            env.domains[key] = own.domain


def _facts(d: Decision, out: Declarations) -> None:
    for kernel in dict.fromkeys(d.kernels.values()):
        out.env.facts.append(_density(kernel))
        if kernel.of is d.action or not kernel.given:
            out.env.facts.append(_everywhere_positive(kernel))
    if TRAJECTORY in d.others:
        own = [sort for sort in (d.state, d.action) if sort.letter]
        if d.horizon is not None and key_of(d.horizon[1]) == "T":
            out.env.domains["T"] = POSINT
            out.env.guessed.discard("T")
            out.env.pinned.add("T")
        out.env.facts.extend(_along(d.others[TRAJECTORY], sort) for sort in own)


def _functions(d: Decision, out: Declarations) -> None:
    """What the theory says of V and Q the document does not define."""
    names = {f"{mark}{letter}{rest}" for mark, rest in map(parts_of, d.managed) for letter in "VQ"}
    out.env.functions -= names | {"R", "r"}


def _assumed(d: Decision, out: Declarations) -> None:
    said = out.env.assumed
    sorts = [f"{x.letter} in {'a set' if x.continuous else 'a finite set'}" for x in d.sorts().values()]
    kind, what = ("a Markov decision process", "policies") if d.state.letter else ("parametrised densities", "they")
    said.append(f"{kind}: {' and '.join(sorts)}; {what} are positive everywhere")
    if d.parameter is not None:
        under = ", also under integrals" if any(x.continuous for x in d.sorts().values()) else ""
        said.append(f"the densities are differentiable in {d.parameter}{under}; gradients are taken by components")
        said.append(f"what is written with a small letter and without {d.parameter} does not depend on it")


def _along(trajectories: Sort, sort: Sort) -> Term:
    """The state, or the action, of a trajectory lies where it should from time 0 to T + 1."""
    times = App("range", (ZERO, add(var("T"), ONE)))
    inside = App("in", (Var(sort.letter, (var("tau"), var("t"))), sort.domain))
    return fold("all", trajectories.domain, "tau", fold("all", times, "t", inside))


def _bound(kernel: Kernel) -> tuple[list[str], Var]:
    given = [f"{sort.letter}{n}" for n, sort in enumerate(kernel.given)]
    return given, Var(kernel.symbol, (var("y"), *map(var, given)))


def _density(kernel: Kernel) -> Term:
    given, body = _bound(kernel)
    t: Term = App("density", (fold("lam", kernel.of.domain, "y", body),))
    for name, sort in reversed(list(zip(given, kernel.given, strict=True))):
        t = fold("all", sort.domain, name, t)
    return t


def _everywhere_positive(kernel: Kernel) -> Term:
    given, body = _bound(kernel)
    t: Term = fold("all", kernel.of.domain, "y", App("<", (ZERO, body)))
    for name, sort in reversed(list(zip(given, kernel.given, strict=True))):
        t = fold("all", sort.domain, name, t)
    return t


def tie(out: Declarations) -> None:
    """A Q that its own definition leads back to is tied to the reward instead; the row that says so is a claim."""
    d, env = out.env.decision, out.env
    if d is None:
        return
    for key in list(d.heads):
        found = family_of(key)
        if found is None or found[0] != "Q" or found[1] in d.managed or env.definition(key) is None:
            continue
        if key in _reached(key, out):
            env.definitions.pop(key)
            d.tied.add(found[1])
            for place, said in list(out.declared.items()):
                if said == f"defines {key}":
                    del out.declared[place]
            mark, rest = parts_of(found[1])
            env.assumed.append(f"{key} is tied to the reward by its Bellman equation with {mark}V{rest}")


def _reached(key: str, out: Declarations) -> set[str]:
    """Names to which the definition of key leads."""
    seen: set[str] = set()
    todo = [key]
    while todo:
        definition = out.env.definition(todo.pop())
        if definition is None:
            continue
        for n in nodes(definition.body):
            k = head_key(n.head) if isinstance(n, s.Apply) else key_of(n) if isinstance(n, s.Name | s.Label) else None
            if k is not None and k not in seen:
                seen.add(k)
                todo.append(k)
    return seen
