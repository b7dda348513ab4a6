"""What a page is as data: where it is, how to cite it, what it leaves out."""

from __future__ import annotations

from datetime import UTC

from monitor import __version__
from monitor.exports.words import maybe_timestamp, timestamp
from monitor.public.citation import citation
from monitor.web.shown import Form, Request, Shown, View

LEFT_OUT = (
    "texts of stories: there is a title, a link, and at most 300 characters around each value",
    "exits that are only possible, and acts that were rejected or withdrawn",
    "names of editors",
)


def metadata_of(view: View, request: Request, shown: Shown) -> dict[str, object]:
    """The record of a page (docs/data.md, "Metadata")."""
    now, register = request.service.clock().astimezone(UTC), request.service.register.now()
    address = f"{request.base}{request.address()}"
    cited = shown.citation or citation(shown.title, address if request.base else "", now.date())
    newest = max((entry.changed_at for entry in register.entries.values()), default=None)
    return {
        "ok": True,
        "title": shown.title,
        "description": shown.description or None,
        "address": address,
        "lang": request.say.code,
        "citation": cited.text,
        "licence": request.service.config.web.licence or None,
        "count": shown.count,
        "filters": request.asked.filters,
        "sort": request.asked.sort.value,
        "next": f"{request.base}{request.address(Form.JSON, cursor=shown.next)}" if shown.next else None,
        "forms": {
            form.lstrip(".") or "html": f"{request.base}{request.address(form)}" for form in view.forms
        },
        "register": {
            "acts": len(register.entries),
            "changed_at": maybe_timestamp(newest),
        },
        "made_at": timestamp(now),
        "program": {"name": "Treaty Monitor", "version": __version__},
        "left_out": list(LEFT_OUT),
    }
