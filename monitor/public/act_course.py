"""How far an act has come, how good its evidence is, and which stories report it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import NamedTuple

from monitor.digest import Segment, direction, mark, reported_steps, short, source_name, spans_of
from monitor.model import Act, Grade, Hit, Kind, Source, Story, TreatyDate
from monitor.normalize import language_tag, safe_link
from monitor.public.publishing import QUOTED
from monitor.public.sentences import Sentences, trimmed
from monitor.wording import Language, Treaty, party_name

TITLE_COLUMNS = 240


class CourseStep(NamedTuple):
    """A stage that the act came to: in words, when it was reported, and by whom. `number`: its sentence."""

    stage: str
    day: str
    iso: str
    source: str
    official: bool
    url: str | None
    number: int


class Rung(NamedTuple):
    """A grade of evidence: in words, and whether the act has it or a better one. `why`: who vouches for it,
    for which stage.
    """

    words: str
    is_reached: bool
    is_current: bool
    why: tuple[str, ...] = ()


class ToldStory(NamedTuple):
    """A story that reports an act: its title, at most 300 columns of its text around the evidence, and what
    it makes of the act. `at` in words, `iso` for machines, both in UTC.
    """

    title: tuple[Segment, ...]
    quotation: tuple[Segment, ...]
    lang: str | None
    dir: str
    quotation_dir: str
    source: str
    official: bool
    url: str | None
    day: str
    iso: str
    stage: str
    marks: tuple[str, ...]


def course(
    act: Act, sentences: Sentences, stories: Mapping[str, Story], say: Language
) -> tuple[CourseStep, ...]:
    """The stages of an act in order of time."""
    steps = []
    for (stage, day), step in zip(reported_steps(act, "UTC", say), act.history, strict=True):
        story = stories.get(step.evidence.story)
        steps.append(
            CourseStep(
                stage,
                day,
                step.at.astimezone(UTC).date().isoformat(),
                source_name(story) if story else "",
                story.official if story else False,
                safe_link(story.url) if story and story.url else None,
                sentences.number(step.evidence, say("head.stage")),
            )
        )
    return tuple(steps)


def ladder(act: Act, treaties: Mapping[str, Treaty], say: Language) -> tuple[Rung, ...]:
    """The ladder of evidence, the lowest grade first, and where the act stands on it."""
    return tuple(
        Rung(
            say(f"grade.{grade.value}"),
            grade.rank <= act.grade.rank,
            grade is act.grade,
            _why(act, treaties, say) if grade is act.grade else (),
        )
        for grade in Grade
    )


def _why(act: Act, treaties: Mapping[str, Treaty], say: Language) -> tuple[str, ...]:
    """Who vouches for the grade; of an act without such a source how many outlets report it."""
    vouching = dict.fromkeys(
        say(
            "web.vouches.state" if source.state else "web.vouches",
            source=short(source.source, 60),
            state=party_name(source.state, "name", say, treaties) if source.state else "",
            stage=say(f"stage.{source.stage.value}"),
        )
        for source in act.vouching
    )
    if vouching:
        return tuple(vouching)
    outlets = {source.source.casefold() for source in act.sources if not source.linked}
    return (say.count("web.outlets", len(outlets)),) if outlets else ()


def told_stories(
    sources: Sequence[Source],
    stories: Mapping[str, tuple[Story, Sequence[Hit]]],
    sentences: Mapping[str, tuple[Segment, ...]],
    say: Language,
) -> tuple[ToldStory, ...]:
    """These sources of an act as a page shows them. `stories`: by key, each with its hits; `sentences`: by
    key, what the act quotes of it.
    """
    return tuple(
        _told(source, stories.get(source.story), sentences.get(source.story, ()), say) for source in sources
    )


def _told(
    source: Source,
    stored: tuple[Story, Sequence[Hit]] | None,
    sentence: tuple[Segment, ...],
    say: Language,
) -> ToldStory:
    story, hits = stored or (None, ())
    at = source.at.astimezone(UTC)
    title = _title(story, hits, say)
    quotation = _quotation(story, hits, sentence, title)
    text = "".join(segment.text for segment in quotation)
    return ToldStory(
        title=title,
        quotation=quotation,
        lang=language_tag(source.lang) if source.lang else None,
        dir=direction(story.title if story else ""),
        quotation_dir=direction(text),
        source=source_name(story) if story else short(source.source, 60),
        official=source.official,
        url=safe_link(story.url) if story and story.url else None,
        day=_moment(at, say),
        iso=at.isoformat(timespec="seconds"),
        stage="" if source.linked else say(f"stage.{source.stage.value}"),
        marks=_marks(source, story, say),
    )


def _moment(at: datetime, say: Language) -> str:
    """A day with its time (UTC); midnight stands for a day whose time nobody states."""
    day = say.date(TreatyDate.of_day(at.date()))
    return f"{day}, {at:%H:%M}" if at.time() != time() else day


def _title(story: Story | None, hits: Sequence[Hit], say: Language) -> tuple[Segment, ...]:
    if story is None:
        return (Segment(say("no_title")),)
    spans = spans_of(story.title, "title", [span for hit in hits for span in hit.spans])
    return mark(story.title, spans, TITLE_COLUMNS) or (Segment(say("no_title")),)


def _quotation(
    story: Story | None, hits: Sequence[Hit], sentence: tuple[Segment, ...], title: tuple[Segment, ...]
) -> tuple[Segment, ...]:
    """What the act quotes of the story, else the part of it that made a rule match; empty where that is the
    title.
    """
    if sentence:
        return () if _text(sentence) == _text(title) else sentence
    if story is None:
        return ()
    spans = [span for hit in hits for span in hit.spans]
    for name, text in (("summary", story.summary), ("body", story.body)):
        if marked := spans_of(text, name, spans):
            shown = trimmed(mark(text, marked, QUOTED, around=True))
            return () if _text(shown) == _text(title) else shown
    return ()


def _text(segments: tuple[Segment, ...]) -> str:
    return "".join(segment.text for segment in segments).strip(" .…").casefold()


def _marks(source: Source, story: Story | None, say: Language) -> tuple[str, ...]:
    """What a reader should know of the story: that it is official, only looks back, or is our summary."""
    marks = (
        ("web.story.official", source.official),
        ("web.story.linked", source.linked),
        ("web.story.passing", source.kind is Kind.PASSING),
        ("web.story.summary", story is not None and story.has_own_headline),
    )
    return tuple(say(key) for key, holds in marks if holds)
