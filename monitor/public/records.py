"""An act as JSON for everybody (docs/data.md, "An act"): that of exports, without what is not public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from monitor import exports
from monitor.digest.words import short
from monitor.exports.effects import (
    DossierOf,
    EffectOf,
    IsPrincipled,
    UsualOf,
    no_dossier,
    no_effect,
    no_usual,
    not_known,
)
from monitor.exports.json_records import story_ids
from monitor.exports.words import timestamp
from monitor.model import Act, ActStories, Source, Story
from monitor.public.changes import Change
from monitor.public.publishing import QUOTED, published

Json = dict[str, object]
_NOT_PUBLIC = ("alerts", "wave", "stories")


@dataclass(frozen=True, slots=True)
class Said:
    """What readers are told of an act in words: its sentence, what follows from it, its page."""

    sentence: str
    lines: Sequence[str] = ()
    page: str = ""


@dataclass(frozen=True, slots=True)
class More:
    """What the page of one act has beside its values. `stories`: all of them by key; `former`: references of
    acts that were merged into it.
    """

    stories: Mapping[str, Story]
    changes: Sequence[Change] = ()
    former: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What dossiers say of acts."""

    effect_of: EffectOf = no_effect
    dossier_of: DossierOf = no_dossier
    usual_of: UsualOf = no_usual
    is_principled: IsPrincipled = not_known


NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True)
class _Stories:
    """The stories of an act by the ids that its record has."""

    by_id: Mapping[object, Story] = field(default_factory=dict)

    def named(self, proof: Mapping[str, object]) -> Json:
        """A proof with the publisher and the address of its story."""
        story = self.by_id.get(proof.get("story"))
        source = story.source or story.host if story else None
        return {"summary": False, **proof, "source": source, "url": web_address(story)}


def act_record(act: Act, own: ActStories, said: Said, answers: Answers = NO_ANSWERS) -> Json:
    """An act in a list: all its values, each with the sentence that states it."""
    by_key = {story.key: story for story in own.stories}
    public, name_of = published(act, by_key), story_ids(act)
    stories = _Stories({name_of(story.key): story for story in own.stories})
    whole = exports.record(
        public,
        url=web_address(by_key.get(act.best.story)) if act.best else None,
        effect_of=answers.effect_of,
        dossier_of=answers.dossier_of,
        is_principled=answers.is_principled,
        usual_of=answers.usual_of,
    )
    rows = cast("list[Json]", whole["rows"])
    return {
        "ref": act.ref,
        "page": said.page,
        "sentence": said.sentence,
        "kind": act.kind.value,
        **{name: value for name, value in whole.items() if name not in _NOT_PUBLIC},
        "rows": [_row(row, entry, stories) for row, (_, entry) in zip(rows, _entries(public), strict=True)],
        "history": _history(public, stories),
        "changed_at": timestamp(act.changed_at),
        "closed": act.closed,
        "story_count": len(act.by_story),
        "in_words": list(said.lines),
    }


def act_detail(
    act: Act, own: ActStories, said: Said, answers: Answers = NO_ANSWERS, more: More | None = None
) -> Json:
    """One act with its stories in order of time, and what has happened to it."""
    more = more or More({story.key: story for story in own.stories})
    name_of = story_ids(act)
    return {
        **act_record(act, own, said, answers),
        "stories": [
            _story(source, more.stories.get(source.story), name_of(source.story)) for source in act.by_story
        ],
        "changes": [_change(change) for change in more.changes],
        "merged": list(more.former),
    }


def _change(change: Change) -> Json:
    return {
        "version": change.number,
        "day": change.iso,
        "what": change.what,
        "why": change.why or None,
        "correction": change.is_correction,
        "undone": change.is_undone,
    }


def web_address(story: Story | None) -> str | None:
    """The address of a story if it is one of the web; never `javascript:`."""
    address = story.url if story else None
    return address if address and address.startswith(("http://", "https://")) else None


def _entries(act: Act) -> list[tuple[str, str | None]]:
    return [(number, row.entry) for number, row in act.by_number]


def _row(row: Json, entry: str | None, stories: _Stories) -> Json:
    proofs = cast("Mapping[str, Json]", row["evidence"])
    return {
        **row,
        "treaty": entry,
        "evidence": {name: stories.named(proof) for name, proof in proofs.items()},
    }


def _history(act: Act, stories: _Stories) -> list[Json]:
    """Each stage that it reached, with the sentence that says so."""
    name_of = story_ids(act)
    return [
        {
            "stage": step.stage.value,
            "at": timestamp(step.at),
            **stories.named(
                {
                    "summary": step.evidence.is_summary,
                    "sentence": step.evidence.proof,
                    "story": name_of(step.evidence.story),
                }
            ),
        }
        for step in act.history
    ]


def _story(source: Source, story: Story | None, name: object) -> Json:
    """A story that reports the act: title and link, never its text."""
    published_at = story.published if story else None
    return {
        "story": name,
        "at": timestamp(source.at),
        "title": short(story.title, QUOTED) if story else None,
        "url": web_address(story),
        "source": source.source or None,
        "lang": source.lang,
        "published": timestamp(published_at) if published_at else None,
        "official": source.official,
        "stage": source.stage.value,
        "looks_back": source.linked,
    }
