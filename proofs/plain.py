"""Terms in the plain notation that a report shows: ∫_0^∞ λ e^(−λ t) dλ, Σ_{i=1}^n x_i, Γ(α + 1)."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

from proofs.kernel.term import Term
from proofs.layout import layout
from proofs.notation_names import name_parts

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi "
    "chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varepsilon vartheta varphi ell varsigma "
    "emptyset"
)
_GREEK = MappingProxyType(dict(zip(_GREEK_NAMES.split(), "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩεϑφℓς∅", strict=True)))
_MARKS = MappingProxyType(
    {
        "hat": "\u0302",
        "bar": "\u0304",
        "tilde": "\u0303",
        "vec": "\u20d7",
        "dot": "\u0307",
        "ddot": "\u0308",
        "check": "\u030c",
        "breve": "\u0306",
        "acute": "\u0301",
        "grave": "\u0300",
        "underline": "\u0332",
        "ring": "\u030a",
    }
)
_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_UPPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FUNCTIONS = MappingProxyType(
    {"gamma": "Γ", "digamma": "ψ", "trigamma": "ψ₁", "lower_gamma": "γ", "upper_gamma": "Γ", "erfinv": "erf⁻¹"}
)
_CONSTANTS = MappingProxyType(
    {
        "pi": "π",
        "euler_gamma": "γ_E",
        "infinity": "∞",
        "real": "ℝ",
        "int": "ℤ",
        "posreal": "(0, ∞)",
        "nonneg": "[0, ∞)",
        "nat": "{0, 1, 2, …}",
        "posint": "{1, 2, …}",
    }
)
_RELATIONS = MappingProxyType({"=": "=", "<": "<", "<=": "≤", "!=": "≠", "propto": "∝", "=>": "⇒"})
_BIGS = MappingProxyType({"int": "∫", "sum": "Σ", "prod": "Π", "E": "E"})
_INSIDE = MappingProxyType(
    {
        "real": "{t} ∈ ℝ",
        "posreal": "{t} > 0",
        "nonneg": "{t} ≥ 0",
        "int": "{t} ∈ ℤ",
        "above": "{t} > {0}",
        "nat": "{t} ∈ {{0, 1, 2, …}}",
        "posint": "{t} ∈ {{1, 2, …}}",
        "below": "{t} < {0}",
        "open": "{0} < {t} < {1}",
        "closed": "{0} ≤ {t} ≤ {1}",
        "range": "{t} ∈ {{{0}, …, {1}}}",
        "from": "{t} ∈ {{{0}, {1}, …}}",
        "set": "{t} ∈ {0}",
    }
)


def plain(t: Term) -> str:
    """The term in plain notation."""
    return layout(t, _Plain())


def plain_name(name: str) -> str:
    """A name as a student reads it: mu_0 is μ₀, hat_beta is β with a hat."""
    parts = name_parts(name)
    base = _letter(parts.base) + "".join(_MARKS[m] for m in parts.marks) + "′" * parts.primes
    if parts.lower:
        base += (
            parts.lower.translate(_LOWER)
            if parts.lower.isdecimal() and parts.lower.isascii()
            else "_" + _label(parts.lower)
        )
    return base + ("^" + _label(parts.upper) if parts.upper else "")


def _letter(word: str) -> str:
    """A Greek letter for its name, anything else without control characters."""
    return _GREEK.get(word) or "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in word)


def _label(text: str) -> str:
    shown = ",".join(_letter(word) for word in text.split(","))
    return shown if shown.replace("_", "").isalnum() or len(shown) == 1 else "{" + shown + "}"


class _Plain:
    """The spelling of plain notation."""

    __slots__ = ()
    stacked = False
    plus, minus, sign, dot = " + ", " − ", "−", " · "

    def name(self, name: str) -> str:
        return plain_name(name)

    def bracket(self, text: str) -> str:
        return f"({text})"

    def fraction(self, top: str, bottom: str) -> str:
        return f"{top}/{bottom}"

    def power(self, base: str, exponent: str, simple: bool) -> str:
        if exponent.isdecimal() and exponent.isascii():
            return base + exponent.translate(_UPPER)
        return f"{base}^{exponent}" if simple else f"{base}^({exponent})"

    def root(self, text: str, simple: bool) -> str:
        return f"√{text}" if simple else f"√({text})"

    def exponential(self, exponent: str, simple: bool) -> str:
        return self.power("e", exponent, simple)

    def indexed(self, base: str, indices: tuple[str, ...], simple: bool) -> str:
        inner = ",".join(indices)
        return f"{base}_{inner}" if simple else f"{base}_({inner})"

    def call(self, head: str, args: tuple[str, ...]) -> tuple[str, bool]:
        match head, args:
            case "abs", (a,):
                return f"|{a}|", True
            case "floor", (a,):
                return f"⌊{a}⌋", True
            case "lower_beta", (x, a, b):
                return f"B({x}; {a}, {b})", True
        return f"{_FUNCTIONS.get(head, head)}({', '.join(args)})", head in _FUNCTIONS

    def constant(self, head: str) -> str:
        return _CONSTANTS.get(head, head)

    def cases(self, branches: tuple[tuple[str, str], ...], otherwise: str) -> str:
        shown = "; ".join(f"{value} if {condition}" for value, condition in branches)
        return f"{{{shown}; {otherwise} otherwise}}"

    def big(self, kind: str, variable: str, bounds: tuple[str, str] | str, body: str) -> str:
        sign = _BIGS.get(kind, kind)
        if kind == "int":
            ends = f"_{bounds}" if isinstance(bounds, str) else f"_{_end(bounds[0])}^{_end(bounds[1])}"
            return f"{sign}{ends} {body} d{variable}"
        if isinstance(bounds, str):
            return f"{sign}_{{{variable} ∈ {bounds}}} {body}"
        return f"{sign}_{{{variable}={bounds[0]}}}^{_end(bounds[1])} {body}"

    def expectation(self, variable: str, domain: str, density: str, body: str) -> str:
        return f"E[{body}] ({variable} with density {density}{', ' if domain else ''}{domain})"

    def derivative(self, variable: str, body: str, point: str | None) -> str:
        return f"d/d{variable} {body}" + ("" if point is None else f" at {variable} = {point}")

    def limit(self, variable: str, target: str, side: str, body: str) -> str:
        arrow = {"+": "⁺", "-": "⁻", "": ""}[side]
        return f"lim_{{{variable}→{target}{arrow}}} {body}"

    def maps(self, variable: str, body: str) -> str:
        return f"{variable} ↦ {body}"

    def relation(self, head: str) -> str:
        return f" {_RELATIONS[head]} "

    def inside(self, t: str, kind: str, ends: tuple[str, ...]) -> str:
        return _INSIDE[kind].format(*ends, t=t) if kind in _INSIDE else f"{t} ∈ {kind}({', '.join(ends)})"

    def words(self, text: str) -> str:
        return text


def _end(text: str) -> str:
    """A bound: in brackets unless it is one word."""
    return text if text.isalnum() or text == "∞" else f"({text})"
