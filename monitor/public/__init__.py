"""The register as readers of the pages see it: which acts a page shows, in which order, and how much. Pure.

entries   an act as lists and filters need it
asked     parameters of a page to a choice of acts; the order; where the next page begins
"""

from monitor.public.asked import (
    MOST,
    Asked,
    AskedStories,
    Choice,
    Sort,
    WrongParameter,
    asked_of,
    choose,
    cursor_at,
    position_of,
)
from monitor.public.entries import Entry, entry_of, folded

__all__ = [
    "MOST",
    "Asked",
    "AskedStories",
    "Choice",
    "Entry",
    "Sort",
    "WrongParameter",
    "asked_of",
    "choose",
    "cursor_at",
    "entry_of",
    "folded",
    "position_of",
]
