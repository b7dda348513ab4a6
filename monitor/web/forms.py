"""The forms of what an address shows: each a function from `Shown` to a whole answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from starlette.exceptions import HTTPException

from monitor.exports import table_text
from monitor.public import Entry, choose
from monitor.service import public_exports
from monitor.web.answers import Answer, data
from monitor.web.feeds import feed_of
from monitor.web.linked import page_data
from monitor.web.metadata import metadata_of
from monitor.web.pages import OF_PICTURE, page
from monitor.web.readers.told import told
from monitor.web.shown import Form, Request, Shown, View
from monitor.web.site import site_of

Render = Callable[[View, Request, Shown], Answer]
# data is for programs on other sites, too: it depends on no cookie
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}
OPEN = tuple(OPEN_TO_ALL.items())
BYTE_ORDER_MARK = "\ufeff"  # without one, spreadsheets read UTF-8 as another encoding


def rendered(form: Form, view: View, request: Request, shown: Shown) -> Answer:
    """What is shown, in this form. Raises `HTTPException` for what cannot be had in this form."""
    if shown.problem and form is not Form.HTML:
        raise HTTPException(400, shown.problem)
    return _FORMS[form](view, request, shown)


def _html(view: View, request: Request, shown: Shown) -> Answer:
    site = site_of(view, request, shown, page_data(request, shown))
    text = page(shown.template, say=request.say, site=site, **shown.values)
    status = 400 if shown.problem else 200
    return Answer(text.encode(errors="replace"), Form.HTML.media_type, status=status)


def _json(view: View, request: Request, shown: Shown) -> Answer:
    body = data({"ok": True, **shown.record()})
    return Answer(body, Form.JSON.media_type, (*OPEN, *_next(request, shown, Form.JSON)))


def _csv(view: View, request: Request, shown: Shown) -> Answer:
    """A table of all that fits; of a page, if the reader asks for one by its length or a cursor."""
    if shown.table is not None:
        text = table_text(*shown.table())
    else:
        text = request.service.files.csv(_all(request, shown))
    following = _next(request, shown, Form.CSV) if request.is_paged or shown.table else ()
    headers = (*OPEN, *_named(request, "csv"), *following)
    return Answer((BYTE_ORDER_MARK + text).encode(errors="replace"), Form.CSV.media_type, headers)


def _metadata(view: View, request: Request, shown: Shown) -> Answer:
    return Answer(data(metadata_of(view, request, shown)), Form.METADATA.media_type, OPEN)


def _atom(view: View, request: Request, shown: Shown) -> Answer:
    return Answer(feed_of(request, shown), Form.ATOM.media_type, OPEN)


def _ics(view: View, request: Request, shown: Shown) -> Answer:
    own = f"{request.base}{request.address(Form.ICS)}" if request.base else ""
    name = request.say("titled", title="Treaty Monitor", text=shown.title)
    text = request.service.files.calendar(_all(request, shown), name, own)
    return Answer(text.encode(errors="replace"), Form.ICS.media_type, (*OPEN, *_named(request, "ics")))


def _json_ld(view: View, request: Request, shown: Shown) -> Answer:
    if shown.dossier is not None and not shown.acts:
        text = public_exports.linked_dossier(request.service, shown.dossier)
    else:
        text = public_exports.linked(request.service, told(request, shown.acts))
    headers = (*OPEN, *_next(request, shown, Form.JSONLD))
    return Answer(text.encode(errors="replace"), Form.JSONLD.media_type, headers)


def _svg(view: View, request: Request, shown: Shown) -> Answer:
    assert shown.picture is not None, f"{view.path} has no picture"
    return Answer(shown.picture().encode(), Form.SVG.media_type, tuple(OF_PICTURE.items()))


def _all(request: Request, shown: Shown) -> Sequence[Entry]:
    """All acts that fit, or those of the page that the reader asks for."""
    if request.is_paged or not shown.among:
        return shown.acts
    return choose(shown.among, replace(request.asked, limit=len(shown.among))).entries


def _next(request: Request, shown: Shown, form: Form) -> tuple[tuple[str, str], ...]:
    """Where the next page is (RFC 8288), for forms that have no place for it."""
    if not shown.next:
        return ()
    return (("Link", f'<{request.address(form, cursor=shown.next)}>; rel="next"'),)


def _named(request: Request, ending: str) -> tuple[tuple[str, str], ...]:
    """The name of a file that a browser saves."""
    name = "-".join(part for part in request.path.split("/") if part.isascii() and part) or "latest"
    return (("Content-Disposition", f'inline; filename="treaty-monitor-{name}.{ending}"'),)


_FORMS: Mapping[Form, Render] = {
    Form.HTML: _html,
    Form.JSON: _json,
    Form.CSV: _csv,
    Form.METADATA: _metadata,
    Form.ATOM: _atom,
    Form.ICS: _ics,
    Form.JSONLD: _json_ld,
    Form.SVG: _svg,
}
