"""What pages show as JSON (docs/data.md): acts with all that proves them, treaties, states."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.dossiers import Dossier
from monitor.exports.dossier_records import dossier_record
from monitor.names import country
from monitor.public import Choice
from monitor.service import public_exports
from monitor.service.public import ToldAct
from monitor.web.shown import Request

Json = dict[str, object]


def list_record(request: Request, acts: Sequence[ToldAct], choice: Choice) -> Json:
    """A page of acts. `next` is a cursor."""
    return {
        "ok": True,
        "count": choice.count,
        "next": choice.next or None,
        "acts": [public_exports.record(request.service, act) for act in acts],
    }


def act_record(request: Request, act: ToldAct) -> Json:
    """One act."""
    return {"ok": True, "act": public_exports.detail(request.service, act)}


def treaty_record(
    request: Request, name: str, dossier: Dossier | None, acts: Sequence[ToldAct], choice: Choice
) -> Json:
    """A treaty with its dossier, and a page of the acts on it."""
    treaty = {"id": name, "dossier": dossier_record(dossier) if dossier else None}
    return {**list_record(request, acts, choice), "treaty": treaty}


def state_record(request: Request, code: str, acts: Sequence[ToldAct], choice: Choice) -> Json:
    """A state or organisation, and a page of the acts of which it is a party."""
    state = {"code": code, "name": country(code), "name_here": request.say.place(code, "name")}
    return {**list_record(request, acts, choice), "state": state}
