"""An installation and a scripted server of feeds in one event loop; only the clock is moved."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fakes_http import Server, serving

from monitor import pipeline
from monitor.config import load
from monitor.model import Feed
from monitor.pipeline import Context, Polled
from monitor.service import Service

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class World:
    service: Service
    server: Server
    now: list[datetime] = field(default_factory=lambda: [START])

    def add(self, *paths: str, host: str = "127.0.0.1", interval_s: int = 900) -> list[Feed]:
        return [
            self.service.store.feeds.add(self.server.url(path, host), now=self.now[0], interval_s=interval_s)
            for path in paths
        ]

    async def poll(self, context: Context) -> list[Polled]:
        """Poll what is due."""
        return await pipeline.poll(context, self.service.store.feeds.due(self.now[0]))

    def due(self) -> dict[str, timedelta]:
        """When each feed is due, by its path."""
        return {
            feed.address.rpartition("/")[2]: due - self.now[0]
            for feed, _, due in self.service.store.feeds.states()
        }


def live(
    tmp_path: Path,
    pages: dict[str, Any],
    scene: Callable[[World, Context], Any],
    *,
    clock: Callable[[], datetime] | None = None,
    **options: Any,
) -> Any:
    """Run `scene(world, context)` with an installation and a scripted server; gives back what it returns.

    `clock`: in place of `world.now`, which a test moves; `options`: of the group `http`.
    """
    more = "".join(f"{name} = {value}\n" for name, value in options.items())

    async def main() -> Any:
        async with serving(pages) as server:
            path = tmp_path / "treaty-monitor.toml"
            path.write_text(
                f'data_dir = "{tmp_path / "data"}"\n[http]\nallow_private = ["127.0.0.0/8"]\n'
                f"ports = [{server.port}]\n{more}[pages]\nenabled = false\n[rules]\npackaged = false\n"
            )
            rules = tmp_path / "data" / "rules"
            if not rules.exists():
                rules.mkdir(parents=True)
                shutil.copy(Path(__file__).parent / "data" / "small-rules" / "small.toml", rules)
            now = [START]
            with Service.open(
                load(path), editing=False, packaged=False, clock=clock or (lambda: now[0])
            ) as service:
                async with service.context() as context:
                    return await scene(World(service, server, now), context)

    return asyncio.run(main())
