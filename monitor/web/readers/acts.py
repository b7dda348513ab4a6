"""/acts/ECWS: one act with everything that proves it."""

from __future__ import annotations

from monitor.public import Entry
from monitor.public.addresses import act_path
from monitor.public.citing import Citation, citation
from monitor.public.treaty_facts import Brief, Words, brief
from monitor.service import public_acts, public_treaties
from monitor.service.public_acts import WholeAct
from monitor.web.records import act_record
from monitor.web.shown import Form, Gone, Moved, NotThere, Request, Shown, View


def show(request: Request) -> Shown:
    """The act with this reference."""
    entry = _found(request)
    whole = public_acts.whole(request.service, entry, request.say, request.asked.cursor)
    if whole is None:
        raise NotThere(request.say("web.act.none", ref=entry.ref))
    summary = whole.told.summary
    return Shown(
        title=summary.sentence,
        template="web/act",
        values={
            "act": whole.told,
            "whole": whole,
            "actors": _actors(request, whole),
            "treaties": _treaties(request, whole),
            "citation": _citation(request, entry, whole),
        },
        record=lambda: act_record(request, whole.told),
        acts=[entry],
        count=1,
        description=summary.glance,
    )


def _actors(request: Request, whole: WholeAct) -> list[tuple[Words, int]]:
    """Who leaves, each with the number of its sentence."""
    namer = public_treaties.namer(request.service, request.say)
    return [(namer.party(code), number) for code, number in whole.actors.items()]


def _treaties(request: Request, whole: WholeAct) -> list[Brief]:
    """The treaties of the act that have a dossier."""
    namer = public_treaties.namer(request.service, request.say)
    by_id = namer.dossiers.by_id
    return [brief(by_id[id], namer, whole.told.act.states, whole.today) for id in whole.treaties]


def _citation(request: Request, entry: Entry, whole: WholeAct) -> Citation:
    base = str(request.service.config.base_url or "").rstrip("/")
    address = f"{base}{act_path(entry.ref)}" if base else ""
    return citation(entry.ref, entry.sentence, whole.changed, whole.today, address)


def _found(request: Request) -> Entry:
    """Raises `NotThere`, `Gone` for an act that was taken back, `Moved` for one that was merged."""
    ref, service, say = request.names["ref"], request.service, request.say
    register = service.register.now()
    entry = register.by_ref.get(ref)
    if entry is not None:
        return entry
    number = service.store.acts.number(f"#{ref}")
    if number is None:
        raise NotThere(say("web.act.none", ref=ref.upper()))
    standing = register.entries.get(service.store.acts.standing_id(number))
    if standing is None:
        raise Gone(say("web.act.gone", ref=ref.upper()))
    raise Moved(act_path(standing.ref))


VIEWS = [View("/acts/{ref:ref}", show, ("cursor",), (Form.HTML, Form.JSON))]
