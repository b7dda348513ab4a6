"""Writes the `Termination` of each row of a story: the value of every cell, with its sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.addressees import depositaries
from monitor.extract.cell_values import signed
from monitor.extract.counterparties import other_side
from monitor.extract.course import is_item, is_own_claim
from monitor.extract.dates import is_after
from monitor.extract.effective_dates import signed_alone, signed_before, signed_founding
from monitor.extract.forms import days_of_steps, legal_form
from monitor.extract.identity import entry_of, name_of, naming_of, resembled_by, subject_of, with_parties
from monitor.extract.instruments import Mention
from monitor.extract.intentions import only_intended
from monitor.extract.jointly import own_actors
from monitor.extract.lexicon import Lexicon, LexiconEntry, Pack
from monitor.extract.notices import Notice, find_notice
from monitor.extract.outcome import (
    Course,
    claimed_sentences,
    count_of_table,
    outcome,
    outweighs_threat,
    sentences_about,
    without_claimed,
)
from monitor.extract.reasons import reason
from monitor.extract.refusals import refuse_actors, refuse_names, refuse_parties, refuse_reasons
from monitor.extract.rows import DraftRow, back_references
from monitor.extract.stages import evidence, find_stage
from monitor.extract.story_marks import Sentence
from monitor.extract.tabular import of_table
from monitor.extract.topics import hints, numbers, topics
from monitor.extract.trace import CellName, Trace
from monitor.model import Evidence, Hit, Stage, Termination


@dataclass(slots=True)
class TerminationWriter:
    """What is known of a story when its rows are complete; `termination` writes one row.

    `claims`, `actors` and `mentions` are those of the whole story.
    """

    sentences: list[Sentence]
    hits: tuple[Hit, ...]
    pack: Pack
    lexicon: Lexicon
    published: date | None
    claims: list[Claim]
    actors: dict[str, Evidence]
    mentions: Sequence[Mention]
    rows: Sequence[DraftRow]
    trace: Trace | None
    alone: bool = field(init=False)  # the story has one row: what is said of "the exit" is said of it
    back_references: list[tuple[Mention, Mention]] = field(init=False)
    anonymous: set[int] = field(init=False)  # numbers of the sentences that name no agreement
    claimed: dict[int, list[Sentence]] = field(init=False)  # by id of a row: the sentences about it alone

    def __post_init__(self) -> None:
        self.alone = len(self.rows) == 1
        self.back_references = back_references(
            self.sentences, self.mentions, self.pack, self.published, alone=self.alone
        )
        named_in = {mention.sentence.number for mention in self.mentions if not mention.bare}
        self.anonymous = {sentence.number for sentence in self.sentences} - named_in
        self.claimed = {} if self.alone else claimed_sentences(self.rows, self.sentences)

    def termination(self, row: DraftRow, *, main: bool) -> Termination | None:
        """The values of a row; None if neither who acts nor an agreement is known.

        `main`: the row belongs to the decision that the story reports, and what is said of that holds for it.
        The trace records the refusals as those of this row.
        """
        if self.trace is not None:
            self.trace.begin()
        termination = self._termination(row, main=main)
        if self.trace is not None:
            self.trace.end(kept=termination is not None)
        return termination

    def _termination(self, row: DraftRow, *, main: bool) -> Termination | None:
        """The same, while the trace records."""
        stage, claim, why = self._stage(row, main=main)
        actors = row.actors or self._actors(row, main=main)
        name = name_of(row)
        if not actors and name is None:
            return None
        entry = entry_of(row, set(actors), self.pack, self.lexicon)
        sentences = self._sentences(row, main=main)
        signature = self._signed(row)
        others = self._others(row, entry, set(actors))
        known = {*actors, *others}
        notice = self._notice(row, sentences, known, main=main)
        if notice is not None and stage.rank < Stage.DECIDED.rank and outweighs_threat(notice, row):
            stage = Stage.DECIDED
            stated = notice.evidence(stage.value, "its sentence tells only of a notice")
        else:
            stated = self._stated(row, stage, claim, why)
        claims = [claim for claim in row.claims if is_own_claim(claim, known, self.pack, self.lexicon)]
        is_only = self.alone and main
        course = Course(
            claims,
            sentences_about(row, claims, sentences, self._unnamed(row), alone=self.alone),
            known,
            notice,
            signature,
            alone=is_only,
            owned={sentence.text for sentence in self.claimed.get(id(row), ())},
        )
        end, stated = self._outcome(row, course, stage, stated)
        settled = Stage(stated.value)
        end = self._after_signature(end, signature)
        because = self._reason(row, claims, sentences, set(actors), settled)
        steps = days_of_steps(claims, sentences, notice, self.pack, self.published)
        kind = entry.id if entry and entry.is_kind else ""
        return Termination(
            actors=tuple(actors.values()),
            others=tuple(others.values()),
            instrument=name,
            stage=stated,
            entry=entry.left if entry else None,
            kind=subject_of(row, entry),
            signed=signature,
            ended=_ended(row, end),
            form=row.form or legal_form(claims, sentences, notice, settled, known, self.pack),
            reason=because,
            main=main or _is_own_table(row),
            naming=naming_of(row, entry, self.pack),
            note=row.note,
            **_days_of_steps(row, steps),
            resembles=resembled_by(
                row, entry, name, (frozenset(actors), frozenset(others)), signature, self.pack, self.lexicon
            ),
            topics=topics(row, name, kind, self.pack, self.lexicon),
            numbers=numbers(row),
            hints=hints(self.sentences, self.pack, self.lexicon) if is_only else (),
        )

    def _refuse(self, cell: CellName, value: Evidence, why: str) -> None:
        """Records for `explain` that a value was not taken for a cell."""
        if self.trace is not None:
            self.trace.refuse(cell, replace(value, why=why))

    def _about(self, row: DraftRow) -> list[Sentence]:
        """The sentences that may speak of a row: its line of a list first, and none of the other lines or of
        exits elsewhere.
        """
        lines = {sentence.number for other in self.rows for sentence in other.lines}
        elsewhere = [other for other in self.rows if other.elsewhere and other is not row]
        lines |= {sentence.number for other in elsewhere for sentence in self.claimed.get(id(other), ())}
        return [*row.lines, *(sentence for sentence in self.sentences if sentence.number not in lines)]

    def _sentences(self, row: DraftRow, *, main: bool) -> list[Sentence]:
        """The sentences from which the values of a row are read."""
        if main or row.table is not None:
            return without_claimed(row, self._about(row), self.claimed)
        return self.claimed.get(id(row), [])

    def _unnamed(self, row: DraftRow) -> set[int]:
        """The sentences without an agreement that may speak of a row: not those behind a sentence about
        another row.
        """
        of_others = {
            sentence.number
            for other, sentences in self.claimed.items()
            if other != id(row)
            for sentence in sentences
        }
        return self.anonymous - of_others

    def _actors(self, row: DraftRow, *, main: bool) -> dict[str, Evidence]:
        """Who ends the agreement of a row that has no actors of its own: those of the story, or for a row
        that is not `main` another party right at its word of ending.
        """
        return self.actors if main else own_actors(row, self.actors, self.pack) or self.actors

    def _others(self, row: DraftRow, entry: LexiconEntry | None, acting: set[str]) -> dict[str, Evidence]:
        """The counterparties by code: those of the name, the organisation that is left, and the other parties
        of the entry that the text names; without any, what `other_side` finds.
        """
        others = dict(row.others)
        if entry is not None:
            others = with_parties(row, entry, acting, self._about(row))
        kept = set(depositaries(self.sentences, self.pack))
        others = {code: party for code, party in others.items() if code not in acting and code not in kept}
        if not others:
            parties = other_side(row.mentions, self._about(row), acting, self.pack, self.lexicon)
            fellows = self._fellows(row, acting)
            others = {code: party for code, party in parties.items() if code not in fellows}
        if self.trace is not None:
            refuse_actors(self.claims if acting == set(self.actors) else row.claims, acting)
            refuse_names(row, self.rows, self.mentions, acting, self.pack, self.lexicon)
            refuse_parties(row, self.rows, others, self._about(row), acting, kept, self.lexicon)
        return others

    def _fellows(self, row: DraftRow, acting: Collection[str]) -> set[str]:
        """The actors of the story, if the row has others: who leaves it as well is no counterparty."""
        apart = bool(row.actors) and not set(acting) & set(self.actors)
        return set(self.actors) if apart else set()

    def _stage(self, row: DraftRow, *, main: bool) -> tuple[Stage, Claim | None, str]:
        """How far the exit has come, the claim that says so, and why."""
        own = row.claims or self.claims[:1]
        is_line = bool(row.lines)
        # a line about another state than those that act in the story
        is_of_other = is_line and bool(row.actors) and not row.actors.keys() & self.actors.keys()
        # what is decided of all agreements of the story holds for this one
        shares = self.alone or row.table is not None or (is_line and not is_of_other)
        # the rules matched what the story reports
        hits = self.hits if (main or not row.claims) and not is_of_other else ()
        rest = self.claims if main and shares else []
        stated = find_stage(row.claims_of_line() or own, hits, self.pack, rest, self.claims if main else ())
        stage, claim, _ = stated
        if stage is Stage.DECIDED and claim is not None and self.alone:
            return only_intended(claim, rest or own, self.sentences, self.pack) or stated
        return stated

    def _stated(self, row: DraftRow, stage: Stage, claim: Claim | None, why: str) -> Evidence:
        """The stage in the words of its claim; in a whole sentence without one, or for a row of a table."""
        if claim is not None and row.table is None:
            return evidence(stage, claim, why)
        return (row.table or self.sentences[0]).whole(stage.value, why)

    def _notice(
        self, row: DraftRow, sentences: list[Sentence], known: set[str], *, main: bool
    ) -> Notice | None:
        """The notice of the exit; none where a table states how far it has come."""
        # the notice of a list is that of its items
        is_listed = bool(row.claims) and all(is_item(claim.sentence) for claim in row.claims)
        if row.has_status or not (main or is_listed or row.table is not None):
            return None
        return find_notice(sentences or self.sentences, known, self.pack, self.published)

    def _outcome(
        self, row: DraftRow, course: Course, stage: Stage, stated: Evidence
    ) -> tuple[Evidence | None, Evidence]:
        """The day of the end and the stage, with what the row's table says of both."""
        unnamed = [sentence for sentence in self.sentences if sentence.number in self.anonymous]
        count_of_table(row, unnamed, self.pack)
        end, settled = outcome(course, stage, stated, self.pack, self.published)
        settled = of_table(row, settled, end, self.published)
        goes_on = settled.why.startswith(stated.why)
        self._refuse(CellName.STAGE, stated, settled.why if goes_on else f"{stated.why}, but {settled.why}")
        return end, settled

    def _after_signature(self, end: Evidence | None, signature: Evidence | None) -> Evidence | None:
        """The day of the end; None if it is the day of the signature or one before."""
        if end is None or signature is None:
            return end
        if (signature.sentence, signature.start) == (end.sentence, end.start):
            self._refuse(CellName.ENDED, end, "the day of signature")
            return None
        if end.value <= signature.value:
            self._refuse(CellName.ENDED, end, "nothing ends before it is signed")
            return None
        return end

    def _signed(self, row: DraftRow) -> Evidence | None:
        """The day on which the agreement was signed: of its table, its name, or a sentence about it."""
        if row.signed is not None and row.signed.day is not None:
            return row.signed
        mentions = self._own_mentions(row)
        days = [signed([mention], self.sentences, self.pack) for mention in mentions]
        past = [day for day in days if day is not None and not is_after(day, self.published)]
        if past:
            # the 2018 pact; on 17 December 2018
            return max(past, key=lambda day: _rank_of_signature(day, past[0]))
        for mention in mentions:
            before = signed_before(mention, self.pack)
            if before is not None:
                return before
        about = self.sentences if self.alone else self.claimed.get(id(row), [])
        return (
            row.signed
            or signed_alone(about, self.pack, self.published)
            or signed_founding(row.best(), self.sentences, self.pack, alone=self.alone)
        )

    def _own_mentions(self, row: DraftRow) -> list[Mention]:
        """The mentions of this agreement alone, and the words that point back to them; a title and those that
        point to it first.
        """
        own = [mention for mention in row.mentions if mention not in row.shared]
        for name, words in self.back_references:
            if any(mention is name for mention in row.mentions) and name not in row.shared:
                own.append(words)
        best = row.best()
        if best is not None and best.is_title:
            of_title = [best, *(words for name, words in self.back_references if name is best)]
            own.sort(key=lambda mention: mention not in of_title)
        return own

    def _reason(
        self,
        row: DraftRow,
        claims: list[Claim],
        sentences: list[Sentence],
        acting: set[str],
        stage: Stage,
    ) -> Evidence | None:
        """The reason of the exit; a row whose table states the stage takes none from its claims."""
        because = reason([] if row.has_status else claims, sentences, acting, stage, self.pack) or row.reason
        if self.trace is not None:
            read = [*(claim.sentence for claim in claims), *self._about(row)]
            refuse_reasons(because, claims, read, acting, self.pack)
        return because


def _ended(row: DraftRow, end: Evidence | None) -> Evidence | None:
    """The day of the end: an exact one of a table, else that of the text, else that of the table."""
    is_exact = row.ended is not None and row.ended.day is not None
    return row.ended if is_exact else end or row.ended


def _is_own_table(row: DraftRow) -> bool:
    """True for a row of a table about the exits that the story reports."""
    return row.table is not None and not row.elsewhere


def _rank_of_signature(day: Evidence, first: Evidence) -> tuple[bool, int]:
    """A sort key, the best last: of the same year as the first one stated, then the more exact."""
    date, leading = day.treaty_date, first.treaty_date
    assert date is not None, "a date of signature is a treaty date"
    assert leading is not None, "a date of signature is a treaty date"
    return date.year == leading.year, date.exactness


def _days_of_steps(row: DraftRow, stated: Mapping[str, Evidence | None]) -> dict[str, Evidence]:
    """The days of the decision and of other steps, by cell: those of the row's table, else those that
    sentences state. In a table with a column of the status, only the table states the day of the decision.
    """
    own = {"decided": row.decided, "notified": row.notice}
    days = {
        cell: own.get(cell) or day for cell, day in stated.items() if cell != "decided" or not row.has_status
    }
    return {cell: day for cell, day in (own | days).items() if day is not None}
