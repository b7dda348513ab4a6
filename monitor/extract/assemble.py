"""From marked sentences to `Terminations`: the main path of extraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from monitor.extract.acting import find_actors, named, named_first
from monitor.extract.actors import Claim, find_claims
from monitor.extract.background import in_passing, others, parallel, parted, without
from monitor.extract.cell_values import signed
from monitor.extract.counterparties import depositaries, other_side
from monitor.extract.course import is_item, is_own_claim
from monitor.extract.effective_dates import signed_alone, signed_before, signed_founding
from monitor.extract.events import is_general, without_events
from monitor.extract.fallback import is_told_first, nothing_in, only_row, unfounded
from monitor.extract.forms import days_of_steps, form
from monitor.extract.gathering import gather
from monitor.extract.instruments import Mention, find_mentions, is_description
from monitor.extract.jointly import each, for_all, own_actors, with_partner
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, LexiconEntry, Pack
from monitor.extract.lists import actors_of, find_items, headed, rows_of, spelled_out, without_remarks
from monitor.extract.matched import with_matched
from monitor.extract.nickname import with_title
from monitor.extract.notices import find_notice
from monitor.extract.objects import is_of_thing, things_alone
from monitor.extract.outcome import Course, count_of_table, left_to, near, outcome, owned, says_more
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_several
from monitor.extract.pointers import meant
from monitor.extract.prolonged import without_prolonged
from monitor.extract.proper import with_bodies
from monitor.extract.reasons import reason
from monitor.extract.refusals import (
    refuse_actors,
    refuse_elsewhere,
    refuse_names,
    refuse_parties,
    refuse_reasons,
)
from monitor.extract.removals import find_removal
from monitor.extract.resemble import resembled
from monitor.extract.rows import DraftRow, echoes
from monitor.extract.series import introduced, listed
from monitor.extract.stages import evidence, find_stage
from monitor.extract.story_marks import Place, Sentence, is_article
from monitor.extract.tables import StoryRow
from monitor.extract.tabular import from_tables, of_table, told_by_prose
from monitor.extract.topics import hints, numbers, topics
from monitor.extract.trace import CellName, Trace
from monitor.extract.unreal import alerts, why_none
from monitor.model import Evidence, Hit, Naming, Stage, Termination


def assemble(
    sentences: list[Sentence],
    tables: list[StoryRow],
    hits: tuple[Hit, ...],
    pack: Pack,
    lexicon: Lexicon,
    published: date | None,
    trace: Trace | None = None,
) -> list[Termination]:
    """The rows that a story states, the best founded first. `tables`: their rows.

    `trace`: who asks why.
    """
    sentences = with_matched(sentences, hits, verb_last=pack.verb_last)
    spans = [span for hit in hits for span in hit.spans]
    mentions: list[Mention] = []
    claims: list[Claim] = []
    for sentence in sentences:
        found = find_mentions(sentence, pack, lexicon)
        mentions += found
        claims += find_claims(sentence, found, pack, lexicon, spans)
    tables = told_by_prose(tables, claims)
    claims, events = without_events(claims, pack)
    claims, mentions, prolonged = without_prolonged(sentences, claims, mentions, pack, published)
    things = [
        claim for claim in claims if is_of_thing(claim, pack, named=bool(mentions) or is_article(sentences))
    ]
    claims = [claim for claim in claims if claim not in things]
    alone = things_alone(sentences, claims, things, hits) if (mentions or things) and not tables else None
    if not tables and not any(claim.mention is not None for claim in claims) and not is_told_first(claims):
        alone = prolonged or events or alone
    nothing = alone or why_none(sentences, claims, hits, pack, published)
    if nothing is not None:
        return _none(trace, nothing)
    claims = [claim for claim in claims if alerts(hits) or not is_general(claim, pack)]
    claims, mentions = with_bodies(claims, mentions, sentences, pack, lexicon)
    items, remarks = without_remarks(find_items(sentences, mentions, pack), tables=bool(tables))
    claims = [claim for claim in claims if claim.sentence.number not in remarks]
    claims = [
        replace(claim, mention=meant(claim, mentions, items, pack, tables=bool(tables))) for claim in claims
    ]
    by_sentence = {
        number: list(found)
        for number, found in groupby(mentions, key=lambda mention: mention.sentence.number)
    }
    claims = [one for claim in claims for one in listed(claim, sentences, by_sentence, pack)]
    claims = introduced(claims, by_sentence, lexicon.weights.nameless)
    above = [claim for claim in claims if claim.sentence.place is not Place.END] if tables else claims
    removal = find_removal(above, mentions, pack, lexicon)
    actors = find_actors(above, sentences, pack, lexicon) if removal is None else removal.actors()
    actors = actors_of(items, claims, set(actors)) or actors
    rows = rows_of(items, claims, set(actors), named_first(actors, sentences), pack)
    claims, elsewhere = parted(claims, set(actors), lexicon)
    if trace is not None:
        refuse_elsewhere(elsewhere)
    lines = {sentence.number for row in rows for sentence in row.lines} | headed(items)
    elsewhere = [claim for claim in elsewhere if claim.sentence.number not in lines]
    prose = [claim for claim in claims if claim.sentence.number not in lines]
    spoken = [
        mention for mention in without(mentions, claims, elsewhere) if mention.sentence.number not in lines
    ]
    gathered = gather(prose, spoken, set(actors), pack, lexicon)
    rows += [
        row
        for row in gathered
        if not (rows or tables or row is not gathered[0]) or not in_passing(row, set(actors))
    ]
    with_title(rows, spoken, set(actors), sentences, pack, published)
    rows += parallel(elsewhere, rows, sentences, pack, published)
    rows += others(elsewhere, rows, pack, lexicon)
    rows = spelled_out(
        from_tables(tables, rows, mentions, named_first(actors, sentences), pack, lexicon), pack
    )
    rows.sort(key=lambda row: row.elsewhere)
    for_all(rows, actors)
    with_partner(rows, actors, claims, sentences, pack, lexicon)
    rows = [*each(rows[0], actors, claims, sentences), *rows[1:]] if rows else []
    nothing = unfounded(sentences, claims, rows, hits, pack, published) if removal is None else None
    if nothing is not None:
        return _none(trace, nothing)
    if not rows or (claims and all(row.elsewhere for row in rows)):
        rows = [removal.row() if removal else only_row(claims, spoken, set(actors), pack, lexicon), *rows]
        with_partner(rows, actors, claims, sentences, pack, lexicon)
    leading = {(claim.sentence.number, claim.mark.first) for claim in rows[0].claims if not rows[0].elsewhere}
    about = _About(sentences, hits, pack, lexicon, published, claims, actors, mentions, rows, trace)
    told = [
        row
        for row in rows
        if row.table is not None or row.lines or row.others or actors or not any(row.table for row in rows)
    ]
    found_rows = (
        about.termination(
            row,
            main=bool(row.lines)
            or any((claim.sentence.number, claim.mark.first) in leading for claim in row.claims),
        )
        for row in told
    )
    stated = [found_row for found_row in found_rows if found_row is not None]
    if trace is not None and not stated:
        trace.nothing = nothing_in(sentences, claims)
    if stated and not any(found_row.main for found_row in stated) and not rows[0].elsewhere:
        # no word of ending was understood: the first is what the story is about
        stated[0] = replace(stated[0], main=True)
    return stated


def _none(trace: Trace | None, why: Evidence | None) -> list[Termination]:
    """No row, and for who asks the reason."""
    if trace is not None:
        trace.nothing = why
    return []


class _About:
    """All that is known of a story while its rows are written."""

    def __init__(
        self,
        sentences: list[Sentence],
        hits: tuple[Hit, ...],
        pack: Pack,
        lexicon: Lexicon,
        published: date | None,
        claims: list[Claim],
        actors: dict[str, Evidence],
        mentions: Sequence[Mention],
        rows: Sequence[DraftRow],
        trace: Trace | None,
    ) -> None:
        self.trace = trace
        self.mentions = mentions
        self.sentences = sentences
        self.hits = hits
        self.pack = pack
        self.lexicon = lexicon
        self.published = published
        self.claims = claims
        self.actors = actors
        self.rows = rows
        # a story of one agreement: what is said of "the exit" is said of it
        self.alone = alone = len(rows) == 1
        self.echoes = echoes(sentences, mentions, pack, published, alone=alone)
        self.anonymous = {sentence.number for sentence in sentences} - {
            mention.sentence.number for mention in mentions if not mention.bare
        }
        self.owned = owned(rows, sentences) if not alone else {}

    def termination(self, row: DraftRow, *, main: bool) -> Termination | None:
        """A row's values, and for who asks why what was refused for them; see `_termination`."""
        if self.trace is not None:
            self.trace.begin()
        found = self._termination(row, main=main)
        if self.trace is not None:
            self.trace.end(kept=found is not None)
        return found

    def _termination(self, row: DraftRow, *, main: bool) -> Termination | None:
        """A row's values.

        `main` rows belong to the decision that the story reports: what is said of it holds for them.
        """
        own = row.claims or self.claims[:1]
        # a state's own line
        apart = bool(row.lines) and bool(row.actors) and not row.actors.keys() & self.actors.keys()
        # what is decided of all of them
        shared = self.alone or row.table is not None or (bool(row.lines) and not apart)
        rest = self.claims if main and shared else ()
        # they tell of what the story reports
        hits = self.hits if (main or not row.claims) and not apart else ()
        stage, claim, why = find_stage(
            row.claims_of_line() or own, hits, self.pack, rest, self.claims if main else ()
        )
        actors = row.actors or (
            self.actors if main else own_actors(row, self.actors, self.pack) or self.actors
        )
        best = row.best()
        name = row.name or (
            best.sentence.evidence(best.name, best.first, best.end, row.why_named(best))
            if best is not None
            else None
        )
        if not actors and name is None:
            return None
        entry = self._entry(row, set(actors))
        if claim is not None and row.table is None:
            stated = evidence(stage, claim, why)
        else:
            stated = (row.table or self.sentences[0]).whole(stage.value, why)
        sentences = (
            left_to(row, self._about(row), self.owned)
            if main or row.table is not None
            else self.owned.get(id(row), [])
        )
        since = self._signed(row)
        others = self._others(row, entry, set(actors))
        known = {*actors, *others}
        # the notice of a list is that of its items
        listed = bool(row.claims) and all(is_item(claim.sentence) for claim in row.claims)
        asked = (main or listed or row.table is not None) and not row.has_status
        notice = find_notice(sentences or self.sentences, known, self.pack, self.published) if asked else None
        if notice is not None and stage.rank < Stage.DECIDED.rank and says_more(notice, row):
            stage = Stage.DECIDED
            stated = notice.evidence(stage.value, "its sentence tells only of a notice")
        claims = [claim for claim in row.claims if is_own_claim(claim, known, self.pack, self.lexicon)]
        course = Course(
            claims,
            near(row, claims, sentences, self._unnamed(row), alone=self.alone),
            known,
            notice,
            since,
            alone=self.alone and main,
            owned={one.text for one in self.owned.get(id(row), ())},
        )
        count_of_table(
            row, [sentence for sentence in self.sentences if sentence.number in self.anonymous], self.pack
        )
        said = stated
        when, stated = outcome(course, stage, stated, self.pack, self.published)
        stated = of_table(row, stated, self.published)
        self._refuse(
            CellName.STAGE,
            said,
            stated.why if stated.why.startswith(said.why) else f"{said.why}, but {stated.why}",
        )
        if (
            since is not None
            and when is not None
            and (since.sentence, since.start) == (when.sentence, when.start)
        ):
            self._refuse(CellName.ENDED, when, "the day of signature")
            when = None  # one day is not both
        if since is not None and when is not None and when.value <= since.value:
            self._refuse(CellName.ENDED, when, "nothing ends before it is signed")
            when = None
        because = (
            reason([] if row.has_status else claims, sentences, set(actors), Stage(stated.value), self.pack)
            or row.reason
        )
        if self.trace is not None:
            refuse_reasons(
                because,
                claims,
                [*(claim.sentence for claim in claims), *self._about(row)],
                set(actors),
                self.pack,
            )
        decided, notified = days_of_steps(claims, sentences, notice, self.pack, self.published)
        return Termination(
            actors=tuple(actors.values()),
            others=tuple(others.values()),
            instrument=name,
            stage=stated,
            entry=entry.left if entry else None,
            kind=entry.subject
            if entry
            else next((mention.subject for mention in row.mentions if mention.subject), ""),
            signed=since,
            ended=row.ended if row.ended is not None and row.ended.day is not None else when or row.ended,
            form=row.form or form(claims, sentences, notice, Stage(stated.value), known, self.pack),
            reason=because,
            main=main or (row.table is not None and not row.elsewhere),
            naming=self._naming(row, entry),
            decided=row.decided or (None if row.has_status else decided),
            notified=row.notice or notified,
            note=row.note,
            resembles=self._resembled(
                row, entry, name, frozenset(actors), frozenset(others), since.value if since else ""
            ),
            topics=topics(row, name, entry.id if entry and entry.is_kind else "", self.pack, self.lexicon),
            numbers=numbers(row),
            hints=hints(self.sentences, self.pack, self.lexicon) if self.alone and main else (),
        )

    def _unnamed(self, row: DraftRow) -> set[int]:
        """The sentences without an agreement that may speak of a row: not those behind a sentence about
        another row.
        """
        return self.anonymous - {
            own.number for other, owns in self.owned.items() if other != id(row) for own in owns
        }

    def _refuse(self, cell: CellName, found: Evidence, why: str) -> None:
        if self.trace is not None:
            self.trace.refuse(cell, replace(found, why=why))

    def _about(self, row: DraftRow) -> list[Sentence]:
        """The sentences that may speak of a row: its line of a list first, and none of the other lines or of
        exits elsewhere.
        """
        lines = {sentence.number for row in self.rows for sentence in row.lines}
        apart = [one for one in self.rows if one.elsewhere and one is not row]
        lines |= {sentence.number for row in apart for sentence in self.owned.get(id(row), ())}
        return [*row.lines, *(sentence for sentence in self.sentences if sentence.number not in lines)]

    def _resembled(
        self,
        row: DraftRow,
        entry: LexiconEntry | None,
        name: Evidence | None,
        acting: frozenset[str],
        others: frozenset[str],
        signed: str,
    ) -> tuple[str, ...]:
        """The entries that a name may mean which is none of an entry."""
        best = row.best()
        if (
            name is None
            or (entry is not None and not entry.is_kind)
            or (best is not None and is_several(best, self.pack))
        ):
            return ()
        parties = (
            [best.sentence.raw(party.first, party.end) for party in best.sentence.of(Layer.PARTY)]
            if best is not None
            else []
        )
        # "gas treaty" is no body of gas exporters
        close = self.pack.vocabulary.close(name.value, parties, least=1 if entry is None else 2)
        return resembled(self.lexicon.entries, close, acting, others, signed)

    def _naming(self, row: DraftRow, entry: LexiconEntry | None) -> Naming:
        """Whether the row's name tells its agreement from others."""
        best = row.best()
        several = best is not None and is_several(best, self.pack)
        if entry is not None and not entry.is_kind:
            return Naming.SEVERAL if entry.collective and several else Naming.ONE
        if entry is None and (row.name is not None or best is None or not is_description(best, self.pack)):
            return Naming.ONE
        return Naming.SEVERAL if several and not row.others else Naming.KIND

    def _signed(self, row: DraftRow) -> Evidence | None:
        if row.signed is not None and row.signed.day is not None:
            return row.signed
        own = [mention for mention in row.mentions if mention not in row.shared]
        own += [
            echo
            for name, echo in self.echoes
            if any(mention is name for mention in row.mentions) and name not in row.shared
        ]
        best = row.best()
        if best is not None and best.is_title:  # its own day leads over those of other words for it
            of_title = [best, *(echo for name, echo in self.echoes if name is best)]
            own.sort(key=lambda mention: mention not in of_title)
        stated = [day for mention in own if (day := signed([mention], self.sentences, self.pack)) is not None]
        stated = [day for day in stated if not _is_after(day, self.published)]
        if stated:
            # the 2018 pact; on 17 December 2018
            return max(stated, key=lambda day: _rank_of_signature(day, stated[0]))
        before = next(filter(None, (signed_before(mention, self.pack) for mention in own)), None)
        spoken = self.sentences if self.alone else self.owned.get(id(row), [])
        alone = before or row.signed or signed_alone(spoken, self.pack, self.published)
        return alone or signed_founding(best, self.sentences, self.pack, alone=self.alone)

    def _entry(self, row: DraftRow, acting: set[str]) -> LexiconEntry | None:
        """The row's entry; a name like "friendship treaty" is that entry only between its own parties."""
        entry = self.lexicon.entries.get(row.entry)
        if entry is not None and entry.is_kind and self._has_own_name(row):
            return None
        if entry is None or not entry.parties:
            return entry
        stated = set(row.others) - ORGANISATIONS
        elsewhere = bool(stated) and not stated & {*entry.parties, entry.code}
        return None if elsewhere or (acting and not acting & set(entry.parties)) else entry

    def _has_own_name(self, row: DraftRow) -> bool:
        """Whether a name says more than the kind of treaty: `Military Visits Pact` beside "military
        agreements".
        """
        best = row.best()
        return best is not None and not best.entry and not best.bare and not is_description(best, self.pack)

    def _others(self, row: DraftRow, entry: LexiconEntry | None, acting: set[str]) -> dict[str, Evidence]:
        """The counterparties: of the name, of the organisation left, and the entry's other parties where the
        text names them.
        """
        others = dict(row.others)
        if entry is not None:
            if entry.code:
                mention = next(mention for mention in row.mentions if mention.entry == entry.id)
                others.setdefault(
                    entry.code,
                    mention.sentence.evidence(
                        entry.code, mention.first, mention.end, "the body that is left"
                    ),
                )
            for value, found in named(
                self._about(row), entry.parties, "a party of the agreement, as the gazetteer has it"
            ).items():
                others.setdefault(value, found)
            if not set(others) - acting and len(entry.parties) == 2:  # the name itself states them
                mention = next(mention for mention in row.mentions if mention.entry == entry.id)
                why = "the name stands for its two parties, as the gazetteer has them"
                others.update(
                    {
                        value: mention.sentence.evidence(value, mention.first, mention.end, why)
                        for value in entry.parties
                    }
                )
        kept = set(depositaries(self.sentences, self.pack))
        others = {
            value: found for value, found in others.items() if value not in acting and value not in kept
        }
        apart = bool(row.actors) and not acting & set(self.actors)
        fellows = set(self.actors) if apart else set()  # who leaves it as well is no partner
        if not others:
            beside = other_side(row.mentions, self._about(row), acting, self.pack, self.lexicon)
            others = {value: one for value, one in beside.items() if value not in fellows}
        if self.trace is not None:
            refuse_actors(self.claims if acting == set(self.actors) else row.claims, acting)
            refuse_names(row, self.rows, self.mentions, acting, self.pack, self.lexicon)
            refuse_parties(row, self.rows, others, self._about(row), acting, kept, self.lexicon)
        return others


def _is_after(day: Evidence, published: date | None) -> bool:
    """True if a date is later than the day of publication, however it is completed."""
    return published is not None and day.treaty_date is not None and day.treaty_date.earliest > published


def _rank_of_signature(day: Evidence, first: Evidence) -> tuple[bool, int]:
    """A sort key, the best last: of the same year as the first one stated, then the more exact."""
    date, leading = day.treaty_date, first.treaty_date
    assert date is not None, "a date of signature is a treaty date"
    assert leading is not None, "a date of signature is a treaty date"
    return date.year == leading.year, date.exactness
