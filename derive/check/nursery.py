"""The process that imports once and forks workers, so that replacing a killed one costs milliseconds.

Run as `python -P -m derive.check.nursery FD MODULE:FUNCTION MEMORY`. It has one thread and never runs a
task itself. Requests on the control socket FD: `F` with a socket attached forks a worker that serves
tasks on that socket and answers its pid; `R` with a pid waits for that dead worker and answers how it
ended. When the control socket closes, all workers are killed. `multiprocessing` is not used because it
runs the user's main script again in each worker, which breaks scripts without a guard.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import resource
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from typing import IO, NoReturn

from derive.check import frames
from derive.check.outcome import InternalError

Function = Callable[[object], object]


def load(name: str) -> Function:
    """The function that `module:function` names. Raises: ImportError, AttributeError."""
    module, _, attribute = name.partition(":")
    function: Function = getattr(importlib.import_module(module), attribute)
    return function


def answer(function: Function, task: bytes) -> tuple[str, bytes]:
    """The kind of end and its pickled message (kind, value or reason, seconds) of one task."""
    start = time.perf_counter()
    kind: str
    value: object
    try:
        kind, value = "returned", function(pickle.loads(task))
        return kind, pickle.dumps((kind, value, time.perf_counter() - start))
    except MemoryError:
        kind, value = "memory", ""
    except InternalError as error:
        kind, value = "internal", str(error)
    except RecursionError:
        kind, value = "error", "nested too deeply"
    except Exception as error:
        kind, value = "error", f"{type(error).__name__}: {error}"
    return kind, pickle.dumps((kind, value, time.perf_counter() - start))


def bound_memory(limit: int) -> None:
    """Let this process hold at most `limit` bytes of data; files and shared libraries do not count on Linux."""
    which = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    _, hard = resource.getrlimit(which)
    wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS refuses; the time limit still holds
        resource.setrlimit(which, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(function: Function, sock: socket.socket, memory: int) -> NoReturn:
    """Be a worker: tasks in, answers out, until the socket closes or memory ran out."""
    bound_memory(memory)
    while (task := frames.receive(sock)) is not None:
        kind, message = answer(function, task)
        try:
            frames.send(sock, message)
        except OSError:
            break
        if kind == "memory":
            break
    os._exit(0)


def ending(status: int, complaint: bytes) -> str:
    """How a worker ended, in words, with the last line that it wrote to its standard error."""
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    said = f" ({lines[-1].strip()[:200]})" if lines else ""
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name + said
    return f"exit status {os.waitstatus_to_exitcode(status)}" + said


class Nursery:
    """The workers forked and not yet waited for, each with the file that catches its standard error."""

    def __init__(self, function: Function, control: socket.socket, memory: int) -> None:
        self.function = function
        self.control = control
        self.memory = memory
        self.workers: dict[int, IO[bytes]] = {}

    def fork(self, descriptor: int) -> None:
        """Fork a worker that serves on `descriptor`, and answer its pid."""
        errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed in `reap`)
        pid = os.fork()
        if pid == 0:
            self.control.close()
            os.dup2(errors.fileno(), 2)
            serve(self.function, socket.socket(fileno=descriptor), self.memory)
        os.close(descriptor)
        self.workers[pid] = errors
        frames.send(self.control, str(pid).encode())

    def reap(self, pid: int) -> None:
        """Wait for a worker that was killed or hung up, and answer how it ended."""
        errors = self.workers.pop(pid)
        _, status = os.waitpid(pid, 0)
        with errors:
            errors.seek(0, os.SEEK_END)
            errors.seek(max(0, errors.tell() - 2000))
            frames.send(self.control, ending(status, errors.read()).encode())

    def run(self) -> None:
        """Answer requests until the control socket closes, then kill what is left."""
        try:
            while True:
                message, descriptors, _, _ = socket.recv_fds(self.control, 64, 1)
                if not message:
                    return
                if message[:1] == b"F":
                    self.fork(descriptors[0])
                else:
                    self.reap(int(message[1:]))
        except OSError:
            return
        finally:
            for pid in self.workers:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def main(arguments: list[str]) -> None:
    """Import the function, say that it worked or why not, then fork on request."""
    descriptor, name, memory = arguments
    control = socket.socket(fileno=int(descriptor))
    try:
        function = load(name)
    except Exception as error:
        frames.send(control, f"{name}: {type(error).__name__}: {error}".encode())
        return
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError):  # the parent was interrupted meanwhile
        frames.send(control, b"")
        Nursery(function, control, int(memory)).run()


if __name__ == "__main__":
    main(sys.argv[1:])
