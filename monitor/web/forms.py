"""The forms of what an address shows: each a function from `Shown` to a whole answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from monitor.exports import table_text
from monitor.public import WrongParameter
from monitor.web.answers import Answer, data
from monitor.web.pages import OF_PICTURE, page
from monitor.web.shown import Form, Request, Shown, View
from monitor.web.site import site_of

Render = Callable[[View, Request, Shown], Answer]


def rendered(form: Form, view: View, request: Request, shown: Shown) -> Answer:
    """What is shown, in this form. Raises `WrongParameter` for what cannot be shown as data."""
    if shown.problem and form is not Form.HTML:
        raise WrongParameter(shown.problem)
    return _FORMS[form](view, request, shown)


def _html(view: View, request: Request, shown: Shown) -> Answer:
    site = site_of(view, request, shown)
    text = page(shown.template, say=request.say, site=site, **shown.values)
    return Answer(text.encode(), Form.HTML.media_type, status=400 if shown.problem else 200)


def _json(view: View, request: Request, shown: Shown) -> Answer:
    return Answer(data(shown.record()), Form.JSON.media_type)


def _csv(view: View, request: Request, shown: Shown) -> Answer:
    assert shown.table is not None, f"{view.path} has no table"
    return Answer(table_text(*shown.table()).encode(), Form.CSV.media_type)


def _svg(view: View, request: Request, shown: Shown) -> Answer:
    assert shown.picture is not None, f"{view.path} has no picture"
    return Answer(shown.picture().encode(), Form.SVG.media_type, tuple(OF_PICTURE.items()))


_FORMS: Mapping[Form, Render] = {Form.HTML: _html, Form.JSON: _json, Form.CSV: _csv, Form.SVG: _svg}
