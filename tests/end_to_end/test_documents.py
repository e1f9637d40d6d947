"""Our own derivations: true rows are never refuted, falsified ones never proved or supported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from derive.check.judge import judge
from derive.check.run import prepare_document, tasks_of
from derive.document.reader import read_text
from tests.end_to_end.steps_of import judged

FOLDER = Path(__file__).parent / "documents"
DOCUMENTS = sorted(p for p in FOLDER.iterdir() if p.suffix in {".md", ".tex"})


def _kind(path: Path) -> str:
    return "tex" if path.suffix == ".tex" else "md"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_true_rows_stand(path: Path) -> None:
    """No row is refuted, no formula unread, and at least two claims of three are proved."""
    text = path.read_text(encoding="utf-8")
    found = [o.verdict for o in judged(text, kind=_kind(path)).values()]
    claims = [v for v in found if v != "declared"]
    assert "refuted" not in found
    assert all(f.unread is None for f in read_text(text, _kind(path)).formulas)
    assert 3 * claims.count("proved") >= 2 * len(claims)


def _falsified(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load((FOLDER / f"{path.stem}.falsified.yaml").read_text(encoding="utf-8")))


def _row_verdicts(text: str, kind: str, line: int) -> list[str]:
    prepared = prepare_document(read_text(text, kind, "falsified"), {})
    tasks, owners = tasks_of([prepared], 0, 6.0)
    here = [t for t, (_, i) in zip(tasks, owners, strict=True) if prepared.steps[i].line == line]
    return [judge(t).verdict for t in here]


@pytest.mark.slow
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_falsified_rows_fall(path: Path) -> None:
    """Of the falsified rows none leaves its line all proved or supported, and most are refuted."""
    lines = path.read_text(encoding="utf-8").split("\n")
    refuted = 0
    entries = _falsified(path)
    for entry in entries:
        changed = list(lines)
        n = entry["line"] - 1
        changed[n] = changed[n].replace(entry["old"], entry["new"], 1)
        found = _row_verdicts("\n".join(changed), _kind(path), entry["line"])
        assert not found or not set(found) <= {"proved", "supported"}, entry
        refuted += "refuted" in found
    assert 2 * refuted >= len(entries)
