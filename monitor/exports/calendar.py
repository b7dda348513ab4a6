"""Dates of effect as a calendar (RFC 5545): all-day events, as long as the date is uncertain. A row gives one
for its stated end, else one for the end that its exit clause gives, and one for its deadline for notice. What
is over has no alarm, and a day before which nothing takes effect is no event once it has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from monitor.dossiers import Basis, Effect, Unmet
from monitor.dossiers.calculator import Term, last_notice, window_of
from monitor.dossiers.effects import FORGOTTEN
from monitor.dossiers.words import article_words, difference_words, effect_words, rule_words
from monitor.exports.effects import (
    EffectOf,
    IsPrincipled,
    no_effect,
    not_known,
    unmet_words,
)
from monitor.exports.words import NO_URLS, UNSEEN, best_source, standing
from monitor.model import Act, Row, Stage, TreatyDate
from monitor.wording import ENGLISH, NO_TREATIES, Treaty, headline

HOST = "treaty-monitor.invalid"  # nobody's (RFC 2606, 2)
PRODUCT = "-//Treaty Monitor//Register//EN"
OCTETS = 75  # RFC 5545, 3.1
PRINCIPLED = "Principled exit: it follows from joining a later treaty that replaces this one."
ALARM_DAYS = (7, 1)  # how long before an event its alarms ring
_URI = "%/:?#[]@!$&'()*+,;=-._~"  # RFC 3986, 2: reserved, unreserved, and what is escaped already


@dataclass(frozen=True, slots=True)
class _Event:
    """An all-day event from `first` to `last`, both included."""

    uid: str
    first: date
    last: date
    summary: str
    description: str
    category: str
    status: str
    is_deadline: bool = False  # its alarms ring before its end
    since: date | None = None  # the day (UTC) from which it is counted, where that day moves

    def lines(self, act: Act, url: str | None, today: date) -> list[str]:
        """Its content lines, not yet folded. From `today` on there is nothing to be alarmed about."""
        # the day after the last: DTEND is exclusive (RFC 5545, 3.6.1)
        end = self.last + timedelta(days=1) if self.last < date.max else None
        address = _uri(url)
        changed = self._changed_at(act)
        is_coming = (self.last if self.is_deadline else self.first) > today
        return [
            "BEGIN:VEVENT",
            f"UID:{self.uid}",
            f"DTSTAMP:{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"SEQUENCE:{_minutes(act, changed)}",
            f"DTSTART;VALUE=DATE:{_basic(self.first)}",
            *([f"DTEND;VALUE=DATE:{_basic(end)}"] if end else []),
            f"SUMMARY:{escaped(self.summary)}",
            f"DESCRIPTION:{escaped(self.description)}",
            *([f"URL:{address}"] if address else []),
            f"CATEGORIES:{escaped(self.category)}",
            f"STATUS:{self.status}",
            "TRANSP:TRANSPARENT",
            *(self._alarms(end) if is_coming and self.status != "CANCELLED" else []),
            "END:VEVENT",
        ]

    def _changed_at(self, act: Act) -> datetime:
        """When the event came to be as it is: its act changed, or the day from which it is counted moved."""
        moved = datetime.combine(self.since, time(), UTC) if self.since else act.changed_at
        return max(act.changed_at, moved)

    def marked_principled(self) -> _Event:
        """The event of an act that follows from joining a later treaty, which its description says."""
        return replace(self, description=f"{self.description}\n{PRINCIPLED}")

    def _alarms(self, end: date | None) -> list[str]:
        """Whole days before the event's first midnight in the reader's own zone (RFC 5545, 3.8.6.3); of a
        deadline, before the midnight at which its last day begins.
        """
        is_late = self.is_deadline and end is not None
        lines = []
        for days in ALARM_DAYS:
            # the end is the midnight after the last day
            trigger = f"TRIGGER;RELATED=END:-P{days + 1}D" if is_late else f"TRIGGER:-P{days}D"
            text = f"In {days} day{'s' if days > 1 else ''}: {self.summary}"
            lines += [
                "BEGIN:VALARM", "ACTION:DISPLAY", trigger, f"DESCRIPTION:{escaped(text)}", "END:VALARM"
            ]  # fmt: skip
        return lines


def _minutes(act: Act, changed: datetime) -> int:
    """The number of a version of an event: it rises when the event changes (RFC 5545, 3.8.7.4)."""
    return max(0, int((changed - act.opened_at) / timedelta(minutes=1)))


def _basic(day: date) -> str:
    """`20251227`; strftime writes years below 1000 without zeros on some systems."""
    return day.isoformat().replace("-", "")


def calendar(
    acts: Iterable[Act],
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    *,
    urls: Mapping[int, str] = NO_URLS,
    host: str = HOST,
    effect_of: EffectOf = no_effect,
    is_principled: IsPrincipled = not_known,
    today: date | None = None,
) -> str:
    """The calendar; its lines end with CRLF. `urls`: by act, the address of its best story.

    `host` makes the UIDs this installation's own; they stay the same when dates change. `effect_of`: what the
    exit clause of a row's treaty gives; `is_principled`: that an act follows from joining a later treaty;
    `today`: the day (UTC) of the export.
    """
    events = calendar_events(
        acts,
        treaties,
        urls=urls,
        host=host,
        effect_of=effect_of,
        is_principled=is_principled,
        today=today,
    )
    return in_calendar(events, "Treaty exits")


def in_calendar(events: str, name: str, *, refresh: str = "", source: str = "") -> str:
    """The calendar with these events. `refresh`: how often a subscriber should ask, as `PT6H`; `source`: the
    address of the calendar (RFC 7986, 5).
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
        *([f"NAME:{escaped(name)}"] if refresh else []),
        *([f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}", f"X-PUBLISHED-TTL:{refresh}"] if refresh else []),
        *([f"SOURCE;VALUE=URI:{address}"] if (address := _uri(source)) else []),
    ]
    return f"{''.join(map(fold, lines))}{events}{fold('END:VCALENDAR')}"


def calendar_events(
    acts: Iterable[Act],
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    *,
    urls: Mapping[int, str] = NO_URLS,
    host: str = HOST,
    effect_of: EffectOf = no_effect,
    is_principled: IsPrincipled = not_known,
    today: date | None = None,
) -> str:
    """The events of a calendar alone. Arguments are those of `calendar`."""
    now = today or date.min  # on which nothing is over
    lines: list[str] = []
    for act in standing(acts):
        for number, row in act.by_number:
            uid = f"act-{act.id}-row-{number}"
            effect = effect_of(act, row)
            for event in _events(act, row, effect, uid, host, treaties, now):
                marked = event.marked_principled() if is_principled(act) else event
                lines += marked.lines(act, urls.get(act.id), now)
    return "".join(fold(line) for line in lines)


def _events(
    act: Act,
    row: Row,
    effect: Effect | None,
    uid: str,
    host: str,
    treaties: Mapping[str, Treaty],
    today: date,
) -> list[_Event]:
    """The events of a row: its end, stated or else computed, and what must be done by when; of an exit
    that was only announced, and that nobody has reported any more for long, what is stated alone.
    """
    stage = act.stage if act.stage is Stage.REVERSED else row.stage
    actors, rows = list(act.states), [replace(row, stage=stage)]
    said = headline(ENGLISH, actors, stage, act.kind, rows, treaties, act.lang_of, how=False)
    stated = row.ended.treaty_date if row.ended else None
    differs = difference_words(effect) if effect is not None else ""
    events = [_stated(act, row, stated, stage, said, f"{uid}@{host}", differs)] if stated else []
    is_announced = effect is not None and effect.basis is Basis.ANNOUNCEMENT
    is_forgotten = is_announced and (act.closed or today - act.changed_at.date() > FORGOTTEN)
    if effect is not None and not is_forgotten:
        computed = None if stated else _computed(act, effect, stage, said, f"{uid}-effect@{host}")
        is_over = computed is not None and effect.computed.latest is None and computed.last < today
        events += [computed] if computed and not is_over else []
        events += _deadlines(act, effect, said, uid, host, today) if is_announced else []
    return events


def _source(act: Act) -> str:
    grade = ENGLISH(f"grade.{act.grade.value}")
    return f"{best_source(act)} ({grade})" if best_source(act) else grade


def _stated(act: Act, row: Row, end: TreatyDate, stage: Stage, said: str, uid: str, differs: str) -> _Event:
    """The end that sources state. `differs`: that the exit clause gives another day; "" if it does not."""
    known = "" if end.exact_day else end.precision.value
    summary = f"{said} (only the {known} is known)" if known else said
    sentence = row.ended.leading.proof if row.ended else ""
    doubt = f"Careful: {differs}\n" if differs else ""
    proof = f"{doubt}{stage.value}, #{act.ref}: {sentence}\n{_source(act)}"
    return _Event(uid, end.earliest, end.latest, summary, proof, stage.value, _status(stage, known))


def _computed(act: Act, effect: Effect, stage: Stage, said: str, uid: str) -> _Event | None:
    """The end that the exit clause gives: as long as it is uncertain, or one day where one side is open."""
    earliest, latest = effect.computed.earliest, effect.computed.latest
    first, last = earliest or latest, latest or earliest
    if first is None or last is None:
        return None
    open_end = "" if earliest and latest else ", not before this day" if earliest else ", not after this day"
    uncertain = ", one of these days" if first < last else open_end
    lines = [
        f"Computed, no source states it: {effect_words(effect)}. {_rule(effect)}",
        *_careful(effect),
        f"{stage.value}, #{act.ref}: {_source(act)}",
    ]
    event = _Event(
        uid, first, last, f"{said} (computed{uncertain})", "\n".join(lines), stage.value, "TENTATIVE"
    )
    # the day of a notice that was not given yet moves on
    return replace(event, since=effect.first) if effect.basis is Basis.ANNOUNCEMENT else event


def _deadlines(act: Act, effect: Effect, said: str, uid: str, host: str, today: date) -> list[_Event]:
    """What must be done by when for an act of which no notice was given: from its last report or `today` on.
    Each deadline has an event of its own.
    """
    since = max(act.changed_at.date(), today)
    events = (_last_day(act, effect, said, since), _window(act, effect, said, since))
    return [replace(event, uid=f"{uid}-{event.uid}-{event.last.year}@{host}") for event in events if event]


def _last_day(act: Act, effect: Effect, said: str, since: date) -> _Event | None:
    """The last day from `since` on for notice against the renewal of a treaty."""
    term = Term.of(effect.dossier)
    if term is None:
        return None
    if (days := last_notice(effect.clause, term, since)) is None:
        return None
    last, end = days
    lines = [
        f"Computed: notice after this day comes too late for the term of {effect.dossier.name} that ends on "
        f"{TreatyDate.of_day(end).show()}; the treaty then goes on. {_rule(effect)}",
        f"#{act.ref}: {said}; {_source(act)}",
    ]
    summary = f"Last day for notice: {effect.dossier.name} (computed)"
    return _Event("notice", last, last, summary, "\n".join(lines), "deadline", "TENTATIVE")


def _window(act: Act, effect: Effect, said: str, since: date) -> _Event | None:
    """The window from `since` on in which notice may be given."""
    windows = effect.clause.windows
    if windows is None:
        return None
    days = window_of(windows, effect.dossier.in_force, since)
    if days is None:
        return None
    opens, closes = days
    lines = [
        f"Computed: notice may be given from {TreatyDate.of_day(opens).show()} to "
        f"{TreatyDate.of_day(closes).show()}, then not until the next window. {_rule(effect)}",
        f"#{act.ref}: {said}; {_source(act)}",
    ]
    summary = f"Notice may be given: {effect.dossier.name} (computed)"
    return _Event(
        "window", opens, closes, summary, "\n".join(lines), "deadline", "TENTATIVE", is_deadline=True
    )


def _rule(effect: Effect) -> str:
    return (
        f"{effect.dossier.name}, {article_words(effect.clause)}: {rule_words(effect.clause, effect.dossier)}"
    )


def _careful(effect: Effect) -> list[str]:
    """Why the computed day may not hold, a line each."""
    words = ((unmet, unmet_words(effect, unmet)) for unmet in effect.computed.unmet)
    return [
        f"{text[:1].upper()}{text[1:]}" if unmet is Unmet.BLOCKED else f"Careful: {text}"
        for unmet, text in words
    ]


def _uri(url: str | None) -> str:
    """An address as a URI value (RFC 5545, 3.3.13), "" for anything but http and https."""
    text = quote(url or "", safe=_URI, errors="replace")
    return text if text.startswith(("http://", "https://")) else ""


def _status(stage: Stage, uncertain: str) -> str:
    if stage is Stage.REVERSED:
        return "CANCELLED"
    return "TENTATIVE" if uncertain or stage.rank < Stage.DECIDED.rank else "CONFIRMED"


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    line = "\n".join(text.splitlines())
    for plain, code in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        line = line.replace(plain, code)
    return UNSEEN.sub("", line)


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, none of which cuts a character (RFC 5545, 3.1)."""
    if line.isascii() and len(line) <= OCTETS:
        return f"{line}\r\n"
    pieces, piece, room = [], "", OCTETS
    for letter in line:
        size = len(letter.encode("utf-8", "replace"))
        if size > room:
            pieces.append(piece)
            piece, room = "", OCTETS - 1
        piece += letter
        room -= size
    return "\r\n ".join([*pieces, piece]) + "\r\n"
