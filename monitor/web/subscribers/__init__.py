"""Pages of subscribers: the public form, its confirmation, and what each subscriber may change."""

from __future__ import annotations

from fastapi import APIRouter

from monitor.service import Service
from monitor.web.subscribers import confirming, own_data, preferences, subscribing


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    for part in (subscribing, confirming, preferences, own_data):
        routes.include_router(part.router(service))
    return routes
