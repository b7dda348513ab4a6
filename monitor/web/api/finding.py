"""What the last part of an address names: an act, a treaty, a state."""

from __future__ import annotations

from monitor.dossiers import Dossier
from monitor.public import Entry
from monitor.service import Service, act_lookup
from monitor.web.shown import Gone, Moved, NotThere


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


def treaty(service: Service, name: str) -> tuple[Dossier | None, list[Entry]]:
    """The dossier of the treaty with this id, None without one, and the acts on it or on the body that it
    founded. Raises `NotThere`.
    """
    dossier = service.dossiers().by_id.get(name)
    entries = service.register.now().on([name, *(dossier.same_as if dossier else ())])
    if dossier is None and not entries:
        raise NotThere(f"No dossier and no act is about the treaty {name!r}; /api/v1/treaties lists ids.")
    return dossier, entries


def state(service: Service, code: str) -> list[Entry]:
    """The acts of which this state or organisation is a party. Raises `NotThere`."""
    entries = service.register.now().of(code)
    if not entries:
        raise NotThere(f"No act is about {code!r}; /api/v1/states lists codes.")
    return entries
