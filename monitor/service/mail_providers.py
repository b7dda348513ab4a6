"""The domains of mail providers, at which anybody may have an address (rules/mail-providers.toml)."""

from __future__ import annotations

from functools import cache

from monitor.config import package_data


@cache
def domains() -> frozenset[str]:
    """The domains."""
    from monitor.tables import read_table

    path = package_data("rules") / "mail-providers.toml"
    names = read_table(str(path), path.read_text(encoding="utf-8"))["domains"]
    assert isinstance(names, list)
    return frozenset(map(str, names))
