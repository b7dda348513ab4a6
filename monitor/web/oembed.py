"""How other sites show a page of ours (oEmbed 1.0, oembed.com): /oembed?url=...&format=json&maxwidth=600."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from fastapi.concurrency import run_in_threadpool
from markupsafe import escape
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from monitor.public.atom import document, legal
from monitor.service import Service, act_lookup
from monitor.service.public_exports import base_of
from monitor.web.answers import PUBLIC, data

WIDTH, HEIGHT = 600, 260  # pixels of the small page
LEAST_WIDTH, LEAST_HEIGHT = 240, 160
KEPT_S = 86_400  # how long a site may keep an answer
FORMATS = ("json", "xml")
_ADDRESS = re.compile(r"/acts/([0-9A-Za-z]{1,12})/?(?:[?#].*)?")
_NO_BASE = "This installation has to set base_url in its configuration."


def route(service: Service) -> Route:
    """The route of /oembed."""

    async def answer(http: HttpRequest) -> Response:
        shape = http.query_params.get("format", "json")
        if shape not in FORMATS:
            raise HTTPException(501, f"format is one of {', '.join(FORMATS)}.")
        record = await run_in_threadpool(_record, service, http.query_params)
        headers = PUBLIC | {"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}
        if shape == "xml":
            return Response(_xml(record), 200, headers, "text/xml")
        return Response(data(record), 200, headers, "application/json")

    return Route("/oembed", answer, methods=["GET"])


def _record(service: Service, parameters: Mapping[str, str]) -> dict[str, object]:
    """The answer of oembed.com, 2.3.4. Other parameters are left aside, as it asks.

    Raises `HTTPException`.
    """
    base = base_of(service)
    if not base:
        raise HTTPException(503, _NO_BASE)
    entry = act_lookup.find(service, _reference(base, parameters.get("url", ""))).entry
    if entry is None:
        raise HTTPException(404, "There is no such exit or threat here.")
    width = _size(parameters, "maxwidth", LEAST_WIDTH, WIDTH)
    height = _size(parameters, "maxheight", LEAST_HEIGHT, HEIGHT)
    return {
        "version": "1.0",
        "type": "rich",
        "title": entry.sentence,
        "provider_name": "Treaty Monitor",
        "provider_url": f"{base}/",
        "cache_age": KEPT_S,
        "html": (
            f'<iframe src="{escape(base)}/embed/acts/{entry.ref}" title="{escape(entry.sentence)}" '
            f'width="{width}" height="{height}" style="border:0" loading="lazy" '
            'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
        ),
        "width": width,
        "height": height,
    }


def _reference(base: str, address: str) -> str:
    """The reference in the address of an act's page. Raises `HTTPException` for that of another site."""
    if not address:
        raise HTTPException(400, "url is missing: the address of a page here.")
    if not address.startswith(f"{base}/"):
        raise HTTPException(404, f"Only pages below {base}/ can be shown.")
    named = _ADDRESS.fullmatch(address.removeprefix(base))
    if named is None:
        raise HTTPException(404, "Only pages of exits and threats can be shown.")
    return named[1].upper()


def _size(parameters: Mapping[str, str], name: str, least: int, usual: int) -> int:
    text = parameters.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise HTTPException(400, f"{name} is a number of pixels.")
    return max(least, min(usual, int(text)))


def _xml(record: Mapping[str, object]) -> bytes:
    root = Element("oembed")
    for name, value in record.items():
        SubElement(root, name).text = legal(str(value))
    return document(root)
