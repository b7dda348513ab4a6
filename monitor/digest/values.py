"""The composed object. All text in it is plain: one line, no markup, no control or bidi override characters.

Times are aware and in UTC; a field named `local` holds the same time as words in the destination's zone, so
that every channel shows the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.model import Cadence, FirstMessage, Grade, Kind, Reason, Stage, Uncovered
from monitor.wording import Language, language


class Form(StrEnum):
    """What a message is: also `type` in a webhook's body."""

    DIGEST = "digest"
    ALERT = "alert"
    HEARTBEAT = "heartbeat"
    TEST = "test"
    NOTICE = "notice"


class Segment(NamedTuple):
    """A piece of a title, an excerpt or a sentence;

    `marked` is True for words that made a rule match, or that state a value.
    """

    text: str
    marked: bool = False


class Match(NamedTuple):
    """Why a story was flagged: a rule's id, its title and its reason."""

    rule: str
    title: str
    why: str


class Other(NamedTuple):
    """Another source of the same act, by its best story. `url` is http(s) or None."""

    source: str
    url: str | None
    official: bool = False


class Also(NamedTuple):
    """A value that contradicts the one shown, and who states it."""

    value: str
    source: str


class Fact(NamedTuple):
    """A value of a row with the sentence that states it.

    `story` is that story's number, `source` its publisher.
    """

    field: str  # others, instrument, signed, ended, stage, reason, form
    value: str
    sentence: str
    story: int | None = None
    source: str = ""
    also: tuple[Also, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement that the act ends. Values are as the register has them, "" when nothing states them;

    `cells` are for readers.
    """

    cells: tuple[str, ...]  # one for each of `Item.columns`, "–" where nothing is stated
    note: str = ""  # the reason, where rows have different ones
    others: tuple[str, ...] = ()  # codes of the counterparties
    instrument: str = ""
    kind: str = ""
    signed: str = ""
    ended: str = ""
    stage: Stage = Stage.THREATENED
    reason: str = ""
    form: str = ""
    facts: tuple[Fact, ...] = ()


class Proof(NamedTuple):
    """A sentence that states values of the act, the words for them marked.

    `source` is empty when the story shown says it.
    """

    sentence: tuple[Segment, ...]
    source: str = ""
    lang: str | None = None
    dir: str = "ltr"
    quoted: bool = True  # False: what an editor said when a value was set by hand


class FeedNote(NamedTuple):
    """A feed that needs a word: since when (None: unknown), and why."""

    title: str
    since: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """What lets a reader trust silence: feeds watched, feeds failing or quiet, gaps, mail that waits, stories
    merged.
    """

    feeds: int = 0
    failing: tuple[FeedNote | tuple[str, datetime | None, str], ...] = ()
    quiet: tuple[FeedNote | tuple[str, datetime | None, str], ...] = ()
    gaps: tuple[str, ...] = ()  # sentences of GAP events
    deferred: int = 0  # messages to this destination that wait for another attempt
    merged: int = 0  # stories that joined an act already told
    uncovered: tuple[
        Uncovered, ...
    ] = ()  # languages that no rules read, most stories first; of digests alone


@dataclass(frozen=True, slots=True)
class Item:
    """One act as one story shows it: `sentence` says what it is, in the reader's language; the rest is shown
    for proof.

    `headline` is the story's, in its own language; `title` is the same in pieces, and `original` the line
    that shows it as a quotation.
    """

    act: int
    ref: str
    kind: Kind
    stage: Stage
    label: str  # kind and stage in plain words
    sentence: str  # "Hungary leaves the Rome Statute (ICC): decided"
    headline: str
    title: tuple[Segment, ...]
    original: str = ""  # "Original headline (Russian): …", without the headline: see `title`
    excerpt: tuple[Segment, ...] = ()
    url: str | None = None  # http(s) or None
    source: str = ""
    official: bool = False
    lang: str | None = None  # BCP 47
    dir: str = "ltr"  # or "rtl"
    published: datetime | None = None
    seen: datetime | None = None
    local: str = ""  # when it was published, else first seen
    story: int | None = None
    matches: tuple[Match, ...] = ()  # the leading one first
    words: tuple[str, ...] = ()  # the marked words, each once
    others: tuple[Other, ...] = ()  # official ones first
    beyond: int = 0  # outlets that report it and are not named
    actors: tuple[str, ...] = ()  # codes of the states or organisations that leave
    standing: str = ""  # who, the stage and those before it, in one line
    evidence: str = ""  # the grade in words; "" when the register knows nothing of the act
    grade: Grade = Grade.PRESS
    history: tuple[tuple[Stage, datetime], ...] = ()  # in order of time
    columns: tuple[str, ...] = ()  # headings of the rows' cells
    heads: tuple[
        str, ...
    ] = ()  # which column each of them is: with, agreement, signed, ended, ends, would-end, was-to-end, stage
    rows: tuple[Agreement, ...] = ()
    more_rows: int = 0  # agreements that did not fit
    note: str = ""  # the reason, when all rows have the same
    disputes: tuple[str, ...] = ()  # "ended Nov 2025 (Example Wire)"
    left_out: int = 0  # sentences and contradictions that one message could not hold
    proofs: tuple[Proof, ...] = ()
    withdrawn: bool = (
        False  # reported in error, or no longer what its source says: nothing but that is said of it
    )
    follows: FirstMessage | None = None
    follow: str = ""  # "Follow-up to #K7QM of Mon 23 Nov"
    reasons: tuple[Reason, ...] = ()  # of the alerts told here

    change: str = ""  # the weightiest of them in a word; "" when the act is new to the reader
    because: str = ""  # which words of the story made it be flagged
    reader: str = "en"  # language of what is said here

    @property
    def say(self) -> Language:
        """The strings of the reader's language."""
        return language(self.reader)

    @property
    def status(self) -> str:
        """Label and change: "Correction: exit notified"; the change alone is not repeated ("Exit
        reversed").
        """
        if not self.change or self.change.lower() in self.label.lower():
            return self.label
        return self.say("status", change=self.change, label=f"{self.label[:1].lower()}{self.label[1:]}")

    @property
    def stands(self) -> str:
        """The stage line with the grade of evidence at its end."""
        return " · ".join(part for part in (self.standing, self.evidence) if part)

    @property
    def shortened(self) -> str:
        """What is said of an act that one message could not hold whole; what is left out of rows and sources
        is counted there.
        """
        return self.say.count("shortened", self.left_out) if self.left_out else ""

    @property
    def host(self) -> str:
        """Where the link leads, for people."""
        return _host(self.url)


def _host(url: str | None) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""


@dataclass(frozen=True, slots=True)
class PossibleExit:
    """A story that may report an exit, and that nobody has confirmed. It is in no act."""

    story: int | None
    kind: Kind  # what it would be: an act or a threat
    label: str  # that in plain words: "possible exit"
    title: tuple[Segment, ...]
    score: float  # 0 to 1, two decimals
    rated: str  # "score 0.42"
    language: str = ""  # "in Russian"; "" for the reader's own
    lang: str | None = None  # BCP 47
    dir: str = "ltr"  # or "rtl"
    url: str | None = None  # http(s) or None
    source: str = ""
    official: bool = False
    published: datetime | None = None
    local: str = ""  # when it was published, else first seen
    words: tuple[str, ...] = ()  # the marked words, each once
    because: str = ""  # which words of the story made it a possible exit

    @property
    def headline(self) -> str:
        """The title in one piece."""
        return "".join(piece.text for piece in self.title)

    @property
    def host(self) -> str:
        """Where the link leads, for people."""
        return _host(self.url)

    def details(self, say: Language) -> str:
        """What it may be, its language, who published it and when, and its score, in one line."""
        source = say("official", source=self.source) if self.official else self.source
        return " · ".join(
            part for part in (self.label, self.language, source, self.local, self.rated) if part
        )


@dataclass(frozen=True, slots=True)
class PossibleExits:
    """The possible exits of a period: the best ones, and how many more there are."""

    exits: tuple[PossibleExit, ...] = ()
    more: int = 0

    @property
    def count(self) -> int:
        """Those that are shown, and those that are not."""
        return len(self.exits) + self.more

    def first(self, number: int) -> PossibleExits:
        """The same with the first so many shown."""
        return PossibleExits(self.exits[:number], self.count - len(self.exits[:number]))

    def unshown(self, say: Language) -> str:
        """ "and 3 more, not shown here"."""
        return say.count("possible.more" if self.exits else "possible.only", self.more)


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one sort under a heading."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """All acts of the period, in whichever part of the message they are told."""

    exits: int = 0
    reversals: int = 0
    threats: int = 0
    withdrawn: int = 0

    def said(self, say: Language) -> str:
        """As people say it: "3 exits, 2 threats"."""
        counts = (
            ("exits", self.exits),
            ("reversals", self.reversals),
            ("withdrawn", self.withdrawn),
            ("threats", self.threats),
        )
        return say("list.comma").join(
            say.count(f"counts.{name}", number) for name, number in counts if number
        ) or say("counts.none")


@dataclass(frozen=True, slots=True)
class Digest:
    """One message, before any channel gives it a shape."""

    form: Form
    ref: str
    sequence: int
    destination: str
    zone: str
    until: datetime
    title: str  # "Daily digest", "Alert" ...
    period: str = ""  # in words, in the destination's zone
    day: str = ""  # for the subject: "Mon 23 Nov"
    since: datetime | None = None
    cadence: Cadence = Cadence.INSTANT
    thread: tuple[
        str, ...
    ] = ()  # ids of the first messages about acts told here that the destination has heard of before
    counts: Counts = Counts()
    groups: tuple[Group, ...] = ()
    possible: PossibleExits = PossibleExits()  # in one part alone
    part: int = 1  # which of `parts` messages that together tell the period
    parts: int = 1
    lead: tuple[str, ...] = ()  # paragraphs of a heartbeat, test or notice
    silence: Silence = Silence()
    coverage: tuple[str, ...] = ()  # what a digest says of `silence`: three lines at most
    reason: str = ""  # why the reader gets this
    unsubscribe_url: str | None = None  # https
    unsubscribe_mailto: str | None = None  # an address
    product: str = "Treaty Monitor"
    reader: str = "en"  # language of what is said here

    @property
    def say(self) -> Language:
        """The strings of the reader's language."""
        return language(self.reader)

    @property
    def heading(self) -> str:
        """What stands at the top: the counts of a digest, else what the message is."""
        return self.said if self.form is Form.DIGEST else self.title

    @property
    def said(self) -> str:
        """The counts of its acts as people say them; where it tells none, how many possible exits it has."""
        if self.possible.count and self.counts == Counts():
            return self.say.count("counts.possible", self.possible.count)
        return self.counts.said(self.say)

    @property
    def single(self) -> bool:
        """Whether it is an alert about one act."""
        return self.form is Form.ALERT and self.parts == 1 and len(self.items) == 1

    @property
    def portion(self) -> str:
        """ "2 of 3"; empty for a message that is whole."""
        return self.say("portion", part=self.part, parts=self.parts) if self.parts > 1 else ""

    @property
    def grouped(self) -> bool:
        """False for an alert about one act: it needs no heading above it."""
        return self.form is Form.DIGEST or len(self.items) > 1

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, in the order shown."""
        return tuple(item for group in self.groups for item in group.items)
