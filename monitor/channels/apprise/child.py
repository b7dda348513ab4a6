"""The child process in which Apprise runs: `python -m monitor.channels.apprise.child`.

It reads one `Request` and writes one `Reply`. Hooks that nothing can remove refuse every connection to
another address than a public one, every look-up of another host than the service's, every new process and
every file that would be written. Redirects are not followed. Nothing is logged.
"""

from __future__ import annotations

import importlib
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from monitor.channels.apprise.request import Reply, Request, Result
from monitor.channels.apprise.services import Service, service_of
from monitor.net import AddressPolicy, allowed

Hook = Callable[[str, tuple[Any, ...]], None]
LIMIT_S = 30  # then the child ends itself
_MEMORY_BYTES = 512 * 1024 * 1024
_PROCESSES = (
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.fork",
    "pty.spawn",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class Blocked(OSError):
    """Something that the child may not do."""


class Guard:
    """Watches what the child does. `blocked`: it tried what it may not; `dialled`: a connection was begun;
    `status`: of the last answer.
    """

    def __init__(self, service: Service, request: Request) -> None:
        self._service = service
        self._policy = AddressPolicy.of(request.allow, ports=None)
        self._proxy = urlsplit(request.proxy).hostname if request.proxy else None
        self.blocked = self.dialled = False
        self.status: int | None = None

    def hook(self, event: str, values: tuple[Any, ...]) -> None:
        """For `sys.addaudithook`. Raises `Blocked`."""
        if event == "socket.connect":
            self._check(self._may_dial(values[1]))
            self.dialled = True
        elif event == "socket.getaddrinfo":
            self._check(self._may_ask(values[0]))
        elif event == "open":
            self._check(values[0] == os.devnull or not (values[2] or 0) & _WRITING)
        elif event in _PROCESSES or event == "socket.sendto":
            self._check(False)

    def called(self, method: str, url: str) -> None:
        """Before each request of HTTP. Raises `Blocked` for what is not the service over https."""
        parts = urlsplit(url)
        usual = parts.port in (None, 443) and parts.username is None
        self._check(parts.scheme == "https" and usual and self._service.is_host(parts.hostname or ""))

    def _may_dial(self, address: object) -> bool:
        """With a proxy it alone is dialled, and the operator trusts it."""
        if self._proxy is not None:
            return True
        return isinstance(address, tuple) and allowed(str(address[0]), self._policy)

    def _may_ask(self, host: object) -> bool:
        name = host.decode() if isinstance(host, bytes) else str(host)
        return name == self._proxy if self._proxy is not None else self._service.is_host(name)

    def _check(self, may: bool) -> None:
        if not may:
            self.blocked = True
            raise Blocked("not allowed here")


def main() -> None:
    """Reads the request from standard input and writes the reply to what was standard output."""
    signal.alarm(LIMIT_S)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    logging.disable(logging.CRITICAL)
    answers = os.dup(1)
    for number in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    request = Request.of(sys.stdin.buffer.read())
    if request.proxy:
        os.environ["HTTPS_PROXY"] = request.proxy  # after the start: its password is for nobody else to read
    reply = answer(request)
    os.write(answers, reply.line())


def answer(request: Request, watch: Callable[[Hook], None] = sys.addaudithook) -> Reply:
    """Sends a message or checks an address. Nothing is raised.

    `watch` installs the hook that refuses what a child may not do; what is installed stays until the process
    ends.
    """
    service = service_of(request.address)
    if service is None:
        return Reply(Result.ADDRESS)
    try:
        apprise = importlib.import_module("apprise")
        requests = importlib.import_module("requests")
    except ImportError:
        return Reply(Result.MISSING)
    guard = Guard(service, request)
    _watch_requests(requests, guard)
    plugin = _plugin(apprise, request.address)
    if plugin is None:
        return Reply(Result.ADDRESS)
    if len(plugin) != 1:
        return Reply(Result.SEVERAL)
    if not request.body:
        return Reply(Result.VALID)
    watch(guard.hook)
    return _sent(apprise, plugin, request, guard)


def _plugin(apprise: Any, address: str) -> Any:
    """Apprise's object for an address; None if it cannot read it. What an address may switch off is on."""
    asset = apprise.AppriseAsset(
        async_mode=False, storage_mode="memory", http_redirects=False, interpret_emojis=False, plugin_paths=[]
    )
    try:
        plugin = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    except Exception:  # noqa: BLE001 - the border of a child: whatever a plugin raises on an odd address
        return None
    if plugin is not None:
        plugin.verify_certificate, plugin.redirects = True, False
    return plugin


def _sent(apprise: Any, plugin: Any, request: Request, guard: Guard) -> Reply:
    """Sends, and says what came of it."""
    service = apprise.Apprise(asset=plugin.asset)
    service.add(plugin)
    try:
        taken = service.notify(title=request.title, body=request.body, body_format="text")
    except Exception:  # noqa: BLE001 - the border of a child
        taken = False
    if guard.blocked:
        return Reply(Result.BLOCKED, guard.status)
    if taken:
        return Reply(Result.SENT, guard.status)
    if guard.status is not None:
        return Reply(Result.REFUSED, guard.status)
    return Reply(Result.UNANSWERED if guard.dialled else Result.UNREACHED)


def _watch_requests(requests: Any, guard: Guard) -> None:
    """Makes the HTTP library of Apprise's plugins ask the guard, and follow no redirect."""
    adapter = requests.adapters.HTTPAdapter
    send = adapter.send

    def watched(self: Any, request: Any, *more: Any, **values: Any) -> Any:
        guard.status = None
        guard.called(request.method, request.url)
        response = send(self, request, *more, **values)
        guard.status = response.status_code
        return response

    adapter.send = watched
    requests.Session.get_redirect_target = lambda self, response: None


if __name__ == "__main__":
    main()
