"""Makes routes of views: reads the address, keeps answers, renders the form that is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.public import PAGING, WrongParameter
from monitor.service import Service
from monitor.service.copied import old_copy
from monitor.web import forms
from monitor.web.answers import Answer, Shelf, busy_answer, given, problem, zipped
from monitor.web.shown import Form, Moved, Request, View
from monitor.web.speech import say_of
from monitor.web.work import Busy, Work, client_of

Endpoint = Callable[[HttpRequest], Awaitable[Response]]


def routes(service: Service, views: list[View], work: Work) -> list[Route]:
    """The routes of these views, in all their forms. They share one shelf of answers."""
    shelf = Shelf()
    return [
        Route(_address(view.path, form), _endpoint(service, view, form, shelf, work), methods=["GET"])
        for view in views
        for form in sorted(view.forms, key=len, reverse=True)  # the page's own pattern would take `.json`
    ]


def _address(path: str, form: Form) -> str:
    return f"/index{form}" if path == "/" and form else f"{path}{form}"


def _endpoint(service: Service, view: View, form: Form, shelf: Shelf, work: Work) -> Endpoint:
    # an answer without what is shown has these headers, too
    headers = dict(view.headers) | (forms.OPEN_TO_ALL if form else {})

    async def answer(http: HttpRequest) -> Response:
        say = say_of(http)
        # not of `http.url`, which is made of the Host header, too
        key = (form, http.scope["path"], http.scope["query_string"], say.code)
        version = await _version(service, view)
        kept = shelf.get(key, version)
        if kept is not None:
            return given(http, *kept)
        try:
            parameters = _parameters(http)
            asked, is_paged = view.asked(parameters), not parameters.keys().isdisjoint(PAGING)
            path = http.scope["path"].removesuffix(form).removesuffix("/index") or "/"
            request = Request(service, say, http.path_params, asked, path, is_paged)
            made = await _worked(work, http, view, request, partial(_made, view, form, request))
        except WrongParameter as error:
            return problem(http, 400, error.told(say), headers, wrong=error.name)
        except HTTPException as error:
            return problem(http, error.status_code, error.detail, headers)
        except Busy as busy:
            return busy_answer(http, busy)
        except Moved as error:
            query = http.scope["query_string"].decode("latin-1")
            return RedirectResponse(f"{error.path}{form}{'?' if query else ''}{query}", 301, headers)
        return given(http, made, shelf.put(key, version, made))

    return answer


async def _worked(
    work: Work, http: HttpRequest, view: View, request: Request, make: Callable[[], Answer]
) -> Answer:
    """The answer, made when there is a place for it. Raises `Busy`, and what `make` raises."""
    client = client_of(http.scope)
    if view.is_search and request.asked.q:
        work.searching.take(client)
    async with (work.searches if view.is_search else work.pages).place(client):
        return await run_in_threadpool(make)


async def _version(service: Service, view: View) -> tuple[object, ...]:
    """What an answer depends on: the register and the day; of some views more; whether its age is told."""
    more = await run_in_threadpool(view.stamp, service) if view.stamp else None
    return *service.register.version(), more, old_copy(service)


def _parameters(http: HttpRequest) -> dict[str, str]:
    """The parameters, each once. Raises `WrongParameter`."""
    pairs = http.query_params.multi_items()
    named = dict(pairs)
    if len(named) < len(pairs):
        names = [name for name, _ in pairs]
        raise WrongParameter("twice", next(name for name in names if names.count(name) > 1))
    return named


def _made(view: View, form: Form, request: Request) -> Answer:
    """The answer in one form. Raises what the view raises."""
    answer = forms.rendered(form, view, request, view.show(request))
    return zipped(answer._replace(headers=(*view.headers, *answer.headers)))
