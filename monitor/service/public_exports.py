"""Public acts for machines: as JSON, CSV, calendar and linked data.

What an act gives to a CSV file or a calendar is kept until the act changes, or the day does: a file of all
acts is then as quick as one of a few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor import exports
from monitor.public import Entry
from monitor.public.publishing import published
from monitor.public.records import Answers, Json, More, Said, act_detail, act_record
from monitor.service import events, public_acts
from monitor.service.dossiers import IsPrincipled
from monitor.service.names import known_treaties

if TYPE_CHECKING:
    from monitor.dossiers import Dossier, Dossiers
    from monitor.model import Act
    from monitor.service import Service
    from monitor.service.public import ToldAct

READ = 200  # acts read at a time
REFRESH = "PT6H"  # how often a calendar should be asked for
Write = Callable[["Act", Mapping[int, str], date], str]  # an act, addresses of its story, the day
Kept = dict[int, tuple[Entry, str]]  # by act, what it was made of, and its text


class PublicExports:
    """Writes public acts as files. Safe to use from several threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = Lock()
        self._made_of: tuple[date, Dossiers | None] = (date.min, None)
        self._csv: Kept = {}
        self._events: Kept = {}

    def csv(self, entries: Sequence[Entry]) -> str:
        """These acts as CSV, a line an agreement."""
        head = exports.table_text(exports.COLUMNS, ())
        return head + self._texts(self._csv, entries, self._csv_lines)

    def calendar(self, entries: Sequence[Entry], name: str, address: str = "") -> str:
        """The ends of these acts as a calendar. `address`: its own; "" if nobody knows it."""
        text = self._texts(self._events, entries, self._calendar_events)
        return exports.in_calendar(text, name, refresh=REFRESH, source=address)

    def _texts(self, kept: Kept, entries: Sequence[Entry], write: Write) -> str:
        """The texts of these acts, one behind the other."""
        today = self._service.clock().astimezone(UTC).date()
        with self._lock:
            self._forget_older(today)
            # an act that changed has another entry in the register
            changed = [entry for entry in entries if kept.get(entry.id, (None,))[0] is not entry]
            for begin in range(0, len(changed), READ):
                kept |= self._written(changed[begin : begin + READ], write, today)
            return "".join(kept[entry.id][1] for entry in entries)

    def _forget_older(self, today: date) -> None:
        """Forgets what was written on another day, or by other dossiers."""
        day, dossiers = self._made_of
        if day != today or dossiers is not self._service.dossiers():
            self._csv.clear()
            self._events.clear()
            self._made_of = (today, self._service.dossiers())

    def _written(self, entries: Sequence[Entry], write: Write, today: date) -> Kept:
        store = self._service.store
        acts = {act.id: act for act in store.acts.standing(entry.id for entry in entries)}
        best = {act.id: act.best.story for act in acts.values() if act.best}
        links = store.stories.links(set(best.values()))
        urls = {number: links[story] for number, story in best.items() if story in links}
        texts = {number: write(act, urls, today) for number, act in acts.items()}
        return {entry.id: (entry, texts.get(entry.id, "")) for entry in entries}

    def _csv_lines(self, act: Act, urls: Mapping[int, str], today: date) -> str:
        return exports.csv_lines(
            [published(act)],
            known_treaties(self._service.own_words()),
            urls=urls,
            effect_of=events.effect_of(self._service),
            is_principled=_is_principled(self._service),
            today=today,
        )

    def _calendar_events(self, act: Act, urls: Mapping[int, str], today: date) -> str:
        return exports.calendar_events(
            [published(act)],
            known_treaties(self._service.own_words()),
            urls=urls,
            host=urlsplit(base_of(self._service)).hostname or exports.HOST,
            effect_of=events.effect_of(self._service, as_announced=True),
            is_principled=_is_principled(self._service),
            today=today,
        )


def base_of(service: Service) -> str:
    """The address of the installation without a slash at its end; "" if none is configured."""
    return str(service.config.base_url or "").rstrip("/")


def record(service: Service, told: ToldAct) -> Json:
    """An act in a list."""
    return act_record(told.act, told.stories, _said(service, told), _answers(service))


def detail(service: Service, told: ToldAct) -> Json:
    """One act with all its stories, and what has happened to it."""
    act = told.act
    versions = service.store.stories.flagged_versions(source.story for source in act.by_story)
    more = More(
        {key: story for key, (story, _) in versions.items()},
        public_acts.changes_of(service, act, told.summary.say),
        public_acts.former_of(service, act),
    )
    return act_detail(act, told.stories, _said(service, told), _answers(service), more)


def linked(service: Service, acts: Sequence[ToldAct]) -> str:
    """These acts as linked data."""
    answers, base = _answers(service), base_of(service)
    return exports.json_ld(
        [published(told.act, {story.key: story for story in told.stories.stories}) for told in acts],
        known_treaties(service.own_words()),
        urls={told.act.id: told.summary.url for told in acts if told.summary.url},
        effect_of=answers.effect_of,
        dossier_of=answers.dossier_of,
        is_principled=answers.is_principled,
        base=f"{base}/" if base else None,
        pages=f"{base}/acts/" if base else "",
    )


def linked_dossier(service: Service, dossier: Dossier) -> str:
    """A treaty as linked data."""
    base = base_of(service)
    return exports.dossier_ld(dossier, base=f"{base}/" if base else None)


def _said(service: Service, told: ToldAct) -> Said:
    page = f"{base_of(service)}/acts/{told.act.ref}"
    return Said(told.summary.sentence, told.summary.consequences, page)


def _answers(service: Service) -> Answers:
    """What the dossiers in force say."""
    return Answers(
        events.effect_of(service),
        events.dossier_of(service),
        events.usual_of(service),
        _is_principled(service),
    )


def _is_principled(service: Service) -> IsPrincipled:
    """Says whether an act is a principled exit: the register knows it from the whole sentences."""
    entries = service.register.now().entries
    return lambda act: act.id in entries and entries[act.id].principled
