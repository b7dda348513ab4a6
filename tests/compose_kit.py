"""What the tests of composing share: a context around a store, without network, and destinations of every
channel.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count
from typing import Any, cast

from monitor import child
from monitor.channels.senders import Senders
from monitor.extract import Lexicon
from monitor.net import Client
from monitor.pipeline import Context, RegisterCache, Settings
from monitor.sandbox import Sandbox
from monitor.store import Store

ADDRESSES = {
    "email": "desk@news.example",
    "maildir": "/var/mail/desk",
    "webhook": "https://hook.example/in",
    "slack": "https://hooks.slack.com/services/T000/B000/XXXX",
}
LIMITS = {"email": 100_000, "maildir": 100_000, "webhook": 20_000}  # bytes of a message
_ODD = 0x9E3779B97F4A7C15F39CC0605CEDC835


class Here:
    """A sandbox that runs its tasks in this process, with a lexicon that knows no language."""

    async def run(self, function: Callable[[Any], Any], value: Any, *, time_limit_s: float) -> Any:
        child.hold(child.Knowledge.of({}, {}))
        return function(value)


def context_of(store: Store, now: datetime, writer: ThreadPoolExecutor | None = None) -> Context:
    """A context that can settle and compose: without client, parser and senders.

    The ids that it draws are the same in every test.
    """
    numbers = count(store.database.value("SELECT count(*) + 1 FROM outbox"))
    return Context(
        store=store,
        client=cast(Client, None),
        sandbox=cast(Sandbox, Here()),
        senders=cast(Senders, None),
        clock=lambda: now,
        random=lambda size: (next(numbers) * _ODD % 2 ** (8 * size)).to_bytes(size, "big"),
        writer=cast(ThreadPoolExecutor, writer),
        settings=Settings(
            user_agent="test", sender="monitor@desk.example", base_url="https://monitor.example"
        ),
        cache=RegisterCache(Lexicon({}, {})),
        trace=store.database.trace,
    )
