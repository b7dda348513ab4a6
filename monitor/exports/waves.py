"""How many left the same agreement lately, as JSON."""

from __future__ import annotations

from collections.abc import Callable

from monitor.dossiers.waves import Wave
from monitor.model import Act

WaveOf = Callable[[Act], dict[str, object] | None]


def no_wave(act: Act) -> dict[str, object] | None:
    """For callers without a register: nothing is told."""
    return None


def wave_record(wave: Wave, text: str) -> dict[str, object]:
    """The field `wave` of an act. `text`: the same in words."""
    return {
        "count": wave.count,
        "days": wave.days or None,
        "ordinal": wave.ordinal,
        "shared": wave.shared,
        "acts": list(wave.acts),
        "quiet_years": wave.quiet_years,
        "since": wave.since.isoformat() if wave.since else None,
        "starter": wave.starter,
        "entry": wave.entry,
        "text": text,
    }
