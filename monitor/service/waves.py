"""What the register can prove of other states that left the same agreement."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache

from monitor.config import package_data
from monitor.dossiers.waves import departures, wave_of, wave_text
from monitor.store import Store
from monitor.wording import ENGLISH, Language

STARTER = "Starter register: "  # begins the source of each story of the starter register


def waves(store: Store, act: int, say: Language = ENGLISH) -> tuple[str, ...]:
    """A sentence for each agreement of an act that several states left lately; empty for all else."""
    texts: list[str] = []
    for entry, ids in store.acts.of_entries(act).items():
        if len(ids) < 2:
            continue
        known = departures(entry, store.acts.standing(ids), STARTER)
        # only where the starter register is loaded is the past complete
        has_past = any(departure.starter for departure in known)
        wave = wave_of(act, known, _complete().get(entry) if has_past else None)
        if wave is not None:
            texts.append(wave_text(wave, say))
    return tuple(texts)


@lru_cache(maxsize=1)
def _complete() -> dict[str, date]:
    """By id in the gazetteer, since when the starter register has all exits."""
    table = tomllib.loads((package_data("rules") / "starter.toml").read_text(encoding="utf-8"))
    return {entry["entry"]: date.fromisoformat(entry["exits_since"]) for entry in table["complete"]}
