"""The page at an address as a story, for `treaty-monitor extract`: fetched and read as the service does
it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.fetch import user_agent
from monitor.fulltext import PRELOAD, Page, PageError, Pages
from monitor.model import Story
from monitor.net import Client
from monitor.sandbox import Sandbox
from monitor.service import wiring


def story_at(
    config: Config, url: str, lang: str | None, clock: Callable[[], datetime]
) -> tuple[Story, date | None]:
    """The page at `url` as a story, and its day of publication if it states one; fetched as the service does.

    Raises `MonitorError` when there is no text, saying why.
    """
    page = asyncio.run(_page(config, url, clock))
    if isinstance(page, PageError):
        raise MonitorError(f"{url} was not read: {page.text} ({page.code}).")
    return Story(
        key=page.url, title=page.title, body=page.text, url=page.url, lang=lang or page.lang
    ), page.published


async def _page(config: Config, url: str, clock: Callable[[], datetime]) -> Page | PageError:
    limits, policy = wiring.limits(config), wiring.policy(config)
    sandbox = Sandbox(workers=1, preload=PRELOAD)
    try:
        async with Client(
            limits=limits, policy=policy, per_host=config.http.per_host, proxy=config.http.proxy
        ) as client:
            pages = Pages(
                client,
                sandbox,
                user_agent=user_agent(config.contact),
                clock=clock,
                limit_s=config.pages.limit_s,
            )
            return await pages.read(url)
    finally:
        sandbox.close()
