"""What was registered and told before a change, by story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from monitor.model import REPLAYED, Act, Evidence, Kind, Source
from monitor.register.telling import covers
from monitor.register.values import Bookkeeping, Former, Told


class Past:
    """The acts `before` a change and their stories, beside those `after` it.

    `bookkeeping` has the bookkeeping of the acts before and of the `former` ones. `restored`: acts that told
    nothing of those which they had taken in and which now come back. `history`: the story that settles was
    brought by a replay.
    """

    def __init__(
        self,
        before: Sequence[Act],
        after: Sequence[Act],
        former: Sequence[Former],
        bookkeeping: Mapping[int, Bookkeeping],
        restored: Set[int],
        *,
        history: bool,
    ) -> None:
        self.history = history
        self.bookkeeping = bookkeeping
        self._restored = restored
        self._former: dict[int, frozenset[str]] = {}
        for part in former:
            self._former[part.act] = self._former.get(part.act, frozenset()) | part.stories
        self._sources = {source.key: source for act in before for source in act.sources}
        self._holders = {source.key: act for act in before for source in act.sources}
        self._now = {source.key: source for act in after for source in act.sources}

    def fresh(self, act: Act, *, passing: bool = False) -> list[Source]:
        """The stories of an act that may alert, and are new or say something new.

        `passing`: those that tell of it in passing too.
        """
        sources = [source for source in act.sources if may_alert(source, passing=passing)]
        return [source for source in sources if self.is_new(source)]

    def is_new(self, source: Source) -> bool:
        """True if the story was in no act before, or said something else."""
        return source.key not in self._sources or self._sources[source.key].digest != source.digest

    def owed(self, act: Act, parts: Sequence[Act] = ()) -> list[Source]:
        """The stories by which an act that nobody was told of is news, and by which the acts that it was
        before, `parts`, were not.

        What came live is news in a replay too, which may part acts; what a replay brought only in that
        replay, beside nothing live.
        """
        known = {key for part in parts for key in self._was_news(part)}
        news = _news(act)
        joined = [source for key, source in news.items() if key not in known or self.is_new(source)]
        live = [source for source in joined if not _is_replayed(source)]
        return joined if self.history and all(map(_is_replayed, news.values())) else live

    def is_restored(self, act: Act) -> bool:
        """True for an act that told nothing of those which it had taken in and which now come back."""
        return act.id in self._restored

    def _was_news(self, act: Act) -> Iterable[str]:
        """The stories by which an act was news; of one whose merge is taken back, those that it had
        before.
        """
        if self.is_restored(act) or not act.sources:
            return self._former.get(act.id, ())
        return _news(act)

    def reached_readers(self, sent: Told | None) -> bool:
        """True if subscribers got it. In a replay, which only writes a record, what an earlier story of it
        told counts too.
        """
        return sent is not None and (self.history or not sent.history)

    def is_for_record(self, sent: Told | None, causes: Sequence[Source]) -> bool:
        """True if an alert with these causes is told to nobody: what a replay causes, but not that nobody was
        told of what came live.
        """
        return self.history and (sent is not None or any(map(_is_replayed, causes)))

    def told_with(self, act: Act) -> Act | None:
        """The act that its stories were part of, and with which it was told; None when nobody was told of
        it.
        """
        holders = {holder.id: holder for key in act.stories if (holder := self._holders.get(key)) is not None}
        candidates = []
        for number, holder in holders.items():
            sent = self.bookkeeping[number].told
            if sent is not None and covers(sent, act):
                candidates.append((sent.history, -self.bookkeeping[number].peak, number, holder))
        return min(candidates, key=lambda candidate: candidate[:3])[-1] if candidates else None

    def is_refuted(self, act: Act, old: Evidence, new: Evidence | None) -> bool:
        """True if an old value of an act is gone for a reason: a person's word, a story that was edited or
        withdrawn, an official source instead of the press.

        A person's word goes only when it is taken back; then what the stories say shows again.
        """
        if new is not None and new.edit is not None:
            return True
        if old.edit is not None:
            return new is not None
        before = (*act.sources, *self._sources.values())  # an act that comes back has none of its own
        was = next((source for source in before if source.story == old.story), None)
        now = self._now.get(was.key) if was is not None else None
        if was is None or now is None or was.digest != now.digest:
            return True
        official = new is not None and any(
            source.official for source in self._now.values() if source.story == new.story
        )
        return official and not was.official


def may_alert(source: Source, *, passing: bool = False) -> bool:
    """True for a story that is neither from a first poll nor a look back, nor told in passing unless
    `passing`.
    """
    return not source.quiet and not source.linked and (passing or source.kind is not Kind.PASSING)


def _news(act: Act) -> dict[str, Source]:
    """The stories, by key, by which an act is news: those that may alert; told in passing only where no other
    story reports it.

    A look back reports nothing.
    """
    passing = all(source.kind is Kind.PASSING or source.linked for source in act.sources)
    return {source.key: source for source in act.sources if may_alert(source, passing=passing)}


def _is_replayed(source: Source) -> bool:
    return source.key.startswith(REPLAYED)
