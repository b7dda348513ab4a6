"""The public archive of one destination (`web.archive`): what it was sent, and what has changed since.

Of the destination itself nothing is public: neither its address nor its notes, tokens and saved queries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.model import Destination
from monitor.public import Asked, Entry, cursor_at, position_of, wrong_cursor
from monitor.wording import language

if TYPE_CHECKING:
    from monitor.channels.reading_back import WrittenAct
    from monitor.service import Service
    from monitor.store.archive import SentMessage

_TAG = re.compile(r"^\[[^\]]*\] ")
LAST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class PublicMessage:
    """A message of the archive. `title`: its subject, "" if that names an act that was taken back since.
    `at`: when it was written (UTC); `reader`: the language of its texts; `acts`: how many it told.
    """

    number: int
    title: str
    at: datetime
    reader: str
    acts: int


@dataclass(frozen=True, slots=True)
class ArchivedAct:
    """An act of a message. `sentence` and `url` as the message had them; "" if its text is stored no more.
    `entry`: the act as it stands now, None if it was taken back; `now`: its sentence now, in the language of
    the message. `corrected`: when a person last corrected it since; None for never.
    """

    ref: str
    sentence: str
    url: str
    entry: Entry | None
    now: str = ""
    corrected: datetime | None = None


@dataclass(frozen=True, slots=True)
class WholeMessage:
    """A message with its acts. `period`: in words, "" if that is not known."""

    message: PublicMessage
    period: str
    acts: tuple[ArchivedAct, ...]


def destination(service: Service) -> Destination | None:
    """The destination whose messages are public; None for none."""
    name = service.config.web.archive
    return service.store.destinations.get(name) if name else None


def stamp(service: Service) -> object:
    """A value that changes with what the archive holds."""
    archived = destination(service)
    return service.store.archive.stamp(archived.id) if archived else None


def page(service: Service, archived: Destination, asked: Asked) -> tuple[list[PublicMessage], str]:
    """Messages, newest first, and the cursor of the next page ("" for none). Raises `WrongParameter`."""
    messages = service.store.archive.page(archived.id, _before(asked.cursor), asked.limit + 1)
    shown = messages[: asked.limit]
    standing = _standing(service, [act for message in shown for act in message.acts])
    following = cursor_at("", shown[-1].number) if len(messages) > len(shown) else ""
    return [_public(message, standing) for message in shown], following


def whole(service: Service, archived: Destination, number: int) -> WholeMessage | None:
    """The message with this number; None if there is none."""
    from monitor.channels.reading_back import read_back

    message = service.store.archive.get(archived.id, number) if number <= LAST else None
    if message is None:
        return None
    written = read_back(message.channel, message.body)
    standing = _standing(service, message.acts)
    return WholeMessage(
        _public(message, standing),
        written.period,
        tuple(_acts(service, message, standing, {act.ref: act for act in written.acts})),
    )


def _before(cursor: str) -> int:
    if not cursor:
        return LAST
    key, number = position_of(cursor)
    if key or not 0 <= number <= LAST:
        raise wrong_cursor()
    return number


def _standing(service: Service, acts: Sequence[int]) -> dict[int, Entry | None]:
    """By act, the public act that it is now, perhaps merged into another; None if it was taken back."""
    entries = service.register.now().entries
    return {act: entries.get(now) for act, now in service.store.archive.standing_ids(acts).items()}


def _public(message: SentMessage, standing: dict[int, Entry | None]) -> PublicMessage:
    is_gone = any(standing.get(act) is None for act in message.acts)
    title = "" if is_gone else _TAG.sub("", message.subject)
    return PublicMessage(message.number, title, message.at, message.reader, len(message.acts))


def _acts(
    service: Service,
    message: SentMessage,
    standing: dict[int, Entry | None],
    written: dict[str, WrittenAct],
) -> list[ArchivedAct]:
    """The acts in the order of the message; last those that cannot be read back."""
    from monitor.service.public import tell

    refs = service.store.archive.refs(message.acts)
    ids = {entry.id for entry in standing.values() if entry}
    told = {act.act.id: act for act in tell(service, ids, language(message.reader))}
    corrected = {correction.id: correction.at for correction in service.store.register.corrections()}
    places = {ref: place for place, ref in enumerate(written)}
    acts = []
    for act in sorted(message.acts, key=lambda act: places.get(refs[act], len(places))):
        entry = standing.get(act)
        now = told.get(entry.id) if entry else None
        if entry is None or now is None:
            acts.append(ArchivedAct(refs[act], "", "", None))
            continue
        then = written.get(refs[act])
        days = [corrected[number] for number in now.act.corrections if number in corrected]
        last = max((at for at in days if at > message.at), default=None)
        sentence, url = (then.sentence, then.url) if then else ("", "")
        acts.append(ArchivedAct(refs[act], sentence, url, entry, now.summary.sentence, last))
    return acts
