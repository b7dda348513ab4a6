"""/states and /states/RU: what a state or organisation leaves, and who leaves agreements with it."""

from __future__ import annotations

from collections import Counter

from monitor.names import country
from monitor.public import choose
from monitor.web.readers.told import told
from monitor.web.records import state_record
from monitor.web.shown import OF_ACTS, OF_TABLE, NotThere, Request, Shown, View, table_of


def show_all(request: Request) -> Shown:
    """The states and organisations that acts are about."""
    register, say = request.service.register.now(), request.say
    leaving = Counter(code for entry in register.entries.values() for code in entry.states)
    parties = leaving | Counter(
        {code: 0 for entry in register.entries.values() for code in entry.others if code not in leaving}
    )
    codes = sorted({*parties, *leaving}, key=lambda code: say.place(code, "name").casefold())
    record = [{"code": code, "name": country(code), "acts": leaving[code]} for code in codes]
    return Shown(
        title=say("web.states"),
        template="web/states",
        values={"codes": codes, "leaving": leaving},
        record=lambda: {"ok": True, "count": len(record), "states": record},
        count=len(record),
        table=lambda: table_of(record),
    )


def show(request: Request) -> Shown:
    """One state or organisation."""
    code, register, say = request.names["state"], request.service.register.now(), request.say
    entries = register.of(code)
    if not entries:
        raise NotThere(say("web.state.none", code=code))
    choice = choose(entries, request.asked)
    acts = told(request, choice.entries)
    return Shown(
        title=say.place(code, "name"),
        template="web/state",
        values={"code": code, "acts": acts, "choice": choice, "asked": request.asked},
        record=lambda: state_record(request, code, acts, choice),
        acts=choice.entries,
        among=entries,
        count=choice.count,
        next=choice.next,
    )


VIEWS = [
    View("/states", show_all, (), OF_TABLE),
    View("/states/{state:code}", show, ("stage", "sort", "cursor", "limit"), OF_ACTS),
]
