"""Tokens of the API: `Authorization: Bearer tm_...` (RFC 6750). There is no other way in, and no cookie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from monitor.service import Service, api_tokens
from monitor.service.api_tokens import ApiToken, Scope

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token of `treaty-monitor tokens add NAME`; scope read or operate.",
)
_Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def needs(service: Service, scope: Scope) -> Callable[..., ApiToken]:
    """A dependency that gives the token of a request. It raises 401 without one, 403 for one that does not
    allow what needs `scope`.
    """

    def token_of(given: _Given) -> ApiToken:
        holder = api_tokens.holder(service, given.credentials) if given else None
        if holder is None:
            error = ', error="invalid_token"' if given else ""
            raise HTTPException(
                401,
                "This needs a token: Authorization: Bearer tm_... An operator makes one with "
                "`treaty-monitor tokens add NAME`.",
                {"WWW-Authenticate": f'Bearer realm="treaty-monitor"{error}'},
            )
        if not Scope(holder.scope).allows(scope):
            raise HTTPException(
                403,
                f"This needs a token of scope {scope}; that of {holder.name} is for {holder.scope}.",
                {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
            )
        return holder

    return token_of
