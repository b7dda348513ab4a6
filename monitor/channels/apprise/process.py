"""Starts the child process of Apprise, asks it, and ends it at its deadline."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence

from monitor.channels.apprise.request import Reply, Request

COMMAND = (sys.executable, "-P", "-m", "monitor.channels.apprise.child")
DEADLINE_S = 35.0  # of a child, its start included; it ends itself a little earlier
_LONGEST_ANSWER = 1000  # bytes


def environment() -> dict[str, str]:
    """The whole environment of the child: nothing of ours but the way to the code and to certificates.
    `NETRC`: no password of a file either.
    """
    values = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "HOME": "/nonexistent",
        "NETRC": os.devnull,
    }
    if bundle := os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR"):
        values["REQUESTS_CA_BUNDLE"] = bundle
    return values


def checked(request: Request, command: Sequence[str] = COMMAND) -> Reply | None:
    """The reply to a request, awaited in this thread; None: the child died, or did not answer in time."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=request.line(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd="/",
            timeout=DEADLINE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Reply.of(ended.stdout)


async def asked(
    request: Request, command: Sequence[str] = COMMAND, deadline_s: float = DEADLINE_S
) -> Reply | None:
    """The reply to a request; None: the child died. Raises `TimeoutError` once it was killed at its deadline,
    and `OSError` where none can be started.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd="/",
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(deadline_s):
            with contextlib.suppress(ConnectionError):
                process.stdin.write(request.line())
                await process.stdin.drain()
                process.stdin.close()
            said = await process.stdout.read(_LONGEST_ANSWER)
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Reply.of(said)
