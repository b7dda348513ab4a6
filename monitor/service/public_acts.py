"""One act as its page shows it: with its stories, its proofs and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING, NamedTuple

from monitor.model import Act, Reason, TreatyDate
from monitor.public import page_of
from monitor.public.act_course import (
    CourseStep,
    Rung,
    ToldStory,
    course,
    ladder,
    told_stories,
)
from monitor.public.act_table import Table, act_table
from monitor.public.changes import Change, changes
from monitor.public.sentences import Sentence, Sentences
from monitor.service.names import known_treaties
from monitor.service.public import ToldAct

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.wording import Language

STORIES = 40  # of one page


class When(NamedTuple):
    """When an act takes effect, "" where nothing is known. `bases`: from what the days are computed
    (`notice`, `report`, `announcement`).
    """

    line: str
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WholeAct:
    """An act with everything that its page shows. Days are in UTC.

    `actors`: who leaves, by code, each with the number of its sentence. `stories` are those of one page, of
    `all_stories`; `first_story` is the number of the first one, `next` the cursor of the next page.
    `treaties`: ids of those of its agreements that have a dossier. `former`: references of entries that it
    took in.
    """

    actors: Mapping[str, int]
    course: tuple[CourseStep, ...]
    table: Table
    sentences: tuple[Sentence, ...]
    ladder: tuple[Rung, ...]
    stories: tuple[ToldStory, ...]
    first_story: int
    all_stories: int
    next: str
    when: When
    changes: tuple[Change, ...]
    treaties: tuple[str, ...]
    former: tuple[str, ...]
    changed: date
    changed_words: str
    today: date


def whole(service: Service, told: ToldAct, say: Language, cursor: str = "") -> WholeAct:
    """An act for its page. `cursor`: where its stories begin. Raises `WrongParameter`."""
    act, now = told.act, service.clock()
    treaties, dossiers = known_treaties(service.own_words()), service.dossiers()
    sources, changed = act.by_story, act.changed_at.astimezone(UTC).date()
    stories = service.store.stories.flagged_versions(source.story for source in sources)
    texts = {key: story for key, (story, _) in stories.items()}
    sentences = Sentences(texts, say)
    actors = {actor.value: sentences.number(actor, say("web.cell.actors")) for actor in act.actors}
    steps = course(act, sentences, texts, say)
    table = act_table(act, sentences, treaties, now, say)
    shown, following = page_of(sources, lambda source: str(source.id), cursor, STORIES)
    return WholeAct(
        actors,
        steps,
        table,
        sentences.listed(),
        ladder(act, treaties, say),
        told_stories(shown, stories, sentences.by_story(), say),
        sources.index(shown[0]) + 1 if shown else 1,
        len(sources),
        following,
        _when(service, act, say),
        changes_of(service, act, say),
        tuple(dict.fromkeys(dossier.id for row in act.rows if (dossier := dossiers.of(row)))),
        former_of(service, act),
        changed,
        say.date(TreatyDate.of_day(changed)),
        now.astimezone(UTC).date(),
    )


def _when(service: Service, act: Act, say: Language) -> When:
    from monitor import digest

    now, treaties = service.clock(), known_treaties(service.own_words())
    known = digest.Known(service.dossiers(), service.register.departed())
    effects = digest.effects(act, known, now.astimezone(UTC).date())
    due = digest.told_due(act, (Reason.DUE,), known, "UTC", now, say)
    line = digest.when_line(act, effects, due, known, treaties, now, say)
    bases = dict.fromkeys(effect.basis.value for effect in effects if effect and not effect.stated)
    return When(line, tuple(bases) if line else ())


def changes_of(service: Service, act: Act, say: Language) -> tuple[Change, ...]:
    """What has happened to an act: what came in, and what people corrected."""
    alerts = service.store.alerts.of_acts([act.id]).get(act.id, ())
    corrections = service.store.register.corrections()
    return changes(act, alerts, corrections, known_treaties(service.own_words()), say)


def former_of(service: Service, act: Act) -> tuple[str, ...]:
    """References of entries that were merged into this one."""
    taken = service.store.acts.taken_acts([act.id]).keys() - {act.id}
    return tuple(sorted(own.ref for own in service.store.acts.stored(taken, taken=True))) if taken else ()
