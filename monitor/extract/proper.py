"""The name of an agreement or body that no list holds, right behind a word of leaving: `hints at quitting SPARTECA Plus`."""

from __future__ import annotations

from monitor.extract.actors import Claim
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer
from monitor.extract.scene import Sentence

_LONGEST = 6
_ACRONYM = 3  # capitals that make a single word a name
_AWAY = 4  # words between: `ends its participation in the`


def proper_name(claim: Claim, pack: Pack) -> Mention | None:
    """The capitals behind the word of ending of a claim without an agreement; nothing in a headline that has capitals everywhere."""
    sentence, mark = claim.sentence, claim.mark
    if claim.mention is not None or claim.how == "expire" or not _has_plain_words(sentence):
        return None
    first = mark.end
    while first < mark.end + _AWAY and (pack.has("article", sentence.word(first)) or pack.has("leaving", sentence.word(first))):
        first += 1
    end = first
    while (
        end < len(sentence.tokens) and end - first < _LONGEST and sentence.tokens[end].raw[0].isupper() and sentence.gap(end) in (" ", "-")
    ):
        end += 1
    known = {at for one in sentence.marks if one.layer in (Layer.PARTY, Layer.DATE) for at in range(one.first, one.end)}
    if end == first or known & set(range(first, end)):
        return None
    if end - first == 1 and not (len(sentence.tokens[first].raw) >= _ACRONYM and sentence.tokens[first].raw.isupper()):
        return None
    return Mention(sentence, first, end, "", "", "", (), end, False)


def _has_plain_words(sentence: Sentence) -> bool:
    """Whether a long word stands in small letters."""
    return any(token.raw.islower() and len(token.raw) > 3 for token in sentence.tokens)
