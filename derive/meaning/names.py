"""Names: the one string by which the kernel's language knows a decorated letter."""

from __future__ import annotations

from derive.document.syntax import (
    Add,
    Ellipsis_,
    Expr,
    Hole,
    Label,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    Subscript,
    Text,
    Tuple,
)

_UPRIGHT = frozenset({"mathrm", "text", "operatorname", "mathit", "textrm", "rm", "textit", "mathnormal", "mathsf"})
#: Letters that are constants or binders of the kernel's language.
_TAKEN = frozenset({"gamma", "E", "int", "law", "lam", "all", "in", "or", "and", "not", "if", "nat"})

#: Letters that stand for a density when applied to random variables.
DENSITY_LETTERS = frozenset({"p", "P", "f", "Pr", "prob", "mathbb_P", "pi"})
PROBABILITY_WORDS = frozenset({"P", "Pr", "p", "Prob", "mathbb_P"})


def name_key(name: Name) -> str:
    """`\\hat{\\beta}'` is hat_beta'; the font counts only where it makes another letter of it."""
    base = name.base
    if name.font is not None and name.font not in _UPRIGHT:
        base = f"{name.font}_{base}"
    for mark in name.marks:
        base = f"{mark}_{base}"
    key = base + "'" * name.primes
    return f"{key}_" if key in _TAKEN else key


def label_of(e: Expr) -> str | None:
    """What is written in a subscript, as one word; None when it is no label."""
    match e:
        case Name():
            return name_key(e)
        case Number():
            return "inf" if e.value is None else str(e.value)
        case Text():
            return "_".join(e.words.split()) or None
        case Hole():
            return "."
        case Ellipsis_():
            return None
        case Tuple(items=items):
            return _joined(items, ",")
        case Multiply(factors=items):
            return _joined(items, "")
        case Add(terms=items):
            label = _joined(items, "+")
            return None if label is None else label.replace("+-", "-")
        case Negative(operand=o):
            inner = label_of(o)
            return None if inner is None else f"-{inner}"
        case Subscript() | Label():
            return key_of(e)
        case Power(base=b, exponent=x):
            return _joined((b, x), "^")
        case _:
            return None


def _joined(items: tuple[Expr, ...], by: str) -> str | None:
    labels = [label_of(i) for i in items]
    return None if any(x is None for x in labels) else by.join(x for x in labels if x is not None)


def key_of(e: Expr) -> str | None:
    """The name that e is, subscripts and superscript labels included; None when e is no name."""
    match e:
        case Name():
            return name_key(e)
        case Subscript(base=base, index=index):
            head, label = key_of(base), label_of(index)
            return None if head is None or label is None else f"{head}_{label}"
        case Label(base=base, label=label_text):
            head = key_of(base)
            label_text = "".join("[" if c == "(" else "]" if c == ")" else c for c in label_text if not c.isspace())
            return None if head is None else f"{head}^{label_text}"
        case _:
            return None


def other_case(key: str) -> str | None:
    """x for X and X for x, decorations kept; None for anything but a Latin letter."""
    head, sep, rest = key.partition("_")
    stem = head.rstrip("'")
    if len(stem) != 1 or not stem.isascii() or not stem.isalpha():
        return None
    return stem.swapcase() + head[len(stem) :] + sep + rest
