"""Mute, follow or note one act: by the signed link in a mail, and as the operator sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor import tokens
from monitor.errors import UsageError
from monitor.model import NO_CHOICE, NOTE_CHARS, Act, ActChoice, ActStories, Choice, Kind
from monitor.service import destinations
from monitor.service.names import known_treaties
from monitor.tokens import Purpose
from monitor.wording import ENGLISH, Language

if TYPE_CHECKING:
    from monitor.service import Service


@dataclass(frozen=True, slots=True)
class ActPage:
    """What the page of a link shows. A link that means nothing has no sentence and no choice."""

    sentence: str = ""
    chosen: ActChoice = NO_CHOICE
    is_threat: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A choice of a destination, as the operator and its reader see it."""

    act: str  # its reference
    sentence: str
    choice: Choice
    note: str
    at: datetime | None


def page(service: Service, token: str, say: Language = ENGLISH) -> ActPage:
    """The act of a link, and what its destination chose. Changes nothing."""
    target = _target(service, token)
    if target is None:
        return ActPage()
    destination, act = target
    chosen = service.store.choices.get(destination, act.id)
    return ActPage(_sentences(service, [act], say)[act.id], chosen, act.kind is Kind.THREAT)


def choose(service: Service, token: str, choice: Choice) -> None:
    """Mutes or follows the act of a link, or takes that back; does nothing for a link that means nothing."""
    target = _target(service, token)
    if target is not None:
        destination, act = target
        service.store.choices.choose(destination, act.id, choice, service.clock())


def write_note(service: Service, token: str, note: str) -> None:
    """Writes the private note beside the act of a link; `note`: any text, its first 500 characters count."""
    target = _target(service, token)
    if target is not None:
        destination, act = target
        service.store.choices.write_note(destination, act.id, one_line(note), service.clock())


def listed(service: Service, name: str, say: Language = ENGLISH) -> list[Listed]:
    """The choices of a destination, the newest first. Raises `UsageError`."""
    number = destinations.named(service, name).id
    choices = service.store.choices.of(number)
    acts = {act: service.store.acts.standing_id(act) for act in choices}
    standing = {act.id: act for act in service.store.acts.views(choices)}
    sentences = _sentences(service, standing.values(), say)
    return [
        Listed(standing[acts[act]].ref, sentences[acts[act]], chosen.choice, chosen.note, chosen.at)
        for act, chosen in choices.items()
        if chosen.choice is not Choice.NONE or chosen.note
    ]


def set_by_name(
    service: Service, name: str, ref: str, choice: Choice | None = None, note: str | None = None
) -> ActPage:
    """The same for a destination and an act by their names; None leaves it as it is. Raises `UsageError`."""
    from monitor.service import register

    destination, act = destinations.named(service, name), register.find(service.store, ref).act
    if note is not None and len(one_line(note)) > NOTE_CHARS:
        raise UsageError(f"The note has {len(one_line(note))} characters; {NOTE_CHARS} are the most.")
    store, now = service.store.choices, service.clock()
    if choice is not None:
        store.choose(destination.id, act.id, choice, now)
    if note is not None:
        store.write_note(destination.id, act.id, one_line(note), now)
    return ActPage(_sentences(service, [act], ENGLISH)[act.id], store.get(destination.id, act.id))


def one_line(note: str) -> str:
    """A note as messages show it: one line without control characters."""
    from monitor.normalize import clean_text

    return clean_text(note, 4 * NOTE_CHARS)


def _target(service: Service, text: str) -> tuple[int, Act] | None:
    """The destination and the act, as it stands, of a link; None for a link that means nothing."""
    token = tokens.read(service.store.database.key, text)
    if token is None or token.purpose is not Purpose.ACT or len(token.numbers) < 2:
        return None
    destination = service.store.destinations.get(token.numbers[0])
    if destination is None or token.numbers[2:] != tokens.with_epoch((), destination.link_epoch):
        return None
    acts = service.store.acts.views([token.numbers[1]])
    return (destination.id, acts[0]) if acts else None


def _sentences(service: Service, acts: Iterable[Act], say: Language) -> dict[int, str]:
    """What each of these acts is, in one sentence, by id."""
    from monitor import digest

    zone, now = "UTC", service.clock()
    standing = list(acts)
    stories = service.store.acts.stories(standing)
    treaties = known_treaties(service.own_words()) if standing else {}
    return {
        act.id: digest.summarise(
            act, stories.get(act.id, ActStories()), (), zone, now, None, say, treaties=treaties
        ).sentence
        for act in standing
    }
