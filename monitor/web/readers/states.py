"""/states and /states/RU: what a state or organisation leaves, and who leaves agreements with it."""

from __future__ import annotations

from datetime import UTC

from starlette.exceptions import HTTPException

from monitor.names import is_state
from monitor.public import choose
from monitor.public.addresses import state_path
from monitor.public.parties import grouped
from monitor.service import public_parties, public_records, public_treaties
from monitor.service.public_parties import PublicParty
from monitor.web.readers.due import falling_due
from monitor.web.readers.told import sentences, told
from monitor.web.shown import OF_ACTS, OF_TABLE, Moved, Request, Shown, View, table_of

DUE_DAYS = 3653  # ahead


def show_all(request: Request) -> Shown:
    """The states and organisations that acts are about."""
    say = request.say
    lines = public_parties.listed(request.service, say)
    return Shown(
        title=say("web.states"),
        template="web/states",
        values={
            "groups": [
                (say("web.states.states"), [line for line in lines if is_state(line.code)]),
                (say("web.states.bodies"), [line for line in lines if not is_state(line.code)]),
            ],
            "count": len(lines),
        },
        record=lambda: public_records.state_list(lines),
        count=len(lines),
        description=say("web.states.about"),
        table=lambda: table_of([public_records.state_line(line) for line in lines]),
    )


# ---------------------------------------------------------------- one of them


def show(request: Request) -> Shown:
    """One state or organisation."""
    service, say, party = request.service, request.say, _party(request)
    code, entries = party.code, party.entries
    choice = choose(entries, request.asked)
    acts = {act.act.id: act for act in told(request, choice.entries)}
    today = service.clock().astimezone(UTC).date()
    due = falling_due(entries, today, DUE_DAYS, say)
    namer = public_treaties.namer(service, say)
    return Shown(
        title=party.name.text,
        template="web/state",
        values={
            "code": code,
            "groups": [
                (group, [acts[entry.id] for entry in group.entries if entry.id in acts])
                for group in grouped(code, choice.entries)
            ],
            "figures": party.figures,
            "due": due,
            "sentences": sentences(request, [falling.entry for falling in due]),
            "body": namer.treaty_link(body) if (body := namer.body(code)) else None,
            "choice": choice,
            "asked": request.asked,
        },
        record=lambda: public_records.state(service, party, list(acts.values()), choice),
        acts=choice.entries,
        among=entries,
        count=choice.count,
        next=choice.next,
    )


def _party(request: Request) -> PublicParty:
    """Raises `HTTPException`, and `Moved` for a code in small letters or the name of a state."""
    written, say = request.names["state"], request.say
    code = public_parties.code_of(request.service, written)
    if code is None:
        raise HTTPException(404, say("web.state.none", code=written))
    if code != written:
        raise Moved(state_path(code))
    return public_parties.named(request.service, code, say)


VIEWS = [
    View("/states", show_all, (), OF_TABLE),
    View("/states/{state:code}", show, ("stage", "sort", "cursor", "limit"), OF_ACTS),
]
