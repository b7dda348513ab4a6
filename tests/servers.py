"""Small real servers on loopback for the tests of whole paths: feeds with ETags, and a webhook receiver."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

# of a client of a real server: one that closes a kept connection while a slow test uses it again fails the request
ONE_REQUEST_EACH = httpx.Limits(max_keepalive_connections=0)


@dataclass
class Site:
    """What the server serves and what it saw. `pages` may be changed while it runs."""

    pages: dict[str, tuple[int, bytes, Mapping[str, str]]] = field(default_factory=dict)
    # method, path, headers, body
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    port: int = 0

    def put(
        self,
        path: str,
        body: str | bytes,
        *,
        status: int = 200,
        content_type: str = "application/rss+xml",
        **headers: str,
    ) -> str:
        """Serve `body` at `path` with an ETag; return its address."""
        data = body.encode() if isinstance(body, str) else body
        tag = f'"{blake2b(data, digest_size=8).hexdigest()}"'
        self.pages[path] = (status, data, {"Content-Type": content_type, "ETag": tag} | headers)
        return self.url(path)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def hits(self, path: str) -> int:
        """How often `path` was asked for."""
        return sum(asked == path for _, asked, _, _ in self.requests)

    def posts(self, path: str, method: str = "POST") -> list[tuple[dict[str, str], bytes]]:
        """Headers (lower case) and bodies of all POSTs, or PUTs, to `path`."""
        return [
            (headers, body)
            for asked, there, headers, body in self.requests
            if asked == method and there == path
        ]


def free_port() -> int:
    """A port of loopback that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def site() -> Iterator[Site]:
    """Run a server in a thread."""
    here = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {key.lower(): value for key, value in self.headers.items()}
            here.requests.append((self.command, self.path, headers, body))
            status, data, extra = here.pages.get(self.path, (404, b"", {}))
            if self.command == "GET" and status == 200 and headers.get("if-none-match") == extra.get("ETag"):
                status, data = 304, b""
            here.answers.append(status)
            self.send_response(status)
            for key, value in extra.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = answer

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rss(*items: tuple[str, str, str], title: str = "Example Wire", now: datetime | None = None) -> str:
    """An RSS 2.0 document of (guid, title, link) items, all published at `now`, or without one at the
    moment.
    """
    published = format_datetime(now or datetime.now(UTC))
    body = "".join(
        "<item><guid "
        f'isPermaLink="false">{guid}</guid><title>{name}</title><link>{link}</link><pubDate>{published}</pubDate></item>'
        for guid, name, link in items
    )
    return (
        '<?xml version="1.0"?><rss '
        f'version="2.0"><channel><title>{title}</title><link>http://wire.example/</link>{body}</channel></rss>'
    )
