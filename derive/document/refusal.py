"""The two ways in which reading fails: a whole document that cannot be opened, a formula that is refused."""

from __future__ import annotations


class DocumentError(Exception):
    """A document that cannot be read at all; the message is one line."""


class Refusal(Exception):
    """A formula that is not read: the construct by name, and the offset at which it stands."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
