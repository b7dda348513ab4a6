"""What the register can prove of other parties that left the same agreements."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache

from monitor.config import package_data
from monitor.dossiers.waves import wave_text, waves_of
from monitor.exports.waves import wave_record
from monitor.model import Act
from monitor.store import Store
from monitor.wording import ENGLISH, Language, Treaty, bodies_founded


def waves_by_act(
    store: Store,
    acts: Sequence[Act],
    treaties: Mapping[str, Treaty],
    no_exit: Collection[str] = (),
    say: Language = ENGLISH,
) -> Callable[[Act], tuple[dict[str, object], ...]]:
    """For each of these acts who else left its agreements, as JSON, the largest wave first; the store is read
    once for all. `no_exit`: entries that no party can leave alone.
    """
    sharing = store.acts.sharing((act.id for act in acts), bodies_founded(treaties))

    def told(act: Act) -> tuple[dict[str, object], ...]:
        waves = waves_of(act, sharing, complete_since(), treaties, no_exit)
        return tuple(wave_record(wave, wave_text(wave, act, treaties, say)) for wave in waves)

    return told


@lru_cache(maxsize=1)
def complete_since() -> Mapping[str, date]:
    """By id in the gazetteer, since when the starter register has all exits."""
    table = tomllib.loads((package_data("rules") / "starter.toml").read_text(encoding="utf-8"))
    return {entry["entry"]: date.fromisoformat(entry["exits_since"]) for entry in table["complete"]}
