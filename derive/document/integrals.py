"""Integrals, with their differential wherever it stands."""

from __future__ import annotations

from fractions import Fraction

from derive.document.brackets import opens_arguments
from derive.document.cursor import Cursor, is_d, starts_differential
from derive.document.names import argument, name, scripted
from derive.document.reach import Bounds, ends_term, reach, read_bounds
from derive.document.sums import variables_of
from derive.document.syntax import Big, Divide, Ellipsis_, Expr, Name, Number, Power, Relation, Subscript
from derive.document.vocabulary import INTEGRALS


def integral(cursor: Cursor) -> Expr:
    """An integral with its differential, wherever that stands; without one it reaches over the product."""
    first = cursor.position
    token = cursor.take()
    closing = cursor.differential.get(first, -1)
    bounds = read_bounds(cursor)
    if token.text == "idotsint":
        raise cursor.refusal("multiple integral with dots is not read", token)
    if closing >= cursor.limit:
        closing = -1
    if closing == cursor.position and closing >= 0:
        variables = _differential(cursor, INTEGRALS[token.text])
        if cursor.at_end() or ends_term(cursor):
            body: Expr = Number(Fraction(1), span=cursor.span(first))
        else:
            body = reach(cursor, _words_of(cursor, closing))
    elif closing >= 0:
        cursor.deeper()
        body = cursor.within(closing, cursor.grammar.additive)
        cursor.depth -= 1
        variables = _differential(cursor, INTEGRALS[token.text])
        if INTEGRALS[token.text] > 1 and len(variables) != INTEGRALS[token.text]:
            raise cursor.refusal("multiple integral with too few differentials", token)
    else:
        body, variables = _undifferentiated(cursor)
    return _integral(bounds, variables, body, cursor, first)


def _words_of(cursor: Cursor, index: int) -> tuple[str, ...]:
    return (cursor.tokens[index + 1].text,)


def _differential(cursor: Cursor, count: int) -> tuple[Expr, ...]:
    """The variables of the differentials at the cursor: as many as the sign asks, and any that no integral owns."""
    variables: list[Expr] = []
    while (token := cursor.peek()) is not None:
        if is_d(token) and starts_differential(cursor.tokens, cursor.position):
            if len(variables) >= count and cursor.position in cursor.owned:
                break
            cursor.take()
            variables.append(_variable(cursor))
        elif variables and token.kind == "command" and token.text in ("ldots", "dots", "cdots"):
            follows = cursor.peek(1)
            if not is_d(follows):
                break
            cursor.take()
            variables.append(Ellipsis_(span=cursor.places.span(token.start, token.end)))
        else:
            break
    return tuple(variables)


def _variable(cursor: Cursor) -> Expr:
    first = cursor.position
    token = cursor.peek()
    if token is not None and token.kind == "open":
        raise cursor.refusal("integration with respect to an expression is not read", token)
    variable = scripted(cursor, name(cursor), first)
    token = cursor.peek()
    if isinstance(variable, Power) or (opens_arguments(cursor) and token is not None and token.text == "("):
        raise cursor.refusal("integration with respect to a function is not read", cursor.tokens[first])
    return variable


def _undifferentiated(cursor: Cursor) -> tuple[Expr, tuple[Expr, ...]]:
    """The body of an integral without dx at its level; dx may stand in the numerator of the fraction that follows."""
    first = cursor.position
    token = cursor.peek()
    if token is not None and token.is_command("frac", "dfrac", "tfrac"):
        start = cursor.position + 1
        if start < cursor.limit and cursor.tokens[start].kind == "group":
            end = cursor.match[start]
            for index in range(start + 1, end):
                if starts_differential(cursor.tokens, index):
                    return _fraction_integrand(cursor, start, end, index, first)
    body = reach(cursor, ())
    for index in range(first, cursor.position):
        opens = index + 1 < cursor.limit and cursor.tokens[index + 1].kind == "open"
        unowned = index not in cursor.owned and starts_differential(cursor.tokens, index)
        if unowned or (opens and is_d(cursor.tokens[index])):
            raise cursor.refusal("differential inside brackets or of an expression is not read", cursor.tokens[index])
    return body, ()


def _fraction_integrand(cursor: Cursor, start: int, end: int, at: int, first: int) -> tuple[Expr, tuple[Expr, ...]]:
    cursor.position = start + 1
    above: Expr = (
        Number(Fraction(1), span=cursor.span(start)) if at == start + 1 else cursor.within(at, cursor.grammar.product)
    )
    cursor.position = at
    variables = cursor.within(end, lambda inner: _differential(inner, 1))
    cursor.position = end + 1
    below = argument(cursor)
    token = cursor.peek()
    if token is not None and not ends_term(cursor) and token.kind not in ("close", "ungroup"):
        raise cursor.refusal("integrand goes on behind the fraction that holds its differential")
    return Divide(above, below, span=cursor.span(first)), variables


def _integral(bounds: Bounds, variables: tuple[Expr, ...], body: Expr, cursor: Cursor, first: int) -> Expr:
    lower, upper, domain, condition = bounds.below, bounds.upper, None, None
    match lower:
        case Relation(operands=(variable, value), operators=("in",)) if variable is not None:
            variables, lower, domain = variables or variables_of(variable), None, value
        case Relation(operands=(variable, value), operators=("=",)) if variable is not None and upper is not None:
            variables, lower = variables or variables_of(variable), value
        case Relation():
            lower, condition = None, bounds.below
        case Name(font=None, base=letter) | Subscript(base=Name(font=None, base=letter)) if upper is None:
            if not variables and (letter.islower()):
                variables, lower = (bounds.below,), None  # type: ignore[assignment]
            else:
                lower, domain = None, bounds.below
        case Expr_ if upper is None and Expr_ is not None:
            lower, domain = None, bounds.below
        case _:
            pass
    if domain is not None and domain in variables:
        domain = None
    return Big("integral", variables, lower, upper, domain, condition, body, span=cursor.span(first))
