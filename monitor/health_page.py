"""Asks the health page of a running service, as `treaty-monitor doctor` does."""

from __future__ import annotations

import urllib.error
import urllib.request

SILENCE_S = 5.0  # until the page counts as silent
MOST_READ = 1000  # bytes of the answer
_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound


def address(host: str, port: int) -> str:
    """Where a service that listens on `host` and `port` answers on this machine."""
    here = _HERE.get(host, host)
    return f"http://{f'[{here}]' if ':' in here else here}:{port}/healthz"


def ask(host: str, port: int) -> str:
    """What the page says of a healthy service. Raises `HTTPError` if it is not healthy, another `OSError`
    if nobody answers.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address(host, port), timeout=SILENCE_S) as answer:
        return str(answer.read(MOST_READ).decode("utf-8", "replace"))


def is_unhealthy(error: OSError) -> bool:
    """True if the page answered, and said that the service is not healthy."""
    return isinstance(error, urllib.error.HTTPError)
