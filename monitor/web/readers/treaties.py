"""/treaties and /treaties/ottawa: the dossier of a treaty, and who leaves it."""

from __future__ import annotations

from monitor.public import Choice, choose
from monitor.web.readers.told import told
from monitor.web.records import treaty_record
from monitor.web.shown import OF_ACTS, OF_TABLE, NotThere, Request, Shown, View, table_of


def show_all(request: Request) -> Shown:
    """The treaties that have a dossier or acts."""
    register, say = request.service.register.now(), request.say
    dossiers = request.service.dossiers().by_id
    counts = {name: len(register.on([name])) for name in dossiers}
    listed = sorted(dossiers.values(), key=lambda dossier: dossier.name.casefold())
    record = [
        {"id": dossier.id, "name": dossier.name, "subject": dossier.subject, "acts": counts[dossier.id]}
        for dossier in listed
    ]
    return Shown(
        title=say("web.treaties"),
        template="web/treaties",
        values={"dossiers": listed, "counts": counts},
        record=lambda: {"ok": True, "count": len(record), "treaties": record},
        count=len(record),
        table=lambda: table_of(record),
    )


def show(request: Request) -> Shown:
    """One treaty."""
    name, register, say = request.names["treaty"], request.service.register.now(), request.say
    dossier = request.service.dossiers().by_id.get(name)
    entries = register.on([name])
    if dossier is None and not entries:
        raise NotThere(say("web.treaty.none", name=name))
    choice: Choice = choose(entries, request.asked)
    acts = told(request, choice.entries)
    title = dossier.name if dossier else name
    return Shown(
        title=title,
        template="web/treaty",
        values={"dossier": dossier, "acts": acts, "choice": choice, "asked": request.asked, "name": name},
        record=lambda: treaty_record(request, name, dossier, acts, choice),
        acts=choice.entries,
        among=entries,
        dossier=dossier,
        count=choice.count,
        next=choice.next,
    )


VIEWS = [
    View("/treaties", show_all, (), OF_TABLE),
    View("/treaties/{treaty:slug}", show, ("sort", "cursor", "limit"), OF_ACTS),
]
