r"""\newcommand, \renewcommand, \def and \DeclareMathOperator: found anywhere, expanded with a bound."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from derive.document.refusal import Refusal
from derive.document.tokens import Token, tokenize

MAX_TOKENS = 20_000
_HEAD = re.compile(
    r"\\(?:(?P<new>newcommand|renewcommand|providecommand)\*?\s*(?:\{\s*\\(?P<name>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))"
    r"\s*(?:\[(?P<count>\d)\])?(?P<default>\[[^\]\n]{0,80}\])?"
    r"|def\s*\\(?P<def>[A-Za-z]+)\s*(?P<parameters>(?:\#\d)*)"
    r"|DeclareMathOperator(?P<star>\*?)\s*\{?\s*\\(?P<operator>[A-Za-z]+)\s*\}?)\s*(?=\{)"
)


@dataclass(frozen=True, slots=True)
class Macro:
    """A definition: its number of arguments and its body as TeX."""

    arguments: int
    body: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Definitions:
    """The macros of a document and the ranges of text that define them."""

    macros: Mapping[str, Macro]
    ranges: tuple[tuple[int, int], ...]


def find_macros(text: str) -> Definitions:
    """All definitions of the document; a later one replaces an earlier one."""
    macros: dict[str, Macro] = {}
    ranges: list[tuple[int, int]] = []
    position = 0
    while (found := _HEAD.search(text, position)) is not None:
        end = _closing(text, found.end())
        position = max(end, found.end())
        if end < 0:
            continue
        body = text[found.end() + 1 : end - 1]
        operator = found["operator"]
        name = operator or found["name"] or found["bare"] or found["def"]
        count = int(found["count"] or 0) if found["new"] else len(found["parameters"] or "") // 2
        if operator:
            body = f"\\operatorname{found['star'] or ''}{{{body}}}"
        default = found["default"]
        macros[name] = Macro(count, body, default[1:-1] if default else None)
        ranges.append((found.start(), end))
    return Definitions(macros, tuple(ranges))


def _closing(text: str, position: int, limit: int = 5000) -> int:
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, position, min(len(text), position + limit)):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if depth == 0:
            return found.end()
    return -1


def expand(tokens: list[Token], macros: Mapping[str, Macro]) -> list[Token]:
    """The tokens with every macro replaced; what comes from a macro points at its use.

    Raises: Refusal for an expansion that grows beyond the bound or an argument that is missing.
    """
    if not macros or not any(token.kind == "command" and token.text in macros for token in tokens):
        return tokens
    output: list[Token] = []
    pending = [token for token in reversed(tokens)]
    budget = MAX_TOKENS
    bodies: dict[str, list[Token]] = {}
    while pending:
        token = pending.pop()
        macro = macros.get(token.text) if token.kind == "command" else None
        if macro is None:
            output.append(token)
            continue
        if token.text not in bodies:
            bodies[token.text] = _body_tokens(macro, token)
        arguments, end = _arguments(macro, pending, token)
        body = _substitute(bodies[token.text], arguments, replace(token, end=max(token.end, end)))
        budget -= len(body) + 1
        if budget < 0 or len(pending) + len(output) > MAX_TOKENS:
            raise Refusal(f"expansion of the macro \\{token.text} exceeds {MAX_TOKENS} tokens", token.start)
        pending.extend(reversed(body))
    return output


def _body_tokens(macro: Macro, use: Token) -> list[Token]:
    try:
        return tokenize(macro.body, 0, len(macro.body))
    except Refusal as refusal:
        raise Refusal(f"macro \\{use.text}: {refusal.reason}", use.start) from None


def _arguments(macro: Macro, pending: list[Token], use: Token) -> tuple[list[list[Token]], int]:
    """The arguments of a use, and where the last of them ends."""
    arguments: list[list[Token]] = []
    end = use.end
    if macro.default is not None:
        if pending and pending[-1].kind == "open" and pending[-1].text == "[":
            raise Refusal(f"optional argument of the macro \\{use.text} is not read", use.start)
        arguments.append(tokenize(macro.default, 0, len(macro.default)))
    while len(arguments) < macro.arguments:
        if not pending:
            raise Refusal(f"argument of the macro \\{use.text} is missing", use.start)
        argument, end = _argument(pending, use)
        arguments.append(argument)
    return arguments, end


def _argument(pending: list[Token], use: Token) -> tuple[list[Token], int]:
    first = pending.pop()
    if first.kind != "group":
        return [first], first.end
    depth = 1
    taken: list[Token] = []
    while pending:
        token = pending.pop()
        depth += {"group": 1, "ungroup": -1}.get(token.kind, 0)
        if depth == 0:
            return taken, token.end
        taken.append(token)
    raise Refusal(f"argument of the macro \\{use.text} is not closed", use.start)


def _substitute(body: list[Token], arguments: list[list[Token]], use: Token) -> list[Token]:
    output: list[Token] = []
    position = 0
    while position < len(body):
        token = body[position]
        following = body[position + 1] if position + 1 < len(body) else None
        if token.is_sign("#") and following is not None and following.kind == "number":
            index = int(following.text[0]) - 1
            if index >= len(arguments):
                raise Refusal(f"macro \\{use.text} uses an argument that it does not have", use.start)
            output.extend(arguments[index])
            if len(following.text) > 1:
                output.append(replace(following, text=following.text[1:], start=use.start, end=use.end))
            position += 2
        else:
            output.append(replace(token, start=use.start, end=use.end))
            position += 1
        if len(output) > MAX_TOKENS:
            raise Refusal(f"expansion of the macro \\{use.text} exceeds {MAX_TOKENS} tokens", use.start)
    return output
