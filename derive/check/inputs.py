"""Files that a user names: read whole, or refused in one clear line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from derive.check.outcome import CannotRun

MAX_BYTES = 1 << 26
MAX_CONTEXT_BYTES = 1 << 20


def read_text(path: Path) -> str:
    """The file's text. Raises: CannotRun, when there is no such file or it is not UTF-8."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise CannotRun(f"{path}: is no regular file")
        if path.exists() and path.stat().st_size > MAX_BYTES:
            raise CannotRun(f"{path}: {path.stat().st_size} bytes, at most {MAX_BYTES} are read")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CannotRun(f"{path}: no such file") from None
    except IsADirectoryError:
        raise CannotRun(f"{path}: is a directory, a document was expected") from None
    except UnicodeDecodeError as error:
        byte = f"byte 0x{error.object[error.start]:02x} at offset {error.start}"
        raise CannotRun(f"{path}: not UTF-8 ({byte})") from None
    except (OSError, ValueError) as error:
        raise CannotRun(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def read_context(path: Path) -> dict[str, Any]:
    """The mapping that a context file holds, under the key `derive` or at its top level.

    Raises: CannotRun, when it cannot be read, is no YAML, or holds something else than a mapping.
    """
    import yaml

    text = read_text(path)
    if len(text) > MAX_CONTEXT_BYTES:
        raise CannotRun(f"{path}: a context of {len(text)} characters, at most {MAX_CONTEXT_BYTES} are read")
    try:
        value = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""
        raise CannotRun(f"{path}{where}: not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CannotRun(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if isinstance(value, dict) and set(value) == {"derive"}:
        value = value["derive"]
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise CannotRun(f"{path}: a mapping of names was expected, got {type(value).__name__}")
    return value


def read_json(path: Path) -> Any:
    """The JSON value that the file holds. Raises: CannotRun."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise CannotRun(f"{path}: not JSON: {error}") from None
