"""The treaties that a depositary's notice names, by official titles, the gazetteer, or the words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, LexiconEntry, Pack
from monitor.extract.mentions import find_mentions
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.extract.topics import numbers_at

_SERIES = re.compile(r"\W*(?:C?ETS|S?TCE|STE)\b")
_LITTLE = 10  # letters of a word in small letters within a title: concerning
_LEAST = 3  # words of a title
_PARENT = 6  # words between a protocol and the name of its treaty


@dataclass(frozen=True, slots=True)
class Treaty:
    """The treaty of a notice: its entry in the gazetteer, if any, and its name at words `first:end`."""

    sentence: Sentence
    first: int
    end: int
    entry: LexiconEntry | None
    subject: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the name; that of a treaty series (`ETS No. 5`) is none of the name."""
        if _SERIES.match(self.sentence.source, self.sentence.tokens[self.end - 1].end):
            return ()
        return tuple(sorted(numbers_at(self.sentence, self.first, self.end)))


def find_treaties(
    sentences: Sequence[Sentence], heading: int, pack: Pack, lexicon: Lexicon
) -> Iterator[Treaty]:
    """The treaties that a notice names, the best founded first: official titles, protocols, agreements of the
    gazetteer, other names, bodies; of each sort the sentence of this number first, then in the order of the
    text.
    """
    ordered = sorted(sentences, key=lambda sentence: sentence.number != heading)
    for sentence in ordered:
        for first, end, id_ in lexicon.titles.find([token.text for token in sentence.tokens]):
            if id_ in lexicon.entries:
                yield _whole(Treaty(sentence, first, end, lexicon.entries[id_]), pack)
    mentions = [mention for sentence in ordered for mention in find_mentions(sentence, pack, lexicon)]
    named = [mention for mention in mentions if not mention.bare and not mention.is_office]
    for mention in sorted(named, key=lambda mention: _sort(mention, lexicon)):
        if mention.identity or mention.says_more:
            yield _as_treaty(mention, pack, lexicon)
    yield from (treaty for sentence in ordered for treaty in _in_capitals(sentence))


def _sort(mention: Mention, lexicon: Lexicon) -> int:
    """The place of a mention among the others, by how well it is founded."""
    if mention.identity:
        return 3 if lexicon.entries[mention.identity].kind == ORGANISATION else 1
    if mention.kind in ("", ORGANISATION):
        return 4
    return 0 if _is_of_another(mention) else 2


def _as_treaty(mention: Mention, pack: Pack, lexicon: Lexicon) -> Treaty:
    entry = lexicon.entries.get(mention.identity) if mention.identity else None
    first, end = mention.first, mention.end
    if entry is not None and _is_other(mention, pack, lexicon):
        entry, end = None, _line_end(mention.sentence, end)
    elif entry is None and mention.sentence.raw(first, end).isupper():
        end = _line_end(mention.sentence, end)  # the end of a title in capitals cannot be seen
    return _whole(Treaty(mention.sentence, first, end, entry, mention.subject), pack)


def _whole(treaty: Treaty, pack: Pack) -> Treaty:
    """A treaty; in its place the protocol to it, if its name stands in the title of one."""
    parent = _parent(treaty.sentence, treaty.first, pack)
    return treaty if parent is None else replace(treaty, first=parent.first, entry=None)


def _line_end(sentence: Sentence, at: int) -> int:
    """The place behind the words from `at` on that belong to a title: in capitals if the one before is, else
    with capitals and little words between them, without stops.
    """
    whole = sentence.raw(at - 1, at).isupper()
    end = at
    while at < len(sentence.tokens) and not set(sentence.gap(at)) & set(".:;\n("):
        raw = sentence.tokens[at].raw
        if raw.isupper() or (not whole and raw[0].isupper()):
            end = at + 1
        elif whole or len(raw) > _LITTLE:
            break
        at += 1
    return end


def _is_other(mention: Mention, pack: Pack, lexicon: Lexicon) -> bool:
    """True if a name of the gazetteer only begins the name of another treaty."""
    sentence, end = mention.sentence, mention.end
    if not pack.has("title_about", sentence.word(end)) or sentence.word(end + 1)[:1].isdigit():
        return False
    text = [token.text for token in sentence.tokens]
    return lexicon.titles.goes_on_otherwise(mention.identity, text, mention.first, end)


def _in_capitals(sentence: Sentence) -> Iterator[Treaty]:
    """The titles in capitals in which no name was found: from the noun of an agreement to the end."""
    for head in sentence.of(Layer.HEAD):
        end = _line_end(sentence, head.end)
        is_title = head.value != ORGANISATION and sentence.words(head).isupper()
        if is_title and end - head.first >= _LEAST:
            yield Treaty(sentence, head.first, end, None)


def _is_of_another(mention: Mention) -> bool:
    """True for the name of a protocol that holds the name of its treaty."""
    entries = mention.sentence.of(Layer.ENTRY)
    return any(mention.first < entry.first and entry.end <= mention.end for entry in entries)


def _parent(sentence: Sentence, first: int, pack: Pack) -> Mark | None:
    """The noun of the title in which the one at `first` stands: `Protocol No. 6 to the Convention`."""
    for head in sentence.of(Layer.HEAD):
        is_near = 0 < first - head.end <= _PARENT
        if (
            is_near
            and all(_is_little(sentence, at, pack) for at in range(head.end, first))
            and (not sentence.has_stop(head.end, first + 1, ",:;()–—\n"))
        ):
            return head
    return None


def _is_little(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True for a word that may stand between a protocol and its treaty."""
    word = sentence.word(at)
    is_joint = word in pack.function_words and not pack.has("and", word)
    return is_joint or word.isdigit() or word in ("no", "n")
