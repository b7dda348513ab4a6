"""Pages of teams: the form behind an invitation, and what a team sees and changes of its destination."""

from __future__ import annotations

from fastapi import APIRouter

from monitor.service import Service
from monitor.web.teams import connecting, home


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    for part in (connecting, home):
        routes.include_router(part.router(service))
    return routes
