"""The falsified rows of our own documents are well formed; what the checker says of them is tested elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

DOCUMENTS = sorted(p for p in (Path(__file__).parent / "documents").iterdir() if p.suffix in {".md", ".tex"})


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_each_falsification_changes_one_place(path: Path) -> None:
    """Every document has at least six falsifications, and each `old` occurs exactly once on its line."""
    lines = path.read_text(encoding="utf-8").split("\n")
    entries = yaml.safe_load(path.with_suffix(".falsified.yaml").read_text(encoding="utf-8"))
    assert len(entries) >= 6
    for entry in entries:
        assert set(entry) == {"line", "k", "old", "new"}
        assert lines[entry["line"] - 1].count(entry["old"]) == 1
        assert entry["old"] != entry["new"]
