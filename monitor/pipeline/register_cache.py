"""What flagged stories and their pages state, and the register in memory that joins them to acts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from monitor.child import Flagged
from monitor.model import Alert, Evidence, Page, Story, Termination, leading
from monitor.register import Change, FlaggedStory, Ledger, decide
from monitor.store import Reread, Store, Unsettled

if TYPE_CHECKING:
    from monitor.extract import Lexicon

T = TypeVar("T")

ATTEMPTS = 5  # others may change the register meanwhile
READ = 50_000  # characters of a page that are read: what stands further down is comments and other stories
_COARSE = re.compile(r"\d{4}(-\d{2})?")  # a month or a year, as story files may give


class RegisterCache:
    """The register in memory: a story is joined to its act without reading all others again.

    It starts from the acts in the store, which are what this program makes of their stories:
    `service.steps` ensures that before anything is settled. Used by one thread at a time: `settle` runs
    in the writer's thread. A change by others (a command, a correction) shows in the register's
    revision, and the register is read anew.
    """

    def __init__(self, lexicon: Lexicon | Callable[[], Lexicon]) -> None:
        """`lexicon`, or a function that reads it (0.4 s, 40 MB) when a story is first settled."""
        self._lexicon = lexicon
        self._ledger: Ledger | None = None
        self._revision = -1

    @property
    def lexicon(self) -> Lexicon:
        if callable(self._lexicon):
            self._lexicon = self._lexicon()
        return self._lexicon

    @lexicon.setter
    def lexicon(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def settle(
        self, store: Store, waiting: Unsettled, now: datetime, *, history: bool = False
    ) -> list[Alert]:
        """Joins one story to its act, in one transaction; returns the alerts. Nothing happens if it is
        settled already, or has a newer text.

        `history`: alerts are only recorded, and sent to nobody.
        """
        return self.join(store, waiting, stated(waiting, self.lexicon), now, history=history)

    def join(
        self,
        store: Store,
        waiting: Unsettled,
        item: FlaggedStory | None,
        now: datetime,
        *,
        history: bool = False,
    ) -> list[Alert]:
        """Does the same for a story whose statement is known; `item` None: it states nothing any more."""

        def write(changes: Sequence[Change]) -> list[Alert] | None:
            return store.register.replace_block(
                self._revision, changes, now=now, stated=item, settled=waiting
            )

        return self._change(store, waiting.story.key, item, write, history=history) or []

    def reread(self, store: Store, reread: Reread, now: datetime) -> bool:
        """Replaces what a story stated by what a new reading states; nobody is alerted.

        Returns False, and changes nothing, if it was read or settled meanwhile, or a person corrected
        its act.
        """

        def write(changes: Sequence[Change]) -> bool | None:
            return (
                store.readings.replace(
                    self._revision, [change.suppressed() for change in changes], reread, now
                )
                or None
            )

        return bool(self._change(store, reread.stated.text.story.key, reread.item, write))

    def _change(
        self,
        store: Store,
        key: str,
        item: FlaggedStory | None,
        write: Callable[[Sequence[Change]], T | None],
        *,
        history: bool = False,
    ) -> T | None:
        """Lets a story (by key) state `item`, and calls `write` with the acts that this changes;
        returns its result.

        `write` returns None if it wrote nothing: it is called again if the register changed meanwhile.
        """
        for _ in range(ATTEMPTS):
            ledger = self._current(store)
            self._ledger = None  # until it is known that what it holds is written
            touched = ledger.remove(key) if item is None else ledger.add(item)
            block = store.register.holding(touched.stories | {key})
            written = write(
                decide(
                    block.acts,
                    touched.acts,
                    bookkeeping=block.bookkeeping,
                    former=block.former,
                    history=history,
                )
            )
            if written is not None:
                self._ledger = ledger
                self._revision += 1
                return written
            if store.register.revision() == self._revision:
                return None
        return None

    def release(self, store: Store, now: datetime, *, everything: bool = False) -> list[Alert]:
        """Writes the held alerts whose time has come."""
        alerts, revision = store.register.release(now, everything=everything)
        if revision is not None and revision == self._revision + 1:
            self._revision = revision  # what was told is not in the ledger
        return alerts

    def _current(self, store: Store) -> Ledger:
        if self._ledger is None or store.register.revision() != self._revision:
            whole = store.register.whole()
            self._ledger = Ledger(
                whole.stories, whole.corrections, heads=self.lexicon.heads, homes=whole.homes
            )
            self._revision = whole.revision
        return self._ledger


def stated(waiting: Unsettled, lexicon: Lexicon) -> FlaggedStory | None:
    """What a story and its page state; None for a text that no rule matches any more."""
    from monitor.extract import extract  # children do it in the service

    flagged = question(waiting)
    if flagged is None:
        return None
    return answered(
        waiting, flagged, extract(flagged.story, flagged.hits, lexicon, published=flagged.published)
    )


def question(waiting: Unsettled) -> Flagged | None:
    """The text that is read for the statement of a story: its own or its page's.

    None for a text that no rule matches any more.
    """
    if leading(waiting.hits) is None:
        return None
    return Flagged(read_with(waiting.story, waiting.page), waiting.hits, day_of(waiting.story, waiting.page))


def answered(waiting: Unsettled, flagged: Flagged, terminations: tuple[Termination, ...]) -> FlaggedStory:
    """The statement of a story, made of the terminations in the text of `flagged`."""
    story = waiting.story
    lead = leading(waiting.hits)
    assert lead is not None
    return FlaggedStory(
        key=story.key,
        seen=waiting.seen,
        kind=lead.kind,
        stage=lead.stage,
        terminations=tuple(map(_on_page, terminations)) if flagged.story.body != story.body else terminations,
        published=story.published,
        id=story.id,
        source=story.source,
        host=story.host,
        official=story.official,
        depositary=story.depositary,
        state=story.state,
        lang=story.lang,
        quiet=waiting.quiet,
    )


def read_with(story: Story, page: Page | None) -> Story:
    """The story with the text of its page, if that is longer than the feed's."""
    if page is None or len(page.text) <= len(story.body):
        return story
    return replace(story, body=page.text[:READ], lang=story.lang or page.lang)


def day_of(story: Story, page: Page | None) -> date | None:
    """The day that "on Friday" counts from; None when only a month or a year is known."""
    if story.published is not None and not _COARSE.fullmatch(story.published_raw):
        return story.published.date()
    return page.published if page is not None else None


def _on_page(termination: Termination) -> Termination:
    """The same termination; evidence in the body is marked as evidence on the page."""

    def moved(evidence: Evidence) -> Evidence:
        return replace(evidence, field="page") if evidence.field == "body" else evidence

    return replace(
        termination,
        actors=tuple(map(moved, termination.actors)),
        others=tuple(map(moved, termination.others)),
        stage=moved(termination.stage),
    ).with_cells({name: moved(evidence) for name, evidence in termination.filled().items()})
