"""The register as readers of the pages see it: which acts a page shows, in which order, and how much. Pure.

entries   an act as lists and filters need it
facets    the values that filters offer
drawing   widths of texts, scales and legends of pictures
picture   who leaves what with whom, and the geometry of its picture
timeline  acts by month and year, and the geometry of their picture
asked     parameters of a page to a choice of acts; the order; where the next page begins
sentences the sentences that prove what a page shows, numbered
act_table, act_course, changes   the parts of the page of an act
treaty_facts   a dossier in words
parties   what each state and organisation leaves, in figures
addresses addresses of pages
publishing, records   an act without what is not public, and the same as JSON
atom      a feed of acts or stories
citation  how to cite a page
"""

from monitor.public.asked import (
    MOST,
    PAGING,
    Asked,
    AskedStories,
    AskedTimes,
    Choice,
    Sort,
    WrongParameter,
    asked_of,
    choose,
    cursor_at,
    page_of,
    position_of,
    unknown,
    wrong_cursor,
)
from monitor.public.entries import DueDay, Entry, entry_of, folded
from monitor.public.facets import Facets, facets

__all__ = [
    "MOST",
    "PAGING",
    "Asked",
    "AskedStories",
    "AskedTimes",
    "Choice",
    "DueDay",
    "Entry",
    "Facets",
    "Sort",
    "WrongParameter",
    "asked_of",
    "choose",
    "cursor_at",
    "entry_of",
    "facets",
    "folded",
    "page_of",
    "position_of",
    "unknown",
    "wrong_cursor",
]
