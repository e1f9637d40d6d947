"""What `Gamma(a, b)` can mean: the laws and parametrisations that fit a word and its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from proofs.kernel.term import App, Num, Term, Var, instantiate, subterms
from proofs.theory.law import Law, Parameter, Parametrisation, own
from proofs.theory.laws import laws_named, normalise


@dataclass(frozen=True, slots=True)
class Reading:
    """A law, its canonical parameters as terms, and the parametrisation under which they were read."""

    law: Law
    parameters: tuple[Term, ...]
    parametrisation: Parametrisation

    def instance(self, t: Term, at: Mapping[str, Term] | None = None) -> Term:
        """A term of the law (density, support, ...) at these parameters and `at` the variable x, t, u, i, j or size k.

        All are put in at once, so a parameter may itself mention a symbol called x.
        """
        names = (p.name for p in self.law.parameters)
        own_names = {own(n.removesuffix("@")): value for n, value in (at or {}).items()}
        return instantiate(t, dict(zip(names, self.parameters, strict=True)) | own_names)


def interpret(word: str, args: tuple[Term, ...], keywords: tuple[str | None, ...] = ()) -> list[Reading]:
    """Every reading of word(args), the usual one first; empty when the word or the arguments fit no law.

    `keywords[i]` is what names the i-th argument ("rate"), or None. More than one reading means that
    the text leaves it open.
    """
    named = keywords or (None,) * len(args)
    ranked = [
        (rank, Reading(law, _canonical(way, law, assigned), way))
        for n, law in enumerate(laws_named(word))
        for m, way in enumerate(law.parametrisations)
        if (assigned := _assign(way, args, named)) is not None
        for rank in ((_penalty(way, args), n, m),)
        if _is_meant(law, way, named)
    ]
    ranked.sort(key=lambda pair: pair[0])
    readings = _distinct([reading for _, reading in ranked])
    certain = [r for r in readings if _is_evident(r, args)]
    return certain or readings


def _assign(way: Parametrisation, args: tuple[Term, ...], keywords: tuple[str | None, ...]) -> dict[str, Term] | None:
    """Arguments by parameter name, or None when they do not fit."""
    if len(args) != len(way.parameters) or len(keywords) != len(args):
        return None
    chosen: dict[str, Term] = {}
    for arg, keyword in zip(args, keywords, strict=True):
        if keyword is not None:
            p = _called(way.parameters, keyword)
            if p is None or p.name in chosen:
                return None
            chosen[p.name] = arg
    left = [p for p in way.parameters if p.name not in chosen]
    rest = [a for a, k in zip(args, keywords, strict=True) if k is None]
    return chosen | {p.name: a for p, a in zip(left, rest, strict=True)}


def _called(parameters: tuple[Parameter, ...], keyword: str) -> Parameter | None:
    key = normalise(keyword)
    return next((p for p in parameters if key in {normalise(w) for w in p.words}), None)


def _canonical(way: Parametrisation, law: Law, assigned: dict[str, Term]) -> tuple[Term, ...]:
    return tuple(_tidy(instantiate(t, assigned)) for t in way.to_canonical)


def _tidy(t: Term) -> Term:
    """t with a power of a number computed."""
    match t:
        case App(head="^", args=(Num(value=b), Num(value=e))) if e.denominator == 1 and (b or e > 0) and abs(e) < 99:
            return Num(Fraction(b) ** int(e))
    return t


def _is_meant(law: Law, way: Parametrisation, keywords: tuple[str | None, ...]) -> bool:
    """Whether a reader could mean this way: the default, one it is ambiguous with, or one named by keyword."""
    if any(keywords) or not way.parameters:
        return True
    default = next((p for p in law.parametrisations if p.default_for), law.parametrisations[0])
    return way is default or way.id in default.ambiguous or len(way.parameters) != len(default.parameters)


def _penalty(way: Parametrisation, args: tuple[Term, ...]) -> int:
    """Minus the number of bare symbols in the place of a parameter that are among its letters."""
    pairs = zip(way.parameters, args, strict=True)
    return -sum(isinstance(a, Var) and bool({a.name, a.name.split("_")[0]} & set(p.letters)) for p, a in pairs)


def _is_evident(reading: Reading, args: tuple[Term, ...]) -> bool:
    """Whether the argument in the telling place contains a square or an inverse."""
    way = reading.parametrisation
    return any(
        p.name == way.evident and any(_is_square_or_inverse(u) for u in subterms(a))
        for p, a in zip(way.parameters, args, strict=True)
    )


def _is_square_or_inverse(t: Term) -> bool:
    match t:
        case App(head="^", args=(_, Num(value=e))):
            return e in (2, -1, -2)
        case Var(name=name):
            return name.endswith("^2")
    return False


def _distinct(readings: list[Reading]) -> list[Reading]:
    """The readings without those that say the same law with the same parameters."""
    kept: list[Reading] = []
    for r in readings:
        if not any(r.law.id == k.law.id and r.parameters == k.parameters for k in kept):
            kept.append(r)
    return kept
