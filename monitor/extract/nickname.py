"""The title of an agreement that headline and first paragraph call by a nickname: the one that the article
says was signed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from monitor.extract.cell_values import signed
from monitor.extract.instruments import NARROW, ORGANISATION, Mention
from monitor.extract.lexicon import ORGANISATIONS, Pack
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_plural, is_several
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import Place, Sentence

_OPENS = 3  # words of a sentence before them
_LITTLE = 3  # articles between them and the name


def with_title(
    rows: Sequence[DraftRow],
    mentions: Sequence[Mention],
    acting: Collection[str],
    sentences: Sequence[Sentence],
    pack: Pack,
    published: date | None,
) -> None:
    """Give the only row of an article that tells of one exit the only title whose day of signature the
    article states.

    A title that a sentence introduces ("at issue is the Treaty on") is that of the first row, whatever else
    the article tells. The title has no other parties than the row, and is no protocol of an agreement. An
    agreement that has a name of its own, or a title, keeps it.
    """
    own = [row for row in rows if not row.elsewhere]
    best = own[0].best() if own else None
    if best is None or best.is_title or best.identity or own[0].table is not None or own[0].lines:
        return
    if is_several(best, pack) if pack.declines else is_plural(best, pack):
        return
    known = {*acting, *own[0].others, *ORGANISATIONS}
    called = next(
        (
            mention
            for mention in mentions
            if is_introduced(mention) and {party.value for party in mention.parties} <= known
        ),
        None,
    )
    if called is not None:
        kept = called.entry in ("", best.entry)
        own[0].title = called if kept else replace(called, entry="", subject=best.subject)
        own[0].join(own[0].title, ())
    if called is not None or len(own) > 1:
        return
    titles = [
        mention
        for mention in mentions
        if _is_title(mention) and {party.value for party in mention.parties} <= known
    ]
    days = [(title, day) for title in titles if (day := signed([title], sentences, pack)) is not None]
    titles = [one for one, day in days if published is None or day.value <= published.isoformat()]
    titles = [title for title in titles if title.kind == best.kind or not {title.kind, best.kind} & NARROW]
    if len({title.name for title in titles}) == 1:
        own[0].join(titles[0], ())
        own[0].title = titles[0]


def is_introduced(mention: Mention) -> bool:
    """True if a sentence opens with words that the full name follows: `At issue is the Treaty on`, `Речь идёт
    о Соглашении о`.
    """
    names = [mark for mark in mention.sentence.of(Layer.CONTEXT) if mark.value == "names"]
    return mention.is_title and any(
        name_mention.first <= _OPENS and 0 <= mention.first - name_mention.end <= _LITTLE
        for name_mention in names
    )


def _is_title(mention: Mention) -> bool:
    return (
        mention.is_title
        and not mention.identity
        and mention.kind != ORGANISATION
        and mention.sentence.place is not Place.HEADLINE
    )
