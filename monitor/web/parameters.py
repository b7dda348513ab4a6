"""The parameters that a page outside the views takes: another one is refused, as everywhere.

Only a GET is refused: what a form does is said by its fields, and mail programs may add to the address to
which they post (RFC 8058).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from monitor.public import unknown


def only(*names: str) -> Callable[[Request], Awaitable[None]]:
    """Refuses other parameters than these and `lang`: for `dependencies` of a router or a route. Raises
    `WrongParameter`.
    """

    async def check(request: Request) -> None:
        if request.method != "POST":
            check_names(request, (*names, "lang"))

    return check


def check_names(request: Request, names: tuple[str, ...]) -> None:
    """Raises `WrongParameter` for a parameter that is none of these."""
    for name in request.query_params:
        if name not in names:
            raise unknown(name, names)
