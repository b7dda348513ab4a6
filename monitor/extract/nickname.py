"""The title of an agreement that headline and first paragraph call by a nickname: the one that the article says was signed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from monitor.extract.facts import signed
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.plurals import is_plural
from monitor.extract.rows import Row
from monitor.extract.scene import Place, Sentence


def with_title(
    rows: Sequence[Row], mentions: Sequence[Mention], acting: Collection[str], sentences: Sequence[Sentence], pack: Pack
) -> None:
    """Give the only row of an article that tells of one exit the only title whose day of signature the article states.

    The title has no other parties than the row. An agreement that has a name of its own, or a title, keeps it.
    """
    own = [row for row in rows if not row.elsewhere]
    best = own[0].best() if len(own) == 1 else None
    if best is None or best.is_title or best.identity or is_plural(best, pack) or own[0].table is not None:
        return
    known = {*acting, *own[0].others}
    titles = [one for one in mentions if _is_title(one) and {party.value for party in one.parties} <= known]
    titles = [one for one in titles if signed([one], sentences, pack) is not None]
    if len({one.name for one in titles}) == 1:
        own[0].join(titles[0], ())
        own[0].title = titles[0]


def _is_title(mention: Mention) -> bool:
    return mention.is_title and not mention.identity and mention.kind != ORGANISATION and mention.sentence.place is not Place.HEADLINE
