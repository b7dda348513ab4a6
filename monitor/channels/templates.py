"""The Jinja2 environment: which templates escape, and the filters that they use. A misspelt name raises."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from monitor.channels.layout import table, wrap
from monitor.config import package_data

if TYPE_CHECKING:
    from jinja2 import Environment

_URL_SAFE = "%/:?#[]@!$&'()*+,;=-._~"  # RFC 3986, 2: reserved, unreserved, and the percent sign


def escapes(name: str | None) -> bool:
    """True if the output of a template is escaped: of all but plain text.

    The default of Jinja2 does not escape `x.html.j2` (docs/faults.md 84).
    """
    return name is None or not name.endswith(".txt.j2")


def safe_url(url: object) -> str:
    """The percent-encoded address if it is http, https or mailto; else "#" (docs/faults.md 88)."""
    text = str(url)
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        return "#"
    return (
        quote(text, safe=_URL_SAFE, errors="replace")
        if scheme in ("http", "https", "mailto") and text.isprintable()
        else "#"
    )


@cache
def environment() -> Environment:
    """The one environment: each template is compiled once."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # a round without messages needs none

    env = Environment(
        loader=FileSystemLoader(package_data("templates")),
        autoescape=escapes,  # noqa: S701 - all but plain text is escaped
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    env.filters |= {"safe_url": safe_url, "table": table, "wrap": wrap}
    return env
