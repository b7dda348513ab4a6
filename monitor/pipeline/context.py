"""What the steps work with: settings as plain values, and the objects that `service` builds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from monitor.channels.pacing import Pace
from monitor.channels.protocol import MailSigner
from monitor.channels.return_address import ReturnAddresses
from monitor.channels.senders import Senders
from monitor.dossiers import NO_DOSSIERS, Dossiers
from monitor.model import Feed
from monitor.net import Client
from monitor.pipeline.asking import TopicsOf, no_topics
from monitor.pipeline.personal import SignedLinks
from monitor.pipeline.recording import Recorder
from monitor.pipeline.register_cache import RegisterCache
from monitor.pipeline.snapshot import UncoveredSince, nothing_uncovered
from monitor.pipeline.subscriber_queries import SubscriberQueries
from monitor.sandbox import Sandbox
from monitor.store import PollRecord, PollResult, Store
from monitor.wording import NO_TREATIES, Treaty

if TYPE_CHECKING:
    from monitor.fulltext import Pages
    from monitor.pipeline.sharding import Cluster

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """The part of the configuration that the pipeline needs, as plain values (times in seconds)."""

    user_agent: str
    concurrency: int = 64
    adaptive: bool = True  # feeds are polled by their rhythm
    page_wait_s: int | None = None  # how long a flagged story waits for its page; None: no pages are read
    parse_limit_s: float = 3.0
    extract_limit_s: float = 3.0
    base_url: str | None = None
    sender: str = "treaty-monitor@localhost"
    operator: str | None = None
    heartbeat: timedelta = timedelta(days=7)
    window: timedelta = timedelta()  # what comes so soon after a message at once waits, to be one message
    # names of agreements, read at the first use
    treaties: Callable[[], Mapping[str, Treaty]] = field(default=lambda: NO_TREATIES)
    dossiers: Callable[[], Dossiers] = field(default=lambda: NO_DOSSIERS)  # read at the first use
    # by entry of the gazetteer, since when the starter register has all exits
    complete_since: Callable[[], Mapping[str, date]] = dict
    uncovered: UncoveredSince = nothing_uncovered  # languages without rules
    topics_of: TopicsOf = no_topics
    slots: int = 16
    signer: MailSigner | None = field(default=None, repr=False)  # None: the relay signs, or nobody
    mail_providers: Callable[[], frozenset[str]] = frozenset  # domains at which anybody has an address
    websub: bool = False  # whether feeds are asked for the hubs that send what is new
    signed_links: SignedLinks | None = None  # None: mails have no links to preferences and acts
    returns: ReturnAddresses | None = None  # None: mail to unsubscribe goes to people


class ReadSettings(Protocol):
    """The part of the settings that reading feeds needs."""

    @property
    def user_agent(self) -> str: ...
    @property
    def concurrency(self) -> int: ...
    @property
    def adaptive(self) -> bool: ...
    @property
    def parse_limit_s(self) -> float: ...


class Tools(Protocol):
    """What reading feeds needs: a `Context` has it, and so has a worker without a database."""

    @property
    def client(self) -> Client: ...
    @property
    def sandbox(self) -> Sandbox: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def settings(self) -> ReadSettings: ...
    @property
    def trace(self) -> Callable[[str], None]: ...


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that the steps use, built once by `service`."""

    store: Store
    client: Client
    sandbox: Sandbox  # whose children hold rules and lexicon (`preload.hold`)
    senders: Senders
    clock: Callable[[], datetime]
    random: Callable[[int], bytes]
    writer: Executor  # one thread: the only one that writes
    settings: Settings
    register_cache: RegisterCache
    pages: Pages | None = None  # None: no article pages are read
    cluster: Cluster | None = None  # None: feeds are read in this process
    pace: Pace | None = None  # None: mail goes out as fast as it can
    recorder: Recorder = field(default_factory=Recorder)
    queries: SubscriberQueries = field(default_factory=SubscriberQueries)
    # by destination, when it was last asked whether acts that changed meet its queries now
    considered: dict[int, datetime] = field(default_factory=dict)
    trace: Callable[[str], None] = field(default=lambda point: None)

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls a function of the store in the writer's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.writer, partial(function, *args, **kwargs))

    async def record_polls(self, polls: Sequence[tuple[Feed, PollRecord]]) -> list[PollResult | Exception]:
        """Stores these polls in one transaction."""
        return await self.write(self.store.polls.record_all, polls, page_wait_s=self.settings.page_wait_s)
