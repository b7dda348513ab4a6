"""Finds the agreements and bodies that a sentence mentions: by titles, entries of the gazetteer, nouns for
agreements, and names of bodies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from monitor.extract.bodies import founding_noun, is_among_several, is_of_agency, is_of_fellows, is_office
from monitor.extract.build_mention import build_mention
from monitor.extract.instruments import NARROW, ORGANISATION, Mention
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, Pack
from monitor.extract.name_extensions import list_end
from monitor.extract.phrases import Layer, Mark
from monitor.extract.spans import entry_span, in_longer_name, joined, name_span
from monitor.extract.story_marks import Sentence, is_headline
from monitor.extract.subject_roles import is_told
from monitor.extract.title_content import verbs_of_ending
from monitor.extract.titles import Title, find_titles

_JOINT = 4  # words between a protocol and its agreement
_LITTLE = ("of", "article", "toward", "about", "title_about", "title_small")


def find_mentions(sentence: Sentence, pack: Pack, lexicon: Lexicon) -> list[Mention]:
    """The mentions of one sentence, in order, not overlapping."""
    heads, entries = sentence.of(Layer.HEAD), sentence.of(Layer.ENTRY)
    if not heads and not entries:
        return []
    search = _Search(sentence, pack, lexicon, heads, entries)
    search.add_titles_and_entries()
    search.add_nouns()
    search.add_bodies()
    mentions = [_with_capitals(mention, pack) for mention in search.mentions]
    return _with_protocols(sorted(mentions, key=lambda mention: mention.first), pack)


@dataclass(slots=True)
class _Search:
    """The mentions of a sentence while they are found. `ends`: the words at which no name goes on."""

    sentence: Sentence
    pack: Pack
    lexicon: Lexicon
    heads: list[Mark]
    entries: list[Mark]
    ends: set[int] = field(init=False)
    mentions: list[Mention] = field(default_factory=list)

    def __post_init__(self) -> None:
        stays = [mark for mark in self.sentence.of(Layer.CONTEXT) if mark.value in ("extends", "keeps")]
        verbs = (*verbs_of_ending(self.sentence, self.pack), *stays)
        self.ends = {at for verb in verbs for at in range(verb.first, verb.end)}

    def _bodies(self) -> list[Mark]:
        """The bodies that the sentence names."""
        return [entry for entry in self.entries if _is_body(entry, self.lexicon)]

    def _build(self, entry: str, first: int, end: int, head: Mark | None) -> Mention:
        """The mention of a name, as of `build_mention`."""
        return build_mention(self.sentence, self.pack, self.lexicon, entry, first, end, head)

    def add_titles_and_entries(self) -> None:
        """Adds the titles, and the entries that are no body and overlap no title."""
        titles = [self._titled(title) for title in find_titles(self.sentence, self.pack)]
        named: list[Mention] = []
        for entry in self.entries:
            if not self._is_name(entry) or any(_overlaps(title, entry) for title in titles):
                continue
            low = named[-1].end if named else 0
            if entry.first >= low:
                first, end = self._span_of_entry(entry, low)
                protocol = self._protocol_to(entry, first, end)
                named.append(self._build("" if protocol else entry.value, first, end, protocol))
        self.mentions = sorted((*named, *titles), key=lambda mention: mention.first)

    def _is_name(self, entry: Mark) -> bool:
        """True if an entry is no body and no part of a longer name."""
        if _is_body(entry, self.lexicon):
            return False
        return not in_longer_name(self.sentence, entry, self.heads, self.lexicon, self.pack)

    def _protocol_to(self, entry: Mark, first: int, end: int) -> Mark | None:
        """The noun of a protocol in the words `first:end` around an entry that has its own noun: a protocol
        to a treaty is not that treaty. None without one.
        """
        heads = [head for head in self.heads if first <= head.first < end]
        inside = [head for head in heads if entry.first <= head.first < entry.end]
        if not inside or self.lexicon.entries[entry.value].kind in NARROW:
            return None
        return next((head for head in heads if head not in inside and head.value == "protocol"), None)

    def _span_of_entry(self, entry: Mark, low: int) -> tuple[int, int]:
        """The words of the name of an entry, that of a kind of treaty with what identifies it; not before
        `low`.
        """
        sentence, pack = self.sentence, self.pack
        first, end = entry_span(sentence, entry, self.heads, pack)
        noun = next((head for head in self.heads if first <= head.first < end), None)
        if noun is not None and self.lexicon.entries[entry.value].is_kind:
            around = name_span(sentence, pack, noun, self.heads, self.ends, low, len(sentence.tokens))
            first, end = min(first, around[0]), max(end, around[1])
        return first, list_end(sentence, first + 1, end, pack) if pack.head_first else end

    def add_nouns(self) -> None:
        """Adds the nouns for agreements outside the names that were found."""
        bodies = self._bodies()
        for head in self.heads:
            spans = [(name.first, name.end) for name in self.mentions]
            spans += [(body.first, body.end) for body in bodies]
            if any(first <= head.first < end for first, end in spans):
                continue
            if head.value == "charter" and _is_letter(self.sentence, head):
                continue
            noun, first, end = self._span_of_noun(head)
            inner = next((body.value for body in bodies if first < body.first and body.end <= end), "")
            entry = inner if noun.value == ORGANISATION else ""
            self.mentions.append(self._build(entry, first, end, noun))

    def _span_of_noun(self, head: Mark) -> tuple[Mark, int, int]:
        """The noun of the name around a noun, and the words of the name, between the names beside it."""
        sentence, pack = self.sentence, self.pack
        low = max((mention.end for mention in self.mentions if mention.end <= head.first), default=0)
        behind = [mention.first for mention in self.mentions if mention.first >= head.end]
        high = min(behind, default=len(sentence.tokens))
        first, end = name_span(sentence, pack, head, self.heads, self.ends, low, high)
        if pack.head_first:
            return head, first, min(list_end(sentence, head.end, end, pack), max(end, high))
        # a trade bloc deal is no bloc
        return [noun for noun in self.heads if first <= noun.first < end][-1], first, end

    def add_bodies(self) -> None:
        """Adds the bodies outside the names that were found: as a body, an office of it, or the treaty that
        founded it.
        """
        sentence, pack = self.sentence, self.pack
        for body in self._bodies():
            if any(_overlaps(mention, body) for mention in self.mentions) or self._is_attribute(body):
                continue
            mention = self._build(body.value, self._start_of_body(body), body.end, None)
            founded = founding_noun(sentence, body, pack)
            if founded >= 0:
                mention = replace(mention, first=founded, kind="charter", is_title=True)
            is_of_office = is_office(sentence, body, pack) or is_of_agency(sentence, body, pack)
            is_hearer = self._is_told_of_other(body)
            self.mentions.append(replace(mention, is_office=is_of_office or is_hearer))

    def _is_told_of_other(self, body: Mark) -> bool:
        """True if a body is told of the exit from what another name in its sentence stands for."""
        names = (mention for mention in self.mentions if not _overlaps(mention, body))
        hearers = (party for party in self.sentence.of(Layer.PARTY) if party.first == body.first)
        return any(not name.bare for name in names) and any(
            is_told(self.sentence, party, self.pack) for party in hearers
        )

    def _is_attribute(self, body: Mark) -> bool:
        """True if a body only says of what kind another thing is: NATO-aligned states, members of it."""
        sentence, pack = self.sentence, self.pack
        word = sentence.word(body.end)
        if pack.has("compounds", word) or pack.has("members", word):
            return True
        return is_among_several(sentence, body, pack) or is_of_fellows(sentence, body, pack)

    def _start_of_body(self, body: Mark) -> int:
        """The first word of a body, with the organisation that it is of: the UN's Human Rights Council."""
        owners = [party for party in self.sentence.of(Layer.PARTY) if party.end == body.first]
        owner = next((party for party in owners if party.value in ORGANISATIONS), None)
        return owner.first if owner and joined(self.sentence, body.first) else body.first

    def _titled(self, title: Title) -> Mention:
        """The mention of a title, with the entry that it is, or that founded the body it names."""
        head, first = title.head, self._start_of_title(title)
        own, founded = self._entries_of_title(title, first)
        named = [entry for entry in own if not self.lexicon.entries[entry.value].is_kind]
        start = min([first, *(entry.first for entry in named)])
        end = max([title.end, *(entry.end for entry in named)])
        id_ = next((entry.value for entry in (*named, *own, *founded)), "")
        mention = self._build(id_, start, end, head)
        if mention.entry and self.lexicon.entries[mention.entry].kind == ORGANISATION:
            mention = replace(mention, kind=head.value)
        if not title.parties:
            return replace(mention, is_title=True)
        return replace(
            mention, parties=title.parties, reach=end, bare=False, against=frozenset(), is_title=True
        )

    def _start_of_title(self, title: Title) -> int:
        """The first word of a title, with the words in capitals before it."""
        sentence, head = self.sentence, title.head
        low = name_span(sentence, self.pack, head, [head], self.ends, 0, head.end)[0]
        first = title.first
        while first > low and sentence.tokens[first - 1].raw[0].isupper():
            first -= 1
        return first

    def _entries_of_title(self, title: Title, first: int) -> tuple[list[Mark], list[Mark]]:
        """The entries in a title from `first` on: those that it may be, and the bodies that it may have
        founded. A protocol is no entry of another kind.
        """
        head, heads = title.head, self.sentence.of(Layer.HEAD)
        inside = [entry for entry in self.entries if first < entry.end and entry.first < title.end]
        own = [entry for entry in inside if entry.first <= head.first < entry.end]
        for entry in inside:
            holds_noun = any(entry.first <= noun.first < entry.end for noun in heads)
            is_kind = head.value not in NARROW or self.lexicon.entries[entry.value].kind == head.value
            if is_kind and not holds_noun and not _is_body(entry, self.lexicon):
                own.append(entry)
        bodies = [entry for entry in inside if _is_body(entry, self.lexicon) and not title.parties]
        founded = [body for body in bodies if not _has_subject(self.sentence, body.end, title.end, self.pack)]
        return own, founded


def _overlaps(mention: Mention, mark: Mark) -> bool:
    """True if a mention and a mark share a word."""
    return mention.first < mark.end and mark.first < mention.end


def _is_body(entry: Mark, lexicon: Lexicon) -> bool:
    """True for the entry of an organisation."""
    return lexicon.entries[entry.value].kind == ORGANISATION


def _with_protocols(mentions: Iterable[Mention], pack: Pack) -> list[Mention]:
    """The mentions, in which a protocol has the agreement that it belongs to in its name: `the optional
    protocol to the Convention on`.
    """
    merged: list[Mention] = []
    for mention in mentions:
        if merged and _goes_on(merged[-1], mention, pack):
            merged[-1] = replace(
                merged[-1],
                end=mention.end,
                reach=max(mention.end, mention.reach),
                bare=False,
                own=True,
                says_more=True,
            )
        else:
            merged.append(mention)
    return merged


def _goes_on(before: Mention, mention: Mention, pack: Pack) -> bool:
    """True if the name of a protocol, or of the treaty of a body, goes on with the name behind it."""
    is_of_protocol = before.kind in NARROW and not before.entry and bool(mention.identity)
    return (is_of_protocol or _is_of_body(before, mention)) and _belongs(before, mention, pack)


def _is_of_body(founding: Mention, other: Mention) -> bool:
    """True if a name ends with a body that is called after its agreement: `the treaty of the Organization of
    the Nile Convention`.
    """
    bodies = [head for head in founding.sentence.of(Layer.HEAD) if head.value == ORGANISATION]
    return (
        other.is_title
        and founding.kind != ORGANISATION
        and any(founding.first < body.first < body.end == founding.end for body in bodies)
    )


def _belongs(protocol: Mention, other: Mention, pack: Pack) -> bool:
    """True if nothing but little words stands between a protocol and an agreement."""
    between = range(protocol.end, other.first)
    if len(between) > _JOINT or other.kind == ORGANISATION:
        return False
    return all(protocol.sentence.gap(at) in (" ", "'", "’") for at in (*between, other.first)) and all(
        any(pack.has(name, protocol.sentence.word(at)) for name in _LITTLE) for at in between
    )


def _is_letter(sentence: Sentence, mark: Mark) -> bool:
    """True if a word for charters stands for a letter that is given: `a carta foi entregue`."""
    small = sentence.tokens[mark.first].raw[0].islower() or mark.first == 0
    return small and bool(sentence.of(Layer.GIVEN))


def _has_subject(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """True if words behind a body say what a treaty is about, which then did not found it: `Convention of the
    UN on desertification`.
    """
    return any(
        pack.has("title_about", sentence.word(at)) and not pack.has("of", sentence.word(at))
        for at in range(first, end)
    )


def _with_capitals(mention: Mention, pack: Pack) -> Mention:
    """A name in capitals in a sentence that has others is written as its text is headed: `the Bilateral Air
    Services Agreement`.
    """
    sentence = mention.sentence
    if pack.verb_last or mention.kind == ORGANISATION or mention.is_title or is_headline(sentence):
        return mention
    if pack.declines:
        return replace(mention, is_title=_opens_with_capital(mention, pack))
    parties = {at for party in sentence.of(Layer.PARTY) for at in range(party.first, party.end)}
    own = [at for at in range(max(mention.first, 1), mention.end) if at not in parties]
    least = 2 if pack.head_first and not mention.identity else 3  # Convenio Postal
    return replace(
        mention, is_title=len(own) >= least and all(sentence.tokens[at].raw[0].isupper() for at in own)
    )


def _opens_with_capital(mention: Mention, pack: Pack) -> bool:
    """True if an adjective with a capital opens a name that says what it is about, in the middle of a
    sentence: `Центральноазиатского соглашения о борьбе с саранчой`.
    """
    sentence, first = mention.sentence, mention.first
    if (
        first == 0
        or not sentence.tokens[first].raw[0].isupper()
        or any(party.first == first for party in sentence.of(Layer.PARTY))
    ):
        return False
    heads = {head.first for head in sentence.of(Layer.HEAD)}
    about = any(pack.has("about", sentence.word(at)) for at in range(first + 1, mention.end))
    return first not in heads and about
