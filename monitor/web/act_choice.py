"""/a/{token}: the page on which a reader mutes, follows or notes one act.

GET changes nothing (docs/faults.md 131). The POST carries no cookie, login or CSRF token: the signed token in
the path, 128 bits of HMAC, is what authorises it, for one destination and one act (docs/faults.md 137).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from monitor.model import NOTE_CHARS, Choice
from monitor.service import Service, choices
from monitor.web import bodies
from monitor.web.answers import problem, too_large
from monitor.web.origins import Sender, sender
from monitor.web.pages import OF_TOKEN, page
from monitor.web.parameters import only
from monitor.wording import language

Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{16,64}$")]


def router(service: Service) -> APIRouter:
    """The routes of the page."""
    routes = APIRouter(dependencies=[Depends(only())])

    @routes.get("/a/{token}")
    def ask(token: Token, lang: str = "") -> HTMLResponse:
        """The act, the present choice and three forms.

        A token that means nothing shows the same forms, without the act's sentence (docs/faults.md 133).
        """
        return _shown(service, token, lang, saved=False)

    @routes.post("/a/{token}")
    async def answer(token: Token, request: Request, lang: str = "") -> Response:
        """Does what one of the forms asks for; doing it twice changes nothing."""
        body = await bodies.body(request)
        if body is None:
            return too_large(request)
        if sender(request, service.config) is Sender.OTHER:
            return problem(request, 403, language(lang)("web.subscribe.foreign"))
        return await run_in_threadpool(_answered, service, token, lang, body)

    return routes


def _answered(service: Service, token: str, lang: str, body: bytes) -> HTMLResponse:
    """The page after a form was sent. A form with neither a choice nor a note changes nothing."""
    fields = bodies.fields(body, ("choice", "note"))
    choice = fields.get("choice")
    if choice is not None and choice in list(Choice):
        choices.choose(service, token, Choice(choice))
    elif "note" in fields:
        choices.write_note(service, token, fields["note"])
    return _shown(service, token, lang, saved=bool(fields))


def _shown(service: Service, token: str, lang: str, *, saved: bool) -> HTMLResponse:
    say = language(lang)
    shown = choices.page(service, token, say)
    return HTMLResponse(
        page(
            "act_choice",
            say=say,
            is_threat=shown.is_threat,
            sentence=shown.sentence,
            choice=shown.chosen.choice.value,
            note=shown.chosen.note,
            longest=NOTE_CHARS,
            saved=saved,
        ),
        headers=OF_TOKEN,
    )
