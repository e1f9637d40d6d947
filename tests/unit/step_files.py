"""Reads the files of steps beside the tests: claims in prefix notation with their hypotheses."""

from pathlib import Path

from proofs.kernel.sexpr import build, parse
from proofs.statement import Statement


def steps(name: str) -> list[tuple[Statement, int]]:
    """The statements of a file, each with the number of conditions that may be left."""
    out = []
    for entry in parse(Path(__file__).with_name(name).read_text(encoding="utf-8")):
        match entry:
            case ["step", claim, ["given", *hypotheses], str(conditions)]:
                out.append((Statement(tuple(map(build, hypotheses)), build(claim)), int(conditions)))
            case _:
                raise ValueError(f"no step: {entry!r}")
    return out
