"""The command line."""

import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

import derive
from derive.check.outcome import CannotRun, DocumentReport, InternalError, Judged, Outcome, Report, Step, UnreadFormula
from derive.command import main

ROOT = Path(__file__).parents[2]
UNREAD = UnreadFormula(1, 1, "X", "matrices")


def made(verdict: str, *, unread: bool = False) -> Report:
    """A report on one step of that verdict."""
    outcome = Outcome(verdict)  # type: ignore[arg-type]
    judged = (Judged(Step("1", 1, 1, 1, "x", "=", "y"), outcome),)
    return Report((DocumentReport("a.md", (), judged, (UNREAD,) if unread else (), 1),))


class Fake:
    """Stands for the judge of documents: records what it was asked, answers or raises what it is told."""

    def __init__(self) -> None:
        self.answer: Report | BaseException = made("proved")
        self.asked: dict[str, object] = {}

    def check_documents(self, **asked: object) -> Report:
        self.asked = asked
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    """The judge of documents, replaced."""
    judge = Fake()
    module = ModuleType("derive.check.run")
    module.check_documents = judge.check_documents  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "derive.check.run", module)
    return judge


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A document."""
    path = tmp_path / "a.md"
    path.write_text("$x = x$\n")
    return path


def invoke(*arguments: object) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.mark.parametrize(
    ("verdict", "unread", "strict", "code"),
    [
        ("proved", False, False, 0),
        ("unknown", False, False, 0),
        ("unknown", False, True, 1),
        ("declared", True, False, 0),
        ("declared", True, True, 1),
        ("supported", False, True, 0),
        ("refuted", False, False, 1),
        ("refuted", False, True, 1),
    ],
)
def test_exit_codes(fake: Fake, note: Path, verdict: str, unread: bool, strict: bool, code: int) -> None:
    """0 nothing refuted; 1 something refuted, with --strict also unknown or unread."""
    fake.answer = made(verdict, unread=unread)
    assert invoke("check", note, *(["--strict"] if strict else [])).exit_code == code


def test_options_arrive(fake: Fake, note: Path, tmp_path: Path) -> None:
    """What the user asks for is what the checker is asked."""
    context = tmp_path / "c.yaml"
    context.write_text("derive:\n  x: real\n")
    options = ("--context", context, "--seed", 7, "--step-timeout", 2.5, "--jobs", 3, "--formula", "x = x")
    invoke("check", note, *options)
    asked = dict(fake.asked)
    assert callable(asked.pop("progress"))
    wanted = {"paths": (note,), "context": context, "formula": "x = x", "seed": 7, "timeout": 2.5, "jobs": 3}
    assert asked == wanted


def test_json_goes_to_standard_output_or_a_file(fake: Fake, note: Path, tmp_path: Path) -> None:
    """--format json prints one object, -o writes it and prints nothing."""
    printed = invoke("check", note, "--format", "json").stdout
    assert json.loads(printed)["schema"] == 1
    silent = invoke("check", note, "--format", "json", "-o", tmp_path / "r.json").stdout
    assert silent == ""
    assert (tmp_path / "r.json").read_text() == printed


def test_no_colour_without_a_terminal(fake: Fake, note: Path) -> None:
    """The text has no escape sequences when it goes to a file or a pipe."""
    assert "\x1b" not in invoke("check", note).stdout


def _not_utf8(folder: Path) -> list[object]:
    (folder / "b.md").write_bytes(b"caf\xe9")
    return ["check", folder / "b.md"]


def _context(text: bytes) -> object:
    def arguments(folder: Path) -> list[object]:
        (folder / "a.md").write_text("x")
        (folder / "c.yaml").write_bytes(text)
        return ["check", folder / "a.md", "--context", folder / "c.yaml"]

    return arguments


def _report(text: str) -> object:
    def arguments(folder: Path) -> list[object]:
        (folder / "r.json").write_text(text)
        return ["recheck", folder / "r.json"]

    return arguments


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (lambda d: ["check", d / "missing.md"], "no such file"),
        (lambda d: ["check", d], "is a directory"),
        (lambda d: ["check", "/dev/null"], "no regular file"),
        (lambda d: ["check", "a\0b"], "null"),
        (_not_utf8, "not UTF-8 (byte 0xe9 at offset 3)"),
        (lambda d: [*_context(b"")(d)[:2], "--context", d / "no.yaml"], "no such file"),  # type: ignore[operator]
        (_context(b"a: [1"), "not YAML"),
        (_context(b"a: \x01"), "not YAML"),
        (_context(b"- a\n- b\n"), "a mapping of names was expected, got list"),
        (_context(b"3: x\n"), "a mapping of names was expected"),
        (_context(b"!!python/object/apply:os.system ['true']"), "not YAML"),
        (_context(b"[" * 5000), "not YAML"),
        (_context(b"a: \xff"), "not UTF-8"),
        (_report("{"), "not JSON"),
        (_report("[]"), "not a report"),
        (_report("[" * 100_000), "not JSON"),
        (lambda d: ["recheck", d / "no.json"], "no such file"),
        (lambda d: ["context", d / "no.md"], "no such file"),
    ],
)
def test_what_cannot_run_is_one_line_and_exit_2(fake: Fake, tmp_path: Path, arguments: object, words: str) -> None:
    """A bad file, context or report gives one line on standard error, nothing on standard output, exit 2."""
    result = invoke(*arguments(tmp_path))  # type: ignore[operator]
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyboardInterrupt(), "derive: interrupted"),
        (CannotRun("a.md: too large"), "derive: a.md: too large"),
        (InternalError("proved and refuted"), "internal error, please report it: proved and refuted"),
        (ValueError("oops\nand more"), "internal error, please report it: ValueError: oops and more"),
        (RecursionError("deep"), "RecursionError"),
        (OSError(28, "No space left on device", "x"), "x: No space left on device"),
    ],
)
def test_no_error_looks_like_a_refutation(fake: Fake, note: Path, error: BaseException, words: str) -> None:
    """Whatever stops the run exits 2 with one line, never 1."""
    fake.answer = error
    result = invoke("check", note)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert words in result.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["--seed", "x"], ["--jobs", "0"], ["--step-timeout", "0"], ["--format", "xml"], ["--seed", "-1"]]
)
def test_bad_options_exit_2(fake: Fake, note: Path, arguments: list[str]) -> None:
    """A command without anything to check, or with an impossible option, is a usage error."""
    assert invoke("check", *([note] if arguments else []), *arguments).exit_code == 2


def test_a_draft_of_the_context_is_yaml(tmp_path: Path) -> None:
    """`derive context` prints YAML, and refuses a document that cannot be read in one line."""
    yaml = pytest.importorskip("yaml")
    path = tmp_path / "a.md"
    path.write_text("Let $x \\sim \\text{Exp}(\\lambda)$. Then $$E[x] = \\frac{1}{\\lambda}$$\n")
    result = invoke("context", path)
    assert result.exit_code == 0
    assert isinstance(yaml.safe_load(result.stdout), dict)
    path.write_text("$x = x$ and " * 900_000)
    refused = invoke("context", path)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "internal" not in refused.stderr


def test_an_output_folder_that_does_not_exist_is_told_before_the_run(fake: Fake, note: Path, tmp_path: Path) -> None:
    """Nobody waits for a report that cannot be written."""
    result = invoke("check", note, "-o", tmp_path / "no" / "r.json")
    assert result.exit_code == 2
    assert fake.asked == {}


def test_recheck_exits_0_when_all_holds_and_1_when_not(tmp_path: Path) -> None:
    """An empty report holds; one with a wrong count does not, and is told on standard output."""
    document = {"path": "a", "steps": [], "unread": [], "formulas": {"read": 0, "unread": 0}, "summary": {}}
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"schema": 1, "documents": [document]}))
    assert invoke("recheck", path).exit_code == 0
    path.write_text(json.dumps({"schema": 1, "documents": [{**document, "summary": {"proved": 1}}]}))
    result = invoke("recheck", path)
    assert result.exit_code == 1
    assert "summary" in result.stdout


def test_axioms_are_listed_with_sources() -> None:
    """Each postulate is shown with where it is from."""
    text = invoke("axioms").stdout
    assert text.count("source: ") == int(text.rsplit("\n", 2)[1].split()[0]) > 0


def _command(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "derive.command", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_is_quick(option: str) -> None:
    """Help and version take under half a second, the best of three."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        assert _command(option).returncode == 0
        times.append(time.perf_counter() - start)
    assert min(times) < 0.5


def test_nothing_heavy_is_imported_for_help() -> None:
    """The command's module loads no mathematics and no terminal library."""
    script = "import sys, derive.command\nprint(*(m for m in ('sympy', 'numpy', 'flint', 'rich') if m in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == ""


def test_the_version_is_that_of_the_package() -> None:
    """The package, pyproject.toml and the command agree."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert derive.__version__ == stated
    assert _command("--version").stdout == f"derive, version {stated}\n"


def test_a_missing_file_in_a_fresh_process() -> None:
    """No traceback, exit 2."""
    done = _command("check", "no such file.md")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "derive: no such file.md: no such file\n")


def test_ten_megabytes_are_refused_at_once(tmp_path: Path) -> None:
    """A document of 10 MB exits 2 with one line, in about a second."""
    pytest.importorskip("derive.check.run")
    path = tmp_path / "large.md"
    path.write_text("$x = x$ and " * 900_000)
    start = time.perf_counter()
    done = _command("check", str(path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert time.perf_counter() - start < 3
