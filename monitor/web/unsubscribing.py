"""/u/{token}: the page and the one-click POST by which a subscription ends.

GET changes nothing, ever: mail scanners follow every link (docs/faults.md 131). The one-click POST of RFC
8058 carries no cookie, login or CSRF token; the token in the path, 128 random bits, is what authorises it
(docs/faults.md 137).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse

from monitor.service import Service, destinations
from monitor.web.pages import OF_TOKEN, page
from monitor.web.parameters import only
from monitor.wording import language

Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16,64}$")]


def router(service: Service) -> APIRouter:
    """The routes of the page."""
    routes = APIRouter(dependencies=[Depends(only())])

    @routes.get("/u/{token}")
    def ask(token: Token, lang: str = "") -> HTMLResponse:
        """A page with one button.

        It is the same for a token that is known and one that is not (docs/faults.md 133): its language is
        that of the link, not that of the destination.
        """
        return HTMLResponse(
            page("unsubscribe", say=language(lang), token=token, done=False), headers=OF_TOKEN
        )

    @routes.post("/u/{token}")
    def unsubscribe(token: Token, lang: str = "") -> HTMLResponse:
        """RFC 8058, 3.1: the POST alone unsubscribes; doing it twice changes nothing."""
        destinations.unsubscribe(service, token)
        return HTMLResponse(page("unsubscribe", say=language(lang), token=token, done=True), headers=OF_TOKEN)

    return routes
