"""The line of a message that tells who else left the agreement of an act."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from monitor.dossiers.waves import wave_text, waves_of
from monitor.model import Act
from monitor.store import Store
from monitor.wording import Language, Treaty, bodies_founded


class WaveLines:
    """The lines for the acts of one compose. `told`: the acts that it has read; the store is read once for
    all of these, and again only when an act is asked about that was read later.
    """

    def __init__(
        self,
        store: Store,
        told: Callable[[], Collection[int]],
        treaties: Mapping[str, Treaty],
        complete: Mapping[str, date],
        no_exit: Collection[str] = (),
    ) -> None:
        self._store, self._told = store, told
        self._treaties, self._complete, self._no_exit = treaties, complete, no_exit
        self._read: set[int] = set()
        self._sharing: dict[str, list[Act]] = {}

    def line(self, act: Act, say: Language) -> str:
        """The largest wave of an act in words; "" where nothing can be said."""
        waves = waves_of(act, self._of(act), self._complete, self._treaties, self._no_exit)
        return wave_text(waves[0], act, self._treaties, say) if waves else ""

    def _of(self, act: Act) -> Mapping[str, Sequence[Act]]:
        if act.id not in self._read:
            new = {act.id, *self._told()} - self._read
            self._sharing |= self._store.acts.sharing(new, bodies_founded(self._treaties))
            self._read |= new
        return self._sharing
