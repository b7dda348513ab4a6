"""/healthz, /readyz and /metrics: for machines that watch the service."""

from __future__ import annotations

import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from monitor import metrics
from monitor.exports.words import maybe_timestamp
from monitor.service import Service, gauges
from monitor.web.origins import LOOPBACK, is_public

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")  # what proxies add for other clients


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/healthz")
    def healthz() -> JSONResponse:
        """200 while the service does its work, 503 when it does not; of a process that serves pages alone,
        while it can read the database.

        No feed address, no mail address (docs/faults.md 141).
        """
        if not service.polls:
            service.register.version()  # the database can be read
            return JSONResponse({"status": "ok"})
        health = service.health()
        return JSONResponse({"status": "ok" if health.ok else "failing"}, 200 if health.ok else 503)

    @routes.get("/readyz")
    def readyz() -> JSONResponse:
        """200 once a feed was polled well and the rules are loaded, while no work is overdue; of a process
        that serves pages alone, while it can read the database.
        """
        health = service.health()
        if not service.polls:
            seen = {
                "ready": True,
                "poll_age_seconds": health.poll_age_s,
                "overdue": health.overdue,
                "alarms": health.alarms,
                "copied_at": maybe_timestamp(service.copied_at),
            }
            return JSONResponse(seen)
        body = {
            "ready": health.ready,
            "poll_age_seconds": health.poll_age_s,
            "rules_loaded": health.rules_ok,
            "writer_alive": health.writer_alive,
            "overdue": health.overdue,
            "alarms": health.alarms,
        }
        return JSONResponse(body, 200 if health.ready else 503)

    @routes.get("/metrics")
    def show_metrics(request: Request, authorization: Annotated[str, Header()] = "") -> Response:
        """Prometheus text. With `web.metrics_token`: for its bearer; without: for this machine only, as long
        as no proxy makes these pages public (docs/faults.md 141).
        """
        token = service.config.web.metrics_token
        if token is not None:
            expected = f"Bearer {token.get_secret_value()}"
            is_allowed = hmac.compare_digest(authorization.encode(), expected.encode())
        else:
            is_allowed = not is_public(service.config) and _is_from_here(request)
        if not is_allowed:
            return PlainTextResponse("not allowed: set web.metrics_token, and send it\n", 403)
        gauges.measure(service)
        text = metrics.exposition() if service.polls else metrics.exposition_of_rows()
        return Response(text, media_type=metrics.CONTENT_TYPE)

    return routes


def _is_from_here(request: Request) -> bool:
    """True for a program on this machine that asks this machine: no proxy, no page that another name led to
    this machine (DNS rebinding).
    """
    try:
        asked = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        return False
    is_forwarded = any(name in request.headers for name in FORWARDED)
    return request.client is not None and {request.client.host, asked} <= {*LOOPBACK} and not is_forwarded
