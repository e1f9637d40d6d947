"""Prefix notation: text to nested lists to terms; `term.show` writes it. Bad input is Refused, whatever it is."""

import re
from fractions import Fraction
from functools import cache

from proofs.kernel.signature import BINDERS, CONSTANTS
from proofs.kernel.term import App, Bind, Bound, Num, Refused, Term, Var, instantiate

Sexpr = str | list["Sexpr"]

MAX_TEXT, MAX_NESTING, MAX_DIGITS = 1_000_000, 200, 1_000
_TOKEN = re.compile(r';[^\n]*|([()]|"[^"]*"|[^\s()";]+|")')  # a comment, or a token
_NUMBER = re.compile(r"-?[0-9]+(/0*[1-9][0-9]*)?")
_NAME = re.compile(r'(?![-+]?[0-9]|#)[^\s()";]{1,100}')


def number(text: str) -> Fraction:
    """The rational that `text` writes as -3 or 1/2. Raises: Refused."""
    if len(text) > MAX_DIGITS or not _NUMBER.fullmatch(text):
        raise Refused(f"number: {text[:40]!r}")
    return Fraction(text)


def name(text: str) -> str:
    """`text` if it may name a symbol: no number, constant, binder or bracket in it. Raises: Refused."""
    if not _NAME.fullmatch(text) or text in CONSTANTS or text in BINDERS or text in ("-", "/"):
        raise Refused(f"name: {text[:40]!r}")
    return text


def parse(text: str) -> list[Sexpr]:
    """All expressions of a text as nested lists; `;` starts a comment."""
    stack: list[list[Sexpr]] = [[]]
    for token in filter(None, _TOKEN.findall(text[: MAX_TEXT + 1])):
        if token not in ("(", ")"):
            stack[-1].append(token)
        elif token == "(" and len(stack) < MAX_NESTING:
            stack.append([])
        elif token == ")" and len(stack) > 1:
            stack[-2].append(stack.pop())
        else:
            raise Refused("sexpr: a bracket too many, or nested too deeply")
    if len(stack) > 1 or len(text) > MAX_TEXT:
        raise Refused(f"sexpr: a bracket too few, or more than {MAX_TEXT} characters")
    return stack[0]


def build(e: Sexpr, bound: tuple[str, ...] = ()) -> Term:
    """The term of one expression; (- a), (- a b) and (/ a b) are short for sums and products."""
    match e:
        case str() if e in bound:
            return Bound(bound.index(e))
        case str() if e in CONSTANTS:
            return App(e)
        case str():
            return Num(number(e)) if _NUMBER.fullmatch(e) else Var(name(e))
        case [str(kind), str(x), domain, body] if kind in BINDERS:
            return Bind(kind, build(domain, bound), build(body, (name(x), *bound)), x)
        case ["-", a]:
            return build(["*", "-1", a], bound)
        case ["-", a, b]:
            return build(["+", a, ["*", "-1", b]], bound)
        case ["/", a, b]:
            return build(["*", a, ["^", b, "-1"]], bound)
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


@cache
def _schemas(text: str) -> list[Term]:
    return [build(e) for e in parse(text)]


def filled(text: str, args: tuple[Term, ...], t: Term) -> list[Term]:
    """The terms that a text of the signature writes, with args for a, b, c and with t for t."""
    values = {"t": t, **dict(zip("abc", args, strict=False))}
    return [instantiate(p, values) for p in _schemas(text)]
