"""/acts/ECWS: one act with everything that proves it."""

from __future__ import annotations

from monitor.public import Entry
from monitor.web.readers.register import PARAMETERS
from monitor.web.readers.told import cells, told
from monitor.web.records import act_record
from monitor.web.shown import OF_ACTS, Gone, Moved, NotThere, Request, Shown, View


def show(request: Request) -> Shown:
    """The act with this reference."""
    entry = _found(request)
    (act,) = told(request, [entry])
    return Shown(
        title=act.summary.sentence,
        template="web/act",
        values={
            "act": act,
            "entry": entry,
            "rows": [(row, cells(act.summary, row)) for row in act.summary.rows],
        },
        record=lambda: act_record(request, act),
        acts=[entry],
        embed=f"/embed/acts/{entry.ref}",
        count=1,
        description=act.summary.glance,
    )


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
    raise Moved(f"/acts/{standing.ref}")


def show_all(request: Request) -> Shown:
    """All acts are the register."""
    raise Moved("/register")


VIEWS = [View("/acts", show_all, PARAMETERS, OF_ACTS), View("/acts/{ref:ref}", show, (), OF_ACTS)]
