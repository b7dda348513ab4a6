"""/websub/{token}: where hubs ask whether a subscription is wanted, and send what is new (WebSub).

By the standard the GET confirms what this service asked for; it changes nothing else. The token in the path,
128 bits of HMAC, names feed and subscription; a document counts only with the signature of its hub.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, Response

from monitor import metrics
from monitor.pipeline import Push
from monitor.service import Service, websub
from monitor.service.websub import Question, Refusal
from monitor.web import bodies
from monitor.web.answers import too_large

Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{16,64}$")]
RETRY_S = 30


def router(service: Service) -> APIRouter:
    """The routes of the callback."""
    routes = APIRouter()

    @routes.get("/websub/{token}")
    def confirm(token: Token, request: Request) -> Response:
        """The challenge, if this service asked the hub for it."""
        said = request.query_params
        question = Question(
            mode=said.get("hub.mode", ""),
            topic=said.get("hub.topic", ""),
            challenge=said.get("hub.challenge", ""),
            lease_s=said.get("hub.lease_seconds", ""),
            reason=said.get("hub.reason", ""),
        )
        challenge = websub.answer(service, token, question)
        return PlainTextResponse("not asked for" if challenge is None else challenge, _status(challenge))

    @routes.post("/websub/{token}")
    async def receive(token: Token, request: Request) -> Response:
        """Takes a document. One with a wrong signature gets the same answer and is dropped (WebSub, 8)."""
        subscribed = await run_in_threadpool(websub.expected, service, token)
        if isinstance(subscribed, Refusal):
            return PlainTextResponse("not subscribed", subscribed.value)
        feed, key = subscribed
        body = await bodies.body(request, service.config.http.body_bytes)
        if body is None:
            return too_large(request)
        if not websub.is_signed(key, body, request.headers.get("x-hub-signature", "")):
            metrics.pushes.labels("refused").inc()
            return Response(status_code=202)
        push = Push(feed, body, request.headers.get("content-type", ""))
        if not service.polls:
            await run_in_threadpool(websub.poll_instead, service, feed)
        elif not service.take_push(push):
            return PlainTextResponse("busy", 503, {"Retry-After": str(RETRY_S)})
        return Response(status_code=202)

    return routes


def _status(challenge: str | None) -> int:
    return 404 if challenge is None else 200
