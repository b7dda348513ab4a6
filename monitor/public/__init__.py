"""The register as readers of the pages see it: which acts a page shows, in which order, and how much. Pure.

entries   an act as lists and filters need it
asked     parameters of a page to a choice of acts; the order; where the next page begins
"""

from monitor.public.asked import (
    MOST,
    Asked,
    Choice,
    Sort,
    WrongParameter,
    asked_of,
    choose,
)
from monitor.public.entries import Entry, entry_of, folded

__all__ = [
    "MOST",
    "Asked",
    "Choice",
    "Entry",
    "Sort",
    "WrongParameter",
    "asked_of",
    "choose",
    "entry_of",
    "folded",
]
