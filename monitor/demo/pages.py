"""The web pages of the demonstration: their port, and who may log in."""

from __future__ import annotations

import secrets
import socket

from monitor.service import Service, operators

HOST, PORT = "127.0.0.1", 8484
OPERATOR = "demo"


def open_door() -> socket.socket:
    """A socket for the pages: on the usual port if that is free, else on another one."""
    from monitor.web import listening

    try:
        return listening(HOST, PORT)
    except OSError:
        return listening(HOST, 0)


def address(door: socket.socket) -> str:
    """Where a browser on this machine finds the pages."""
    return f"http://{HOST}:{door.getsockname()[1]}"


def let_in(service: Service) -> str:
    """Lets an operator log in; the password."""
    password = secrets.token_urlsafe(12)
    operators.add(service, OPERATOR, password)
    return password
