"""The database of an installation as a whole: backup, restore, the port of its pages, and what
worked on it last.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor import store
from monitor.config import Config

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.service import Service
    from monitor.store import BackupMade, Retained

WEB_PORT = "web_port"  # the key under which the database keeps the port of the pages
PROXY = "silent_proxy"  # the key that is there while a proxy does not say for whom it asks
COMMAND = "command"  # the key of the command that worked on it last
RUN, POLL = "run", "poll"


def backup(service: Service, target: Path) -> BackupMade:
    """Writes a verified copy of the database, also while the service runs. Raises `StoreError`."""
    return service.store.backup(target, service.clock())


def restore(config: Config, source: Path, now: datetime) -> Path | None:
    """Puts a backup in the place of the database; returns the path of the old file, None if there was none.

    Raises `StoreBusy` while a service runs, `StoreCorrupt` for a file that is no backup.
    """
    return store.restore(source, config.db, now)


def retain(service: Service) -> Retained:
    """Deletes texts that are older than `retention.bodies_days`. Raises `StoreFull` and other errors."""
    return service.store.retention.run(service.clock(), service.config.retention.bodies_days)


def remember_port(service: Service, port: int) -> None:
    """Stores the port on which the pages of the running service listen."""
    service.store.meta.set(WEB_PORT, str(port))


def remembered_port(service: Service) -> int:
    """The port of the service that runs, or ran last; 0 for none."""
    return int(service.store.meta.get(WEB_PORT) or 0)


def remember_proxy(service: Service, is_silent: bool) -> None:
    """Stores whether the proxy before the pages sends no `X-Forwarded-For`."""
    if has_silent_proxy(service) != is_silent:
        service.store.meta.set(PROXY, "yes" if is_silent else "")


def has_silent_proxy(service: Service) -> bool:
    """True if the proxy before the pages sent no `X-Forwarded-For` when it was last looked at."""
    return bool(service.store.meta.get(PROXY))


def remember_command(service: Service, command: str) -> None:
    """Stores what works on the database: `RUN`, or `POLL` by hand or by a timer."""
    service.store.meta.set(COMMAND, command)


def last_command(service: Service) -> str:
    """What worked on the database last: `RUN`, `POLL`, or "" if neither did."""
    return service.store.meta.get(COMMAND) or (RUN if service.store.meta.get(WEB_PORT) else "")
