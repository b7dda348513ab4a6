"""Treaties as pages show them: what is known of each, and the acts on it and on its twin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.model import Kind, Stage
from monitor.public import Entry
from monitor.public.treaty_facts import Namer
from monitor.service.dossiers import gazetteer
from monitor.service.names import known_treaties
from monitor.wording import bodies_founded

if TYPE_CHECKING:
    from monitor.dossiers import Dossier, Usual
    from monitor.service import Service
    from monitor.wording import Language

Files = tuple[tuple[str, str], ...]  # rule files of an installation, path and text


@dataclass(frozen=True, slots=True)
class PublicTreaty:
    """A treaty or body. `twins`: ids of the body that it founded, or of the treaty that founded it: who
    leaves one leaves the other. `entries`: the public acts on it and on its twins. `usual`: what is usual for
    its kind, where it has no dossier.
    """

    id: str
    name: str  # in English
    subject: str = ""  # "arms control"
    dossier: Dossier | None = None
    twins: tuple[str, ...] = ()
    entries: Sequence[Entry] = ()
    usual: Usual | None = None
    is_body: bool = False

    @property
    def topic(self) -> str:
        """The subject as filters and topics write it: `arms-control`."""
        return self.subject.replace(" ", "-")

    @property
    def exits(self) -> int:
        """How many exits there are, without threats and those that were taken back."""
        return sum(entry.kind is Kind.ACT and entry.stage is not Stage.REVERSED for entry in self.entries)


def listed(service: Service) -> list[PublicTreaty]:
    """The treaties that have a dossier or acts, and those of the installation; of twins only the treaty."""
    treaties = known_treaties(service.own_words())
    held = {entry for act in service.register.now().entries.values() for entry in act.treaties}
    ids = dict.fromkeys([*service.dossiers().by_id, *held, *_own_ids(service)])
    known = {id: treaty for id in ids if (treaty := named(service, id)) is not None}
    twins = {twin for treaty in known.values() if not treaty.is_body for twin in treaty.twins}
    kept = {id for id in known if id not in twins or not treaties[id].body}
    return [treaty for id, treaty in known.items() if id in kept]


def named(service: Service, id: str) -> PublicTreaty | None:
    """The treaty or body with this id in the gazetteer; None for none."""
    dossiers, treaties = service.dossiers(), known_treaties(service.own_words())
    dossier, known = dossiers.by_id.get(id), treaties.get(id)
    if dossier is None and known is None:
        return None
    own = tuple(service.own_words().items())
    twins = _twins(id, dossier, _founded(own))
    entries = service.register.now().on([id, *twins])
    kinds = {kind for entry in entries for kind in entry.kinds}
    usual = next((dossiers.usual[key] for key in (id, *sorted(kinds)) if key in dossiers.usual), None)
    name = dossier.name if dossier else known.name if known else id
    subject = dossier.subject if dossier else ""
    return PublicTreaty(
        id,
        name,
        subject or _subjects(own).get(id, ""),
        dossier,
        twins,
        entries,
        usual if dossier is None else None,
        bool(known and known.body),
    )


def namer(service: Service, say: Language) -> Namer:
    """Names of treaties and parties for a reader, with the dossiers in force."""
    return Namer(service.dossiers(), known_treaties(service.own_words()), say)


def _twins(id: str, dossier: Dossier | None, founded: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    own = dossier.same_as if dossier else ()
    return tuple(dict.fromkeys([*own, *founded.get(id, ())]))


@lru_cache(maxsize=2)
def _founded(own: Files) -> Mapping[str, Sequence[str]]:
    """By id of a treaty or body, the body that it founded, or the treaties that founded it."""
    pairs: dict[str, list[str]] = {}
    for treaty, body in bodies_founded(known_treaties(dict(own))).items():
        pairs.setdefault(treaty, []).append(body)
        pairs.setdefault(body, []).append(treaty)
    return pairs


def _own_ids(service: Service) -> Sequence[str]:
    """The ids of the entries of the installation."""
    own = service.own_words()
    if not own:
        return ()
    from monitor.service import knowledge  # few installations need it

    return [raw["id"] for raw in knowledge.own(own).table["entry"]]


@lru_cache(maxsize=2)
def _subjects(own: Files) -> Mapping[str, str]:
    """By id of an entry, what it is about."""
    subjects = {row.id: str(row.raw.get("subject", "")) for row in gazetteer()}
    if own:
        from monitor.service import knowledge

        subjects |= {raw["id"]: raw.get("subject", "") for raw in knowledge.own(dict(own)).table["entry"]}
    return subjects
