"""What is known at a place in a proof, and how side conditions are discharged from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.field import MINUS, ONE, Normaliser, Poly, domain_of, poly_names
from proofs.kernel.order import INTEGER_SETS, bounds
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, fresh, open_, show, union_free
from proofs.search.abstraction import equal_by_bases
from proofs.search.inequalities import prove_order
from proofs.search.matching import closed_applications, match_term, opened
from proofs.search.recorder import Fact, Proof


class OutOfTime(Exception):
    """The deadline of a search has passed."""


#: Proves propositions with one head, or does not (None).
Prover = Callable[[Term, "Context"], "Fact | None"]


def _nothing(_t: Term, _ctx: Context) -> Fact | None:
    return None


@dataclass(frozen=True, slots=True)
class Tools:
    """What a context may call on beyond order and algebra.

    `provers`: head of a proposition (`integrable`, ...) -> its prover. `simplify`: the conversion that brings a term
    to its simplest known form.
    """

    provers: Mapping[str, Prover]
    simplify: Callable[[Term, Context], Fact | None] = _nothing


NO_TOOLS = Tools(MappingProxyType({}))
#: Depth of side conditions at which terms are still simplified to show an order.
MAX_SIMPLIFIED = 1
#: Deepest nesting of side conditions of side conditions.
MAX_NESTING = 24


class Context:
    """Facts at a place: each is a theorem whose hypotheses are among `assumed`.

    Where there is a prover for the head of a proposition, facts are tried after it, so that a condition that can be
    proved is not left standing. `rewrites` are the equations among the facts, by the side to be replaced; `memo` and
    `notes` are for conversions.
    """

    def __init__(self, proof: Proof, hypotheses: Iterable[Term], deadline: float, *, tools: Tools = NO_TOOLS) -> None:
        self.proof, self.tools, self._clock = proof, tools, [deadline]
        self.facts: dict[Term, Fact] = {}
        self.assumed: frozenset[Term] = frozenset()
        self.names: frozenset[str] = frozenset()
        self.families: list[Fact] = []
        self.rewrites: dict[Term, Fact] = {}
        self.memo: dict[tuple[object, ...], Fact | None] = {}
        self.notes: dict[tuple[object, ...], object] = {}
        self._known: dict[Term, Fact | None] = {}
        self._polys: dict[Term, Poly | None] = {}
        #: Conditions of convergence under which an axiom would have applied; shared by the contexts opened from here.
        self.wanted: dict[Term, None] = {}
        self._triggered: set[Term] = set()
        self._settled: set[tuple[Term, Term]] = set()
        self._children: dict[Term, Context] = {}
        self._nesting = 0
        for h in hypotheses:
            self.assume(h)

    # ---- facts

    def check_time(self) -> None:
        """Raises: OutOfTime, when the deadline has passed (`time.monotonic`)."""
        if time.monotonic() > self._clock[0]:
            raise OutOfTime

    @property
    def deadline(self) -> float:
        """When the search has to end, the same for all contexts opened from one."""
        return self._clock[0]

    def extend(self, deadline: float) -> None:
        """Set the deadline anew, here and in all contexts opened from here."""
        self._clock[0] = deadline

    def assume(self, p: Term) -> Fact:
        """Take p as known here and in all contexts opened later; theorems may keep it as hypothesis."""
        self.assumed |= {p}
        self.names |= p.facts.free
        fact = self.proof.assume(p)
        self.add(fact)
        return fact

    def add(self, fact: Fact) -> None:
        """Add a proved fact with what it plainly says: parts of a conjunction, bounds and integrality of a member."""
        p = fact.conclusion
        if p in self.facts:
            return
        self.facts[p] = fact
        self._known = {q: f for q, f in self._known.items() if f is not None}
        match p:
            case App("and", parts):
                for i in range(len(parts)):
                    self.add(self.proof.part(fact, i))
            case App("in", (t, App(head) as domain)):
                implied = [*(bounds(t, domain) or ()), *([App("in", (t, App("int")))] if head in INTEGER_SETS else ())]
                if head == "posint":
                    implied.append(App("<=", (ONE, t)))
                for q in implied:
                    self.add(self.proof.sign(q, fact))
            case App("density", (Bind("lam", domain) as f,)):
                self.add(self.proof.cut(fact, self.proof.axiom("density_nonneg", D=domain, f=f)))
            case App("="):
                oriented = oriented_equation(fact, self)
                if oriented is not None:
                    self.rewrites.setdefault(*oriented)
            case Bind("all") if not _says_nothing(p):
                self.families.append(fact)
                self._triggered = set()
                self._add_signs(fact)

    def _add_signs(self, family: Fact) -> None:
        """From all x in D. density f(x): that these are nowhere negative."""
        binders: list[tuple[str, Term]] = []
        fact = family
        while isinstance(fact.conclusion, Bind):
            x = fresh(f"?{len(binders)}", self.names | fact.conclusion.facts.free)
            binders.append((x, fact.conclusion.domain))
            fact = self.proof.spec(fact, Var(x))
        match fact.conclusion:
            case App("density", (Bind("lam", domain) as f,)):
                fact = self.proof.cut(fact, self.proof.axiom("density_nonneg", D=domain, f=f))
                for x, over in reversed(binders):
                    fact = self.proof.gen(x, over, fact)
                self.add(fact)

    def assume_locally(self, p: Term) -> Context:
        """The context in which p is known too; the same one for the same p."""
        child = self._children.get(p)
        if child is None:
            child = self._children[p] = self.assuming(p)
            child.wanted = self.wanted
        return child

    def assuming(self, *props: Term) -> Context:
        """A context in which props are known too."""
        child = Context(self.proof, (), self.deadline, tools=self.tools)
        child.facts, child.assumed, child.names = dict(self.facts), self.assumed, self.names
        child.families, child.rewrites, child._nesting = list(self.families), dict(self.rewrites), self._nesting
        child._known = {q: f for q, f in self._known.items() if f is not None}
        child._polys, child._clock, child._settled = self._polys, self._clock, set(self._settled)
        for p in props:
            child.assume(p)
        return child

    def fresh(self, hint: str, *terms: Term) -> str:
        """A name that is free neither in the facts here nor in terms."""
        return fresh(hint, self.names | union_free(terms))

    def open(self, t: Bind) -> tuple[str, Term, Context]:
        """A fresh symbol for the bound variable of t, the body at it, and the context that knows its domain."""
        x = self.fresh(t.hint, t)
        return x, open_(t.body, Var(x)), self.assume_locally(App("in", (Var(x), domain_of(t.domain))))

    def open_anywhere(self, t: Bind) -> tuple[str, Term, Context]:
        """As `open`, but with nothing known of the symbol except that it is a number."""
        x = self.fresh(t.hint, t)
        return x, open_(t.body, Var(x)), self.assume_locally(App("in", (Var(x), App("real"))))

    # ---- proving

    def discharge(self, p: Term) -> Fact | None:
        """A theorem p under hypotheses that are assumed here, or None (which is no denial)."""
        if p in self._known:
            return self._known[p]
        self.check_time()
        if self._nesting >= MAX_NESTING:
            return None
        self._known[p] = None  # while p is being proved it may not rest on itself
        self._nesting += 1
        try:
            found = self._search(p)
        except Refused:
            found = None
        finally:
            self._nesting -= 1
        self._known[p] = found
        return found

    @property
    def depth(self) -> int:
        """How many side conditions are being proved for the sake of others."""
        return self._nesting

    def settle(self, fact: Fact) -> Fact | None:
        """fact with every hypothesis that is not assumed here discharged; None if one cannot be."""
        for h in sorted(fact.hypotheses - self.assumed, key=_order):
            proved = self.discharge(h)
            if proved is None:
                return None
            fact = self.proof.cut(proved, fact)
        return fact

    def unsettled(self, fact: Fact) -> Term | None:
        """The first hypothesis of fact that cannot be discharged, for messages."""
        missing = (h for h in sorted(fact.hypotheses - self.assumed, key=_order) if self.discharge(h) is None)
        return next(missing, None)

    def by_axiom(self, label: str, **values: Term) -> Fact | None:
        """The axiom at values with its hypotheses discharged, or None."""
        try:
            return self.settle(self.proof.axiom(label, **values))
        except Refused:
            return None

    def equal(self, a: Term, b: Term) -> Fact | None:
        """a = b by normal forms, its conditions discharged, or None."""
        if a == b:
            return self.proof.refl(a)
        key = ("equal", a, b)
        if key not in self.memo:
            self.memo[key] = None
            try:
                direct = self.proof.ring(a, b)
            except Refused:
                return None
            self.memo[key] = self.settle(direct) or equal_by_bases(a, b, self)
        return self.memo[key]

    def poly(self, t: Term) -> Poly | None:
        """The cleared polynomial of t for planning; its conditions are not looked at."""
        if t not in self._polys:
            n = Normaliser()
            try:
                self._polys[t] = n.cleared(n.poly(t))
            except (Refused, TypeError, ValueError, ZeroDivisionError):
                self._polys[t] = None
        return self._polys[t]

    def _search(self, p: Term) -> Fact | None:
        self._specialise(p)
        match p:
            case App(head) if head in self.tools.provers:
                return self._from_provers(p) or self.facts.get(p) or self._from_families(p)
        if p in self.facts:
            return self.facts[p]
        match p:
            case App("and", parts):
                facts = [f for f in map(self.discharge, parts) if f is not None]
                return self.proof.both(*facts) if len(facts) == len(parts) else None
            case App("or", parts):
                found = next((f for f in map(self.discharge, parts) if f is not None), None)
                return self.proof.sign(p, found) if found else None
            case App("=>", (premise, conclusion)):
                found = self.assume_locally(premise).discharge(conclusion)
                return self.proof.imp(premise, found) if found else None
            case Bind("all", domain):
                x, body, inner = self.open(p)
                found = inner.discharge(body)
                return self.proof.gen(x, domain, found) if found else self._from_families(p)
            case App("=", (a, b)):
                return self.equal(a, b) or prove_order(p, self) or self._from_families(p)
            case App("<" | "<=" | "!=" | "in"):
                return prove_order(p, self) or self._from_families(p) or self._by_simplifying(p)
        return self._from_families(p)

    def _by_simplifying(self, p: App) -> Fact | None:
        """p from p with its numbers simplified."""
        if self._nesting > MAX_SIMPLIFIED:
            return None
        simple, equations = list(p.args), []
        for i, t in enumerate(p.args):
            fact = self.tools.simplify(t, self) if t.facts.size > 1 and t.facts.sort != "set" else None
            if fact is not None:
                equations.append((i, self.proof.sym(fact)))
                simple[i] = _sides(fact)[1]
        found = self.discharge(App(p.head, tuple(simple))) if equations else None
        for i, back in equations if found else ():
            found = self.proof.rewrite(found, (i,), (), back) if found else None
        return found

    def _from_provers(self, p: App) -> Fact | None:
        try:
            return self.tools.provers[p.head](p, self)
        except Refused:
            return None

    def equation(self, t: Term) -> Fact | None:
        """An equation among the facts, or an instance of one that holds in a family, with t as its left side."""
        if isinstance(t, Var) and t.args and any(_is_equational(f.conclusion) for f in self.families):
            self._specialise(t)
        return self.rewrites.get(t)

    # ---- families: all i in D. p(i)

    def _specialise(self, p: Term) -> None:
        """Add what the families say of the applications (x t) that stand in p."""
        if not self.families:
            return
        for v in dict.fromkeys(closed_applications(p)):
            if v not in self._triggered:
                self._triggered.add(v)
                for family in tuple(self.families):
                    self._trigger(family, v)

    def _trigger(self, family: Fact, v: Var) -> None:
        if (family.conclusion, v) in self._settled:
            return
        for values in _instances(family.conclusion, v):
            fact = self.instance(family, values)
            if fact is not None:
                self.add(fact)
                self._settled.add((family.conclusion, v))
                return

    def instance(self, family: Fact, values: tuple[Term, ...]) -> Fact | None:
        """A universal fact at values that are discharged to lie in its domains, or None."""
        for t in values:
            settled = self.settle(self.proof.spec(family, t))
            if settled is None:
                return None
            family = settled
        return family

    def _from_families(self, p: Term) -> Fact | None:
        """p as an instance of a family as a whole."""
        for family in tuple(self.families):
            names, body = opened(family.conclusion)
            found = match_term(body, p, frozenset(names))
            if found is not None and len(found) == len(names):
                fact = self.instance(family, tuple(found[n] for n in names))
                if fact is not None:
                    return fact
        return None


def oriented_equation(fact: Fact, ctx: Context) -> tuple[Term, Fact] | None:
    """An equation as (what to replace, by what): a symbol it can be solved for, else its larger side."""
    a, b = _sides(fact)
    if isinstance(a, Var) and a.name not in b.facts.free:
        return a, fact
    if isinstance(b, Var) and b.name not in a.facts.free:
        return b, ctx.proof.sym(fact)
    solved = _solved(fact, ctx)
    if solved is not None:
        return solved
    if a.facts.size == b.facts.size or isinstance(a, Num) or (isinstance(b, Num) and a.facts.size == 1):
        return None
    return (a, fact) if a.facts.size > b.facts.size else (b, ctx.proof.sym(fact))


def _solved(fact: Fact, ctx: Context) -> tuple[Term, Fact] | None:
    """A linear equation solved for a symbol that stands in one term only."""
    a, b = _sides(fact)
    p = ctx.poly(App("+", (a, App("*", (MINUS, b)))))
    for m, c in sorted((p or {}).items(), key=lambda mc: show(Normaliser().to_term({mc[0]: mc[1]}))):
        v = next(iter(m))[0] if len(m) == 1 else None
        rest = {n: -d / c for n, d in (p or {}).items() if n != m}
        if isinstance(v, Var) and (v, Fraction(1)) in m and v.name not in poly_names(rest):
            try:
                solved = ctx.proof.linear(App("=", (v, Normaliser().to_term(rest))), (fact,), (1 / c,))
            except Refused:
                continue
            if solved.hypotheses <= ctx.assumed:
                return v, solved
    return None


def _sides(fact: Fact) -> tuple[Term, Term]:
    match fact.conclusion:
        case App("=", (a, b)):
            return a, b
    raise Refused("context: no equation")


def _says_nothing(p: Term) -> bool:
    """Whether p says of all members of a family no more than that they are numbers."""
    match p:
        case Bind("all", _, body):
            return _says_nothing(body)
        case App("in", (_, App("real"))):
            return True
    return False


def _is_equational(p: Term) -> bool:
    while isinstance(p, Bind):
        p = p.body
    return isinstance(p, App) and p.head == "="


def _instances(t: Term, v: Var) -> Iterable[tuple[Term, ...]]:
    """The values at which the nested `all` t speaks of v."""
    names, body = opened(t)
    for pattern in dict.fromkeys(closed_applications(body)):
        found = match_term(pattern, v, frozenset(names))
        if found is not None and len(found) == len(names):
            yield tuple(found[n] for n in names)


def _order(p: Term) -> tuple[int, str]:
    return p.facts.size, show(p)
