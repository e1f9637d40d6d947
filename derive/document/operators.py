"""Operators that reach over what follows: sums, integrals, derivatives, expectations, extrema, limits, functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from derive.document.brackets import apply, arguments, conjunction, opens_arguments, pack
from derive.document.cursor import Cursor, is_d, relation_of, starts_differential
from derive.document.names import argument, is_function, name, scripted, subscript, superscript
from derive.document.syntax import (
    Add,
    Apply,
    Big,
    Derivative,
    Divide,
    Ellipsis_,
    Expectation,
    Expr,
    Extremum,
    Gradient,
    Group,
    Label,
    Limit,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    Relation,
    Subscript,
    Tuple,
)
from derive.document.tokens import Token
from derive.document.vocabulary import BIGS, EXPECTATIONS, INTEGRALS


@dataclass(slots=True)
class Bounds:
    """What stands below and above a big operator."""

    variables: tuple[Expr, ...] = ()
    lower: Expr | None = None
    upper: Expr | None = None
    domain: Expr | None = None
    condition: Expr | None = None
    below: Expr | None = None
    words: tuple[str, ...] = ()


def big(cursor: Cursor) -> Expr:
    """A sum, product, union or intersection with its body."""
    first = cursor.position
    token = cursor.take()
    bounds = _scripts(cursor)
    _bind(cursor, bounds, first)
    return _finish_big(cursor, BIGS[token.text], bounds, first)


def _finish_big(cursor: Cursor, kind: str, bounds: Bounds, first: int) -> Expr:
    body = _reach(cursor, bounds.words)
    return Big(kind, bounds.variables, bounds.lower, bounds.upper, bounds.domain, bounds.condition, body,  # type: ignore[arg-type]
               span=cursor.span(first))  # fmt: skip


def underset(cursor: Cursor) -> Expr:
    r"""\underset{t}{\sum}, and \underset or \overset on an extremum."""
    first = cursor.position
    command = cursor.take()
    start = cursor.position
    below = braced_list(cursor)
    words = tuple(token.text for token in cursor.tokens[start : cursor.position])
    token = cursor.peek()
    if command.text != "underset" or token is None:
        raise cursor.refusal(f"\\{command.text} is not read here", command)
    end = cursor.partner(cursor.position) if token.kind == "group" else cursor.position
    inside = cursor.tokens[cursor.position + 1 : end] if token.kind == "group" else [token]
    if len(inside) == 1 and inside[0].kind == "command" and inside[0].text in BIGS:
        cursor.position = end + 1
        bounds = Bounds(below=below, words=words)
        _bind(cursor, bounds, first)
        return _finish_big(cursor, BIGS[inside[0].text], bounds, first)
    kind = "".join(token.text for token in inside).replace(" ", "")
    if kind in ("max", "min", "sup", "inf", "argmax", "argmin"):
        cursor.position = end + 1
        return Extremum(kind, below, _reach(cursor, words), span=cursor.span(first))  # type: ignore[arg-type]
    if len(inside) == 1 and inside[0].text == "E":
        cursor.position = end + 1
        return _expect(cursor, "E", below, first)
    raise cursor.refusal("\\underset is not read here", command)


def braced_list(cursor: Cursor) -> Expr:
    """A braced argument that may hold a list."""
    return argument(cursor)


def _scripts(cursor: Cursor) -> Bounds:
    bounds = Bounds()
    while (token := cursor.peek()) is not None and token.kind in ("sub", "sup"):
        cursor.take()
        start = cursor.position
        if token.kind == "sub":
            if bounds.below is not None:
                raise cursor.refusal("two lower bounds", token)
            bounds.below = _below(cursor)
            bounds.words = tuple(item.text for item in cursor.tokens[start : cursor.position])
        else:
            bounds.upper = argument(cursor)
    return bounds


def _below(cursor: Cursor) -> Expr:
    follows = cursor.peek(1)
    token = cursor.peek()
    if token is not None and token.kind == "group" and follows is not None and follows.is_command("substack"):
        return _substack(cursor)
    if token is not None and token.kind == "group":
        return argument(cursor)
    return subscript(cursor)


def _substack(cursor: Cursor) -> Expr:
    end = cursor.partner(cursor.position)
    cursor.position += 2
    inner = cursor.partner(cursor.position)
    items: list[Expr] = []
    start = cursor.position + 1
    for index in range(start, inner + 1):
        if index == inner or cursor.tokens[index].kind == "row":
            cursor.position = start
            items.append(cursor.within(index, cursor.grammar.listed))
            start = index + 1
    cursor.position = inner + 1
    if cursor.position != end:
        raise cursor.refusal("unexpected sign below an operator")
    cursor.position = end + 1
    return pack(items)


def _bind(cursor: Cursor, bounds: Bounds, first: int) -> None:
    """Sort what stands below into bound variables, first value, domain and condition."""
    below = bounds.below
    match below:
        case None:
            return
        case Relation(operands=(variable, value), operators=("=",)) if variable is not None:
            bounds.variables, bounds.lower = _variables(variable), value
        case Relation(operands=(variable, value), operators=("in" | "sim",)) if variable is not None:
            bounds.variables, bounds.domain = _variables(variable), value
        case Relation(operands=operands, operators=operators) if operands[0] is not None:
            middle = operands[1] if len(operators) == 2 and operands[1] is not None else operands[0]
            bounds.variables, bounds.condition = _variables(middle), below
        case Tuple(items=(Relation() as head, *rest)):
            inner = Bounds(below=head)
            _bind(cursor, inner, first)
            _bind_more(bounds, inner, rest)
        case Name() | Subscript() | Label():
            bounds.variables = (below,)
        case Tuple(items=items):
            bounds.variables = items
            if isinstance(items[-1], Relation) and items[-1].operators in (("=",), ("in",)):
                last = items[-1]
                bounds.variables = (*items[:-1], last.operands[0])  # type: ignore[assignment]
                if last.operators == ("=",):
                    bounds.lower = last.operands[1]
                else:
                    bounds.domain = last.operands[1]
            if any(isinstance(item, Relation) for item in bounds.variables):
                raise cursor.refusal("bounds of this form are not read", cursor.tokens[first])
        case _:
            bounds.domain = below
    bounds.words = _bound_words(bounds.words)


def _bind_more(bounds: Bounds, inner: Bounds, rest: list[Expr]) -> None:
    bounds.variables, bounds.lower, bounds.domain = inner.variables, inner.lower, inner.domain
    conditions = [item for item in (inner.condition, *rest) if item is not None]
    bounds.condition = conjunction(conditions) if conditions else None


def _variables(variable: Expr) -> tuple[Expr, ...]:
    return variable.items if isinstance(variable, Tuple) else (variable,)


def _bound_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens of the bound variable: those before the first relation, without braces."""
    inner = words[1:-1] if words[:1] == ("{",) else words
    kept: list[str] = []
    for word in inner:
        if word in ("=", "in", "sim", "neq", "ne", "le", "leq", "<", ","):
            break
        kept.append(word)
    return tuple(kept) if 0 < len(kept) <= 6 else ()


def _reach(cursor: Cursor, words: tuple[str, ...]) -> Expr:
    """The product that follows, and further terms as long as they contain the bound index free."""
    first = cursor.position
    cursor.deeper()
    terms = [_signed_product(cursor)]
    while words and _next_term_has(cursor, words):
        sign = cursor.take()
        start = cursor.position - 1
        term = cursor.grammar.product(cursor)
        terms.append(Negative(term, span=cursor.span(start)) if sign.text == "-" else term)
    cursor.depth -= 1
    return terms[0] if len(terms) == 1 else Add(tuple(terms), span=cursor.span(first))


def _signed_product(cursor: Cursor) -> Expr:
    first = cursor.position
    token = cursor.peek()
    if token is not None and token.is_sign("-"):
        cursor.take()
        return Negative(cursor.grammar.product(cursor), span=cursor.span(first))
    return cursor.grammar.product(cursor)


def _next_term_has(cursor: Cursor, words: tuple[str, ...]) -> bool:
    """Whether the term after the + or - at the cursor contains the index before anything binds it again."""
    token = cursor.peek()
    if token is None or not token.is_sign("+", "-"):
        return False
    index, tokens = cursor.position + 1, cursor.tokens
    depth, binder_until = 0, -1
    while index < cursor.limit:
        item = tokens[index]
        depth += {"group": 1, "open": 1, "begin": 1, "ungroup": -1, "close": -1, "end": -1}.get(item.kind, 0)
        if depth == 0 and index > cursor.position + 1 and (item.is_sign("+", "-", ",", ";") or relation_of(item)):
            return False
        if (item.kind == "command" and item.text in BIGS) or item.text in ("E", "max", "min"):
            if index + 2 < len(tokens) and tokens[index + 1].kind == "sub":
                opened = tokens[index + 2].kind == "group"
                binder_until = cursor.match[index + 2] if opened else index + 2
        if _same(tokens, index, words):
            return index > binder_until
        index += 1
    return False


def _same(tokens: list[Token], index: int, words: tuple[str, ...]) -> bool:
    end = index + len(words)
    if end > len(tokens) or tokens[index].text != words[0]:
        return False
    if any(tokens[index + offset].text != word for offset, word in enumerate(words)):
        return False
    return not (end < len(tokens) and tokens[end].kind == "prime")


def integral(cursor: Cursor) -> Expr:
    """An integral with its differential, wherever that stands; without one it reaches over the product."""
    first = cursor.position
    token = cursor.take()
    closing = cursor.differential.get(first, -1)
    bounds = _scripts(cursor)
    if token.text == "idotsint":
        raise cursor.refusal("multiple integral with dots is not read", token)
    if closing >= cursor.limit:
        closing = -1
    if closing == cursor.position and closing >= 0:
        variables = _differential(cursor, INTEGRALS[token.text])
        if cursor.at_end() or _ends_term(cursor):
            body: Expr = Number(_one(), span=cursor.span(first))
        else:
            body = _reach(cursor, _words_of(cursor, closing))
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


def _one() -> object:
    from fractions import Fraction

    return Fraction(1)


def _ends_term(cursor: Cursor) -> bool:
    token = cursor.peek()
    return token is None or token.is_sign("+", "-", ",", ";") or relation_of(token) is not None


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
    body = _reach(cursor, ())
    for index in range(first, cursor.position):
        opens = index + 1 < cursor.limit and cursor.tokens[index + 1].kind == "open"
        unowned = index not in cursor.owned and starts_differential(cursor.tokens, index)
        if unowned or (opens and is_d(cursor.tokens[index])):
            raise cursor.refusal("differential inside brackets or of an expression is not read", cursor.tokens[index])
    return body, ()


def _fraction_integrand(cursor: Cursor, start: int, end: int, at: int, first: int) -> tuple[Expr, tuple[Expr, ...]]:
    cursor.position = start + 1
    above: Expr = (
        Number(_one(), span=cursor.span(start)) if at == start + 1 else cursor.within(at, cursor.grammar.product)
    )  # type: ignore[arg-type]
    cursor.position = at
    variables = cursor.within(end, lambda inner: _differential(inner, 1))
    cursor.position = end + 1
    below = argument(cursor)
    if not _ends_term(cursor) and cursor.peek() is not None and cursor.peek().kind not in ("close", "ungroup"):  # type: ignore[union-attr]
        raise cursor.refusal("integrand goes on behind the fraction that holds its differential")
    return Divide(above, below, span=cursor.span(first)), variables


def _integral(bounds: Bounds, variables: tuple[Expr, ...], body: Expr, cursor: Cursor, first: int) -> Expr:
    lower, upper, domain, condition = bounds.below, bounds.upper, None, None
    match lower:
        case Relation(operands=(variable, value), operators=("in",)) if variable is not None:
            variables, lower, domain = variables or _variables(variable), None, value
        case Relation(operands=(variable, value), operators=("=",)) if variable is not None and upper is not None:
            variables, lower = variables or _variables(variable), value
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
    return Big("integral", variables, lower, upper, domain, condition, body, span=cursor.span(first))


def derivative_order(cursor: Cursor, first: int) -> Expr | None:
    r"""\frac{d}{dx} f, \frac{df}{dx}, \frac{\partial^2}{\partial x^2} f at the cursor, or None when it is a fraction."""
    tokens = cursor.tokens
    above = first + 1
    if above >= cursor.limit or tokens[above].kind != "group":
        return None
    above_end = cursor.match[above]
    below = above_end + 1
    if below >= cursor.limit or tokens[below].kind != "group":
        return None
    below_end = cursor.match[below]
    if not (_is_delta(tokens, above + 1, above_end) and _is_delta(tokens, below + 1, below_end)):
        return None
    if tokens[above + 1].text != tokens[below + 1].text or below_end - below < 3:
        return None
    return _derivative(cursor, (above, above_end, below, below_end), first)


def _is_delta(tokens: list[Token], index: int, end: int) -> bool:
    if index >= end or not (is_d(tokens[index]) or tokens[index].is_command("partial")):
        return False
    return index + 1 == end or tokens[index + 1].kind not in ("sub", "prime", "sign")


def _derivative(cursor: Cursor, places: tuple[int, int, int, int], first: int) -> Expr:
    above, above_end, below, below_end = places
    cursor.position = below + 1
    wrt = cursor.within(below_end, _wrt)
    cursor.position = above + 2
    order = _order(cursor)
    if order is not None and order != sum(count for _, count in wrt):
        raise cursor.refusal("orders of the derivative do not agree", cursor.tokens[first])
    if order is None and sum(count for _, count in wrt) != 1:
        raise cursor.refusal("orders of the derivative do not agree", cursor.tokens[first])
    if cursor.position < above_end:
        body = cursor.within(above_end, cursor.grammar.product)
        cursor.position = below_end + 1
        return Derivative(wrt, body, span=cursor.span(first))
    cursor.position = below_end + 1
    if cursor.at_end() or _ends_term(cursor):
        raise cursor.refusal("derivative of nothing", cursor.tokens[first])
    return Derivative(wrt, _derived(cursor), span=cursor.span(first))


def _derived(cursor: Cursor) -> Expr:
    """A bracket right after d/dx is all that is derived; otherwise the product that follows is."""
    token = cursor.peek()
    if token is not None and token.kind == "open":
        return cursor.grammar.factor(cursor)
    return _reach(cursor, ())


def _order(cursor: Cursor) -> int | None:
    token = cursor.peek()
    if token is None or token.kind != "sup":
        return None
    cursor.take()
    match argument(cursor):
        case Number(value=value) if value is not None and value.denominator == 1 and 0 < value < 100:
            return int(value)
        case _:
            raise cursor.refusal("derivative of symbolic order is not read", token)


def _wrt(cursor: Cursor) -> tuple[tuple[Expr, int], ...]:
    pairs: list[tuple[Expr, int]] = []
    while (token := cursor.peek()) is not None:
        if not (is_d(token) or token.is_command("partial")):
            raise cursor.refusal("derivative of this form is not read", token)
        cursor.take()
        first = cursor.position
        group = cursor.peek()
        if group is not None and group.kind == "open":
            raise cursor.refusal("derivative with respect to an expression is not read", group)
        variable = scripted(cursor, name(cursor), first)
        match variable:
            case Power(base=base, exponent=Number(value=value)) if value is not None and value.denominator == 1:
                if not 0 < value < 100:
                    raise cursor.refusal("derivative of this order is not read", token)
                pairs.append((base, int(value)))
            case Power() | Label(label="T" | "top"):
                raise cursor.refusal("derivative of symbolic order is not read", token)
            case _:
                pairs.append((variable, 1))
    return tuple(pairs)


def gradient(cursor: Cursor) -> Expr:
    r"""\nabla_\theta of the one factor that follows (a function call, a bracket, a sum with its body)."""
    first = cursor.position
    cursor.take()
    wrt: Expr | None = None
    token = cursor.peek()
    if token is not None and token.kind == "sub":
        cursor.take()
        wrt = subscript(cursor)
    token = cursor.peek()
    if token is not None and token.kind == "sup":
        raise cursor.refusal("higher derivatives by nabla are not read", token)
    if token is not None and (token.is_command("cdot", "times")):
        raise cursor.refusal("divergence and curl are not read", token)
    cursor.deeper()
    body = cursor.grammar.factor(cursor)
    cursor.depth -= 1
    return Gradient(wrt, body, span=cursor.span(first))


def expectation_word(cursor: Cursor) -> str | None:
    """The operator that begins at the cursor: E in a font or before a bracket or an index, Var, Cov, ..."""
    token = cursor.peek()
    if token is None:
        return None
    if token.kind == "word" or token.kind == "text":
        if token.text == "V" and token.font == "mathbb":
            return "Var"
        if token.font == "mathcal":
            return None
        return EXPECTATIONS.get(token.text)
    if token.kind != "letter":
        return None
    from derive.document.names import run_ahead

    run = run_ahead(cursor)
    if run is not None:
        return EXPECTATIONS.get(run)
    return "E" if token.text == "E" and _plain_expectation(cursor) else None


def _plain_expectation(cursor: Cursor) -> bool:
    index = cursor.position + 1
    tokens = cursor.tokens
    if index < cursor.limit and tokens[index].kind == "sub":
        index = cursor.match[index + 1] + 1 if tokens[index + 1].kind == "group" else index + 2
        return index < cursor.limit and tokens[index].kind == "open" and tokens[index].text in "[({"
    return index < cursor.limit and tokens[index].kind == "open" and tokens[index].text in "[({"


def expectation(cursor: Cursor, operator: str) -> Expr:
    """E, Var, Cov, ... with what stands below and their arguments, in brackets or as the product that follows."""
    first = cursor.position
    name(cursor)
    under: Expr | None = None
    token = cursor.peek()
    raised: list[object] = []
    while token is not None and token.kind in ("sub", "sup"):
        cursor.take()
        if token.kind == "sub":
            under = subscript_or_relation(cursor)
        else:
            kind, value = superscript(cursor, Name("E"))
            if kind != "label" and kind != "power":
                raise cursor.refusal("prime on an expectation is not read", token)
            raised.append((kind, value))
        token = cursor.peek()
    if raised:
        return _raised_expectation(cursor, operator, under, raised[0], first)
    return _expect(cursor, operator, under, first)


def _raised_expectation(cursor: Cursor, operator: str, under: Expr | None, raised: object, first: int) -> Expr:
    kind, value = raised  # type: ignore[misc]
    if kind == "power" and isinstance(value, Number) and opens_arguments(cursor):
        inner = _expect(cursor, operator, under, first)
        return Power(inner, value, span=cursor.span(first))
    if kind == "power" and under is None and opens_arguments(cursor):
        return _expect(cursor, operator, value, first)
    raise cursor.refusal("superscript on an expectation is not read", cursor.tokens[first])


def subscript_or_relation(cursor: Cursor) -> Expr:
    """What stands below an expectation: names, a relation, a law with its arguments."""
    return subscript(cursor)


def _expect(cursor: Cursor, operator: str, under: Expr | None, first: int) -> Expr:
    if opens_arguments(cursor):
        shape, found = arguments(cursor)
        if "versus" in found or "parameters" in found:
            raise cursor.refusal("expectation with more than arguments and conditions", cursor.tokens[first])
        token = cursor.peek()
        if under is None and token is not None and token.kind == "sub":
            cursor.take()
            under = subscript(cursor)
        if operator == "E" and len(found["args"]) != 1:
            head = _bare(operator, under, cursor, first)
            return Apply(head, found["args"], found.get("given", ()), bracket=shape, span=cursor.span(first))
        return Expectation(operator, under, found["args"], found.get("given", ()), span=cursor.span(first))
    if operator != "E" or cursor.at_end() or _ends_term(cursor):
        return _bare(operator, under, cursor, first)
    return Expectation(operator, under, (_reach(cursor, ()),), span=cursor.span(first))


def _bare(operator: str, under: Expr | None, cursor: Cursor, first: int) -> Expr:
    """The operator's word alone is a name."""
    head = Name(cursor.tokens[first].text if cursor.tokens[first].kind != "letter" else operator,
                font=cursor.tokens[first].font or None, span=cursor.span(first))  # fmt: skip
    return head if under is None else Subscript(head, under, span=cursor.span(first))


def extremum(cursor: Cursor) -> Expr:
    r"""max, min, sup, inf, \arg\max with what stands below, over the product that follows."""
    first = cursor.position
    kind = _extremum_kind(cursor)
    bounds = _scripts(cursor)
    if bounds.upper is not None:
        raise cursor.refusal("superscript on an extremum is not read", cursor.tokens[first])
    if bounds.below is None and not kind.startswith("arg") and opens_arguments(cursor):
        return apply(cursor, Name(kind, span=cursor.span(first)), first)
    if cursor.at_end() or _at_closing(cursor):
        head = Name(kind, span=cursor.span(first))
        return head if bounds.below is None else Subscript(head, bounds.below, span=cursor.span(first))
    body = _reach(cursor, _bound_words(bounds.words))
    return Extremum(kind, bounds.below, body, span=cursor.span(first))


def _at_closing(cursor: Cursor) -> bool:
    token = cursor.peek()
    return token is None or token.is_sign("+", ",", ";") or relation_of(token) is not None


def _extremum_kind(cursor: Cursor) -> Literal["max", "min", "sup", "inf", "argmax", "argmin"]:
    token = cursor.take()
    word = token.text.rstrip("*").replace(" ", "")
    if token.kind == "letter":
        cursor.position -= 1
        made = name(cursor)
        word = made.base if isinstance(made, Name) else word
    if word == "arg":
        follows = cursor.take()
        word = "arg" + follows.text.rstrip("*")
    if word not in ("max", "min", "sup", "inf", "argmax", "argmin"):
        raise cursor.refusal("arg without max or min", token)
    return word  # type: ignore[return-value]


def limit(cursor: Cursor) -> Expr:
    r"""\lim_{x \to a} of the product that follows."""
    first = cursor.position
    cursor.take()
    token = cursor.peek()
    if token is None or token.kind != "sub":
        raise cursor.refusal("limit without a variable", cursor.tokens[first])
    cursor.take()
    match argument(cursor):
        case Relation(operands=(variable, target), operators=("to",)) if variable is not None and target is not None:
            side: str | None = None
            match target:
                case Label(base=base, label="+" | "-" as sign):
                    target, side = base, sign
                case _:
                    pass
            return Limit(variable, target, side, _reach(cursor, ()), span=cursor.span(first))
        case _:
            raise cursor.refusal("limit without an arrow below", token)


def function(cursor: Cursor) -> Expr:
    r"""\log, \exp, sin, ... with brackets, or with the simple factors that follow."""
    first = cursor.position
    token = cursor.peek()
    head: Expr
    if token is not None and token.kind == "command":
        cursor.take()
        head = Name(token.text, span=cursor.span(first))
    else:
        head = name(cursor)
    start = first
    head = scripted(cursor, head, start)
    if opens_arguments(cursor):
        return apply(cursor, head, first)
    if cursor.at_end() or _ends_bare(cursor):
        return head
    return Apply(head, (_operand(cursor),), bracket="", span=cursor.span(first))


def _ends_bare(cursor: Cursor) -> bool:
    token = cursor.peek()
    return token is None or token.is_sign("+", ",", ";", "/") or relation_of(token) is not None


def _operand(cursor: Cursor) -> Expr:
    """What a function without brackets takes: a numeral's product, or names side by side, or one other factor."""
    first = cursor.position
    cursor.deeper()
    token = cursor.peek()
    if token is not None and token.is_sign("-"):
        cursor.take()
        inner = _operand(cursor)
        cursor.depth -= 1
        return Negative(inner, span=cursor.span(first))
    factors = [cursor.grammar.factor(cursor)]
    while is_simple(factors[0]) and _continues_operand(cursor):
        factors.append(cursor.grammar.factor(cursor))
    cursor.depth -= 1
    return factors[0] if len(factors) == 1 else Multiply(tuple(factors), span=cursor.span(first))


def is_simple(factor: Expr) -> bool:
    """A name or numeral with scripts: what may stand beside others under a function without brackets."""
    match factor:
        case Name() | Number() | Subscript() | Label():
            return True
        case Power(base=base):
            return is_simple(base) and not (isinstance(base, Name) and base.base == "e")
        case Group():
            return False
        case _:
            return False


def _continues_operand(cursor: Cursor) -> bool:
    token = cursor.peek()
    if token is None or is_function(token, cursor) or expectation_word(cursor) is not None:
        return False
    if token.kind == "number":
        return True
    if token.kind == "letter":
        return token.text not in ("e", "d")
    if token.kind == "word":
        return token.text != "d" and token.text != "e"
    from derive.document.vocabulary import LETTERS, MARKS

    return token.kind == "command" and (token.text in LETTERS or token.text in MARKS)
