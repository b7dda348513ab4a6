"""What the tests of composing share: a context around a store, without network, and destinations of every
channel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count
from typing import Any, cast

from samples import stories_of
from store_kit import NOW, open_store, place

from monitor import child, pipeline
from monitor.channels import by_name
from monitor.channels.senders import Senders
from monitor.digest import Digest
from monitor.extract import Lexicon
from monitor.model import Act, ActStories, Alert, Cadence, Reason, Schedule
from monitor.net import Client
from monitor.pipeline import Context, RegisterCache, Settings, Snapshot, writing
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
        register_cache=RegisterCache(Lexicon({}, {})),
        trace=store.database.trace,
    )


class SampleSnapshot(Snapshot):
    """With the stories of samples, which no store has."""

    def stories(self, act: Act) -> ActStories:
        return stories_of([act])[act.id]


def cut_up(acts: Sequence[Act], channel: str) -> list[tuple[Digest, bytes]]:
    """These acts as a daily digest in its parts, each with its bytes."""
    with place() as path, open_store(path) as store:
        made = store.destinations.add(
            name="d",
            channel=channel,
            address=by_name(channel).example,
            now=NOW,
            schedule=Schedule(Cadence.DAILY),
            owner="ops@news.example",
        )
        snapshot, settings = SampleSnapshot(store, [made], NOW), context_of(store, NOW).settings
        alerts = [Alert(act.id, act.id, 1, act.kind, act.stage, Reason.NEW, NOW) for act in acts]
        told = pipeline.OwedActs(tuple(alerts), tuple(acts))
        composed = pipeline.view(snapshot, settings, made, told, wid="0" * 32, sequence=1)
        return [
            (part, writing.frozen(settings, made, part, "0" * 32)[0].body)
            for part in pipeline.split(snapshot, settings, made, composed)
        ]
