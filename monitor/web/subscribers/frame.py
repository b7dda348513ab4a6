"""The frame of the subscribers' pages: that of all pages, with the style and the script of forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import HTMLResponse

from monitor.web.other import Other
from monitor.web.pages import page
from monitor.web.site import bare_site
from monitor.web.static import FORM_SCRIPT, FORM_STYLE
from monitor.wording import LANGUAGES, Language

NO_HEADERS: Mapping[str, str] = {}
NO_VALUES: Mapping[str, object] = {}


def own_page(
    template: str,
    say: Language,
    title: str,
    status: int = 200,
    headers: Mapping[str, str] = NO_HEADERS,
    values: Mapping[str, object] = NO_VALUES,
    path: str = "",
) -> HTMLResponse:
    """A page. `path`: its address, where that is no secret; it then links to its other languages."""
    languages = [
        Other(other("language.own"), f"{path}?lang={code}", code, code == say.code)
        for code, other in LANGUAGES.items()
        if path
    ]
    site = replace(bare_site(title, path), style=FORM_STYLE, script=FORM_SCRIPT, languages=languages)
    text = page(f"web/subscribers/{template}", say=say, site=site, **values)
    return HTMLResponse(text, status, dict(headers))
