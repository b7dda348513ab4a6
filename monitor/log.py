"""Logs for people or machines that hostile texts cannot forge, and that contain no secrets.

Texts of others (feed titles, answers of servers) are written as one line without control characters
(docs/faults.md 163). Addresses are shortened to scheme, host and their last four characters, because a
webhook's address is a secret (docs/faults.md 119); an address under a key of `PUBLIC` keeps its path.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import structlog
    from structlog.typing import EventDict, Processor, WrappedLogger

SPARING_S = 60.0  # between two lines of one `Sparing`
LIMIT = 2_000  # characters of one value
PUBLIC = ("feed", "web")  # keys whose addresses are no secret but for user name and query
# these print addresses or every step
QUIET = (
    "httpx",
    "httpcore",
    "aiohttp",
    "asyncio",
    "apscheduler",
    "uvicorn.access",
    "mail",
    "flufl.bounce",
)
SILENT = ("uvicorn.error",)  # a warning for each odd request of a stranger

# The length of the scheme is bounded, so that the time for a long run of letters is linear.
_URL = re.compile(r"""[a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^\s"'<>`{}|\\^]+""")
_TOKEN = re.compile(
    r"whsec_[A-Za-z0-9+/=]+|\btm_[A-Za-z0-9_-]{43}|(?<=Bearer )[^\s\"']+|(?<=/u/)[A-Za-z0-9_-]{16,}"
    # of chat services, in the query of an address whose host is not there
    r"|(?:(?<=[?&]key=)|(?<=[?&]sig=)|(?<=[?&]token=))[^\s\"'&]+"
    r"|(?<![A-Za-z0-9-])[A-Za-z](?:-[0-9A-Za-z]{1,9}){1,2}-[A-Za-z2-7]{26}(?![A-Za-z0-9])"  # monitor.tokens
)
# Schemes whose addresses name a host; in others a token may stand there (`pover://user@token`).
_NAMES_HOST = frozenset({"http", "https", "smtp", "smtps", "imap", "imaps", "ftp", "file"})
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; its first argument is a fixed event name, all variable values are keywords."""
    return cast("structlog.stdlib.BoundLogger", _Logger(name))


def configure(level: str = "info", format: str = "console", stream: TextIO | None = None) -> None:
    """Sends all logs, ours and those of libraries, to `stream` (standard error). The last call counts."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Formatter(format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.ERROR)


class _Logger:
    """A logger of structlog, which is imported at the first line: most commands log nothing, and the import
    is slow.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, method: str) -> Any:
        import structlog

        if not structlog.is_configured():
            structlog.configure(
                processors=[
                    structlog.stdlib.filter_by_level,
                    *_shared(),
                    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
                ],
                logger_factory=structlog.stdlib.LoggerFactory(),
                wrapper_class=structlog.stdlib.BoundLogger,
            )
        return getattr(structlog.stdlib.get_logger(self._name), method)


class _Formatter(logging.Formatter):
    """Formats every line, ours and those of libraries, with structlog."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self._form = style

    def format(self, record: logging.LogRecord) -> str:
        return self._renderer.format(record)

    @cached_property
    def _renderer(self) -> logging.Formatter:
        import structlog

        last: Processor = (
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if self._form == "json"
            else structlog.dev.ConsoleRenderer(
                colors=False, pad_event_to=24, exception_formatter=structlog.dev.plain_traceback
            )
        )
        return structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )


def _shared() -> list[Processor]:
    import structlog

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _clean,
    ]


class Sparing:
    """An event that strangers can cause thousands of times: a warning at most once a minute, with the number
    since the last one.
    """

    def __init__(
        self,
        logger: structlog.stdlib.BoundLogger,
        event: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._logger = logger
        self._event = event
        self._monotonic = monotonic
        self._said: float | None = None
        self._times = 0

    def __call__(self, **values: object) -> None:
        """Counts the event, and logs it if nothing was logged for a minute; `values` are those of the logged
        event.
        """
        self._times += 1
        now = self._monotonic()
        if self._said is None or now - self._said >= SPARING_S:
            self._logger.warning(self._event, times=self._times, **values)
            self._said, self._times = now, 0


def redact(text: str) -> str:
    """The text with every address shortened to host and last four characters, and every token removed."""
    return _TOKEN.sub("****", _URL.sub(lambda match: redact_url(match[0]), text))


def redact_url(url: str, *, keep_path: bool = False) -> str:
    """`https://user:pw@hooks.example.org/services/T0/B1/secret` becomes `https://hooks.example.org/...cret`.
    With `keep_path` the path stays, without user name, query and fragment. Of a short address the end is
    removed too, and of one that may name no host all but scheme and end.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "(an address)"
    if parts.scheme not in _NAMES_HOST:
        rest = url.partition("://")[2]
        return f"{parts.scheme}://...{rest[-4:] if len(rest) >= 20 else ''}"
    if keep_path:
        return f"{parts.scheme}://{host}{parts.path}{'?...' if parts.query or parts.fragment else ''}"
    rest = url.partition("://")[2][len(parts.netloc) :]
    if rest in ("", "/"):
        return f"{parts.scheme}://{host}{rest}"
    return f"{parts.scheme}://{host}/...{rest[-4:] if len(rest) >= 20 else ''}"


def one_line(text: str) -> str:
    """The text with control, format and line separator characters written as escapes, as in `\\n` or
    `\\x1b`.
    """
    if text.isprintable():
        return text
    return "".join(
        char.encode("unicode_escape").decode() if unicodedata.category(char) in _HIDDEN else char
        for char in text
    )


def _clean(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Redacts and escapes every value that is printed; structlog's own entries with underscores stay."""
    for key, value in event.items():
        if key == "exception":
            # Each line is marked, so that a line end in the text of an exception cannot begin what looks like
            # a log line.
            event[key] = "\n".join(f"  | {one_line(redact(line))}" for line in str(value).splitlines())
        elif not key.startswith("_"):
            event[key] = _value(key, value)
    return event


def _value(key: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    if key in PUBLIC and _URL.fullmatch(text):
        return one_line(redact_url(text, keep_path=True))[:LIMIT]
    return one_line(redact(text[: 2 * LIMIT]))[:LIMIT]
