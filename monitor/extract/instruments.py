"""The agreements that a sentence names: as written, with the parties that stand in or at the name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.extract.bodies import (
    fellows_end,
    founding_noun,
    is_of_agency,
    is_of_fellows,
    is_office,
    is_one_of_several,
)
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, Pack
from monitor.extract.name_extensions import described_end, list_end
from monitor.extract.nearby_parties import find_beside, is_companion, is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.spans import entry_span, in_longer_name, joined, name_span
from monitor.extract.story_marks import Sentence, is_headline
from monitor.extract.title_content import verbs_of_ending
from monitor.extract.titles import Title, find_titles
from monitor.model import Evidence

ORGANISATION = "organisation"
_ALL_STATES = "UN"
_JOINT = 4  # words between a name and a party that are shown: `signed with the`
NARROW = frozenset({"protocol", "memorandum"})  # kinds that no pact or agreement is called
# kinds of instrument that are not between two
WIDE = frozenset({"convention", "covenant", "charter", "statute"})


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A name at words `first:end` of a sentence, equal to itself alone.

    `bare` ones ("the treaty") only point back to another.
    """

    sentence: Sentence
    first: int
    end: int
    entry: str  # gazetteer id or ""
    kind: str  # treaty, convention ... or "" for an organisation
    subject: str
    parties: tuple[Mark, ...]  # in the name and at it: "with", "between"
    reach: int  # the word after the parties that follow the name
    bare: bool
    against: frozenset[str] = frozenset()  # parties behind "with": they are not the ones who end it
    own: bool = True  # words of its own tell it apart, not only its noun, a year or a clause
    # words besides its noun, its parties and little ones: `tax treaty with Peru`, not `treaty with Peru`
    says_more: bool = True
    is_kind: bool = False  # `entry` is a kind of treaty
    is_title: bool = False  # written in full, as its text is headed
    is_office: bool = False  # a body that stands here only as that of an office: the UN's depositary

    @property
    def identity(self) -> str:
        """The entry, if it is one agreement or body."""
        return "" if self.is_kind else self.entry

    @property
    def name(self) -> str:
        return self.sentence.raw(self.first, self.end)

    def side(self, party: Mark) -> Evidence:
        """One of its parties, with where it stands at the name."""
        return self.sentence.evidence(party.value, party.first, party.end, self._where(party))

    def _where(self, party: Mark) -> str:
        if self.first <= party.first < self.end:
            return "stands in the name of the agreement"
        if party.end > self.first:
            behind = min((party.first for party in self.parties if party.first >= self.end), default=self.end)
            if behind == self.end:
                return "stands right behind the name of the agreement"
            return (
                "named behind the agreement after "
                f"“{self.sentence.raw(self.end, min(behind, self.end + _JOINT))}”"
            )
        return "stands before the name of the agreement"


def find_mentions(sentence: Sentence, pack: Pack, lexicon: Lexicon) -> list[Mention]:
    """The mentions of one sentence, in order, not overlapping."""
    heads = sentence.of(Layer.HEAD)
    entries = sentence.of(Layer.ENTRY)
    if not heads and not entries:
        return []
    stays = [mark for mark in sentence.of(Layer.CONTEXT) if mark.value in ("extends", "keeps")]
    exits = {at for mark in (*verbs_of_ending(sentence, pack), *stays) for at in range(mark.first, mark.end)}
    bodies = [mark for mark in entries if _is_body(mark, lexicon)]
    names = [
        mark
        for mark in entries
        if not _is_body(mark, lexicon) and not in_longer_name(sentence, mark, heads, lexicon, pack)
    ]
    titled = [_titled(sentence, pack, lexicon, title, exits) for title in find_titles(sentence, pack)]
    found: list[Mention] = []
    for mark in names:
        if any(one.first < mark.end and mark.first < one.end for one in titled):
            continue
        if not found or mark.first >= found[-1].end:
            first, end = entry_span(sentence, mark, heads, pack)
            if lexicon.entries[mark.value].is_kind and (
                noun := next((head for head in heads if first <= head.first < end), None)
            ):
                # one of many: what tells it apart stands before, or behind
                low = found[-1].end if found else 0
                around = name_span(sentence, pack, noun, heads, exits, low, len(sentence.tokens))
                first, end = min(first, around[0]), max(end, around[1])
            if pack.head_first:
                end = list_end(sentence, first + 1, end, pack)
            found.append(_mention(sentence, pack, lexicon, mark.value, first, end, None))
    found = sorted((*found, *titled), key=lambda one: one.first)
    for mark in heads:
        if any(mention.first <= mark.first < mention.end for mention in found) or any(
            body.first <= mark.first < body.end for body in bodies
        ):
            continue
        if mark.value == "charter" and _is_letter(sentence, mark):
            continue
        low = max((mention.end for mention in found if mention.end <= mark.first), default=0)
        high = min(
            (mention.first for mention in found if mention.first >= mark.end), default=len(sentence.tokens)
        )
        first, end = name_span(sentence, pack, mark, heads, exits, low, high)
        if pack.head_first:
            end = min(list_end(sentence, mark.end, end, pack), max(end, high))
        else:
            mark = [head for head in heads if first <= head.first < end][-1]  # a trade bloc deal is no bloc
        inner = next((body.value for body in bodies if first < body.first and body.end <= end), "")
        found.append(
            _mention(sentence, pack, lexicon, "" if mark.value != ORGANISATION else inner, first, end, mark)
        )
    for mark in bodies:
        if pack.has("compounds", sentence.word(mark.end)) or pack.has("members", sentence.word(mark.end)):
            continue  # NATO-aligned states, members of it
        if is_one_of_several(sentence, mark, pack) or is_of_fellows(sentence, mark, pack):
            continue
        if not any(mention.first < mark.end and mark.first < mention.end for mention in found):
            above = next(
                (
                    party
                    for party in sentence.of(Layer.PARTY)
                    if party.end == mark.first and party.value in ORGANISATIONS
                ),
                None,
            )
            # the UN's Human Rights Council
            first = above.first if above and joined(sentence, mark.first) else mark.first
            made = _mention(sentence, pack, lexicon, mark.value, first, mark.end, None)
            founded = founding_noun(sentence, mark, pack)
            if founded >= 0:
                made = replace(made, first=founded, kind="charter", is_title=True)
            found.append(
                replace(made, is_office=is_office(sentence, mark, pack) or is_of_agency(sentence, mark, pack))
            )
    return _with_protocols(
        sorted((_with_capitals(mention, pack) for mention in found), key=lambda one: one.first), pack
    )


def _with_protocols(mentions: list[Mention], pack: Pack) -> list[Mention]:
    """The mentions, in which a protocol has the agreement that it belongs to in its name: `the optional
    protocol to the Convention on`.
    """
    found: list[Mention] = []
    for mention in mentions:
        before = found[-1] if found else None
        of_protocol = (
            before is not None and before.kind in NARROW and not before.entry and bool(mention.identity)
        )
        if (
            before is not None
            and (of_protocol or _is_of_body(before, mention))
            and _belongs(before, mention, pack)
        ):
            found[-1] = replace(
                before,
                end=mention.end,
                reach=max(mention.end, mention.reach),
                bare=False,
                own=True,
                says_more=True,
            )
        else:
            found.append(mention)
    return found


def _is_of_body(founding: Mention, other: Mention) -> bool:
    """Whether a name ends with a body that is called after its agreement: `the treaty of the Organization of
    the Nile Convention`.
    """
    bodies = [head for head in founding.sentence.of(Layer.HEAD) if head.value == ORGANISATION]
    return (
        other.is_title
        and founding.kind != ORGANISATION
        and any(founding.first < body.first < body.end == founding.end for body in bodies)
    )


def _belongs(protocol: Mention, other: Mention, pack: Pack) -> bool:
    """Whether nothing but little words stands between a protocol and an agreement."""
    between = range(protocol.end, other.first)
    little = ("of", "article", "toward", "about", "title_about", "title_small")
    if len(between) > _JOINT or other.kind == ORGANISATION:
        return False
    return all(protocol.sentence.gap(at) in (" ", "'", "’") for at in (*between, other.first)) and all(
        any(pack.has(name, protocol.sentence.word(at)) for name in little) for at in between
    )


def _is_letter(sentence: Sentence, mark: Mark) -> bool:
    """Whether a word for charters stands for a letter that is given: `a carta foi entregue`."""
    small = sentence.tokens[mark.first].raw[0].islower() or mark.first == 0
    return small and bool(sentence.of(Layer.GIVEN))


def _titled(sentence: Sentence, pack: Pack, lexicon: Lexicon, title: Title, exits: set[int]) -> Mention:
    """The mention of a title, with the entry that it is, or that founded the body it names."""
    head, end = title.head, title.end
    first = title.first
    low = name_span(sentence, pack, head, [head], exits, 0, head.end)[0]
    while first > low and sentence.tokens[first - 1].raw[0].isupper():
        first -= 1
    inside = [mark for mark in sentence.of(Layer.ENTRY) if first < mark.end and mark.first < end]
    heads = sentence.of(Layer.HEAD)
    own = [mark for mark in inside if mark.first <= head.first < mark.end]
    own += [
        mark
        for mark in inside
        if not _is_body(mark, lexicon) and not any(mark.first <= head.first < mark.end for head in heads)
    ]
    if head.value in NARROW:  # a protocol to it
        own = [
            mark
            for mark in own
            if mark.first <= head.first < mark.end or lexicon.entries[mark.value].kind == head.value
        ]
    named = [mark for mark in own if not lexicon.entries[mark.value].is_kind]
    founded = [
        mark
        for mark in inside
        if _is_body(mark, lexicon) and not title.parties and not _has_subject(sentence, mark.end, end, pack)
    ]
    for mark in named:
        first, end = min(first, mark.first), max(end, mark.end)
    entry = next((mark.value for mark in (*named, *own, *founded)), "")
    made = _mention(sentence, pack, lexicon, entry, first, end, head)
    kind = head.value if made.entry and _is_founding(made, lexicon) else made.kind
    if not title.parties:
        return replace(made, kind=kind, is_title=True)
    return replace(
        made, kind=kind, parties=title.parties, reach=end, bare=False, against=frozenset(), is_title=True
    )


def _has_subject(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """Whether words behind a body say what a treaty is about, which then did not found it: `Convention of the
    UN on desertification`.
    """
    return any(
        pack.has("title_about", sentence.word(at)) and not pack.has("of", sentence.word(at))
        for at in range(first, end)
    )


def _is_founding(mention: Mention, lexicon: Lexicon) -> bool:
    return lexicon.entries[mention.entry].kind == ORGANISATION


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
    """Whether an adjective with a capital opens a name that says what it is about, in the middle of a
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


def is_named_body(mention: Mention) -> bool:
    """Whether a mention is the name of a body in capitals, and no noun alone: `the International Date Palm
    Council`.
    """
    opens = mention.sentence.tokens[mention.first].raw[0].isupper() and mention.first > 0
    return (
        mention.kind == ORGANISATION
        and not mention.bare
        and mention.says_more
        and opens
        and mention.end - mention.first > 1
    )


def is_description(mention: Mention, pack: Pack) -> bool:
    """Whether no word of the name is its own: only nouns of agreements, subjects, parties, years and words
    that any name may have.
    """
    sentence = mention.sentence
    layers = (Layer.HEAD, Layer.SUBJECT, Layer.PARTY, Layer.DATE)
    marks = [
        mark
        for layer in layers
        for mark in sentence.of(layer)
        if not (layer is Layer.HEAD and mark.role == "compound")
    ]
    known = {at for mark in marks for at in range(mark.first, mark.end)}
    return all(
        at in known
        or sentence.word(at).isdigit()
        or sentence.word(at) in pack.function_words
        or any(
            pack.has(name, sentence.word(at))
            for name in ("general", "stop", "with", "between", "about", "of", "and", "article")
        )
        for at in range(mention.first, mention.end)
    )


def _is_body(mark: Mark, lexicon: Lexicon) -> bool:
    return lexicon.entries[mark.value].kind == ORGANISATION


def _mention(
    sentence: Sentence, pack: Pack, lexicon: Lexicon, entry: str, first: int, end: int, head: Mark | None
) -> Mention:
    parties = [
        party
        for party in sentence.of(Layer.PARTY)
        if not pack.has("compounds", sentence.word(party.end))
        and not (party.value in ORGANISATIONS and party.role == "adjective")  # the European Convention on
        and not (party.value in ORGANISATIONS and pack.has("members", sentence.word(party.end)))
        and not (
            (party.value in ORGANISATIONS or party.role == ORGANISATION)
            and is_of_fellows(sentence, party, pack)
        )
    ]
    inside = [
        party
        for party in parties
        if first <= party.first < end and party.role in ("adjective", "name", "former")
    ]
    named = {party.first for party in inside}
    inside += [
        Mark(entry.first, entry.end, Layer.PARTY, lexicon.entries[entry.value].code, ORGANISATION)
        for entry in sentence.of(Layer.ENTRY)
        if first <= entry.first and entry.end < end and entry.first not in named and _is_body(entry, lexicon)
    ]
    body = bool(entry) and head is None and lexicon.entries[entry].kind == ORGANISATION
    # a treaty of the United Nations is not with them
    inside = [party for party in inside if party.value != _ALL_STATES]
    inside = [*([] if body else _before(sentence, parties, first, pack)), *inside]
    if pack.head_first and entry and lexicon.entries[entry].is_kind:  # accordo sulle truppe francesi
        behind = [
            party
            for party in parties
            if party.first == end and party.role == "adjective" and joined(sentence, end)
        ]
        inside, end = [*inside, *behind], max([party.end for party in behind], default=end)
    beside, reach = find_beside(sentence, pack, parties, first, end)
    if entry and not body and (inside or beside) and lexicon.entries[entry].kind in WIDE:
        noun = next((head for head in sentence.of(Layer.HEAD) if first <= head.first < end), None)
        # of two, not the convention
        entry, head = ("", noun) if noun is not None and noun.value == "agreement" else (entry, head)
    if entry and not body and lexicon.entries[entry].kind in WIDE and not lexicon.entries[entry].parties:
        inside = [party for party in inside if party.first < first]  # the American Convention on Human Rights
    attribute = next(
        (
            party
            for party in parties
            if party.end == first and party.role == "adjective" and joined(sentence, first)
        ),
        None,
    )
    if attribute is not None and not pack.verb_last:
        first = min(
            [
                party.first
                for party in inside
                if party.role == "adjective" and party.first >= attribute.first - 1
            ],
            default=first,
        )
    subject = next(
        (
            subject_mark.value
            for subject_mark in sentence.of(Layer.SUBJECT)
            if first <= subject_mark.first < end
        ),
        "",
    )
    own = bool(entry) or any(
        not sentence.word(at).isdigit()
        for at in range(first, end)
        if head is None or not head.first <= at < head.end
    )
    bare = not entry and head is not None and end - first == head.end - head.first and head.role != "compound"
    if beside and reach == end:
        bare = False  # a clause that names its parties
    if bare and not beside and (circle := fellows_end(sentence, end, pack)) > end:
        end, bare, own = circle, False, True  # agreements with WTO partners
    name_end = end
    if bare and (longer := described_end(sentence, pack, head, reach if beside else end)) > end:
        inside += [
            party
            for party in parties
            if end <= party.first < longer and party.role == "adjective" and pack.head_first
        ]
        end, bare = longer, False
        if not beside:  # the agreement on military visits signed with Canada
            beside, reach = find_beside(sentence, pack, parties, first, end)
    kind = head.value if head else ""
    if entry:
        known = lexicon.entries[entry]
        nouns = [head.value for head in sentence.of(Layer.HEAD) if first <= head.first < end]
        kind = nouns[-1] if nouns and known.kind == ORGANISATION else known.kind
        subject = known.subject
    return Mention(
        sentence,
        first,
        end,
        entry,
        kind,
        subject,
        (*inside, *beside),
        max(end, reach),
        bare,
        _against(sentence, pack, beside, name_end),
        own,
        bool(entry) or _says_more(sentence, first, end, pack),
        bool(entry) and lexicon.entries[entry].is_kind,
    )


def _says_more(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """Whether a name holds more than nouns of agreements, states and little words."""
    states = [
        party
        for party in sentence.of(Layer.PARTY)
        if party.value not in ORGANISATIONS and party.role != ORGANISATION
    ]
    known = {at for one in (*sentence.of(Layer.HEAD), *states) for at in range(one.first, one.end)}
    return any(at not in known and not _is_plain(sentence.word(at), pack) for at in range(first, end))


def _is_plain(word: str, pack: Pack) -> bool:
    return word.isdigit() or any(
        pack.has(name, word)
        for name in ("stop", "with", "with_after", "between", "of", "and", "article", "in")
    )


def _against(sentence: Sentence, pack: Pack, beside: list[Mark], end: int) -> frozenset[str]:
    after = [party for party in beside if party.first >= end]
    if after and any(pack.has("with", sentence.word(at)) for at in range(end, after[0].first)):
        return frozenset(party.value for party in after)
    ahead = [
        party
        for party in beside
        if is_companion(sentence, party, pack) or pack.has("with", sentence.word(party.first - 1))
    ]
    return (
        frozenset(party.value for party in ahead) if not after and len(ahead) == len(beside) else frozenset()
    )


def _before(sentence: Sentence, parties: list[Mark], first: int, pack: Pack) -> list[Mark]:
    """The parties right before a name: `the US-Russia New START treaty`. Where the verb stands last, the
    subject may stand there too: only those that a hyphen joins count.
    """
    found: list[Mark] = []
    ends = {party.end: party for party in parties if party.role in ("adjective", "name")}
    at = first
    if first in ends and ends[first].first == 0 and sentence.gap(first).strip() in (":", "–", "—"):
        return [ends[first]]  # an item of a list: `Spain: Naval Treaty`
    while (at in ends and joined(sentence, at)) or (at - 1 in ends and is_owner(sentence, ends[at - 1])):
        found.insert(0, ends[at] if at in ends else ends[at - 1])
        at = found[0].first
    if (
        pack.verb_last
        and len(found) == 1
        and any(party.end == found[0].first and "," in sentence.gap(party.end) for party in parties)
    ):
        return found  # `Rusya, Hollanda vergi anlaşmasını`: a comma behind the subject
    if pack.verb_last and not (len(found) > 1 and sentence.gap(found[-1].first) in ("-", "‑", "–")):
        return []
    return found
