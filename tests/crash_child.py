"""One whole round of the service in a process of its own, killed with SIGKILL when it comes to a named point.

usage: crash_child.py CONFIG POINT|- NTH
"""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from monitor import pipeline
from monitor.config import load
from monitor.log import configure
from monitor.service import Service
from monitor.service.rereading import Background

PATIENT_S = 60.0  # a busy machine is not what is tested: no story stays unread because its child was slow


async def one_round(service: Service) -> None:
    async with service.context() as built:
        context = replace(built, settings=replace(built.settings, extract_limit_s=PATIENT_S))
        await pipeline.poll(
            context, [(feed, state) for feed, state, _ in service.store.feeds.states(hashes=True)]
        )
        await pipeline.read_pages(context)
        await pipeline.settle_in_turns(context)
        await Background(context, lambda: False).turn()
        await pipeline.compose_in_turns(context)
        await pipeline.deliver(context)


def main() -> None:
    config, point, nth = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    seen = 0

    def trace(name: str) -> None:
        nonlocal seen
        if name == point:
            seen += 1
            if seen == nth:
                print("killed", flush=True)
                os.kill(os.getpid(), signal.SIGKILL)

    configure("error", "console")
    with Service.open(load(config), editing=False, packaged=False, trace=trace) as service, service.alone():
        asyncio.run(one_round(service))
    print("whole", flush=True)


if __name__ == "__main__":
    main()
