"""The servers around the service in the demonstration: feeds, mail and a webhook receiver, on loopback."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.config import package_data
from monitor.demo.mailbox import Mailbox

HOST = "127.0.0.1"
TYPES = {
    ".rss": "application/rss+xml", ".rss091": "text/xml", ".rdf": "application/rdf+xml",
    ".atom": "application/atom+xml", ".atom03": "application/atom+xml", ".json": "application/feed+json",
    ".html": "text/html",
}  # fmt: skip
AGO = re.compile(r"\$ago_(\d+)")  # in a feed of the demonstration: so many minutes before now


@dataclass
class World:
    """The servers around the service, and what reached them."""

    feeds: dict[str, tuple[bytes, str]]
    requests: list[int] = field(default_factory=list)
    mailbox: Mailbox = field(default_factory=Mailbox)
    hooks: list[tuple[bool, bytes]] = field(default_factory=list)
    secret: str = ""
    http_port: int = 0
    smtp_port: int = 0

    async def feed(self, request: web.Request) -> web.Response:
        """A feed with an ETag; 304 when it is sent back (RFC 9110, 13.1.2)."""
        body, content_type = self.feeds[request.match_info["name"]]
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        known = request.headers.get("If-None-Match") == etag
        self.requests.append(304 if known else 200)
        return web.Response(
            status=304 if known else 200,
            body=b"" if known else body,
            headers={"ETag": etag, "Content-Type": content_type},
        )

    async def hook(self, request: web.Request) -> web.Response:
        """A receiver as a team would write it: verify, keep, answer 204."""
        body = await request.read()
        try:
            Webhook(self.secret).verify(body, dict(request.headers))
        except WebhookVerificationError:
            self.hooks.append((False, body))
            return web.Response(status=401)
        self.hooks.append((True, body))
        return web.Response(status=204)


def written_feeds(now: datetime) -> dict[str, tuple[bytes, str]]:
    """The demonstration's feeds, dated relative to `now`: name -> (bytes, content type)."""
    feeds = {}
    for path in sorted((package_data("demo") / "feeds").iterdir()):
        if path.suffix not in TYPES:
            continue

        def moment(match: re.Match[str], suffix: str = path.suffix) -> str:
            at = (now - timedelta(minutes=int(match[1]))).replace(microsecond=0)
            return format_datetime(at) if suffix == ".rss" else at.isoformat().replace("+00:00", "Z")

        text = AGO.sub(moment, path.read_text(encoding="utf-8"))
        declared = re.match(r'<\?xml[^>]*encoding="([^"]+)"', text)
        feeds[path.name] = (text.encode(declared[1] if declared else "utf-8"), TYPES[path.suffix])
    return feeds


@asynccontextmanager
async def world(now: datetime) -> AsyncIterator[World]:
    """Starts the servers on free loopback ports; stop them at the end."""
    here = World(written_feeds(now))
    app = web.Application()
    app.router.add_get("/feeds/{name}", here.feed)
    app.router.add_post("/hook", here.hook)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    here.http_port = runner.addresses[0][1]
    mail = await asyncio.start_server(here.mailbox.serve, HOST, 0)
    here.smtp_port = mail.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        mail.close()
        await runner.cleanup()
