"""From a term to written mathematics: where brackets, minus signs and fraction bars stand.

The shape (precedence, signs, fractions, roots, bound names) is decided here once; a `Notation` says how each
shape is spelt, so plain text and LaTeX differ in spelling only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Protocol

from proofs.kernel.term import App, Bind, Bound, Num, Term, Var, free, open_, subterms, union_free
from proofs.language import ONE


class Level(IntEnum):
    """How tightly a piece holds together."""

    LOGIC = 0
    RELATION = 1
    SUM = 2
    BIG = 3  # an operator that reaches to the right: a sum, an integral, a limit
    PRODUCT = 4
    POWER = 5
    FUNCTION = 6  # log(x): an atom, but not the base of a power
    ATOM = 7


@dataclass(frozen=True, slots=True)
class Piece:
    """Written mathematics with its level."""

    text: str
    level: Level


class Notation(Protocol):
    """How shapes are spelt."""

    stacked: bool  # fractions, roots and exponents delimit themselves
    plus: str
    minus: str
    sign: str
    dot: str

    def name(self, name: str) -> str: ...
    def bracket(self, text: str) -> str: ...
    def fraction(self, top: str, bottom: str) -> str: ...
    def power(self, base: str, exponent: str, simple: bool) -> str: ...
    def root(self, text: str, simple: bool) -> str: ...
    def exponential(self, exponent: str, simple: bool) -> str: ...
    def indexed(self, base: str, indices: tuple[str, ...], simple: bool) -> str: ...
    def call(self, head: str, args: tuple[str, ...]) -> tuple[str, bool]: ...
    def constant(self, head: str) -> str: ...
    def cases(self, branches: tuple[tuple[str, str], ...], otherwise: str) -> str: ...
    def big(self, kind: str, variable: str, bounds: tuple[str, str] | str, body: str) -> str: ...
    def expectation(self, variable: str, domain: str, density: str, body: str) -> str: ...
    def derivative(self, variable: str, body: str, point: str | None) -> str: ...
    def limit(self, variable: str, target: str, side: str, body: str) -> str: ...
    def maps(self, variable: str, body: str) -> str: ...
    def relation(self, head: str) -> str: ...
    def inside(self, t: str, kind: str, ends: tuple[str, ...]) -> str: ...
    def words(self, text: str) -> str: ...


_INDEX_NAMES = frozenset(["i", "j", "k", "l", "m", "n", "t"])
_FUNCTION_NAMES = frozenset(["f", "g", "h", "F", "G", "H", "P", "phi", "psi"])
_INTEGERS = frozenset({"range", "from", "nat", "posint", "int"})
_FUNCTIONS = frozenset(
    {"log", "gamma", "digamma", "trigamma", "lower_gamma", "upper_gamma", "lower_beta", "erf", "erfinv", "sin", "cos"}
    | {"tan", "arctan", "abs", "floor", "max", "min"}
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Lays out terms in one notation; `indices` are the bound names that range over integers."""

    notation: Notation
    with_e: bool = True
    indices: frozenset[str] = frozenset()

    def write(self, t: Term) -> str:
        """The term as text."""
        return self.piece(t).text

    def at(self, t: Term, level: Level) -> str:
        """The term, in brackets when it holds together less than `level`."""
        p = self.piece(t)
        return p.text if p.level >= level else self.notation.bracket(p.text)

    def piece(self, t: Term) -> Piece:
        """The term with its level."""
        match t:
            case Num():
                return self.number(t.value)
            case Var():
                return self.variable(t)
            case Bound():
                return Piece(self.notation.name(f"#{t.index}"), Level.ATOM)
            case App():
                return self.application(t)
            case Bind():
                return self.binder(t)

    def number(self, value: Fraction) -> Piece:
        n = self.notation
        size = abs(value)
        text = str(size) if size.denominator == 1 else n.fraction(str(size.numerator), str(size.denominator))
        if value < 0:
            return Piece(n.sign + text, Level.SUM)
        return Piece(text, Level.ATOM if size.denominator == 1 else Level.PRODUCT)

    def variable(self, t: Var) -> Piece:
        n = self.notation
        if not t.args:
            return Piece(n.name(t.name), Level.ATOM)
        if t.name not in _FUNCTION_NAMES and all(self.is_index(a) for a in t.args):
            simple = len(t.args) == 1 and not isinstance(t.args[0], App)
            return Piece(n.indexed(n.name(t.name), tuple(self.write(a) for a in t.args), simple), Level.ATOM)
        return Piece(n.name(t.name) + n.bracket(", ".join(self.write(a) for a in t.args)), Level.ATOM)

    def is_index(self, t: Term) -> bool:
        """Whether t is written as a subscript: integers and index names, added or subtracted."""
        match t:
            case Num(value=v):
                return v.denominator == 1
            case Var(name=name, args=()):
                return name in self.indices or name in _INDEX_NAMES
            case App(head="+" | "*", args=args):
                return all(self.is_index(a) for a in args)
        return False

    def application(self, t: App) -> Piece:
        match t.head, t.args:
            case "+", args:
                return self.sum(args)
            case "*", _:
                return self.product(t)
            case (("^" | "pow"), (base, exponent)):
                return self.power(base, exponent)
            case "exp", (exponent,):
                return self.exponential(exponent)
            case "if", _:
                return self.cases(t)
            case head, args if head in _FUNCTIONS:
                text, atomic = self.notation.call(head, tuple(self.write(a) for a in args))
                return Piece(text, Level.ATOM if atomic else Level.FUNCTION)
            case "diff", (f, point):
                return self.derivative(f, point)
            case "lim", (f, target):
                return self.limit(f, target)
            case head, ():
                return Piece(self.notation.constant(head), Level.ATOM)
        return self.proposition(t)

    # sums, products, powers

    def sum(self, args: tuple[Term, ...]) -> Piece:
        n = self.notation
        text = ""
        terms = _flat("+", args)
        for i, a in enumerate(terms):
            negative, p = self.signed(a)
            reaches = p.level == Level.BIG and not _open_names(a).isdisjoint(union_free(tuple(terms[i + 1 :])))
            body = p.text if p.level > Level.SUM and not reaches else n.bracket(p.text)
            if text:
                text += (n.minus if negative else n.plus) + body
            else:
                text = (n.sign if negative else "") + body
        return Piece(text, Level.SUM)

    def signed(self, t: Term) -> tuple[bool, Piece]:
        """Whether t has a minus in front, and the piece without it."""
        match t:
            case Num(value=v):
                return v < 0, self.number(abs(v))
            case App(head="*"):
                negative, top, bottom, big = _factors(t)
                return negative, self.quotient(top, bottom, big)
        return False, self.piece(t)

    def product(self, t: App) -> Piece:
        negative, p = self.signed(t)
        if not negative:
            return p
        body = p.text if p.level > Level.SUM else self.notation.bracket(p.text)
        return Piece(self.notation.sign + body, Level.SUM)

    def quotient(self, top: list[Term], bottom: list[Term], big: list[Term]) -> Piece:
        """top/bottom times the operators that reach to the right, the last of which needs no brackets."""
        n = self.notation
        if not bottom:
            return self.times([*top, *big])
        upper, lower = self.times(top), self.times(bottom)
        if n.stacked:
            text = n.fraction(upper.text, lower.text)
        else:
            above = upper.text if upper.level >= Level.PRODUCT else n.bracket(upper.text)
            below = lower.text if lower.level > Level.PRODUCT else n.bracket(lower.text)
            text = n.fraction(above, below)
        if not big:
            return Piece(text, Level.PRODUCT)
        rest = self.times(big)
        return Piece(
            text + (" " if n.stacked else n.dot) + rest.text, Level.BIG if rest.level == Level.BIG else Level.PRODUCT
        )

    def times(self, factors: list[Term]) -> Piece:
        """The factors side by side."""
        n = self.notation
        if len(factors) <= 1:
            return self.piece(factors[0] if factors else ONE)
        pieces = [self.piece(f) for f in factors]
        last = len(pieces) - 1
        text = ""
        for i, p in enumerate(pieces):
            open_end = p.level == Level.BIG and i == last
            body = p.text if p.level > Level.PRODUCT or open_end else n.bracket(p.text)
            between = "" if not text else n.dot if body[:1].isdigit() else " "
            text += between + body
        return Piece(text, Level.BIG if pieces[last].level == Level.BIG else Level.PRODUCT)

    def power(self, base: Term, exponent: Term) -> Piece:
        n = self.notation
        if isinstance(exponent, Num) and exponent.value < 0:
            return self.quotient([], [_raised(base, -exponent.value)], [])
        if exponent == Num(Fraction(1, 2)):
            inner = self.piece(base)
            return Piece(n.root(inner.text, inner.level == Level.ATOM), Level.ATOM if n.stacked else Level.POWER)
        raised = self.piece(exponent)
        return Piece(n.power(self.at(base, Level.ATOM), raised.text, raised.level == Level.ATOM), Level.POWER)

    def exponential(self, exponent: Term) -> Piece:
        raised = self.piece(exponent)
        if not self.with_e:
            return Piece(self.notation.call("exp", (raised.text,))[0], Level.FUNCTION)
        return Piece(self.notation.exponential(raised.text, raised.level == Level.ATOM), Level.POWER)

    def cases(self, t: App) -> Piece:
        branches: list[tuple[str, str]] = []
        rest: Term = t
        while isinstance(rest, App) and rest.head == "if":
            branches.append((self.write(rest.args[1]), self.write(rest.args[0])))
            rest = rest.args[2]
        return Piece(self.notation.cases(tuple(branches), self.write(rest)), Level.ATOM)

    # binders

    def opened(self, b: Bind) -> tuple[str, Term, Layout]:
        """The bound name as it will be shown, the body in it, and the layout for that body."""
        name = b.hint or "x"
        while name in free(b.body):
            name += "'"
        over_integers = isinstance(b.domain, App) and b.domain.head in _INTEGERS
        inner = Layout(self.notation, self.with_e, self.indices | {name} if over_integers else self.indices - {name})
        return name, open_(b.body, Var(name)), inner

    def binder(self, b: Bind) -> Piece:
        n = self.notation
        if b.kind == "E" and isinstance(b.domain, App) and b.domain.head == "law":
            return self.expected(b)
        name, body, inner = self.opened(b)
        variable = n.name(name)
        match b.kind:
            case "lam":
                return Piece(n.maps(variable, inner.write(body)), Level.LOGIC)
            case "all":
                text = n.words("for all ") + self.inside(variable, b.domain) + n.words(": ") + inner.write(body)
                return Piece(text, Level.LOGIC)
        return Piece(n.big(b.kind, variable, self.bounds(b.domain), inner.at(body, Level.BIG)), Level.BIG)

    def expected(self, b: Bind) -> Piece:
        n = self.notation
        name, body, inner = self.opened(b)
        law = b.domain.args[0] if isinstance(b.domain, App) else b.domain
        domain, density = "", self.write(law)
        if isinstance(law, Bind):
            domain = self.inside(n.name(name), law.domain)
            density = inner.write(open_(law.body, Var(name)))
        return Piece(n.expectation(n.name(name), domain, density, inner.write(body)), Level.ATOM)

    def bounds(self, domain: Term) -> tuple[str, str] | str:
        """The ends of an interval or a range, or the set's name."""
        infinity, sign = self.notation.constant("infinity"), self.notation.sign
        match domain:
            case App(head="real" | "int"):
                return sign + infinity, infinity
            case App(head="posreal" | "nonneg" | "nat"):
                return "0", infinity
            case App(head="posint"):
                return "1", infinity
            case App(head="open" | "closed" | "range", args=(a, b)):
                return self.write(a), self.write(b)
            case App(head="above" | "from", args=(a,)):
                return self.write(a), infinity
            case App(head="below", args=(b,)):
                return sign + infinity, self.write(b)
        return self.write(domain)

    def derivative(self, f: Term, point: Term) -> Piece:
        n = self.notation
        if not isinstance(f, Bind):
            return Piece(self.at(f, Level.ATOM) + "'" + n.bracket(self.write(point)), Level.ATOM)
        if isinstance(point, Var) and not point.args and point.name not in free(f.body):
            body = self.at(open_(f.body, point), Level.BIG)
            return Piece(n.derivative(n.name(point.name), body, None), Level.BIG)
        name, inside, inner = self.opened(f)
        return Piece(n.derivative(n.name(name), inner.at(inside, Level.BIG), self.write(point)), Level.BIG)

    def limit(self, f: Term, target: Term) -> Piece:
        n = self.notation
        name, body, inner = self.opened(f) if isinstance(f, Bind) else ("x", f, self)
        infinity = n.constant("infinity")
        side = ""
        match target:
            case App(head="at_inf"):
                to = infinity
            case App(head="at_neg_inf"):
                to = n.sign + infinity
            case App(head="from_right" | "from_left", args=(a,)):
                to, side = self.at(a, Level.ATOM), "+" if target.head == "from_right" else "-"
            case _:
                to = self.write(target)
        return Piece(n.limit(n.name(name), to, side, inner.at(body, Level.BIG)), Level.BIG)

    # propositions

    def inside(self, t: str, domain: Term) -> str:
        """t in domain, in words where words are shorter."""
        match domain:
            case App(head="from", args=(a,)):
                return self.notation.inside(t, "from", (self.write(a), self.write(App("+", (a, ONE)))))
            case App(head=kind, args=ends):
                return self.notation.inside(t, kind, tuple(self.write(e) for e in ends))
        return self.notation.inside(t, "set", (self.write(domain),))

    def proposition(self, t: App) -> Piece:
        n = self.notation
        match t.head, t.args:
            case (("=" | "<" | "<=" | "!="), (a, b)):
                text = self.at(a, Level.SUM) + n.relation(t.head) + self.at(b, Level.SUM)
                return Piece(text, Level.RELATION)
            case "in", (a, domain):
                return Piece(self.inside(self.at(a, Level.SUM), domain), Level.RELATION)
            case (("and" | "or"), args):
                return Piece(n.words(f" {t.head} ").join(self.at(a, Level.RELATION) for a in args), Level.LOGIC)
            case "not", (a,):
                return Piece(n.words("not ") + self.at(a, Level.ATOM), Level.LOGIC)
            case "=>", (a, b):
                return Piece(self.at(a, Level.RELATION) + n.relation("=>") + self.at(b, Level.RELATION), Level.LOGIC)
            case (("propto" | "upto"), (Bind() as f, Bind() as g)):
                return self.similar(t.head, f, g)
        return self.described(t)

    def similar(self, head: str, f: Bind, g: Bind) -> Piece:
        """f and g up to a factor or a constant free of their variable, shown under one name."""
        n = self.notation
        name = f.hint or "x"
        while name in free(f.body) | free(g.body):
            name += "'"
        left, right = (self.at(open_(h.body, Var(name)), Level.SUM) for h in (f, g))
        more = n.plus + n.words("const") if head == "upto" else ""
        text = left + n.relation("propto" if head == "propto" else "=") + right + more
        return Piece(text + n.words(" (in ") + n.name(name) + n.words(")"), Level.RELATION)

    def described(self, t: App) -> Piece:
        """Convergence, differentiability and the like in words; anything else as a call of its own name."""
        n = self.notation
        match t.head, t.args:
            case (("integrable" | "summable" | "density"), (Bind() as f,)):
                name, body, inner = self.opened(f)
                what = {"density": " is a density over "}.get(t.head, f" is {t.head} over ")
                return Piece(inner.write(body) + n.words(what) + self.inside(n.name(name), f.domain), Level.LOGIC)
            case (("integrates" | "sums"), (Bind() as f, value)):
                fold = Bind("int" if t.head == "integrates" else "sum", f.domain, f.body, f.hint)
                text = self.write(fold) + n.relation("=") + self.at(value, Level.SUM)
                return Piece(text + n.words(" (absolutely convergent)"), Level.LOGIC)
            case "derives", (f, point, value):
                text = self.write(App("diff", (f, point))) + n.relation("=") + self.at(value, Level.SUM)
                return Piece(text, Level.LOGIC)
            case "tends", (f, target, value):
                text = self.write(App("lim", (f, target))) + n.relation("=") + self.at(value, Level.SUM)
                return Piece(text, Level.LOGIC)
            case "differentiable", (Bind() as f, point):
                name, body, inner = self.opened(f)
                where = n.words(" is differentiable at ") + n.name(name) + n.relation("=") + self.write(point)
                return Piece(inner.write(body) + where, Level.LOGIC)
        args = ", ".join(self.write(a) for a in t.args)
        return Piece(n.words(t.head.replace("_", " ")) + n.bracket(args), Level.ATOM)


def layout(t: Term, notation: Notation) -> str:
    """The term written in the notation; the number e is written as such unless a symbol is called e."""
    has_e = "e" in free(t) or any(isinstance(u, Bind) and u.hint == "e" for u in subterms(t))
    return Layout(notation, with_e=not has_e).write(t)


def _flat(head: str, args: tuple[Term, ...]) -> list[Term]:
    return [u for a in args for u in (_flat(head, a.args) if isinstance(a, App) and a.head == head else [a])]


def _open_names(t: Term) -> frozenset[str]:
    """The names whose presence in the next term would draw it under the operator that ends t."""
    match t:
        case Bind(hint=name):
            return frozenset({name})
        case App(head="*", args=args):
            return frozenset().union(*(_open_names(a) for a in args))
        case App(head="diff" | "lim", args=(f, at)):
            return frozenset({f.hint} if isinstance(f, Bind) else ()) | free(at)
    return frozenset()


def _raised(base: Term, exponent: Fraction) -> Term:
    return base if exponent == 1 else App("^", (base, Num(exponent)))


def _factors(t: App) -> tuple[bool, list[Term], list[Term], list[Term]]:
    """Sign, numerator, denominator, and the factors that reach to the right."""
    negative, top, bottom, big = False, list[Term](), list[Term](), list[Term]()
    for f in _flat("*", t.args):
        match f:
            case Num(value=v):
                negative ^= v < 0
                if abs(v.numerator) != 1 or v == 0:
                    top.append(Num(Fraction(abs(v.numerator))))
                if v.denominator != 1:
                    bottom.append(Num(Fraction(v.denominator)))
            case App(head="^", args=(base, Num(value=e))) if e < 0:
                minus, below = _denominator(base) if e == -1 else (False, [_raised(base, -e)])
                negative ^= minus
                bottom.extend(below)
            case Bind(kind="int" | "sum" | "prod") | App(head="lim" | "diff"):
                big.append(f)
            case _:
                top.append(f)
    return negative, top, bottom, big


def _denominator(t: Term) -> tuple[bool, list[Term]]:
    """Sign and factors of what is divided by; one factor when it has a denominator of its own."""
    if isinstance(t, App) and t.head == "*":
        negative, top, bottom, big = _factors(t)
        if not bottom and not big:
            return negative, top
    return False, [t]
