"""What the frame of every page needs: its title, where it is, its other forms and languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from monitor.digest import clock
from monitor.service import signing_up
from monitor.service.copied import old_copy
from monitor.web.other import Other, discovery, webcal
from monitor.web.shown import Form, Request, Shown, View
from monitor.web.static import ICON, SCRIPT, STYLE
from monitor.wording import LANGUAGES


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
    webcal: str = ""  # to subscribe to the page's calendar
    licence: str = ""  # of the facts in the register
    discovery: Sequence[Other] = ()  # how other sites embed the page (oEmbed)
    json_ld: Markup | str = ""  # the page as linked data
    has_archive: bool = False  # what a destination was sent is public
    copied: str = ""  # of what time an old copy is that the page was made of
    style: str = STYLE
    icon: str = ICON
    script: str = SCRIPT


_NAMES = {
    Form.JSON: "JSON",
    Form.CSV: "CSV",
    Form.METADATA: "metadata",
    Form.ATOM: "Atom",
    Form.ICS: "iCalendar",
    Form.JSONLD: "JSON-LD",
    Form.SVG: "SVG",
}


def site_of(view: View, request: Request, shown: Shown, json_ld: Markup) -> Site:
    """The frame of a view's page. `json_ld`: the page as linked data."""
    base = request.base
    forms = [
        Other(_NAMES[form], request.address(form, cursor=""), form.media_type)
        for form in view.forms
        # a feed has whole addresses, or is none
        if form is not Form.HTML and (base or form is not Form.ATOM)
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
    has_calendar = bool(base) and Form.ICS in view.forms
    return Site(
        shown.title,
        request.path,
        shown.description,
        forms,
        languages,
        base,
        _subscribe(request),
        shown.is_wide,
        webcal=webcal(base, request.address(Form.ICS, cursor="")) if has_calendar else "",
        licence=request.service.config.web.licence,
        discovery=discovery(base, shown.embed, shown.title) if base and shown.embed else (),
        json_ld=json_ld,
        has_archive=bool(request.service.config.web.archive),
        copied=_copied(request),
    )


def _copied(request: Request) -> str:
    at = old_copy(request.service)
    return clock(at, "UTC", now=request.service.clock(), say=request.say) if at else ""


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
