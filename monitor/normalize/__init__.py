"""Cleans what feeds and pages give: text that is safe to show, links, and stories with stable keys.

All functions take any `str` and raise nothing. docs/notes/story-identity.md explains the keys.
"""

from __future__ import annotations

from monitor.normalize.links import LINK_LIMIT, canonical_link, is_plain, safe_link
from monitor.normalize.stories import (
    LEAD,
    former_key,
    guid_key,
    guid_keys,
    lead,
    story_key,
    text_digest,
    to_story,
)
from monitor.normalize.text import (
    TEXT_LIMIT,
    clean_lines,
    clean_text,
    header_text,
    html_to_lines,
    html_to_text,
    language_code,
    language_tag,
)

__all__ = [
    "LEAD",
    "LINK_LIMIT",
    "TEXT_LIMIT",
    "canonical_link",
    "clean_lines",
    "clean_text",
    "former_key",
    "guid_key",
    "guid_keys",
    "header_text",
    "html_to_lines",
    "html_to_text",
    "is_plain",
    "language_code",
    "language_tag",
    "lead",
    "safe_link",
    "story_key",
    "text_digest",
    "to_story",
]
