"""The web pages, by their templates, and their Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from monitor.channels.templates import environment
from monitor.wording import ENGLISH, Language


def page(name: str, *, say: Language = ENGLISH, **values: object) -> str:
    """A web page in the language `say`: `unsubscribe` (values: `done`), `act_choice`."""
    return environment().get_template(f"{name}.html.j2").render(values, say=say)


@cache
def page_policy() -> str:
    """The Content-Security-Policy of these pages: nothing but their own style sheet and their own form
    (docs/faults.md 138).
    """
    source = environment().get_template("page.css.j2").render()
    style = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
