"""/register: the acts as a table that filters and sorts."""

from __future__ import annotations

from dataclasses import fields

from monitor.public import Asked, choose
from monitor.web.readers import filters, table
from monitor.web.readers.told import told
from monitor.web.records import list_record
from monitor.web.shown import OF_ACTS, Request, Shown, View

PARAMETERS = tuple(field.name for field in fields(Asked))


def show(request: Request) -> Shown:
    """The acts that fit."""
    register, say, asked = request.service.register.now(), request.say, request.asked
    choice = choose(register.entries.values(), asked)
    acts = told(request, choice.entries)

    return Shown(
        title=say("web.register"),
        template="web/register",
        values={
            "choice": choice,
            "asked": asked,
            "all": len(register.entries),
            "acts": acts,
            "groups": lambda: table.groups(request, acts),
            "heads": table.heads(say),
            "filters": lambda: filters.filters(request),
            "orders": filters.orders(request),
            "chips": filters.chips(request),
            "first": filters.address(request, asked.query(cursor="")),
        },
        record=lambda: list_record(request, acts, choice),
        acts=choice.entries,
        among=list(register.entries.values()),
        count=choice.count,
        next=choice.next,
        description=say("web.register.about"),
        is_wide=True,
    )


VIEWS = [View("/register", show, PARAMETERS, OF_ACTS)]
