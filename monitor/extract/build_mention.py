"""Builds the mention of an agreement or body from the words of its name: parties, subject, reach and kind."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.extract.bodies import fellows_end, is_of_fellows
from monitor.extract.instruments import ORGANISATION, WIDE, Mention
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, LexiconEntry, Pack
from monitor.extract.name_extensions import described_end
from monitor.extract.nearby_parties import find_beside, is_companion, is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.spans import joined
from monitor.extract.story_marks import Sentence

_ALL_STATES = "UN"


def build_mention(
    sentence: Sentence, pack: Pack, lexicon: Lexicon, entry: str, first: int, end: int, head: Mark | None
) -> Mention:
    """The mention of the name at words `first:end`. `entry`: its id in the gazetteer or ""; `head`: the noun
    that says what it is, None for an entry.
    """
    draft = _MentionDraft(sentence, pack, lexicon, entry, first, end, head)
    draft.find_parties()
    draft.check_entry()
    draft.take_attribute()
    draft.describe()
    return draft.mention()


@dataclass(slots=True)
class _MentionDraft:
    """A mention while it is built; the steps are called in the order in which they stand here."""

    sentence: Sentence
    pack: Pack
    lexicon: Lexicon
    entry: str
    first: int
    end: int
    head: Mark | None
    inside: list[Mark] = field(default_factory=list)  # parties in the name
    beside: list[Mark] = field(default_factory=list)  # parties at it
    reach: int = 0  # the word after the parties that follow the name
    name_end: int = 0  # the end of the name without the clause that describes it
    subject: str = ""
    own: bool = False
    bare: bool = False

    def _known(self) -> LexiconEntry | None:
        """The entry of the gazetteer; None without one."""
        return self.lexicon.entries[self.entry] if self.entry else None

    def _is_body(self) -> bool:
        """True for the entry of a body that stands without a noun for agreements."""
        known = self._known()
        return known is not None and self.head is None and known.kind == ORGANISATION

    def _parties(self) -> list[Mark]:
        """The parties of the sentence that may be parties of an agreement."""
        sentence, pack = self.sentence, self.pack
        return [party for party in sentence.of(Layer.PARTY) if _may_be_party(sentence, party, pack)]

    def find_parties(self) -> None:
        """Finds the parties in the name, right before it and at it."""
        sentence, pack, first = self.sentence, self.pack, self.first
        parties, known = self._parties(), self._known()
        roles = ("adjective", "name", "former")
        inside = [party for party in parties if first <= party.first < self.end and party.role in roles]
        inside += self._bodies_inside({party.first for party in inside})
        # a treaty of the United Nations is not with them
        inside = [party for party in inside if party.value != _ALL_STATES]
        before = [] if self._is_body() else _before(sentence, parties, first, pack)
        self.inside = [*before, *inside]
        is_kind = known is not None and known.is_kind
        if is_kind and pack.head_first and joined(sentence, self.end):
            # accordo sulle truppe francesi
            behind = [party for party in parties if party.first == self.end and party.role == "adjective"]
            self.inside += behind
            self.end = max([party.end for party in behind], default=self.end)
        self.beside, self.reach = find_beside(sentence, pack, parties, first, self.end)

    def _bodies_inside(self, named: set[int]) -> list[Mark]:
        """The bodies in the name as parties, without those at the places `named` and the name itself."""
        entries = self.lexicon.entries
        return [
            Mark(entry.first, entry.end, Layer.PARTY, entries[entry.value].code, ORGANISATION)
            for entry in self.sentence.of(Layer.ENTRY)
            if entries[entry.value].kind == ORGANISATION and self._is_inside(entry, named)
        ]

    def _is_inside(self, entry: Mark, named: set[int]) -> bool:
        """True if an entry stands in the name and does not end it, at none of the places `named`."""
        return self.first <= entry.first and entry.end < self.end and entry.first not in named

    def check_entry(self) -> None:
        """Drops the entry of a convention from an agreement of two, and from a convention of all the parties
        in its name: the American Convention on Human Rights.
        """
        known = self._known()
        if known is None or known.kind not in WIDE or self._is_body():
            return
        if self.inside or self.beside:
            nouns = self.sentence.of(Layer.HEAD)
            noun = next((noun for noun in nouns if self.first <= noun.first < self.end), None)
            if noun is not None and noun.value == "agreement":
                self.entry, self.head = "", noun
                return
        if not known.parties:
            self.inside = [party for party in self.inside if party.first < self.first]

    def take_attribute(self) -> None:
        """Begins the name at the adjectives of states right before it: `the Franco-Moroccan treaty`."""
        if self.pack.verb_last:
            return
        for party in self._parties():
            if party.end == self.first and party.role == "adjective" and joined(self.sentence, self.first):
                adjectives = [other.first for other in self.inside if other.role == "adjective"]
                near = [at for at in adjectives if at >= party.first - 1]
                self.first = min(near, default=self.first)
                return

    def describe(self) -> None:
        """Finds the subject, and whether the name has words of its own; a plain noun takes the clause that
        describes it.
        """
        sentence, head = self.sentence, self.head
        self.subject = next((mark.value for mark in sentence.of(Layer.SUBJECT) if self._holds(mark)), "")
        noun = range(head.first, head.end) if head is not None else ()
        words = [at for at in range(self.first, self.end) if at not in noun]
        self.own = bool(self.entry) or any(not sentence.word(at).isdigit() for at in words)
        is_noun_alone = head is not None and head.role != "compound" and len(noun) == self.end - self.first
        # a clause at its end names its parties
        has_clause = bool(self.beside) and self.reach == self.end
        self.bare = is_noun_alone and not self.entry and not has_clause
        if self.bare and not self.beside:
            circle = fellows_end(sentence, self.end, self.pack)
            if circle > self.end:  # agreements with WTO partners
                self.end, self.bare, self.own = circle, False, True
        self.name_end = self.end
        if self.bare:
            self._take_clause()

    def _take_clause(self) -> None:
        """Ends the name of a plain noun behind the clause that describes it."""
        sentence, pack = self.sentence, self.pack
        end = described_end(sentence, pack, self.head, self.reach if self.beside else self.end)
        if end <= self.end:
            return
        if pack.head_first:
            adjectives = [party for party in self._parties() if party.role == "adjective"]
            self.inside += [party for party in adjectives if self.end <= party.first < end]
        self.end, self.bare = end, False
        if not self.beside:  # the agreement on military visits signed with Canada
            parties = self._parties()
            self.beside, self.reach = find_beside(sentence, pack, parties, self.first, end)

    def _holds(self, mark: Mark) -> bool:
        """True if a mark begins in the name."""
        return self.first <= mark.first < self.end

    def _kind(self) -> str:
        """The kind of instrument: that of the noun, or of the entry; a body that is named with a noun is its
        founding treaty.
        """
        known = self._known()
        if known is None:
            return self.head.value if self.head else ""
        nouns = [noun.value for noun in self.sentence.of(Layer.HEAD) if self._holds(noun)]
        return nouns[-1] if nouns and known.kind == ORGANISATION else known.kind

    def mention(self) -> Mention:
        """The finished mention."""
        sentence, known = self.sentence, self._known()
        return Mention(
            sentence,
            self.first,
            self.end,
            self.entry,
            self._kind(),
            known.subject if known else self.subject,
            (*self.inside, *self.beside),
            max(self.end, self.reach),
            self.bare,
            _against(sentence, self.pack, self.beside, self.name_end),
            self.own,
            bool(self.entry) or _says_more(sentence, self.first, self.end, self.pack),
            known is not None and known.is_kind,
        )


def _may_be_party(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party may be one of an agreement: no part of a compound, no organisation as an attribute
    (`the European Convention on`), as that of its members or of its partners.
    """
    if pack.has("compounds", sentence.word(party.end)):
        return False
    is_organisation = party.value in ORGANISATIONS
    is_attribute = party.role == "adjective" or pack.has("members", sentence.word(party.end))
    if is_organisation and is_attribute:
        return False
    is_body = is_organisation or party.role == ORGANISATION
    return not (is_body and is_of_fellows(sentence, party, pack))


def _says_more(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """True if a name holds more than nouns of agreements, states and little words."""
    states = [
        party
        for party in sentence.of(Layer.PARTY)
        if party.value not in ORGANISATIONS and party.role != ORGANISATION
    ]
    known = {at for mark in (*sentence.of(Layer.HEAD), *states) for at in range(mark.first, mark.end)}
    return any(at not in known and not _is_plain(sentence.word(at), pack) for at in range(first, end))


def _is_plain(word: str, pack: Pack) -> bool:
    """True for a number and a little word."""
    return word.isdigit() or any(
        pack.has(name, word)
        for name in ("stop", "with", "with_after", "between", "of", "and", "article", "in")
    )


def _against(sentence: Sentence, pack: Pack, beside: list[Mark], end: int) -> frozenset[str]:
    """The codes of the parties `beside` a name that stand behind "with": they are not the ones who end it."""
    after = [party for party in beside if party.first >= end]
    if after and any(pack.has("with", sentence.word(at)) for at in range(end, after[0].first)):
        return frozenset(party.value for party in after)
    if after or not all(_is_with(sentence, party, pack) for party in beside):
        return frozenset()
    return frozenset(party.value for party in beside)


def _is_with(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if `with` leads to a party."""
    return is_companion(sentence, party, pack) or pack.has("with", sentence.word(party.first - 1))


def _before(sentence: Sentence, parties: list[Mark], first: int, pack: Pack) -> list[Mark]:
    """The parties right before a name: `the US-Russia New START treaty`. Where the verb stands last, the
    subject may stand there too: only those that a hyphen joins count.
    """
    ends = {party.end: party for party in parties if party.role in ("adjective", "name")}
    if first in ends and ends[first].first == 0 and sentence.gap(first).strip() in (":", "–", "—"):
        return [ends[first]]  # an item of a list: `Spain: Naval Treaty`
    before: list[Mark] = []
    at = first
    while (party := _ending_at(sentence, at, ends)) is not None:
        before.insert(0, party)
        at = party.first
    if not pack.verb_last or not before:
        return before
    if len(before) == 1:
        # `Rusya, Hollanda vergi anlaşmasını`: a comma behind the subject
        at = before[0].first
        return before if "," in sentence.gap(at) and any(party.end == at for party in parties) else []
    return before if sentence.gap(before[-1].first) in ("-", "‑", "–") else []


def _ending_at(sentence: Sentence, at: int, ends: dict[int, Mark]) -> Mark | None:
    """The party that is joined to a word or owns it; None without one. `ends`: parties by end."""
    if at in ends and joined(sentence, at):
        return ends[at]
    owner = ends.get(at - 1)
    if owner is not None and is_owner(sentence, owner):
        return ends.get(at, owner)
    return None
