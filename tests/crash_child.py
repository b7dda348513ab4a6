"""One whole round of the service in a process of its own, killed with SIGKILL when it comes to a named point.

usage: crash_child.py CONFIG POINT|- NTH [DAYS that the clock is ahead]
"""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor import pipeline
from monitor.config import load
from monitor.log import configure
from monitor.service import Service, sources
from monitor.service.rereading import Background

PATIENT_S = 60.0  # a busy machine is not what is tested: no story stays unread because its child was slow


async def one_round(service: Service) -> None:
    async with service.context() as built:
        context = replace(built, settings=replace(built.settings, extract_limit_s=PATIENT_S))
        await pipeline.poll(
            context, [(feed, state) for feed, state, _ in service.store.feeds.states(hashes=True)]
        )
        if sources.is_configured(service.config):
            await sources.read(service, context)
        await pipeline.read_pages(context)
        await pipeline.settle_in_turns(context)
        await Background(context, lambda: False).turn()
        await pipeline.tell_due_in_turns(context)
        await pipeline.compose_in_turns(context)
        await pipeline.deliver(context)


def main() -> None:
    config, point, nth = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    ahead = timedelta(days=int(sys.argv[4]) if len(sys.argv) > 4 else 0)
    seen = 0

    def now() -> datetime:
        return datetime.now(UTC) + ahead

    def trace(name: str) -> None:
        nonlocal seen
        if name == point:
            seen += 1
            if seen == nth:
                print("killed", flush=True)
                os.kill(os.getpid(), signal.SIGKILL)

    configure("error", "console")
    opened = Service.open(load(config), editing=False, packaged=False, clock=now, trace=trace)
    with opened as service, service.alone():
        asyncio.run(one_round(service))
    print("whole", flush=True)


if __name__ == "__main__":
    main()
