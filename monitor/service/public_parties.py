"""States and organisations as pages show them: the acts of each, in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.names import country_named, is_country
from monitor.public import folded
from monitor.public.parties import Figures, figures
from monitor.service import public_treaties

if TYPE_CHECKING:
    from monitor.public import Entry
    from monitor.public.treaty_facts import Namer, Words
    from monitor.service import Service
    from monitor.wording import Language


@dataclass(frozen=True, slots=True)
class PublicParty:
    """A state or organisation. `name`: in the reader's language. `entries`: the public acts of which it is a
    party.
    """

    code: str
    name: Words
    figures: Figures
    entries: Sequence[Entry] = ()


def listed(service: Service, say: Language) -> list[PublicParty]:
    """The states and organisations that acts are about, by name."""
    namer, by_party = public_treaties.namer(service, say), service.register.now().by_party
    parties = [_party(code, entries, namer) for code, entries in by_party.items()]
    return sorted(parties, key=lambda party: (folded(party.name.text), party.code))


def named(service: Service, code: str, say: Language) -> PublicParty:
    """The state or organisation with this code; it may have no acts."""
    return _party(code, service.register.now().of(code), public_treaties.namer(service, say))


def code_of(service: Service, written: str) -> str | None:
    """The code that somebody writes so: another one for a state in small letters or by its name; None if no
    act is about such a party, and it is no state.
    """
    if is_country(written) or service.register.now().of(written):
        return written
    return written.upper() if is_country(written.upper()) else country_named(written)


def _party(code: str, entries: Sequence[Entry], namer: Namer) -> PublicParty:
    return PublicParty(code, namer.party(code), figures(code, entries), entries)
