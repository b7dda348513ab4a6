"""/states and /states/RU: what a state or organisation leaves, and who leaves agreements with it."""

from __future__ import annotations

from datetime import UTC
from typing import NamedTuple

from monitor.names import country, country_named, is_country
from monitor.public import choose, folded
from monitor.public.addresses import state_path
from monitor.public.parties import Figures, figures, grouped
from monitor.public.treaty_facts import Words
from monitor.service import public_treaties
from monitor.web.readers.due import falling_due
from monitor.web.readers.told import sentences, told
from monitor.web.records import state_record
from monitor.web.shown import OF_ACTS, OF_TABLE, Moved, NotThere, Request, Shown, View, table_of
from monitor.wording import Language

DUE_DAYS = 3653  # ahead


class Line(NamedTuple):
    """A state or organisation in the list."""

    name: Words
    code: str
    figures: Figures


def show_all(request: Request) -> Shown:
    """The states and organisations that acts are about."""
    register, say = request.service.register.now(), request.say
    namer = public_treaties.namer(request.service, say)
    lines = [
        Line(namer.party(code), code, figures(code, entries)) for code, entries in register.by_party.items()
    ]
    lines.sort(key=lambda line: (folded(line.name.text), line.code))
    record = [_record(line) for line in lines]
    return Shown(
        title=say("web.states"),
        template="web/states",
        values={
            "groups": [
                (say("web.states.states"), [line for line in lines if is_country(line.code)]),
                (say("web.states.bodies"), [line for line in lines if not is_country(line.code)]),
            ],
            "count": len(lines),
        },
        record=lambda: {"ok": True, "count": len(record), "states": record},
        count=len(record),
        description=say("web.states.about"),
        table=lambda: table_of(record),
    )


def _record(line: Line) -> dict[str, object]:
    own = line.figures
    return {
        "code": line.code,
        "name": country(line.code),
        "acts": own.own,
        "exits": own.exits,
        "threats": own.threats,
        "suspensions": own.suspended,
        "taken_back": own.reversed,
        "by_others": own.others,
    }


# ---------------------------------------------------------------- one of them


def show(request: Request) -> Shown:
    """One state or organisation."""
    code, register, say = request.names["state"], request.service.register.now(), request.say
    entries = register.of(code)
    if not entries and not is_country(code):
        raise _elsewhere(code, say)
    choice = choose(entries, request.asked)
    acts = {act.act.id: act for act in told(request, choice.entries)}
    today = request.service.clock().astimezone(UTC).date()
    due = falling_due(entries, today, DUE_DAYS, say)
    namer = public_treaties.namer(request.service, say)
    return Shown(
        title=namer.party(code).text,
        template="web/state",
        values={
            "code": code,
            "groups": [
                (group, [acts[entry.id] for entry in group.entries if entry.id in acts])
                for group in grouped(code, choice.entries)
            ],
            "figures": figures(code, entries),
            "due": due,
            "sentences": sentences(request, [falling.entry for falling in due]),
            "body": namer.treaty_link(body) if (body := namer.body(code)) else None,
            "choice": choice,
            "asked": request.asked,
        },
        record=lambda: state_record(request, code, list(acts.values()), choice),
        acts=choice.entries,
        among=entries,
        count=choice.count,
        next=choice.next,
    )


def _elsewhere(code: str, say: Language) -> Moved | NotThere:
    """Where the page of a state is that somebody wrote in small letters, or by its name."""
    known = code.upper() if is_country(code.upper()) else country_named(code)
    return Moved(state_path(known)) if known else NotThere(say("web.state.none", code=code))


VIEWS = [
    View("/states", show_all, (), OF_TABLE),
    View("/states/{state:code}", show, ("stage", "sort", "cursor", "limit"), OF_ACTS),
]
