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
    unsubscribing,
    views,
)
from monitor.web.answers import on_error, on_fault, on_wrong_parameter, on_wrong_part
from monitor.web.converters import add_converters
from monitor.web.guard import Guard

add_converters()


def build_app(service: Service) -> FastAPI:
    """The ASGI application of one service."""
    app = FastAPI(title="Treaty Monitor", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.redirect_slashes = False  # that address would be made of the Host header
    app.add_middleware(operator.Gate, service=service)
    app.add_middleware(Guard)
    app.add_exception_handler(HTTPException, on_error)
    app.add_exception_handler(WrongParameter, on_wrong_parameter)
    app.add_exception_handler(RequestValidationError, on_wrong_part)
    app.add_exception_handler(Exception, on_fault)
    app.router.routes += static.routes()
    app.router.routes += views.routes(service, [*readers.VIEWS, *embeds.VIEWS, *api.VIEWS])
    app.router.routes.append(oembed.route(service))
    app.router.routes += operator.routes(service)
    for router in (health.router, unsubscribing.router, act_choice.router, subscribers.router):
        app.include_router(router(service))
    app.router.routes.append(api.mount(service))
    return app
