"""/healthz, /readyz, /metrics, the unsubscribe page /u/{token} and, in `act_choice`, the page of one act.

GET changes nothing, ever: mail scanners follow every link (docs/faults.md 131). The one-click POST of RFC
8058 carries no cookie, login or CSRF token; the token in the path, 128 random bits, is what authorises it
(docs/faults.md 137).
"""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import FastAPI, Header, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.middleware.base import RequestResponseEndpoint

from monitor import metrics
from monitor.service import Service, destinations
from monitor.web import act_choice
from monitor.web.pages import page, page_policy
from monitor.web.server import BODY_BYTES, QUERY_BYTES
from monitor.wording import language

HEADERS = {
    "Content-Security-Policy": page_policy(),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
LOOPBACK = ("127.0.0.1", "::1")


def build_app(service: Service) -> FastAPI:
    """The ASGI application of one service."""
    app = FastAPI(title="Treaty Monitor", docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        length = request.headers.get("content-length", "0")
        if len(request.scope["query_string"]) > QUERY_BYTES:  # the longest that a page has is its language
            response: Response = PlainTextResponse("too long\n", 414, {"Connection": "close"})
        elif not length.isdecimal() or int(length[:9]) > BODY_BYTES:
            response = PlainTextResponse("too large\n", 413, {"Connection": "close"})
        else:
            response = await call_next(request)
        response.headers.update(HEADERS)
        return response

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        """200 while the service does its work, 503 when it does not.

        No feed address, no mail address (docs/faults.md 141).
        """
        health = service.health()
        return JSONResponse({"status": "ok" if health.ok else "failing"}, 200 if health.ok else 503)

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        """200 once a feed was polled well and the rules are loaded, while no work is overdue."""
        health = service.health()
        body = {
            "ready": health.ready,
            "poll_age_seconds": health.poll_age_s,
            "rules_loaded": health.rules_ok,
            "writer_alive": health.writer_alive,
            "overdue": health.overdue,
            "alarms": health.alarms,
        }
        return JSONResponse(body, 200 if health.ready else 503)

    @app.get("/metrics")
    def show_metrics(request: Request, authorization: Annotated[str, Header()] = "") -> Response:
        """Prometheus text. With `web.metrics_token`: for its bearer; without: for this machine only."""
        token = service.config.web.metrics_token
        if token is not None:
            allowed = hmac.compare_digest(
                authorization.encode(), f"Bearer {token.get_secret_value()}".encode()
            )
        else:
            allowed = request.client is not None and request.client.host in LOOPBACK
        if not allowed:
            return PlainTextResponse("not allowed\n", 403)
        return Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)

    @app.get("/u/{token}")
    def ask(token: Token, lang: str = "") -> HTMLResponse:
        """A page with one button.

        It is the same for a token that is known and one that is not (docs/faults.md 133): its language is
        that of the link, not that of the destination.
        """
        return HTMLResponse(page("unsubscribe", say=language(lang), token=token, done=False))

    @app.post("/u/{token}")
    def unsubscribe(token: Token, lang: str = "") -> HTMLResponse:
        """RFC 8058, 3.1: the POST alone unsubscribes; doing it twice changes nothing."""
        destinations.unsubscribe(service, token)
        return HTMLResponse(page("unsubscribe", say=language(lang), token=token, done=True))

    app.include_router(act_choice.router(service))
    return app
