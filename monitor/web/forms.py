"""The forms of what an address shows: each a function from `Shown` to a whole answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from monitor.web.answers import Answer, data
from monitor.web.pages import page
from monitor.web.shown import Form, Request, Shown, View
from monitor.web.site import site_of

Render = Callable[[View, Request, Shown], Answer]


def rendered(form: Form, view: View, request: Request, shown: Shown) -> Answer:
    """What is shown, in this form."""
    return _FORMS[form](view, request, shown)


def _html(view: View, request: Request, shown: Shown) -> Answer:
    site = site_of(view, request, shown)
    text = page(shown.template, say=request.say, site=site, **shown.values)
    return Answer(text.encode(), Form.HTML.media_type)


def _json(view: View, request: Request, shown: Shown) -> Answer:
    return Answer(data(shown.record()), Form.JSON.media_type)


_FORMS: Mapping[Form, Render] = {Form.HTML: _html, Form.JSON: _json}
