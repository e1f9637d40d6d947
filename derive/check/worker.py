"""A pool of killable worker processes: one task that hangs, eats memory or crashes costs only itself.

Knows nothing of steps and verdicts but `as_outcome`. Linux and macOS (it forks, see `nursery`).
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal, Union

from derive.check import frames
from derive.check.outcome import InternalError, Outcome

DEFAULT_TIMEOUT = 10.0
DEFAULT_MEMORY = 1 << 30

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Returned:
    """A task's value."""

    value: object
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a task has no value."""

    kind: Literal["time", "memory", "crash", "error"]
    detail: str
    seconds: float

    @property
    def reason(self) -> str:
        """kind and detail in one line."""
        return f"{self.kind}: {self.detail}"


Result = Union[Returned, Failed]


class WorkersUnavailable(Exception):
    """No worker could be started; the message says why."""


@dataclass(slots=True, eq=False)
class _Worker:
    pid: int
    sock: socket.socket
    served: int = 0
    task: int = -1  # -1 when idle
    started: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)


class _Pool:
    """Workers of one function, forked by one nursery."""

    def __init__(self, function_name: str, memory: int) -> None:
        ours, theirs = socket.socketpair()
        self.control = ours
        self.workers: list[_Worker] = []
        path = os.pathsep.join(p or os.getcwd() for p in sys.path)
        one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        with theirs:
            self.nursery = subprocess.Popen(
                [sys.executable, "-P", "-m", "derive.check.nursery", str(theirs.fileno()), function_name, str(memory)],
                env={**os.environ, **one_thread, "PYTHONPATH": path, "PYTHONHASHSEED": "0"},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for this process, which then closes the control socket
            )
        failure = frames.receive(ours)
        if failure != b"":
            self.close()
            raise WorkersUnavailable(failure.decode() if failure else "the worker process ended while it started")

    def hatch(self) -> _Worker:
        """A new worker."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.control, [b"F"], [theirs.fileno()])
            answer = frames.receive(self.control)
        if answer is None:
            ours.close()
            raise WorkersUnavailable("the process that forks workers ended")
        self.workers.append(_Worker(int(answer), ours))
        return self.workers[-1]

    def bury(self, worker: _Worker) -> str:
        """Kill a worker for good and say how it ended."""
        os.kill(worker.pid, signal.SIGKILL)  # a zombie until the nursery waits for it, so the pid is still its own
        socket.send_fds(self.control, [b"R" + str(worker.pid).encode()], [])
        answer = frames.receive(self.control)
        worker.sock.close()
        self.workers.remove(worker)
        return (answer or b"?").decode()

    def close(self) -> None:
        """End the nursery, which kills its workers."""
        self.control.close()
        for worker in self.workers:
            worker.sock.close()
        try:
            self.nursery.wait(5)
        except subprocess.TimeoutExpired:
            self.nursery.kill()
            self.nursery.wait()


class _Run:
    """One pass over the tasks: who works on what, and what is done."""

    def __init__(
        self, pool: _Pool, tasks: Sequence[object], timeout: float, memory: int, selector: selectors.BaseSelector
    ) -> None:
        self.pool = pool
        self.tasks = tasks
        self.timeout = timeout
        self.memory = memory
        self.waiting = deque(range(len(tasks)))
        self.done: dict[int, Result] = {}
        self.finished = 0
        self.selector = selector
        self.busy: set[_Worker] = set()

    def finish(self, task: int, result: Result) -> None:
        self.done[task] = result
        self.finished += 1

    def feed(self, worker: _Worker | None) -> None:
        """Give the next task to the worker, or to a new one when it is None; nothing when no task waits."""
        while self.waiting:
            task = self.waiting.popleft()
            try:
                message = pickle.dumps(self.tasks[task])
            except (RecursionError, pickle.PicklingError, TypeError, AttributeError) as error:
                self.finish(task, Failed("error", f"cannot be handed to a worker: {error}", 0.0))
                continue
            worker = worker or self.pool.hatch()
            worker.task, worker.started, worker.buffer = task, time.monotonic(), bytearray()
            self.selector.register(worker.sock, selectors.EVENT_READ, worker)
            self.busy.add(worker)
            try:
                frames.send(worker.sock, message)
            except OSError:
                self.lose(worker)  # died between two tasks
            return

    def release(self, worker: _Worker) -> None:
        self.selector.unregister(worker.sock)
        self.busy.discard(worker)
        worker.served += 1

    def lose(self, worker: _Worker) -> None:
        """A worker hung up: record how it died and put another in its place."""
        self.release(worker)
        ended = self.pool.bury(worker)
        out_of_memory = "memory" in ended.lower() or "alloc" in ended.lower()
        kind: Literal["memory", "crash"] = "memory" if out_of_memory else "crash"
        self.fail(worker, kind, f"the worker ended with {ended}")
        self.feed(None)

    def expire(self, worker: _Worker) -> None:
        """Kill a worker that is over its time and put another in its place."""
        self.release(worker)
        self.pool.bury(worker)
        self.fail(worker, "time", f"more than {self.timeout:g} s")
        self.feed(None)

    def fail(self, worker: _Worker, kind: Literal["time", "memory", "crash", "error"], detail: str) -> None:
        """Record the failure; what ran out of memory in a used worker is tried once more in a fresh one."""
        if kind == "memory" and worker.served > 1:
            self.waiting.appendleft(worker.task)
        else:
            self.finish(worker.task, Failed(kind, detail, time.monotonic() - worker.started))

    def hear(self, worker: _Worker) -> None:
        """Read what a worker sends; when its answer is whole, record it and feed the worker."""
        try:
            chunk = worker.sock.recv(1 << 20)
        except OSError:
            chunk = b""
        worker.buffer += chunk
        try:
            message = frames.cut(worker.buffer)
        except ValueError:
            message, chunk = None, b""
        if message is None:
            if not chunk:
                self.lose(worker)
            return
        kind, value, seconds = pickle.loads(message)
        match kind:
            case "returned":
                self.release(worker)
                self.finish(worker.task, Returned(value, seconds))
            case "internal":
                raise InternalError(value)
            case "memory":
                self.release(worker)
                self.pool.bury(worker)
                self.fail(worker, "memory", f"more than {self.memory >> 20} MiB")
                self.feed(None)
                return
            case _:
                self.release(worker)
                self.finish(worker.task, Failed("error", value, seconds))
        self.feed(worker)

    def turn(self) -> None:
        """Wait for the next answer, hang-up or deadline, and deal with it."""
        first = min(w.started for w in self.busy) + self.timeout
        for key, _ in self.selector.select(max(0.0, first - time.monotonic())):
            self.hear(key.data)
        now = time.monotonic()
        for worker in [w for w in self.busy if now >= w.started + self.timeout]:
            self.expire(worker)

    def results(self, jobs: int, progress: Progress | None) -> Iterator[tuple[int, Result]]:
        """Results in the order of the tasks, each as soon as it and those before it are there."""
        for _ in range(min(jobs, len(self.tasks))):
            self.feed(None)
        shown = 0
        for index in range(len(self.tasks)):
            while index not in self.done:
                self.turn()
                if progress is not None and self.finished > shown:
                    shown = self.finished
                    progress(shown, len(self.tasks))
            yield index, self.done.pop(index)


def default_jobs() -> int:
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    function_name: str,
    tasks: Sequence[object],
    *,
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    memory: int = DEFAULT_MEMORY,
    progress: Progress | None = None,
) -> Iterator[tuple[int, Result]]:
    """Yield (index, result) of `module:function` at each task, in order; tasks and values are pickled.

    Each task has `timeout` seconds and each worker `memory` bytes; over either, the worker is killed and
    another takes its place. `progress(done, total)` is called whenever tasks are finished, in any order.

    Raises: WorkersUnavailable, when the function cannot be imported; InternalError, when a task raised it.
    """
    if not tasks:
        return
    pool = _Pool(function_name, memory)
    with closing(pool), selectors.DefaultSelector() as selector:
        yield from _Run(pool, tasks, timeout, memory, selector).results(jobs or default_jobs(), progress)


def as_outcome(result: Result) -> Outcome:
    """The outcome that a worker returned, or `unknown` with the reason why it returned none."""
    match result:
        case Returned(Outcome() as outcome, _):
            return outcome
        case Returned(value, seconds):
            return Outcome("unknown", reason=f"error: the judge returned {type(value).__name__}", seconds=seconds)
        case Failed():
            return Outcome("unknown", reason=result.reason, seconds=result.seconds)
