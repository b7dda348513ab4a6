"""/: the latest acts, what falls due soon, and what is watched."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import NamedTuple

from monitor.digest.words import clock
from monitor.model import Stage
from monitor.names import language_name
from monitor.public import Asked, choose
from monitor.public.citation import REGISTER, citation
from monitor.service import Service, public_records, watched
from monitor.service.watched import Watched
from monitor.web.readers import register
from monitor.web.readers.due import Falling, falling_due
from monitor.web.readers.told import told
from monitor.web.shown import OF_ACTS, Form, Request, Shown, View

LATEST = 10
SOON, MOST_DUE, ALL_DUE = 180, 6, 50  # days; lines of the page; and of its record
LANGUAGES = 12  # that are named


class Fact(NamedTuple):
    """A line on what is watched."""

    name: str
    text: str


def show(request: Request) -> Shown:
    """The acts that changed last, with what the service knows of itself."""
    say, entries = request.say, request.service.register.now().entries.values()
    choice = choose(entries, Asked(limit=LATEST))
    now = request.service.clock().astimezone(UTC)
    soon = falling_due(entries, now.date(), SOON, say)
    due = soon[:MOST_DUE]
    known = {act.act.id: act for act in told(request, [*choice.entries, *(falling.entry for falling in due)])}
    acts = [known[entry.id] for entry in choice.entries if entry.id in known]
    stages = Counter(entry.stage for entry in entries)
    state = watched.read(request.service)
    cited = citation(REGISTER, f"{request.base}/register" if request.base else "", now.date())
    return Shown(
        title=say("web.front"),
        template="web/front",
        values={
            "acts": acts,
            "due": [(falling, known[falling.entry.id]) for falling in due if falling.entry.id in known],
            "soon": SOON,
            "stages": [(stage.value, stages[stage]) for stage in Stage if stages[stage]],
            "state": state,
            "facts": facts(request, state, now),
            "read_at": _time(request, state.read_at, now),
            "since": _time(request, state.since, now),
            "citation": cited.text,
            "files": _files(request),
        },
        record=lambda: {
            **public_records.act_list(request.service, acts, choice),
            "due": [_due_record(falling) for falling in soon[:ALL_DUE]],
            "due_count": len(soon),
            "stages": {stage.value: stages[stage] for stage in Stage},
            "watched": public_records.watched_line(state),
        },
        acts=choice.entries,
        among=list(entries),
        count=choice.count,
        description=say("web.front.about"),
        citation=cited,
    )


# ---------------------------------------------------------------- what is watched


def facts(request: Request, state: Watched, now: datetime) -> list[Fact]:
    """What is watched in words: feeds, languages, since when without a gap, and what is wrong."""
    say = request.say
    lines = [
        ("read", _time(request, state.read_at, now) or say("web.watched.read.never")),
        ("since", _since(request, state, now)),
        ("feeds", _feeds(request, state)),
        ("named", _named(request, state)),
        ("failing", _failing(request, state, now)),
        ("silent", say.count("feeds", state.silent) if state.silent else ""),
        ("new", say.count("feeds", state.new) if state.new else ""),
        ("gap", _gap(request, state, now)),
    ]
    return [Fact(say(f"web.watched.{name}"), text) for name, text in lines if text]


def _since(request: Request, state: Watched, now: datetime) -> str:
    """Since when no gap is known; when reading has stopped, until when."""
    since, read = (_time(request, at, now) for at in (state.since, state.read_at))
    if not since or not state.since or not state.read_at or state.since > state.read_at:
        return request.say("web.watched.since.unknown")
    return since if state.well else request.say("web.watched.until", since=since, read=read)


def _feeds(request: Request, state: Watched) -> str:
    say = request.say
    if not state.languages:
        return say.count("feeds", state.feeds)
    return say(
        "web.watched.line",
        feeds=say.count("feeds", state.feeds),
        languages=say.count("web.watched.languages", len(state.languages)),
        official=state.official,
    )


def _named(request: Request, state: Watched) -> str:
    named = [language_name(code, request.say.code) or code for code in state.languages]
    return str(request.say.joined(named, LANGUAGES))


def _failing(request: Request, state: Watched, now: datetime) -> str:
    say = request.say
    if not state.failing:
        return ""
    since = _time(request, state.failing_since, now)
    return say("web.watched.failing.since", feeds=say.count("feeds", state.failing), when=since)


def _gap(request: Request, state: Watched, now: datetime) -> str:
    if state.gap is None:
        return ""
    feed = state.gap.feed or request.say("web.watched.a_feed")
    return request.say("web.watched.gap.of", when=_time(request, state.gap.at, now), feed=feed)


def _time(request: Request, at: datetime | None, now: datetime) -> str:
    return clock(at, "UTC", now=now, say=request.say) if at else ""


# ---------------------------------------------------------------- data


def _files(request: Request) -> list[tuple[str, str]]:
    """The forms of the whole register: their addresses, and what they are for."""
    (view,) = register.VIEWS
    has_feed = bool(request.base)  # a feed has whole addresses, or is none
    return [
        (f"{view.path}{form}", request.say(text))
        for form, text in _ABOUT.items()
        if form in view.forms and (has_feed or form is not Form.ATOM)
    ]


_ABOUT = {
    Form.JSON: "web.data.json",
    Form.CSV: "web.data.csv",
    Form.ATOM: "web.data.atom",
    Form.ICS: "web.data.ics",
    Form.METADATA: "web.data.metadata",
}


def _due_record(falling: Falling) -> dict[str, object]:
    return {
        "ref": falling.entry.ref,
        "sentence": falling.entry.sentence,
        "day": falling.due.day.isoformat(),
        "event": falling.due.event.value,
        "stated": falling.due.is_stated,
        "blocked": falling.due.blocked,
    }


def _minute(service: Service) -> int:
    """What is watched is told anew each minute."""
    return int(service.clock().timestamp()) // 60


VIEWS = [View("/", show, (), OF_ACTS, stamp=_minute)]
