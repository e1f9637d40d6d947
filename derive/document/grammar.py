"""The grammar from relations down to factors: precedence, juxtaposition, application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from derive.document.brackets import (
    apply,
    bar,
    bracketed,
    environment,
    evaluation,
    is_applicable,
    is_evaluated,
    opens_arguments,
    pack,
)
from derive.document.commands import COMMANDS, stacked
from derive.document.cursor import Cursor, describe, relation_of
from derive.document.derivatives import gradient
from derive.document.expectations import expectation, expectation_word
from derive.document.functions import extremum, function, limit
from derive.document.integrals import integral
from derive.document.names import is_function, is_prose, is_stray_differential, name, number, run_ahead, scripted
from derive.document.sums import big, underset
from derive.document.syntax import (
    Add,
    Apply,
    Divide,
    Ellipsis_,
    Expr,
    Factorial,
    Group,
    Hole,
    Interval,
    Label,
    Logical,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    Relation,
    Subscript,
    Text,
    Tuple,
)  # fmt: skip
from derive.document.tokens import Token
from derive.document.vocabulary import (
    BIGS,
    ELLIPSES,
    EXTREMA,
    INTEGRALS,
    LETTERS,
    MARKS,
    MATRIX_WORDS,
    REFUSED,
    TIMES,
)

_AND = frozenset({"and", "wedge", "land", "cap"})
_OR = frozenset({"or", "vee", "lor", "cup"})


class LatexGrammar:
    """The grammar of formulas; it has no state, the cursor has."""

    def expression(self, cursor: Cursor) -> Expr:
        """Relations and their conjunctions: what may stand in brackets and conditions."""
        first = cursor.position
        operands = [self.negation(cursor)]
        operator = _logical(cursor)
        while operator is not None:
            following = _logical(cursor)
            if following is None:
                break
            if following != operator:
                raise cursor.refusal("and beside or without brackets")
            cursor.take()
            operands.append(self.negation(cursor))
        if operator is None or len(operands) == 1:
            return operands[0]
        return Logical("and" if operator == "and" else "or", tuple(operands), span=cursor.span(first))

    def negation(self, cursor: Cursor) -> Expr:
        first = cursor.position
        token = cursor.peek()
        if token is not None and token.is_command("neg", "lnot"):
            cursor.take()
            cursor.deeper()
            inner = self.negation(cursor)
            cursor.depth -= 1
            return Logical("not", (inner,), span=cursor.span(first))
        return self.relation(cursor)

    def relation(self, cursor: Cursor) -> Expr:
        """Operands with relations between them; an operand alone is itself."""
        first = cursor.position
        operands: list[Expr | None] = [None if relation_of(cursor.peek()) else self.additive(cursor)]
        operators: list[str] = []
        while (operator := relation_of(cursor.peek())) is not None:
            cursor.take()
            operators.append(operator)
            operands.append(self.right_side(cursor, operator))
        if not operators:
            return operands[0]  # type: ignore[return-value]
        return Relation(tuple(operands), tuple(operators), span=cursor.span(first))

    def right_side(self, cursor: Cursor, operator: str) -> Expr | None:
        """What stands after a relation: behind a membership sign brackets are intervals and sets."""
        if _at_separator(cursor):
            return None
        if operator not in ("in", "notin", "subset", "subseteq"):
            return self.additive(cursor)
        first = cursor.position
        cursor.in_set = True
        body = self.additive(cursor)
        cursor.in_set = False
        return as_set(body, cursor.tokens[first], cursor.tokens[cursor.position - 1])

    def additive(self, cursor: Cursor) -> Expr:
        """Terms with + and -."""
        first = cursor.position
        cursor.deeper()
        terms = [self.term(cursor)]
        while (token := cursor.peek()) is not None and token.is_sign("+", "-"):
            follows = cursor.peek(1)
            if follows is None:
                raise cursor.refusal("formula ends where something is expected", token)
            terms.append(self.term(cursor))
        cursor.depth -= 1
        return terms[0] if len(terms) == 1 else Add(tuple(terms), span=cursor.span(first))

    def term(self, cursor: Cursor) -> Expr:
        first = cursor.position
        signs = 0
        negative = False
        while (token := cursor.peek()) is not None and token.is_sign("+", "-"):
            cursor.take()
            signs += 1
            negative ^= token.text == "-"
            if signs > 2:
                raise cursor.refusal("several signs in a row", token)
        token = cursor.peek()
        if token is not None and token.kind == "text" and is_prose(token):
            cursor.take()
            if signs == 0 or not _at_separator(cursor):
                raise cursor.refusal(describe(token), token)
            body: Expr = Text(token.text.strip(), span=cursor.places.span(token.start, token.end))
        else:
            body = self.product(cursor)
        return Negative(body, span=cursor.span(first)) if negative else body

    def product(self, cursor: Cursor) -> Expr:
        """Factors side by side or with a sign between; an evaluation bar holds for all of them so far."""
        first = cursor.position
        factors = [self.factor(cursor)]
        while (token := cursor.peek()) is not None:
            if (token.kind == "command" and token.text in TIMES) or token.is_sign("*"):
                if cursor.peek(1) is None or _at_separator(cursor, 1):
                    break
                cursor.take()
                factors.append(self.signed_factor(cursor))
            elif token.is_sign("/"):
                cursor.take()
                factors = [self.quotient(cursor, _product(factors, cursor, first), first)]
            elif _is_evaluation_bar(cursor):
                cursor.take()
                factors = [evaluation(cursor, _product(factors, cursor, first), first)]
            elif self.continues(cursor, token, factors[-1]):
                factors.append(self.factor(cursor))
            else:
                break
        return _product(factors, cursor, first)

    def signed_factor(self, cursor: Cursor) -> Expr:
        token = cursor.peek()
        if token is not None and token.is_sign("-", "+"):
            first = cursor.position
            cursor.take()
            inner = self.factor(cursor)
            return Negative(inner, span=cursor.span(first)) if token.text == "-" else inner
        return self.factor(cursor)

    def quotient(self, cursor: Cursor, above: Expr, first: int) -> Expr:
        """above / factor; a product right after the slash without brackets is ambiguous."""
        start = cursor.position
        below = self.signed_factor(cursor)
        token = cursor.peek()
        if token is not None and self.continues(cursor, token, below):
            plain = isinstance(above, Number) and isinstance(below, Number)
            if not plain and not _is_evaluation_bar(cursor):
                raise cursor.refusal("slash followed by a product without brackets is ambiguous", cursor.tokens[start])
        return Divide(above, below, span=cursor.span(first))

    def continues(self, cursor: Cursor, token: Token, last: Expr) -> bool:
        """Whether the token begins another factor of the same product."""
        match token.kind:
            case "letter" | "word":
                return cursor.position not in cursor.owned
            case "number":
                if isinstance(last, (Name, Number, Subscript)):
                    raise cursor.refusal("numeral right after a letter or numeral is ambiguous", token)
                return True
            case "text":
                return not is_prose(token)
            case "group" | "open" | "begin":
                return True
            case "bar":
                return token.side == "" and cursor.bars_left.get(cursor.position, 1) % 2 == 0
            case "command":
                return token.text not in TIMES and _begins_factor(token)
            case _:
                return False

    def factor(self, cursor: Cursor) -> Expr:
        """One factor: an operator with its reach, a function with its argument, or an atom with its scripts."""
        cursor.deeper()
        try:
            return self._factor(cursor)
        finally:
            cursor.depth -= 1

    def _factor(self, cursor: Cursor) -> Expr:
        token = cursor.peek()
        if token is None:
            raise cursor.refusal("formula ends where something is expected")
        read = self.operator(cursor, token)
        if read is not None:
            return read
        first = cursor.position
        return self.postfix(cursor, self.atom(cursor, token), first)

    def operator(self, cursor: Cursor, token: Token) -> Expr | None:
        """What an operator at the cursor makes, or None when there is none."""
        first = cursor.position
        if token.kind == "command":
            reader = _operator_of(token.text)
            if reader is not None:
                return reader(cursor)
        word = expectation_word(cursor)
        if word is not None:
            return self.postfix(cursor, expectation(cursor, word), first)
        if _extremum_begins(cursor, token):
            return extremum(cursor)
        if is_function(token, cursor):
            return self.postfix(cursor, function(cursor), first)
        if token.kind == "letter" and run_ahead(cursor) == "lim":
            raise cursor.refusal("lim without a backslash is not read", token)
        return None

    def postfix(self, cursor: Cursor, base: Expr, first: int) -> Expr:
        """Scripts, argument lists, factorials and percent signs after an atom."""
        base = self.scripts(cursor, base, first)
        while (token := cursor.peek()) is not None:
            if token.is_sign("!"):
                cursor.take()
                follows = cursor.peek()
                if follows is not None and follows.is_sign("!"):
                    raise cursor.refusal("double factorial is not read", follows)
                base = Factorial(base, span=cursor.span(first))
            elif token.is_command("%"):
                cursor.take()
                follows = cursor.peek()
                if follows is not None and follows.kind in ("number", "letter", "word", "open"):
                    raise cursor.refusal("percent sign before a factor is not read", follows)
                base = Divide(base, Number(Fraction(100)), span=cursor.span(first))
            elif opens_arguments(cursor) and is_evaluated(cursor):
                break
            elif opens_arguments(cursor) and is_applicable(base):
                base = self.scripts(cursor, apply(cursor, base, first), first)
            elif opens_arguments(cursor) and isinstance(base, Power) and is_applicable(base.base):
                return self.after_power(cursor, base, first)
            elif token.kind == "sup" and isinstance(base, Factorial):
                base = self.scripts(cursor, base, first)
            else:
                break
        return base

    def after_power(self, cursor: Cursor, base: Power, first: int) -> Expr:
        """Q^{\\pi}(s, a) is an application; r^{n}(1 - r) is a product whose bracket is kept as a Group."""
        start = cursor.position
        applied = apply(cursor, base, first)
        if not isinstance(applied, Apply):
            return applied
        if len(applied.args) != 1 or applied.given or applied.versus or applied.parameters or _policy(base):
            return self.scripts(cursor, applied, first)
        group: Expr = Group(applied.args[0], applied.bracket, span=cursor.span(start))
        return _product([base, self.scripts(cursor, group, start)], cursor, first)

    def scripts(self, cursor: Cursor, base: Expr, first: int) -> Expr:
        token = cursor.peek()
        if token is not None and token.kind in ("sub", "sup", "prime"):
            if token.kind == "sub" and not isinstance(base, (Name, Label, Subscript)):
                raise cursor.refusal(_indexed(base), token)
            return self.labelled(cursor, scripted(cursor, base, first), first)
        return self.labelled(cursor, base, first)

    def labelled(self, cursor: Cursor, base: Expr, first: int) -> Expr:
        """pi* written without the caret, before a closing bracket."""
        token, follows = cursor.peek(), cursor.peek(1)
        if token is not None and token.is_sign("*") and follows is None and isinstance(base, (Name, Subscript)):
            cursor.take()
            return Label(base, "*", span=cursor.span(first))
        return base

    def atom(self, cursor: Cursor, token: Token) -> Expr:
        first = cursor.position
        if is_stray_differential(cursor):
            raise cursor.refusal("differential outside of an integral is not read", token)
        match token.kind:
            case "number":
                return number(cursor)
            case "letter":
                return name(cursor)
            case "word" | "text":
                follows = cursor.peek(1)
                if token.text in MATRIX_WORDS and follows is not None and follows.kind == "open":
                    raise cursor.refusal(f"matrix algebra is not read yet: {MATRIX_WORDS[token.text]}", token)
                if token.kind == "text" and is_prose(token):
                    raise cursor.refusal(describe(token), token)
                return name(cursor)
            case "group":
                return self.group(cursor)
            case "open":
                cursor.deeper()
                body = bracketed(cursor)
                cursor.depth -= 1
                return body
            case "bar":
                return bar(cursor)
            case "begin":
                return environment(cursor)
            case "command":
                return self.command(cursor, token, first)
            case _:
                raise cursor.refusal(describe(token), token)

    def group(self, cursor: Cursor) -> Expr:
        """A group in braces: {n \\choose k}, {a \\over b}, or transparent."""
        first = cursor.position
        end = cursor.partner(first)
        depth = 0
        for index in range(first + 1, end):
            token = cursor.tokens[index]
            depth += {"group": 1, "open": 1, "begin": 1, "ungroup": -1, "close": -1, "end": -1}.get(token.kind, 0)
            if depth == 0 and token.is_command("choose", "over", "atop"):
                return stacked(cursor, token, (first, index, end))
        if end == first + 1:
            cursor.position = end + 1
            if cursor.at_end() or _at_separator(cursor):
                raise cursor.refusal("empty braces", cursor.tokens[first])
            return self.factor(cursor)
        cursor.position += 1
        body = cursor.within(end, self.additive_list)
        cursor.position = end + 1
        return body

    def additive_list(self, cursor: Cursor) -> Expr:
        return self.listed(cursor)

    def command(self, cursor: Cursor, token: Token, first: int) -> Expr:
        reader = COMMANDS.get(token.text)
        if reader is not None:
            return reader(cursor, token, first)
        if token.text in ELLIPSES:
            cursor.take()
            return Ellipsis_(span=cursor.span(first))
        if token.text in LETTERS or token.text in MARKS:
            return name(cursor)
        if token.text in REFUSED:
            raise cursor.refusal(REFUSED[token.text], token)
        if relation_of(token) is not None:
            raise cursor.refusal(f"unexpected \\{token.text}", token)
        raise cursor.refusal(f"unknown command \\{token.text}", token)

    def items(self, cursor: Cursor) -> list[Expr]:
        """Items set off by commas, with holes for placeholders."""
        found = [self.item(cursor)]
        while (token := cursor.peek()) is not None and token.is_sign(","):
            cursor.take()
            if cursor.at_end() or _at_separator(cursor):
                break
            found.append(self.item(cursor))
        return found

    def item(self, cursor: Cursor) -> Expr:
        first = cursor.position
        token, follows = cursor.peek(), cursor.peek(1)
        if token is not None and (token.is_command("cdot", "bullet") or token.is_sign(".", "·")):
            if follows is None or follows.kind == "bar" or follows.is_sign(",", ";"):
                cursor.take()
                return Hole(span=cursor.span(first))
        return self.expression(cursor)

    def listed(self, cursor: Cursor) -> Expr:
        """Items as one expression, with X|y for a bar outside of brackets."""
        first = cursor.position
        items = self.items(cursor)
        token = cursor.peek()
        if token is not None and token.kind == "bar" and token.text == "|":
            cursor.take()
            given = self.items(cursor)
            return Relation((pack(items), pack(given)), ("mid",), span=cursor.span(first))
        return items[0] if len(items) == 1 else Tuple(tuple(items), span=cursor.span(first))


def as_set(body: Expr, opening: Token, closing: Token) -> Expr:
    """A bracketed pair after a membership sign as an Interval."""
    match body:
        case Tuple(items=(lower, upper), span=span) if opening.kind == "open" and opening.text in ("(", "["):
            return Interval(lower, upper, (opening.text == "[", closing.text == "["), span=span)
        case _:
            return body


def _indexed(base: Expr) -> str:
    if isinstance(base, Number):
        return "matrix algebra is not read yet: vector of constants"
    return "subscript of something that is no name"


def _policy(base: Power) -> bool:
    match base.exponent, base.base:
        case Name(base=above), (Name(base=below) | Subscript(base=Name(base=below))):
            return above in LETTERS and len(below) == 1 and below.isupper()
        case _:
            return False


def _product(factors: list[Expr], cursor: Cursor, first: int) -> Expr:
    if len(factors) == 1:
        return factors[0]
    flat: list[Expr] = []
    for factor in factors:
        flat.extend(factor.factors if isinstance(factor, Multiply) else (factor,))
    return Multiply(tuple(flat), span=cursor.span(first))


def _logical(cursor: Cursor) -> str | None:
    token = cursor.peek()
    if token is None:
        return None
    word = token.text.strip() if token.kind in ("text", "command", "word") else ""
    return "and" if word in _AND else "or" if word in _OR else None


def _at_separator(cursor: Cursor, ahead: int = 0) -> bool:
    token = cursor.peek(ahead)
    return (
        token is None
        or token.is_sign(",", ";")
        or (token.kind == "bar" and cursor.bars_left.get(cursor.position + ahead, 1) % 2 == 1)
        or relation_of(token) is not None
    )


def _is_evaluation_bar(cursor: Cursor) -> bool:
    token, follows = cursor.peek(), cursor.peek(1)
    if token is None or follows is None or follows.kind not in ("sub", "sup"):
        return False
    return (token.kind == "bar" and token.text == "|" and token.side == "" and follows.kind == "sub") or (
        token.kind == "close" and token.text == "|"
    )


def _begins_factor(token: Token) -> bool:
    if relation_of(token) is not None or token.text in ("wedge", "vee", "land", "lor", "cap", "cup", "choose", "over"):
        return False
    return token.text not in ("%", "forall", "quad", "atop")


def _extremum_begins(cursor: Cursor, token: Token) -> bool:
    if token.kind in ("command", "word", "text"):
        return token.text.rstrip("*") in EXTREMA or token.text == "arg"
    return token.kind == "letter" and (run_ahead(cursor) or "") in EXTREMA


def _operator_of(word: str) -> Callable[[Cursor], Expr] | None:
    if word in BIGS:
        return big
    if word in INTEGRALS:
        return integral
    return _OPERATORS.get(word)


_OPERATORS: Mapping[str, Callable[[Cursor], Expr]] = {
    "nabla": gradient, "lim": limit, "underset": underset,
}  # fmt: skip

GRAMMAR = LatexGrammar()
