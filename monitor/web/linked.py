"""A page as linked data inside itself, for search engines: a script element that is data and never runs."""

from __future__ import annotations

import json

from markupsafe import Markup

from monitor.service import public_exports
from monitor.web.readers.told import told
from monitor.web.shown import Request, Shown

MOST = 16_000  # characters; of a longer document the page has a part, and `.jsonld` all
_LONG = frozenset({"citation", "subjectOf", "ends"})  # what a page leaves out first
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def page_data(request: Request, shown: Shown) -> Markup:
    """The JSON-LD of an act or a treaty; empty for other pages."""
    if shown.dossier is not None:
        return in_page(public_exports.linked_dossier(request.service, shown.dossier))
    if shown.embed:
        return in_page(public_exports.linked(request.service, told(request, shown.acts)))
    return Markup("")


def in_page(document: str) -> Markup:
    """The document so that no browser takes a part of it for markup, and not too long."""
    graph = json.loads(document)
    if len(document) > MOST:
        graph["@graph"] = [
            {name: value for name, value in node.items() if name not in _LONG}
            for node in graph["@graph"]
            if node.get("@type") == "Exit"
        ]
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_IN_SCRIPT))  # noqa: S704 - it has no markup left
