"""/acts/ECWS: one act with everything that proves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import NamedTuple

from starlette.exceptions import HTTPException

from monitor.public import Entry
from monitor.public.addresses import act_path
from monitor.public.citation import Citation, citation
from monitor.public.treaty_facts import Brief, Words, brief
from monitor.service import act_lookup, public_acts, public_records, public_treaties
from monitor.service.public import ToldAct
from monitor.service.public_acts import WholeAct
from monitor.web.readers.register import PARAMETERS
from monitor.web.readers.told import told
from monitor.web.shown import OF_ACTS, Moved, Request, Shown, View


def show(request: Request) -> Shown:
    """The act with this reference."""
    entry = _entry(request)
    acts = told(request, [entry])
    if not acts:
        raise HTTPException(404, request.say("web.act.none", ref=entry.ref))
    (act,) = acts
    cited = _citation(request, entry)
    return Shown(
        title=act.summary.sentence,
        template="web/act",
        values={"act": act, "citation": cited, "parts": lambda: _parts(request, entry, act)},
        record=lambda: public_records.act(request.service, act),
        acts=[entry],
        embed=f"/embed{act_path(entry.ref)}",
        count=1,
        citation=cited,
        description=act.summary.glance,
    )


class Parts(NamedTuple):
    """What only the page shows. `actors`: who leaves, each with the number of its sentence."""

    whole: WholeAct
    actors: Sequence[tuple[Words, int]]
    treaties: Sequence[Brief]


def _citation(request: Request, entry: Entry) -> Citation:
    address = f"{request.base}{act_path(entry.ref)}" if request.base else ""
    today, changed = (at.astimezone(UTC).date() for at in (request.service.clock(), entry.changed_at))
    return citation(entry.sentence, address, today, entry.ref, changed)


def _parts(request: Request, entry: Entry, act: ToldAct) -> Parts:
    whole = public_acts.whole(request.service, act, request.say, request.asked.cursor)
    namer = public_treaties.namer(request.service, request.say)
    by_id, states = namer.dossiers.by_id, act.act.states
    return Parts(
        whole,
        [(namer.party(code), number) for code, number in whole.actors.items()],
        [brief(by_id[id], namer, states, whole.today) for id in whole.treaties],
    )


def _entry(request: Request) -> Entry:
    """Raises `HTTPException` for an act that is none or was taken back, `Moved` for one that was merged."""
    ref, say = request.names["ref"], request.say
    lookup = act_lookup.find(request.service, ref)
    if lookup.entry is not None:
        if lookup.entry.ref != ref:
            raise Moved(act_path(lookup.entry.ref))
        return lookup.entry
    if lookup.was_there:
        raise HTTPException(410, say("web.act.gone", ref=ref.upper()))
    raise HTTPException(404, say("web.act.none", ref=ref.upper()))


def show_all(request: Request) -> Shown:
    """All acts are the register."""
    raise Moved("/register")


VIEWS = [View("/acts", show_all, PARAMETERS, OF_ACTS), View("/acts/{ref:ref}", show, ("cursor",), OF_ACTS)]
