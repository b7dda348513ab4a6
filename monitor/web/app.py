"""The ASGI application: the routes of all pages behind one guard."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from monitor.public import WrongParameter
from monitor.service import Service
from monitor.web import (
    act_choice,
    api,
    embeds,
    health,
    oembed,
    operator,
    readers,
    static,
    subscribers,
    teams,
    unsubscribing,
    views,
    websub,
)
from monitor.web.answers import on_error, on_fault, on_wrong_parameter, on_wrong_part
from monitor.web.converters import add_converters
from monitor.web.copies import CopyGate
from monitor.web.guard import Guard
from monitor.web.proxied import ProxyWatch
from monitor.web.work import Work, first_parts

add_converters()


def build_app(service: Service, work: Work | None = None) -> FastAPI:
    """The ASGI application of one service. `work`: how much it does at once."""
    work = work or Work()
    app = _bare()
    app.add_middleware(operator.Gate, service=service)
    if service.copied_at is not None:
        app.add_middleware(CopyGate, service=service)
    app.add_middleware(Guard, work=work, proxy=ProxyWatch(service))
    app.router.routes += static.routes()
    shown = [*readers.VIEWS, *embeds.VIEWS, *api.VIEWS]
    work.taken_by_views = first_parts(["/index", *(view.path for view in shown)])
    app.router.routes += views.routes(service, shown, work)
    app.router.routes.append(oembed.route(service))
    app.router.routes += operator.routes(service)
    for router in (
        health.router,
        unsubscribing.router,
        act_choice.router,
        subscribers.router,
        teams.router,
        websub.router,
    ):
        app.include_router(router(service))
    app.router.routes.append(api.mount(service, work))
    return app


def build_service_app(service: Service) -> FastAPI:
    """The application of a service whose pages other processes serve: its health, and what hubs send."""
    app = _bare()
    app.add_middleware(Guard, work=Work(), proxy=ProxyWatch(service))
    for router in (health.router, websub.router):
        app.include_router(router(service))
    return app


def _bare() -> FastAPI:
    """An application without routes, with the answers to errors."""
    app = FastAPI(title="Treaty Monitor", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.redirect_slashes = False  # that address would be made of the Host header
    app.add_exception_handler(HTTPException, on_error)
    app.add_exception_handler(WrongParameter, on_wrong_parameter)
    app.add_exception_handler(RequestValidationError, on_wrong_part)
    app.add_exception_handler(Exception, on_fault)
    return app
