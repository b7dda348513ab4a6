"""The register's verbs for one installation: what the commands of `events` call.

Each reads or corrects the register with the words and the clock of the service; what they do is in `register`
(corrections), `choosing` (filters and files) and `rebuild` (comparison with a rebuild).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from monitor.corrections import Correction
from monitor.model import Act, Alert, Story
from monitor.service import choosing, register
from monitor.service.choosing import Format, Wanted
from monitor.service.correcting import Done, Signed
from monitor.service.dossiers import (
    DossierAnswers,
    DossierOf,
    EffectOf,
    IsPrincipled,
    UsualOf,
    known_dossier,
    known_effect,
    known_principled,
    known_usual,
)
from monitor.service.names import known_treaties
from monitor.service.register import NamedAct
from monitor.service.waves import waves_by_act
from monitor.wording import Treaty

if TYPE_CHECKING:
    from monitor.dossiers import Dossier, Due, Effect, Usual
    from monitor.service import Service
    from monitor.service.explaining import Reasons
    from monitor.service.rebuild import Comparison


@dataclass(frozen=True, slots=True)
class ShownAct:
    """An act with what `events show` prints: its alerts, all corrections of the register, its stories by key,
    why its values were taken, the wave that it belongs to, and by numbers of its rows what is due by today,
    when they take effect by the exit clause, and the dossiers of their treaties.
    """

    named: NamedAct
    alerts: tuple[Alert, ...]
    corrections: tuple[Correction, ...]
    stories: Mapping[str, Story]
    reasons: Reasons | None
    due: Mapping[int, Due]
    effects: Mapping[int, Effect]
    dossiers: Mapping[int, Dossier]
    waves: tuple[dict[str, object], ...] = ()  # who else left the same agreements, the largest wave first
    principled: tuple[str, ...] = ()  # the sentences that prove it to be a principled exit
    usual: Mapping[int, Usual] = field(default_factory=dict)  # by row, what is usual for its kind
    today: date | None = None  # the day (UTC) on which it is shown


def treaties(service: Service) -> Mapping[str, Treaty]:
    """Agreements by name, those of the installation too."""
    return known_treaties(service.own_words())


def choose(service: Service, wanted: Wanted) -> list[Act]:
    """The acts that fit, oldest first. Raises `UsageError`."""
    return choosing.choose(service.store, wanted, service.own_words(), is_principled(service))


def every(service: Service) -> list[Act]:
    """All acts by id, also those that people rejected."""
    return service.store.acts.standing()


def written(service: Service, acts: Sequence[Act], shape: Format) -> str:
    """Acts as text in one of the formats of an export."""
    return choosing.written(
        service.store,
        acts,
        shape,
        service.config.base_url,
        service.own_words(),
        DossierAnswers(
            # a calendar that is read again has the same day until that is over
            effect_of(service, as_announced=shape is Format.ICS),
            dossier_of(service),
            usual_of(service),
            is_principled(service),
            lambda: service.dossiers().no_exit,
        ),
        service.clock().astimezone(UTC).date(),
    )


def is_principled(service: Service) -> IsPrincipled:
    """Says whether an act is a principled exit by the dossiers in force, likewise."""
    return lambda act: known_principled(act, service.dossiers())


def effect_of(service: Service, *, as_announced: bool = False) -> EffectOf:
    """Says when a row of an act takes effect by the dossiers in force, which are read at the first use.
    `as_announced`: an exit of which no notice is known counts from its announcement, not from today.
    """
    today = None if as_announced else service.clock().astimezone(UTC).date()
    return lambda act, row: known_effect(act, row, service.dossiers(), today)


def usual_of(service: Service) -> UsualOf:
    """Says what is usual for the exit of a row without a dossier, likewise."""
    return lambda act, row: known_usual(act, row, service.dossiers())


def dossier_of(service: Service) -> DossierOf:
    """Gives the dossier of a row's treaty by the dossiers in force, which are read at the first use."""
    return lambda row: known_dossier(row, service.dossiers())


def show(service: Service, name: str, *, explain: bool = False) -> ShownAct:
    """The act with this id or reference; `explain`: its stories are read again. Raises `UsageError`."""
    from monitor.dossiers import principled_by

    named = register.find(service.store, name)
    corrections = tuple(service.store.register.corrections())
    act = named.act
    alerts = tuple(service.store.alerts.of_acts([act.id]).get(act.id, ()))
    stories = (service.store.stories.by_key(source.story) for source in act.by_story)
    by_key = {story.key: story for story in stories if story is not None}
    reasons, due = _reasons(service, act, explain), _due(service, act)
    told = {row.number: effect_of(service)(act, row) for row in act.rows}
    effects = {number: effect for number, effect in told.items() if effect is not None}
    told_of = {row.number: dossier_of(service)(row) for row in act.rows}
    dossiers = {number: dossier for number, dossier in told_of.items() if dossier is not None}
    left = waves_by_act(service.store, [act], treaties(service), service.dossiers().no_exit)(act)
    proofs = principled_by(act, service.dossiers())
    told_usual = {row.number: usual_of(service)(act, row) for row in act.rows}
    usual = {number: own for number, own in told_usual.items() if own is not None}
    today = service.clock().astimezone(UTC).date()
    return ShownAct(
        named, alerts, corrections, by_key, reasons, due, effects, dossiers, left, proofs, usual, today
    )


def due_soon(service: Service, acts: Sequence[Act], days: int) -> tuple[Due, ...]:
    """What is due of these acts within so many days from today (UTC), and in the 30 days before it; also what
    is due on one of several days.
    """
    from monitor.dossiers import due_or_near  # few commands read the dossiers
    from monitor.pipeline import LATE

    today = service.clock().astimezone(UTC).date()
    return due_or_near(acts, service.dossiers(), today - LATE, today + timedelta(days=days))


def _due(service: Service, act: Act) -> dict[int, Due]:
    from monitor.dossiers import due_of

    today, dossiers = service.clock().astimezone(UTC).date(), service.dossiers()
    due = {row.number: due_of(act, row, dossiers) for row in act.rows}
    return {number: own for number, own in due.items() if own is not None and own.is_due(today)}


def _reasons(service: Service, act: Act, explain: bool) -> Reasons | None:
    if not explain:
        return None
    from monitor.service import (
        knowledge,
    )  # the lexicon takes a second to load, and no other verb here needs it
    from monitor.service.explaining import reasons

    return reasons(service.store, act, knowledge.lexicon(service.own_words()))


def edit(service: Service, act: str, settings: Sequence[str], by: Signed) -> Done:
    """Sets fields (`FIELD=VALUE`) of an act or of one of its rows. Raises `UsageError`, `StoreBusy`."""
    return register.edit(service.store, act, settings, by, service.clock(), service.own_words())


def unrelated(service: Service, names: Sequence[str]) -> str:
    """Why acts that are to be merged may not be one; "" for no doubt. Raises `UsageError`."""
    return register.unrelated(service.store, names)


def merge(service: Service, names: Sequence[str], by: Signed) -> Done:
    """Makes several acts one. Raises `UsageError`, `StoreBusy`."""
    return register.merge(service.store, names, by, service.clock())


def split(service: Service, act: str, stories: Sequence[int], by: Signed) -> Done:
    """Makes stories of an act an act of their own. Raises `UsageError`, `StoreBusy`."""
    return register.split(service.store, act, stories, by, service.clock())


def reject(service: Service, act: str, by: Signed, *, undo: bool = False) -> Done:
    """Strikes an act out, or takes that back. Raises `UsageError`, `StoreBusy`."""
    return register.reject(service.store, act, by, service.clock(), undo=undo)


def undo(service: Service, act: str, by: Signed) -> Done:
    """Takes back the last correction of an act. Raises `UsageError`, `StoreBusy`."""
    return register.undo(service.store, act, by, service.clock())


def check(service: Service, *, repair: bool = False) -> Comparison:
    """Compares the acts with what their stories make, and with `repair` rebuilds those that differ.

    Raises `StoreBusy`.
    """
    from monitor.service import rebuild
    from monitor.service.knowledge import lexicon

    heads = lexicon().heads
    if repair:
        return rebuild.repair(service.store, heads, service.clock())
    return rebuild.compare(service.store, heads)
