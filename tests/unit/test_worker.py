"""The pool of killable workers."""

import os
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from derive.check.outcome import InternalError, Outcome
from derive.check.worker import Failed, Returned, WorkersUnavailable, as_outcome, run
from proofs.kernel.term import App, Num, Term

sys.path.insert(0, str(Path(__file__).parent))
BEHAVE = "worker_tasks:behave"


def results(tasks: list[object], **options: object) -> list[object]:
    """Results of the misbehaving function, by index."""
    found = list(run(BEHAVE, tasks, **{"jobs": 2, "timeout": 5.0, **options}))  # type: ignore[arg-type]
    assert [n for n, _ in found] == list(range(len(tasks)))
    return [r for _, r in found]


def test_results_come_in_the_order_of_the_tasks() -> None:
    """A slow first task does not change the order."""
    values = results([("sleep", 0.3), ("square", 3), ("square", 4)])
    assert [v.value for v in values] == ["slept", 9, 16]


def test_a_task_over_its_time_is_killed_and_the_run_goes_on() -> None:
    """A sleeping task fails for time, the others have values, and nobody waits for the sleeper."""
    start = time.monotonic()
    values = results([("sleep", 60), ("square", 3), ("sleep", 60), ("square", 5)], timeout=0.4)
    assert time.monotonic() - start < 5
    assert [isinstance(v, Returned) for v in values] == [False, True, False, True]
    assert values[0].reason == "time: more than 0.4 s"


def test_a_hanging_power_is_killed() -> None:
    """Work inside one C call, deaf to signals, is killed too."""
    (value,) = results([("power", 9)], timeout=0.3, jobs=1)
    assert value.kind in ("time", "memory")


def test_a_task_over_its_memory_fails_alone() -> None:
    """An allocation above the limit fails for memory and the next task has its value."""
    values = results([("allocate", 600), ("square", 3)], memory=512 << 20, jobs=1)
    assert values[0].reason == "memory: more than 512 MiB"
    assert values[1].value == 9


def test_memory_that_earlier_tasks_hold_is_not_held_against_the_next() -> None:
    """A task that runs out of memory in a used worker is tried again in a fresh one."""
    values = results([("hoard", 300), ("hoard", 300), ("hoard", 300)], memory=512 << 20, jobs=1)
    assert [v.value for v in values] == [1, 1, 1]


@pytest.mark.parametrize(("task", "word"), [("abort", "SIGABRT"), ("segfault", "SIGSEGV"), ("exit", "exit status 3")])
def test_a_crash_costs_only_its_task(task: str, word: str) -> None:
    """A worker that dies is named as crash with its signal, and another takes its place."""
    values = results([(task, 3), ("square", 3), (task, 3)], jobs=1)
    assert [isinstance(v, Returned) for v in values] == [False, True, False]
    assert values[0].kind == "crash"
    assert word in values[0].detail


def test_an_exception_is_an_error_and_the_worker_lives() -> None:
    """An exception is reported with its type, and the same process goes on."""
    values = results([("pid", 0), ("raise", 0), ("pid", 0)], jobs=1)
    assert values[1].reason == "error: ValueError: no such thing"
    assert values[0].value == values[2].value != os.getpid()


def test_a_contradiction_of_our_own_stops_the_run() -> None:
    """InternalError in a task is raised in the caller."""
    with pytest.raises(InternalError, match="proved and refuted"):
        results([("square", 2), ("internal", 0)])


def test_what_cannot_be_pickled_fails_alone() -> None:
    """Neither a task nor a value that does not pickle stops the run."""
    values = results([lambda: None, ("local", 0), ("square", 2)])
    assert [isinstance(v, Failed) for v in values] == [True, True, False]


def test_large_values_and_noise_come_through() -> None:
    """Values of megabytes arrive whole, and what a task prints disturbs nothing."""
    values = results([("large", 5_000_000), ("print", 0)])
    assert len(values[0].value) == 5_000_000
    assert values[1].value == "printed"


def test_the_deepest_term_can_be_handed_over() -> None:
    """A term at the depth cap is pickled on its way to a worker."""
    t: Term = Num(Fraction(2))
    for _ in range(190):
        t = App("exp", (t,))
    (value,) = results([("large", t)])
    assert value.reason.startswith("error: TypeError")  # int(t): the task arrived


def test_progress_is_told() -> None:
    """Progress ends at the number of tasks."""
    seen: list[tuple[int, int]] = []
    results([("square", n) for n in range(5)], progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (5, 5)
    assert seen == sorted(seen)


def test_no_tasks_need_no_process() -> None:
    """An empty run yields nothing, even of a function that does not exist."""
    assert list(run("no.such:thing", [])) == []


def test_a_function_that_does_not_exist_is_named() -> None:
    """The import failure is raised in the caller."""
    with pytest.raises(WorkersUnavailable, match=r"no\.such"):
        list(run("no.such:thing", [1]))


def test_leaving_early_leaves_no_process() -> None:
    """Closing the iterator ends the workers."""
    steps = run(BEHAVE, [("pid", 0), ("sleep", 60)], jobs=2)
    _, first = next(steps)
    steps.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(first.value, 0)  # type: ignore[union-attr, arg-type]


def test_a_script_without_a_guard_is_not_run_again(tmp_path: Path) -> None:
    """A user's script that calls the pool at its top level runs once."""
    script = tmp_path / "script.py"
    script.write_text("from derive.check.worker import run\nprint(list(run('math:sqrt', [4.0], jobs=1))[0][1].value)\n")
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=30, env=environment)
    assert (done.stdout, done.stderr) == ("2.0\n", "")


def test_failures_become_unknown() -> None:
    """An outcome passes through; a failure is unknown with its reason."""
    (value,) = results([("outcome", 0)])
    assert as_outcome(value) == Outcome("proved", method="1/3")  # type: ignore[arg-type]
    assert as_outcome(Failed("time", "more than 1 s", 1.0)).reason == "time: more than 1 s"
    assert as_outcome(Returned("?", 1.0)).verdict == "unknown"
