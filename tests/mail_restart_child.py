"""Sends what a database owes to an SMTP server on loopback, in a process that may be killed: PATH PORT."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from compose_kit import context_of
from store_kit import NOW, open_store

from monitor import pipeline
from monitor.channels.connections import SmtpSettings
from monitor.channels.email.smtp import Smtp


async def send_all(path: Path, port: int) -> None:
    smtp = Smtp(SmtpSettings("127.0.0.1", "watch@monitor.example", port, "none"))
    with open_store(path) as store, store.lock(), ThreadPoolExecutor(1) as writer:
        store.outbox.expire_leases()
        await pipeline.deliver(replace(context_of(store, NOW, writer), senders=smtp))  # type: ignore[arg-type]
    await smtp.aclose()


if __name__ == "__main__":
    asyncio.run(send_all(Path(sys.argv[1]), int(sys.argv[2])))
