"""A browser of an operator, for the tests of the operator's pages: it keeps cookies and sends its Origin."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

import httpx
from web_kit import pages_of

from monitor.service import Service, operators

PASSWORD = "a long password of the desk"
ADDRESS = "http://monitor.example"


class Browser:
    """Asks as a browser would. `token`: what forms of the last page carry."""

    def __init__(self, service: Service, *, peer: str = "203.0.113.7", address: str = ADDRESS) -> None:
        self.app = pages_of(service)
        self.peer = peer
        self.address = address
        self.cookies = httpx.Cookies()
        self.token = ""

    def get(self, path: str) -> httpx.Response:
        """A page, without following where it leads."""
        answer = self._ask("GET", path)
        if token := re.search(r'name="token" value="(\w+)"', answer.text):
            self.token = token[1]
        return answer

    def post(
        self,
        path: str,
        fields: Mapping[str, str | list[str]] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        file: bytes | None = None,
        token: str | None = None,
    ) -> httpx.Response:
        """Sends a form of the last page."""
        own = {"Origin": self.address, "Sec-Fetch-Site": "same-origin"}
        form = {"token": self.token if token is None else token, **(fields or {})}
        files = None if file is None else {"file": ("feeds.opml", file, "text/x-opml")}
        return self._ask("POST", path, data=form, files=files, headers=own | dict(headers or {}))

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """The page that a form leads to."""
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])

    def log_in(self, name: str = "desk", password: str = PASSWORD, follows: str = "") -> httpx.Response:
        """Sends the form of the login."""
        self.get("/operator/login" + (f"?next={follows}" if follows else ""))
        return self.post("/operator/login", {"name": name, "password": password, "next": follows})

    def _ask(self, method: str, path: str, **options: object) -> httpx.Response:
        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(
                app=self.app, client=(self.peer, 1234), raise_app_exceptions=False
            )
            async with httpx.AsyncClient(
                transport=transport, base_url=self.address, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **options)  # type: ignore[arg-type]
                self.cookies = client.cookies
                return answer

        return asyncio.run(call())


def logged_in(service: Service, name: str = "desk") -> Browser:
    """The browser of an operator who has just logged in."""
    operators.add(service, name, PASSWORD)
    browser = Browser(service)
    browser.follow(browser.log_in(name))
    return browser
