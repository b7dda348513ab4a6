"""The main path of extraction: labelled sentences and tables of a story in, its `Termination`s out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from monitor.extract.acting import find_actors, named_first
from monitor.extract.actors import Claim, find_claims
from monitor.extract.back_references import referent
from monitor.extract.background import in_passing, others, parallel, parted, without
from monitor.extract.denials import without_excluded
from monitor.extract.events import is_general, without_events
from monitor.extract.fallback import is_told_first, nothing_in, only_row, unfounded
from monitor.extract.full_title import with_title
from monitor.extract.gathering import gather
from monitor.extract.instruments import Mention
from monitor.extract.jointly import for_all, row_per_actor, with_partner
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.list_rows import actors_of, rows_of, spelled_out
from monitor.extract.lists import ListLine, find_items, headed, without_remarks
from monitor.extract.matched_predicates import with_matched
from monitor.extract.mentions import find_mentions
from monitor.extract.objects import is_of_thing, things_alone
from monitor.extract.prolonged import without_prolonged
from monitor.extract.proper_names import with_bodies
from monitor.extract.refusals import refuse_elsewhere
from monitor.extract.removals import Removal, find_removal
from monitor.extract.rows import DraftRow
from monitor.extract.several_agreements import introduced, listed
from monitor.extract.story_marks import Place, Sentence, is_article
from monitor.extract.tables import StoryRow
from monitor.extract.tabular import from_tables, told_by_prose
from monitor.extract.terminations import TerminationWriter
from monitor.extract.trace import Trace
from monitor.extract.unreal import alerts, why_none
from monitor.model import Evidence, Hit, Termination


def assemble(
    sentences: list[Sentence],
    tables: list[StoryRow],
    hits: tuple[Hit, ...],
    pack: Pack,
    lexicon: Lexicon,
    published: date | None,
    trace: Trace | None = None,
) -> list[Termination]:
    """The rows that a story states, the best founded first. `trace` records what was not taken and why."""
    sentences = with_matched(sentences, hits, verb_last=pack.verb_last)
    draft = _Draft(sentences, tables, hits, pack, lexicon, published, trace)
    draft.find_claims()
    nothing = draft.keep_exits()
    if nothing is None:
        draft.link_agreements()
        draft.find_actors()
        draft.build_rows()
        nothing = draft.complete_rows()
    if nothing is not None:
        if trace is not None:
            trace.nothing = nothing
        return []
    return draft.terminations()


@dataclass(slots=True)
class _Draft:
    """The rows of one story while they are built. The steps are called in the order in which they stand here;
    each changes `claims`, `mentions` or `rows`.
    """

    sentences: list[Sentence]
    tables: list[StoryRow]
    hits: tuple[Hit, ...]
    pack: Pack
    lexicon: Lexicon
    published: date | None
    trace: Trace | None
    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    list_lines: list[ListLine] = field(default_factory=list)  # lines of lists
    removal: Removal | None = None
    actors: dict[str, Evidence] = field(default_factory=dict)
    spoken: list[Mention] = field(default_factory=list)  # mentions in prose about the story's own exits
    rows: list[DraftRow] = field(default_factory=list)

    def find_claims(self) -> None:
        """Finds the agreements that are mentioned and the words of ending; keeps the tables that prose does
        not tell.
        """
        spans = [span for hit in self.hits for span in hit.spans]
        for sentence in self.sentences:
            mentions = find_mentions(sentence, self.pack, self.lexicon)
            self.mentions += mentions
            self.claims += find_claims(sentence, mentions, self.pack, self.lexicon, spans)
        self.tables = told_by_prose(self.tables, self.claims)

    def keep_exits(self) -> Evidence | None:
        """Drops the claims that end no agreement. Returns why the story states no exit, None if it may."""
        self.claims, events = without_events(self.claims, self.pack)
        self.claims, self.mentions, prolonged = without_prolonged(
            self.sentences, self.claims, self.mentions, self.pack, self.published
        )
        is_named = bool(self.mentions) or is_article(self.sentences)
        things = [claim for claim in self.claims if is_of_thing(claim, self.pack, named=is_named)]
        self.claims = [claim for claim in self.claims if claim not in things]
        nothing = None
        if (self.mentions or things) and not self.tables:
            nothing = things_alone(self.sentences, self.claims, things, self.hits)
        ends_agreement = any(claim.mention is not None for claim in self.claims)
        if not (self.tables or ends_agreement or is_told_first(self.claims)):
            nothing = prolonged or events or nothing
        nothing = nothing or why_none(self.sentences, self.claims, self.hits, self.pack, self.published)
        self.claims = without_excluded(self.claims)
        if nothing is None and not alerts(self.hits):
            self.claims = [claim for claim in self.claims if not is_general(claim, self.pack)]
        return nothing

    def link_agreements(self) -> None:
        """Gives claims the agreement that an organisation, a list, a pronoun or a sentence nearby names."""
        self.claims, self.mentions = with_bodies(
            self.claims, self.mentions, self.sentences, self.pack, self.lexicon
        )
        has_tables = bool(self.tables)
        lines = find_items(self.sentences, self.mentions, self.pack)
        self.list_lines, remarks = without_remarks(lines, tables=has_tables)
        claims = [
            replace(
                claim, mention=referent(claim, self.mentions, self.list_lines, self.pack, tables=has_tables)
            )
            for claim in self.claims
            if claim.sentence.number not in remarks
        ]
        by_sentence = {
            number: list(mentions)
            for number, mentions in groupby(self.mentions, key=lambda mention: mention.sentence.number)
        }
        claims = [part for claim in claims for part in listed(claim, self.sentences, by_sentence, self.pack)]
        self.claims = introduced(claims, by_sentence, self.lexicon.weights.nameless)

    def find_actors(self) -> None:
        """Finds who acts; below the tables of an article nothing counts."""
        claims = self.claims
        if self.tables:
            claims = [claim for claim in claims if claim.sentence.place is not Place.END]
        self.removal = find_removal(claims, self.mentions, self.pack, self.lexicon)
        if self.removal is None:
            actors = find_actors(claims, self.mentions, self.sentences, self.pack, self.lexicon)
        else:
            actors = self.removal.actors()
        self.actors = actors_of(self.list_lines, self.claims, set(actors)) or actors

    def build_rows(self) -> None:
        """Builds the rows of lists, prose, exits elsewhere and tables."""
        acting, first = set(self.actors), named_first(self.actors, self.sentences)
        rows = rows_of(self.list_lines, self.claims, acting, first, self.pack)
        self.claims, elsewhere = parted(self.claims, acting, self.lexicon)
        if self.trace is not None:
            refuse_elsewhere(elsewhere)
        lines = {sentence.number for row in rows for sentence in row.lines} | headed(self.list_lines)
        elsewhere = [claim for claim in elsewhere if claim.sentence.number not in lines]
        spoken = without(self.mentions, self.claims, elsewhere)
        self.spoken = [mention for mention in spoken if mention.sentence.number not in lines]
        rows += self._prose_rows(lines, is_first=not rows and not self.tables)
        with_title(rows, self.spoken, acting, self.sentences, self.pack, self.published)
        rows += parallel(elsewhere, rows, self.sentences, self.pack, self.published)
        rows += others(elsewhere, rows, self.pack, self.lexicon)
        rows = from_tables(self.tables, rows, self.mentions, first, self.pack, self.lexicon)
        self.rows = spelled_out(rows, self.pack)
        self.rows.sort(key=lambda row: row.elsewhere)

    def _prose_rows(self, lines: set[int], *, is_first: bool) -> list[DraftRow]:
        """The rows of the claims outside `lines`, without what is told in passing; the first of them stays if
        no row stands before it (`is_first`).
        """
        acting = set(self.actors)
        claims = [claim for claim in self.claims if claim.sentence.number not in lines]
        rows = gather(claims, self.spoken, acting, self.pack, self.lexicon)
        return [
            row for row in rows if (is_first and row is rows[0]) or not in_passing(row, acting, self.pack)
        ]

    def complete_rows(self) -> Evidence | None:
        """Gives rows the actors and counterparties that the story as a whole states, and adds a row where
        none is the story's own. Returns why the story states no exit, None if it does.
        """
        for_all(self.rows, self.actors)
        self._add_partners()
        if self.rows:
            first = row_per_actor(self.rows[0], self.actors, self.claims, self.sentences)
            self.rows = [*first, *self.rows[1:]]
        if self.removal is None:
            nothing = unfounded(
                self.sentences, self.claims, self.rows, self.actors, self.hits, self.pack, self.published
            )
        else:
            nothing = self.removal.alone(self.sentences, self.hits)
        if nothing is not None:
            return nothing
        if not self.rows or (self.claims and all(row.elsewhere for row in self.rows)):
            own = self.removal.row() if self.removal else self._only_row()
            self.rows = [own, *self.rows]
            self._add_partners()
        return None

    def _only_row(self) -> DraftRow:
        """The row of a story in which no word of ending has an agreement."""
        return only_row(self.claims, self.spoken, set(self.actors), self.pack, self.lexicon)

    def _add_partners(self) -> None:
        """Divides agreements between the two actors of the story, as of `with_partner`."""
        with_partner(self.rows, self.actors, self.claims, self.sentences, self.pack, self.lexicon)

    def terminations(self) -> list[Termination]:
        """The values of each row that states something; the first is `main` if no other is."""
        writer = TerminationWriter(
            self.sentences,
            self.hits,
            self.pack,
            self.lexicon,
            self.published,
            self.claims,
            self.actors,
            self.mentions,
            self.rows,
            self.trace,
        )
        leading = set() if self.rows[0].elsewhere else _places(self.rows[0])
        stated = []
        for row in self.rows:
            if self._has_parties(row):
                is_main = bool(row.lines) or bool(_places(row) & leading)
                termination = writer.termination(row, main=is_main)
                if termination is not None:
                    stated.append(termination)
        if self.trace is not None and not stated:
            self.trace.nothing = nothing_in(self.sentences, self.claims)
        if stated and not any(row.main for row in stated) and not self.rows[0].elsewhere:
            # no word of ending was understood: the first is what the story is about
            stated[0] = replace(stated[0], main=True)
        return stated

    def _has_parties(self, row: DraftRow) -> bool:
        """True for a row of a table or a list, and for one whose actors or counterparties are known; in a
        story without tables always.
        """
        is_listed = row.table is not None or bool(row.lines)
        is_known = bool(row.others) or bool(self.actors)
        return is_listed or is_known or not any(other.table for other in self.rows)


def _places(row: DraftRow) -> set[tuple[int, int]]:
    """Where the words of ending of a row stand: numbers of the sentence and of the word."""
    return {(claim.sentence.number, claim.mark.first) for claim in row.claims}
