"""/register: the acts as a table that filters and sorts."""

from __future__ import annotations

from dataclasses import fields, replace

from monitor.public import Asked, choose
from monitor.service import public_records
from monitor.web.readers import filters, table
from monitor.web.readers.told import told
from monitor.web.shown import OF_ACTS, Request, Shown, View

PARAMETERS = tuple(field.name for field in fields(Asked))


def show(request: Request) -> Shown:
    """The acts that fit."""
    register, say, asked = request.service.register.now(), request.say, request.asked
    choice = choose(register.entries.values(), asked)
    acts = told(request, choice.entries)
    page = choice
    if asked.limit > table.ACTS:
        page = choose(register.entries.values(), replace(asked, limit=table.ACTS))
    return Shown(
        title=say("web.register"),
        template="web/register",
        values={
            "choice": page,
            "asked": asked,
            "all": len(register.entries),
            "groups": lambda: table.groups(request, told(request, page.entries)),
            "heads": table.heads(say),
            "filters": lambda: filters.filters(request),
            "orders": filters.orders(request),
            "chips": filters.chips(request),
            "first": filters.address(request, asked.query(cursor="")),
        },
        record=lambda: public_records.act_list(request.service, acts, choice),
        acts=choice.entries,
        among=list(register.entries.values()),
        count=choice.count,
        next=choice.next,
        description=say("web.register.about"),
        is_wide=True,
    )


VIEWS = [View("/register", show, PARAMETERS, OF_ACTS)]
