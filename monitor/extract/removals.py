"""A body that suspends or expels one of its members: the body acts, and the member is the other side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.extract.actors import Claim
from monitor.extract.antecedents import is_object
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import Sentence, is_article
from monitor.extract.subject_roles import is_body
from monitor.extract.unreal import alerts
from monitor.model import Evidence, Hit

_OWNED = 2  # words between a state and its membership
_NEAR = 7  # words between a membership and the word of ending
_OF_BODY = 3  # words between a membership, or a word of expelling, and the body


@dataclass(frozen=True, slots=True)
class Removal:
    """A body that suspends or expels a member. `claim`: the word of ending; `mention`: the body as named."""

    claim: Claim
    body: Mark
    member: Mark
    mention: Mention | None

    def actors(self) -> dict[str, Evidence]:
        """The body as the acting party."""
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

    def alone(self, sentences: Sequence[Sentence], hits: tuple[Hit, ...]) -> Evidence | None:
        """Why an article for which the judge does not alert states no exit: no state leaves; else None."""
        if alerts(hits) or not is_article(sentences):
            return None
        mark = self.claim.mark
        why = "a body puts a member out: no state leaves"
        return self.claim.sentence.evidence("", mark.first, mark.end, why)


def find_removal(
    claims: Sequence[Claim], mentions: Iterable[Mention], pack: Pack, lexicon: Lexicon
) -> Removal | None:
    """The removal that the claim with the highest weight states; None if it states none."""
    claim = max(claims, key=lambda claim: (claim.weight, -claim.sentence.number), default=None)
    if claim is None or claim.how not in ("suspend", "end", "return") or not _may_be_body(claim.mention):
        return None
    sentence = claim.sentence
    parties = sentence.of(Layer.PARTY)
    bodies = [party for party in parties if is_body(party)]
    members = [party for party in parties if not is_body(party) and party.role != "organ"]
    for member in members:
        for body in bodies:
            if _is_put_out(claim, body, member, pack):
                return Removal(claim, body, member, _mention_of(body, sentence, mentions, lexicon))
    return None


def _mention_of(
    body: Mark, sentence: Sentence, mentions: Iterable[Mention], lexicon: Lexicon
) -> Mention | None:
    """The last mention of a body in a sentence, if the gazetteer has the body."""
    named = {
        lexicon.entries[mention.entry].code: mention
        for mention in mentions
        if mention.sentence is sentence and mention.entry in lexicon.entries
    }
    return named.get(body.value)


def _may_be_body(mention: Mention | None) -> bool:
    """True if a word of ending has no agreement but may be about a body."""
    return mention is None or mention.kind == ORGANISATION


def _is_put_out(claim: Claim, body: Mark, member: Mark, pack: Pack) -> bool:
    """True if the claim says that `body` suspends or expels `member`."""
    at = _membership(claim.sentence, member, pack)
    if at >= 0 and claim.how != "end" and abs(at - claim.mark.first) <= _NEAR:
        return _suspends_membership(claim, body, member, at, pack)
    if claim.mark.role == "noun" or member.role not in ("name", "capital") or claim.how != "suspend":
        return False
    return _suspends_member(claim, body, member, pack)


def _suspends_membership(claim: Claim, body: Mark, member: Mark, at: int, pack: Pack) -> bool:
    """True if the membership at a place is that in `body` and is suspended, or if `body` stands before
    `member` as the one that suspends it.
    """
    sentence = claim.sentence
    if body.first <= at:
        return body.end <= member.first and (pack.verb_last or not is_object(sentence, body, pack))
    belongs = body.first - at <= _OF_BODY and any(
        pack.has(name, sentence.word(body.first - back)) for name in ("of", "leaving") for back in (1, 2)
    )
    return belongs and claim.mark.first > at and not _has_other_subject(claim, body, member)


def _suspends_member(claim: Claim, body: Mark, member: Mark, pack: Pack) -> bool:
    """True if a verb has `body` as its subject and `member` as its object: `the bloc suspends Mali`; or if it
    says that `member` was put out of `body`.
    """
    sentence, mark = claim.sentence, claim.mark
    if body.end <= mark.first and not is_object(sentence, body, pack):
        return member.first == _past_articles(sentence, mark.end, pack) and not is_owner(sentence, member)
    put_out = pack.has("put_out", sentence.word(mark.first)) and any(
        pack.has(name, sentence.word(mark.end)) for name in ("leaving", "of")
    )
    in_order = member.end <= mark.first and 0 <= body.first - mark.end <= _OF_BODY
    return put_out and in_order and not _has_other_subject(claim, body, member)


def _has_other_subject(claim: Claim, body: Mark, member: Mark) -> bool:
    """True if a party besides the two may be the subject of the claim."""
    return any(
        candidate.refused is None and candidate.party.value not in (body.value, member.value)
        for candidate in claim.candidates
    )


def _membership(sentence: Sentence, member: Mark, pack: Pack) -> int:
    """The place of the word for the membership of a state: `Mali's membership`, `l'adhésion du Mali`; -1
    without one.
    """
    end = member.end + is_owner(sentence, member)
    for at in range(end, end + _OWNED):
        if pack.has("membership", sentence.word(at)) and not _is_cut(sentence, member.end, at):
            return at
    at = member.first - 1
    while pack.has("of", sentence.word(at)) or pack.has("article", sentence.word(at)):
        at -= 1
    is_before = pack.has("membership", sentence.word(at)) and not _is_cut(sentence, at, member.first)
    return at if is_before else -1


def _past_articles(sentence: Sentence, at: int, pack: Pack) -> int:
    """The first place from `at` on without an article or an `a` before a name: `suspende a Paraguay`."""
    while pack.has("article", sentence.word(at)) or (
        pack.has("toward", sentence.word(at)) and len(sentence.word(at)) <= 2
    ):
        at += 1
    return at


def _is_cut(sentence: Sentence, first: int, end: int) -> bool:
    """True if a mark of punctuation stands between two words."""
    return sentence.has_stop(first + 1, end + 1, ",;:()")
