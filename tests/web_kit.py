"""What the tests of pages share: an installation with a small register, asked as a client would ask it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from html import unescape
from pathlib import Path

import httpx
from events_kit import NOW, fill
from fastapi import FastAPI

from monitor.config import load
from monitor.service import Service
from monitor.web import build_app

NO_PAGE_ABOVE = 100_000  # bytes


@contextmanager
def installation(folder: Path, *, packaged: bool = False) -> Iterator[Service]:
    """A service with the three acts of `events_kit.fill`; its clock stands at `events_kit.NOW`."""
    path = folder / "data" / "treaty-monitor.sqlite3"
    with Service.open(load(None, path), packaged=packaged, with_feeds=False, clock=lambda: NOW) as service:
        fill(service.store)
        yield service


@lru_cache(maxsize=1)
def pages_of(service: Service) -> FastAPI:
    """All pages of this service, made at its first request as in a running one: they cost twenty requests."""
    return build_app(service)


def ask(
    service: Service,
    method: str,
    path: str,
    *,
    peer: str = "203.0.113.7",
    app: FastAPI | None = None,
    **options: object,
) -> httpx.Response:
    """The answer to one request from this address. `app`: `pages_of` the service if none is given."""

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(
            app=app or pages_of(service), client=(peer, 1234), raise_app_exceptions=False
        )
        async with httpx.AsyncClient(transport=transport, base_url="http://monitor.example") as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    return asyncio.run(call())


def page(service: Service, path: str) -> str:
    """The page at this address, which is below 100 kB as every page."""
    answer = ask(service, "GET", path)
    assert answer.status_code == 200
    assert len(answer.content) < NO_PAGE_ABOVE
    return answer.text


def words(html: str) -> str:
    """The text of a page in one line, without its tags."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())
