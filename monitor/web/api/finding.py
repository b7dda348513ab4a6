"""What the last part of an address names: an act, a treaty, a state."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from monitor.public import Entry
from monitor.service import Service, act_lookup, public_parties, public_treaties
from monitor.service.public_parties import PublicParty
from monitor.service.public_treaties import PublicTreaty
from monitor.web.shown import Moved
from monitor.wording import Language


def act(service: Service, ref: str) -> Entry:
    """The act with this reference. Raises `HTTPException` for none or one that was taken back, `Moved` for
    one that was merged or is written otherwise.
    """
    lookup = act_lookup.find(service, ref)
    entry = lookup.entry
    if entry is None and lookup.was_there:
        raise HTTPException(410, f"The act {ref.upper()} was taken back.")
    if entry is None:
        raise HTTPException(404, f"There is no act {ref.upper()}.")
    if entry.ref != ref:
        raise Moved(f"/acts/{entry.ref}")
    return entry


def treaty(service: Service, name: str) -> PublicTreaty:
    """The treaty or body with this id. Raises `HTTPException`."""
    known = public_treaties.named(service, name)
    if known is None:
        raise HTTPException(404, f"There is no treaty {name!r}; /api/v1/treaties lists ids.")
    return known


def state(service: Service, written: str, say: Language) -> PublicParty:
    """The state or organisation with this code. Raises `HTTPException`, and `Moved` for the name of a state,
    or its code in small letters.
    """
    code = public_parties.code_of(service, written)
    if code is None:
        raise HTTPException(404, f"No act is about {written!r}; /api/v1/states lists codes.")
    if code != written:
        raise Moved(f"/states/{code}")
    return public_parties.named(service, code, say)
