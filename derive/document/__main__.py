"""python -m derive.document FILE...: the chains of every formula and what could not be read, for debugging."""

from __future__ import annotations

import sys
from collections import Counter

from derive.document.outline import chain_outline
from derive.document.reader import read
from derive.document.refusal import DocumentError


def main(arguments: list[str]) -> int:
    """Print each formula with its chains; -q prints only what is unread."""
    quiet = "-q" in arguments
    reasons: Counter[str] = Counter()
    displayed = read_count = 0
    for path in (argument for argument in arguments if argument != "-q"):
        try:
            document = read(path)
        except DocumentError as error:
            print(error, file=sys.stderr)
            return 2
        for formula in document.formulas:
            displayed += formula.display
            where = f"{path}:{formula.span.line}:{formula.span.column}"
            if formula.unread is not None:
                reasons[("display " if formula.display else "inline ") + formula.unread.reason] += 1
                spot = formula.unread.span
                print(
                    f"{where} UNREAD at {spot.line}:{spot.column}: {formula.unread.reason} | "
                    f"{document.text[spot.start : spot.start + 60]!r}"
                )
                continue
            read_count += formula.display
            if not quiet:
                print(f"{where} {'display' if formula.display else 'inline'} {formula.repaired or ''}")
                for chain in formula.chains:
                    print(chain_outline(chain))
    print(f"displayed formulas read: {read_count} of {displayed}")
    for reason, count in reasons.most_common():
        print(f"{count:5d}  {reason}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
