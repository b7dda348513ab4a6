"""The mention of an agreement or a body in a sentence, and what kind of name it is."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence

ORGANISATION = "organisation"
_JOINT = 4  # words between a name and a party that are shown: `signed with the`
# lists of words that the name of any agreement may have
_GENERAL = ("general", "stop", "with", "between", "about", "of", "and", "article")
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
        """The name as written."""
        return self.sentence.raw(self.first, self.end)

    def side(self, party: Mark) -> Evidence:
        """One of its parties, with where it stands at the name."""
        return self.sentence.evidence(party.value, party.first, party.end, self._where(party))

    def _where(self, party: Mark) -> str:
        """Where a party stands at the name, as a reason."""
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


def is_named_body(mention: Mention) -> bool:
    """True if a mention is the name of a body in capitals, and no noun alone: `the International Date Palm
    Council`.
    """
    if mention.kind != ORGANISATION or mention.bare or not mention.says_more:
        return False
    has_capital = mention.sentence.tokens[mention.first].raw[0].isupper() and mention.first > 0
    return has_capital and mention.end - mention.first > 1


def is_description(mention: Mention, pack: Pack) -> bool:
    """True if no word of the name is its own: only nouns of agreements, subjects, parties, years and words
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
    places = range(mention.first, mention.end)
    return all(at in known or _is_general(sentence.word(at), pack) for at in places)


def _is_general(word: str, pack: Pack) -> bool:
    """True for a number and a word that the name of any agreement may have."""
    if word.isdigit() or word in pack.function_words:
        return True
    return any(pack.has(name, word) for name in _GENERAL)
