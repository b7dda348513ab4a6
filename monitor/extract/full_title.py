"""The full title of an agreement that headline and first paragraph call by a nickname: a title that a
sentence introduces, or the only one whose signature the article dates.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from monitor.extract.cell_values import signed
from monitor.extract.dates import is_after
from monitor.extract.instruments import NARROW, ORGANISATION, Mention
from monitor.extract.lexicon import ORGANISATIONS, Pack
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_plural, is_several
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import Place, Sentence

_OPENS = 3  # words of a sentence before the words that introduce a name
_LITTLE = 3  # articles between these and the name


def with_title(
    rows: Sequence[DraftRow],
    mentions: Sequence[Mention],
    acting: Collection[str],
    sentences: Sequence[Sentence],
    pack: Pack,
    published: date | None,
) -> None:
    """Give the first row of an article the title that a sentence introduces ("at issue is the Treaty on");
    else, if it is the only row, the only title whose day of signature the article states.

    A title has no other parties than the row, and is no protocol of an agreement. A row that has a name of
    its own or a title keeps it. Changes the row; rows that the article tells in passing are not counted.
    """
    own_rows = [row for row in rows if not row.elsewhere]
    if not own_rows:
        return
    row = own_rows[0]
    best = row.best()
    if best is None or not _needs_title(row, best, pack):
        return
    known = {*acting, *row.others, *ORGANISATIONS}
    fitting = [mention for mention in mentions if {party.value for party in mention.parties} <= known]
    introduced = next((mention for mention in fitting if is_introduced(mention)), None)
    if introduced is not None:
        same_entry = introduced.entry in ("", best.entry)
        title = introduced if same_entry else replace(introduced, entry="", subject=best.subject)
        _set_title(row, title)
    elif len(own_rows) == 1:
        titles = _signed_titles(fitting, best, sentences, pack, published)
        if len({title.name for title in titles}) == 1:
            _set_title(row, titles[0])


def _needs_title(row: DraftRow, best: Mention, pack: Pack) -> bool:
    """True if a row of prose is only named by a nickname of one agreement. `best`: its best mention."""
    if best.is_title or best.identity or row.table is not None or row.lines:
        return False
    return not (is_several(best, pack) if pack.declines else is_plural(best, pack))


def _set_title(row: DraftRow, title: Mention) -> None:
    """Set the title of a row and add it to its mentions."""
    row.title = title
    row.join(title, ())


def _signed_titles(
    mentions: Sequence[Mention],
    best: Mention,
    sentences: Sequence[Sentence],
    pack: Pack,
    published: date | None,
) -> list[Mention]:
    """The titles in the text whose day of signature, not after publication, the article states.

    Those of another kind than the mention `best` are left out where one of the two is a kind of protocol.
    """
    titles = []
    for mention in mentions:
        day = signed([mention], sentences, pack) if _is_title(mention) else None
        if day is None or is_after(day, published):
            continue
        if mention.kind == best.kind or not {mention.kind, best.kind} & NARROW:
            titles.append(mention)
    return titles


def is_introduced(mention: Mention) -> bool:
    """True if a sentence opens with words that announce a full name: `At issue is the Treaty on`, `Речь идёт
    о Соглашении о`.
    """
    return mention.is_title and any(
        mark.value == "names" and mark.first <= _OPENS and 0 <= mention.first - mark.end <= _LITTLE
        for mark in mention.sentence.of(Layer.CONTEXT)
    )


def _is_title(mention: Mention) -> bool:
    """True if a mention below the headline is the title of an agreement that the gazetteer does not know."""
    return (
        mention.is_title
        and not mention.identity
        and mention.kind != ORGANISATION
        and mention.sentence.place is not Place.HEADLINE
    )
