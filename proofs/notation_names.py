"""How a name is made up: `hat_beta'_0` is the letter beta with a hat, a prime and the subscript 0."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKS = ("hat", "bar", "tilde", "vec", "dot", "ddot", "check", "breve", "acute", "grave", "underline", "ring")
FONTS = ("mathcal", "mathbb", "mathbf", "mathfrak", "mathtt")
_PARTS = re.compile(
    rf"(?P<marks>(?:(?:{'|'.join(MARKS)})_)*)(?P<font>(?:{'|'.join(FONTS)})_)?"
    r"(?P<base>[^_^']+)(?P<primes>'*)(?:_(?P<lower>[^^]+))?(?:\^(?P<upper>.+))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart; `marks` from the innermost outwards, `lower` and `upper` are labels or ""."""

    base: str
    marks: tuple[str, ...] = ()
    font: str = ""
    primes: int = 0
    lower: str = ""
    upper: str = ""


def name_parts(name: str) -> NameParts:
    """The parts of a name; one that is not made up of parts is all base."""
    m = _PARTS.fullmatch(name.removesuffix("_") or name)  # gamma_ is the letter, gamma the function
    if m is None:
        return NameParts(name)
    marks = tuple(reversed(m["marks"].rstrip("_").split("_"))) if m["marks"] else ()
    font = (m["font"] or "").rstrip("_")
    return NameParts(m["base"], marks, font, len(m["primes"]), m["lower"] or "", m["upper"] or "")
