"""What a message tells of one act. All text is plain: one line, no markup, no control characters.

Times are aware and in UTC; a field named `local` holds the same time as words in the destination's zone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.digest.words import Segment
from monitor.model import FirstMessage, Grade, Kind, Reason, Stage
from monitor.wording import Language, language


class Match(NamedTuple):
    """Why a story was flagged: a rule's id, its title and its reason."""

    rule: str
    title: str
    why: str


class OtherSource(NamedTuple):
    """Another source of the same act, by its best story. `url` is http(s) or None."""

    source: str
    url: str | None
    official: bool = False


class OtherValue(NamedTuple):
    """A value that contradicts the one shown, and who states it."""

    value: str
    source: str


class CellProof(NamedTuple):
    """A value of a row with the sentence that states it.

    `story` is that story's number, `source` its publisher.
    """

    field: str  # others, stage, or one of the cells that messages tell
    value: str
    sentence: str
    story: int | None = None
    source: str = ""
    other_values: tuple[OtherValue, ...] = ()


class ComputedEffect(NamedTuple):
    """When an agreement ends by its exit clause, for machines: days as `2025-12-27`, None where that side is
    open. What sources state is the row's `ended`.
    """

    treaty: str  # id of the gazetteer
    article: str
    basis: str  # notice, report or announcement
    earliest: str | None
    latest: str | None
    exact: bool
    differs_days: int  # from the stated day, if by more than three; else 0
    conditions: tuple[str, ...] = ()  # under which the days do not hold


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement that the act ends. Values are those of the register, "" when nothing states them.

    `cells` are for readers, one for each of `ActSummary.columns`, "–" where nothing is stated.
    """

    cells: tuple[str, ...]
    note: str = ""  # the reason, where rows have different ones
    others: tuple[str, ...] = ()  # codes of the counterparties
    fields: tuple[tuple[str, str], ...] = ()  # names and values of its cells in messages, `kind` and `stage`
    cell_proofs: tuple[CellProof, ...] = ()
    effect: ComputedEffect | None = None


class Proof(NamedTuple):
    """A sentence that states values of the act, with the words for them marked.

    `source` is empty when the story shown states it. `label` says what the words are that are no quotation.
    """

    sentence: tuple[Segment, ...]
    source: str = ""
    lang: str | None = None
    dir: str = "ltr"
    quoted: bool = True  # False: what an editor wrote, or our own summary of what a source says
    label: str = ""


class Asked(NamedTuple):
    """A saved query of the reader that the act meets, and the reader's note on it."""

    name: str
    note: str = ""

    @property
    def words(self) -> str:
        """ "Fisheries – for the yearbook"."""
        return f"{self.name} – {self.note}" if self.note else self.name


class Standing(NamedTuple):
    """How far an act has come, in the pieces that a mail shows apart; "" for what nobody knows.

    The sentence of the act says who leaves what; `parties` are for those that it only counts.
    """

    stage: str = ""  # "Exit decided by decree"; without the form if the sentence says it
    reported: str = ""  # "reported 5 Dec 2026"
    ends: str = ""  # "ends 23 Nov 2027", "would end Jun 2027"
    earlier: str = ""  # "Reported earlier: threatened 12 Mar 2026"
    parties: str = ""


NO_STANDING = Standing()


@dataclass(frozen=True, slots=True)
class ActSummary:
    """One act as one story shows it: `sentence` says what the act is, in the reader's language.

    `headline` is the story's, in its own language; `title` is the same in segments, and `original` the line
    that introduces it as a quotation, or as a summary if it is not `quoted`.
    """

    id: int
    ref: str
    kind: Kind
    stage: Stage
    label: str  # kind and stage in plain words
    sentence: str  # "Hungary leaves the Rome Statute (ICC): decided"
    headline: str
    title: tuple[Segment, ...]
    original: str = ""  # "Original headline (Russian):", "Summary, not a quotation:"
    excerpt: tuple[Segment, ...] = ()
    url: str | None = None  # http(s) or None
    source: str = ""
    official: bool = False
    lang: str | None = None  # BCP 47
    dir: str = "ltr"  # or "rtl"
    published: datetime | None = None
    seen: datetime | None = None
    local: str = ""  # when the story was published, else first seen
    story: int | None = None
    matches: tuple[Match, ...] = ()  # the leading one first
    words: tuple[str, ...] = ()  # the marked words, each once
    other_sources: tuple[OtherSource, ...] = ()  # official ones first
    unnamed_sources: int = 0  # how many more outlets report it
    actors: tuple[str, ...] = ()  # codes of the states or organisations that leave
    stage_line: str = ""  # who, the stage and those before it; of a withdrawn act what happened to it
    standing: Standing = NO_STANDING
    evidence: str = ""  # the grade in words; "" when the register has no values of the act
    grade: Grade = Grade.PRESS
    history: tuple[tuple[Stage, datetime], ...] = ()  # in order of time
    columns: tuple[str, ...] = ()  # headings of the rows' cells
    # what each column is: with, agreement, signed, ended, ends, end, would-end, was-to-end, left, leaves,
    # would-leave, was-to-leave, stage
    column_keys: tuple[str, ...] = ()
    rows: tuple[Agreement, ...] = ()
    more_rows: int = 0  # agreements that did not fit
    note: str = ""  # the reason, when all rows have the same
    effect: str = ""  # when it takes effect by its exit clause; "" when a source states nothing else
    meaning: tuple[str, ...] = ()  # what it means, three lines at most
    principled: bool = False  # it is known to follow from joining a later treaty
    wave: str = ""  # how many left the same treaty lately; "" when that is not known, or for no other
    disputes: tuple[str, ...] = ()  # "ended Nov 2025 (Example Wire)"
    left_out: int = 0  # sentences and contradictions that one message could not hold
    proofs: tuple[Proof, ...] = ()
    withdrawn: bool = False  # reported in error, or its source has changed: the message tells nothing else
    follows: FirstMessage | None = None
    follow: str = ""  # "Follow-up to #K7QM of Mon 23 Nov"
    reasons: tuple[Reason, ...] = ()  # of the alerts told here
    change: str = ""  # the weightiest of them in a word; "" when the act is new to the reader
    because: str = ""  # which words of the story flagged it
    quoted: bool = True  # False: the headline is our own summary
    reader: str = "en"  # language of the texts
    # of one destination alone
    own_note: str = ""  # its reader's private note
    asked: tuple[Asked, ...] = ()  # the reader's saved queries that it meets, if they are named or have notes

    @property
    def say(self) -> Language:
        """The strings of the reader's language."""
        return language(self.reader)

    @property
    def shared(self) -> ActSummary:
        """The summary as all destinations have it that are told the same."""
        if not self.own_note and not self.asked:
            return self
        return replace(self, own_note="", asked=())

    @property
    def asked_line(self) -> str:
        """ "You asked: Fisheries – for the yearbook; Trade"; "" where there is nothing to say."""
        if not self.asked:
            return ""
        return self.say("asked", what="; ".join(asked.words for asked in self.asked))

    @property
    def status(self) -> str:
        """Change and label: "Correction: exit notified". A change that the label contains is left out."""
        return self._changed(self.label)

    @property
    def stage_now(self) -> str:
        """Change and stage, with the legal form: "Update: exit decided by decree"; "" if it is withdrawn."""
        return "" if self.withdrawn else self._changed(self.standing.stage or self.label)

    def _changed(self, label: str) -> str:
        if not self.change or self.change.lower() in label.lower():
            return label
        return self.say("status", change=self.change, label=f"{label[:1].lower()}{label[1:]}")

    @property
    def headline_text(self) -> str:
        """The headline in quotation marks; one that is our own summary as it is."""
        return self.say("quoted", text=self.headline) if self.quoted else self.headline

    @property
    def consequences(self) -> tuple[str, ...]:
        """When it takes effect, what it means and who left lately, a line each; empty where nothing is
        known.
        """
        return tuple(line for line in (self.effect, *self.meaning, self.wave) if line)

    @property
    def dates(self) -> str:
        """ "reported 5 Dec 2026 · ends 23 Nov 2027"."""
        return " · ".join(text for text in (self.standing.reported, self.standing.ends) if text)

    @property
    def glance(self) -> str:
        """Stage, dates and evidence in one line: "Exit decided · reported 5 Dec 2026 · official source"."""
        return " · ".join(text for text in (self.stage_now, self.dates, self.evidence) if text)

    @property
    def stage_and_grade(self) -> str:
        """The stage line with the grade of evidence at its end."""
        return " · ".join(part for part in (self.stage_line, self.evidence) if part)

    @property
    def shortened(self) -> str:
        """How many sentences one message could not hold, in words; "" when it holds all.

        Rows and sources that are left out are counted in `more_rows` and `unnamed_sources`.
        """
        return self.say.count("shortened", self.left_out) if self.left_out else ""

    @property
    def host(self) -> str:
        """Where the link leads, for people."""
        return host_of(self.url)


def host_of(url: str | None) -> str:
    """The host of a link for people, without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
