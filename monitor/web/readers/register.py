"""/register: the acts as a table that filters and sorts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from monitor.public import Asked, Choice, choose
from monitor.service import public_records
from monitor.service.public import ToldAct
from monitor.web.readers import filters, table
from monitor.web.readers.told import told
from monitor.web.shown import OF_ACTS, Request, Shown, View

PARAMETERS = tuple(field.name for field in fields(Asked))


class Page(NamedTuple):
    """The acts of a page as a table, and which page follows."""

    groups: Sequence[table.Group]
    choice: Choice


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
            "table": lambda: _page(request, acts, choice),
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


def _page(request: Request, acts: Sequence[ToldAct], choice: Choice) -> Page:
    """The page of these acts; of so many that it would be too large, the next page has the rest."""
    groups = table.groups(request, acts)
    if len(groups) == len(acts):
        return Page(groups, choice)
    entries = request.service.register.now().entries.values()
    return Page(groups, choose(entries, replace(request.asked, limit=len(groups))))


VIEWS = [View("/register", show, PARAMETERS, OF_ACTS)]
