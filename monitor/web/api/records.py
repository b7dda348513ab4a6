"""Public values of the service as answers of the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import monitor
from monitor.digest import Segment
from monitor.exports.dossier_records import dossier_record
from monitor.model import Stage
from monitor.public import Choice, Entry, folded
from monitor.public.parties import figures
from monitor.public.timeline import Unit, periods
from monitor.public.treaty_facts import Namer, brief_rule
from monitor.service import Service, public_exports, public_treaties, watched
from monitor.service.public import ToldAct
from monitor.service.public_stories import FoundStories, PublicStory
from monitor.service.public_treaties import PublicTreaty
from monitor.web.api import models
from monitor.wording import ENGLISH, Language


def moment(at: datetime) -> str:
    """RFC 3339, in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def maybe_moment(at: datetime | None) -> str | None:
    """The same, None for None."""
    return moment(at) if at else None


# ---------------------------------------------------------------- acts


def act_list(service: Service, acts: Sequence[ToldAct], choice: Choice) -> models.ActList:
    """A page of acts."""
    return models.ActList(count=choice.count, next=choice.next or None, acts=_acts(service, acts))


def act_answer(service: Service, act: ToldAct) -> models.ActAnswer:
    """One act."""
    record = public_exports.detail(service, act)
    return models.ActAnswer(act=models.ActDetail.model_validate(record))


def _acts(service: Service, acts: Sequence[ToldAct]) -> list[models.Act]:
    return [models.Act.model_validate(public_exports.record(service, act)) for act in acts]


# ---------------------------------------------------------------- treaties and states


def treaty_list(service: Service) -> models.TreatyList:
    """The treaties that have a dossier or acts, by name."""
    treaties = sorted(public_treaties.listed(service), key=lambda treaty: (treaty.name.casefold(), treaty.id))
    lines = [models.TreatyLine.model_validate(_line(treaty)) for treaty in treaties]
    return models.TreatyList(count=len(lines), treaties=lines)


def treaty_answer(
    service: Service, treaty: PublicTreaty, acts: Sequence[ToldAct], choice: Choice
) -> models.TreatyAnswer:
    """A treaty with its acts."""
    dossier = dossier_record(treaty.dossier) if treaty.dossier else None
    record = models.Treaty.model_validate(_line(treaty) | {"dossier": dossier})
    told = _acts(service, acts)
    return models.TreatyAnswer(treaty=record, count=choice.count, next=choice.next or None, acts=told)


def _line(treaty: PublicTreaty) -> dict[str, object]:
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


def state_list(service: Service, say: Language) -> models.StateList:
    """The states and organisations that acts are about, by name."""
    namer, register = public_treaties.namer(service, say), service.register.now()
    lines = [_state(code, entries, namer) for code, entries in register.by_party.items()]
    lines.sort(key=lambda line: (folded(line.name), line.code))
    return models.StateList(count=len(lines), states=lines)


def state_answer(
    service: Service, code: str, acts: Sequence[ToldAct], choice: Choice, say: Language
) -> models.StateAnswer:
    """A state or organisation with its acts."""
    line = _state(code, service.register.now().of(code), public_treaties.namer(service, say))
    told = _acts(service, acts)
    return models.StateAnswer(state=line, count=choice.count, next=choice.next or None, acts=told)


def _state(code: str, entries: Iterable[Entry], namer: Namer) -> models.StateLine:
    own = figures(code, entries)
    return models.StateLine(
        code=code,
        name=namer.party(code).text,
        acts=own.own,
        exits=own.exits,
        threats=own.threats,
        suspensions=own.suspended,
        taken_back=own.reversed,
        by_others=own.others,
    )


# ---------------------------------------------------------------- stories, timeline, status


def story_list(page: FoundStories) -> models.StoryList:
    """A page of a search."""
    return models.StoryList(
        next=page.next or None,
        stories=[_story(story) for story in page.stories],
        unknown=list(page.unknown),
        meant=page.meant or None,
    )


def _story(story: PublicStory) -> models.StoryLine:
    return models.StoryLine(
        id=story.number,
        title=_pieces(story.title),
        excerpt=_pieces(story.excerpt),
        in_text=story.in_text,
        url=story.url or None,
        source=story.source or None,
        official=story.official,
        lang=story.lang or None,
        published=maybe_moment(story.published),
        seen=moment(story.seen),
        acts=[entry.ref for entry in story.acts],
    )


def _pieces(segments: Iterable[Segment]) -> list[models.Piece]:
    return [models.Piece(text=segment.text, marked=segment.marked) for segment in segments]


def timeline(entries: Sequence[Entry]) -> models.Timeline:
    """Acts by the month and the year in which their present stage was first reported."""
    return models.Timeline(
        count=len(entries),
        months=[models.Month.model_validate(line) for line in _numbers(entries, Unit.MONTH)],
        years=[models.Year.model_validate(line) for line in _numbers(entries, Unit.YEAR)],
    )


def _numbers(entries: Sequence[Entry], unit: Unit) -> list[dict[str, object]]:
    return [
        {unit.value: period.code, "total": period.total}
        | {stage.value: period.counts.get(stage, 0) for stage in Stage}
        for period in periods(entries, unit)
        if period.total
    ]


def status(service: Service) -> models.Status:
    """What is watched, and whether the service does its work."""
    seen, entries = watched.read(service), service.register.now().entries.values()
    return models.Status(
        status="ok" if seen.well else "failing",
        version=monitor.__version__,
        acts=len(entries),
        stories=service.counts().stories,
        feeds=seen.feeds,
        official_feeds=seen.official,
        failing_feeds=seen.failing,
        silent_feeds=seen.silent,
        languages=list(seen.languages),
        read_at=maybe_moment(seen.read_at),
        complete_since=maybe_moment(seen.since),
        last_change=maybe_moment(max((entry.changed_at for entry in entries), default=None)),
    )
