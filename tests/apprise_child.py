"""The child process of Apprise, with the host of every service on this machine.

    python apprise_child.py PORT [FILE]

Names lead to 127.0.0.1 and PORT. Arguments and environment of the process are written to FILE.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from monitor.channels.apprise import child


def led(host: Any, *args: Any, **more: Any) -> list[tuple[Any, ...]]:
    """A resolver that tells the hooks what it was asked, as the real one does."""
    sys.audit("socket.getaddrinfo", host, 443, 0, 0, 0)
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", int(sys.argv[1])))]


if __name__ == "__main__":
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(json.dumps([sys.argv, dict(os.environ)]), encoding="utf-8")
    socket.getaddrinfo = led  # type: ignore[assignment]
    child.main()
