"""What is public as records: the same fields in the JSON of pages and in the API (docs/data.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import monitor
from monitor.exports.dossier_records import dossier_record
from monitor.exports.words import maybe_timestamp, timestamp
from monitor.model import Stage
from monitor.normalize import safe_link
from monitor.public.timeline import Unit, periods
from monitor.public.treaty_facts import brief_rule
from monitor.service import public_exports, watched
from monitor.wording import ENGLISH

if TYPE_CHECKING:
    from monitor.digest import Segment
    from monitor.public import Choice, Entry
    from monitor.public.records import Json
    from monitor.service import Service
    from monitor.service.public import ToldAct
    from monitor.service.public_parties import PublicParty
    from monitor.service.public_stories import FoundStories, PublicStory
    from monitor.service.public_treaties import PublicTreaty
    from monitor.service.watched import Watched


def act_list(service: Service, acts: Sequence[ToldAct], choice: Choice) -> Json:
    """A page of acts. `next` is a cursor."""
    return {
        "count": choice.count,
        "next": choice.next or None,
        "acts": [public_exports.record(service, act) for act in acts],
    }


def act(service: Service, told: ToldAct) -> Json:
    """One act."""
    return {"act": public_exports.detail(service, told)}


# ---------------------------------------------------------------- treaties, states and organisations


def treaty_list(treaties: Sequence[PublicTreaty], count: int, following: str = "") -> Json:
    """A page of `count` treaties. `following`: the cursor of the next page."""
    lines = [treaty_line(treaty) for treaty in treaties]
    return {"count": count, "next": following or None, "treaties": lines}


def treaty(service: Service, known: PublicTreaty, acts: Sequence[ToldAct], choice: Choice) -> Json:
    """A treaty with its dossier, and a page of the acts on it."""
    dossier = dossier_record(known.dossier) if known.dossier else None
    return {**act_list(service, acts, choice), "treaty": {**treaty_line(known), "dossier": dossier}}


def treaty_line(treaty: PublicTreaty) -> Json:
    """A treaty in a list."""
    dossier = treaty.dossier
    clause = dossier.exit_of() if dossier else None
    return {
        "id": treaty.id,
        "name": treaty.name,
        "subject": treaty.subject or None,
        "acts": len(treaty.entries),
        "exits": treaty.exits,
        "same_exit": list(treaty.twins),
        "article": clause.article if clause else None,
        "rule": (brief_rule(dossier, ENGLISH) or None) if dossier else None,
    }


def state_list(parties: Sequence[PublicParty]) -> Json:
    """States and organisations."""
    return {"count": len(parties), "states": [state_line(party) for party in parties]}


def state(service: Service, party: PublicParty, acts: Sequence[ToldAct], choice: Choice) -> Json:
    """A state or organisation, and a page of the acts of which it is a party."""
    return {**act_list(service, acts, choice), "state": state_line(party)}


def state_line(party: PublicParty) -> Json:
    """A state or organisation in a list; its name is in the language that was asked for."""
    figures = party.figures
    return {
        "code": party.code,
        "name": party.name.text,
        "acts": figures.own,
        "exits": figures.exits,
        "threats": figures.threats,
        "suspensions": figures.suspended,
        "taken_back": figures.reversed,
        "by_others": figures.others,
    }


# ---------------------------------------------------------------- stories


def story_list(page: FoundStories) -> Json:
    """A page of a search."""
    return {
        "next": page.next or None,
        "unknown": list(page.unknown),
        "meant": page.meant or None,
        "stories": [story(own) for own in page.stories],
    }


def story(story: PublicStory) -> Json:
    """A story of a search. `marks`: the words that made it match, as title and excerpt have them; `in_text`:
    only words that are not shown made it match.
    """
    pieces = (*story.title, *story.excerpt)
    return {
        "id": story.number,
        "title": text_of(story.title),
        "url": safe_link(story.url),
        "source": story.source or None,
        "official": story.official,
        "lang": story.lang or None,
        "published": maybe_timestamp(story.published),
        "first_seen": timestamp(story.seen),
        "excerpt": text_of(story.excerpt),
        "in_text": story.in_text,
        "marks": list(dict.fromkeys(piece.text for piece in pieces if piece.marked)),
        "acts": [{"ref": entry.ref, "sentence": entry.sentence} for entry in story.acts],
    }


def text_of(segments: Iterable[Segment]) -> str:
    """A text without its marks."""
    return "".join(segment.text for segment in segments)


# ---------------------------------------------------------------- timeline, what is watched


def timeline(entries: Sequence[Entry]) -> Json:
    """Acts by the month and the year in which their present stage was first reported."""
    return {
        "count": len(entries),
        "months": months(entries),
        "years": _numbers(entries, Unit.YEAR),
    }


def months(entries: Sequence[Entry]) -> list[Json]:
    """The months that have acts, with their numbers by stage."""
    return _numbers(entries, Unit.MONTH)


def _numbers(entries: Sequence[Entry], unit: Unit) -> list[Json]:
    return [
        {unit.value: period.code, "total": period.total}
        | {stage.value: period.counts.get(stage, 0) for stage in Stage}
        for period in periods(entries, unit)
        if period.total
    ]


def status(service: Service) -> Json:
    """What is watched, and what the register holds."""
    entries = service.register.now().entries.values()
    return {
        **watched_line(watched.read(service)),
        "version": monitor.__version__,
        "acts": len(entries),
        "stories": service.counts().stories,
        "last_change": maybe_timestamp(max((entry.changed_at for entry in entries), default=None)),
    }


def watched_line(state: Watched) -> Json:
    """What is watched, and whether the service does its work."""
    return {
        "status": "ok" if state.well else "failing",
        "feeds": state.feeds,
        "official_feeds": state.official,
        "failing_feeds": state.failing,
        "failing_since": maybe_timestamp(state.failing_since),
        "silent_feeds": state.silent,
        "new_feeds": state.new,
        "languages": list(state.languages),
        "read_at": maybe_timestamp(state.read_at),
        "complete_since": maybe_timestamp(state.since),
        "last_gap": maybe_timestamp(state.gap.at if state.gap else None),
    }
