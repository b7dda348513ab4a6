"""Agreements that a text says are ended, gathered from its sentences and tables: one `DraftRow` each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import find_dates, is_recent
from monitor.extract.instruments import NARROW, ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_plural, is_several
from monitor.extract.story_marks import FIRST, Sentence
from monitor.extract.titles import is_headline
from monitor.model import Evidence

KEPT = 60  # mentions or claims of one row: an article has fewer, and more would make a long one slow
_LITTLE = 3  # letters
STEM = 5  # letters
SOON = 3  # sentences
_OPENS = 3  # words in which `The text was signed` speaks of what was named before
HEARS = "told of the exit, or handed the notice"  # why a party is the other side


@dataclass(slots=True, eq=False)
class DraftRow:
    """An agreement while its facts are gathered; what a table states stands in the fields of evidence."""

    mentions: list[Mention] = field(default_factory=list)
    bodies: set[bool] = field(default_factory=set)  # whether its mentions are organisations
    claims: list[Claim] = field(default_factory=list)
    shared: list[Mention] = field(default_factory=list)  # mentions that speak of several rows at once
    actors: dict[str, Evidence] = field(default_factory=dict)
    others: dict[str, Evidence] = field(default_factory=dict)
    title: Mention | None = None  # its name in full, where nothing but the article as a whole tells it
    name: Evidence | None = None
    signed: Evidence | None = None
    ended: Evidence | None = None
    is_over: bool = False  # `ended` is the day of the end itself, not of the act that brings it about
    notice: Evidence | None = None
    decided: Evidence | None = None
    form: Evidence | None = None
    reason: Evidence | None = None
    note: Evidence | None = None  # a remark in a table
    elsewhere: bool = False  # an exit that the article tells of in passing
    table: Sentence | None = None
    has_status: bool = False  # a cell of the table says how far it has come
    proposed: Evidence | None = None  # where that cell only says that somebody asks for it
    lines: list[Sentence] = field(default_factory=list)  # what a list says of it alone
    why: str = ""  # why it has its name, where no word of ending is about that

    @property
    def entry(self) -> str:
        """The gazetteer's id, from the first mention that has one; an own one before that of a plural
        ("transport treaties").
        """
        return self.stated or next((mention.entry for mention in self.mentions if mention.entry), "")

    @property
    def stated(self) -> str:
        """The gazetteer's id of this agreement, or of its own kind of treaty."""
        ids = [mention.identity for mention in self.mentions if mention.identity]
        ids += [mention.entry for mention in self.mentions if mention.entry and mention not in self.shared]
        return ids[0] if ids else ""

    def claims_of_line(self) -> list[Claim]:
        """The words of ending in its line of a list."""
        return [claim for claim in self.claims if any(claim.sentence is sentence for sentence in self.lines)]

    def best(self) -> Mention | None:
        """The mention that names it best: in full, an entry of the gazetteer, one of its own, with its own
        party, the first.
        """
        return max(
            self.mentions,
            key=lambda one: (
                self.is_titled(one),
                bool(one.identity),
                bool(one.identity) and _has_capitals(one),
                one not in self.shared,
                one.own,
                one.says_more
                and (one.sentence.place in FIRST or any(claim.mention is one for claim in self.claims)),
                _own_party(one),
                -one.sentence.number,
            ),
            default=None,
        )

    def why_named(self, best: Mention) -> str:
        """Why its name is that of a mention."""
        ends = next((claim for claim in self.claims if claim.mention is best), None)
        why = self.why or (
            f"what “{ends.sentence.words(ends.mark)}” is about" if ends else "names the agreement that ends"
        )
        if self.is_titled(best):
            return f"{why}; written in full"
        return f"{why}; in the gazetteer as {best.entry}" if best.identity else why

    def is_titled(self, mention: Mention) -> bool:
        """True if a mention is a title of this agreement: it ends with it, or shares its entry, a
        counterparty or a word of its own.
        """
        if mention is self.title:
            return True
        if not mention.is_title or mention in self.shared:
            return False
        if any(claim.mention is mention for claim in self.claims):
            return True
        rest = [other for other in self.mentions if other is not mention]
        if mention.kind in NARROW and all(other.kind != mention.kind for other in rest):
            return False  # a protocol to it
        if any(
            other.is_title
            and other.sentence is mention.sentence
            and other.identity != (mention.identity or "-")
            for other in rest
        ):
            return False  # a list of agreements, of which nothing tells this one
        parties = {party.value for other in rest for party in other.parties} & {
            party.value for party in mention.parties
        }
        same_entry = bool(mention.entry) and any(other.entry == mention.entry for other in rest)
        same_subject = (
            not mention.identity
            and bool(mention.subject)
            and any(other.subject == mention.subject for other in rest)
        )
        return (
            same_entry
            or same_subject
            or bool(parties)
            or any(stems(mention) & stems(other) for other in rest)
        )

    def join(self, mention: Mention, sides: Iterable[str]) -> None:
        """Add a mention, and of its parties those in `sides`."""
        if len(self.mentions) < KEPT:
            self.mentions.append(mention)
            self.bodies.add(mention.kind == ORGANISATION)
        for party in mention.parties:
            if party.value in sides:
                self.others.setdefault(party.value, mention.side(party))


def stems(mention: Mention) -> set[str]:
    """The beginnings of the longer words of a name besides its noun."""
    sentence = mention.sentence
    nouns = {at for mark in sentence.of(Layer.HEAD) for at in range(mark.first, mark.end)}
    words = (sentence.word(at) for at in range(mention.first, mention.end) if at not in nouns)
    return {word[:STEM] for word in words if len(word) >= STEM}


def _has_capitals(mention: Mention) -> bool:
    """True if a name is written as one: `Paris Agreement` beside "the climate deal", in a sentence that has
    small letters too.
    """
    words = [token.raw for token in mention.sentence.tokens[mention.first : mention.end]]
    if (
        is_headline(mention.sentence)
        or ")" in mention.name
        or (len(words) == 1 and mention.kind != ORGANISATION)
    ):
        return False
    return all(word[0].isupper() for word in words if len(word) > _LITTLE)


def _own_party(mention: Mention) -> bool:
    return any(mention.first <= party.first < mention.end for party in mention.parties)


def echoes(
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    pack: Pack,
    published: date | None,
    *,
    alone: bool,
) -> list[tuple[Mention, Mention]]:
    """Words that point back to a name, each with it: `the treaty`, and `It was signed` or `the document`
    where nothing else is spoken of.

    A document of these days is the decree or the note, not the agreement. Where one agreement is all
    (`alone`), a plural is no other: some languages have one form for both.
    """
    found: list[tuple[Mention, Mention]] = []
    at = 0
    last: Mention | None = None
    for sentence in sentences:
        first = at
        opening = next(
            (
                place
                for place in range(min(_OPENS, len(sentence.tokens)))
                if pack.has("document", sentence.word(place))
            ),
            None,
        )
        if (
            opening is not None
            and last is not None
            and any(mention.first > opening for mention in mentions[at:] if mention.sentence is sentence)
        ):
            found.append((last, Mention(sentence, opening, opening + 1, "", "", "", (), opening + 1, True)))
        while at < len(mentions) and mentions[at].sentence is sentence:
            one = mentions[at]
            if not one.bare and one.kind != ORGANISATION:
                # and several protocols, the treaty
                last = one if last is None or not is_several(one, pack) else last
            elif one.bare and last is not None and (alone or not is_plural(one, pack)):
                found.append((last, one))
            at += 1
        if at == first and last is not None:
            place = next(
                (place for place, token in enumerate(sentence.tokens) if pack.has("document", token.text)),
                None,
            )
            if place is not None and not any(
                is_recent(day, published) for day in find_dates(sentence, pack, None)
            ):
                found.append((last, Mention(sentence, place, place + 1, "", "", "", (), place + 1, True)))
        if (
            at == first
            and last is not None
            and sentence.number - last.sentence.number == 1
            and pack.has("pronoun", sentence.word(0))
        ):
            found.append((last, Mention(sentence, 0, 1, "", "", "", (), 1, True)))
    return found


def is_actor(mention: Mention, acting: set[str], lexicon: Lexicon) -> bool:
    """True if a mention is the organisation that acts, not what is ended."""
    return (
        mention.kind == ORGANISATION
        and mention.entry in lexicon.entries
        and lexicon.entries[mention.entry].code in acting
    )
