"""Tokens of the API: a program that has one reads what is not public, and with the scope `operate` may have
messages sent again.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.service import operators
from monitor.store import ApiToken

if TYPE_CHECKING:
    from monitor.service import Service

__all__ = ["ApiToken", "Scope", "add", "holder", "list_all", "note", "revoke"]

PREFIX = "tm_"  # by which people, and programs that look for leaked secrets, know a token
NOTED = timedelta(hours=1)  # so exactly is stored when a token was used
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_TOKEN = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)


class Scope(StrEnum):
    """What a token allows. `OPERATE` allows what `READ` does as well."""

    READ = "read"
    OPERATE = "operate"

    def allows(self, other: Scope) -> bool:
        """True if a token of this scope may do what needs the other one."""
        return self is other or self is Scope.OPERATE


def list_all(service: Service) -> list[ApiToken]:
    """The tokens by name, without the secrets: nobody has them but their holders."""
    return service.store.api_tokens.all()


def add(service: Service, name: str, scope: Scope) -> str:
    """A new token (256 random bits), which is shown this once. Raises `UsageError`."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name: up to 40 letters of English, digits, dots, hyphens and underscores."
        )
    token = PREFIX + secrets.token_urlsafe(32)
    if not service.store.api_tokens.add(name, token, scope.value, service.clock()):
        raise UsageError(f"There is a token {name!r}: choose another name, or revoke it first.")
    operators.note(service, _holder(name), f"may use the API now, scope {scope} (tokens add)")
    return token


def revoke(service: Service, name: str) -> None:
    """Ends a token at once. Raises `UsageError`."""
    if not service.store.api_tokens.remove(name):
        raise UsageError(f"No token {name!r}; `treaty-monitor tokens list` shows them.")
    operators.note(service, _holder(name), "may not use the API any more (tokens revoke)")


def holder(service: Service, token: str) -> ApiToken | None:
    """Whose token this is, which is used now; None if it is none, or was revoked."""
    known = service.store.api_tokens.of(token) if _TOKEN.fullmatch(token) else None
    now = service.clock()
    if known is not None and (known.used_at is None or abs(now - known.used_at) > NOTED):
        service.store.api_tokens.use(known.id, now)
    return known


def note(service: Service, token: ApiToken, text: str) -> None:
    """Stores what the holder of a token did, beside what operators did."""
    operators.note(service, _holder(token.name), text)


def _holder(name: str) -> str:
    return f"token {name}"
