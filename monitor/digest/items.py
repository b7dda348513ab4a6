"""One act as an item: the story that shows it, and what the register knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.digest import facts
from monitor.digest.values import First, Item, Match, Proof, Segment
from monitor.digest.words import clock, day, direction, mark, plain, short, spans_of
from monitor.model import Act, Hit, Kind, Reason, Span, Stage, Story, leading
from monitor.normalize import language_tag, safe_link
from monitor.quote import columns

TITLE_COLUMNS = 240
EXCERPT_COLUMNS = 280
MAX_WORDS = 12
MAX_RULES = 4

_STAGES = {
    Stage.THREATENED: "Exit threatened", Stage.PROPOSED: "Exit proposed", Stage.DECIDED: "Exit decided", Stage.NOTIFIED: "Exit notified",
    Stage.SUSPENDED: "Suspended", Stage.EFFECTIVE: "Exit in effect", Stage.EXPIRED: "Expired", Stage.REVERSED: "Exit reversed",
}  # fmt: skip
# Struck out by a person, or no longer what its stories say: label, and what there is to say of it.
_REJECTED = (
    "Withdrawn: reported in error",
    "What was reported here is withdrawn: it was reported in error. The register does not list it any more.",
)
_UNSAID = (
    "Withdrawn: its source no longer says so",
    "What was reported here is withdrawn: its source has changed the text and no longer says so. The register does not list it any more.",
)
_CHANGES = {Reason.CORRECTION: "Correction", Reason.REVERSED: "Reversed", Reason.RISES: "Update"}  # the weightiest first


def label(kind: Kind, stage: Stage) -> str:
    """Kind and stage in plain words: "Exit notified", "Threat"."""
    if kind is Kind.THREAT and stage is not Stage.REVERSED:
        return "Threat" if stage is Stage.THREATENED else f"Threat: {_STAGES[stage].lower()}"
    return _STAGES[stage]


def _change(reasons: tuple[Reason, ...], follows: First | None) -> str:
    """The weightiest of the reasons in a word; what is new to the reader and rose at once is new."""
    if Reason.NEW in reasons and follows is None and Reason.REVERSED not in reasons:
        return ""
    return next((word for reason, word in _CHANGES.items() if reason in reasons), "")


def item(act: Act, reasons: tuple[Reason, ...], zone: str, now: datetime, follows: First | None = None) -> Item:
    """What is told of one act. Of one that does not stand any more nothing but that is told."""
    if follows:
        follows = follows._replace(ref=short(follows.ref, 12), url=safe_link(follows.url) if follows.url else None)
    story = act.stories[0] if act.stories else Story(key="", title="")
    first = leading(act.hits)
    hits = sorted(act.hits, key=lambda hit: hit is not first)
    spans = tuple(span for hit in hits for span in hit.spans)
    title = mark(story.title, spans_of(story.title, "title", spans), TITLE_COLUMNS) or (Segment("(no title)"),)
    told = Item(
        act=act.id,
        ref=act.ref,
        kind=act.kind,
        stage=act.stage,
        label=label(act.kind, act.stage),
        headline="".join(piece.text for piece in title),
        title=title,
        url=safe_link(story.url) if story.url else None,
        source=facts.source_name(story),
        official=story.official,
        lang=language_tag(story.lang) if story.lang else None,
        dir=direction(story.title),
        published=story.published,
        seen=act.opened_at,
        local=clock(story.published, zone, now=now) if story.published else f"first seen {clock(act.opened_at, zone, now=now)}",
        story=story.id,
        actors=tuple(sorted(short(one.value, 20) for one in act.actors)),
        grade=act.grade,
        history=tuple((step.stage, step.at) for step in act.history),
        reasons=reasons,
        change=_change(reasons, follows),
        follows=follows,
        follow=f"Follow-up to #{follows.ref} of {day(follows.at, zone, now=now)}" if follows else "",
    )
    if act.rejected or act.withdrawn:
        heading, standing = _REJECTED if act.rejected else _UNSAID
        return replace(
            told,
            title=(Segment(told.headline),),
            label=heading,
            change="Withdrawn",
            withdrawn=True,
            standing=standing,
            actors=(),
            history=(),
        )
    stories = {one.key: one for one in act.stories}
    columns, rows, note = facts.agreements(act, stories, zone, now)
    proofs = facts.proofs(act, stories)
    others, beyond = facts.sources(act)
    return replace(
        told,
        excerpt=_excerpt(story, spans, proofs),
        matches=_matches(hits),
        words=_words(story, spans),
        others=others,
        beyond=beyond,
        standing=facts.standing(act, zone),
        evidence=facts.grade(act),
        columns=columns,
        rows=rows,
        more_rows=len(act.rows) - len(rows),
        note=note,
        disputes=facts.disputes(act, stories, facts.ending(act, zone, now)),
        proofs=proofs,
    )


def _matches(hits: Iterable[Hit]) -> tuple[Match, ...]:
    return tuple({hit.rule: Match(short(hit.rule, 80), short(hit.title, 120), short(hit.why, 200)) for hit in hits}.values())[:MAX_RULES]


def _excerpt(story: Story, spans: Sequence[Span], proofs: Sequence[Proof]) -> tuple[Segment, ...]:
    """Some 280 columns of the summary around its marked words; of the body when only that has any, or no summary.

    None when it would say a sentence twice: the title's, or one of the proof's, which this story states or another took from it.
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
    return () if any(not proof.source for proof in proofs if proof.quoted) or any(one in shown for one in said) else pieces


def _words(story: Story, spans: Sequence[Span]) -> tuple[str, ...]:
    """The marked words, title first, each once whatever its case."""
    found: dict[str, str] = {}
    for field, text in (("title", story.title), ("summary", story.summary), ("body", story.body)):
        for start, end in spans_of(text, field, spans):
            word = plain(text[start:end]).strip()
            if word and columns(word) <= 80:
                found.setdefault(word.casefold(), word)
    return tuple(found.values())[:MAX_WORDS]
