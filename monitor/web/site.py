"""What the frame of every page needs: its title, where it is, its other forms and languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from monitor.service import signing_up
from monitor.web.shown import Form, Request, Shown, View
from monitor.web.static import SCRIPT, STYLE
from monitor.wording import LANGUAGES


class Other(NamedTuple):
    """Another form or language of the page: what it is called, its address, its media type or code."""

    name: str
    href: str
    code: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """The frame of one page. `base`: the address of the installation, "" if none is configured."""

    title: str
    path: str
    description: str = ""
    forms: Sequence[Other] = ()
    languages: Sequence[Other] = ()
    base: str = ""
    subscribe: str = ""  # the form that asks for what the page shows; "" where nobody may subscribe
    is_wide: bool = False  # for wide tables
    style: str = STYLE
    script: str = SCRIPT


_NAMES = {
    Form.JSON: "JSON",
    Form.CSV: "CSV",
    Form.METADATA: "metadata",
    Form.ATOM: "Atom",
    Form.ICS: "iCalendar",
    Form.SVG: "SVG",
}


def site_of(view: View, request: Request, shown: Shown) -> Site:
    """The frame of a view's page."""
    own = request.path if request.path != "/" else "/index"
    query = request.asked.query(cursor="")
    forms = [
        Other(_NAMES[form], f"{own}{form}{f'?{query}' if query else ''}", form.media_type)
        for form in view.forms
        if form is not Form.HTML
    ]
    languages = [
        Other(
            language("language.own"),
            f"{request.path}?{request.asked.query(lang=code)}",
            code,
            code == request.say.code,
        )
        for code, language in LANGUAGES.items()
    ]
    base = str(request.service.config.base_url or "").rstrip("/")
    subscribe = _subscribe(request)
    return Site(
        shown.title, request.path, shown.description, forms, languages, base, subscribe, shown.is_wide
    )


def _subscribe(request: Request) -> str:
    """The form for new subscribers, with what this page shows chosen in it."""
    if not signing_up.is_open(request.service):
        return ""
    asked = request.asked
    wanted = {
        "lang": request.say.code,
        "countries": request.names.get("state", asked.state),
        "topics": asked.subject,
        "stages": asked.stage or "",
        "least": asked.evidence or "",
    }
    return f"/subscribe?{urlencode({name: text for name, text in wanted.items() if text})}"


def bare_site(title: str, path: str) -> Site:
    """The frame of a page that has no other form: an error, a form."""
    return Site(title, path)
