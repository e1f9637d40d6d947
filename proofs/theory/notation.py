"""Infix notation for the data files of the theories: `term("b^a/gamma(a) * x^(a-1)")` is a Term.

It reads our own data, never a document. `^` binds tighter than a sign on its left, comparisons and
`and`, `or`, `not`, `in` are allowed everywhere, a name applied to arguments that is no constant of
the language is a family or an unknown function. `binomial`, `factorial` and `beta` unfold to gamma.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.signature import CONSTANTS
from proofs.kernel.term import App, Num, Term, Var
from proofs.language import add, beta, binomial, div, factorial, fold, mul, neg, power, sqrt

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z_0-9']*)|(<=|>=|!=|[-+*/^(),<>=]))")
_WORDS = frozenset({"and", "or", "not", "in"})
_RELATIONS = frozenset({"<", "<=", ">", ">=", "=", "!=", "in"})
_NULLARY = frozenset(name for name, c in CONSTANTS.items() if not c.takes)
_INFIX = frozenset({"+", "*", "^", "=", "<", "<=", "!=", "in", "and", "or", "not", "=>"})
_APPLIED = frozenset(CONSTANTS) - _NULLARY - _INFIX
_FOLDS = MappingProxyType({"sum": "sum", "prod": "prod", "integral": "int", "all": "all", "lam": "lam"})
_UNFOLDED: MappingProxyType[str, tuple[int, Callable[..., Term]]] = MappingProxyType(
    {"sqrt": (1, sqrt), "factorial": (1, factorial), "beta": (2, beta), "binomial": (2, binomial)}
)


class NotationError(ValueError):
    """A piece of our data is not in the notation; the message shows the place."""


def term(text: str) -> Term:
    """The term that `text` writes. Raises: NotationError."""
    return _Reader(text).whole()


def _tokens(text: str) -> tuple[tuple[str, int], ...]:
    """The tokens of text with their offsets, an empty one at the end."""
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        m = _TOKEN.match(text, at)
        if m is None:
            raise NotationError(f"no token here: {text[:at]} >>> {text[at:]}")
        token = m[1] or m[2] or m[3]
        found.append((token, m.end() - len(token)))
        at = m.end()
    return (*found, ("", end))


class _Reader:
    """Recursive descent over the tokens of one text."""

    __slots__ = ("at", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.at = text, _tokens(text), 0

    def whole(self) -> Term:
        t = self.disjunction()
        return t if not self.peek() else self.fail("an operator or the end")

    def peek(self) -> str:
        return self.tokens[self.at][0]

    def take(self, *wanted: str) -> str | None:
        if (token := self.peek()) and token in wanted:
            self.at += 1
            return token
        return None

    def expect(self, wanted: str) -> None:
        if self.take(wanted) is None:
            self.fail(f"'{wanted}'")

    def fail(self, wanted: str) -> Term:
        place = self.tokens[self.at][1]
        raise NotationError(f"expected {wanted}: {self.text[:place]} >>> {self.text[place:]}")

    def disjunction(self) -> Term:
        parts = [self.conjunction()]
        while self.take("or"):
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else App("or", tuple(parts))

    def conjunction(self) -> Term:
        parts = [self.comparison()]
        while self.take("and"):
            parts.append(self.comparison())
        return parts[0] if len(parts) == 1 else App("and", tuple(parts))

    def comparison(self) -> Term:
        if self.take("not"):
            return App("not", (self.comparison(),))
        operands, operators = [self.additive()], []
        while op := self.take(*_RELATIONS):
            operators.append(op)
            operands.append(self.additive())
        links = [_related(op, a, b) for op, a, b in zip(operators, operands, operands[1:], strict=False)]
        return operands[0] if not links else links[0] if len(links) == 1 else App("and", tuple(links))

    def additive(self) -> Term:
        t = self.product()
        while op := self.take("+", "-"):
            right = self.product()
            t = add(t, right if op == "+" else neg(right))
        return t

    def product(self) -> Term:
        t = self.signed()
        while op := self.take("*", "/"):
            right = self.signed()
            t = mul(t, right) if op == "*" else div(t, right)
        return t

    def signed(self) -> Term:
        return neg(self.signed()) if self.take("-") else self.raised()

    def raised(self) -> Term:
        base = self.atom()
        return power(base, self.signed()) if self.take("^") else base

    def atom(self) -> Term:
        token = self.peek()
        if token[:1].isdigit():
            self.at += 1
            return Num(Fraction(token))
        if self.take("("):
            t = self.disjunction()
            self.expect(")")
            return t
        if not (token[:1].isalpha() or token[:1] == "_") or token in _WORDS:
            return self.fail("a number, a name or '('")
        self.at += 1
        return self.applied(token) if self.take("(") else self.bare(token)

    def bare(self, name: str) -> Term:
        if name in _APPLIED or name in _UNFOLDED or name in _FOLDS:
            if name not in _NULLARY:
                return self.fail(f"arguments after '{name}'")
        return App(name) if name in _NULLARY else Var(name)

    def applied(self, name: str) -> Term:
        args = [self.disjunction()]
        while self.take(","):
            args.append(self.disjunction())
        self.expect(")")
        if name in _FOLDS:
            return self.folded(name, args)
        if name in _UNFOLDED:
            count, build = _UNFOLDED[name]
            return build(*args) if len(args) == count else self.fail(f"{count} arguments of '{name}' before this")
        if name in _APPLIED:
            count = len(CONSTANTS[name].takes)
            ok = len(args) == count or (CONSTANTS[name].variadic and len(args) > count)
            return App(name, tuple(args)) if ok else self.fail(f"{count} arguments of '{name}' before this")
        return Var(name, tuple(args))

    def folded(self, name: str, args: list[Term]) -> Term:
        """sum(i, lo, hi, body), with `oo` for no upper end, or sum(i, domain, body)."""
        variable = args[0]
        if not isinstance(variable, Var) or variable.args or len(args) not in (3, 4):
            return self.fail(f"'{name}(variable, domain, body)' or '{name}(variable, lower, upper, body)' before this")
        if len(args) == 3:
            return fold(_FOLDS[name], args[1], variable.name, args[2])  # type: ignore[arg-type]
        domain = App("from", (args[1],)) if args[2] == Var("oo") else App("range", (args[1], args[2]))
        return fold(_FOLDS[name], domain, variable.name, args[3])  # type: ignore[arg-type]


def _related(op: str, a: Term, b: Term) -> Term:
    match op:
        case ">":
            return App("<", (b, a))
        case ">=":
            return App("<=", (b, a))
        case _:
            return App(op, (a, b))
