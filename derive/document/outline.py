"""Trees in one line each, as s-expressions for the eye."""

from __future__ import annotations

from dataclasses import fields

from derive.document.syntax import Chain, Name, Number, Text


def outline(node: object) -> str:
    """The node as an s-expression."""
    match node:
        case None:
            return "_"
        case Name():
            return "~".join((*node.marks, node.base)) + "'" * node.primes + (f"@{node.font}" if node.font else "")
        case Number(value=None):
            return "oo"
        case Number(value=value):
            return str(value)
        case Text(words=words):
            return repr(words)
        case str() | int() | bool():
            return str(node)
        case tuple():
            return "[" + " ".join(outline(item) for item in node) + "]"
    kept = [field.name for field in fields(node) if field.name != "span"]  # type: ignore[arg-type]
    shown = (getattr(node, name) for name in kept)
    return f"({type(node).__name__.rstrip('_')} " + " ".join(outline(item) for item in shown if item != ()) + ")"


def chain_outline(chain: Chain) -> str:
    """A chain with its steps, one a line."""
    head = ("... " if chain.continues else "") + outline(chain.head)
    links = [f"    {link.span.line}.{link.k} {link.operator} {outline(link.rhs)}" for link in chain.links]
    remarks = [f"    # {outline(remark)}" for remark in chain.remarks]
    return "\n".join([f"  {head}", *links, *remarks])
