"""What a child holds: rules, judge and lexicon, parsed, and what it answers with them.

Extraction is imported, and the lexicon made, when the first flagged story or notice is read: a round of polls
may meet none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.child import Explained, Flagged, Judged, Knowledge, Read, Received
from monitor.judge import Detector, Judge, build_judge, tell
from monitor.match import Document, Matcher
from monitor.model import Hit, ParseError, Story, Termination, leading
from monitor.normalize import text_digest, to_story
from monitor.parse import parse_feed
from monitor.rules import load as load_rules
from monitor.rules.own import read_own

if TYPE_CHECKING:
    from monitor.child import DetectorAt
    from monitor.extract import Lexicon


class _DetectorWithNotices(Detector):
    """A detector that flags a depositary's notices by what they say, whatever rules and judge make of them:
    those of an exit, and no others. `lexicon` returns the lexicon.
    """

    def __init__(
        self, matcher: Matcher, judge: Callable[[], Judge] | None, lexicon: Callable[[], Lexicon]
    ) -> None:
        super().__init__(matcher, judge)
        self._lexicon = lexicon

    def read(self, story: Story, document: Document | None = None) -> tuple[Story, tuple[Hit, ...]]:
        """The story with its detected language, and its hits."""
        story, hits = super().read(story, document)
        if not story.depositary:
            return story, hits
        from monitor.extract import read_notice

        notice = read_notice(story, self._lexicon())
        if notice is None:
            return story, () if story.is_mailed else hits
        return story, notice.hits

    def read_mail(self, story: Story, number: str) -> Judged:
        """The same for a depositary's mail, with a headline in place of a title that adds nothing to it."""
        from monitor.extract import read_notice
        from monitor.extract.notice_headline import facts, headline

        story, hits = self.read(story)
        lexicon = self._lexicon()
        notice = read_notice(story, lexicon)
        title = headline(notice, number, story.depositary, lexicon) if notice else ""
        if title:
            digest = text_digest(title, story.summary, story.body)
            renamed = replace(story, title=title, digest=digest)
            again = read_notice(renamed, lexicon)
            if again is not None and facts(again) == facts(notice):
                story, hits = renamed, again.hits
        return Judged(story, hits, "" if notice is None else notice.says)


class Held:
    """The knowledge of this process, parsed."""

    def __init__(self, knowledge: Knowledge, detector_at: DetectorAt) -> None:
        self.key = knowledge.key
        self._knowledge: Knowledge | None = knowledge
        rules, lexicon, vocabulary = knowledge.rules, knowledge.lexicon, knowledge.vocabulary
        judge = (
            build_judge(vocabulary, lexicon, rules, detector_at(knowledge.languages)) if vocabulary else None
        )
        self.detector = _DetectorWithNotices(
            Matcher(load_rules(rules)), None if judge is None else lambda: judge, lambda: self.lexicon
        )

    @cached_property
    def lexicon(self) -> Lexicon:
        from monitor.extract import parse_lexicon

        assert self._knowledge is not None
        known, self._knowledge = self._knowledge, None  # its texts may take 4 MB
        return parse_lexicon(known.lexicon, read_own(known.rules, known.vocabulary, known.lexicon))

    def warm(self) -> None:
        """Makes what stories in English need. English is the language of most feeds; the names of other
        languages (3 MB each) are loaded by the child that first meets a flagged story in it.
        """
        self.detector.detect(Story(key="", title="", lang="en"))

    def warm_extraction(self) -> None:
        """Makes what reads flagged stories and notices, in English; costs nothing once it is made."""
        if "lexicon" in self.__dict__:
            return
        english = self.lexicon.packs.get("en")
        if english is not None:
            english.phrases.find(())
            english.has("", "")  # its small sets

    def read_document(self, received: Received) -> Read | ParseError:
        """See `child.read_document`."""
        parsed = parse_feed(received.body, received.content_type, received.seen, received.url)
        if isinstance(parsed, ParseError):
            return parsed
        stories = [to_story(entry, received.feed, received.now) for entry in parsed.entries]
        return Read(replace(parsed, entries=(), guids=()), tuple(map(self.detector.read, stories)))

    def judged(self, story: Story, number: str) -> Judged:
        """See `child.judged`."""
        if story.is_mailed:
            return self.detector.read_mail(story, number)
        return Judged(*self.detector.read(story))

    def terminations(self, flagged: Flagged) -> tuple[Termination, ...]:
        """See `child.terminations`."""
        from monitor.extract import extract

        return extract(flagged.story, flagged.hits, self.lexicon, published=flagged.published)

    def explained(self, story: Story, nearest: int) -> Explained:
        """See `child.explained`."""
        from monitor.extract import extract, read_notice

        detector = self.detector
        read, hits = detector.read(story)
        why = tell(detector.matcher, detector.judge, read)
        why = replace(why, rules=why.rules[: why.matched or nearest])
        notice = read_notice(read, self.lexicon) if read.depositary else None
        told = ""
        if notice is not None:
            told = f"{notice.says}: it is {'flagged' if notice.hits else 'not flagged'}"
        day = read.published.date() if read.published else None
        is_certain = bool(hits) and leading(hits) is not None
        stated = extract(read, hits, self.lexicon, published=day) if is_certain else ()
        return Explained(read, why, stated, told)
