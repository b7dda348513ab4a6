"""/confirm/{token}: the page behind the link of the mail that asks a new subscriber for a confirmation.

GET changes nothing: mail scanners follow every link (docs/faults.md 131). The POST carries no cookie; the
signed token in the path, 128 bits of HMAC, is what authorises it, for one sign-up (docs/faults.md 137). What
was shown is what is confirmed: if another form came meanwhile, the page is shown again.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from monitor.model import SignUp
from monitor.service import Service, public_treaties, signing_up, subscribers
from monitor.web import bodies
from monitor.web.answers import problem, too_large
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
        return _over(say) if waiting is None else _asked(service, say, token, waiting)

    @routes.post("/confirm/{token}")
    async def confirm(token: str, request: Request) -> Response:
        """Subscribes; twice is the same as once."""
        body = await bodies.body(request)
        if body is None:
            return too_large(request)
        mark = bodies.fields(body, ("mark",)).get("mark", "")
        return await run_in_threadpool(_confirmed, service, request, token, mark)

    return routes


def _confirmed(service: Service, request: Request, token: str, mark: str) -> Response:
    say = say_of(request)
    if sender(request, service.config) is Sender.OTHER:  # the secret in its address is what others lack
        return problem(request, 403, say("web.subscribe.foreign"))
    confirmed = signing_up.confirm(service, token, mark)
    if confirmed is None:
        waiting = signing_up.pending(service, token)
        is_other = waiting is not None and waiting.mark != mark
        return _asked(service, say, token, waiting, is_other=True) if waiting and is_other else _over(say)
    link = subscribers.link(service, confirmed.destination) if confirmed.is_first else ""
    return own_page("confirmed", say, say("web.confirm.done"), values={"link": link})


def _asked(
    service: Service, say: Language, token: str, waiting: SignUp, *, is_other: bool = False
) -> Response:
    """What is wanted, and the button. `is_other`: it is not what the page showed before."""
    wanted = waiting.wanted
    words = [
        query_words(wanted.query, public_treaties.namer(service, say)),
        when_words(wanted.schedule, say),
        language(wanted.reader)("language.own"),
    ]
    values = {"token": token, "words": words, "mark": waiting.mark, "is_other": is_other}
    return own_page("confirm", say, say("web.confirm"), 409 if is_other else 200, values=values)


def _over(say: Language) -> Response:
    days = say.count("sign_up.days", signing_up.DAYS)
    return own_page("over", say, say("web.confirm.over"), 404, values={"days": days})
