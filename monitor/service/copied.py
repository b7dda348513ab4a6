"""The age of what is read from a copy of the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.service import Service

OLD = timedelta(hours=1)


def old_copy(service: Service) -> datetime | None:
    """Of what time the pages are if that has to be said: they are made of a copy that is older than `OLD`."""
    copied = service.copied_at
    return copied if copied is not None and service.clock() - copied > OLD else None
