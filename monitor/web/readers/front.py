"""/: the latest acts, and what is watched."""

from __future__ import annotations

from monitor.public import Asked, choose
from monitor.web.readers.told import told
from monitor.web.records import list_record
from monitor.web.shown import OF_ACTS, Request, Shown, View

LATEST = 10


def show(request: Request) -> Shown:
    """The acts that changed last."""
    register, say = request.service.register.now(), request.say
    choice = choose(register.entries.values(), Asked(limit=LATEST))
    acts = told(request, choice.entries)
    return Shown(
        title=say("web.front"),
        template="web/front",
        values={"acts": acts, "all": len(register.entries)},
        record=lambda: list_record(request, acts, choice),
        acts=choice.entries,
        among=list(register.entries.values()),
        count=choice.count,
        description=say("web.front.about"),
    )


VIEWS = [View("/", show, (), OF_ACTS)]
