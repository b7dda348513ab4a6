"""The frame of the subscribers' pages: that of all pages, with the style and the script of forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import HTMLResponse

from monitor.web.pages import page
from monitor.web.site import bare_site
from monitor.web.static import FORM_SCRIPT, FORM_STYLE
from monitor.wording import Language

NO_HEADERS: Mapping[str, str] = {}
NO_VALUES: Mapping[str, object] = {}


def own_page(
    template: str,
    say: Language,
    title: str,
    status: int = 200,
    headers: Mapping[str, str] = NO_HEADERS,
    values: Mapping[str, object] = NO_VALUES,
) -> HTMLResponse:
    """A page. Its address is not in it: that may be a secret."""
    site = replace(bare_site(title, ""), style=FORM_STYLE, script=FORM_SCRIPT)
    text = page(f"web/subscribers/{template}", say=say, site=site, **values)
    return HTMLResponse(text, status, dict(headers))
