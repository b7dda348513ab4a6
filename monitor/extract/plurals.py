"""Names that stand for more agreements than one."""

from __future__ import annotations

import re

from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer

_MANY = re.compile(r"[2-9]|[1-9]\d{1,2}")  # a count, no year
_COUNTED = 3  # letters of a count before a name


def is_plural(mention: Mention, pack: Pack) -> bool:
    """True if the noun of the name is a plural, or a number of two or more stands before it.

    False for a title in a language that declines names: a form may be both, and a title is one agreement.
    """
    if (mention.is_title and pack.declines) or pack.has("singular", mention.sentence.word(mention.first - 1)):
        return False
    if _is_counted(mention):
        return True
    tokens = mention.sentence.tokens[max(mention.first - _COUNTED, 0) : mention.end]
    if pack.spells("plurals", "".join(token.text for token in tokens)):
        return True  # 三项协定
    return any(pack.has("plurals", mention.sentence.word(at)) for at in range(mention.first, mention.end))


def is_several(mention: Mention, pack: Pack) -> bool:
    """True if the words stand for more agreements or bodies than one.

    In a language that declines names, a plural may have the form of a singular (`выход из соглашения`), so
    that only a number counts.
    """
    if _is_counted(mention):
        return True
    return not pack.declines and (is_plural(mention, pack) or mention.kind == ORGANISATION)


def _is_counted(mention: Mention) -> bool:
    """True if a number of two or more stands before a name or opens it: `3 accords`, `tri sporazuma`."""
    sentence = mention.sentence
    before = range(mention.first - 2, mention.first + 1)
    digits = any(sentence.word(at).isdigit() and _MANY.fullmatch(sentence.word(at)) for at in before)
    return digits or any(mark.first in before and mark.value != "1" for mark in sentence.of(Layer.COUNT))
