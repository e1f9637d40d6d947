"""Signs, orders and memberships that follow from the parts of a term and from given facts."""

from collections.abc import Iterable

from proofs.kernel.field import ONE, ZERO
from proofs.kernel.sexpr import filled
from proofs.kernel.signature import CONSTANTS
from proofs.kernel.signature import INTEGER_SETS as INTEGER_SETS
from proofs.kernel.term import App, Num, Term

INT = App("int")


def bounds(t: Term, domain: Term) -> list[Term] | None:
    """What `t in domain` says beside being an integer, as inequalities; None for an abstract set."""
    member = CONSTANTS[domain.head].member if isinstance(domain, App) else None
    return None if member is None or not isinstance(domain, App) else filled(member, domain.args, t)


def implied(fact: Term) -> Iterable[Term]:
    """What a fact says at once beside itself."""
    match fact:
        case App("and", parts):
            return parts
        case App("in", (t, App(head) as domain)):
            whole = [App("in", (t, INT))] if head in INTEGER_SETS else []
            return [*(bounds(t, domain) or ()), *whole, *([App("<=", (ONE, t))] if head == "posint" else [])]
        case App("=", (a, Num() as b)):
            return App("<=", (a, b)), App("<=", (b, a))
        case App("<" | "<=", (Num(low) as a, t)) if low > 0:
            return App("<", (ZERO, t)), App("<=", (a, t))
        case App("<", pair):
            return App("<=", pair), App("!=", pair)
        case App("!=", (a, b)):
            return (App("!=", (b, a)),)
    return ()


class Facts:
    """Propositions taken as true, with what they imply at once."""

    def __init__(self, facts: Iterable[Term]) -> None:
        self.known: set[Term] = set()
        left = list(facts)
        while left:
            fact = left.pop()
            if fact not in self.known:
                self.known.add(fact)
                left.extend(implied(fact))

    def hold(self, p: Term) -> bool:
        """Whether p follows; False is no denial."""
        if p in self.known:
            return True
        match p:
            case App("and" | "or" as head, parts):
                return all(map(self.hold, parts)) if head == "and" else any(map(self.hold, parts))
            case App("<" | "<=" | "!=" as relation, (Num(a), Num(b))):
                return {"<": a < b, "<=": a <= b, "!=": a != b}[relation]
            case App("<=", (s, t)) if s == t:
                return True
            case App("<" | "<=" | "!=" as relation, (Num(0), t)) | App("!=" as relation, (t, Num(0))):
                return self._sign(relation, t)
            case App("<", (App("*", (Num(c), *rest)), Num(0))) if c < 0:
                return self._each("<", rest)
            case App("in", (t, App(head) as domain)) if head not in INTEGER_SETS or self._integer(t):
                needed = bounds(t, domain)
                return needed is not None and all(map(self.hold, needed))
        return False

    def _each(self, relation: str, terms: Iterable[Term]) -> bool:
        return all(self.hold(App(relation, (ZERO, t))) for t in terms)

    def _sign(self, relation: str, t: Term) -> bool:
        """Whether 0 < t, 0 <= t or 0 != t follows for the parts of t."""
        if relation != "<" and self._each("<", [t]):
            return True
        match t:
            case App("exp" | "pi" | "euler_gamma"):
                return True
            case App("+", args) if relation != "!=":
                return self._each("<=", args) and (relation == "<=" or any(self._each("<", [a]) for a in args))
            case App("*", args) if self._each(relation, args):
                return True
            case App("^", (x, Num(e))) if e.denominator == 1:
                return self._each(relation, [x]) if e % 2 else relation == "<=" or self._each("!=", [x])
            case App("abs", (x,)):
                return relation == "<=" or self._each("!=", [x])
            case App("^", (x, _)) | App("gamma", (x,)):
                return self._each("<", [x])
            case App("pow", (x, n)):
                whole = relation == "<" or self._integer(n)
                return self._each(relation, [x]) and whole and (relation != "<=" or self.hold(App("<=", (ZERO, n))))
            case App("max" | "min" | "if" as head, args) if relation != "!=":
                signs = [self._each(relation, [a]) for a in args[-2:]]
                return any(signs) if head == "max" else all(signs)
        return relation == "!=" and self.hold(App("<", (t, ZERO)))

    def _integer(self, t: Term) -> bool:
        if App("in", (t, INT)) in self.known or (isinstance(t, App) and t.head == "floor"):
            return True
        match t:
            case Num(value):
                return value.denominator == 1
            case App("+" | "*" | "max" | "min" | "if" as head, args):
                return all(map(self._integer, args[1:] if head == "if" else args))
            case App("^" | "pow", (b, e)):
                return self._integer(b) and self._integer(e) and self._each("<=", [e])
        return False
