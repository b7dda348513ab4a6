"""/acts/ECWS: one act with everything that proves it."""

from __future__ import annotations

from monitor.public import Entry
from monitor.web.readers.told import cells, told
from monitor.web.records import act_record
from monitor.web.shown import Form, Gone, Moved, NotThere, Request, Shown, View


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


VIEWS = [View("/acts/{ref:ref}", show, (), (Form.HTML, Form.JSON))]
