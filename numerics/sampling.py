"""Random admissible assignments of a statement: exact rationals that satisfy its hypotheses."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from flint import fmpq

from numerics import draws, pieces
from numerics.evaluate import Evaluator
from numerics.hypotheses import satisfied
from numerics.model import Assignment, Drawn, Explicit, Function
from numerics.outcome import NoValue
from numerics.real import fraction
from numerics.symbols import Density, Symbols, symbols
from numerics.unroll import DISCRETE
from proofs.kernel.term import App, Refused, Term, Var, free, instantiate, show
from proofs.language import add, neg
from proofs.statement import Statement

ATTEMPTS = 120


@dataclass(slots=True)
class Sampler:
    """Draws assignments; `reason` says why there was none."""

    statement: Statement
    seed: int = 0
    deadline: float | None = None
    reason: str | None = None
    _symbols: Symbols = field(init=False)

    def __post_init__(self) -> None:
        self._symbols = symbols(self.statement)

    def points(self) -> Iterator[Assignment]:
        """Admissible assignments, without end unless a hypothesis cannot be met."""
        rng = random.Random(self.seed)
        failures, stage, turn = 0, 0, 0
        while failures < ATTEMPTS * (1 + min(stage, 3)):
            if self.deadline is not None and time.monotonic() > self.deadline:
                self.reason = self.reason or "time"
                return
            a = self._draw(rng, stage + failures // 8, turn)
            turn += 1
            if a is None or not self._admissible(a):
                failures += 1
                continue
            failures = 0
            stage += 1
            yield a

    def _admissible(self, a: Assignment) -> bool:
        ev = Evaluator.at(a)
        for h in self.statement.hypotheses:
            found = satisfied(ev, h)
            if found is not True:
                verb = "not decided at" if found is None else "not met by"
                self.reason = f"hypothesis {show(h)} {verb} the points drawn"
                return False
        return True

    def _draw(self, rng: random.Random, stage: int, turn: int) -> Assignment | None:
        s = self._symbols
        spaces = {name: 2 if stage < 6 else rng.choice((2, 3)) for name in sorted(s.sets)}
        draft = _Draft(s, rng, stage, spaces, turn)
        try:
            return draft.fill()
        except (NoValue, Refused) as e:
            self.reason = f"no value drawn: {e}"
            return None


def admissible(statement: Statement, seed: int = 0) -> Iterator[Assignment]:
    """Admissible assignments of `statement`."""
    return Sampler(statement, seed).points()


@dataclass(slots=True)
class _Draft:
    """One assignment in the making."""

    symbols: Symbols
    rng: random.Random
    stage: int
    spaces: dict[str, int]
    turn: int = 0
    values: dict[str, Fraction] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)

    def fill(self) -> Assignment:
        """The assignment. Raises: NoValue or Refused, where a domain is empty or not known."""
        s = self.symbols
        solved = self._solved_symbols()
        waiting = sorted(s.scalars - s.definitions.keys() - s.kinds.keys() - solved)
        far = self.rng.choice(waiting) if waiting and self.stage >= 6 and self.turn % 4 == 3 else None
        while waiting:
            ready = [n for n in waiting if not free(s.domains.get(n, App("real"))) & set(waiting)]
            if not ready:
                raise Refused(f"domains of {waiting} depend on one another")
            for n in ready:
                self.values[n] = self._scalar(n, n == far)
            waiting = [n for n in waiting if n not in ready]
        for d in s.densities:
            self._density(d)
        for name in sorted(s.kinds):
            if name not in self.functions and name not in s.definitions:
                self.functions[name] = self._function(name)
        self._definitions()
        self._solve(solved)
        return Assignment(self.values, self.functions, self.spaces)

    def _evaluator(self) -> Evaluator:
        return Evaluator.at(Assignment(self.values, self.functions, self.spaces))

    def _ends(self, domain: Term) -> tuple[str, tuple[Fraction, ...]]:
        if not isinstance(domain, App):
            raise Refused(f"no values in {show(domain)}")
        ev = self._evaluator()
        ends = []
        for a in domain.args:
            v = ev.value(ev.prepare(a), ev.base)
            if not isinstance(v, fmpq):
                raise Refused(f"end of {show(domain)} is not rational")
            ends.append(fraction(v))
        return domain.head, tuple(ends)

    def _scalar(self, name: str, far: bool) -> Fraction:
        """A value of the symbol; now and then that of another symbol with the same domain, or an extreme one."""
        domain = self.symbols.domains.get(name, App("real"))
        if isinstance(domain, Var):
            return Fraction(self.rng.randrange(self.spaces[domain.name]))
        head, ends = self._ends(domain)
        like = [v for n, v in self.values.items() if self.symbols.domains.get(n, App("real")) == domain]
        tied = self.stage >= 6 and self.turn % 8 == 5
        if like and tied:
            return like[0]
        v = draws.extreme(self.rng, head, ends) if far else None
        v = draws.in_set(self.rng, 2, head, ends) if tied else v
        v = draws.spread(self.rng, self.stage, self._kind(name), (head, ends)) if v is None else v
        if v is None:
            raise Refused(f"no value for {name} in {show(domain)}")
        return v

    def _kind(self, name: str) -> int:
        """0 to 3, each once in four turns, in an order that differs from symbol to symbol."""
        return random.Random(f"{name}|{self.turn // 4}").sample(range(4), 4)[self.turn % 4]

    def _function(self, name: str) -> Function:
        s = self.symbols
        kinds = s.kinds[name]
        target = s.values.get(name, App("real"))
        if isinstance(target, Var):
            return Drawn(self.rng.randrange(10**6), tuple(Fraction(k) for k in range(self.spaces[target.name])))
        bound_names = free(target) - self.values.keys()
        target = App("real") if bound_names else target
        head, ends = self._ends(target)
        if "real" not in kinds:
            values = draws.choices(self.rng, self.stage, head, ends)
            if not values:
                raise Refused(f"no value for {name} in {show(target)}")
            if self.stage >= 6 and self.turn % 8 == 5:
                values = (Fraction(0) if head == "real" and self.turn % 16 == 5 else values[0],)
            return Drawn(self.rng.randrange(10**6), values)
        names = [f"u{n}" for n in range(len(kinds))]
        sign = {"posreal": "posreal", "nonneg": "posreal"}.get(head, "real")
        if head in ("open", "closed") and ends == (Fraction(0), Fraction(1)):
            sign = "open"
        elif sign == "real" and head != "real":
            raise Refused(f"no functions with values in {show(target)}")
        domains = [s.labels.get(name, {}).get(n, App("real")) for n in range(len(kinds))]
        return draws.lam(names, domains, draws.polynomial(self.rng, self.stage, names, sign))

    def _density(self, d: Density) -> None:
        if d.name in self.functions:
            return
        places = {d.position: d.domain, **dict(d.joint), **d.given}
        if all(isinstance(p, Var) or (isinstance(p, App) and p.head == "range") for p in places.values()):
            ev = self._evaluator()
            sizes = {n: ev.elements(p, ev.base) for n, p in places.items()}
            known = {n: e for n, e in sizes.items() if e is not None}
            self.functions[d.name] = draws.density_table(self.rng, d, known)
            return
        names = [f"u{n}" for n in range(len(places))]
        if sorted(places) != list(range(len(places))):
            raise Refused(f"no densities {d.name} with fixed arguments")
        given = [names[n] for n in sorted(d.given)]
        body: Term | None = None
        for n, p in ((d.position, d.domain), *d.joint):
            part = draws.density_body(self.rng, self.stage, names[n], p, given)
            if part is None:
                raise Refused(f"no density over {show(p)}")
            body = part if body is None else App("*", (body, part))
            given = [*given, names[n]]
        if body is None:
            raise Refused(f"no density {d.name}")
        self.functions[d.name] = draws.lam(names, [places[n] for n in range(len(places))], body)

    def _definitions(self) -> None:
        """Definitions become explicit functions, those of others put in first."""
        waiting = dict(self.symbols.definitions)
        done: dict[str, Term] = {n: f.term for n, f in self.functions.items() if isinstance(f, Explicit)}
        while waiting:
            ready = [n for n, t in waiting.items() if not free(t) & waiting.keys()]
            if not ready:
                raise Refused(f"definitions of {sorted(waiting)} depend on one another")
            for n in ready:
                t = instantiate(waiting.pop(n), done)
                self._define(n, t)
                done[n] = t

    def _define(self, name: str, t: Term) -> None:
        """A definition with a rational value becomes a value, else an explicit term."""
        ev = self._evaluator()
        if name in self.symbols.scalars and name not in self.symbols.kinds:
            try:
                v = ev.value(ev.prepare(t), ev.base)
            except NoValue:
                v = None
            if isinstance(v, fmpq):
                self.values[name] = fraction(v)
                return
        self.functions[name] = Explicit(t)

    def _solved_symbols(self) -> set[str]:
        """One symbol for each equation that defines none, to be solved for."""
        solved: set[str] = set()
        for e in self.symbols.equations:
            if not isinstance(e, App):
                continue
            used = free(e) & self.symbols.scalars - self.symbols.definitions.keys() - solved
            used -= {n for n in used if isinstance(self.symbols.domains.get(n), Var)}
            real_valued = sorted(used, key=lambda n: (self._is_discrete(n), n), reverse=False)
            if real_valued:
                solved.add(real_valued[self.rng.randrange(len(real_valued))])
        return solved

    def _is_discrete(self, name: str) -> bool:
        d = self.symbols.domains.get(name)
        return isinstance(d, App) and d.head in DISCRETE

    def _solve(self, solved: set[str]) -> None:
        for e in self.symbols.equations:
            if not isinstance(e, App):
                continue
            ev = self._evaluator()
            unknown = sorted(free(e) & solved - self.values.keys())
            if len(unknown) != 1:
                raise Refused("equations not solved")
            p = pieces.polynomial(ev, ev.prepare(add(e.args[0], neg(e.args[1]))), unknown[0], ev.base)
            if p is None or len(p) != 2:
                raise Refused(f"equation not linear in {unknown[0]}")
            self.values[unknown[0]] = fraction(-p[0] / p[1])
