"""The web pages, by their templates, and the Content-Security-Policy of those that a link in a mail opens."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from monitor.channels.templates import environment
from monitor.wording import ENGLISH, Language


def page(name: str, /, *, say: Language = ENGLISH, **values: object) -> str:
    """A web page in the language `say`, by the name of its template."""
    return environment().get_template(f"{name}.html.j2").render(values, say=say)


@cache
def picture_policy() -> str:
    """The Content-Security-Policy of a picture alone: nothing but the style sheet inside."""
    source = environment().get_template("web/picture.css.j2").render()
    style = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{style}'; frame-ancestors *"


@cache
def page_policy() -> str:
    """The Content-Security-Policy of pages with a style sheet inside: nothing but that and their own form
    (docs/faults.md 138).
    """
    source = environment().get_template("page.css.j2").render()
    style = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


# The headers of pictures, which other pages may show.
OF_PICTURE = {
    "Content-Security-Policy": picture_policy(),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# The headers of pages whose address is a secret, with their style sheet inside.
OF_TOKEN = {"Content-Security-Policy": page_policy()}
