"""Rigorous integrals over sets of reals: singular and infinite ends by expansion, the rest by `acb.integral`.

The domain is cut where the integrand may be singular. Every piece has ends at which the integrand is analytic
in a neighbourhood (then it is integrated up to the end), or an expansion at the end bounds what lies beyond a
cut close to it, or proves that the integral diverges there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from flint import acb, arb, ctx, fmpq

from numerics import asymptotics, expansion, pieces
from numerics.closed_forms import rewrite_inner
from numerics.integrand import Analytic, analytic
from numerics.limits import at_infinity
from numerics.outcome import Diverges, NoValue, Undefined, unsupported
from numerics.real import Value, ball, rational
from proofs.kernel.term import App, Bind, Num, Term, Var, instantiate, show
from proofs.language import exp, mul, power

if TYPE_CHECKING:
    from numerics.evaluate import Env, Evaluator

End = Value | None  # None is infinite
DIRECT = 10  # a tail cut before 2^10 is integrated as it is
BITS = (4, 6, 8, 10, 15, 30, 46, 72, 110, 160, 225, 340, 510, 765, 1150, 1700, 2600, 4000, 8000)


@dataclass(frozen=True, slots=True)
class Piece:
    """The open interval from lower to upper; None is infinite."""

    lower: End
    upper: End


def ends(ev: Evaluator, domain: Term, env: Env) -> Piece:
    """The interval that a set of reals is, up to its ends. Raises: NoValue."""
    match domain:
        case App(head="real"):
            return Piece(None, None)
        case App(head="posreal" | "nonneg"):
            return Piece(fmpq(0), None)
        case App(head="open" | "closed", args=(a, b)):
            return Piece(ev.value(a, env), ev.value(b, env))
        case App(head="above", args=(a,)):
            return Piece(ev.value(a, env), None)
        case App(head="below", args=(a,)):
            return Piece(None, ev.value(a, env))
    raise unsupported(f"integral over {show(domain)}")


def integral(ev: Evaluator, t: Bind, env: Env) -> Value:
    """The integral t. Raises: NoValue, where it diverges or its value is not known."""
    whole = ends(ev, t.domain, env)
    if whole.lower is not None and whole.upper is not None:
        if whole.lower == whole.upper or whole.lower > whole.upper:
            return fmpq(0)
        if not whole.lower < whole.upper:
            raise unsupported("integral with ends that may be out of order")
    name, body = ev.open(t)
    body = rewrite_inner(ev, body, {name: t.domain})
    cuts = pieces.cuts(ev, body, name, env, whole.lower, whole.upper)
    points: list[End] = [whole.lower, *(rational(c) for c in cuts), whole.upper]
    parts: list[Callable[[], arb]] = []
    divergent: list[Diverges] = []
    problem: NoValue | None = None
    for a, b in pairwise(points):
        piece = Piece(a, b)
        inside = pieces.resolve(ev, body, name, env, _middle(piece))
        for lower in (True, False):
            try:
                parts.append(_half(ev, inside, (name, t.hint), env, piece, lower))
            except NoValue as e:
                if isinstance(e.outcome, Diverges):
                    divergent.append(e.outcome)
                else:
                    problem = problem or e
    if problem is not None and (not divergent or isinstance(problem.outcome, Undefined)):
        raise problem
    if divergent:
        same = {d.sign for d in divergent}
        d = divergent[0]
        raise NoValue(Diverges(d.place, d.how, d.sign if len(same) == 1 and problem is None else 0))
    return sum((part() for part in parts), arb(0))


def _middle(p: Piece) -> fmpq:
    """A rational point inside."""
    if p.lower is None:
        return fmpq(0) if p.upper is None else _below(p.upper, -1)
    if p.upper is None:
        return _below(p.lower, 1)
    m = (p.lower + p.upper) / 2
    return m if isinstance(m, fmpq) else _exact(m)


def _below(x: Value, by: int) -> fmpq:
    return (x if isinstance(x, fmpq) else _exact(x)) + by


def _exact(x: arb) -> fmpq:
    return x.mid().fmpq()


def _half(ev: Evaluator, body: Term, names: tuple[str, str], env: Env, piece: Piece, lower: bool) -> Callable[[], arb]:
    """The integral, to be computed, from the middle of the piece to its lower, or upper, end."""
    name, hint = names
    middle = _middle(piece)
    end = piece.lower if lower else piece.upper
    f = analytic(ev, body, name, env)
    if end is not None and _regular(f, end, middle):
        a, b = (ball(end), arb(middle)) if lower else (arb(middle), ball(end))
        return lambda: _compact(ev, f, a, b)
    return _singular(ev, body, (name, hint), env, (end, middle, -1 if lower else 1))


def _regular(f: Analytic, end: Value, middle: fmpq) -> bool:
    """Whether f is analytic around the end."""
    radius = abs(ball(end) - arb(middle)).upper() / 64
    around = arb(0, radius)
    return bool(f(acb(ball(end) + around, around)).is_finite())


def _singular(
    ev: Evaluator, body: Term, names: tuple[str, str], env: Env, where: tuple[End, fmpq, int]
) -> Callable[[], arb]:
    """The integral, to be computed, between the middle and an infinite or singular end; -1 goes down."""
    end, _, direction = where
    name, hint = names
    y = f"{name}~"
    end_term: Term = App("at_inf")
    if end is not None:
        end_name = f"{name}!"
        env = {**env, end_name: end}
        end_term = Num(Fraction(int(end.p), int(end.q))) if isinstance(end, fmpq) else Var(end_name)
    t = at_infinity(body, name, y, end_term, direction if end is None else -direction)
    jacobian = t if end is None else mul(t, power(Var(y), -2))
    place = _place(hint, end, direction)
    cut, rest = _cut(ev, jacobian, y, env, place)
    return lambda: _up_to(ev, (jacobian, y), env, where, cut) + arb(0, rest.upper())


def _place(hint: str, end: End, direction: int) -> str:
    if end is None:
        return f"{hint} -> {'oo' if direction > 0 else '-oo'}"
    shown = str(end) if isinstance(end, fmpq) else end.str(8, radius=False)
    return f"{hint} -> {shown}"


def _cut(ev: Evaluator, t: Term, y: str, env: Env, place: str) -> tuple[int, arb]:
    """An exponent k and a small bound of the integral of |t| over [2^k, oo). Raises: NoValue, if divergent."""
    goal = arb(2) ** (-ctx.prec * 5 // 8)
    best: tuple[int, arb] | None = None
    misses = 0
    for k in BITS:
        ev.check_time()
        e = asymptotics.attempt(ev, t, y, env, arb(2) ** k)
        if e is None:
            misses += 1
            if misses > 20 and best is None:
                break
            continue
        sign = expansion.divergent_sign(e)
        if sign is not None:
            raise NoValue(Diverges(place, "the integrand is not integrable there", sign))
        bound = expansion.tail(e)
        if bound is None or not bound.is_finite():
            continue
        if best is None or bound < best[1]:
            best = (k, bound)
        if bound < goal:
            break
    if best is None or not best[1] < 1:
        raise unsupported(f"no bound of the integrand at {place}")
    return best


def _up_to(ev: Evaluator, form: tuple[Term, str], env: Env, where: tuple[End, fmpq, int], cut: int) -> arb:
    """The integral of the form in y from the middle to 2^cut, with y = e^s for a far cut."""
    t, y = form
    end, middle, direction = where
    first = abs(arb(middle)).max(arb(1)) if end is None else 1 / abs(ball(end) - arb(middle))
    near = _near(ev, form, env, (middle, direction), first) if end is None else arb(0)
    if end is None and cut <= DIRECT:
        return near + _compact(ev, analytic(ev, t, y, env), first, arb(2) ** cut)
    s = f"{y}s"
    moved = mul(instantiate(t, {y: exp(Var(s))}), exp(Var(s)))
    return near + _compact(ev, analytic(ev, moved, s, env), first.log(), cut * arb(2).log())


def _near(ev: Evaluator, form: tuple[Term, str], env: Env, where: tuple[fmpq, int], first: arb) -> arb:
    """The integral from the middle to +-first, in y = +-x."""
    middle, direction = where
    start = arb(middle * direction)
    if start >= first:
        return arb(0)
    return _compact(ev, analytic(ev, form[0], form[1], env), start, first)


def _compact(ev: Evaluator, f: Analytic, a: arb, b: arb) -> arb:
    """The integral of f from a to b. Raises: NoValue, where flint finds no finite ball."""
    failure: list[NoValue] = []

    def integrand(z: acb, _: bool) -> acb:
        if failure:
            return acb(arb.nan(), arb.nan())
        try:
            ev.check_time()
            return f(z)
        except NoValue as e:
            failure.append(e)
            return acb(arb.nan(), arb.nan())

    goal = arb(2) ** (-ctx.prec * 5 // 8)
    value = acb.integral(integrand, acb(a), acb(b), rel_tol=goal, abs_tol=goal * goal, eval_limit=200_000)
    if failure:
        raise failure[0]
    if not value.is_finite():
        raise unsupported("integral not enclosed: perhaps a singularity inside")
    return value.real
