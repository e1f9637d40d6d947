"""Messages over a stream socket: eight bytes of length, then that many bytes."""

from __future__ import annotations

import socket
import struct

MAX_BYTES = 256 * 1024 * 1024
_LENGTH = struct.Struct("!Q")


def send(sock: socket.socket, message: bytes) -> None:
    """Write one message. Raises: OSError, when the other end is gone."""
    sock.sendall(_LENGTH.pack(len(message)))
    sock.sendall(message)


def receive(sock: socket.socket) -> bytes | None:
    """Read one message, waiting for it; None when the other end closed before it was whole."""
    buffer = bytearray()
    while (message := cut(buffer)) is None:
        try:
            chunk = sock.recv(1 << 16)
        except OSError:
            return None
        if not chunk:
            return None
        buffer += chunk
    return message


def cut(buffer: bytearray) -> bytes | None:
    """Take the first message out of the buffer; None while it is not whole.

    Raises: ValueError, when the message is announced as larger than any of ours.
    """
    if len(buffer) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack_from(buffer)
    if length > MAX_BYTES:
        raise ValueError(f"frames: a message of {length} bytes, at most {MAX_BYTES} are allowed")
    end = _LENGTH.size + length
    if len(buffer) < end:
        return None
    message = bytes(buffer[_LENGTH.size : end])
    del buffer[:end]
    return message
