"""Builds the summary of an act from what the register states and from the story that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from monitor.digest import act_details, story_shown
from monitor.digest.act_summary import ActSummary, Agreement, ComputedEffect
from monitor.digest.due_words import WEIGHTIER, told_due, when_line
from monitor.digest.effect_words import NOTHING_KNOWN, Known, effects, meaning_lines
from monitor.digest.proofs import proofs, source_name
from monitor.digest.words import Segment, clock, day, direction, short
from monitor.dossiers import Effect, principled_by
from monitor.model import Act, ActStories, FirstMessage, Hit, Kind, Reason, Stage, Story, leading
from monitor.normalize import language_tag, safe_link
from monitor.wording import ENGLISH, NO_TREATIES, Language, Treaty, headline

_CHANGES = (*WEIGHTIER, Reason.DUE)  # the weightiest first
_DUE = {Stage.NOTIFIED: "change.due.notified", Stage.SUSPENDED: "change.due.suspended"}
_NO_STORY = Story(key="", title="")


def summarise(
    act: Act,
    stories: ActStories,
    reasons: tuple[Reason, ...],
    zone: str,
    now: datetime,
    follows: FirstMessage | None = None,
    say: Language = ENGLISH,
    *,
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    known: Known = NOTHING_KNOWN,
) -> ActSummary:
    """The summary of one act. Of an act that was rejected or withdrawn it says only that.

    `stories` are those of the act, `treaties` the gazetteer's names by id, `say` the reader's language,
    `known` the dossiers of treaties and who has left them.
    """
    summary = _basic(act, stories, reasons, zone, now, _cleaned(follows), treaties, say)
    if act.rejected or act.withdrawn:
        return _withdrawn(summary, "rejected" if act.rejected else "unsaid")
    story, hits = stories.best or _NO_STORY, _by_stage(act, stories.hits)
    spans = tuple(span for hit in hits for span in hit.spans)
    by_key = {story.key: story for story in stories.stories}
    keys, rows, note = act_details.agreements(act, by_key, zone, now, treaties, say)
    sentences = proofs(act, story, by_key, say)
    when = effects(act, known, now.astimezone(UTC).date())
    due = told_due(act, reasons, known, zone, now, say)
    other_sources, unnamed = act_details.sources(stories.stories)
    return replace(
        summary,
        excerpt=story_shown.excerpt(story, spans, sentences),
        matches=story_shown.matches(hits),
        words=story_shown.marked_words(story, spans),
        because=story_shown.because(story, hits[0].spans if hits else (), say),
        other_sources=other_sources,
        unnamed_sources=unnamed,
        stage_line=act_details.stage_line(act, zone, treaties, say),
        standing=act_details.standing(act, summary, zone, now, treaties, say),
        evidence=act_details.grade(act, say),
        columns=tuple(say(f"head.{key}") for key in keys),
        column_keys=keys,
        rows=tuple(map(_with_effect, rows, when)),
        more_rows=len(act.rows) - len(rows),
        note=note,
        change=due.change or summary.change,
        effect=when_line(act, when, due, known, treaties, now, say),
        meaning=meaning_lines(act, when, known, treaties, say),
        principled=bool(principled_by(act, known.dossiers)),
        wave=say.polish(known.wave(act, say)),
        disputes=act_details.disputes(
            act, by_key, act_details.ending(act, zone, now, treaties), treaties, say
        ),
        proofs=sentences,
    )


def _basic(
    act: Act,
    stories: ActStories,
    reasons: tuple[Reason, ...],
    zone: str,
    now: datetime,
    follows: FirstMessage | None,
    treaties: Mapping[str, Treaty],
    say: Language,
) -> ActSummary:
    """What is said of every act, withdrawn ones too."""
    story = stories.best or _NO_STORY
    spans = tuple(span for hit in _by_stage(act, stories.hits) for span in hit.spans)
    title = story_shown.title(story, spans, say)
    return ActSummary(
        id=act.id,
        ref=act.ref,
        kind=act.kind,
        stage=act.stage,
        label=_label(act.kind, act.stage, say),
        sentence=_sentence(act, stories, treaties, say),
        headline="".join(segment.text for segment in title),
        title=title,
        original=story_shown.original(story, say),
        quoted=not story.has_own_headline,
        url=safe_link(story.url) if story.url else None,
        source=source_name(story),
        official=story.official,
        lang=language_tag(story.lang) if story.lang else None,
        dir=direction(story.title),
        published=story.published,
        seen=act.opened_at,
        local=_when(act, story, zone, now, say),
        story=story.id,
        actors=tuple(sorted(short(actor.value, 20) for actor in act.actors)),
        grade=act.grade,
        history=tuple((step.stage, step.at) for step in act.history),
        reasons=reasons,
        change=_change(reasons, follows, act.stage, say),
        follows=follows,
        follow=say("follow", ref=follows.ref, day=day(follows.at, zone, now=now, say=say)) if follows else "",
        reader=say.code,
    )


def _with_effect(row: Agreement, effect: Effect | None) -> Agreement:
    """The agreement with the day of effect that its exit clause gives."""
    if effect is None:
        return row
    computed = effect.computed
    return replace(
        row,
        effect=ComputedEffect(
            treaty=effect.dossier.id,
            article=effect.clause.article,
            basis=effect.basis.value,
            earliest=computed.earliest.isoformat() if computed.earliest else None,
            latest=computed.latest.isoformat() if computed.latest else None,
            exact=effect.is_exact,
            differs_days=effect.differs_days,
            conditions=tuple(reason.value for reason in computed.unmet),
        ),
    )


def _withdrawn(summary: ActSummary, why: str) -> ActSummary:
    """The summary of an act that does not stand. `why`: "rejected", or "unsaid" by its source."""
    text = summary.say(f"withdrawn.{why}")
    return replace(
        summary,
        title=(Segment(summary.headline),),
        label=text,
        sentence=text,
        change=summary.say("change.withdrawn"),
        withdrawn=True,
        stage_line=summary.say(f"withdrawn.{why}.more"),
        actors=(),
        history=(),
    )


def _label(kind: Kind, stage: Stage, say: Language) -> str:
    """Kind and stage in plain words: "Exit notified", "Threat"."""
    label = say(f"label.{stage.value}")
    if kind is not Kind.THREAT or stage is Stage.REVERSED:
        return label
    if stage is Stage.THREATENED:
        return say("label.threat")
    return say("label.threat_at", label=f"{label[:1].lower()}{label[1:]}")


def _change(reasons: tuple[Reason, ...], follows: FirstMessage | None, stage: Stage, say: Language) -> str:
    """The weightiest of the reasons in a word; "" for an act that is new to the reader."""
    is_new = Reason.NEW in reasons and follows is None
    if is_new and Reason.REVERSED not in reasons:
        return ""
    reason = next((reason for reason in _CHANGES if reason in reasons), None)
    if reason is None:
        return ""
    return say(_DUE.get(stage, "change.due") if reason is Reason.DUE else f"change.{reason.value}")


def _cleaned(follows: FirstMessage | None) -> FirstMessage | None:
    """The first message with a short reference and a safe link."""
    if follows is None:
        return None
    url = safe_link(follows.url) if follows.url else None
    return replace(follows, ref=short(follows.ref, 12), url=url)


def _by_stage(act: Act, hits: tuple[Hit, ...]) -> list[Hit]:
    """The hits of the story shown, the one with the act's stage first, else the leading one."""
    first = leading(tuple(hit for hit in hits if hit.stage is act.stage)) or leading(hits)
    return sorted(hits, key=lambda hit: hit is not first)


def _sentence(act: Act, stories: ActStories, treaties: Mapping[str, Treaty], say: Language) -> str:
    langs = {story.key: story.lang for story in stories.stories}
    actors = [actor.value for actor in act.actors]
    text = headline(say, actors, act.stage, act.kind, act.rows, treaties, langs.get)
    return say.polish(short(text, story_shown.TITLE_COLUMNS))


def _when(act: Act, story: Story, zone: str, now: datetime, say: Language) -> str:
    if story.published:
        return clock(story.published, zone, now=now, say=say)
    return say("first_seen", when=clock(act.opened_at, zone, now=now, say=say))
