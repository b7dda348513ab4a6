"""What the last part of an address names: an act, a treaty, a state."""

from __future__ import annotations

from monitor.public import Entry
from monitor.service import Service, act_lookup, public_parties, public_treaties
from monitor.service.public_parties import PublicParty
from monitor.service.public_treaties import PublicTreaty
from monitor.web.shown import Gone, Moved, NotThere
from monitor.wording import Language


def act(service: Service, ref: str) -> Entry:
    """The act with this reference. Raises `NotThere`, `Gone` for one that was taken back, `Moved` for one
    that was merged or is written otherwise.
    """
    lookup = act_lookup.find(service, ref)
    entry = lookup.entry
    if entry is None and lookup.was_there:
        raise Gone(f"The act {ref.upper()} was taken back.")
    if entry is None:
        raise NotThere(f"There is no act {ref.upper()}.")
    if entry.ref != ref:
        raise Moved(f"/acts/{entry.ref}")
    return entry


def treaty(service: Service, name: str) -> PublicTreaty:
    """The treaty or body with this id. Raises `NotThere`."""
    known = public_treaties.named(service, name)
    if known is None:
        raise NotThere(f"There is no treaty {name!r}; /api/v1/treaties lists ids.")
    return known


def state(service: Service, written: str, say: Language) -> PublicParty:
    """The state or organisation with this code. Raises `NotThere`, and `Moved` for the name of a state, or
    its code in small letters.
    """
    code = public_parties.code_of(service, written)
    if code is None:
        raise NotThere(f"No act is about {written!r}; /api/v1/states lists codes.")
    if code != written:
        raise Moved(f"/states/{code}")
    return public_parties.named(service, code, say)
