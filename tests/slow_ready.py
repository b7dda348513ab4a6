"""What a child makes ready before a task, for the tests of the sandbox: a child can import this module."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

READY_S = 1.0  # of CPU time


def make_ready(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Takes `READY_S` of CPU time."""
    until = time.process_time() + READY_S
    while time.process_time() < until:
        pass
