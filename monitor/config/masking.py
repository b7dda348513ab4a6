"""The configuration without its secrets."""

from __future__ import annotations

from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from monitor.config.options import Config
from monitor.config.table import OPTIONS

HIDDEN = "****"


def masked(config: Config) -> dict[str, Any]:
    """All options as plain JSON values, nested as in the file and in the order of the table; a secret is
    `****`, or None when not set.
    """
    shown: dict[str, Any] = {}
    for option in OPTIONS:
        group, _, key = option.name.rpartition(".")
        (shown.setdefault(group, {}) if group else shown)[key] = _plain(attrgetter(option.name)(config))
    return shown


def _plain(value: object) -> object:
    match value:
        case SecretStr():
            return HIDDEN
        case tuple():
            return [_plain(part) for part in value]
        case None | int() | float():
            return value
    return _without_userinfo(str(value))


def _without_userinfo(text: str) -> str:
    """An address (`http.proxy`, `contact`) without the user name and password in it."""
    if "://" not in text or "@" not in text:
        return text
    parts = urlsplit(text)
    return (
        parts._replace(netloc=f"{HIDDEN}@{parts.netloc.rpartition('@')[2]}").geturl()
        if "@" in parts.netloc
        else text
    )
