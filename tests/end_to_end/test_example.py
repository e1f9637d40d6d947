"""The whole program on our own example, and on input made to break it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = "examples/gamma-poisson.md"


def derive(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-m", "derive.command", *map(str, arguments)]
    options: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 120, "check": False, "cwd": ROOT}
    return subprocess.run(command, env=environment, **options)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The JSON report on the example."""
    path = tmp_path_factory.mktemp("report") / "report.json"
    assert derive("check", EXAMPLE, "--format", "json", "-o", path).returncode == 1
    return path


def steps(report: Path) -> list[dict[str, Any]]:
    """The steps of the report."""
    found: list[dict[str, Any]] = json.loads(report.read_text())["documents"][0]["steps"]
    return found


def test_the_one_mistake_of_the_example_is_found(report: Path) -> None:
    """Exactly the row with the wrong gamma step is refuted, with a counterexample and what would be true."""
    (wrong,) = [s for s in steps(report) if s["verdict"] == "refuted"]
    assert wrong["rhs"].startswith(r"\frac{(\alpha + 2)(\alpha + 1)}{\beta^2}")
    assert wrong["counterexample"] is not None


def test_every_other_claim_of_the_example_is_decided(report: Path) -> None:
    """All rows are read, and none that claims something is left unknown."""
    document = json.loads(report.read_text())["documents"][0]
    assert document["unread"] == []
    assert document["summary"]["unknown"] == 0
    assert document["summary"]["declared"] == 2


def test_the_report_of_the_example_can_be_replayed(report: Path) -> None:
    """All certificates and counterexamples hold in a fresh process; a swapped statement is found out."""
    done = derive("recheck", report)
    assert (done.returncode, done.stderr) == (0, "")
    value = json.loads(report.read_text())
    proved = [s for s in value["documents"][0]["steps"] if s["verdict"] == "proved"]
    proved[0]["statement"] = {**proved[0]["statement"], "claim": "(= 1 2)"}
    altered = report.with_name("altered.json")
    altered.write_text(json.dumps(value))
    assert derive("recheck", altered).returncode == 1


def test_the_same_seed_gives_the_same_report(report: Path, tmp_path: Path) -> None:
    """Two runs differ in their seconds only."""
    again = tmp_path / "again.json"
    derive("check", EXAMPLE, "--format", "json", "-o", again)
    first, second = steps(report), steps(again)
    for step in (*first, *second):
        step["seconds"] = 0
    assert first == second


@pytest.mark.parametrize(
    "formula",
    [
        "9^{9^{9^9}} = 1",
        "((9^{64})^{64})^{64} = 1",
        "{" * 10_000 + "x" + "}" * 10_000 + " = 1",
        "(" * 10_000 + "x" + ")" * 10_000 + " = 1",
        r"\frac{1}{" * 3000 + "x" + "}" * 3000 + " = 1",
        "x = " + "+".join(["x"] * 20_000),
        r"\sum_{i=1}^{10^{100}} i^{i^i} = 1",
        "1000000! = 1",
        r"\binom{10^{50}}{10^{49}} = 1",
        r"x = \x1b[31m",
        r"__import__('os').system('true') = 1",
    ],
    ids=range(11),
)
def test_bombs_end_in_time_and_without_a_traceback(formula: str) -> None:
    """However a formula explodes, the run ends soon, nothing is proved of it and no traceback is shown."""
    start = time.perf_counter()
    done = derive("check", "--step-timeout", 3, "--formula", formula)
    assert time.perf_counter() - start < 8
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    assert "PROVED" not in done.stdout
    assert done.returncode in (0, 1, 2)
