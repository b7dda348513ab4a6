"""Agreements that a text says are ended, gathered from its sentences and tables: one `DraftRow` each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from monitor.extract.actors import Claim
from monitor.extract.dates import find_dates, is_recent
from monitor.extract.instruments import NARROW, ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_plural, is_several
from monitor.extract.story_marks import FIRST, Sentence, is_headline
from monitor.model import Evidence

KEPT = 60  # mentions or claims of one row: an article has fewer, and more would make a long one slow
_LITTLE = 3  # letters of a word that has no capital in a name
STEM = 5  # letters by which words of names are compared
SOON = 3  # sentences
_OPENS = 3  # first words of a sentence, in which `The text` points back
IS_TOLD = "told of the exit, or handed the notice"  # the reason for which a party is the other side


@dataclass(slots=True, eq=False)
class DraftRow:
    """An agreement while its values are gathered. The fields of type Evidence are set by tables."""

    mentions: list[Mention] = field(default_factory=list)
    bodies: set[bool] = field(default_factory=set)  # True: a mention is an organisation; False: it is not
    claims: list[Claim] = field(default_factory=list)
    shared: list[Mention] = field(default_factory=list)  # mentions that mean several rows at once
    actors: dict[str, Evidence] = field(default_factory=dict)
    others: dict[str, Evidence] = field(default_factory=dict)
    title: Mention | None = None  # its full name, found in the article as a whole
    name: Evidence | None = None
    signed: Evidence | None = None
    ended: Evidence | None = None
    is_over: bool = False  # `ended` is the day of the end itself, not of the decision on it
    notice: Evidence | None = None
    decided: Evidence | None = None
    form: Evidence | None = None
    reason: Evidence | None = None
    note: Evidence | None = None  # a remark in a table
    elsewhere: bool = False  # an exit that the article only mentions
    table: Sentence | None = None  # a cell of its line in a table
    has_status: bool = False  # a cell of the table gives the stage
    proposed: Evidence | None = None  # that cell, if it only says that somebody demands the exit
    lines: list[Sentence] = field(default_factory=list)  # its lines in a list
    why: str = ""  # the reason for its name, if no word of ending has it as its object

    @property
    def entry(self) -> str:
        """The gazetteer's id: the stated one, else that of the first mention that has one, also of a plural
        ("transport treaties"); "" without one.
        """
        return self.stated or next((mention.entry for mention in self.mentions if mention.entry), "")

    @property
    def stated(self) -> str:
        """The gazetteer's id of this agreement, or of its kind of treaty; "" without one."""
        ids = [mention.identity for mention in self.mentions if mention.identity]
        ids += [mention.entry for mention in self.mentions if mention.entry and mention not in self.shared]
        return ids[0] if ids else ""

    def claims_of_line(self) -> list[Claim]:
        """The words of ending in its line of a list."""
        return [claim for claim in self.claims if any(claim.sentence is sentence for sentence in self.lines)]

    def best(self) -> Mention | None:
        """The mention that names it best: a full title, an entry of the gazetteer, one that means no other
        row, one with its own party, the first. None without mentions.
        """
        return max(
            self.mentions,
            key=lambda mention: (
                self.is_titled(mention),
                bool(mention.identity),
                bool(mention.identity) and _has_capitals(mention),
                mention not in self.shared,
                mention.own,
                mention.says_more and self._is_prominent(mention),
                _has_own_party(mention),
                -mention.sentence.number,
            ),
            default=None,
        )

    def _is_prominent(self, mention: Mention) -> bool:
        """True if a mention stands near the top, or a word of ending has it as its object."""
        return mention.sentence.place in FIRST or self._is_claimed(mention)

    def _is_claimed(self, mention: Mention) -> bool:
        """True if a word of ending has a mention as its object."""
        return any(claim.mention is mention for claim in self.claims)

    def why_named(self, best: Mention) -> str:
        """The reason, in words, for the name that a mention gives."""
        claim = next((claim for claim in self.claims if claim.mention is best), None)
        why = self.why or (
            f"what “{claim.sentence.words(claim.mark)}” is about"
            if claim
            else "names the agreement that ends"
        )
        if self.is_titled(best):
            return f"{why}; written in full"
        return f"{why}; in the gazetteer as {best.entry}" if best.identity else why

    def is_titled(self, mention: Mention) -> bool:
        """True if a mention is a title of this agreement: it is the object of a word of ending, or shares an
        entry, a counterparty or a word with another mention. False for the protocol of an agreement.
        """
        if mention is self.title:
            return True
        if not mention.is_title or mention in self.shared:
            return False
        if self._is_claimed(mention):
            return True
        rest = [other for other in self.mentions if other is not mention]
        if mention.kind in NARROW and all(other.kind != mention.kind for other in rest):
            return False
        if any(_is_listed_with(mention, other) for other in rest):
            return False
        return any(_is_alike(mention, other) for other in rest)

    def join(self, mention: Mention, sides: Iterable[str]) -> None:
        """Add a mention, and of its parties those in `sides`."""
        if len(self.mentions) < KEPT:
            self.mentions.append(mention)
            self.bodies.add(mention.kind == ORGANISATION)
        for party in mention.parties:
            if party.value in sides:
                self.others.setdefault(party.value, mention.side(party))


def stems(mention: Mention) -> set[str]:
    """The beginnings of the longer words of a name, without its noun."""
    sentence = mention.sentence
    nouns = {at for mark in sentence.of(Layer.HEAD) for at in range(mark.first, mark.end)}
    words = (sentence.word(at) for at in range(mention.first, mention.end) if at not in nouns)
    return {word[:STEM] for word in words if len(word) >= STEM}


def _has_capitals(mention: Mention) -> bool:
    """True if a name is written with capitals (`Paris Agreement`, not "the climate deal"), in a sentence that
    has small letters too.
    """
    words = [token.raw for token in mention.sentence.tokens[mention.first : mention.end]]
    if is_headline(mention.sentence) or ")" in mention.name:
        return False
    if len(words) == 1 and mention.kind != ORGANISATION:
        return False
    return all(word[0].isupper() for word in words if len(word) > _LITTLE)


def _has_own_party(mention: Mention) -> bool:
    """True if a name holds one of its parties."""
    return any(mention.first <= party.first < mention.end for party in mention.parties)


def _is_listed_with(title: Mention, other: Mention) -> bool:
    """True if both are titles of different agreements in one sentence: a list, whose titles nothing assigns
    to the row.
    """
    is_beside = other.is_title and other.sentence is title.sentence
    return is_beside and other.identity != (title.identity or "-")


def _is_alike(title: Mention, other: Mention) -> bool:
    """True if a title shares an entry, a subject, a party or a word of its name with another mention."""
    if title.entry and other.entry == title.entry:
        return True
    if title.subject and not title.identity and other.subject == title.subject:
        return True
    if {party.value for party in title.parties} & {party.value for party in other.parties}:
        return True
    return bool(stems(title) & stems(other))


def back_references(
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    pack: Pack,
    published: date | None,
    *,
    alone: bool,
) -> list[tuple[Mention, Mention]]:
    """Words that point back to a name, as pairs of the name and the words: `the treaty`; and `It was signed`
    or `the document` in a sentence without a name. `mentions`: in the order of the text.

    A document of recent days is the decree or the note, not the agreement. In a text about one agreement
    (`alone`), a plural points back too: some languages have one form for both.
    """
    by_sentence = {
        number: list(group)
        for number, group in groupby(mentions, key=lambda mention: mention.sentence.number)
    }
    pairs: list[tuple[Mention, Mention]] = []
    last: Mention | None = None
    for sentence in sentences:
        own = by_sentence.get(sentence.number, [])
        if last is not None:
            pairs += [(last, pointer) for pointer in _opening_pointer(sentence, own, pack)]
        for mention in own:
            if not mention.bare and mention.kind != ORGANISATION:
                # `the treaty` after a name and several protocols means the name
                last = mention if last is None or not is_several(mention, pack) else last
            elif mention.bare and last is not None and (alone or not is_plural(mention, pack)):
                pairs.append((last, mention))
        if not own and last is not None:
            pairs += [(last, pointer) for pointer in _pointers(sentence, last, pack, published)]
    return pairs


def _opening_pointer(sentence: Sentence, own: Sequence[Mention], pack: Pack) -> Iterator[Mention]:
    """The word like `document` that opens a sentence, before one of its mentions: `The text, a treaty`."""
    opening = _document(sentence, pack, _OPENS) if own else None
    if opening is not None and any(mention.first > opening for mention in own):
        yield _pointer(sentence, opening)


def _pointers(sentence: Sentence, last: Mention, pack: Pack, published: date | None) -> Iterator[Mention]:
    """The words of a sentence without a name that point back to the name before it: `the document`, and the
    pronoun that opens the next sentence.
    """
    place = _document(sentence, pack, len(sentence.tokens))
    if place is not None:
        days = find_dates(sentence, pack, None)
        if not any(is_recent(day, published) for day in days):
            yield _pointer(sentence, place)
    if sentence.number - last.sentence.number == 1 and pack.has("pronoun", sentence.word(0)):
        yield _pointer(sentence, 0)


def _document(sentence: Sentence, pack: Pack, end: int) -> int | None:
    """The place of the first word like `document` among the first `end` words; None without one."""
    places = range(min(end, len(sentence.tokens)))
    return next((at for at in places if pack.has("document", sentence.word(at))), None)


def _pointer(sentence: Sentence, at: int) -> Mention:
    """A word that points back, as a mention."""
    return Mention(sentence, at, at + 1, "", "", "", (), at + 1, True)


def is_actor(mention: Mention, acting: set[str], lexicon: Lexicon) -> bool:
    """True if a mention is an organisation that acts, and so not what is ended."""
    return (
        mention.kind == ORGANISATION
        and mention.entry in lexicon.entries
        and lexicon.entries[mention.entry].code in acting
    )
