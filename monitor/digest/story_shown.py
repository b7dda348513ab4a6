"""What a message takes from the story that shows an act: marked words, excerpt, rules, language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.digest.act_summary import Match, Proof
from monitor.digest.proofs import comparable
from monitor.digest.words import Segment, mark, plain, short, spans_of
from monitor.model import Hit, Span, Story
from monitor.names import language_name
from monitor.quote import columns
from monitor.wording import Language

TITLE_COLUMNS = 240
EXCERPT_COLUMNS = 280
MAX_WORDS = 12
MAX_RULES = 4
MAX_WHY = 6  # words that are quoted to say why


def title(story: Story, spans: Sequence[Span], say: Language) -> tuple[Segment, ...]:
    """The headline in segments; "(no title)" for a story without one."""
    segments = mark(story.title, spans_of(story.title, "title", spans), TITLE_COLUMNS)
    return segments or (Segment(say("no_title")),)


def original(story: Story, say: Language) -> str:
    """The words before the story's own headline: "Original headline (Russian):"; before our own words that
    they are a summary.
    """
    if story.has_own_headline:
        return say("summary")
    name = language_of(story, say)
    return say("original.in", language=name) if name else say("original")


def language_of(story: Story, say: Language) -> str:
    """The name of the language of a story, for the reader; "" when it is the reader's own, or unknown."""
    lang = (story.lang or "").split("-")[0].lower()
    return language_name(lang, say.code) if lang != say.code else ""


def because(story: Story, spans: Sequence[Span], say: Language) -> str:
    """Which words of the story made a rule match: "the headline says “quits” and “Treaty on Wool”"."""
    by_field: dict[str, list[str]] = {}
    seen: set[str] = set()
    for field, word in _marked(story, spans):
        if word.casefold() not in seen and len(seen) < MAX_WHY:
            by_field.setdefault(field, []).append(say("quoted", text=short(word, 80)))
            seen.add(word.casefold())
    reasons = [say(f"why.{field}", words=say.joined(words)) for field, words in by_field.items()]
    return say("list.parts").join(reasons)


def marked_words(story: Story, spans: Sequence[Span]) -> tuple[str, ...]:
    """The marked words, title first, each once whatever its case."""
    words: dict[str, str] = {}
    for _, word in _marked(story, spans):
        if columns(word) <= 80:
            words.setdefault(word.casefold(), word)
    return tuple(words.values())[:MAX_WORDS]


def _marked(story: Story, spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """Fields, each with a marked word of it, in order."""
    for field, text in (("title", story.title), ("summary", story.summary), ("body", story.body)):
        for start, end in spans_of(text, field, spans):
            if word := plain(text[start:end]).strip():
                yield field, word


def matches(hits: Iterable[Hit]) -> tuple[Match, ...]:
    """The rules that flagged the story, each once."""
    by_rule = {
        hit.rule: Match(short(hit.rule, 80), short(hit.title, 120), short(hit.why, 200)) for hit in hits
    }
    return tuple(by_rule.values())[:MAX_RULES]


def excerpt(story: Story, spans: Sequence[Span], proofs: Sequence[Proof]) -> tuple[Segment, ...]:
    """Some 280 columns of the summary around its marked words; of the body when only that has any, or the
    story has no summary.

    Empty when a reader would see a sentence twice: that of the title, or one of `proofs`.
    """
    quotations = [proof for proof in proofs if proof.quoted or proof.label]
    field, text = _excerpt_field(story, spans)
    is_told = comparable(text) == comparable(story.title) or any(not proof.source for proof in quotations)
    if is_told:
        return ()
    segments = mark(text, spans_of(text, field, spans), EXCERPT_COLUMNS, around=True)
    shown = comparable(_joined(segments))
    return () if any(comparable(_joined(proof.sentence)) in shown for proof in quotations) else segments


def _excerpt_field(story: Story, spans: Sequence[Span]) -> tuple[str, str]:
    only_body_is_marked = bool(spans_of(story.body, "body", spans)) and not spans_of(
        story.summary, "summary", spans
    )
    if only_body_is_marked or not story.summary:
        return "body", story.body
    return "summary", story.summary


def _joined(segments: Iterable[Segment]) -> str:
    return "".join(segment.text for segment in segments)
