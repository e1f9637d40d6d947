"""Documents and formulas to trees: the way from text through tokens, rows and statements to chains."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from derive.document.cursor import Places, relation_of
from derive.document.grammar import as_set
from derive.document.macros import Definitions, expand, find_macros
from derive.document.names import is_prose
from derive.document.refusal import DocumentError as DocumentError
from derive.document.refusal import Refusal
from derive.document.rows import is_open_ended, pieces, repair, stacked_relations, step
from derive.document.sides import read_condition, read_side
from derive.document.source import MAX_BYTES, Found, find_context, find_formulas, load, prose
from derive.document.statements import Raw, has_relation, is_condition, is_operator, statements, trimmed
from derive.document.syntax import (
    NOWHERE,
    Chain,
    Document,
    Expr,
    Formula,
    Link,
    Relation,
    Text,
    Unread,
)
from derive.document.tokens import Token, tokenize


def read(path: str | Path) -> Document:
    """The document in the file (.md, .tex, .ipynb).

    Raises: DocumentError with one line when it cannot be read at all.
    """
    text, kind = load(path)
    return read_text(text, kind, str(path))


def read_text(text: str, kind: str = "md", path: str = "") -> Document:
    """The document that the text is; kind md or tex.

    Raises: DocumentError for a text beyond the size cap or a context that is no YAML mapping.
    """
    if len(text) > MAX_BYTES:
        raise DocumentError(f"{path or 'text'}: larger than {MAX_BYTES} bytes")
    context = find_context(text, kind)
    macros = find_macros(text)
    found = find_formulas(text, kind, macros.ranges)
    formulas = _Reading(text, macros).formulas(found)
    return Document(path, text, _with_prose(text, found, formulas), context)


def read_formula(latex: str) -> Formula:
    """One formula without delimiters, as --formula gives it."""
    stripped = latex.strip()
    for opening, closing in (("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)")):
        if len(stripped) > len(opening + closing) and stripped.startswith(opening) and stripped.endswith(closing):
            start = latex.find(opening) + len(opening)
            end = latex.rfind(closing)
            return _Reading(latex, find_macros("")).formulas([Found((0, len(latex)), (start, end), True)])[0]
    whole = (0, len(latex))
    return _Reading(latex, find_macros("")).formulas([Found(whole, whole, True)])[0]


_Side = tuple[str, Expr | None] | None


@dataclass(slots=True)
class _Draft:
    """A formula on its way: raw statements, then chains; or a refusal."""

    found: Found
    raws: list[Raw] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    refusal: Refusal | None = None
    repaired: str | None = None


#: A word between two displays: then neither continues the other.
_WORD = re.compile(r"(?<![\\\w])[^\W\d_]+")


class _Reading:
    """One document's formulas."""

    def __init__(self, text: str, macros: Definitions) -> None:
        self.text, self.macros, self.places = text, macros, Places(text)
        self.drafts: list[_Draft] = []
        self.explosions = 0

    def formulas(self, found: Iterable[Found]) -> tuple[Formula, ...]:
        for index, one in enumerate(found):
            self.drafts.append(self.draft(one, index))
        self.join()
        for draft in self.drafts:
            for raw in draft.raws:
                self.parse(raw)
        above: _Side = None
        for draft in self.drafts:
            reached = self.continue_chains(draft, above)
            if draft.found.display:
                above = None if draft.refusal is not None else reached
        return tuple(self.number([self.finish(draft) for draft in self.drafts]))

    def draft(self, found: Found, index: int) -> _Draft:
        """Raw statements of one formula, with rows joined that belong together."""
        draft = _Draft(found)
        try:
            tokens = self.expanded(self.unquoted(tokenize(self.text, *found.inner), found.outer[0]))
            tokens, draft.repaired = repair(tokens)
            for row in pieces(stacked_relations(tokens)):
                for order, piece in enumerate(row):
                    self.add(draft, piece, index, beside=order > 0)
        except Refusal as refusal:
            draft.refusal, draft.raws = refusal, []
        except RecursionError:
            draft.refusal, draft.raws = Refusal("formula nested too deep", found.inner[0]), []
        return draft

    def unquoted(self, tokens: list[Token], start: int) -> list[Token]:
        """The tokens without the marks of a block quote before each line."""
        line = self.text.rfind("\n", 0, start) + 1
        if not self.text[line:start].lstrip().startswith(">"):
            return tokens
        return [token for token in tokens if not (token.is_sign(">") and self.opens_line(token))]

    def opens_line(self, token: Token) -> bool:
        line = self.text.rfind("\n", 0, token.start) + 1
        return not self.text[line : token.start].strip(" \t>")

    def expanded(self, tokens: list[Token]) -> list[Token]:
        """The tokens without macros; a document whose macros explode again and again is not followed further."""
        if self.explosions > 3 and any(token.text in self.macros.macros for token in tokens):
            raise Refusal("macros of this document expand without end", tokens[0].start)
        try:
            return expand(tokens, self.macros.macros)
        except Refusal:
            self.explosions += 1
            raise

    def add(self, draft: _Draft, piece: list[Token], index: int, *, beside: bool) -> None:
        """The statements of a piece of a row; one beside others that claims nothing is a remark of them."""
        raws = statements(piece, index)
        for order, raw in enumerate(raws):
            raw.touches = {index}
            last = draft.raws[-1] if draft.raws else None
            if last is None or not (last.tokens or last.head):
                raw.remarks[:0] = last.remarks if last is not None else []
                draft.raws[-1:] = [raw]
            elif beside and order == 0 and (is_condition(raw.tokens) or not has_relation(raw.tokens)):
                last.remarks.extend([raw.tokens] if raw.tokens else [])
                last.remarks.extend(raw.remarks)
            elif not raw.tokens and not raw.head:
                last.remarks.extend(raw.remarks)
            elif order == 0 and is_operator(raw.tokens[0]) and self.goes_on(raw, last):
                last.tokens.extend(raw.tokens)
                last.remarks.extend(raw.remarks)
            else:
                self.follow(draft, last, raw)

    def goes_on(self, raw: Raw, last: Raw) -> bool:
        """Whether a row that starts with an operator goes on from the row above: not when it is a claim itself."""
        if not raw.tokens[0].is_sign("-"):
            return True
        return not has_relation(raw.tokens)

    def follow(self, draft: _Draft, last: Raw, raw: Raw) -> None:
        """A statement after another: taken up when the one before ends in a sign."""
        if not last.is_open() or not raw.tokens:
            draft.raws.append(raw)
        elif is_condition(raw.tokens) and relation_of(last.tokens[-1]) is not None and last.remarks:
            last.remarks.extend([raw.tokens, *raw.remarks])
        elif relation_of(last.tokens[-1]) is not None:
            if relation_of(raw.tokens[0]) is None:
                raw.tokens.insert(0, last.tokens.pop())
            else:
                last.tokens.pop()
            draft.raws.append(raw)
        else:
            last.tokens.extend(raw.tokens)
            last.remarks.extend(raw.remarks)

    def join(self) -> None:
        """Join displays: one that ends in a sign is continued by the next one."""
        displays = [draft for draft in self.drafts if draft.found.display]
        before: _Draft | None = None
        for draft in displays:
            if before is not None and before.raws and draft.raws and draft.refusal is None:
                between = self.text[before.found.inner[1] : draft.found.inner[0]]
                if not _WORD.search(between):
                    self.join_two(before.raws[-1], draft)
            if draft.raws or draft.refusal is not None:
                before = draft
        for draft in self.drafts:
            for raw in draft.raws:
                while raw.tokens and is_open_ended(raw.tokens[-1]) and relation_of(raw.tokens[-1]) is not None:
                    raw.tokens.pop()
                    draft.repaired = draft.repaired or "relation without a right side is dropped"

    def join_two(self, last: Raw, draft: _Draft) -> None:
        first = draft.raws[0]
        if not first.tokens or not last.tokens or first.head:
            return
        binary = is_operator(first.tokens[0]) and not first.tokens[0].is_sign("-")
        if last.is_open() and relation_of(last.tokens[-1]) is not None:
            if relation_of(first.tokens[0]) is None and not _is_labelled(first.tokens):
                first.tokens.insert(0, last.tokens.pop())
        elif last.is_open() or (binary and not last.is_open()):
            cut = _first_relation(first.tokens)
            last.tokens.extend(first.tokens[:cut])
            last.touches.add(first.formula)
            first.tokens = first.tokens[cut:]
            if not first.tokens:
                last.remarks.extend(first.remarks)
                draft.raws.pop(0)

    def parse(self, raw: Raw) -> None:
        draft = self.drafts[raw.formula]
        if draft.refusal is not None:
            return
        try:
            chain = self.chain(raw)
        except Refusal as refusal:
            for index in raw.touches:
                self.drafts[index].refusal = self.drafts[index].refusal or refusal
            return
        if chain is not None:
            draft.chains.append(chain)

    def chain(self, raw: Raw) -> Chain | None:
        tokens = trimmed(raw.tokens)
        if not tokens and not raw.head and not raw.remarks:
            return None
        signature, tokens = self.signature(tokens)
        sides, operators = _sides(tokens)
        head: Expr | None = None
        head_tokens = sides[0]
        if raw.head:
            head, head_tokens = Text(self.slice(raw.head), span=self.span(raw.head)), raw.head
        elif signature:
            head, head_tokens = read_side(signature, self.places), signature
        elif sides[0]:
            head = read_side(sides[0], self.places)
        if signature:
            links = [self.arrow(tokens)]
        else:
            links = [self.link(sign, side) for sign, side in zip(operators, sides[1:], strict=True)]
        remarks = tuple(self.remark(one) for one in raw.remarks if one)
        notes = tuple(Text(sign.note, span=self.span([sign])) for sign in operators if sign.note)
        if head is None and not links and not remarks:
            return None
        everything = [*raw.head, *raw.tokens] or raw.remarks[0]
        return Chain(head, self.slice(head_tokens), tuple(links), (*notes, *remarks), span=self.span(everything))

    def signature(self, tokens: list[Token]) -> tuple[list[Token], list[Token]]:
        """f: A -> B apart at its colon; a label such as `I:` is dropped."""
        depth = 0
        for index, token in enumerate(tokens[:12]):
            depth += step(token)
            if depth == 0 and (relation_of(token) is not None or token.is_sign(",")):
                break
            if depth == 0 and token.is_sign(":") and index > 0:
                rest = tokens[index + 1 :]
                arrows = any(relation_of(item) in ("to", "mapsto") for item in rest)
                return (tokens[:index], rest) if arrows else ([], rest)
        return [], tokens

    def arrow(self, tokens: list[Token]) -> Link:
        sides, operators = _sides(tokens)
        names = tuple(relation_of(sign) or sign.text for sign in operators)
        rhs = Relation(
            tuple(read_side(side, self.places) if side else None for side in sides), names, span=self.span(tokens)
        )
        return Link(":", rhs, self.slice(tokens), 0, span=self.span(tokens))

    def link(self, sign: Token, side: list[Token]) -> Link:
        operator = relation_of(sign) or sign.text
        if not side:
            raise Refusal("relation without a right side", sign.start)
        body = read_side(side, self.places)
        if operator in ("in", "notin", "subset", "subseteq"):
            body = as_set(body, side[0], side[-1])
        return Link(operator, body, self.slice(side), 0, span=self.span(side))

    def remark(self, tokens: list[Token]) -> Expr:
        """A remark as a condition where it can be read, else as the words that stand there."""
        inner = tokens[1:] if tokens and tokens[0].kind == "text" and _introduces(tokens[0].text) else tokens
        inner = inner[1:] if inner and inner[0].is_command("forall") else inner
        try:
            if inner and not any(token.kind == "text" and is_prose(token) for token in inner):
                return read_condition(trimmed(inner), self.places)
        except Refusal:
            pass
        words = tokens[0].text.strip() if len(tokens) == 1 and tokens[0].kind == "text" else self.slice(tokens)
        return Text(words, span=self.span(tokens))

    def span(self, tokens: list[Token]):  # type: ignore[no-untyped-def]
        if not tokens:
            return NOWHERE
        start = min(token.start for token in tokens)
        return self.places.span(start, max(max(token.end for token in tokens), start))

    def slice(self, tokens: list[Token]) -> str:
        """The source of the tokens; without what lies between when they come from two formulas."""
        if not tokens:
            return ""
        source = self.text[tokens[0].start : max(token.end for token in tokens)]
        if "$" in source or len(source) > 40_000:
            return " ".join(self.text[token.start : token.end] for token in tokens if token.end > token.start)
        return source.strip()

    def continue_chains(self, draft: _Draft, above: _Side) -> _Side:
        """Give chains without a left side the right side above as their head; the last side reached."""
        for order, chain in enumerate(draft.chains):
            if chain.head is None and chain.links:
                source, head = above if above is not None else ("", None)
                draft.chains[order] = chain = replace(chain, head=head, head_source=source, continues=True)
            above = _last_side(chain) or above
        return above

    def finish(self, draft: _Draft) -> Formula:
        start, end = draft.found.inner
        source = self.text[start:end]
        span = self.places.span(start, end)
        unread = None
        if draft.refusal is not None:
            at = min(max(draft.refusal.offset, 0), len(self.text))
            line_end = self.text.find("\n", at)
            stop = min(end if end > at else at, line_end if line_end >= at else len(self.text))
            unread = Unread(source.strip(), draft.refusal.reason, span=self.places.span(at, max(at, stop)))
        chains = () if unread is not None else tuple(draft.chains)
        return Formula(source, draft.found.display, chains, unread, repaired=draft.repaired, span=span)

    def number(self, formulas: list[Formula]) -> list[Formula]:
        """k of every link: its ordinal on the line on which its right side starts."""
        counts: dict[int, int] = {}
        numbered: list[Formula] = []
        for formula in formulas:
            chains = []
            for chain in formula.chains:
                links = []
                for link in chain.links:
                    counts[link.span.line] = counts.get(link.span.line, 0) + 1
                    links.append(replace(link, k=counts[link.span.line]))
                chains.append(replace(chain, links=tuple(links)))
            numbered.append(replace(formula, chains=tuple(chains)))
        return numbered


def _is_labelled(tokens: list[Token]) -> bool:
    return any(token.is_sign(":") for token in tokens[:3])


def _introduces(words: str) -> bool:
    return words.strip().lower().strip(",:") in ("if", "for", "when", "where", "with", "since", "because", "for all",
                                                 "for any", "for every", "for each", "as", "whenever", "given",
                                                 "provided", "provided that", "and", "given that")  # fmt: skip


def _first_relation(tokens: list[Token]) -> int:
    depth = 0
    for index, token in enumerate(tokens):
        depth += step(token)
        if depth == 0 and relation_of(token) is not None:
            return index
    return len(tokens)


def _sides(tokens: list[Token]) -> tuple[list[list[Token]], list[Token]]:
    sides: list[list[Token]] = [[]]
    operators: list[Token] = []
    depth = 0
    for token in tokens:
        depth += step(token)
        if depth == 0 and relation_of(token) is not None:
            operators.append(token)
            sides.append([])
        elif token.kind != "quad":
            sides[-1].append(token)
    return sides, operators


def _last_side(chain: Chain) -> _Side:
    if chain.links:
        return chain.links[-1].source, chain.links[-1].rhs
    return (chain.head_source, chain.head) if chain.head is not None else None


def _with_prose(text: str, found: list[Found], formulas: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """The formulas with the prose before and after each; inline formulas stay in it."""
    displays = [one for one in found if one.display]
    result = []
    previous = 0
    upcoming = iter([*displays, None])
    ahead = next(upcoming)
    for one, formula in zip(found, formulas, strict=True):
        while ahead is not None and ahead.outer[0] <= one.outer[0]:
            ahead = next(upcoming)
        stop = len(text) if ahead is None else ahead.outer[0]
        before = prose(text, previous, one.outer[0], last=True)
        result.append(replace(formula, before=before, after=prose(text, one.outer[1], stop, last=False)))
        if one.display:
            previous = one.outer[1]
    return tuple(result)
