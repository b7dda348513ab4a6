"""/api: the page that explains the API to people who write programs."""

from __future__ import annotations

from monitor.service import Service
from monitor.web.shown import Form, Request, Shown, View

PUBLIC = (
    "acts",
    "acts/{ref}",
    "treaties",
    "treaties/{id}",
    "states",
    "states/{code}",
    "stories",
    "timeline",
    "status",
)
PRIVATE = (
    "destinations",
    "deliveries",
    "deliveries/{ref}",
    "deliveries/{ref}/retry",
    "feeds",
    "possible",
    "explain",
)
NOBODY = "https://monitor.example"  # where no address is configured


def show(request: Request) -> Shown:
    """What there is, with examples."""
    service, say = request.service, request.say
    return Shown(
        title=say("web.api"),
        template="web/api",
        values={
            "public": PUBLIC,
            "private": PRIVATE,
            "base": str(service.config.base_url or NOBODY).rstrip("/"),
            "ref": _newest(service),
        },
        record=lambda: {"openapi": "/api/v1/openapi.json"},
        description=say("web.api.about"),
    )


def _newest(service: Service) -> str:
    """The reference of the act that changed last; one of nobody in an empty register."""
    entries = service.register.now().entries.values()
    return max(entries, key=lambda entry: entry.changed_at).ref if entries else "K7QM"


VIEWS = [View("/api", show, (), (Form.HTML,))]
