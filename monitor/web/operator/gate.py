"""Hides the operator's pages while no operator is configured: every address of theirs is a 404."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.service import Service, operators
from monitor.web.answers import not_here
from monitor.web.operator.sessions import HOME


class Gate:
    """Answers requests for the operator's pages itself when there is no operator."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_ours(scope["path"]) and not operators.exist(self._service):
            await not_here(Request(scope))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_ours(path: str) -> bool:
    return path == HOME or path.startswith((f"{HOME}/", f"{HOME}."))
