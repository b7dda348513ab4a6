"""Builds the objects of a working service: client, parser processes, writer's thread, register; and the
pipeline's settings.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from monitor import child, digest, pipeline, preload
from monitor.channels.connections import Connections
from monitor.channels.pacing import Pace
from monitor.channels.senders import Senders
from monitor.config import Config
from monitor.errors import RuleError
from monitor.fetch import user_agent
from monitor.model import Destination
from monitor.net import Client
from monitor.sandbox import ChildCrashed, Sandbox
from monitor.service import dkim, languages, mail_providers, rulebook, topics, websub, wiring
from monitor.service.children import sharing, sources
from monitor.service.names import known_treaties
from monitor.service.waves import complete_since

if TYPE_CHECKING:
    from monitor.extract import Lexicon
    from monitor.service import Service
    from monitor.service.cluster import DaskCluster


EXAMPLES_S = 120.0  # for trying the rules' own examples
EXAMPLES_BYTES = 1024 * 1024 * 1024


@asynccontextmanager
async def context(service: Service, *, settling: bool = True) -> AsyncIterator[pipeline.Context]:
    """The objects that `pipeline` works with; they are stopped at the end, the writer last. `settling`: see
    `children.sharing`.
    """
    config = service.config
    service.examine = partial(examine_apart, config)
    texts = await asyncio.to_thread(service.rule_texts)
    writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
    judging = config.rules.packaged
    limits = {"workers": config.poll.parse_workers, "time_limit_s": config.poll.parse_limit_s}
    prepare = (preload.hold, sources(texts, judging))
    sandbox = children(config, settling=settling, prepare=prepare, **limits)
    # words of an installation may be wrong, which is told at the start
    register_cache = pipeline.RegisterCache(
        _lexicon(texts) if _has_words(texts) else partial(_lexicon, texts)
    )
    cluster = cluster_of(config, texts)

    def swapped(fresh: dict[str, str]) -> None:
        sandbox.renew((preload.hold, sources(fresh, judging)))
        register_cache.lexicon = _lexicon(fresh)
        if cluster is not None:
            cluster.use(fresh)

    service.rules_swapped = swapped
    loop = asyncio.get_running_loop()

    def ask_child(task: Callable[..., Any], *values: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(sandbox.run(task, *values), loop).result()

    service.ask_child = ask_child
    feeds_client = Client(
        limits=wiring.limits(config),
        policy=wiring.policy(config),
        per_host=config.http.per_host,
        pause_s=config.http.pause_s,
        proxy=config.http.proxy,
    )
    pages = None
    if config.pages.enabled:
        from monitor.fulltext import Pages

        agent = user_agent(config.contact)
        pages = Pages(
            feeds_client, sandbox, user_agent=agent, clock=service.clock, limit_s=config.pages.limit_s
        )
    hooks_client = Client(
        limits=wiring.hook_limits(config), policy=wiring.policy(config), proxy=config.http.proxy
    )
    returns = wiring.returns(config, service.store)
    senders = Senders(Connections(hooks_client, wiring.smtp(config, returns)))
    service.writer_alive = lambda: not writer._shutdown
    try:
        async with feeds_client, hooks_client:
            yield pipeline.Context(
                store=service.store,
                client=feeds_client,
                sandbox=sandbox,
                senders=senders,
                clock=service.clock,
                random=secrets.token_bytes,
                writer=writer,
                settings=replace(settings(service), signer=dkim.signer(config)),
                register_cache=register_cache,
                pages=pages,
                cluster=cluster,
                pace=Pace(config.smtp.domain_limit, config.smtp.domain_groups),
                trace=service.trace,
            )
    finally:
        service.ask_child = None
        await asyncio.to_thread(service.backtests.stop)
        await senders.aclose()
        if cluster is not None:
            await cluster.aclose()
        sandbox.close()
        writer.shutdown(wait=True)


def _has_words(rules: dict[str, str]) -> bool:
    """True if one of these rule files may have words of the installation."""
    if not rules:
        return False
    from monitor.rules.own import own_files

    return bool(own_files(rules))


def _lexicon(rules: dict[str, str]) -> Lexicon:
    """The lexicon with the words of these rule files. Raises `RuleError`."""
    from monitor.service import knowledge  # 0.2 s, for the first story that is settled

    return knowledge.lexicon(rules)


def cluster_of(config: Config, texts: dict[str, str]) -> DaskCluster | None:
    """The cluster on which feeds are polled, if one is configured: nothing else imports Dask."""
    if config.cluster.scheduler is None:
        return None
    from monitor.service.cluster import DaskCluster

    return DaskCluster(config, texts)


def children(config: Config, *, settling: bool = True, **limits: Any) -> Sandbox:
    """Child processes that share rules, judge and parsers. `settling`: see `sharing`; `limits`: those of
    `Sandbox`.
    """
    return sharing(
        rulebook.files(config).values(),
        judging=config.rules.packaged,
        pages=config.pages.enabled,
        settling=settling,
        **limits,
    )


def examine_apart(config: Config, texts: dict[str, str]) -> int:
    """Runs the examples of rule files in a process of its own, and returns the number of rules. Must
    not be called in the event loop's thread.

    The service is spared the memory and time that this takes. Raises `RuleError`.
    """
    from monitor.rules.frames import frame_files
    from monitor.rules.own import own_files

    async def ask() -> int | child.Refused:
        sandbox = children(config, workers=1, time_limit_s=EXAMPLES_S, memory_bytes=EXAMPLES_BYTES)
        try:
            with_words = frame_files(texts) or own_files(texts)
            known = sources(texts).read() if with_words else child.Knowledge.of(texts, {})
            return await sandbox.run(child.examine, known)
        finally:
            sandbox.stop()

    try:
        answer = asyncio.run(ask())
    except (TimeoutError, ChildCrashed) as error:
        raise RuleError(
            "the rules could not be tried", hint=f"`treaty-monitor rules test` tries them here ({error})."
        ) from error
    if isinstance(answer, child.Refused):
        raise RuleError(
            answer.problem, path=answer.path, line=answer.line, column=answer.column, hint=answer.hint
        )
    return answer


def settings(service: Service) -> pipeline.Settings:
    """The pipeline's part of the configuration."""
    config = service.config
    return pipeline.Settings(
        user_agent=user_agent(config.contact),
        concurrency=config.http.concurrency,
        adaptive=config.poll.adaptive,
        page_wait_s=config.pages.wait_s if config.pages.enabled else None,
        parse_limit_s=config.poll.parse_limit_s,
        base_url=config.base_url,
        sender=wiring.sender(config),
        operator=config.operator,
        heartbeat=timedelta(days=7),
        window=timedelta(seconds=config.digests.window_s),
        treaties=lambda: known_treaties(service.own_words()),
        dossiers=service.dossiers,
        complete_since=complete_since,
        uncovered=partial(languages.uncovered_since, config, service.store),
        topics_of=partial(topics.topics_of, service.own_words),
        returns=wiring.returns(config, service.store),
        mail_providers=mail_providers.domains,
        websub=websub.is_on(config),
        signed_links=pipeline.SignedLinks(config.base_url, service.store.database.key)
        if config.base_url
        else None,
    )


def preview(
    service: Service, destination: Destination, *, since: int | None = None
) -> tuple[digest.Digest, ...]:
    """The digest that `destination` would get now, or with `since` the alerts after that id, in its
    parts; none if nothing waits.
    """
    if since is not None:
        destination = replace(destination, cursor=since)
    ours = settings(service)
    queries = pipeline.SubscriberQueries()
    queries.keep([destination])
    now = service.clock()
    snapshot = pipeline.Snapshot(
        service.store,
        [destination],
        now,
        ours.treaties,
        ours.uncovered,
        ours.topics_of,
        dossiers=ours.dossiers,
        complete_since=ours.complete_since,
    )
    told = pipeline.owed(snapshot, queries, destination)
    possible = pipeline.owed_possible(snapshot, queries, destination)
    if not told.acts and not possible.count and not (destination.empty and since is None):
        return ()
    composed = pipeline.view(
        snapshot,
        ours,
        destination,
        told,
        wid="0" * 32,
        sequence=destination.sequence + 1,
        possible=possible,
    )
    return pipeline.split(snapshot, ours, destination, composed)
