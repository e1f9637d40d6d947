"""Prefix notation: text to nested lists to terms; `term.show` writes it. Bad input is Refused, whatever it is."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Union

from proofs.kernel.signature import BINDERS, CONSTANTS
from proofs.kernel.term import App, Bind, Bound, Num, Refused, Term, Var

Sexpr = Union[str, "list[Sexpr]"]

MAX_TEXT, MAX_NESTING, MAX_DIGITS = 1_000_000, 200, 1_000
_TOKEN = re.compile(r'\s*(?:;[^\n]*\n\s*)*([()]|"[^"]*"|[^\s()";]+)')
_NUMBER = re.compile(r"-?[0-9]+(/[0-9]+)?")
_NAME = re.compile(r'(?![-+]?[0-9]|#)[^\s()";]{1,100}')


def number(text: str) -> Fraction:
    """The rational that `text` writes as -3 or 1/2. Raises: Refused."""
    if len(text) > MAX_DIGITS or not _NUMBER.fullmatch(text):
        raise Refused(f"number: {text[:40]!r}")
    top, _, bottom = text.partition("/")
    if bottom and int(bottom) == 0:
        raise Refused(f"number: {text[:40]!r}")
    return Fraction(int(top), int(bottom or 1))


def name(text: str) -> str:
    """`text` if it may name a symbol: no number, constant, binder or bracket in it. Raises: Refused."""
    if not _NAME.fullmatch(text) or text in CONSTANTS or text in BINDERS or text in ("-", "/"):
        raise Refused(f"name: {text[:40]!r}")
    return text


def parse(text: str) -> list[Sexpr]:
    """All expressions of a text as nested lists; `;` starts a comment."""
    if len(text) > MAX_TEXT:
        raise Refused(f"sexpr: {len(text)} characters, at most {MAX_TEXT}")
    text += "\n"
    stack: list[list[Sexpr]] = [[]]
    at = 0
    while match := _TOKEN.match(text, at):
        at, token = match.end(), match[1]
        if token == "(":
            stack.append([])
            if len(stack) > MAX_NESTING:
                raise Refused("sexpr: nested too deeply")
        elif token != ")":
            stack[-1].append(token)
        elif len(stack) == 1:
            raise Refused("sexpr: a bracket too many")
        else:
            done = stack.pop()
            stack[-1].append(done)
    if len(stack) > 1 or re.sub(r";[^\n]*\n", "", text[at:]).strip():
        raise Refused(f"sexpr: cannot read {text[at : at + 40]!r}")
    return stack[0]


def build(e: Sexpr, bound: tuple[str, ...] = ()) -> Term:
    """The term of one expression; (- a), (- a b) and (/ a b) are short for sums and products."""
    if isinstance(e, str):
        if e in bound:
            return Bound(bound.index(e))
        if e in CONSTANTS:
            return App(e)
        return Num(number(e)) if _NUMBER.fullmatch(e) else Var(name(e))
    match e:
        case [str(kind), str(x), domain, body] if kind in BINDERS:
            return Bind(kind, build(domain, bound), build(body, (name(x), *bound)), x)
        case ["-", a]:
            return App("*", (Num(Fraction(-1)), build(a, bound)))
        case ["-", a, b]:
            return App("+", (build(a, bound), App("*", (Num(Fraction(-1)), build(b, bound)))))
        case ["/", a, b]:
            return App("*", (build(a, bound), App("^", (build(b, bound), Num(Fraction(-1))))))
        case [str(head), *args] if args and head not in bound:
            parts = tuple(build(a, bound) for a in args)
            return App(head, parts) if head in CONSTANTS else Var(name(head), parts)
    raise Refused(f"sexpr: no term: {e!r}"[:200])


def read(text: str) -> Term:
    """The one term that `text` writes. Raises: Refused."""
    expressions = parse(text)
    if len(expressions) != 1:
        raise Refused(f"sexpr: one expression expected, got {len(expressions)}")
    return build(expressions[0])
