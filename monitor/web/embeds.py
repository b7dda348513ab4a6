"""Small forms of pages for other sites: no script, no link of ours but to the page itself."""

from __future__ import annotations

from monitor.public import AskedTimes
from monitor.web.readers import acts, timeline
from monitor.web.shown import Form, Moved, Request, Shown, View
from monitor.web.static import EMBED_STYLE

# any site may show it in a frame; it sends nothing and runs nothing
FRAMED = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors *",
    ),
    ("X-Robots-Tag", "noindex"),
)


def show_act(request: Request) -> Shown:
    """One act in a few lines."""
    try:
        shown = acts.show(request)
    except Moved as error:
        raise Moved(f"/embed{error.path}") from None
    values = {"act": shown.values["act"], "style": EMBED_STYLE}
    return Shown(shown.title, "web/embed", values, shown.record)


VIEWS = [
    View("/embed/acts/{ref:ref}", show_act, (), (Form.HTML,), headers=FRAMED),
    # an image of another page
    View("/embed/timeline", timeline.show, timeline.PARAMETERS, (Form.SVG,), AskedTimes),
]
