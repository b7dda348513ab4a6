"""A body that suspends or expels one of its members: the body acts, and the member is the other side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.rows import DraftRow
from monitor.extract.standins import is_object
from monitor.extract.story_marks import Sentence
from monitor.extract.subjects import is_body
from monitor.model import Evidence

_OWNED = 2  # words between a state and its membership
_NEAR = 7  # words between a membership and the word of ending
_OF_BODY = 3  # words between a membership, or a word of expelling, and the body


@dataclass(frozen=True, slots=True)
class Removal:
    """The word of ending, the body that acts, and the member that it suspends or expels."""

    claim: Claim
    body: Mark
    member: Mark
    mention: Mention | None

    def actors(self) -> dict[str, Evidence]:
        """The body, as who acts."""
        sentence = self.claim.sentence
        return {
            self.body.value: sentence.evidence(
                self.body.value, self.body.first, self.body.end, "the body that puts a member out"
            )
        }

    def row(self) -> DraftRow:
        """The row of the membership that ends."""
        sentence = self.claim.sentence
        row = DraftRow(claims=[self.claim], why="the body whose member is put out")
        if self.mention is not None:
            row.join(self.mention, ())
        member = sentence.evidence(
            self.member.value, self.member.first, self.member.end, "the member that is put out"
        )
        row.others = {self.member.value: member}
        return row


def find_removal(
    claims: Sequence[Claim], mentions: Iterable[Mention], pack: Pack, lexicon: Lexicon
) -> Removal | None:
    """What the word of ending that counts most says of a body and its member, if anything."""
    claim = max(claims, key=lambda one: (one.weight, -one.sentence.number), default=None)
    if claim is None or claim.how not in ("suspend", "end", "return") or not _is_body(claim.mention):
        return None
    sentence = claim.sentence
    parties = sentence.of(Layer.PARTY)
    bodies = [party for party in parties if is_body(party)]
    named = {
        lexicon.entries[mention.entry].code: mention
        for mention in mentions
        if mention.sentence is sentence and mention.entry in lexicon.entries
    }
    for member in parties:
        if is_body(member) or member.role == "organ":
            continue
        for body in bodies:
            if _is_put_out(claim, body, member, pack):
                return Removal(claim, body, member, named.get(body.value))
    return None


def _is_body(mention: Mention | None) -> bool:
    """True if nothing but a body could be what a word of ending is about."""
    return mention is None or mention.kind == ORGANISATION


def _is_put_out(claim: Claim, body: Mark, member: Mark, pack: Pack) -> bool:
    sentence, mark = claim.sentence, claim.mark
    ours = [
        candidate.party
        for candidate in claim.candidates
        if candidate.refused is None and candidate.party.value not in (body.value, member.value)
    ]
    at = _membership(sentence, member, pack)
    if at >= 0 and claim.how != "end" and -_NEAR <= at - mark.first <= _NEAR:
        if body.first > at:  # the membership of the state in the body: it is suspended
            behind = any(
                pack.has(name, sentence.word(body.first - back))
                for name in ("of", "leaving")
                for back in (1, 2)
            )
            return behind and body.first - at <= _OF_BODY and mark.first > at and not ours
        return body.end <= member.first and (pack.verb_last or not is_object(sentence, body, pack))
    if mark.role == "noun" or member.role not in ("name", "capital") or claim.how != "suspend":
        return False
    if body.end <= mark.first and not is_object(sentence, body, pack):
        return member.first == _past_articles(sentence, mark.end, pack) and not is_owner(sentence, member)
    out = pack.has("put_out", sentence.word(mark.first)) and any(
        pack.has(name, sentence.word(mark.end)) for name in ("leaving", "of")
    )
    return out and member.end <= mark.first and 0 <= body.first - mark.end <= _OF_BODY and not ours


def _membership(sentence: Sentence, member: Mark, pack: Pack) -> int:
    """Where the word for the membership of a state stands: `Mali's membership`, `l'adhésion du Mali`; -1
    without one.
    """
    end = member.end + is_owner(sentence, member)
    after = (
        at
        for at in range(end, end + _OWNED)
        if pack.has("membership", sentence.word(at)) and not _is_cut(sentence, member.end, at)
    )
    at = member.first - 1
    while pack.has("of", sentence.word(at)) or pack.has("article", sentence.word(at)):
        at -= 1
    before = (
        at if pack.has("membership", sentence.word(at)) and not _is_cut(sentence, at, member.first) else -1
    )
    return next(after, before)


def _past_articles(sentence: Sentence, at: int, pack: Pack) -> int:
    """The first place from one on that is no article and no `a` before a name: `suspende a Paraguay`."""
    while pack.has("article", sentence.word(at)) or (
        pack.has("toward", sentence.word(at)) and len(sentence.word(at)) <= 2
    ):
        at += 1
    return at


def _is_cut(sentence: Sentence, first: int, end: int) -> bool:
    return any(set(sentence.gap(at)) & set(",;:()") for at in range(first + 1, end + 1))
