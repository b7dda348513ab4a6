"""One act as an item: the story that shows it, and what the register knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.digest import facts
from monitor.digest.values import Item, Match, Proof, Segment
from monitor.digest.words import clock, day, direction, mark, plain, short, spans_of
from monitor.model import Act, ActStories, FirstMessage, Hit, Kind, Reason, Span, Stage, Story, leading
from monitor.names import language_name
from monitor.normalize import language_tag, safe_link
from monitor.quote import columns
from monitor.wording import ENGLISH, NO_TREATIES, Language, Treaty, headline

TITLE_COLUMNS = 240
EXCERPT_COLUMNS = 280
MAX_WORDS = 12
MAX_RULES = 4

MAX_WHY = 6  # words that are quoted to say why

_CHANGES = (Reason.CORRECTION, Reason.REVERSED, Reason.RISES)  # the weightiest first


def label(kind: Kind, stage: Stage, say: Language = ENGLISH) -> str:
    """Kind and stage in plain words: "Exit notified", "Threat"."""
    at = say(f"label.{stage.value}")
    if kind is not Kind.THREAT or stage is Stage.REVERSED:
        return at
    return (
        say("label.threat")
        if stage is Stage.THREATENED
        else say("label.threat_at", label=f"{at[:1].lower()}{at[1:]}")
    )


def _change(reasons: tuple[Reason, ...], follows: FirstMessage | None, say: Language) -> str:
    """The weightiest of the reasons in a word; what is new to the reader and rose at once is new."""
    if Reason.NEW in reasons and follows is None and Reason.REVERSED not in reasons:
        return ""
    return next((say(f"change.{reason.value}") for reason in _CHANGES if reason in reasons), "")


def item(
    act: Act,
    told_by: ActStories,
    reasons: tuple[Reason, ...],
    zone: str,
    now: datetime,
    follows: FirstMessage | None = None,
    *,
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    say: Language = ENGLISH,
) -> Item:
    """What is told of one act. Of one that does not stand any more nothing but that is told.

    `told_by` are its stories, `treaties` the gazetteer's names by id, `say` the reader's language.
    """
    if follows:
        follows = replace(
            follows, ref=short(follows.ref, 12), url=safe_link(follows.url) if follows.url else None
        )
    story = told_by.best or Story(key="", title="")
    hits = _by_stage(act, told_by.hits)
    spans = tuple(span for hit in hits for span in hit.spans)
    title = mark(story.title, spans_of(story.title, "title", spans), TITLE_COLUMNS) or (
        Segment(say("no_title")),
    )
    stories = {told.key: told for told in told_by.stories}
    told = Item(
        act=act.id,
        ref=act.ref,
        kind=act.kind,
        stage=act.stage,
        label=label(act.kind, act.stage, say),
        sentence=_sentence(act, stories, treaties, say),
        headline="".join(piece.text for piece in title),
        title=title,
        original=_original(story, say),
        url=safe_link(story.url) if story.url else None,
        source=facts.source_name(story),
        official=story.official,
        lang=language_tag(story.lang) if story.lang else None,
        dir=direction(story.title),
        published=story.published,
        seen=act.opened_at,
        local=_when(act, story, zone, now, say),
        story=story.id,
        actors=tuple(sorted(short(one.value, 20) for one in act.actors)),
        grade=act.grade,
        history=tuple((step.stage, step.at) for step in act.history),
        reasons=reasons,
        change=_change(reasons, follows, say),
        follows=follows,
        follow=say("follow", ref=follows.ref, day=day(follows.at, zone, now=now, say=say)) if follows else "",
        reader=say.code,
    )
    if act.rejected or act.withdrawn:
        why = "rejected" if act.rejected else "unsaid"
        return replace(
            told,
            title=(Segment(told.headline),),
            label=say(f"withdrawn.{why}"),
            sentence=say(f"withdrawn.{why}"),
            change=say("change.withdrawn"),
            withdrawn=True,
            standing=say(f"withdrawn.{why}.more"),
            actors=(),
            history=(),
        )
    heads, rows, note = facts.agreements(act, stories, zone, now, treaties, say)
    proofs = facts.proofs(act, story, stories, say)
    others, beyond = facts.sources(told_by.stories)
    return replace(
        told,
        excerpt=_excerpt(story, spans, proofs),
        matches=_matches(hits),
        words=marked_words(story, spans),
        because=because(story, hits[0].spans if hits else (), say),
        others=others,
        beyond=beyond,
        standing=facts.standing(act, zone, say),
        evidence=facts.grade(act, say),
        columns=tuple(say(f"head.{head}") for head in heads),
        heads=heads,
        rows=rows,
        more_rows=len(act.rows) - len(rows),
        note=note,
        disputes=facts.disputes(act, stories, facts.ending(act, zone, now), say),
        proofs=proofs,
    )


def _by_stage(act: Act, hits: tuple[Hit, ...]) -> list[Hit]:
    """The hits on the story shown: first the one whose stage the act shows, else the one that speaks for the
    story.
    """
    first = leading(tuple(hit for hit in hits if hit.stage is act.stage)) or leading(hits)
    return sorted(hits, key=lambda hit: hit is not first)


def _sentence(act: Act, stories: Mapping[str, Story], treaties: Mapping[str, Treaty], say: Language) -> str:
    actors = [one.value for one in act.actors]
    text = headline(
        say,
        actors,
        act.stage,
        act.kind,
        act.rows,
        treaties,
        lambda key: stories[key].lang if key in stories else None,
    )
    return short(text, TITLE_COLUMNS)


def _original(story: Story, say: Language) -> str:
    """What stands before the story's own headline: that it is the original, and in which language when it is
    not the reader's.
    """
    name = language_of(story, say)
    return say("original.in", language=name) if name else say("original")


def language_of(story: Story, say: Language) -> str:
    """The name of the language of a story, for the reader; "" when it is the reader's own, or not known."""
    lang = (story.lang or "").split("-")[0].lower()
    return language_name(lang, say.code) if lang != say.code else ""


def _when(act: Act, story: Story, zone: str, now: datetime, say: Language) -> str:
    if story.published:
        return clock(story.published, zone, now=now, say=say)
    return say("first_seen", when=clock(act.opened_at, zone, now=now, say=say))


def because(story: Story, spans: Sequence[Span], say: Language) -> str:
    """Which words of the story made a rule match, field by field: "the headline says “quits” and “Treaty on
    Wool”".
    """
    said = []
    seen: set[str] = set()
    for field, text in (("title", story.title), ("summary", story.summary), ("body", story.body)):
        words = []
        for start, end in spans_of(text, field, spans):
            word = plain(text[start:end]).strip()
            if word and word.casefold() not in seen and len(seen) < MAX_WHY:
                words.append(say("quoted", text=short(word, 80)))
                seen.add(word.casefold())
        if words:
            said.append(say(f"why.{field}", words=say.listed(words)))
    return "; ".join(said)


def _matches(hits: Iterable[Hit]) -> tuple[Match, ...]:
    return tuple(
        {
            hit.rule: Match(short(hit.rule, 80), short(hit.title, 120), short(hit.why, 200)) for hit in hits
        }.values()
    )[:MAX_RULES]


def _excerpt(story: Story, spans: Sequence[Span], proofs: Sequence[Proof]) -> tuple[Segment, ...]:
    """Some 280 columns of the summary around its marked words; of the body when only that has any, or no
    summary.

    None when it would say a sentence twice: the title's, or one of the proof's, which this story states or
    another took from it.
    """
    fields = {"summary": story.summary, "body": story.body}
    marked = {name: spans_of(text, name, spans) for name, text in fields.items()}
    name = "body" if (marked["body"] and not marked["summary"]) or not story.summary else "summary"
    text = fields[name]
    if facts.same(text) == facts.same(story.title):
        return ()
    pieces = mark(text, marked[name], EXCERPT_COLUMNS, around=True)
    shown = facts.same("".join(piece.text for piece in pieces))
    said = [facts.same("".join(piece.text for piece in proof.sentence)) for proof in proofs if proof.quoted]
    return (
        ()
        if any(not proof.source for proof in proofs if proof.quoted) or any(one in shown for one in said)
        else pieces
    )


def marked_words(story: Story, spans: Sequence[Span]) -> tuple[str, ...]:
    """The marked words, title first, each once whatever its case."""
    found: dict[str, str] = {}
    for field, text in (("title", story.title), ("summary", story.summary), ("body", story.body)):
        for start, end in spans_of(text, field, spans):
            word = plain(text[start:end]).strip()
            if word and columns(word) <= 80:
                found.setdefault(word.casefold(), word)
    return tuple(found.values())[:MAX_WORDS]
