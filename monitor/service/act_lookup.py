"""Finds one public act by its short reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.public import Entry
    from monitor.service import Service


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a reference leads to: an act, whose own reference is another one if acts were merged or letters
    are small; without an act, whether there was one (`was_there`) that was taken back.
    """

    entry: Entry | None
    was_there: bool = True


def find(service: Service, ref: str) -> Lookup:
    """The act with this reference, which may begin with #."""
    ref = ref.strip().removeprefix("#")
    register = service.register.now()
    entry = register.by_ref.get(ref)
    if entry is not None:
        return Lookup(entry)
    number = service.store.acts.number(f"#{ref}")
    if number is None:
        return Lookup(None, was_there=False)
    return Lookup(register.entries.get(service.store.acts.standing_id(number)))
