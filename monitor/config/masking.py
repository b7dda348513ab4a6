"""The configuration as people may see it."""

from __future__ import annotations

from operator import attrgetter
from urllib.parse import urlsplit

from pydantic import SecretStr

from monitor.config.options import OPTIONS, Config

HIDDEN = "****"


def masked(config: Config) -> dict[str, object]:
    """Every option by its dotted key, as plain JSON values in the order of the table; secrets are `****`, or None when not set."""
    return {option.name: _plain(attrgetter(option.name)(config)) for option in OPTIONS}


def _plain(value: object) -> object:
    match value:
        case SecretStr():
            return HIDDEN
        case tuple():
            return [_plain(one) for one in value]
        case None | int() | float():
            return value
    return _without_userinfo(str(value))


def _without_userinfo(text: str) -> str:
    """An address (`http.proxy`, `contact`) without the user name and password in it."""
    if "://" not in text or "@" not in text:
        return text
    parts = urlsplit(text)
    return parts._replace(netloc=f"{HIDDEN}@{parts.netloc.rpartition('@')[2]}").geturl() if "@" in parts.netloc else text
