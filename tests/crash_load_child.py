"""The service under load in a process of its own, until it is killed or has nothing left to do.

usage: crash_load_child.py CONFIG [POINT NTH]

Rounds of all steps follow each other at once. A message that failed is tried again after a tenth of a second,
and never given up: what a kill can do is the subject, not how long a peer may be away. Prints "open" when the
database is open, "idle" when a whole round changed nothing. With a point it kills itself when it comes there.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from crash_child import PATIENT_S

from monitor import pipeline
from monitor.config import load
from monitor.log import configure
from monitor.model import MessageState
from monitor.pipeline import delivering
from monitor.service import Service

AGAIN = timedelta(seconds=0.1)


async def rounds(service: Service) -> None:
    async with service.context() as built:
        context = replace(built, settings=replace(built.settings, extract_limit_s=PATIENT_S))
        idle = 0
        while idle < 2:
            polled = await pipeline.poll(
                context, [(feed, state) for feed, state, _ in service.store.feeds.states(hashes=True)]
            )
            await pipeline.settle_in_turns(context, everything=True)
            composed = await pipeline.compose_in_turns(context)
            sent = await pipeline.deliver(context)
            busy = composed or sent or any(poll.result.new for poll in polled) or waiting(service)
            idle = 0 if busy else idle + 1


def waiting(service: Service) -> bool:
    """Whether something is still to be composed or sent."""
    counts, newest = service.counts(), service.store.alerts.newest()
    states = (MessageState.READY, MessageState.LEASED, MessageState.DEFERRED)
    behind = any(destination.cursor < newest for destination in service.store.destinations.all())
    return behind or any(getattr(counts, state) for state in states)


def trace_of(point: str, nth: int) -> Callable[[str], None]:
    """A trace that kills this process when it comes to `point` for the nth time."""
    seen = 0

    def trace(name: str) -> None:
        nonlocal seen
        seen += name == point
        if name == point and seen == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return trace


def main() -> None:
    delivering.retry_delay = lambda *when: AGAIN  # type: ignore[assignment]
    configure("error", "console")
    config = load(Path(sys.argv[1]))
    trace = trace_of(sys.argv[2], int(sys.argv[3])) if len(sys.argv) > 2 else lambda point: None
    with Service.open(config, editing=False, packaged=False, trace=trace) as service, service.alone():
        print("open", flush=True)
        asyncio.run(rounds(service))
    print("idle", flush=True)


if __name__ == "__main__":
    main()
