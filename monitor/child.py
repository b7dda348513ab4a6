"""The tasks of a child process. Arguments and results are plain values.

hold(knowledge, detector)  prepares a child before its first task
flagging(story)            a stored story -> its hits
judged(story, number)      a story that no feed brought -> the story with its language, and its hits
read_document(received)    a feed's bytes -> its stories with their hits
terminations(flagged)      a flagged story -> the terminations that it states
explained(story)           a story -> why it is flagged or not, and what it states
tried(files)               rule files -> the number of their rules, if their examples hold
fitting(files, stories)    rule files -> the stories that their rules match
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from hashlib import blake2b

from monitor.clauses import Detect
from monitor.errors import RuleError
from monitor.extract import Lexicon, extract, parse_lexicon, read_notice
from monitor.extract.notice_headline import facts, headline
from monitor.judge import Detector, Judge, Why, build_judge, check_frames, tell
from monitor.match import Document, Matcher, check, load
from monitor.model import Feed, Hit, Parsed, ParseError, Story, Termination, leading
from monitor.normalize import text_digest, to_story
from monitor.parse import parse_feed
from monitor.rules import load as load_rules
from monitor.rules.frames import frame_files
from monitor.rules.own import known_of, own_files, parse_own


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The texts that stories are judged with (rule files, lexicon, vocabulary), compressed, because each
    child keeps a copy.

    `key` changes with the texts; `languages` is the path of the model for language detection, "" for none.
    """

    key: str
    packed: bytes
    languages: str = ""

    @classmethod
    def of(
        cls,
        rules: Mapping[str, str],
        lexicon: Mapping[str, str],
        vocabulary: Mapping[str, str] | None = None,
        languages: str = "",
    ) -> Knowledge:
        """From files (path to text). Without a vocabulary stories are judged by the rules alone."""
        once = {path: None if path in lexicon else text for path, text in (vocabulary or {}).items()}
        plain = json.dumps([dict(rules), dict(lexicon), once]).encode()
        return cls(blake2b(plain, digest_size=16).hexdigest(), zlib.compress(plain, 1), languages)

    def files(self) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        """Rule files, lexicon and vocabulary, path to text."""
        rules, lexicon, once = json.loads(zlib.decompress(self.packed))
        return rules, lexicon, {path: lexicon[path] if text is None else text for path, text in once.items()}


@dataclass(frozen=True, slots=True)
class Received:
    """A document as it was received. `seen`: hashes of the items that are not parsed again; `now` is aware,
    UTC.
    """

    body: bytes
    content_type: str
    seen: frozenset[bytes]
    url: str  # what relative links are joined to
    feed: Feed
    now: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """A story with its hits. `says`: what a depositary's notice notifies, in a word or two (`exit`,
    `accession`, `unclear`); "" for other stories, and for a mail that is no notice.
    """

    story: Story
    hits: tuple[Hit, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A parsed document: `parsed` without its entries, and the stories with their hits."""

    parsed: Parsed
    stories: tuple[tuple[Story, tuple[Hit, ...]], ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A story with its hits; `published` is the day to which "on Friday" refers."""

    story: Story
    hits: tuple[Hit, ...]
    published: date | None


# path of a model -> a function that gives the probable languages of a text
DetectorAt = Callable[[str], Detect | None]


def no_detector(path: str) -> Detect | None:
    """No language detection: stories have the language that they or their feeds name."""
    return None


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
        notice = read_notice(story, self._lexicon())
        if notice is None:
            return story, () if story.is_mailed else hits
        return story, notice.hits

    def read_mail(self, story: Story, number: str) -> Judged:
        """The same for a depositary's mail, with a headline in place of a title that adds nothing to it."""
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


class _Held:
    """The knowledge of this process, parsed."""

    def __init__(self, knowledge: Knowledge, detector_at: DetectorAt) -> None:
        self.key = knowledge.key
        self._knowledge = knowledge
        rules, lexicon, vocabulary = knowledge.files()
        judge = (
            build_judge(vocabulary, lexicon, rules, detector_at(knowledge.languages)) if vocabulary else None
        )
        self.detector = _DetectorWithNotices(
            Matcher(load_rules(rules)), None if judge is None else lambda: judge, lambda: self.lexicon
        )

    @cached_property
    def lexicon(self) -> Lexicon:
        rules, lexicon, vocabulary = self._knowledge.files()
        return parse_lexicon(lexicon, parse_own(rules, known_of(vocabulary, lexicon)))


_held: _Held | None = None


def hold(knowledge: Knowledge, detector_at: DetectorAt = no_detector) -> None:
    """Prepares this process for tasks; does nothing in a child whose fork server has prepared the same
    knowledge. Raises `RuleError`.
    """
    global _held
    if _held is None or _held.key != knowledge.key:
        _held = _Held(knowledge, detector_at)


def warm(knowledge: Knowledge, detector_at: DetectorAt = no_detector) -> None:
    """Prepares what every child needs, for a process whose children share its memory. Raises `RuleError`.

    English is the language of most feeds; the names of other languages (3 MB each) are loaded by the child
    that first meets a flagged story in it.
    """
    hold(knowledge, detector_at)
    assert _held is not None
    _held.detector.detect(Story(key="", title="", lang="en"))
    english = _held.lexicon.packs.get("en")
    if english is not None:
        english.phrases.find(())
        english.has("", "")  # its small sets


def read_document(received: Received) -> Read | ParseError:
    """The stories of a document whose items are not in `seen`, each with its hits. Raises nothing for bytes
    that feedparser survives.
    """
    assert _held is not None
    parsed = parse_feed(received.body, received.content_type, received.seen, received.url)
    if isinstance(parsed, ParseError):
        return parsed
    stories = [to_story(entry, received.feed, received.now) for entry in parsed.entries]
    return Read(replace(parsed, entries=(), guids=()), tuple(map(_held.detector.read, stories)))


def judged(story: Story, number: str = "") -> Judged:
    """A story that no feed brought, with its detected language and its hits. `number`: that of a notice."""
    assert _held is not None
    if story.is_mailed:
        return _held.detector.read_mail(story, number)
    return Judged(*_held.detector.read(story))


def flagging(story: Story) -> tuple[Hit, ...] | None:
    """The hits of a story, a possible exit included; None if there are no rules and no judge for its
    language.
    """
    assert _held is not None
    return _held.detector.detect_if_covered(story)


def terminations(flagged: Flagged) -> tuple[Termination, ...]:
    """The terminations that a flagged story states: see `monitor.extract.extract`."""
    assert _held is not None
    return extract(flagged.story, flagged.hits, _held.lexicon, published=flagged.published)


@dataclass(frozen=True, slots=True)
class Explained:
    """A story in its detected language, why it is flagged or not, and what it states if it is. `notice`: what
    the notice of a depositary says, which alone decides there; "" for other stories.
    """

    story: Story
    why: Why
    stated: tuple[Termination, ...] = ()
    notice: str = ""


def explained(story: Story, nearest: int = 3) -> Explained:
    """Why a story is flagged or not, with the rules that match, or the nearest ones."""
    assert _held is not None
    detector = _held.detector
    read, hits = detector.read(story)
    why = tell(detector.matcher, detector.judge, read)
    why = replace(why, rules=why.rules[: why.matched or nearest])
    notice = read_notice(read, _held.lexicon) if read.depositary else None
    told = ""
    if notice is not None:
        told = f"{notice.says}: it is {'flagged' if notice.hits else 'not flagged'}"
    day = read.published.date() if read.published else None
    is_certain = bool(hits) and leading(hits) is not None
    return Explained(read, why, extract(read, hits, _held.lexicon, published=day) if is_certain else (), told)


def tried(files: Mapping[str, str]) -> int | Refused:
    """The number of rules in these files (path to text), if their examples hold; else the first error."""
    try:
        rules = load_rules(files)
        check(rules)
    except RuleError as error:
        return Refused(error.problem, error.path, error.line, error.column, error.hint)
    return len(rules)


def fitting(files: Mapping[str, str], stories: Sequence[Story]) -> list[tuple[int, tuple[str, ...]]]:
    """Which of these stories the rules of the files match: the place of each, and the ids of its rules."""
    matcher = _matcher(tuple(files.items()))
    flagged = []
    for place, story in enumerate(stories):
        if hits := matcher.match(Document.of(story)):
            flagged.append((place, tuple(hit.rule for hit in hits)))
    return flagged


@lru_cache(maxsize=1)
def _matcher(files: tuple[tuple[str, str], ...]) -> Matcher:
    return Matcher(load_rules(dict(files)))


@dataclass(frozen=True, slots=True)
class Refused:
    """A `RuleError` as a value."""

    problem: str
    path: str
    line: int
    column: int
    hint: str


def examine(knowledge: Knowledge) -> int | Refused:
    """Checks the files with the examples of rules and frames: the number of rules, or the first error."""
    files, lexicon, vocabulary = knowledge.files()
    try:
        if own_files(files):
            parse_own(files, known_of(vocabulary, lexicon))
        if vocabulary and (own := frame_files(files)):
            check_frames(build_judge(vocabulary, lexicon, files), own)
        return len(load(files).rules)
    except RuleError as error:
        return Refused(error.problem, error.path, error.line, error.column, error.hint)
