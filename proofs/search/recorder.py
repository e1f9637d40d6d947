"""Runs the kernel's rules and records them as a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from proofs.kernel.axioms import axioms
from proofs.kernel.rules import RULES, Theorem
from proofs.kernel.term import App, Bind, Bound, Num, Refused, Term, Var, show


@dataclass(frozen=True, slots=True)
class Fact:
    """A theorem and the step of the proof that shows it."""

    index: int
    theorem: Theorem

    @property
    def conclusion(self) -> Term:
        """What the theorem concludes."""
        return self.theorem.conclusion

    @property
    def hypotheses(self) -> frozenset[Term]:
        """What the theorem assumes."""
        return self.theorem.hypotheses


class Proof:
    """A growing list of steps; equal steps are taken once. Every method raises Refused where its rule does."""

    def __init__(self) -> None:
        self._steps: list[tuple[str, tuple[Any, ...]]] = []
        self._facts: list[Fact] = []
        self._known: dict[tuple[Any, ...], Fact] = {}

    def _step(self, rule: str, *args: Any) -> Fact:
        key = (rule, *args)
        fact = self._known.get(key)
        if fact is None:
            if rule == "axiom":
                theorem = _axiom(args[0])
            else:
                apply, kinds = RULES[rule]
                theorem = apply(*(self._argument(k, a) for k, a in zip(kinds, args, strict=True)))
            fact = self._known[key] = Fact(len(self._steps), theorem)
            self._steps.append((rule, args))
            self._facts.append(fact)
        return fact

    def _argument(self, kind: str, a: Any) -> Any:
        if kind == "s":
            return self._facts[a].theorem
        return tuple(self._facts[i].theorem for i in a) if kind == "S" else a

    def assume(self, p: Term) -> Fact:
        """p |- p"""
        return self._step("assume", p)

    def refl(self, t: Term) -> Fact:
        """|- t = t"""
        return self._step("refl", t)

    def sym(self, f: Fact) -> Fact:
        """From a = b: b = a; also for !=."""
        return self._step("sym", f.index)

    def trans(self, f: Fact, g: Fact) -> Fact:
        """From a = b and b = c: a = c."""
        return self._step("trans", f.index, g.index)

    def chain(self, *facts: Fact) -> Fact:
        """From a = b, b = c, ...: a = the last."""
        out = facts[0]
        for f in facts[1:]:
            out = self.trans(out, f)
        return out

    def cut(self, f: Fact, g: Fact) -> Fact:
        """g with its hypothesis f.conclusion replaced by those of f; g itself if it is no hypothesis of g."""
        return self._step("cut", f.index, g.index) if f.conclusion in g.hypotheses else g

    def cuts(self, g: Fact, *facts: Fact) -> Fact:
        """g after cutting with each of facts in turn."""
        for f in facts:
            g = self.cut(f, g)
        return g

    def weaken(self, f: Fact, p: Term) -> Fact:
        """f with one more hypothesis."""
        return self._step("weaken", f.index, p)

    def imp(self, p: Term, f: Fact) -> Fact:
        """p => f.conclusion, with p discharged."""
        return self._step("imp", p, f.index)

    def mp(self, f: Fact, g: Fact) -> Fact:
        """From p => q and p: q."""
        return self._step("mp", f.index, g.index)

    def both(self, *facts: Fact) -> Fact:
        """The conjunction of two or more facts."""
        return self._step("both", tuple(f.index for f in facts))

    def part(self, f: Fact, i: int) -> Fact:
        """The i-th part of a conjunction."""
        return self._step("part", f.index, i)

    def gen(self, x: str, domain: Term, f: Fact) -> Fact:
        """For all x in domain, f; (in x domain) is discharged."""
        return self._step("gen", x, domain, f.index)

    def spec(self, f: Fact, t: Term) -> Fact:
        """A universal fact at t, under the hypothesis (in t domain)."""
        return self._step("spec", f.index, t)

    def inst(self, f: Fact, **values: Term) -> Fact:
        """f with symbols and functions replaced."""
        return self.inst_map(f, values)

    def inst_map(self, f: Fact, values: dict[str, Term]) -> Fact:
        """`inst` for names that are no Python identifiers."""
        for x, t in values.items():
            if t.facts.loose:
                raise Refused(f"inst: {x} is to become {show(t)}, which is not closed")
        return self._step("inst", f.index, tuple(values), tuple(values.values())) if values else f

    def axiom(self, label: str, **values: Term) -> Fact:
        """An axiom with values for its variables."""
        return self.inst_map(self._step("axiom", label), values)

    def at(self, t: Term, path: tuple[int, ...], names: tuple[str, ...], f: Fact) -> Fact:
        """t = t with f's left side, found at path, replaced by its right side."""
        return self._step("at", t, path, names, f.index)

    def rewrite(self, f: Fact, path: tuple[int, ...], names: tuple[str, ...], eq: Fact) -> Fact:
        """f with eq's left side, found at path in its conclusion, replaced by its right side."""
        return self._step("rewrite", f.index, path, names, eq.index)

    def ring(self, a: Term, b: Term) -> Fact:
        """a = b by the normal forms, under the conditions these need."""
        return self._step("ring", a, b)

    def normal(self, t: Term) -> Fact:
        """t = its normal form, under the conditions this needs."""
        return self._step("normal", t)

    def linear(self, goal: Term, facts: tuple[Fact, ...], multipliers: tuple[Fraction, ...]) -> Fact:
        """An order (or equation) as a combination of facts with multipliers."""
        return self._step("linear", goal, tuple(f.index for f in facts), multipliers)

    def sign(self, goal: Term, *facts: Fact) -> Fact:
        """A sign, order, membership, or `and`, `or` of such, from facts."""
        return self._step("sign", goal, tuple(f.index for f in facts))

    def finish(self, f: Fact) -> Fact:
        """f with the conditions under which its conclusion is defined; needed before the last cuts."""
        return self._step("finish", f.index)

    def certificate(self, fact: Fact) -> dict[str, Any]:
        """The certificate of one fact: the steps that it rests on, as plain JSON."""
        needed = {fact.index}
        for n in range(fact.index, -1, -1):
            if n in needed:
                needed.update(self._uses(n))
        renumbered = {n: k for k, n in enumerate(sorted(needed))}
        seen: dict[Term, int] = {}
        table: list[Any] = []
        steps = []
        for n in sorted(needed):
            rule, args = self._steps[n]
            kinds = "x" if rule == "axiom" else RULES[rule][1]
            steps.append([rule, *(_encoded(k, a, renumbered, seen, table) for k, a in zip(kinds, args, strict=True))])
        return {"terms": table, "steps": steps}

    def _uses(self, n: int) -> list[int]:
        rule, args = self._steps[n]
        kinds = "x" if rule == "axiom" else RULES[rule][1]
        return [i for k, a in zip(kinds, args, strict=True) if k in "sS" for i in (a if k == "S" else (a,))]


def _axiom(label: str) -> Theorem:
    known = axioms()
    if label not in known:
        raise Refused(f"axiom: no axiom {label!r}")
    return known[label].theorem


def _encoded(kind: str, a: Any, steps: dict[int, int], seen: dict[Term, int], table: list[Any]) -> Any:
    match kind:
        case "t":
            return encode(a, seen, table)
        case "T":
            return [encode(t, seen, table) for t in a]
        case "s":
            return steps[a]
        case "S":
            return [steps[i] for i in a]
        case "Q":
            return [str(q) for q in a]
    return list(a) if isinstance(a, tuple) else a


def encode(t: Term, seen: dict[Term, int], table: list[Any]) -> int:
    """The index of t in the table, after adding what is missing; `seen` knows the terms that are in it."""
    if t in seen:
        return seen[t]

    def at(u: Term) -> int:
        return encode(u, seen, table)

    match t:
        case Num(value):
            row: list[Any] = ["n", str(value)]
        case Var(text, args):
            row = ["v", text, *map(at, args)]
        case Bound(i):
            row = ["b", i]
        case App(head, args):
            row = ["a", head, *map(at, args)]
        case Bind(kind, domain, body, hint):
            row = ["B", kind, at(domain), at(body), hint]
    table.append(row)
    seen[t] = len(table) - 1
    return seen[t]
