"""The content of one message. All text is plain: one line, no markup, no control or bidi override characters.

Times are aware and in UTC; a field named `local` holds the same time as words in the destination's zone, so
that every channel shows the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from monitor.digest.act_summary import ActSummary, host_of
from monitor.digest.words import Segment
from monitor.model import Cadence, Kind, Uncovered
from monitor.wording import Language, language

PREVIEWED = 3  # acts that the preview of a mail names


class Form(StrEnum):
    """What a message is: also `type` in a webhook's body."""

    DIGEST = "digest"
    ALERT = "alert"
    HEARTBEAT = "heartbeat"
    TEST = "test"
    NOTICE = "notice"


class FeedNote(NamedTuple):
    """A feed that fails or is quiet: since when (None: unknown), and why."""

    title: str
    since: datetime | None = None
    why: str = ""


class Gap(NamedTuple):
    """A feed that may have told more than readers hear. `kind` is that of its notice: `gap`, items may have
    been missed; `cap`, more acts or alerts at once than are told, the others follow.
    """

    feed: str
    kind: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a reader may rely on silence: feeds watched, feeds that fail or bring nothing new, gaps, waiting
    messages, stories that were told by no alert.
    """

    feeds: int = 0
    failing: tuple[FeedNote | tuple[str, datetime | None, str], ...] = ()
    quiet: tuple[FeedNote, ...] = ()  # they answer, and bring nothing new; the longest silent first
    gaps: tuple[Gap, ...] = ()
    complete: float = 1.0  # share of the last seven days of which no item is known to be missing
    deferred: int = 0  # messages to this destination that wait for another attempt
    merged: int = 0  # stories that joined an act already told
    withheld: int = 0  # acts below the evidence that the destination asks for
    older: int = 0  # stories of first polls, too old to be told, that were registered
    uncovered: tuple[Uncovered, ...] = ()  # languages without rules, most stories first; in digests only


@dataclass(frozen=True, slots=True)
class PossibleExit:
    """A story that may report an exit, and that nobody has confirmed. It is in no act."""

    story: int | None
    kind: Kind  # what it would be: an act or a threat
    label: str  # that in plain words: "possible exit"
    title: tuple[Segment, ...]
    score: float  # 0 to 1, two decimals
    score_text: str  # "score 0.42"
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
        return host_of(self.url)

    def details(self, say: Language) -> str:
        """What it may be, its language, who published it and when, and its score, in one line."""
        source = say("official", source=self.source) if self.official else self.source
        return " · ".join(
            part for part in (self.label, self.language, source, self.local, self.score_text) if part
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
class Section:
    """Acts of one sort under a heading."""

    title: str
    acts: tuple[ActSummary, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many acts the period has, over all parts of the message."""

    exits: int = 0
    reversals: int = 0
    threats: int = 0
    withdrawn: int = 0

    @property
    def all(self) -> int:
        """Acts of all sorts."""
        return self.exits + self.reversals + self.threats + self.withdrawn

    def text(self, say: Language) -> str:
        """In words: "3 exits, 2 threats"."""
        counts = (
            ("exits", self.exits),
            ("reversals", self.reversals),
            ("withdrawn", self.withdrawn),
            ("threats", self.threats),
        )
        return say("list.comma").join(
            say.count(f"counts.{name}", number) for name, number in counts if number
        ) or say("counts.none")


class Button(NamedTuple):
    """What a mail asks its reader to do: a link in words."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One message, before a channel renders it."""

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
    thread: tuple[str, ...] = ()  # ids of the first messages about acts that the destination knows already
    counts: Counts = Counts()
    sections: tuple[Section, ...] = ()
    possible: PossibleExits = PossibleExits()  # in one part only
    part: int = 1  # number of this message among the `parts` messages of the period
    parts: int = 1
    lead: tuple[str, ...] = ()  # paragraphs of a heartbeat, test or notice
    button: Button | None = None  # behind `lead`
    silence: Silence = Silence()
    coverage: tuple[str, ...] = ()  # `silence` in words: three lines at most
    reason: str = ""  # why the reader gets this
    unsubscribe_url: str | None = None  # https
    unsubscribe_mailto: str | None = None  # an address
    preferences_url: str = ""  # the page on which its reader changes what it gets; in mails
    complaints_to: str | None = None  # an address whose complaints act by themselves (RFC 9477)
    # by act, the page on which the reader mutes, follows or notes it; in mails
    choice_urls: Mapping[int, str] = field(default_factory=dict)
    product: str = "Treaty Monitor"
    reader: str = "en"  # language of the texts

    @property
    def say(self) -> Language:
        """The strings of the reader's language."""
        return language(self.reader)

    @property
    def heading(self) -> str:
        """The heading of the message: the counts of a digest, and of an alert about several acts; else the
        title.
        """
        is_counted = self.form is Form.DIGEST or (self.form is Form.ALERT and self.counts.all > 1)
        return self.counts_text if is_counted else self.title

    @property
    def preview(self) -> str:
        """What a list of mails shows behind the subject, and the subject does not say: of one act how far it
        has come and how sure that is, of several what the first ones are.
        """
        if self.lead:
            return self.lead[0]
        if self.is_single_act and not self.acts[0].withdrawn:
            act = self.acts[0]
            return " · ".join((act.glance, act.headline_text))
        return " · ".join(act.sentence for act in self.acts[:PREVIEWED]) or self.heading

    @property
    def counts_text(self) -> str:
        """The counts of the acts in words; where it tells no act, the count of possible exits."""
        if self.possible.count and self.counts == Counts():
            return self.say.count("counts.possible", self.possible.count)
        return self.counts.text(self.say)

    @property
    def is_empty(self) -> bool:
        """True for a digest without acts and possible exits."""
        return self.form is Form.DIGEST and not self.counts.all and not self.possible.count

    @property
    def is_single_act(self) -> bool:
        """True for an alert about one act."""
        return self.form is Form.ALERT and self.parts == 1 and len(self.acts) == 1

    @property
    def portion(self) -> str:
        """ "2 of 3"; "" for a message that is whole."""
        return self.say("portion", part=self.part, parts=self.parts) if self.parts > 1 else ""

    @property
    def has_headings(self) -> bool:
        """True if the sections have headings; an alert about one act has none."""
        return self.form is Form.DIGEST or len(self.acts) > 1

    @property
    def acts(self) -> tuple[ActSummary, ...]:
        """All acts, in the order shown."""
        return tuple(act for section in self.sections for act in section.acts)
