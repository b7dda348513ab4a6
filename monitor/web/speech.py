"""The language of a page: the parameter `lang`, else what the reader's browser asks for, else English."""

from __future__ import annotations

from starlette.requests import Request

from monitor.wording import ENGLISH, LANGUAGES, Language

PREFERENCES = 20  # of a browser


def say_of(request: Request) -> Language:
    """The strings of the reader's language."""
    asked = request.query_params.get("lang", "").lower()
    if asked in LANGUAGES:
        return LANGUAGES[asked]
    for code in preferred(request.headers.get("accept-language", "")):
        if code in LANGUAGES:
            return LANGUAGES[code]
    return ENGLISH


def preferred(header: str) -> list[str]:
    """The languages of an Accept-Language header (RFC 9110, 12.5.4), the best first, without regions."""
    ranked = []
    for place, part in enumerate(header.split(",")[:PREFERENCES]):
        code, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            ranked.append((-weight, place, code.split("-")[0].lower()))
    return [code for _, _, code in sorted(ranked)]
