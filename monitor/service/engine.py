"""What a working service is made of: client, parser processes, writer's thread, register; and the pipeline's part of the configuration."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import digest, pipeline
from monitor.config import Config
from monitor.deliver.senders import Senders
from monitor.fetch import user_agent
from monitor.fulltext import PRELOAD, Pages
from monitor.model import Destination
from monitor.net import Client
from monitor.sandbox import Sandbox
from monitor.service import reading, wiring
from monitor.service.names import known_treaties

if TYPE_CHECKING:
    from monitor.service import Service


@asynccontextmanager
async def engine(service: Service) -> AsyncIterator[pipeline.Engine]:
    """The parts that `pipeline` works with; they are stopped at the end, the writer last."""
    service.matcher()
    config = service.config
    writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
    sandbox = Sandbox(workers=config.poll.parse_workers, time_limit_s=config.poll.parse_limit_s, preload=("monitor.parse", *PRELOAD))
    feeds_client = Client(
        limits=wiring.limits(config), policy=wiring.policy(config), per_host=config.http.per_host, proxy=config.http.proxy
    )
    pages = None
    if config.pages.enabled:
        agent = user_agent(config.contact)
        pages = Pages(feeds_client, sandbox, user_agent=agent, clock=service.clock, limit_s=config.pages.limit_s)
    hooks_client = Client(limits=wiring.hook_limits(config), policy=wiring.policy(config), proxy=config.http.proxy)
    senders = Senders(smtp=wiring.smtp(config), client=hooks_client)
    service.writer_alive = lambda: not writer._shutdown
    try:
        async with feeds_client, hooks_client:
            yield pipeline.Engine(
                store=service.store,
                client=feeds_client,
                sandbox=sandbox,
                matcher=service.matcher,
                senders=senders,
                clock=service.clock,
                random=secrets.token_bytes,
                writer=writer,
                settings=settings(config),
                books=pipeline.Books(reading.lexicon()),
                pages=pages,
                trace=service.trace,
            )
    finally:
        await senders.aclose()
        sandbox.close()
        writer.shutdown(wait=True)


def settings(config: Config) -> pipeline.Settings:
    """The pipeline's part of the configuration."""
    return pipeline.Settings(
        user_agent=user_agent(config.contact),
        concurrency=config.http.concurrency,
        page_wait_s=config.pages.wait_s if config.pages.enabled else None,
        parse_limit_s=config.poll.parse_limit_s,
        base_url=config.base_url,
        sender=wiring.sender(config),
        operator=config.operator,
        heartbeat=timedelta(days=7),
        treaties=known_treaties,
    )


def preview(service: Service, destination: Destination, *, since: int | None = None) -> tuple[digest.Digest, ...]:
    """The digest that `destination` would get now, or with `since` what came after that alert id, in its parts; none: nothing waits."""
    if since is not None:
        destination = replace(destination, cursor=since)
    wishes = pipeline.Wishes()
    wishes.keep([destination])
    snapshot = pipeline.Snapshot(service.store, [destination], service.clock(), known_treaties)
    wanted, acts = pipeline.owed(snapshot, wishes, destination)
    if not acts:
        return ()
    ours = settings(service.config)
    composed = pipeline.view(snapshot, ours, destination, acts, wanted, wid="0" * 32, sequence=destination.sequence + 1)
    return pipeline.split(snapshot, ours, destination, composed)
