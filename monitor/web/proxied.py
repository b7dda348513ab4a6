"""Whether the proxy that makes the pages public says for whom it asks.

Without `X-Forwarded-For` all its clients are one to us, and share one limit of logins, sign-ups and searches.
"""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

from starlette.types import Scope

from monitor.log import get_logger
from monitor.service import Service, installation
from monitor.web.origins import is_public

log = get_logger(__name__)

ENOUGH = 20  # requests without the header that no program on this machine is thought to make
OWN = ("/healthz", "/readyz", "/metrics")  # what programs on this machine ask for


class ProxyWatch:
    """Looks at requests until it is known; `treaty-monitor doctor` tells it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        is_stored = service.copied_at is None
        self._left = ENOUGH if is_stored and is_public(service.config) else 0

    def look(self, scope: Scope) -> None:
        """Looks at one request."""
        if not self._left or scope["path"] in OWN:
            return
        if any(name == b"x-forwarded-for" for name, _ in scope["headers"]):
            self._left = 0
            self._remember(is_silent=False)
        elif self._is_proxy(scope):
            self._left -= 1
            if not self._left:
                log.warning("proxy sends no X-Forwarded-For", hint="all its clients share one limit")
                self._remember(is_silent=True)

    def _is_proxy(self, scope: Scope) -> bool:
        try:
            address = ip_address(scope["client"][0])
        except (TypeError, ValueError):  # a test, or a socket of the file system
            return False
        return any(address in network for network in self._service.config.web.proxies)

    def _remember(self, *, is_silent: bool) -> None:
        asyncio.get_running_loop().run_in_executor(
            None, installation.remember_proxy, self._service, is_silent
        )
