"""/confirm/{token}: the page behind the link of the mail that asks a new subscriber for a confirmation.

GET changes nothing: mail scanners follow every link (docs/faults.md 131). The POST carries no cookie; the
signed token in the path, 128 bits of HMAC, is what authorises it, for one sign-up (docs/faults.md 137).
"""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from monitor.service import Service, public_treaties, signing_up, subscribers
from monitor.web.answers import problem
from monitor.web.origins import Sender, sender
from monitor.web.parameters import only
from monitor.web.speech import say_of
from monitor.web.subscribers.frame import own_page
from monitor.web.subscribers.words import query_words, when_words
from monitor.wording import Language, language


def router(service: Service) -> APIRouter:
    """The routes of the page."""
    routes = APIRouter(dependencies=[Depends(only())])

    @routes.get("/confirm/{token}")
    def ask(token: str, request: Request) -> Response:
        """What was asked for, and one button."""
        say = say_of(request)
        waiting = signing_up.pending(service, token)
        if waiting is None:
            return _over(say)
        wanted = waiting.wanted
        words = [
            query_words(wanted.query, public_treaties.namer(service, say)),
            when_words(wanted.schedule, say),
            language(wanted.reader)("language.own"),
        ]
        return own_page("confirm", say, say("web.confirm"), values={"token": token, "words": words})

    @routes.post("/confirm/{token}")
    def confirm(token: str, request: Request) -> Response:
        """Subscribes; twice is the same as once."""
        say = say_of(request)
        if sender(request, service.config) is Sender.OTHER:  # the secret in its address is what others lack
            return problem(request, 403, say("web.subscribe.foreign"))
        destination = signing_up.confirm(service, token)
        if destination is None:
            return _over(say)
        link = subscribers.link(service, destination)
        return own_page("confirmed", say, say("web.confirm.done"), values={"link": link})

    return routes


def _over(say: Language) -> Response:
    days = say.count("sign_up.days", signing_up.DAYS)
    return own_page("over", say, say("web.confirm.over"), 404, values={"days": days})
