"""What the child process of Apprise is asked, and what it answers: one line of JSON each way."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Result(StrEnum):
    """How a request ended."""

    SENT = "sent"
    VALID = "valid"  # the address can be used; nothing was sent
    REFUSED = "refused"  # the service answered, and did not take the message
    UNANSWERED = "unanswered"  # it was called, and no answer came
    UNREACHED = "unreached"  # no connection was made
    BLOCKED = "blocked"  # a host or address that may not be called
    ADDRESS = "address"  # Apprise cannot read the address
    SEVERAL = "several"  # the address has several receivers, or asks for retries
    MISSING = "missing"  # Apprise is not installed


@dataclass(frozen=True, slots=True)
class Request:
    """One message for one address; `title` and `body` are "" to check the address alone.

    `allow`: networks that may be dialled besides public addresses; `proxy`: of all connections.
    """

    address: str = field(repr=False)
    title: str = ""
    body: str = field(repr=False, default="")
    allow: tuple[str, ...] = ()
    proxy: str | None = None

    def line(self) -> bytes:
        """For the child's standard input: arguments and environment of a process can be seen by others."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def of(cls, line: bytes) -> Request:
        """What `line` wrote."""
        values = json.loads(line)
        return cls(**values | {"allow": tuple(values["allow"])})


@dataclass(frozen=True, slots=True)
class Reply:
    """How a request ended, with the status of the last answer if there was one."""

    result: Result
    status: int | None = None

    def line(self) -> bytes:
        """For the child's standard output."""
        return json.dumps({"result": self.result.value, "status": self.status}).encode()

    @classmethod
    def of(cls, line: bytes) -> Reply | None:
        """What `line` wrote; None for anything else."""
        try:
            values = json.loads(line)
            status = values["status"]
            return cls(Result(values["result"]), status if isinstance(status, int) else None)
        except (ValueError, TypeError, KeyError):
            return None
