"""Functions that misbehave, for the tests of the worker pool."""

import ctypes
import os
import time
from fractions import Fraction

from derive.check.outcome import InternalError, Outcome


def behave(task: tuple[str, float]) -> object:  # noqa: C901
    """Do what the first part of the task says, with the second as its amount."""
    match task:
        case "square", x:
            return x * x
        case "sleep", seconds:
            time.sleep(seconds)
            return "slept"
        case "allocate", mebibytes:
            return len(bytearray(int(mebibytes) << 20))
        case "hoard", mebibytes:
            HOARD.append(bytearray(int(mebibytes) << 20))
            return len(HOARD)
        case "abort", _:
            os.abort()
        case "segfault", _:
            return ctypes.string_at(0)
        case "exit", status:
            os._exit(int(status))
        case "raise", _:
            raise ValueError("no such thing")
        case "internal", _:
            raise InternalError("proved and refuted")
        case "local", _:
            return lambda: None
        case "large", n:
            return "x" * int(n)
        case "print", _:
            print("noise on standard output")
            return "printed"
        case "pid", _:
            return os.getpid()
        case "power", exponent:
            return 9**9**9 ** int(exponent)
        case "outcome", _:
            return Outcome("proved", method=str(Fraction(1, 3)))
        case _:
            raise KeyError(task)


HOARD: list[bytearray] = []
