"""Names of agreements and bodies, as packaged, for the sentences of messages, lists and exports."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from monitor.config import package_data
from monitor.wording import Treaty, treaties


@lru_cache(maxsize=1)
def known_treaties() -> Mapping[str, Treaty]:
    """The gazetteer's agreements and bodies by id; read once, in some 20 ms, and without the rest of the lexicon."""
    return treaties((package_data("rules") / "gazetteer.toml").read_text(encoding="utf-8"))
