"""The register as readers of the pages see it: which acts a page shows, in which order, and how much. Pure.

entries   an act as lists and filters need it
asked     parameters of a page to a choice of acts; the order; where the next page begins
publishing, records   an act without what is not public, and the same as JSON
atom      a feed of acts or stories
citation  how to cite a page
"""

from monitor.public.asked import (
    MOST,
    PAGING,
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
    "PAGING",
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
